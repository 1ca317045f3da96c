"""Where a history is kept: the SQLite file in the user's data folder, another file, or a PostgreSQL database."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.errors import ArgumentError, LockedError, needs_extra
from ethics_audit.history import recognition
from ethics_audit.history.chain import Store
from ethics_audit.history.private_files import own_file

if TYPE_CHECKING:
    from ethics_audit.history.sqlite import FileStore

VARIABLE = "ETHICS_AUDIT_HISTORY"
"""The environment variable that names another place."""


def default() -> str:
    """Return the place named by the environment, or else the file in the user's data folder."""
    return os.environ.get(VARIABLE) or own_file()


def is_url(place: str) -> bool:
    """Return whether a place is the URL of a database rather than a file."""
    return "://" in place


def is_encrypted(place: str) -> bool:
    """Return whether a place is an encrypted file, which takes a passphrase."""
    return not is_url(place) and recognition.is_encrypted(Path(place).expanduser())


def opened(place: str | os.PathLike[str] = "", passphrase: str | None = None) -> Store:
    """Return the store at a place. Nothing is written before the first entry.

    Args:
        place: A file, or a URL such as ``postgresql://user@host/name``; by default the user's own file.
        passphrase: The passphrase of an encrypted file. A file that does not exist yet is created encrypted if one is
            given.

    Raises:
        LockedError: If the file is encrypted and no passphrase is given.
        StoreError: If the file cannot be examined.
        ArgumentError: If a passphrase is given for something that is not encrypted, or the URL is of another database.
        MissingExtraError: If a needed extra is not installed.
    """
    place = os.fspath(place) or default()
    if not is_url(place):
        return file(Path(place), passphrase)
    with needs_extra("history"):
        from ethics_audit.history import postgresql
    if passphrase is not None:
        raise ArgumentError("passphrase", "expected none for a database, got one", "only files are encrypted here")
    if not place.startswith(postgresql.SCHEMES):
        raise wrong_argument("place", "a file or postgresql://", place.partition("://")[0])
    return postgresql.store(place)


def file(path: Path, passphrase: str | None) -> FileStore:
    """Return the store in a file; see `opened`."""
    with needs_extra("history"):
        from ethics_audit.history import encrypted, sqlite
    path = path.expanduser().absolute()
    is_locked = recognition.is_encrypted(path)
    if passphrase is None:
        if is_locked:
            raise LockedError(f"{path} needs its passphrase: it is encrypted, or is not a history")
        return sqlite.store(path)
    if is_locked and len(passphrase) < encrypted.SHORTEST:
        raise recognition.locked(path)
    if recognition.head(path) == recognition.PLAIN:
        raise ArgumentError("passphrase", f"expected none, got one: {path} is not encrypted")
    return encrypted.store(path, passphrase)
