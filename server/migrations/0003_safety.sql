ALTER TABLE people ADD COLUMN barred_until BIGINT;
CREATE TABLE flags (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  thing TEXT NOT NULL,
  person TEXT,
  reporter TEXT NOT NULL,
  address TEXT,
  independent BIGINT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  at BIGINT NOT NULL,
  outcome TEXT
);
CREATE UNIQUE INDEX flags_reporter ON flags (thing, reporter);
CREATE INDEX flags_open ON flags (outcome, at);
CREATE INDEX flags_person ON flags (person);
CREATE TABLE moderation (
  id TEXT PRIMARY KEY,
  act TEXT NOT NULL,
  kind TEXT NOT NULL,
  thing TEXT NOT NULL,
  person TEXT,
  role TEXT NOT NULL,
  reason TEXT NOT NULL,
  given TEXT,
  until BIGINT,
  at BIGINT NOT NULL
);
CREATE INDEX moderation_thing ON moderation (thing);
CREATE TABLE blocks (
  hash TEXT PRIMARY KEY,
  phash BIGINT NOT NULL,
  at BIGINT NOT NULL
);
CREATE TABLE locks (
  thing TEXT PRIMARY KEY,
  until BIGINT NOT NULL
);
CREATE TABLE audit (
  number BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  who TEXT NOT NULL,
  act TEXT NOT NULL,
  about TEXT NOT NULL,
  data TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE TABLE audit_head (
  one BIGINT PRIMARY KEY,
  number BIGINT NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO audit_head (one, number, hash) VALUES (1, 0, '');
ALTER TABLE idempotency ADD COLUMN secret_until BIGINT;
CREATE INDEX idempotency_secret ON idempotency (secret_until);
