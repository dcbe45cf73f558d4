CREATE TABLE picture_recipes (
  picture TEXT PRIMARY KEY REFERENCES pictures (id),
  recipe TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE TABLE recipe_assets (
  picture TEXT NOT NULL REFERENCES pictures (id),
  hash TEXT NOT NULL,
  PRIMARY KEY (picture, hash)
);
CREATE INDEX recipe_assets_hash ON recipe_assets (hash);
CREATE TABLE assets (
  hash TEXT NOT NULL,
  person TEXT NOT NULL REFERENCES people (id),
  bytes BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (hash, person)
);
CREATE INDEX assets_person ON assets (person);
