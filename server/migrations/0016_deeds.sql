-- What somebody shows of a deed can be wrong, hurtful or somebody else's, as anything that people put up.
ALTER TABLE deeds ADD COLUMN standing TEXT NOT NULL DEFAULT 'shown';
