CREATE TABLE arrivals (
  thing TEXT NOT NULL,
  what BIGINT NOT NULL,
  minute BIGINT NOT NULL,
  people BIGINT NOT NULL,
  PRIMARY KEY (thing, what, minute)
);
CREATE INDEX arrivals_minute ON arrivals (minute);
CREATE TABLE surges (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  about TEXT NOT NULL,
  began_at BIGINT NOT NULL,
  peak BIGINT NOT NULL,
  peak_at BIGINT NOT NULL,
  usual DOUBLE PRECISION NOT NULL,
  half_life_s BIGINT,
  state TEXT NOT NULL,
  page TEXT,
  told TEXT
);
CREATE INDEX surges_about ON surges (about, id);
CREATE UNIQUE INDEX surges_open ON surges (about) WHERE state <> 'over';
CREATE TABLE links_in (
  story TEXT NOT NULL REFERENCES stories (id),
  page TEXT NOT NULL,
  verified_at BIGINT NOT NULL,
  PRIMARY KEY (story, page)
);
CREATE TABLE surge_choices (
  story TEXT PRIMARY KEY REFERENCES stories (id),
  choice TEXT NOT NULL
);
