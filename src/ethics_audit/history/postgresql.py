"""A history in a PostgreSQL database, and the connections to one."""

from __future__ import annotations

import os
import warnings
from weakref import WeakSet, WeakValueDictionary, finalize

from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError as UrlError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from ethics_audit.base.errors import ArgumentError, StoreError, StoreWarning, needs_extra
from ethics_audit.base.language import gettext
from ethics_audit.history.sql import SqlStore

SCHEMES = ("postgresql://", "postgresql+psycopg://", "postgres://")
NOT_ALLOWED, NO_LOCK = "42501", "55P03"
"""What PostgreSQL calls a lack of privileges, and a lock that could not be had in time."""
LOCK = 0x65746869_6373
"""The number of the lock that writers wait for: the letters of ``ethics``."""
CONNECTIONS = 5
PATIENCE_SECONDS = 30.0
"""The longest time that a piece of work waits for a connection."""
LOCKED_SECONDS, IDLE_SECONDS = 20, 60
"""The longest time that a writer waits for another, and that a transaction whose program hangs keeps its lock."""
OLDEST_SECONDS = 1800
"""The age at which a connection is replaced, before a firewall drops it."""

_ALL: WeakSet[Engine] = WeakSet()


class Connections:
    """The connections of all stores of a process at one URL; they are closed with the last store."""

    def __init__(self, place: str) -> None:
        self.engine: Engine = engine(place)
        finalize(self, self.engine.dispose)


_BY_PLACE: WeakValueDictionary[str, Connections] = WeakValueDictionary()


def store(place: str) -> SqlStore:
    """Return the store at a URL."""
    shared = _BY_PLACE.get(place)
    if shared is None:
        shared = _BY_PLACE[place] = Connections(place)
    return DatabaseStore(shared)


def engine(place: str, connections: int = CONNECTIONS) -> Engine:
    """Return a database with at most so many connections, each of which is returned after each piece of work.

    Raises:
        ArgumentError: If the place is not a URL.
        MissingExtraError: If the extra is not installed.
    """
    with needs_extra("postgresql"):
        import psycopg  # noqa: F401 - SQLAlchemy imports it later
    try:
        url = make_url(place).set(drivername="postgresql+psycopg")
    except (UrlError, ValueError):
        raise ArgumentError("place", "expected postgresql://user@host/name, got what is not a URL") from None
    made = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=PATIENCE_SECONDS,
        pool_recycle=OLDEST_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        connect_args={"prepare_threshold": None},  # a pooler such as PgBouncer gives each transaction another server
    )
    _ALL.add(made)
    return made


def _after_fork() -> None:
    """Leave the connections to the parent process, and open others."""
    for one in _ALL:
        one.dispose(close=False)


getattr(os, "register_at_fork", dict)(after_in_child=_after_fork)  # Windows has no forks, and `os` no such function


class PostgresqlStore(SqlStore):
    """A store in a PostgreSQL database."""

    def _prepare(self, connection: Connection, *, writes: bool) -> None:
        if writes:
            connection.execute(text("SET LOCAL synchronous_commit = on"))
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCKED_SECONDS}s'"))
            connection.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'"))

    def _explained(self, failure: Exception) -> StoreError:
        state = getattr(getattr(failure, "orig", failure), "sqlstate", "")
        if isinstance(failure, NoConnectionError):
            message = f"all connections are in use, and none was free for {PATIENCE_SECONDS:.0f} seconds"
            return StoreError(f"the database is busy: {message}", code="busy")
        if state == NO_LOCK:
            message = f"another program has been writing to this history for {LOCKED_SECONDS} seconds; try again"
            return StoreError(f"the database is busy: {message}", code="busy")
        url = self._engine.url.set(query={}).render_as_string(hide_password=True)  # the query can hold a password too
        message = str(failure.orig if isinstance(failure, DBAPIError) else failure).strip().partition("\n")[0]
        if state == NOT_ALLOWED:
            message = f"{message}; the owner of its schema runs {self._layout.published}, which says what to grant"
        return StoreError(f"{url} cannot be used: {message}", code="database")


class DatabaseStore(PostgresqlStore):
    """The store in a database that holds one history."""

    def __init__(self, connections: Connections) -> None:
        super().__init__(connections.engine)
        self._connections = connections

    def _prepare(self, connection: Connection, *, writes: bool) -> None:
        super()._prepare(connection, writes=writes)
        if writes:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})

    def _tidy(self) -> None:
        """Rewrite the table without the erased text, or warn that only its owner can."""
        name = self._table.name
        owned = text("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(:name)")
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if connection.execute(owned, {"name": name}).scalar():
                connection.execute(text(f"VACUUM FULL {name}"))
                return
        warning = gettext(
            "What was removed can no longer be read, but its text stays in the files of the database until the owner "
            "of the table runs: {command}",
            command=f"VACUUM FULL {name}",
        )
        warnings.warn(warning, StoreWarning, stacklevel=5)
