"""What stands where a history is looked for: one that this program wrote, or what else; nothing is changed for that."""

from __future__ import annotations

import codecs
import sqlite3
import stat
from contextlib import closing, suppress
from pathlib import Path, PurePath

from ethics_audit.base.errors import LockedError, StoreError
from ethics_audit.base.files import refuse_stand_in
from ethics_audit.history.files import TURN, is_being_made

PLAIN = b"SQLite format 3\0"
"""What a file begins with that is not encrypted."""
APPLE_DOUBLE = b"\x00\x05\x16\x07"
SECTOR = 512
"""In bytes: every file of a database is as long as some of these."""
OURS = frozenset({"ethics_audit_entries", "ethics_audit_schema"})
"""Our tables; a program that uses this one may have others with names like them."""


def is_there(path: Path) -> bool:
    """Return whether there is a file that something was written to.

    Raises:
        StoreError: If something else stands in its place, or it cannot be looked at.
    """
    if _is_empty(path) and is_being_made(path):
        return False
    refuse_stand_in(path)  # looks once more: it may have been made meanwhile
    return path.exists()


def _is_empty(path: Path) -> bool:
    try:
        found = path.stat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and not found.st_size


def is_encrypted(path: Path) -> bool:
    """Return whether a file is there that is not a plain one.

    Raises:
        StoreError: If it cannot be read, or is no history in any case.
    """
    return head(path) not in {b"", PLAIN}


def locked(path: Path) -> LockedError:
    """Return what is said where a passphrase does not open a file."""
    return LockedError(f"{path} is no history, or it is encrypted with another passphrase")


def head(path: Path) -> bytes:
    """Return what a file begins with; empty if it is not there, or nothing has been written yet.

    A power cut while a file is made can leave zeros in the place of its beginning.

    Raises:
        StoreError: If it cannot be read, or is no history in any case.
    """
    if not is_there(path):
        return b""
    try:
        with TURN, path.open("rb") as file:
            found = file.read(SECTOR)
        size = path.stat().st_size
    except OSError as failure:
        raise StoreError(f"{path} cannot be opened ({failure.strerror})") from None
    begins = found[: len(PLAIN)]
    if not begins.strip(b"\0"):
        return b""
    if begins[:4] == APPLE_DOUBLE:
        told = f"is what macOS keeps beside a file, not the file itself ({path.name.removeprefix('._')})"
        raise StoreError(f"{path} {told}")
    if _is_text(found):
        raise StoreError(f"{path} is a text file, not a history")
    if size % SECTOR and not _waits(path, "-journal"):
        told = "is cut off; a backup is needed" if begins == PLAIN else "is not a history, or is cut off"
        raise StoreError(f"{path} {told}")
    return begins


def _is_text(found: bytes) -> bool:
    """Return whether the beginning of a file is text; its last sign may be cut."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(found)
    except UnicodeDecodeError:
        return False
    return all(sign.isprintable() or sign.isspace() for sign in text)


def _waits(path: Path, end: str) -> bool:
    """Return whether a file beside it holds something that a crash left to be done."""
    try:
        return path.with_name(path.name + end).stat().st_size > 0
    except OSError:
        return False


def has_log(path: Path) -> bool:
    """Return whether something that was kept stands only in the write-ahead log yet."""
    return _waits(path, "-wal")


def uri(path: PurePath, how: str) -> str:
    """Return a file as SQLite takes it; the name of a server goes into the path, where Windows has one."""
    return f"{path.as_uri().replace('file://', 'file:////' if path.drive.startswith(chr(92)) else 'file://', 1)}?{how}"


def refuse_foreign(path: Path) -> None:
    """Make sure that a plain file holds our tables, or none.

    It is read as it lies on the disk, without locks and logs, since these change it; only where it has no tables there,
    and a log, the log is read too.

    Raises:
        StoreError: If it is the file of another program.
    """
    with suppress(sqlite3.Error):  # what cannot be read is told by whoever opens it for good
        names, marks = _contents(path, "immutable=1")
        if not names and not marks and has_log(path):
            names, marks = _contents(path, "mode=ro")
        if (names or marks) and OURS.isdisjoint(names):
            told = "is a database of another program, not a history; nothing was changed"
            raise StoreError(f"{path} {told}: name another file")


def _contents(path: Path, how: str) -> tuple[list[str], int]:
    """Return the names in a database, and the marks that a program sets in it, which we do not."""
    with TURN, closing(sqlite3.connect(uri(path, how), uri=True)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]
        marks = [connection.execute(f"PRAGMA {one}").fetchone()[0] for one in ("application_id", "user_version")]
    return names, sum(map(abs, marks))
