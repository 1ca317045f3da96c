"""A history in a file of SQLite, so that nothing that was acknowledged is lost, and nobody else reads it."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ethics_audit.errors import StoreError, plain
from ethics_audit.history.chain import Entry
from ethics_audit.history.files import TURN, clear, locked, owned, size
from ethics_audit.history.schema import EVERY
from ethics_audit.history.sql import SqlStore
from ethics_audit.whole_files import keep_names, part_of

PATIENCE_SECONDS = 30.0
PAUSE_SECONDS = 0.02
PRAGMAS = (
    "PRAGMA synchronous = FULL",  # with NORMAL, a power cut takes what was acknowledged
    "PRAGMA secure_delete = ON",  # what is removed is overwritten
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
)


class FileStore(SqlStore):
    """The store in a file.

    Args:
        path: The file; it is made, for its owner alone, when it is first written.
        connect: Opens a connection to it; one is opened for each piece of work.
        module: The database library.
    """

    def __init__(self, path: Path, connect: Callable[[], Any], module: ModuleType = sqlite3) -> None:
        self._path = path
        super().__init__(
            _engine(path, connect, module),
            told=partial(told, path),
            there=lambda: size(path) > 0,
            tidy=partial(_tidy, path),
            turn=TURN,
        )

    @contextmanager
    def alone(self) -> Iterator[list[Entry]]:
        """The entries, while nobody else can open the file; if all goes well, it is overwritten at the end.

        Raises:
            StoreError: If another program has it open, or it cannot be read.
            OSError: If it cannot be overwritten.
        """
        with TURN, self._path.open("r+b") as file, self._failures(), closing(self._engine.raw_connection()) as raw:
            cursor = raw.cursor()
            for word in ("PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = DELETE", "BEGIN EXCLUSIVE"):
                cursor.execute(word)
            keep_names(self._path.parent)
            yield [Entry(*row) for row in cursor.execute(str(EVERY))]
            file.write(bytes(os.fstat(file.fileno()).st_size))
            file.flush()
            os.fsync(file.fileno())
            file.truncate(0)


def store(path: Path) -> FileStore:
    """The store in a plain file."""
    return FileStore(path, lambda: ready(sqlite3.connect(path, timeout=PATIENCE_SECONDS)))


def ready(connection: Any) -> Any:
    """A new connection, made so that it loses nothing."""
    connection.isolation_level = None  # transactions begin where the store begins them
    connection.text_factory = _text
    try:
        _log_ahead(connection)
        for pragma in PRAGMAS:
            connection.execute(pragma)
    except connection.DatabaseError:
        connection.close()
        raise
    return connection


def _text(found: bytes) -> str:
    """A text as it stands in a file, also where it was damaged: then the chain tells so."""
    return found.decode("utf-8", "surrogateescape")


def _log_ahead(connection: Any) -> None:
    """Turn on the write-ahead log; when two programs do so at once, SQLite itself does not wait."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except connection.OperationalError as failure:
            if "locked" not in str(failure) or time.monotonic() > end:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return


def _engine(path: Path, connect: Callable[[], Any], module: ModuleType) -> Engine:
    made = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool, module=module)

    @event.listens_for(made, "do_connect")
    def _connect(_dialect: object, record: Any, *_: object) -> Any:
        record.info[_FILE] = owned(path)
        return connect()

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
        if writes:
            _still_there(connection, path)

    return made


_FILE = "file"


def _still_there(connection: Connection, path: Path) -> None:
    """Refuse to write into a file that another one took the place of while this one was waited for.

    Raises:
        StoreError: If it did.
    """
    if not path.exists() or path.stat().st_ino != connection.info[_FILE]:
        raise StoreError(f"{path} was replaced by another program just now; nothing was written")


def _tidy(path: Path, engine: Engine) -> None:
    """Empty the write-ahead log, and remove a copy that was not finished: both can still hold what was erased.

    Raises:
        StoreError: If another program keeps it from being emptied.
    """
    clear(part_of(path))
    with closing(engine.raw_connection()) as connection:
        busy = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise StoreError("it is removed, but another program has the history open; close it and write once more")


_SAID = {
    "locked": "{path} is busy: another program is writing to it; what was saved before is safe, try again",
    "full": "{path} cannot be written: the disk is full; what was saved before is safe",
    "readonly": "{path} cannot be written: it is read-only for you, or its folder is",
    "unable to open": "{path} cannot be opened: look at the permissions of it and of its folder",
    "malformed": "{path} is damaged; a backup is needed",
    "i/o": "{path} cannot be read or written: the disk reports a failure",
}


SMALLEST_ROOM = 1 << 16
"""In bytes: what SQLite takes even for reading."""


def _disk(path: Path) -> str:
    """What is wrong with the disk that a file is on, as far as can be seen; empty if nothing is."""
    if not hasattr(os, "statvfs") or not path.parent.is_dir():
        return ""
    found = os.statvfs(path.parent)
    if found.f_flag & os.ST_RDONLY:
        return "its disk is read-only (a copy on another disk can be read)"
    return "the disk is full" if found.f_bavail * found.f_frsize < SMALLEST_ROOM else ""


def told(path: Path, failure: Exception) -> StoreError:
    """What SQLite says of a failure as an error that a person can act on."""
    said = str(failure.orig if isinstance(failure, DBAPIError) else failure)
    if "not a database" in said:
        return locked(path)
    if not any(sign in said for sign in ("locked", "malformed", "full")) and (why := _disk(path)):
        return StoreError(f"{path} cannot be used: {why}; what was saved before is safe")
    words = next(
        (words for sign, words in _SAID.items() if sign in said.lower()), f"{{path}} cannot be used: {plain(said, 200)}"
    )
    return StoreError(words.replace("{path}", str(path)))
