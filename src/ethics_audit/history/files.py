"""The file of a history as the file system sees it: for its owner alone, and there after a power cut."""

from __future__ import annotations

import os
import threading
import warnings
from contextlib import suppress
from pathlib import Path

from ethics_audit.base.errors import StoreError, StoreWarning
from ethics_audit.base.files import keep_names
from ethics_audit.base.language import gettext

OWNER_ONLY = 0o600
OWNER_ONLY_FOLDER = 0o700
OTHERS = 0o077
BESIDE = ("-wal", "-shm", "-journal")
"""What the names of the files end in that SQLite keeps beside its own."""

TURN = threading.RLock()
"""Is held while this process works on a file.

When a process closes a file, the system drops every lock that the process has on it, those of its other threads too.
"""


def owned(path: Path) -> int:
    """Make the file if it is not there, and return its number in the file system.

    A file that is there is not opened, since closing it would drop locks; see `TURN`.

    Raises:
        StoreError: If that cannot be done.
    """
    try:
        if not os.path.lexists(path):
            _make_folder(path.parent)
            mark_of(path).touch(OWNER_ONLY)
            keep_names(path.parent)
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
        return path.stat().st_ino
    except OSError as failure:
        raise StoreError(f"{path} cannot be written ({failure.strerror or failure})") from None


def is_being_made(path: Path) -> bool:
    """Return whether this program has begun to make a file, and nothing is kept in it yet.

    An empty file without this mark is not ours: a synchronized folder puts one in the place of a file that is away.
    """
    return mark_of(path).exists()


def finished(path: Path) -> None:
    """Take the mark away once something is kept in a new file."""
    with suppress(OSError):
        mark_of(path).unlink(missing_ok=True)


def mark_of(path: Path) -> Path:
    """Return what stands beside a file while it is made."""
    return path.with_name(f".{path.name}.new")


def make_private(path: Path, *, is_secret: bool) -> None:
    """Take away what others may do with a file; where the file system knows no such thing, warn of it.

    Args:
        path: The file.
        is_secret: Whether it is encrypted, so that others may have it.

    Raises:
        StoreError: If it is the file of somebody else.
    """
    if not _is_open(path):
        return
    for one in (path, *_beside(path)):  # the log may have been made as the file was until now
        with suppress(OSError):
            one.chmod(OWNER_ONLY)
    if is_secret or not _is_open(path):
        return
    if is_of_another(path):
        told = "belongs to another user, and others can read it; nothing was written: name a file of your own"
        raise StoreError(f"{path} {told}")
    told = gettext(
        "Others who use this computer can read what is kept in {folder}: its disk cannot keep files for you alone. "
        "Encrypt your history, or name another folder.",
        folder=path.parent,
    )
    warnings.warn(told, StoreWarning, stacklevel=2)


def _is_open(path: Path) -> bool:
    """Return whether others may do something with a file; on Windows its folder decides that."""
    return os.name != "nt" and bool(path.stat().st_mode & OTHERS)


def is_of_another(path: Path) -> bool:
    """Return whether a file belongs to another user of this computer."""
    try:
        return hasattr(os, "geteuid") and path.stat().st_uid != os.geteuid()
    except OSError:
        return False


def _make_folder(folder: Path) -> None:
    """Make a folder, and those that it is to stand in, for their owner alone."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(OWNER_ONLY_FOLDER, exist_ok=True)
        keep_names(folder.parent)


def clear(part: Path) -> None:
    """Remove a file that was not finished, and what stands beside it."""
    for one in (part, *_beside(part), mark_of(part)):
        one.unlink(missing_ok=True)


def _beside(path: Path) -> list[Path]:
    return [path.with_name(path.name + end) for end in BESIDE]
