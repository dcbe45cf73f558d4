CREATE TABLE rooms (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  mode TEXT NOT NULL DEFAULT 'open',
  slow_ms BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  room TEXT NOT NULL REFERENCES rooms (id),
  person TEXT NOT NULL REFERENCES people (id),
  client_key TEXT,
  body TEXT NOT NULL,
  reply_to BIGINT,
  standing TEXT NOT NULL,
  at BIGINT NOT NULL,
  edited_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  seq BIGINT,
  UNIQUE (room, person, client_key)
);
CREATE UNIQUE INDEX messages_seq ON messages (room, seq);
CREATE INDEX messages_held ON messages (id) WHERE standing = 'held';
CREATE INDEX messages_person ON messages (person, room, at);
CREATE TABLE message_texts (
  message TEXT NOT NULL REFERENCES messages (id),
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  until BIGINT NOT NULL,
  PRIMARY KEY (message, version)
);
CREATE TABLE reactions (
  message TEXT NOT NULL REFERENCES messages (id),
  person TEXT NOT NULL REFERENCES people (id),
  sign TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (message, person, sign)
);
CREATE INDEX reactions_person ON reactions (person);
