CREATE TABLE submissions (
  id TEXT PRIMARY KEY,
  author TEXT NOT NULL REFERENCES people (id),
  kind TEXT NOT NULL,
  what TEXT NOT NULL,
  headline TEXT NOT NULL,
  page_title TEXT NOT NULL DEFAULT '',
  tags TEXT NOT NULL,
  standing TEXT NOT NULL,
  visibility TEXT NOT NULL,
  decided TEXT NOT NULL DEFAULT '',
  shown BIGINT NOT NULL DEFAULT 0,
  chosen BIGINT NOT NULL DEFAULT 0,
  refused BIGINT NOT NULL DEFAULT 0,
  made_at BIGINT NOT NULL
);
CREATE INDEX submissions_listed ON submissions (standing, visibility, id);
CREATE INDEX submissions_author ON submissions (author, id);
CREATE TABLE submission_addresses (
  address TEXT PRIMARY KEY,
  submission TEXT NOT NULL REFERENCES submissions (id)
);
CREATE INDEX submission_addresses_submission ON submission_addresses (submission);
CREATE TABLE submission_votes (
  submission TEXT NOT NULL REFERENCES submissions (id),
  person TEXT NOT NULL,
  value BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (submission, person)
);
CREATE INDEX submission_votes_person ON submission_votes (person);
CREATE TABLE edition_lines (
  edition TEXT NOT NULL,
  place BIGINT NOT NULL,
  submission TEXT NOT NULL UNIQUE REFERENCES submissions (id),
  headline TEXT NOT NULL,
  label TEXT NOT NULL,
  address TEXT NOT NULL,
  reason TEXT NOT NULL,
  role TEXT NOT NULL,
  leaf TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (edition, place)
);
