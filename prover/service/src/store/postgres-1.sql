-- Times are milliseconds since 1970-01-01. The tables of SQLite's sixth version.
CREATE TABLE service (
    "only" BIGINT PRIMARY KEY CHECK ("only" = 1),
    key_check BYTEA NOT NULL,
    -- Counted up to see whether the store can be written.
    probes BIGINT NOT NULL DEFAULT 0,
    -- Whether results are entered into a log before they are handed out: 1, or 0.
    logged BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE jobs (
    sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    tenant TEXT COLLATE "C" NOT NULL,
    circuit TEXT COLLATE "C" NOT NULL,
    -- The selector of the key that the job was taken for; empty where its claim names one.
    selector TEXT COLLATE "C" NOT NULL,
    idempotency_key TEXT COLLATE "C" NOT NULL,
    request_digest BYTEA NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    attempts BIGINT NOT NULL DEFAULT 0,
    not_before BIGINT NOT NULL,
    lease_token BYTEA,
    lease_expires_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
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
-- A tenant's lists are read from their ends, whatever else there is.
CREATE INDEX jobs_by_tenant ON jobs (tenant, sequence);
CREATE INDEX jobs_by_tenant_and_state ON jobs (tenant, state, sequence);
-- What ended first is forgotten first.
CREATE INDEX jobs_by_update ON jobs (updated_at);

-- Deleted with the job's end; the wrapped key is what makes the ciphertext readable.
CREATE TABLE inputs (
    job TEXT COLLATE "C" PRIMARY KEY REFERENCES jobs (id),
    wrapped_key BYTEA NOT NULL,
    ciphertext BYTEA NOT NULL,
    -- The name of the object that has the ciphertext, where these are kept beside the database.
    object TEXT COLLATE "C"
);

CREATE TABLE results (
    job TEXT COLLATE "C" PRIMARY KEY REFERENCES jobs (id),
    attestation BYTEA NOT NULL,
    -- The name of the object that has all of the result, likewise.
    object TEXT COLLATE "C"
);

CREATE INDEX inputs_by_object ON inputs (object) WHERE object IS NOT NULL;
CREATE INDEX results_by_object ON results (object) WHERE object IS NOT NULL;

CREATE TABLE private_outputs (
    job TEXT COLLATE "C" NOT NULL REFERENCES jobs (id),
    position BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (job, name)
);

CREATE TABLE events (
    job TEXT COLLATE "C" NOT NULL REFERENCES jobs (id),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    state TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    phase TEXT NOT NULL,
    fraction DOUBLE PRECISION NOT NULL,
    elapsed BIGINT NOT NULL,
    estimated_total BIGINT,
    failure_code TEXT,
    failure_field TEXT,
    failure_message TEXT,
    failure_kind TEXT,
    PRIMARY KEY (job, number)
);

-- How long whole attempts took lately, for estimates.
CREATE TABLE run_times (
    circuit TEXT COLLATE "C" PRIMARY KEY,
    runs BIGINT NOT NULL,
    mean BIGINT NOT NULL
);

-- What each caller asked of the nullifier registry, by day: never what was asked about.
CREATE TABLE evaluations (
    caller TEXT COLLATE "C" NOT NULL,
    day BIGINT NOT NULL,
    evaluated BIGINT NOT NULL DEFAULT 0,
    refused BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (caller, day)
);

-- How often each caller asked for a holder's inclusion proof, by day: never whose.
CREATE TABLE inclusions (
    caller TEXT COLLATE "C" NOT NULL,
    day BIGINT NOT NULL,
    found BIGINT NOT NULL DEFAULT 0,
    refused BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (caller, day)
);

-- When each tenant's last job was claimed, by a count of claims: who had a worker longest ago is next.
CREATE TABLE turns (
    tenant TEXT COLLATE "C" PRIMARY KEY,
    turn BIGINT NOT NULL
);

-- What is entered into the log of attestations: a result first without an index, then with the one that it has there. What others have appended
-- to that log has no job. A row stays for as long as the log does.
CREATE TABLE log_entries (
    sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job TEXT COLLATE "C" UNIQUE,
    digest BYTEA NOT NULL,
    log_index BIGINT UNIQUE
);
CREATE INDEX log_entries_waiting ON log_entries (sequence) WHERE log_index IS NULL;
