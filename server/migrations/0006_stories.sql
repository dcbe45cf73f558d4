CREATE TABLE stories (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  author TEXT NOT NULL REFERENCES people (id),
  version BIGINT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  pictures TEXT NOT NULL,
  tags TEXT NOT NULL,
  about TEXT NOT NULL,
  standing TEXT NOT NULL,
  visibility TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE INDEX stories_listed ON stories (standing, visibility, id);
CREATE INDEX stories_author ON stories (author);
CREATE TABLE story_tags (
  tag TEXT NOT NULL,
  story TEXT NOT NULL REFERENCES stories (id),
  PRIMARY KEY (tag, story)
);
CREATE INDEX story_tags_story ON story_tags (story);
CREATE TABLE story_texts (
  story TEXT NOT NULL REFERENCES stories (id),
  version BIGINT NOT NULL,
  author TEXT NOT NULL REFERENCES people (id),
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (story, version)
);
CREATE INDEX story_texts_author ON story_texts (author);
CREATE TABLE updates (
  id TEXT PRIMARY KEY,
  story TEXT NOT NULL REFERENCES stories (id),
  author TEXT NOT NULL REFERENCES people (id),
  cause TEXT NOT NULL,
  body TEXT NOT NULL,
  standing TEXT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX updates_story ON updates (story, id);
CREATE INDEX updates_author ON updates (author);
CREATE TABLE comments (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  about TEXT NOT NULL,
  author TEXT NOT NULL REFERENCES people (id),
  parent TEXT,
  body TEXT NOT NULL,
  standing TEXT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX comments_about ON comments (about, id);
CREATE INDEX comments_author ON comments (author);
