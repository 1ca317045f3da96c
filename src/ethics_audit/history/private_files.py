"""How the file of a history is created, closed to other users, and marked while it is new."""

from __future__ import annotations

import os
import threading
import warnings
from contextlib import suppress
from pathlib import Path

from ethics_audit.base.causes import unwritable
from ethics_audit.base.errors import StoreError, StoreWarning, needs_extra
from ethics_audit.base.files import OWNER_ONLY, keep_names, make_folder
from ethics_audit.base.language import gettext

OTHERS = 0o077
BESIDE = ("-wal", "-shm", "-journal")
"""The endings of the files that SQLite keeps beside its own."""

TURN = threading.RLock()
"""Held while this process works on a file.

When a process closes a file, the system drops all locks that the process has on it, also those of its other threads.
"""


def own_file() -> str:
    """Return the file in the user's own data folder."""
    with needs_extra("history"):
        import platformdirs
    return str(platformdirs.user_data_path("ethics-audit", appauthor=False) / "history.db")


def ensure(path: Path) -> int:
    """Create the file unless it exists, without opening an existing one (see `TURN`), and return its inode number."""
    try:
        if not os.path.lexists(path):
            make_folder(path.parent)
            mark_of(path).touch(OWNER_ONLY)
            keep_names(path.parent)
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
        return path.stat().st_ino
    except OSError as failure:
        raise unwritable(path, failure) from None


def mark_of(path: Path) -> Path:
    """Return the mark beside a file that this program has created and that holds no entry yet.

    An empty file without this mark is not ours: a synchronized folder puts one in the place of a file kept elsewhere.
    """
    return path.with_name(f".{path.name}.new")


def remove_mark(path: Path) -> None:
    """Remove the mark of a file that now holds something."""
    with suppress(OSError):
        mark_of(path).unlink(missing_ok=True)


def make_private(path: Path, *, is_secret: bool) -> None:
    """Take all rights on a file away from other users.

    Where the file system cannot do so, warn, unless the content `is_secret`; but refuse the file of another user.
    """
    if not _is_open(path):
        return
    for file in (path, *_beside(path)):  # the log may have been created with the rights that the file had until now
        with suppress(OSError):
            file.chmod(OWNER_ONLY)
    if is_secret or not _is_open(path):
        return
    if is_of_another(path):
        message = "belongs to another user, and others can read it; nothing was written: name a file of your own"
        raise StoreError(f"{path} {message}", code="not-private")
    warning = gettext(
        "Others who use this computer can read what is kept in {folder}: its disk cannot keep files for you alone. "
        "Encrypt your history, or name another folder.",
        folder=path.parent,
    )
    warnings.warn(warning, StoreWarning, stacklevel=2)


def _is_open(path: Path) -> bool:
    """Return whether other users have any rights on a file; on Windows its folder decides that."""
    return os.name != "nt" and bool(path.stat().st_mode & OTHERS)


def is_of_another(path: Path) -> bool:
    """Return whether a file belongs to another user of this computer."""
    try:
        return hasattr(os, "geteuid") and path.stat().st_uid != os.geteuid()
    except OSError:
        return False


def clear(part: Path) -> None:
    """Remove an unfinished file and the files beside it."""
    for file in (part, *_beside(part), mark_of(part)):
        file.unlink(missing_ok=True)


def _beside(path: Path) -> list[Path]:
    return [path.with_name(path.name + ending) for ending in BESIDE]
