CREATE TABLE hit_positions (
  node TEXT PRIMARY KEY,
  position BIGINT NOT NULL
);
CREATE TABLE hit_totals (
  thing TEXT NOT NULL,
  what BIGINT NOT NULL,
  cause BIGINT NOT NULL,
  hits BIGINT NOT NULL,
  PRIMARY KEY (thing, what, cause)
);
CREATE TABLE hit_referrers (
  thing TEXT NOT NULL,
  what BIGINT NOT NULL,
  referrer TEXT NOT NULL,
  hits BIGINT NOT NULL,
  PRIMARY KEY (thing, what, referrer)
);
CREATE TABLE hit_minutes (
  thing TEXT NOT NULL,
  what BIGINT NOT NULL,
  minute BIGINT NOT NULL,
  referrer TEXT NOT NULL,
  hits BIGINT NOT NULL,
  PRIMARY KEY (thing, what, minute, referrer)
);
CREATE INDEX hit_minutes_minute ON hit_minutes (minute);
