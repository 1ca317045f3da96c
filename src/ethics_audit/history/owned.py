"""Many histories in one PostgreSQL database: the entries of one owner, and the definitions of all."""

from __future__ import annotations

from threading import Event

from sqlalchemy import Connection, Engine, delete, text
from sqlalchemy.dialects.postgresql import insert

from ethics_audit.base.errors import StoreError
from ethics_audit.history import many
from ethics_audit.history.postgresql import LOCK, PostgresqlStore
from ethics_audit.history.sql import document

_NAME = text(f"SELECT set_config('{many.OWNER}', :owner, true)")
_WAIT = text("SELECT pg_advisory_xact_lock(hashtextextended(:owner, :lock))")
_WAIT_FOR_ALL = text("SELECT pg_advisory_xact_lock(:lock)")
_REMOVE = text(f"SELECT set_config('{many.REMOVED}', :owner, true)")


class OwnedStore(PostgresqlStore):
    """The entries of one owner; writers of another do not wait for these.

    Args:
        engine: The database.
        owner: The owner.
        are_made: Set once the tables are known to be there.
    """

    def __init__(self, engine: Engine, owner: str, are_made: Event) -> None:
        super().__init__(engine, layout=many.MANY, mine={"owner": owner})
        self._owner = owner
        self._are_made = are_made

    def _prepare(self, connection: Connection, *, writes: bool) -> None:
        super()._prepare(connection, writes=writes)
        connection.execute(_NAME, {"owner": self._owner})
        if writes:
            connection.execute(_WAIT, {"owner": self._owner, "lock": LOCK})

    def _is_current(self, connection: Connection) -> bool:
        is_current = self._layout.is_current(connection, are_made=self._are_made.is_set())
        if is_current:
            self._are_made.set()
        return is_current

    def _migrate(self, connection: Connection) -> None:
        """Bring the tables to the current version, one program at a time."""
        if not self._is_current(connection):
            connection.execute(_WAIT_FOR_ALL, {"lock": LOCK})
            super()._migrate(connection)

    def _tidy(self) -> None:
        """Leave the erased text to the server: to rewrite the table at once would keep everybody waiting."""

    def remove(self, head: str | None) -> int:
        """Remove every entry, and return how many there were; nothing if the last one has another hash than `head`."""
        with self._failures(), self._writing() as connection:
            connection.execute(_REMOVE, {"owner": self._owner})
            last = self._last(connection)
            if head is not None and (last is None or last.hash != head):
                message = (
                    "the history has another head: something was written or removed since; nothing was removed now"
                )
                raise StoreError(message, code="replaced")
            return connection.execute(delete(self._table).where(*self._is_mine)).rowcount

    def get(self, sha256: str) -> str | None:
        """Return a definition that all owners share; see `ethics_audit.history.Definitions`."""
        with self._failures(), self._reading() as connection:
            return document(connection, sha256) if self._is_current(connection) else None

    def put(self, sha256: str, document: str) -> None:
        """Keep a definition for all owners; see `ethics_audit.history.Definitions`."""
        new = insert(many.SHARED).on_conflict_do_nothing()
        with self._failures(), self._writing() as connection:
            connection.execute(new, {"sha256": sha256, "document": document})
