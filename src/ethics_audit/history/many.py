"""The tables of a PostgreSQL database that holds many histories, each with an owner, and shares their definitions."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Connection, Integer, MetaData, Table, Text, text

from ethics_audit.history.schema import DEFINITIONS, Layout, changes, of_entries, script, statements

OWNER, REMOVED = "ethics_audit.owner", "ethics_audit.removed"
"""The settings of a transaction that name whose history it works on, and whose it removes."""
PUBLISHED = "postgresql-histories-1.sql"

METADATA = MetaData()
_BYTES = Text(collation="C")
"""Text that is compared byte by byte, so that an update of the system's languages breaks no index."""

ENTRIES = Table("ethics_audit_histories", METADATA, Column("owner", _BYTES, primary_key=True), *of_entries())
SHARED = Table(
    DEFINITIONS.name,
    METADATA,
    Column("sha256", _BYTES, primary_key=True),
    Column("document", Text, nullable=False),
    CheckConstraint("sha256 = encode(sha256(convert_to(document, 'UTF8')), 'hex')"),
)
VERSIONS = Table("ethics_audit_histories_schema", METADATA, Column("version", Integer, nullable=False))

_GUARDS = """
    CREATE FUNCTION ethics_audit_histories_refuse() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'a history is never changed'; END $$
    --
    CREATE TRIGGER ethics_audit_no_change BEFORE UPDATE ON ethics_audit_histories
    FOR EACH ROW WHEN (CHANGES) EXECUTE FUNCTION ethics_audit_histories_refuse()
    --
    CREATE TRIGGER ethics_audit_no_removal BEFORE DELETE ON ethics_audit_histories
    FOR EACH ROW WHEN (OLD.owner IS DISTINCT FROM current_setting('ethics_audit.removed', true))
    EXECUTE FUNCTION ethics_audit_histories_refuse()
    --
    CREATE TRIGGER ethics_audit_no_emptying BEFORE TRUNCATE ON ethics_audit_histories
    EXECUTE FUNCTION ethics_audit_histories_refuse()
    --
    CREATE TRIGGER ethics_audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ethics_audit_definitions
    EXECUTE FUNCTION ethics_audit_histories_refuse()
    --
    ALTER TABLE ethics_audit_histories ALTER COLUMN salt SET STATISTICS 0, ALTER COLUMN body SET STATISTICS 0
    --
    ALTER TABLE ethics_audit_histories ENABLE ROW LEVEL SECURITY
    --
    CREATE POLICY ethics_audit_own ON ethics_audit_histories USING (owner = current_setting('ethics_audit.owner', true))
"""

_ABOUT = f"""\
-- The tables of many histories in one database, version 1, for PostgreSQL 11 or later. The owner of the schema runs
-- this file once:
--
--     psql --set ON_ERROR_STOP=1 --file {PUBLISHED}
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
-- SELECT set_config('{OWNER}', 'clinician-17', true).
"""


def _guards() -> list[str]:
    return statements(_GUARDS.replace("CHANGES", changes("owner")))


def published() -> str:
    """Return the SQL that makes the tables of version 1, for an owner who runs it by hand."""
    return script(_ABOUT, (VERSIONS, SHARED, ENTRIES), _guards())


def _first(connection: Connection) -> None:
    """Create version 1."""
    SHARED.create(connection)
    ENTRIES.create(connection)
    for guard in _guards():
        connection.execute(text(guard))


MANY = Layout(ENTRIES, VERSIONS, (_first,), PUBLISHED)
