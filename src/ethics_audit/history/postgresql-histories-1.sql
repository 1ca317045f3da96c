-- The tables of many histories in one database, version 1, for PostgreSQL 11 or later. The owner of the schema runs
-- this file once:
--
--     psql --set ON_ERROR_STOP=1 --file postgresql-histories-1.sql
--
-- The role of the program then needs no right to create anything:
--
--     GRANT SELECT, INSERT, UPDATE (salt, body) ON ethics_audit_histories TO the_program;
--     GRANT SELECT, INSERT ON ethics_audit_definitions TO the_program;
--     GRANT SELECT ON ethics_audit_histories_schema TO the_program;
--
-- Only a role that may remove everything of an owner needs this one too:
--
--     GRANT DELETE ON ethics_audit_histories TO the_program;
--
-- A role that does not own the tables sees the rows of one owner alone: of the one whom its transaction names, as in
-- SELECT set_config('ethics_audit.owner', 'clinician-17', true).

BEGIN;

CREATE TABLE ethics_audit_histories_schema (
    version INTEGER NOT NULL
);

CREATE TABLE ethics_audit_definitions (
    sha256 TEXT COLLATE "C" NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (sha256),
    CHECK (sha256 = encode(sha256(convert_to(document, 'UTF8')), 'hex'))
);

CREATE TABLE ethics_audit_histories (
    owner TEXT COLLATE "C" NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    salt TEXT,
    body TEXT,
    seal TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (owner, number)
);

CREATE FUNCTION ethics_audit_histories_refuse() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'a history is never changed'; END $$;

CREATE TRIGGER ethics_audit_no_change BEFORE UPDATE ON ethics_audit_histories
FOR EACH ROW WHEN (NEW.salt IS NOT NULL OR NEW.body IS NOT NULL OR NEW.owner <> OLD.owner OR NEW.number <> OLD.number OR NEW.kind <> OLD.kind OR NEW.at <> OLD.at OR NEW.seal <> OLD.seal OR NEW.previous <> OLD.previous OR NEW.hash <> OLD.hash) EXECUTE FUNCTION ethics_audit_histories_refuse();

CREATE TRIGGER ethics_audit_no_removal BEFORE DELETE ON ethics_audit_histories
FOR EACH ROW WHEN (OLD.owner IS DISTINCT FROM current_setting('ethics_audit.removed', true))
EXECUTE FUNCTION ethics_audit_histories_refuse();

CREATE TRIGGER ethics_audit_no_emptying BEFORE TRUNCATE ON ethics_audit_histories
EXECUTE FUNCTION ethics_audit_histories_refuse();

CREATE TRIGGER ethics_audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ethics_audit_definitions
EXECUTE FUNCTION ethics_audit_histories_refuse();

ALTER TABLE ethics_audit_histories ALTER COLUMN salt SET STATISTICS 0, ALTER COLUMN body SET STATISTICS 0;

ALTER TABLE ethics_audit_histories ENABLE ROW LEVEL SECURITY;

CREATE POLICY ethics_audit_own ON ethics_audit_histories USING (owner = current_setting('ethics_audit.owner', true));

INSERT INTO ethics_audit_histories_schema (version) VALUES (1);

COMMIT;
