"""A history in a database: SQLite, encrypted SQLite, or PostgreSQL, all through the same code."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import MappingProxyType

import attrs
from sqlalchemy import Connection, Engine, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from ethics_audit.base.errors import StoreError
from ethics_audit.history import schema
from ethics_audit.history.chain import Entry, Link

COLUMNS = tuple(field.name for field in attrs.fields(Entry))


class SqlStore(ABC):
    """A store in a database.

    Args:
        engine: The database; `ethics_audit.history.locations` creates engines that lose nothing.
        turn: A lock held for each piece of work.
        layout: The tables.
        mine: The columns, with their values, that tell this history from others in the same table.
    """

    def __init__(
        self,
        engine: Engine,
        turn: AbstractContextManager[object] | None = None,
        layout: schema.Layout = schema.ONE,
        mine: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._engine = engine
        self._turn = turn or nullcontext()
        self._layout = layout
        self._mine = mine
        self._table = layout.entries
        self._is_mine = [self._table.c[name] == value for name, value in mine.items()]
        self._held = threading.local()

    @abstractmethod
    def _explained(self, failure: Exception) -> StoreError:
        """Return a failure of the database as an error that a person can act on."""

    @abstractmethod
    def _tidy(self) -> None:
        """Make sure that nothing is left of erased text."""

    def _is_there(self) -> bool:
        """Return whether there is anything to read yet."""
        return True

    def _prepare(self, connection: Connection, *, writes: bool) -> None:  # noqa: B027 - SQLite needs nothing more
        """Prepare a transaction; one that writes gets the lock of the only writer."""

    def _is_current(self, connection: Connection) -> bool:
        return self._layout.is_current(connection)

    def _migrate(self, connection: Connection) -> None:
        self._layout.migrate(connection)

    def entries(self) -> list[Entry]:
        """Return every entry in order; tables of an older version are migrated first."""
        if (held := getattr(self._held, "connection", None)) is not None:
            return self._read(held)
        with self._turn, self._failures():
            if not self._is_there():
                return []
            with self._reading() as connection:
                if self._is_current(connection):
                    return self._read(connection)
                if not self._layout.version(connection):
                    return []
            with self._writing() as connection:
                return self._read(connection)

    def append(self, link: Link) -> None:
        """Keep new entries; see `ethics_audit.history.Store`."""
        with self._turn, self._failures(), self._writing() as connection:
            self._add(connection, link)

    def erase(self, numbers: Collection[int], link: Link) -> None:
        """Remove salt and body of these entries; see `ethics_audit.history.Store`."""
        with self._turn, self._failures():
            with self._writing() as connection:
                gone = self._table.c.number.in_(numbers)
                connection.execute(update(self._table).where(*self._is_mine, gone).values(salt=None, body=None))
                self._add(connection, link)
            self._tidy()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.connect() as connection, connection.begin():
            self._prepare(connection, writes=False)
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Give a transaction with the lock of the only writer; its tables are of the current version."""
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            self._prepare(connection, writes=True)
            self._migrate(connection)
            yield connection

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (*_FAILURES, self._engine.dialect.loaded_dbapi.Error) as failure:
            raise self._explained(failure) from None

    def _read(self, connection: Connection) -> list[Entry]:
        table = self._table.c
        every = select(*(table[name] for name in COLUMNS)).where(*self._is_mine).order_by(table.number)
        return [Entry(*row) for row in connection.execute(every)]

    def _last(self, connection: Connection) -> Entry | None:
        table = self._table.c
        latest = select(*(table[name] for name in COLUMNS)).where(*self._is_mine).order_by(table.number.desc()).limit(1)
        row = connection.execute(latest).first()
        return None if row is None else Entry(*row)

    def _add(self, connection: Connection, link: Link) -> None:
        last = self._last(connection)
        self._held.connection = connection  # a link that reads takes no second connection
        try:
            new = link(last)
        finally:
            del self._held.connection
        for entry in new:
            connection.execute(self._table.insert().values({**self._mine, **attrs.asdict(entry)}))


_FAILURES = (DBAPIError, NoConnectionError, UnicodeDecodeError)
"""What a database raises; the last one where the message on its damage quotes damaged bytes."""


def document(connection: Connection, sha256: str) -> str | None:
    """Return the document of a shared definition; None if there is none."""
    found = select(schema.DEFINITIONS.c.document).where(schema.DEFINITIONS.c.sha256 == sha256)
    return connection.execute(found).scalar()
