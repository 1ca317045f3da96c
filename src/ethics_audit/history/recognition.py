"""What is at the place of a history: one that this program wrote, or something else. Nothing is changed to find out."""

from __future__ import annotations

import codecs
import sqlite3
import stat
from contextlib import closing, suppress
from pathlib import Path, PurePath

from ethics_audit.base.causes import unopened
from ethics_audit.base.errors import LockedError, StoreError
from ethics_audit.base.files import refuse_stand_in
from ethics_audit.history.private_files import TURN, mark_of

PLAIN = b"SQLite format 3\0"
"""The first bytes of a file that is not encrypted."""
APPLE_DOUBLE = b"\x00\x05\x16\x07"
SECTOR = 512
"""In bytes: the length of every database file is a multiple of this."""
OURS = frozenset({"ethics_audit_entries", "ethics_audit_schema"})
"""Our tables; a program that uses this one may have others with similar names."""


def is_there(path: Path) -> bool:
    """Return whether a file exists that something was written to; refuse anything else in its place."""
    try:
        refuse_stand_in(path)
    except StoreError:
        if _is_being_made(path):
            return False
        refuse_stand_in(path)  # looks again: the file may have been written meanwhile
    return path.exists() and not _is_being_made(path)


def _is_being_made(path: Path) -> bool:
    """Return whether somebody has just created the file, and written nothing yet."""
    with suppress(OSError):
        status = path.stat()
        return stat.S_ISREG(status.st_mode) and not status.st_size and mark_of(path).exists()
    return False


def is_encrypted(path: Path) -> bool:
    """Return whether a file exists that is not a plain one; see `head`."""
    return head(path) not in {b"", PLAIN}


def locked(path: Path) -> LockedError:
    """Return the error of a file that a passphrase does not open."""
    return LockedError(f"{path} is not a history, or it is encrypted with another passphrase")


def head(path: Path) -> bytes:
    """Return the first bytes of a file; empty if it does not exist or nothing has been written yet.

    A power cut while a file is created can leave zeros in the place of its first bytes.

    Raises:
        StoreError: If it cannot be read, or cannot be a history.
    """
    if not is_there(path):
        return b""
    try:
        with TURN, path.open("rb") as file:
            sector = file.read(SECTOR)
        size = path.stat().st_size
    except OSError as failure:
        raise unopened(path, failure) from None
    first = sector[: len(PLAIN)]
    if not first.strip(b"\0"):
        return b""
    if first[:4] == APPLE_DOUBLE:
        original = path.name.removeprefix("._")
        message = f"{path} is a companion file of macOS, not the file itself ({original})"
        raise StoreError(message, code="not-a-history")
    if _is_text(sector):
        raise StoreError(f"{path} is a text file, not a history", code="not-a-history")
    if size % SECTOR and not _is_filled(path, "-journal"):
        message = "is cut off; a backup is needed" if first == PLAIN else "is not a history, or is cut off"
        raise StoreError(f"{path} {message}", code="damaged")
    return first


def _is_text(content: bytes) -> bool:
    """Return whether the first part of a file is text; its last character may be cut."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(content)
    except UnicodeDecodeError:
        return False
    return all(sign.isprintable() or sign.isspace() for sign in text)


def _is_filled(path: Path, ending: str) -> bool:
    """Return whether the file beside it with this ending holds unfinished work that a crash left."""
    try:
        return path.with_name(path.name + ending).stat().st_size > 0
    except OSError:
        return False


def has_log(path: Path) -> bool:
    """Return whether some kept entries may be only in the write-ahead log so far."""
    return _is_filled(path, "-wal")


def uri(path: PurePath, mode: str) -> str:
    """Return the URI of a file for SQLite; the server name of a Windows path becomes part of the URI's path."""
    return f"{path.as_uri().replace('file://', 'file:////' if path.drive.startswith(chr(92)) else 'file://', 1)}?{mode}"


def refuse_foreign(path: Path) -> None:
    """Refuse a plain file that holds tables, but not ours.

    The file is read as it is on the disk, without locks and logs, since these change it. Only where it has no tables
    there, and a log, is the log read too.
    """
    with suppress(sqlite3.Error, UnicodeDecodeError):  # whoever opens the file for good reports what cannot be read
        names, marks = _contents(path, "immutable=1")
        if not names and not marks and has_log(path):
            names, marks = _contents(path, "mode=ro")
        if (names or marks) and OURS.isdisjoint(names):
            message = "is a database of another program, not a history; nothing was changed: name another file"
            raise StoreError(f"{path} {message}", code="not-a-history")


def _contents(path: Path, mode: str) -> tuple[list[str], int]:
    """Return the names in a database, and the sum of the marks that other programs set in theirs."""
    with TURN, closing(sqlite3.connect(uri(path, mode), uri=True)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]
        marks = [connection.execute(f"PRAGMA {mark}").fetchone()[0] for mark in ("application_id", "user_version")]
    return names, sum(map(abs, marks))
