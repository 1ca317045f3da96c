"""The tables of a history in a database, and the migrations of older ones."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, inspect, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from ethics_audit.base.errors import StoreError

METADATA = MetaData()
ENTRIES = Table(
    "ethics_audit_entries",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("salt", Text),
    Column("body", Text),
    Column("seal", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
SCHEMA = Table("ethics_audit_schema", METADATA, Column("version", Integer, nullable=False))
EVERY = select(ENTRIES).order_by(ENTRIES.c.number)

_KEPT = ("number", "kind", "at", "seal", "previous", "hash")
_CHANGES = " OR ".join(
    ["NEW.salt IS NOT NULL", "NEW.body IS NOT NULL", *(f"NEW.{name} <> OLD.{name}" for name in _KEPT)]
)

_GUARDS = {
    "sqlite": """
        CREATE TRIGGER ethics_audit_no_change BEFORE UPDATE ON ethics_audit_entries
        WHEN CHANGES BEGIN SELECT RAISE(ABORT, 'a history is never changed'); END
        --
        CREATE TRIGGER ethics_audit_no_removal BEFORE DELETE ON ethics_audit_entries
        BEGIN SELECT RAISE(ABORT, 'a history is never changed'); END
        --
        CREATE TRIGGER ethics_audit_no_replacement BEFORE INSERT ON ethics_audit_entries
        WHEN EXISTS (SELECT 1 FROM ethics_audit_entries WHERE number >= NEW.number)
        BEGIN SELECT RAISE(ABORT, 'a history is never changed'); END
    """,
    "postgresql": """
        CREATE FUNCTION ethics_audit_refuse() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION 'a history is never changed'; END $$
        --
        CREATE TRIGGER ethics_audit_no_change BEFORE UPDATE ON ethics_audit_entries
        FOR EACH ROW WHEN (CHANGES) EXECUTE FUNCTION ethics_audit_refuse()
        --
        CREATE TRIGGER ethics_audit_no_removal BEFORE DELETE ON ethics_audit_entries
        FOR EACH ROW EXECUTE FUNCTION ethics_audit_refuse()
        --
        CREATE TRIGGER ethics_audit_no_emptying BEFORE TRUNCATE ON ethics_audit_entries
        EXECUTE FUNCTION ethics_audit_refuse()
        --
        ALTER TABLE ethics_audit_entries ALTER COLUMN salt SET STATISTICS 0, ALTER COLUMN body SET STATISTICS 0
    """,
}
"""Keeps honest programs from changing an entry, and the database from keeping samples of what can be removed.

The chain shows the changes of a dishonest program.
"""


def _first(connection: Connection) -> None:
    """Create version 1: entries that nothing can change, except that a body can be removed with its salt."""
    ENTRIES.create(connection)
    for guard in _guards(connection.dialect.name):
        connection.execute(text(guard))


def _guards(dialect: str) -> list[str]:
    return [dedent(guard).strip() for guard in _GUARDS[dialect].replace("CHANGES", _CHANGES).split("--")]


PUBLISHED = "postgresql-1.sql"
"""The file beside this module that makes the tables where the program may not; see `published`."""
_ABOUT = f"""\
-- The tables of a history, version 1, for PostgreSQL. The owner of the schema runs this file once:
--
--     psql --set ON_ERROR_STOP=1 --file {PUBLISHED}
--
-- The role of the program then needs no right to create anything:
--
--     GRANT SELECT, INSERT, UPDATE (salt, body) ON ethics_audit_entries TO the_program;
--     GRANT SELECT ON ethics_audit_schema TO the_program;
"""


def published() -> str:
    """Return the SQL that makes the tables of version 1 in PostgreSQL, for an owner who runs it by hand."""
    dialect: Any = postgresql.dialect
    made = [CreateTable(table).compile(dialect=dialect()) for table in (SCHEMA, ENTRIES)]
    tables = [str(one).strip().replace("\t", "    ").replace(", \n", ",\n") for one in made]
    version = f"INSERT INTO {SCHEMA.name} (version) VALUES (1)"  # noqa: S608 - the name is this module's own
    steps = ["BEGIN", *tables, *_guards("postgresql"), version, "COMMIT"]
    return "\n".join([_ABOUT, *(f"{step};\n" for step in steps)])


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_first,)
"""One migration from each version to the next; a released one is never edited."""


def version(connection: Connection) -> int:
    """Return the version of the tables in a database; 0 where there are none. Refuse tables without a version."""
    tables = inspect(connection)
    entries = tables.has_table(ENTRIES.name)  # first: if another program creates both just now, both exist here
    has_version = tables.has_table(SCHEMA.name)
    if not entries and not has_version:
        return 0
    found = connection.execute(SCHEMA.select()).scalars().all() if has_version else []
    if len(found) != 1 or not isinstance(found[0], int) or found[0] < 1:
        message = "the history is damaged: its tables carry no version; a backup is needed"
        raise StoreError(message, code="damaged")
    return found[0]


def is_current(connection: Connection) -> bool:
    """Return whether the tables are of the current version; refuse those of a newer one."""
    found = version(connection)
    if found > len(MIGRATIONS):
        message = f"expected tables of version {len(MIGRATIONS)} or older in the history, got version {found}"
        raise StoreError(f"{message}: install a newer ethics-audit", code="newer-version")
    return found == len(MIGRATIONS)


def migrate(connection: Connection) -> None:
    """Bring the tables to the current version, all within the transaction of the connection."""
    if is_current(connection):
        return
    done = version(connection)
    SCHEMA.create(connection, checkfirst=True)
    for step in MIGRATIONS[done:]:
        step(connection)
    connection.execute(SCHEMA.delete())
    connection.execute(SCHEMA.insert().values(version=len(MIGRATIONS)))
