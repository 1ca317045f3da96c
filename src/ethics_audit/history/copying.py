"""A history copied whole, entry by entry, so that the copy has the same chain: backups, and plain files made secret."""

from __future__ import annotations

import os
from pathlib import Path

from ethics_audit.errors import ArgumentError, LockedError, StoreError
from ethics_audit.history import places, sqlite
from ethics_audit.history.chain import Entry
from ethics_audit.history.history import History, Verified


def backup(place: str, target: Path, passphrase: str | None = None) -> Verified:
    """Copy a history into a new file, encrypted as the history is; the file appears when it is whole and checked.

    Args:
        place: Where the history is.
        target: The file to make; it is a history of its own.
        passphrase: That of the history, and of the copy.

    Raises:
        StoreError: If there is nothing to copy, `target` is there already, or it cannot be written.
        IntegrityError: If the history is not as it was written.
    """
    if target.exists():
        raise StoreError(f"{target} is there already; nothing was written over it")
    store = places.opened(place, passphrase)
    if not (entries := list(store.entries())):
        raise StoreError("there is nothing to copy: the history is empty")
    return _made(entries, target, passphrase)


def encrypt(path: Path, passphrase: str) -> Verified:
    """Turn a plain file into an encrypted one. What stood there in plain text is overwritten before it is let go.

    Raises:
        ArgumentError: If the passphrase is too short.
        LockedError: If the file is encrypted already.
        StoreError: If it cannot be done; the file is as it was.
    """
    from ethics_audit.history.encrypted import checked

    checked(passphrase)
    if places.is_encrypted(str(path)):
        raise LockedError(f"{path} is encrypted already; rekey gives it another passphrase")
    with sqlite.alone(path) as entries:
        return _made(entries, path, passphrase)


def rekey(path: Path, passphrase: str, new: str) -> Verified:
    """Give an encrypted file another passphrase; once this returns, only that one opens it.

    Raises:
        ArgumentError: If the new passphrase is too short, or the file is not encrypted.
        LockedError: If the passphrase is not the one.
    """
    from ethics_audit.history import encrypted

    encrypted.checked(new)
    if not places.is_encrypted(str(path)):
        raise ArgumentError("place", f"{path} is not encrypted")
    History(places.opened(path, passphrase)).verify()
    encrypted.rekey(path, passphrase, new)
    return History(places.opened(path, new)).verify()


def _made(entries: list[Entry], target: Path, passphrase: str | None) -> Verified:
    """A new file with these entries; it takes its place when it is whole, checked and on the disk."""
    part = target.with_name(f".{target.name}.part")
    try:
        for left in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm"))):
            left.unlink(missing_ok=True)
        copy = places.opened(part, passphrase)
        copy.append(lambda _: entries)
        done = History(copy).verify()
        part.replace(target)
        _keep_name(target.parent)
    except OSError as failure:
        part.unlink(missing_ok=True)
        if isinstance(failure, StoreError):
            raise
        raise StoreError(f"{target} cannot be written ({failure.strerror or failure})") from None
    return done


def _keep_name(folder: Path) -> None:
    """Make sure that a new name in a folder outlasts a power cut."""
    if hasattr(os, "O_DIRECTORY"):
        opened = os.open(folder, os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
