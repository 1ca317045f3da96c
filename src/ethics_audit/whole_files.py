"""Files that are replaced as a whole, so that one is never half written, and nothing of others is written over."""

from __future__ import annotations

import os
from pathlib import Path

from ethics_audit.errors import StoreError

HEAD = 4096


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
        StoreError: If it cannot be written; the file is as it was.
    """
    try:
        _replace(path, content)
    except OSError as failure:
        told = f"{path} cannot be written ({failure.strerror or failure}); what was saved before is safe"
        raise StoreError(told) from None


def _replace(path: Path, content: bytes) -> None:
    part = part_of(path)
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    keep_names(path.parent)


def part_of(path: Path) -> Path:
    """Where a file is written before it takes its place; a killed program may leave it, and the next one removes it."""
    return path.with_name(f".{path.name}.part")


def keep_names(folder: Path) -> None:
    """Make sure that what was named, renamed or removed in a folder stays so after a power cut."""
    if hasattr(os, "O_DIRECTORY"):
        opened = os.open(folder, os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
