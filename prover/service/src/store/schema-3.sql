-- How often each caller asked for a holder's inclusion proof, by day: never whose.
CREATE TABLE inclusions (
    caller TEXT NOT NULL,
    day INTEGER NOT NULL,
    found INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (caller, day)
) WITHOUT ROWID;
