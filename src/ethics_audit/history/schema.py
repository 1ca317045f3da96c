"""The tables of a history in a database, and the migrations of older ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import dedent
from typing import Any

from attrs import define
from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, inspect, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from ethics_audit.base.errors import StoreError


def of_entries() -> list[Column[Any]]:
    """Return the columns of a table of entries, whoever owns them."""
    return [
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("kind", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("salt", Text),
        Column("body", Text),
        Column("seal", Text, nullable=False),
        Column("previous", Text, nullable=False),
        Column("hash", Text, nullable=False),
    ]


METADATA = MetaData()
ENTRIES = Table("ethics_audit_entries", METADATA, *of_entries())
SCHEMA = Table("ethics_audit_schema", METADATA, Column("version", Integer, nullable=False))
DEFINITIONS = Table(
    "ethics_audit_definitions",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("document", Text, nullable=False),
)
"""What entries refer to: in a file, only if it is the copy of a history that shares its definitions."""
EVERY = select(ENTRIES).order_by(ENTRIES.c.number)

_KEPT = ("number", "kind", "at", "seal", "previous", "hash")


def changes(*kept: str) -> str:
    """Return the condition in SQL that an update is more than the removal of a body."""
    differ = [f"NEW.{name} <> OLD.{name}" for name in (*kept, *_KEPT)]
    return " OR ".join(["NEW.salt IS NOT NULL", "NEW.body IS NOT NULL", *differ])


_CHANGES = changes()

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


def statements(guards: str) -> list[str]:
    """Return the statements of guards, which are written one after the other with lines of two hyphens between them."""
    return [dedent(guard).strip() for guard in guards.split("--")]


def _first(connection: Connection) -> None:
    """Create version 1: entries that nothing can change, except that a body can be removed with its salt."""
    ENTRIES.create(connection)
    for guard in _guards(connection.dialect.name):
        connection.execute(text(guard))


def _guards(dialect: str) -> list[str]:
    return statements(_GUARDS[dialect].replace("CHANGES", _CHANGES))


@define
class Layout:
    """Tables that belong together: their version, and how older ones are brought to it.

    Attributes:
        entries: The table of the entries.
        versions: The table with the version, in one row.
        migrations: One migration from each version to the next; a released one is never edited.
        published: The file beside this module that makes the tables in PostgreSQL where the program may not.
    """

    entries: Table
    versions: Table
    migrations: tuple[Callable[[Connection], None], ...]
    published: str

    def version(self, connection: Connection) -> int:
        """Return the version of the tables in a database; 0 where there are none. Refuse tables without a version."""
        tables = inspect(connection)
        entries = tables.has_table(
            self.entries.name
        )  # first: if another program creates both just now, both exist here
        has_version = tables.has_table(self.versions.name)
        if not entries and not has_version:
            return 0
        return self._written(connection) if has_version else self._checked([])

    def _written(self, connection: Connection) -> int:
        return self._checked(connection.execute(self.versions.select()).scalars().all())

    def _checked(self, found: Sequence[Any]) -> int:
        if len(found) != 1 or not isinstance(found[0], int) or found[0] < 1:
            message = "the history is damaged: its tables carry no version; a backup is needed"
            raise StoreError(message, code="damaged")
        return found[0]

    def is_current(self, connection: Connection, *, are_made: bool = False) -> bool:
        """Return whether the tables are of the current version; refuse those of a newer one.

        Args:
            connection: The database.
            are_made: Whether the tables are known to be there, which need not be looked for then.
        """
        found, newest = self._written(connection) if are_made else self.version(connection), len(self.migrations)
        if found > newest:
            message = f"expected tables of version {newest} or older in the history, got version {found}"
            raise StoreError(f"{message}: install a newer ethics-audit", code="newer-version")
        return found == newest

    def migrate(self, connection: Connection) -> None:
        """Bring the tables to the current version, all within the transaction of the connection."""
        if self.is_current(connection):
            return
        done = self.version(connection)
        self.versions.create(connection, checkfirst=True)
        for step in self.migrations[done:]:
            step(connection)
        connection.execute(self.versions.delete())
        connection.execute(self.versions.insert().values(version=len(self.migrations)))


ONE = Layout(ENTRIES, SCHEMA, (_first,), "postgresql-1.sql")
"""The tables of a database that holds one history."""


def published() -> str:
    """Return the SQL that makes the tables of version 1 in PostgreSQL, for an owner who runs it by hand."""
    return script(_ABOUT, (SCHEMA, ENTRIES), _guards("postgresql"))


def script(about: str, tables: Sequence[Table], guards: Sequence[str]) -> str:
    """Return a file that makes tables of version 1 in PostgreSQL; the first one holds the version."""
    dialect: Any = postgresql.dialect
    made = [str(CreateTable(table).compile(dialect=dialect())).strip() for table in tables]
    creations = [one.replace("\t", "    ").replace(", \n", ",\n") for one in made]
    version = f"INSERT INTO {tables[0].name} (version) VALUES (1)"  # noqa: S608 - the name is this module's own
    return "\n".join([about, *(f"{step};\n" for step in ("BEGIN", *creations, *guards, version, "COMMIT"))])


_ABOUT = """\
-- The tables of a history, version 1, for PostgreSQL. The owner of the schema runs this file once:
--
--     psql --set ON_ERROR_STOP=1 --file postgresql-1.sql
--
-- The role of the program then needs no right to create anything:
--
--     GRANT SELECT, INSERT, UPDATE (salt, body) ON ethics_audit_entries TO the_program;
--     GRANT SELECT ON ethics_audit_schema TO the_program;
"""
