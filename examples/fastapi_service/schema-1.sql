-- The tables of the service, version 1. Their owner runs this file once, after creating the two roles:
--
--     CREATE ROLE audit_service LOGIN;  -- the web service
--     CREATE ROLE audit_worker LOGIN;   -- rescoring, overviews and the webhook
--
-- Neither of them may create anything, and neither sees more than the policies at the end say. A change of the tables
-- is a new file, schema-2.sql; one that was run is never edited.

BEGIN;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;  -- as it is from PostgreSQL 15 on
DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$;

CREATE TABLE organizations (
    id TEXT PRIMARY KEY CHECK (id <> '')
);

CREATE TABLE sessions (
    digest BYTEA PRIMARY KEY,  -- SHA-256 of the cookie: who reads this table can sign in as nobody
    organization TEXT NOT NULL REFERENCES organizations,
    person TEXT NOT NULL CHECK (person <> ''),
    site TEXT NOT NULL,
    roles TEXT[] NOT NULL,
    locale TEXT NOT NULL,
    expires TIMESTAMPTZ NOT NULL
);

CREATE TABLE definitions (  -- never changed: an edit is a new version
    organization TEXT NOT NULL REFERENCES organizations,
    audit TEXT NOT NULL,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    definition TEXT NOT NULL,
    checklists JSONB NOT NULL,
    translations JSONB NOT NULL,
    published TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (organization, audit, version)
);

CREATE TABLE drafts (
    organization TEXT NOT NULL REFERENCES organizations,
    person TEXT NOT NULL,
    audit TEXT NOT NULL,
    number BIGINT NOT NULL,
    sheet JSONB NOT NULL,
    PRIMARY KEY (organization, person, audit)
);

CREATE TABLE audits (  -- never changed either; their owner may remove them
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    organization TEXT NOT NULL,
    person TEXT NOT NULL,
    site TEXT NOT NULL,
    audit TEXT NOT NULL,
    version TEXT NOT NULL,
    vector TEXT NOT NULL,
    finished TIMESTAMPTZ NOT NULL DEFAULT now(),
    FOREIGN KEY (organization, audit, version) REFERENCES definitions
);
CREATE INDEX ON audits (organization, person, finished);

CREATE TABLE rescored (  -- results under another version, beside those under which people finished
    id UUID NOT NULL REFERENCES audits ON DELETE CASCADE,
    organization TEXT NOT NULL,
    version TEXT NOT NULL,
    vector TEXT,
    left_out JSONB,  -- what could not be carried over, and why; NULL until it was tried
    PRIMARY KEY (id, version)
);

CREATE TABLE overviews (
    organization TEXT NOT NULL REFERENCES organizations,
    quarter TEXT NOT NULL,
    rows JSONB NOT NULL,
    PRIMARY KEY (organization, quarter)
);

CREATE TABLE outbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization TEXT NOT NULL,
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    audit TEXT NOT NULL,
    version TEXT NOT NULL,
    item TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL DEFAULT now(),
    due TIMESTAMPTZ NOT NULL DEFAULT now()  -- later, if it was sent and did not arrive
);

GRANT SELECT ON organizations TO audit_worker;
GRANT SELECT, INSERT, DELETE ON sessions TO audit_service;
GRANT SELECT, INSERT ON definitions TO audit_service;
GRANT SELECT, INSERT, UPDATE (number, sheet), DELETE ON drafts TO audit_service;
GRANT SELECT, INSERT, DELETE ON audits TO audit_service;
GRANT INSERT ON outbox TO audit_service;
GRANT SELECT ON overviews TO audit_service;
GRANT SELECT ON definitions, audits, overviews TO audit_worker;
GRANT SELECT, INSERT, UPDATE (vector, left_out) ON rescored TO audit_worker;
GRANT INSERT ON overviews TO audit_worker;
GRANT SELECT, UPDATE (due), DELETE ON outbox TO audit_worker;

-- Each transaction says for whom it acts. Where it does not, it sees no row and writes none.

CREATE FUNCTION acting(whose TEXT) RETURNS TEXT LANGUAGE sql STABLE
RETURN nullif(current_setting('audits.' || whose, true), '');

ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE definitions ENABLE ROW LEVEL SECURITY;
ALTER TABLE drafts ENABLE ROW LEVEL SECURITY;
ALTER TABLE audits ENABLE ROW LEVEL SECURITY;
ALTER TABLE rescored ENABLE ROW LEVEL SECURITY;
ALTER TABLE overviews ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;

CREATE POLICY own ON sessions TO audit_service
    USING (digest = decode(acting('session'), 'hex') OR expires < now()) WITH CHECK (true);
CREATE POLICY own ON definitions USING (organization = acting('organization'));
CREATE POLICY own ON overviews USING (organization = acting('organization'));
CREATE POLICY own ON rescored TO audit_worker USING (organization = acting('organization'));
CREATE POLICY own ON drafts TO audit_service
    USING (organization = acting('organization') AND person = acting('person'));
CREATE POLICY own ON audits TO audit_service
    USING (organization = acting('organization') AND person = acting('person'));
CREATE POLICY theirs ON audits FOR SELECT TO audit_worker USING (organization = acting('organization'));
CREATE POLICY own ON outbox TO audit_service
    USING (organization = acting('organization') AND person = acting('person'));
CREATE POLICY sent ON outbox TO audit_worker USING (true);

COMMIT;
