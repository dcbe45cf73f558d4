CREATE TABLE throngs (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  objective TEXT NOT NULL,
  about_kind TEXT NOT NULL,
  about_what TEXT NOT NULL,
  template TEXT NOT NULL,
  state TEXT NOT NULL,
  deadline BIGINT NOT NULL,
  decide_until BIGINT,
  coordinator TEXT NOT NULL REFERENCES people (id),
  standing TEXT NOT NULL,
  visibility TEXT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  reason TEXT,
  statement TEXT,
  made_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX throngs_about ON throngs (about_kind, about_what);
CREATE INDEX throngs_state ON throngs (state, deadline);
CREATE INDEX throngs_coordinator ON throngs (coordinator);
CREATE TABLE throng_members (
  throng TEXT NOT NULL REFERENCES throngs (id),
  person TEXT NOT NULL,
  role TEXT NOT NULL,
  invited_by TEXT,
  joined_at BIGINT NOT NULL,
  PRIMARY KEY (throng, person)
);
CREATE INDEX throng_members_person ON throng_members (person);
CREATE TABLE activities (
  id TEXT PRIMARY KEY,
  throng TEXT NOT NULL REFERENCES throngs (id),
  kind TEXT NOT NULL,
  title TEXT,
  question TEXT NOT NULL,
  target_confidence DOUBLE PRECISION NOT NULL,
  max_answers BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  places BIGINT NOT NULL DEFAULT 0,
  items BIGINT NOT NULL DEFAULT 0,
  done BIGINT NOT NULL DEFAULT 0,
  answers BIGINT NOT NULL DEFAULT 0,
  settled BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX activities_throng ON activities (throng);
CREATE TABLE uploads (
  id TEXT PRIMARY KEY,
  activity TEXT NOT NULL REFERENCES activities (id),
  person TEXT NOT NULL,
  format TEXT NOT NULL,
  delimiter TEXT NOT NULL,
  bom BIGINT NOT NULL,
  columns TEXT NOT NULL,
  items BIGINT NOT NULL,
  taken BIGINT NOT NULL DEFAULT 0,
  made_at BIGINT NOT NULL
);
CREATE INDEX uploads_activity ON uploads (activity, taken);
CREATE TABLE items (
  id TEXT PRIMARY KEY,
  activity TEXT NOT NULL REFERENCES activities (id),
  upload TEXT NOT NULL REFERENCES uploads (id),
  place BIGINT NOT NULL,
  item_key TEXT,
  text TEXT,
  picture TEXT,
  url TEXT,
  cells TEXT NOT NULL,
  gold BIGINT,
  state TEXT NOT NULL,
  label BIGINT,
  confidence DOUBLE PRECISION NOT NULL,
  answers BIGINT NOT NULL DEFAULT 0,
  wanted BIGINT NOT NULL,
  live BIGINT NOT NULL DEFAULT 0,
  turn DOUBLE PRECISION NOT NULL
);
CREATE UNIQUE INDEX items_place ON items (activity, place);
CREATE UNIQUE INDEX items_key ON items (activity, item_key);
CREATE INDEX items_turn ON items (activity, turn, place);
CREATE INDEX items_upload ON items (upload);
CREATE TABLE leases (
  id TEXT PRIMARY KEY,
  activity TEXT NOT NULL,
  item TEXT NOT NULL REFERENCES items (id),
  person TEXT,
  given_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  live BIGINT NOT NULL,
  answered BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX leases_once ON leases (item, person);
CREATE INDEX leases_expiry ON leases (live, expires_at);
CREATE INDEX leases_live ON leases (activity, live, expires_at);
CREATE INDEX leases_person ON leases (person, activity, live);
CREATE TABLE answers (
  activity TEXT NOT NULL REFERENCES activities (id),
  number BIGINT NOT NULL,
  item TEXT NOT NULL REFERENCES items (id),
  person TEXT NOT NULL,
  label BIGINT,
  late BIGINT NOT NULL,
  took BIGINT,
  at BIGINT NOT NULL,
  PRIMARY KEY (activity, number)
);
CREATE UNIQUE INDEX answers_once ON answers (item, person);
CREATE INDEX answers_person ON answers (person, activity);
CREATE TABLE outcomes (
  throng TEXT PRIMARY KEY REFERENCES throngs (id),
  state TEXT NOT NULL,
  figures TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE TABLE credits (
  throng TEXT NOT NULL REFERENCES throngs (id),
  person TEXT NOT NULL,
  acts BIGINT NOT NULL,
  bits DOUBLE PRECISION NOT NULL,
  invited BIGINT NOT NULL,
  PRIMARY KEY (throng, person)
);
CREATE INDEX credits_person ON credits (person);
CREATE TABLE throng_updates (
  id TEXT PRIMARY KEY,
  throng TEXT NOT NULL REFERENCES throngs (id),
  author TEXT NOT NULL,
  body TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX throng_updates_throng ON throng_updates (throng, id);
