"""A history copied whole, entry by entry, so that the copy has the same chain: backups, and files under another key."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ethics_audit.base.errors import ArgumentError, LockedError, StoreError
from ethics_audit.base.files import keep_name, part_of
from ethics_audit.history import locations
from ethics_audit.history.chain import Entry
from ethics_audit.history.files import clear
from ethics_audit.history.history import History, Verified
from ethics_audit.history.recognition import is_there


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
    target = target.expanduser().absolute()
    if not target.parent.is_dir():
        raise StoreError(f"{target} cannot be written: there is no folder {target.parent}")
    if os.path.lexists(target):
        raise StoreError(f"{target} is there already; nothing was written over it")
    if not (entries := list(locations.opened(place, passphrase).entries())):
        raise StoreError("there is nothing to copy: the history is empty")
    with _failures(target):
        return _made(entries, target, passphrase)


def encrypt(path: Path, passphrase: str) -> Verified:
    """Turn a plain file into an encrypted one. What stood there in plain text is overwritten before it is let go.

    A history that nothing has been kept in yet becomes an encrypted file without entries.

    Raises:
        ArgumentError: If the passphrase is too short.
        LockedError: If the file is encrypted already.
        StoreError: If it cannot be done; the file is as it was.
        IntegrityError: If the history is not as it was written.
    """
    from ethics_audit.history.encrypted import checked

    checked(passphrase)
    if locations.is_encrypted(str(path)):
        raise LockedError(f"{path} is encrypted already; rekey gives it another passphrase")
    if not is_there(path.expanduser()):
        fresh = locations.file(path, passphrase)
        fresh.append(lambda _: ())
        return History(fresh).verify()
    return _replaced(path, None, passphrase)


def rekey(path: Path, passphrase: str, new: str) -> Verified:
    """Give an encrypted file another passphrase; once this returns, only that one opens it.

    Raises:
        ArgumentError: If the new passphrase is too short, or the file is not encrypted.
        LockedError: If the passphrase is not the one.
        StoreError: If it cannot be done; the file is as it was.
        IntegrityError: If the history is not as it was written.
    """
    from ethics_audit.history.encrypted import checked

    checked(new)
    if not locations.is_encrypted(str(path)):
        raise ArgumentError("place", f"{path} is not encrypted")
    return _replaced(path, passphrase, new)


def _replaced(path: Path, passphrase: str | None, new: str) -> Verified:
    """The same history under another passphrase, in the place of the file; the old one is overwritten."""
    path = path.expanduser().resolve()
    store = locations.file(path, passphrase)
    if not History(store).verify().count:
        raise StoreError("there is nothing to encrypt: the history is empty")
    with _failures(path), store.alone() as entries:
        return _made(entries, path, new)


def _made(entries: list[Entry], target: Path, passphrase: str | None) -> Verified:
    """A new file with these entries; it takes its place when it is whole, checked and on the disk."""
    part = part_of(target)
    clear(part)
    try:
        copy = locations.file(part, passphrase)
        copy.append(lambda _: entries)
        done = History(copy).verify()
        if done.head != entries[-1].hash or part.with_name(f"{part.name}-wal").exists():
            raise StoreError(f"{target} cannot be written: another program is writing it")
        part.replace(target)
        keep_name(target)
    finally:
        with suppress(OSError):
            clear(part)
    return done


@contextmanager
def _failures(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        if isinstance(failure, StoreError):
            raise
        raise StoreError(f"{target} cannot be written ({failure.strerror})") from None
