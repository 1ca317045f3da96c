"""What a failure of SQLite means, as an error that a person can act on."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from ethics_audit.base.errors import StoreError, plain
from ethics_audit.history.private_files import is_of_another, own_file
from ethics_audit.history.recognition import PLAIN, has_log, head, locked

_DAMAGED = "is damaged; a backup is needed"
_MEANINGS = {
    "locked": ("is busy: another program is writing to it; what was saved before is safe, try again", "busy"),
    "full": ("cannot be written: the disk is full; what was saved before is safe", "unwritable"),
    "readonly": ("cannot be written: it is read-only for you, or its folder is", "unwritable"),
    "unable to open": ("cannot be opened: look at the permissions of it and of its folder", "unreadable"),
    "malformed": (_DAMAGED, "damaged"),
    "i/o": ("cannot be read or written: the disk reports a failure", "disk"),
}
"""The message and the code by a part of SQLite's own message."""
NEEDS = ("SQLITE_IOERR_SHM", "SQLITE_IOERR_LOCK", "SQLITE_IOERR_RDLOCK", "SQLITE_IOERR_UNLOCK", "SQLITE_PROTOCOL")
"""The beginnings of the names of failures in a folder without shared memory or locks."""
NO_LOCKS = frozenset({errno.ENOLCK, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})
LEAST_SPACE = 1 << 16
"""In bytes: SQLite needs this much even for reading."""


def explained(path: Path, failure: Exception) -> StoreError:
    """Return the error that says what a failure of SQLite means and what to do."""
    cause = failure.orig if isinstance(failure, DBAPIError) else failure
    said = str(cause)
    if isinstance(cause, UnicodeDecodeError) or "not a database" in said:
        is_plain = head(path) in {b"", PLAIN}
        return StoreError(f"{path} {_DAMAGED}", code="damaged") if is_plain else locked(path)
    if "unable to open" in said and has_log(path):
        advice = f"its newest entries are still in {path.name}-wal; copy both into a folder that you can write to"
        return StoreError(f"{path} cannot be read where it is: {advice}", code="unreadable")
    if not any(sign in said for sign in ("malformed", "full")) and (why := _disk(path)):
        return StoreError(f"{path} cannot be used: {why}; what was saved before is safe", code="disk")
    if getattr(cause, "sqlite_errorname", "").startswith(NEEDS) or ("locked" in said and not _locks(path.parent)):
        why = (
            "it seems to be on a network drive or in a synchronized folder, which lacks the locks or the shared memory "
            f"that programs need; name a file on a disk of this computer with --history, such as {own_file()}"
        )
        return StoreError(f"{path} cannot be kept in this folder: {why}", code="no-locks")
    if "readonly" in said and is_of_another(path):
        return StoreError(f"{path} belongs to another user, and you cannot write it", code="unwritable")
    unknown = (f"cannot be used: {plain(said, 200)}", "")
    message, code = next((meaning for sign, meaning in _MEANINGS.items() if sign in said.lower()), unknown)
    return StoreError(f"{path} {message}", code=code)


def _disk(path: Path) -> str:
    """Return what is wrong with the disk of a file, as far as can be seen; an empty string if nothing is."""
    if not hasattr(os, "statvfs") or not path.parent.is_dir():
        return ""
    disk = os.statvfs(path.parent)
    if disk.f_flag & os.ST_RDONLY:
        return "its disk is read-only (a copy on another disk can be written)"
    return "the disk is full" if disk.f_bavail * disk.f_frsize < LEAST_SPACE else ""


def _locks(folder: Path) -> bool:
    """Return whether files in a folder can be locked, as far as can be seen."""
    try:
        import fcntl

        with tempfile.TemporaryFile(dir=folder) as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        return True
    except OSError as failure:
        return failure.errno not in NO_LOCKS
    return True
