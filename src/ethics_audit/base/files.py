"""Files that are replaced as a whole, so that one is never half written, and nothing of others is written over."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import IO

from ethics_audit.base.errors import StoreError

HEAD = 4096
OWNER_ONLY = 0o600


def refuse_others(path: Path, mark: bytes) -> None:
    """Make sure that a file is not there, or was written by this program, as the mark near its beginning shows.

    Raises:
        StoreError: If another file is there.
    """
    try:
        if not os.path.lexists(path):
            return
        if path.is_file():
            with path.open("rb") as file:
                if mark in file.read(HEAD):
                    return
    except OSError as failure:
        raise StoreError(f"{path} cannot be looked at ({failure.strerror or failure})") from None
    raise StoreError(f"{path} is there already and is something else; nothing was written over it")


def replace_whole(path: Path, content: bytes) -> None:
    """Replace a file by way of a new one in its folder, which only its owner can read.

    Raises:
        StoreError: If it cannot be written; the file is as it was. Or if it is written, but the disk does not promise
            to keep it.
    """
    try:
        _replace(path, content)
    except OSError as failure:
        told = f"{path} cannot be written ({failure.strerror or failure}); what was saved before is safe"
        raise StoreError(told) from None
    keep_name(path)


def keep_name(path: Path) -> None:
    """Make sure that a file which has taken its place stays there after a power cut.

    Raises:
        StoreError: If the disk reports a failure; the file is written all the same, and this is said.
    """
    try:
        keep_names(path.parent)
    except OSError as failure:
        told = f"{path} is written, but the disk reports a failure ({failure.strerror or failure}): look after a copy"
        raise StoreError(told) from None


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
    """Where a file is written before it takes its place; a killed program may leave it, and the next one removes it."""
    return path.with_name(f".{path.name}.part")


def take_place(part: Path, target: Path, *, force: bool = True) -> None:
    """Give a file that is written whole its name; what was there is the old file or the new one, never a part.

    The name outlasts a power cut once `keep_name` has returned.

    Args:
        part: The file.
        target: Its name.
        force: Whether a file of that name is replaced.

    Raises:
        FileExistsError: If there is one and it is not to be replaced.
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
    """Give a file a second name that nobody has; where there are no links, only make sure of the name."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
        return False
    return True


def settle(file: IO[bytes]) -> None:
    """Make sure that what was written to an open file stays after a power cut.

    Raises:
        OSError: If the disk reports a failure; a file system that has no such promise is not one.
    """
    file.flush()
    _synced(file.fileno())


def keep_names(folder: Path) -> None:
    """Make sure that what was named, renamed or removed in a folder stays so after a power cut, where that can be had.

    Network drives and some mounts cannot sync a folder; what was written there is there all the same.

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
"""What a file system answers that has no sync for this kind of file; a disk that fails answers something else."""


def _synced(opened: int) -> None:
    try:
        os.fsync(opened)
    except OSError as failure:
        if failure.errno not in CANNOT_SYNC:
            raise


def refuse_stand_in(path: Path) -> None:
    """Make sure that what stands at a path is a file with something in it, or nothing.

    Raises:
        StoreError: If it is something else, which is named, or cannot be looked at.
    """
    try:
        told = _stand_in(path)
    except OSError as failure:
        raise StoreError(f"{path} cannot be opened ({failure.strerror or failure})") from None
    if told:
        raise StoreError(f"{path} {told}")


def _stand_in(path: Path) -> str:
    """Return what stands in the place of a file; nothing if none does."""
    try:
        found = path.stat()
    except FileNotFoundError:
        if path.is_symlink():
            return "is a link to a file that is not there"
        away = path.with_name(f".{path.name}.icloud")
        return f"is in iCloud and not on this computer ({away.name}): download it first" if away.exists() else ""
    if not stat.S_ISREG(found.st_mode):
        kind = KINDS_OF_PLACES.get(stat.S_IFMT(found.st_mode), "a device")
        return f"is {kind}, not a file"
    if not found.st_size:
        return (
            "is empty (0 bytes): it may stand for a file that a synchronized folder holds elsewhere, or was cut off; "
            "download it, or move it away"
        )
    return ""


KINDS_OF_PLACES = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}


def holds(path: Path, content: bytes) -> bool:
    """Return whether a file holds just this."""
    try:
        return path.read_bytes() == content
    except OSError:
        return False
