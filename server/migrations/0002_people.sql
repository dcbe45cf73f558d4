CREATE TABLE people (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  trusted BIGINT NOT NULL DEFAULT 0,
  invited_by TEXT,
  made_at BIGINT NOT NULL,
  erased_at BIGINT
);
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES people (id),
  token_hash TEXT NOT NULL UNIQUE,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_person ON sessions (person);
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE TABLE owner_links (
  token_hash TEXT PRIMARY KEY,
  expires_at BIGINT NOT NULL
);
