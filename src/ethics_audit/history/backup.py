"""A history copied entry by entry with the same chain, into a backup or into a file under another passphrase."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from attrs import frozen

from ethics_audit.base.causes import unwritable
from ethics_audit.base.errors import ArgumentError, LockedError, StoreError
from ethics_audit.base.files import keep_name, part_of
from ethics_audit.history import locations
from ethics_audit.history.chain import Definitions, Entry, Store
from ethics_audit.history.definitions import SHARED, document, sha256
from ethics_audit.history.history import History, Verified
from ethics_audit.history.private_files import clear
from ethics_audit.history.recognition import is_there


@frozen
class Content:
    """What is in a store: every entry, and the documents of the definitions that entries refer to, by their SHA-256."""

    entries: Sequence[Entry]
    documents: Mapping[str, str]

    @classmethod
    def of(cls, store: Store) -> Content:
        """Read a store.

        Raises:
            IntegrityError: If a definition is not there, or not as it was written.
        """
        entries = list(store.entries())
        known = store if isinstance(store, Definitions) else None
        documents = [document(entry, known) for entry in entries if entry.kind == SHARED]
        return cls(entries, {sha256(one): one for one in documents})


def backup(place: str, target: Path, passphrase: str | None = None) -> Verified:
    """Copy a history into a new file, encrypted like the history; the file appears once it is whole and checked.

    Args:
        place: The place of the history.
        target: The file to create; it is a history of its own.
        passphrase: The passphrase of the history and of the copy.

    Raises:
        StoreError: If there is nothing to copy, `target` exists, or it cannot be written.
        IntegrityError: If the history was changed.
    """
    return copy(locations.opened(place, passphrase), target, passphrase)


def copy(store: Store, target: Path, passphrase: str | None) -> Verified:
    """Copy what is in a store into a new file, with the definitions that it refers to; see `backup`."""
    target = target.expanduser().absolute()
    if not target.parent.is_dir():
        raise unwritable(target, f"there is no folder {target.parent}")
    if os.path.lexists(target):
        raise StoreError(f"{target} is there already; nothing was written over it", code="exists")
    content = Content.of(store)
    if not content.entries:
        raise StoreError("there is nothing to copy: the history is empty", code="empty")
    with _failures(target):
        return _copied(content, target, passphrase)


def encrypt(path: Path, passphrase: str) -> Verified:
    """Turn a plain file into an encrypted one. The plain text is overwritten before its space is released.

    A history without entries becomes an encrypted file without entries.

    Raises:
        ArgumentError: If the passphrase is too short.
        LockedError: If the file is encrypted already.
        StoreError: If it cannot be done; the file is as it was.
        IntegrityError: If the history was changed.
    """
    _check_length(passphrase)
    if locations.is_encrypted(str(path)):
        raise LockedError(f"{path} is encrypted already; rekey gives it another passphrase")
    if not is_there(path.expanduser()):
        store = locations.file(path, passphrase)
        store.append(lambda _: ())
        return History(store).verify()
    return _replaced(path, None, passphrase)


def rekey(path: Path, passphrase: str, new: str) -> Verified:
    """Give an encrypted file another passphrase; once this returns, only the new one opens it.

    Raises:
        ArgumentError: If the new passphrase is too short, or the file is not encrypted.
        LockedError: If the passphrase is wrong.
        StoreError: If it cannot be done; the file is as it was.
        IntegrityError: If the history was changed.
    """
    _check_length(new)
    if not locations.is_encrypted(str(path)):
        raise ArgumentError("place", f"expected an encrypted file, got {path}, which is not encrypted")
    return _replaced(path, passphrase, new)


def _check_length(passphrase: str) -> None:
    from ethics_audit.history.encrypted import checked

    checked(passphrase)


def _replaced(path: Path, passphrase: str | None, new: str) -> Verified:
    """Put the same history under another passphrase in the place of the file; the old content is overwritten."""
    path = path.expanduser().resolve()
    store = locations.file(path, passphrase)
    if not History(store).verify().count:
        raise StoreError("there is nothing to encrypt: the history is empty", code="empty")
    documents = Content.of(store).documents
    with _failures(path), store.alone() as entries:
        return _copied(Content(entries, documents), path, new)


def _copied(content: Content, target: Path, passphrase: str | None) -> Verified:
    """Write a new file with these entries; it takes its place once it is whole, checked and on the disk."""
    part = part_of(target)
    clear(part)
    try:
        made = locations.file(part, passphrase)
        for digest, one in content.documents.items():
            made.put(digest, one)
        made.append(lambda _: content.entries)
        verified = History(made).verify()
        if verified.head != content.entries[-1].hash or part.with_name(f"{part.name}-wal").exists():
            raise unwritable(target, "another program is writing it")
        part.replace(target)
        keep_name(target)
    finally:
        with suppress(OSError):
            clear(part)
    return verified


@contextmanager
def _failures(target: Path) -> Iterator[None]:
    try:
        yield
    except StoreError:
        raise
    except OSError as failure:
        raise unwritable(target, failure) from None
