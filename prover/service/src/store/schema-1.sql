-- Times are milliseconds since 1970-01-01.
CREATE TABLE service (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    key_check BLOB NOT NULL
);

CREATE TABLE jobs (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL,
    circuit TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_digest BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL,
    lease_token BLOB,
    lease_expires_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    failure_code TEXT,
    failure_field TEXT,
    failure_message TEXT,
    failure_kind TEXT,
    UNIQUE (tenant, idempotency_key),
    CHECK ((state = 'running') = (lease_token IS NOT NULL)),
    CHECK ((state = 'running') = (lease_expires_at IS NOT NULL)),
    CHECK ((state = 'failed') = (failure_code IS NOT NULL))
);
CREATE INDEX jobs_by_state ON jobs (state, not_before);

-- Deleted with the job's end; the wrapped key is what makes the ciphertext readable.
CREATE TABLE inputs (
    job TEXT PRIMARY KEY REFERENCES jobs (id),
    wrapped_key BLOB NOT NULL,
    ciphertext BLOB NOT NULL
);

CREATE TABLE results (
    job TEXT PRIMARY KEY REFERENCES jobs (id),
    attestation BLOB NOT NULL,
    note_opening BLOB NOT NULL
);

CREATE TABLE events (
    job TEXT NOT NULL REFERENCES jobs (id),
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    phase TEXT NOT NULL,
    fraction REAL NOT NULL,
    elapsed INTEGER NOT NULL,
    estimated_total INTEGER,
    failure_code TEXT,
    failure_field TEXT,
    failure_message TEXT,
    failure_kind TEXT,
    PRIMARY KEY (job, number)
) WITHOUT ROWID;

-- How long whole attempts took lately, for estimates.
CREATE TABLE run_times (
    circuit TEXT PRIMARY KEY,
    runs INTEGER NOT NULL,
    mean INTEGER NOT NULL
);

-- What each caller asked of the nullifier registry, by day: never what was asked about.
CREATE TABLE evaluations (
    caller TEXT NOT NULL,
    day INTEGER NOT NULL,
    evaluated INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (caller, day)
) WITHOUT ROWID;
