-- What is entered into the log of attestations: a result first without an index, then with the one that it has there. What others have appended
-- to that log has no job. A row stays for as long as the log does.
CREATE TABLE log_entries (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    job TEXT UNIQUE,
    digest BLOB NOT NULL,
    log_index INTEGER UNIQUE
);
CREATE INDEX log_entries_waiting ON log_entries (sequence) WHERE log_index IS NULL;

-- Whether results are entered into a log before they are handed out: 1, or 0. What was stored before this version is in no log.
ALTER TABLE service ADD COLUMN logged INTEGER NOT NULL DEFAULT 0;
