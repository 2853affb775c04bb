-- When each tenant's last job was claimed, by a count of claims: who had a worker longest ago is next.
CREATE TABLE turns (
    tenant TEXT PRIMARY KEY,
    turn INTEGER NOT NULL
) WITHOUT ROWID;

-- A tenant's lists are read from their ends, whatever else there is.
CREATE INDEX jobs_by_tenant ON jobs (tenant, sequence);
CREATE INDEX jobs_by_tenant_and_state ON jobs (tenant, state, sequence);

-- What ended first is forgotten first.
CREATE INDEX jobs_by_update ON jobs (updated_at);
