-- The tables of a history, version 1, for PostgreSQL. The owner of the schema runs this file once:
--
--     psql --set ON_ERROR_STOP=1 --file postgresql-1.sql
--
-- The role of the program then needs no right to create anything:
--
--     GRANT SELECT, INSERT, UPDATE (salt, body) ON ethics_audit_entries TO the_program;
--     GRANT SELECT ON ethics_audit_schema TO the_program;

BEGIN;

CREATE TABLE ethics_audit_schema (
    version INTEGER NOT NULL
);

CREATE TABLE ethics_audit_entries (
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    salt TEXT,
    body TEXT,
    seal TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (number)
);

CREATE FUNCTION ethics_audit_refuse() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'a history is never changed'; END $$;

CREATE TRIGGER ethics_audit_no_change BEFORE UPDATE ON ethics_audit_entries
FOR EACH ROW WHEN (NEW.salt IS NOT NULL OR NEW.body IS NOT NULL OR NEW.number <> OLD.number OR NEW.kind <> OLD.kind OR NEW.at <> OLD.at OR NEW.seal <> OLD.seal OR NEW.previous <> OLD.previous OR NEW.hash <> OLD.hash) EXECUTE FUNCTION ethics_audit_refuse();

CREATE TRIGGER ethics_audit_no_removal BEFORE DELETE ON ethics_audit_entries
FOR EACH ROW EXECUTE FUNCTION ethics_audit_refuse();

CREATE TRIGGER ethics_audit_no_emptying BEFORE TRUNCATE ON ethics_audit_entries
EXECUTE FUNCTION ethics_audit_refuse();

ALTER TABLE ethics_audit_entries ALTER COLUMN salt SET STATISTICS 0, ALTER COLUMN body SET STATISTICS 0;

INSERT INTO ethics_audit_schema (version) VALUES (1);

COMMIT;
