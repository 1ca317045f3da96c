"""A history in a database: SQLite, encrypted SQLite, or PostgreSQL, all through the same code."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import attrs
from sqlalchemy import Connection, Engine, select, update
from sqlalchemy.exc import DBAPIError

from ethics_audit.base.errors import StoreError
from ethics_audit.history import schema
from ethics_audit.history.chain import Entry, Link


class SqlStore(ABC):
    """A store in a database.

    Args:
        engine: The database; `ethics_audit.history.locations` creates engines that lose nothing.
        turn: A lock held for each piece of work.
    """

    def __init__(self, engine: Engine, turn: AbstractContextManager[object] | None = None) -> None:
        self._engine = engine
        self._turn = turn or nullcontext()

    @abstractmethod
    def _explained(self, failure: Exception) -> StoreError:
        """Return a failure of the database as an error that a person can act on."""

    @abstractmethod
    def _tidy(self) -> None:
        """Make sure that nothing is left of erased text."""

    def _is_there(self) -> bool:
        """Return whether there is anything to read yet."""
        return True

    def entries(self) -> list[Entry]:
        """Return every entry in order; tables of an older version are migrated first."""
        with self._turn, self._failures():
            if not self._is_there():
                return []
            with self._engine.connect() as connection:
                if schema.is_current(connection):
                    return _read(connection)
                if not schema.version(connection):
                    return []
            with self._writing() as connection:
                return _read(connection)

    def append(self, link: Link) -> None:
        """Keep new entries; see `ethics_audit.history.Store`."""
        with self._turn, self._failures(), self._writing() as connection:
            _add(connection, link)

    def erase(self, numbers: Collection[int], link: Link) -> None:
        """Remove salt and body of these entries; see `ethics_audit.history.Store`."""
        with self._turn, self._failures():
            with self._writing() as connection:
                gone = schema.ENTRIES.c.number.in_(numbers)
                connection.execute(update(schema.ENTRIES).where(gone).values(salt=None, body=None))
                _add(connection, link)
            self._tidy()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Give a transaction with the lock of the only writer; its tables are of the current version."""
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            schema.migrate(connection)
            yield connection

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, self._engine.dialect.loaded_dbapi.Error) as failure:
            raise self._explained(failure) from None


def _read(connection: Connection) -> list[Entry]:
    return [Entry(*row) for row in connection.execute(schema.EVERY)]


def _add(connection: Connection, link: Link) -> None:
    latest = select(schema.ENTRIES).order_by(schema.ENTRIES.c.number.desc()).limit(1)
    row = connection.execute(latest).first()
    for entry in link(None if row is None else Entry(*row)):
        connection.execute(schema.ENTRIES.insert().values(attrs.asdict(entry)))
