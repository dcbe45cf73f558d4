CREATE TABLE services (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  author TEXT REFERENCES people (id),
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  kind TEXT NOT NULL,
  founded BIGINT,
  users BIGINT,
  standing TEXT NOT NULL,
  visibility TEXT NOT NULL,
  version BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE INDEX services_listed ON services (standing, id);
CREATE INDEX services_author ON services (author, id);
CREATE TABLE representatives (
  service TEXT NOT NULL REFERENCES services (id),
  person TEXT NOT NULL REFERENCES people (id),
  token TEXT NOT NULL,
  verified_at BIGINT,
  PRIMARY KEY (service, person)
);
CREATE INDEX representatives_person ON representatives (person);
CREATE TABLE incidents (
  id TEXT PRIMARY KEY,
  service TEXT NOT NULL REFERENCES services (id),
  author TEXT NOT NULL REFERENCES people (id),
  title TEXT NOT NULL,
  began_at BIGINT NOT NULL,
  noticed_at BIGINT,
  acknowledged_at BIGINT,
  ended_at BIGINT,
  clocks TEXT NOT NULL,
  impact TEXT,
  cause TEXT,
  users BIGINT,
  users_low BIGINT,
  users_high BIGINT,
  users_basis TEXT,
  severity DOUBLE PRECISION,
  evidence TEXT NOT NULL,
  source TEXT,
  source_digest TEXT,
  standing TEXT NOT NULL,
  visibility TEXT NOT NULL,
  version BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  UNIQUE (service, source)
);
CREATE INDEX incidents_service ON incidents (service, began_at);
CREATE INDEX incidents_author ON incidents (author, id);
CREATE INDEX incidents_listed ON incidents (standing, id);
CREATE TABLE incident_texts (
  incident TEXT NOT NULL REFERENCES incidents (id),
  version BIGINT NOT NULL,
  author TEXT NOT NULL REFERENCES people (id),
  record TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (incident, version)
);
CREATE INDEX incident_texts_author ON incident_texts (author);
CREATE TABLE incident_updates (
  id TEXT PRIMARY KEY,
  incident TEXT NOT NULL REFERENCES incidents (id),
  author TEXT NOT NULL REFERENCES people (id),
  body TEXT NOT NULL,
  source TEXT,
  at BIGINT NOT NULL,
  UNIQUE (incident, source)
);
CREATE INDEX incident_updates_incident ON incident_updates (incident, at);
CREATE INDEX incident_updates_author ON incident_updates (author);
CREATE TABLE reports (
  service TEXT NOT NULL REFERENCES services (id),
  person TEXT NOT NULL,
  hour BIGINT NOT NULL,
  symptom TEXT,
  region TEXT,
  at BIGINT NOT NULL,
  PRIMARY KEY (service, person, hour)
);
CREATE INDEX reports_service ON reports (service, at);
CREATE INDEX reports_person ON reports (person);
CREATE TABLE benefits (
  id TEXT PRIMARY KEY,
  service TEXT NOT NULL REFERENCES services (id),
  author TEXT NOT NULL REFERENCES people (id),
  claim TEXT NOT NULL,
  measure TEXT,
  evidence TEXT NOT NULL,
  standing TEXT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX benefits_service ON benefits (service, id);
CREATE INDEX benefits_author ON benefits (author, id);
CREATE TABLE replies (
  id TEXT PRIMARY KEY,
  incident TEXT NOT NULL REFERENCES incidents (id),
  author TEXT NOT NULL REFERENCES people (id),
  body TEXT NOT NULL,
  standing TEXT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX replies_incident ON replies (incident, id);
CREATE INDEX replies_author ON replies (author, id);
