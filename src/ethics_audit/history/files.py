"""The file of a history as the file system sees it: for its owner alone, and there after a power cut."""

from __future__ import annotations

import os
import stat
import threading
from contextlib import suppress
from pathlib import Path

from ethics_audit.errors import LockedError, StoreError
from ethics_audit.whole_files import keep_names

PLAIN = b"SQLite format 3\0"
"""What a file begins with that is not encrypted."""
OWNER_ONLY = 0o600
OWNER_ONLY_FOLDER = 0o700
BESIDE = ("-wal", "-shm", "-journal")
"""What the names of the files end in that SQLite keeps beside its own."""

TURN = threading.RLock()
"""Is held while this process works on a file.

When a process closes a file, the system drops every lock that the process has on it, those of its other threads too.
"""


def is_encrypted(path: Path) -> bool:
    """Whether a file is there that is not a plain one.

    Raises:
        StoreError: If it cannot be read.
    """
    return head(path) not in {b"", PLAIN}


def locked(path: Path) -> LockedError:
    """What is said where a passphrase does not open a file."""
    return LockedError(f"{path} is no history, or it is encrypted with another passphrase")


def head(path: Path) -> bytes:
    """What a file begins with; empty if it is not there, or nothing has been written yet.

    A power cut while a file is made can leave zeros in the place of its beginning.

    Raises:
        StoreError: If it cannot be read.
    """
    try:
        if not path.is_file():
            return b""
        with TURN, path.open("rb") as file:
            found = file.read(len(PLAIN))
    except OSError as failure:
        raise StoreError(f"{path} cannot be opened ({failure.strerror})") from None
    return found if found.strip(b"\0") else b""


def size(path: Path) -> int:
    """How large a file is; 0 if it is not there.

    Raises:
        StoreError: If that cannot be seen.
    """
    try:
        return path.stat().st_size
    except FileNotFoundError:
        if path.is_symlink():
            raise StoreError(f"{path} is a link to a file that is not there") from None
        return 0
    except OSError as failure:
        raise StoreError(f"{path} cannot be opened ({failure.strerror})") from None


def owned(path: Path) -> int:
    """Make the file, or take away what others may do with it; gives its number in the file system.

    A file that is there is not opened, since closing it would drop locks; see `TURN`.

    Raises:
        StoreError: If that cannot be done.
    """
    try:
        _make_folder(path.parent)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise StoreError(f"{path} cannot be written: it is not a file")
        if found.st_mode & 0o077:
            path.chmod(OWNER_ONLY)
    except OSError as failure:
        if isinstance(failure, StoreError):
            raise
        raise StoreError(f"{path} cannot be written ({failure.strerror})") from None
    return found.st_ino


def _make_folder(folder: Path) -> None:
    """Make a folder, and those that it is to stand in, for their owner alone."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(OWNER_ONLY_FOLDER, exist_ok=True)
        keep_names(folder.parent)


def clear(part: Path) -> None:
    """Remove a file that was not finished, and what stands beside it."""
    for end in ("", *BESIDE):
        part.with_name(part.name + end).unlink(missing_ok=True)
