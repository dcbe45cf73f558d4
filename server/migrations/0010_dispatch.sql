CREATE INDEX items_disputed ON items (activity, turn, place) WHERE answers >= 2;
CREATE TABLE paces (
  activity TEXT NOT NULL REFERENCES activities (id),
  minute BIGINT NOT NULL,
  answers BIGINT NOT NULL,
  PRIMARY KEY (activity, minute)
);
INSERT INTO paces (activity, minute, answers)
  SELECT activity, at / 60000, COUNT(*) FROM answers GROUP BY activity, at / 60000;
