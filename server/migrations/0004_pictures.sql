CREATE TABLE blob_totals (
  one BIGINT PRIMARY KEY,
  bytes BIGINT NOT NULL
);
INSERT INTO blob_totals (one, bytes) VALUES (1, 0);
CREATE TABLE pictures (
  id TEXT PRIMARY KEY,
  author TEXT NOT NULL REFERENCES people (id),
  title TEXT NOT NULL,
  alt TEXT NOT NULL,
  licence TEXT NOT NULL,
  visibility TEXT NOT NULL,
  standing TEXT NOT NULL,
  media_type TEXT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  original TEXT NOT NULL,
  digest TEXT NOT NULL,
  phash BIGINT NOT NULL,
  colour TEXT NOT NULL,
  placeholder TEXT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  made_at BIGINT NOT NULL
);
CREATE INDEX pictures_author ON pictures (author);
CREATE INDEX pictures_original ON pictures (original);
CREATE INDEX pictures_shown ON pictures (standing, visibility, id);
CREATE TABLE picture_tags (
  picture TEXT NOT NULL REFERENCES pictures (id),
  tag TEXT NOT NULL,
  PRIMARY KEY (picture, tag)
);
CREATE INDEX picture_tags_tag ON picture_tags (tag, picture);
CREATE TABLE picture_parents (
  picture TEXT NOT NULL REFERENCES pictures (id),
  parent TEXT NOT NULL REFERENCES pictures (id),
  place BIGINT NOT NULL,
  PRIMARY KEY (picture, parent)
);
CREATE INDEX picture_parents_parent ON picture_parents (parent, picture);
CREATE TABLE renditions (
  picture TEXT NOT NULL REFERENCES pictures (id),
  format TEXT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (picture, format, width)
);
CREATE INDEX renditions_hash ON renditions (hash);
CREATE TABLE licence_grants (
  id TEXT PRIMARY KEY,
  picture TEXT NOT NULL REFERENCES pictures (id),
  licence TEXT NOT NULL,
  person TEXT NOT NULL REFERENCES people (id),
  at BIGINT NOT NULL
);
CREATE INDEX licence_grants_picture ON licence_grants (picture, at);
