CREATE TABLE topics (
  topic TEXT PRIMARY KEY,
  seq BIGINT NOT NULL
);
CREATE TABLE events (
  id {serial},
  tx {tx},
  topic TEXT NOT NULL,
  seq BIGINT NOT NULL,
  kind TEXT NOT NULL,
  data TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE UNIQUE INDEX events_topic ON events (topic, seq);
CREATE INDEX events_order ON events (tx, id);
CREATE INDEX events_at ON events (at);
CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  run_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  leased_until BIGINT NOT NULL DEFAULT 0,
  failed TEXT
);
CREATE INDEX jobs_due ON jobs (run_at);
CREATE TABLE idempotency (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL,
  status BIGINT NOT NULL DEFAULT 0,
  headers TEXT NOT NULL DEFAULT '',
  answer {blob},
  at BIGINT NOT NULL
);
CREATE INDEX idempotency_at ON idempotency (at);
CREATE TABLE blobs (
  hash TEXT PRIMARY KEY,
  bytes BIGINT NOT NULL,
  refs BIGINT NOT NULL,
  at BIGINT NOT NULL
);
CREATE TABLE keys (
  name TEXT PRIMARY KEY,
  material TEXT NOT NULL
);
CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  at BIGINT NOT NULL
);
