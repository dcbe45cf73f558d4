ALTER TABLE activities ADD COLUMN terms TEXT NOT NULL DEFAULT '{"kind":"label"}';
ALTER TABLE activities ADD COLUMN picture TEXT;
ALTER TABLE activities ADD COLUMN opened_at BIGINT;
ALTER TABLE activities ADD COLUMN closed_at BIGINT;
CREATE INDEX activities_ballots ON activities (kind, closed_at);
CREATE TABLE ballots (
  activity TEXT NOT NULL REFERENCES activities (id),
  person TEXT NOT NULL,
  commitment TEXT NOT NULL,
  salt TEXT NOT NULL,
  choice TEXT NOT NULL,
  PRIMARY KEY (activity, person)
);
CREATE TABLE ballot_voters (
  activity TEXT NOT NULL REFERENCES activities (id),
  person TEXT NOT NULL,
  PRIMARY KEY (activity, person)
);
CREATE INDEX ballot_voters_person ON ballot_voters (person);
CREATE TABLE ballot_leaves (
  activity TEXT NOT NULL REFERENCES activities (id),
  place BIGINT NOT NULL,
  commitment TEXT NOT NULL,
  salt TEXT NOT NULL,
  choice TEXT NOT NULL,
  PRIMARY KEY (activity, place)
);
CREATE UNIQUE INDEX ballot_leaves_commitment ON ballot_leaves (activity, commitment);
CREATE TABLE tallies (
  activity TEXT PRIMARY KEY REFERENCES activities (id),
  ballots BIGINT NOT NULL,
  guests BIGINT NOT NULL,
  duplicates_bound BIGINT NOT NULL,
  root TEXT,
  counted TEXT,
  closed_at BIGINT NOT NULL
);
CREATE TABLE deeds (
  id TEXT PRIMARY KEY,
  activity TEXT NOT NULL REFERENCES activities (id),
  item TEXT NOT NULL REFERENCES items (id),
  person TEXT NOT NULL,
  state TEXT NOT NULL,
  claimed_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  text TEXT,
  picture TEXT,
  link TEXT,
  evidenced_at BIGINT,
  checked_by TEXT,
  checked_at BIGINT,
  reason TEXT
);
CREATE INDEX deeds_item ON deeds (item, state);
CREATE INDEX deeds_person ON deeds (person, activity);
CREATE INDEX deeds_state ON deeds (activity, state, id);
