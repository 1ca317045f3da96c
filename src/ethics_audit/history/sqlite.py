"""A history in a file of SQLite, so that nothing that was acknowledged is lost, and nobody else reads it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ethics_audit.errors import LockedError, StoreError
from ethics_audit.history.chain import Entry
from ethics_audit.history.schema import ENTRIES
from ethics_audit.history.sql import SqlStore

PLAIN = b"SQLite format 3\0"
"""What a file begins with that is not encrypted."""
OWNER_ONLY = 0o600
PATIENCE_SECONDS = 30.0

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # with NORMAL, a power cut takes what was acknowledged
    "PRAGMA secure_delete = ON",  # what is removed is overwritten
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
)

Connect = Callable[[], Any]


def store(path: Path) -> SqlStore:
    """The store in a plain file."""
    return store_of(path, engine(path))


def store_of(path: Path, engine: Engine) -> SqlStore:
    """The store of an engine that works on a file."""
    return SqlStore(
        engine, told=partial(told, path), there=lambda: path.exists() and path.stat().st_size > 0, tidy=_tidy
    )


def engine(path: Path, *, module: ModuleType | None = None, unlock: Callable[[Any], None] = lambda _: None) -> Engine:
    """An engine on a file; a connection is opened for each piece of work.

    Args:
        path: The file; it is made, for its owner alone, when it is first written.
        module: The database library, if another one than Python's own.
        unlock: Is called with each new connection, before anything is read.
    """
    made = create_engine(
        f"sqlite:///{path}", poolclass=NullPool, module=module, connect_args={"timeout": PATIENCE_SECONDS}
    )

    @event.listens_for(made, "do_connect")
    def _own(*_: object) -> None:
        _owned(path)

    @event.listens_for(made, "connect")
    def _ready(connection: Any, record: Any) -> None:
        record.info[_FILE] = path.stat().st_ino
        connection.isolation_level = None  # transactions begin where the store begins them
        unlock(connection)
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
        if writes:
            _still_there(connection, path)

    return made


def _owned(path: Path) -> None:
    """Make the file, or take away what others may do with it.

    Raises:
        StoreError: If that cannot be done.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY))
        if path.stat().st_mode & 0o077:
            path.chmod(OWNER_ONLY)
    except OSError as failure:
        raise StoreError(f"{path} cannot be written ({failure.strerror or failure})") from None


@contextmanager
def alone(path: Path) -> Iterator[list[Entry]]:
    """The entries of a plain file, while nobody else can open it; if all goes well, the file is overwritten at the end.

    Raises:
        StoreError: If another program has it open, or it cannot be read.
    """
    with path.open("r+b") as file, closing(sqlite3.connect(path, PATIENCE_SECONDS, isolation_level=None)) as connection:
        try:
            for word in ("PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = DELETE", "BEGIN EXCLUSIVE"):
                connection.execute(word)
            names = ", ".join(field.name for field in attrs.fields(Entry))
            entries = connection.execute(f"SELECT {names} FROM {ENTRIES.name} ORDER BY number")  # noqa: S608 - our own
            found = [Entry(*row) for row in entries]
        except sqlite3.Error as failure:
            raise told(path, failure) from None
        yield found
        file.write(bytes(os.fstat(file.fileno()).st_size))
        file.flush()
        os.fsync(file.fileno())
        file.truncate(0)


_FILE = "file"


def _still_there(connection: Connection, path: Path) -> None:
    """Refuse to write into a file that another one took the place of while this one was waited for.

    Raises:
        StoreError: If it did.
    """
    if not path.exists() or path.stat().st_ino != connection.info[_FILE]:
        raise StoreError(f"{path} was replaced by another program just now; nothing was written")


def _tidy(engine: Engine) -> None:
    """Empty the write-ahead log, which can still hold what was erased.

    Raises:
        StoreError: If another program keeps it from being emptied.
    """
    connection = engine.raw_connection()
    try:
        busy = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        connection.close()
    if busy:
        raise StoreError("it is removed, but another program has the history open; close it and write once more")


_SAID = {
    "locked": "{path} is busy: another program is writing to it; what was saved before is safe, try again",
    "full": "{path} cannot be written: the disk is full; what was saved before is safe",
    "readonly": "{path} cannot be written: it is read-only for you, or its folder is",
    "unable to open": "{path} cannot be opened: look at the permissions of it and of its folder",
    "malformed": "{path} is damaged; a backup is needed (ethics-audit history verify tells more)",
    "i/o": "{path} cannot be read or written: the disk reports a failure",
}


def told(path: Path, failure: Exception) -> StoreError:
    """What SQLite says of a failure as an error that a person can act on."""
    said = str(failure.orig if isinstance(failure, DBAPIError) else failure)
    if "not a database" in said:
        return LockedError(f"{path} is no history, or it is encrypted with another passphrase")
    words = next((words for sign, words in _SAID.items() if sign in said.lower()), f"{path} cannot be used: {said}")
    return StoreError(words.replace("{path}", str(path)))
