-- A result has any number of private outputs, each by its name. There was one before, the note's opening.
CREATE TABLE private_outputs (
    job TEXT NOT NULL REFERENCES jobs (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (job, name)
) WITHOUT ROWID;
INSERT INTO private_outputs (job, position, name, sealed) SELECT job, 0, 'note', note_opening FROM results;
ALTER TABLE results DROP COLUMN note_opening;

-- Counted up to see whether the store can be written.
ALTER TABLE service ADD COLUMN probes INTEGER NOT NULL DEFAULT 0;
