"""Atomic writing of files: a file is the old one or the new one, and nobody else's file is overwritten."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import IO

from ethics_audit.base.causes import reason, unopened, unwritable
from ethics_audit.base.errors import StoreError
from ethics_audit.base.plain_text import kind_of

HEAD = 4096
OWNER_ONLY = 0o600
OWNER_ONLY_FOLDER = 0o700


def refuse_others(path: Path, mark: bytes) -> None:
    """Refuse to overwrite a file that this program has not written.

    Args:
        path: The file, which may be absent.
        mark: What the first 4096 bytes of a file of this program contain.

    Raises:
        StoreError: If another file is there, or it cannot be read.
    """
    try:
        if not os.path.lexists(path):
            return
        if path.is_file():
            with path.open("rb") as file:
                if mark in file.read(HEAD):
                    return
    except OSError as failure:
        raise unopened(path, failure) from None
    raise StoreError(f"{path} exists and is not a file of this program; nothing was written over it", code="exists")


def replace_whole(path: Path, content: bytes) -> None:
    """Replace a file by a new one that only its owner can read.

    Raises:
        StoreError: If it cannot be written, and the old file is unchanged; or if it is written, but the disk reports
            a failure.
    """
    try:
        _replace(path, content)
    except OSError as failure:
        raise unwritable(path, failure, "what was saved before is safe") from None
    keep_name(path)


def keep_name(path: Path) -> None:
    """Make the new name of a file survive a power cut.

    Raises:
        StoreError: If the disk reports a failure; the file is written all the same.
    """
    try:
        keep_names(path.parent)
    except OSError as failure:
        message = f"{path} is written, but the disk reports a failure ({reason(failure)}): keep a copy elsewhere"
        raise StoreError(message, code="disk") from None


def _replace(path: Path, content: bytes) -> None:
    part = part_of(path)
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
            file.write(content)
            settle(file)
        take_place(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def part_of(path: Path) -> Path:
    """Return the path where a file is written before it takes its place.

    A killed program may leave this file behind; the next one removes it.
    """
    return path.with_name(f".{path.name}.part")


def take_place(part: Path, target: Path, *, force: bool = True) -> None:
    """Give a completely written file its name, atomically.

    The name survives a power cut once `keep_name` has returned.

    Args:
        part: The file.
        target: Its new name.
        force: Whether an existing file of that name is replaced.

    Raises:
        FileExistsError: If the file exists and `force` is false.
        OSError: If the disk reports a failure.
    """
    is_sure = not force and not _linked(part, target)
    if force or is_sure:
        try:
            part.replace(target)
        except OSError:
            if is_sure:
                target.unlink()
            raise


def _linked(part: Path, target: Path) -> bool:
    """Give a file a second, unused name; on a file system without links, reserve the name with an empty file."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
        return False
    return True


def settle(file: IO[bytes]) -> None:
    """Make what was written to an open file survive a power cut.

    Raises:
        OSError: If the disk reports a failure; a file system that cannot sync is no failure.
    """
    file.flush()
    _synced(file.fileno())


def make_folder(folder: Path) -> None:
    """Create a folder and its missing parents, for their owner alone."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(OWNER_ONLY_FOLDER, exist_ok=True)
        keep_names(folder.parent)


def keep_names(folder: Path) -> None:
    """Make new, changed and removed names in a folder survive a power cut, where the file system can sync a folder.

    Raises:
        OSError: If the disk reports a failure.
    """
    if hasattr(os, "O_DIRECTORY"):
        try:
            opened = os.open(folder, os.O_DIRECTORY)
        except OSError as failure:
            if failure.errno in CANNOT_SYNC:
                return
            raise
        try:
            _synced(opened)
        finally:
            os.close(opened)


CANNOT_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EACCES, errno.EPERM})
"""The errors of a file system that cannot sync this kind of file; a failing disk reports others."""


def _synced(opened: int) -> None:
    try:
        os.fsync(opened)
    except OSError as failure:
        if failure.errno not in CANNOT_SYNC:
            raise


def refuse_stand_in(path: Path) -> None:
    """Refuse a path at which there is something other than a file with content; nothing at all is accepted.

    Raises:
        StoreError: If there is a folder, an empty file or the like, which the text names, or it cannot be opened.
    """
    try:
        stand_in = _stand_in(path)
    except OSError as failure:
        raise unopened(path, failure) from None
    if stand_in:
        raise StoreError(f"{path} {stand_in}", code="not-a-file")


def _stand_in(path: Path) -> str:
    """Describe what is in the place of a file, or return an empty string."""
    try:
        found = path.stat()
    except FileNotFoundError:
        if path.is_symlink():
            return "is a link to a file that does not exist"
        away = path.with_name(f".{path.name}.icloud")
        return f"is in iCloud and not on this computer ({away.name}): download it first" if away.exists() else ""
    if not stat.S_ISREG(found.st_mode):
        return f"is {kind_of(found.st_mode)}, not a file"
    if not found.st_size:
        return (
            "is empty (0 bytes): it may be a placeholder of a synchronized folder, or a file that was cut off; "
            "download it, or move it away"
        )
    return ""


def holds(path: Path, content: bytes) -> bool:
    """Return whether a file has exactly this content."""
    try:
        return path.read_bytes() == content
    except OSError:
        return False
