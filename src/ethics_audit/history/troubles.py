"""What SQLite says of a failure, as an error that a person can act on."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from ethics_audit.base.errors import StoreError, plain
from ethics_audit.history.files import is_of_another
from ethics_audit.history.recognition import PLAIN, has_log, head, locked

_SAID = {
    "locked": "{path} is busy: another program is writing to it; what was saved before is safe, try again",
    "full": "{path} cannot be written: the disk is full; what was saved before is safe",
    "readonly": "{path} cannot be written: it is read-only for you, or its folder is",
    "unable to open": "{path} cannot be opened: look at the permissions of it and of its folder",
    "malformed": "{path} is damaged; a backup is needed",
    "i/o": "{path} cannot be read or written: the disk reports a failure",
}
NEEDS = ("SQLITE_IOERR_SHM", "SQLITE_IOERR_LOCK", "SQLITE_IOERR_RDLOCK", "SQLITE_IOERR_UNLOCK", "SQLITE_PROTOCOL")
"""What the names of failures begin with where a folder has no shared memory or no locks."""
NO_LOCKS = frozenset({errno.ENOLCK, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})
SMALLEST_ROOM = 1 << 16
"""In bytes: what SQLite takes even for reading."""


def told(path: Path, failure: Exception) -> StoreError:
    """Return what SQLite says of a failure as an error that a person can act on."""
    found = failure.orig if isinstance(failure, DBAPIError) else failure
    said = str(found)
    if "not a database" in said:
        return _undecided(path)
    if "unable to open" in said and has_log(path):
        told = f"its newest entries are still in {path.name}-wal; copy both into a folder that you can write to"
        return StoreError(f"{path} cannot be read where it is: {told}")
    if not any(sign in said for sign in ("malformed", "full")) and (why := _disk(path)):
        return StoreError(f"{path} cannot be used: {why}; what was saved before is safe")
    if getattr(found, "sqlite_errorname", "").startswith(NEEDS) or ("locked" in said and not _locks(path.parent)):
        return StoreError(f"{path} cannot be kept in this folder: {_elsewhere()}")
    if "readonly" in said and is_of_another(path):
        return StoreError(f"{path} belongs to another user, and you cannot write it")
    words = next(
        (words for sign, words in _SAID.items() if sign in said.lower()), f"{{path}} cannot be used: {plain(said, 200)}"
    )
    return StoreError(words.replace("{path}", str(path)))


def _undecided(path: Path) -> StoreError:
    """Return what is said of a file that is not a database: damaged if it was a plain one, otherwise perhaps locked."""
    return StoreError(f"{path} is damaged; a backup is needed") if head(path) in {b"", PLAIN} else locked(path)


def _disk(path: Path) -> str:
    """Return what is wrong with the disk that a file is on, as far as can be seen; empty if nothing is."""
    if not hasattr(os, "statvfs") or not path.parent.is_dir():
        return ""
    found = os.statvfs(path.parent)
    if found.f_flag & os.ST_RDONLY:
        return "its disk is read-only (a copy on another disk can be written)"
    return "the disk is full" if found.f_bavail * found.f_frsize < SMALLEST_ROOM else ""


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


def _elsewhere() -> str:
    """Return why a folder cannot hold a history, and what can."""
    from ethics_audit.history.locations import own_file

    return (
        "it seems to be on a network drive or in a synchronized folder, which lacks the locks or the memory that "
        f"programs share; name a file on a disk of this computer with --history, such as {own_file()}"
    )
