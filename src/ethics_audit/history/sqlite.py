"""A history in a file of SQLite, so that nothing that was acknowledged is lost, and nobody else reads it."""

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

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from ethics_audit.base.errors import StoreError
from ethics_audit.base.files import keep_names, part_of, settle
from ethics_audit.history.chain import Entry
from ethics_audit.history.files import TURN, clear, finished, make_private, owned
from ethics_audit.history.protocol import Link
from ethics_audit.history.recognition import has_log, is_there, refuse_foreign, uri
from ethics_audit.history.schema import EVERY
from ethics_audit.history.sql import SqlStore
from ethics_audit.history.troubles import told

Begin = Callable[[Any], object]
"""Reads something through a new connection, so that what is wrong shows at once."""
Connect = Callable[[str, Begin], Any]
"""Opens a connection to a file, in a way that is named as SQLite names it in a URI, and begins with it."""

PATIENCE_SECONDS = 30.0
PAUSE_SECONDS = 0.02
PRAGMAS = (
    "PRAGMA synchronous = EXTRA",  # with less, a power cut takes what was acknowledged
    "PRAGMA secure_delete = ON",  # what is removed is overwritten
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
)


class FileStore(SqlStore):
    """The store in a file.

    Args:
        path: The file; it is made, for its owner alone, when it is first written.
        connect: Opens a connection to it; at least one is opened for each piece of work.
        module: The database library.
        is_secret: Whether the file is encrypted.
    """

    def __init__(self, path: Path, connect: Connect, module: ModuleType = sqlite3, *, is_secret: bool = False) -> None:
        self._path = path
        super().__init__(
            _engine(path, connect, module, is_secret=is_secret),
            told=partial(told, path),
            there=partial(is_there, path),
            tidy=partial(_tidy, path),
            turn=TURN,
        )

    def append(self, link: Link) -> None:
        """Keep new entries; see `ethics_audit.history.protocol.Store`."""
        is_there(self._path)
        super().append(link)
        finished(self._path)

    @contextmanager
    def alone(self) -> Iterator[list[Entry]]:
        """The entries, while nobody else can open the file; if all goes well, it is overwritten at the end.

        Raises:
            StoreError: If another program has it open, or it cannot be read.
            OSError: If it cannot be overwritten.
        """
        with (
            TURN,
            self._path.open("r+b") as file,
            self._failures(),
            closing(self._engine.raw_connection()) as raw,
            closing(raw.cursor()) as cursor,
        ):
            for word in ("PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = DELETE", "BEGIN EXCLUSIVE"):
                cursor.execute(word)
            self._path.with_name(f"{self._path.name}-journal").unlink(missing_ok=True)
            keep_names(self._path.parent)
            yield [Entry(*row) for row in cursor.execute(str(EVERY))]
            file.write(bytes(os.fstat(file.fileno()).st_size))
            settle(file)
            file.truncate(0)


def store(path: Path) -> FileStore:
    """The store in a plain file."""
    ours: set[int] = set()

    def connect(how: str, begin: Begin) -> Any:
        if (number := path.stat().st_ino) not in ours:
            refuse_foreign(path)  # once: to look at it while it is open would drop its locks, see `TURN`
            ours.add(number)
        return ready(sqlite3.connect(uri(path, how), uri=True, timeout=PATIENCE_SECONDS), begin)

    return FileStore(path, connect)


def ready(connection: Any, begin: Begin) -> Any:
    """Make a new connection one that loses nothing, and begin with it."""
    connection.isolation_level = None  # transactions begin where the store begins them
    connection.text_factory = _text
    try:
        begin(connection)
        for pragma in PRAGMAS:
            connection.execute(pragma)
    except connection.Error:
        connection.close()
        raise
    return connection


def _text(found: bytes) -> str:
    """A text as it stands in a file, also where it was damaged: then the chain tells so."""
    return found.decode("utf-8", "surrogateescape")


def log_ahead(connection: Any) -> None:
    """Give a new file the write-ahead log; when two programs do so at once, SQLite itself does not wait."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not _pages(connection):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except connection.OperationalError as failure:
            if "locked" not in str(failure) or time.monotonic() > end:
                raise
            time.sleep(PAUSE_SECONDS)
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        connection.execute("PRAGMA journal_mode = TRUNCATE")  # DELETE is only sure where a folder can be synced


def _pages(connection: Any) -> int:
    return int(connection.execute("PRAGMA page_count").fetchone()[0])


def without_shared_memory(connection: Any) -> None:
    """Give a file a rollback journal, which does without the memory that the write-ahead log shares.

    Nobody else can have the file open meanwhile; what stands in its log gets into the file.
    """
    for word in ("locking_mode = EXCLUSIVE", "journal_mode = TRUNCATE", "locking_mode = NORMAL"):
        connection.execute(f"PRAGMA {word}")
    _pages(connection)


def _opened(path: Path, connect: Connect, module: ModuleType) -> tuple[Any, Exception | None]:
    """Return a connection, and why nothing can be written over it, if that is so.

    Network drives and some mounts share no memory between programs; others have no locks, or can only be read.
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
    made = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool, module=module)

    @event.listens_for(made, "do_connect")
    def _connect(_dialect: object, record: Any, *_: object) -> Any:
        record.info[_FILE] = owned(path)
        connection, record.info[_UNWRITABLE] = _opened(path, connect, module)
        return connection

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        if writes:
            if failure := connection.info[_UNWRITABLE]:
                raise failure
            make_private(path, is_secret=is_secret)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
        if writes:
            _still_there(connection, path)

    return made


_UNWRITABLE = "unwritable"
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
