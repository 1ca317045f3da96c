"""A history in a SQLite file that loses nothing acknowledged and is readable by its owner alone."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.pool import NullPool

from ethics_audit.base.errors import StoreError
from ethics_audit.base.files import keep_names, part_of, settle
from ethics_audit.history.chain import Entry, Link
from ethics_audit.history.private_files import TURN, clear, ensure, make_private, remove_mark
from ethics_audit.history.recognition import has_log, is_there, refuse_foreign, uri
from ethics_audit.history.schema import DEFINITIONS, EVERY
from ethics_audit.history.sql import SqlStore, document
from ethics_audit.history.troubles import explained

Begin = Callable[[Any], object]
"""Reads something through a new connection, so that problems show at once."""
Connect = Callable[[str, Begin], Any]
"""Opens a connection in a mode named as in a SQLite URI, and begins with it."""

PATIENCE_SECONDS = 30.0
PAUSE_SECONDS = 0.02
PRAGMAS = (
    "PRAGMA synchronous = EXTRA",  # with less, a power cut loses acknowledged entries
    "PRAGMA secure_delete = ON",  # overwrites what is removed
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
)


class FileStore(SqlStore):
    """The store in a file.

    Args:
        path: The file; the first write creates it, for its owner alone.
        connect: Opens a connection to it; each piece of work opens at least one.
        module: The database library.
        is_secret: Whether the file is encrypted.
    """

    def __init__(self, path: Path, connect: Connect, module: ModuleType = sqlite3, *, is_secret: bool = False) -> None:
        self._path = path
        super().__init__(_engine(path, connect, module, is_secret=is_secret), TURN)

    def _is_there(self) -> bool:
        return is_there(self._path)

    def _explained(self, failure: Exception) -> StoreError:
        return explained(self._path, failure)

    def _tidy(self) -> None:
        """Empty the write-ahead log and remove an unfinished copy: both can still hold erased text."""
        clear(part_of(self._path))
        with closing(self._engine.raw_connection()) as connection:
            is_busy = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if is_busy:
            message = "it is removed, but another program has the history open; close it and write once more"
            raise StoreError(message, code="busy")

    def append(self, link: Link) -> None:
        """Keep new entries; see `ethics_audit.history.Store`."""
        is_there(self._path)
        super().append(link)
        remove_mark(self._path)

    def get(self, sha256: str) -> str | None:
        """Return a definition that entries refer to; see `ethics_audit.history.Definitions`."""
        with self._turn, self._failures():
            if not self._is_there():
                return None
            with self._reading() as connection:
                is_shared = inspect(connection).has_table(DEFINITIONS.name)
                return document(connection, sha256) if is_shared else None

    def put(self, sha256: str, document: str) -> None:
        """Keep a definition that entries refer to; see `ethics_audit.history.Definitions`."""
        with self._turn, self._failures(), self._writing() as connection:
            DEFINITIONS.create(connection, checkfirst=True)
            connection.execute(insert(DEFINITIONS).on_conflict_do_nothing(), {"sha256": sha256, "document": document})

    @contextmanager
    def alone(self) -> Iterator[list[Entry]]:
        """Give all entries while no other program can open the file, and overwrite the file after success."""
        with (
            TURN,
            self._path.open("r+b") as file,
            self._failures(),
            closing(self._engine.raw_connection()) as raw,
            closing(raw.cursor()) as cursor,
        ):
            for command in ("PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = DELETE", "BEGIN EXCLUSIVE"):
                cursor.execute(command)
            self._path.with_name(f"{self._path.name}-journal").unlink(missing_ok=True)
            keep_names(self._path.parent)
            yield [Entry(*row) for row in cursor.execute(str(EVERY))]
            file.write(bytes(os.fstat(file.fileno()).st_size))
            settle(file)
            file.truncate(0)


def store(path: Path) -> FileStore:
    """Return the store in a plain file."""
    ours: set[int] = set()

    def connect(mode: str, begin: Begin) -> Any:
        if (number := path.stat().st_ino) not in ours:
            refuse_foreign(path)  # once: looking at an open file would drop its locks, see `TURN`
            ours.add(number)
        return ready(sqlite3.connect(uri(path, mode), uri=True, timeout=PATIENCE_SECONDS), begin)

    return FileStore(path, connect)


def ready(connection: Any, begin: Begin) -> Any:
    """Set up a new connection so that it loses nothing, and begin with it."""
    connection.isolation_level = None  # transactions begin where the store begins them
    connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")  # the chain reports damage
    try:
        begin(connection)
        for pragma in PRAGMAS:
            connection.execute(pragma)
    except (connection.Error, UnicodeDecodeError):
        connection.close()
        raise
    return connection


def log_ahead(connection: Any) -> None:
    """Give a new file the write-ahead log; SQLite does not wait by itself when two programs do so at once."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not _pages(connection):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except connection.OperationalError as failure:
            if "locked" not in str(failure) or time.monotonic() > end:
                raise
            time.sleep(PAUSE_SECONDS)
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        connection.execute("PRAGMA journal_mode = TRUNCATE")  # DELETE is only safe where a folder can be synced


def _pages(connection: Any) -> int:
    return int(connection.execute("PRAGMA page_count").fetchone()[0])


def without_shared_memory(connection: Any) -> None:
    """Give a file a rollback journal, which does not need the shared memory of the write-ahead log.

    No other program can have the file open meanwhile; the contents of its log move into the file.
    """
    for setting in ("locking_mode = EXCLUSIVE", "journal_mode = TRUNCATE", "locking_mode = NORMAL"):
        connection.execute(f"PRAGMA {setting}")
    _pages(connection)


def _opened(path: Path, connect: Connect, module: ModuleType) -> tuple[Any, Exception | None]:
    """Return a connection, and the failure that keeps it from writing, if there is one.

    Network drives and some mounts have no shared memory; others have no locks, or are read-only.
    """
    try:
        return connect("mode=rw", log_ahead), None
    except module.OperationalError as failure:
        if "locked" in str(failure):
            raise
        with suppress(module.Error):
            return connect("mode=rw", without_shared_memory), None
        if has_log(path):
            raise
        with suppress(module.Error):
            return connect("immutable=1", _pages), failure
        raise


def _engine(path: Path, connect: Connect, module: ModuleType, *, is_secret: bool) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool, module=module)

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: object, record: Any, *_: object) -> Any:
        record.info["inode"] = ensure(path)
        connection, record.info["failure"] = _opened(path, connect, module)
        return connection

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("writes"):
            connection.exec_driver_sql("BEGIN")
            return
        if failure := connection.info["failure"]:
            raise failure
        make_private(path, is_secret=is_secret)
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        if not path.exists() or path.stat().st_ino != connection.info["inode"]:  # while it waited
            message = f"{path} was replaced by another program just now; nothing was written"
            raise StoreError(message, code="replaced")

    return engine
