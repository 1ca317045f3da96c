"""Where a history is kept: a file of SQLite in the person's own data folder, another file, or a PostgreSQL database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ethics_audit.base.errors import ArgumentError, LockedError, missing_extra, shown
from ethics_audit.history import recognition
from ethics_audit.history.protocol import Store

if TYPE_CHECKING:
    from ethics_audit.history.sqlite import FileStore

VARIABLE = "ETHICS_AUDIT_HISTORY"
"""The environment variable that names another place."""


def default() -> str:
    """The place named by the environment, or the file in the person's own data folder.

    Raises:
        MissingExtraError: If the extra `history` is not installed.
    """
    return os.environ.get(VARIABLE) or own_file()


def own_file() -> str:
    """Return the file in the person's own data folder.

    Raises:
        MissingExtraError: If the extra `history` is not installed.
    """
    with _needed():
        import platformdirs
    return str(platformdirs.user_data_path("ethics-audit", appauthor=False) / "history.db")


def is_url(place: str) -> bool:
    """Whether a place is a database by its URL rather than a file."""
    return "://" in place


def is_encrypted(place: str) -> bool:
    """Whether a place is a file that is encrypted, so that it takes a passphrase.

    Raises:
        StoreError: If the file cannot be read.
    """
    return not is_url(place) and recognition.is_encrypted(Path(place).expanduser())


def opened(place: str | os.PathLike[str] = "", passphrase: str | None = None) -> Store:
    """The store at a place. Nothing is written before the first entry is.

    Args:
        place: A file, or a URL such as ``postgresql://user@host/name``; by default the person's own file.
        passphrase: What an encrypted file takes; a file that is not there yet is made encrypted if one is given.

    Raises:
        LockedError: If the file is encrypted and no passphrase is given.
        StoreError: If the file cannot be looked at.
        ArgumentError: If a passphrase is given for what is not encrypted, or the URL is of another database.
        MissingExtraError: If an extra that this takes is not installed.
    """
    place = os.fspath(place) or default()
    if is_url(place):
        with _needed():
            from ethics_audit.history import postgresql
        if passphrase is not None:
            raise ArgumentError("passphrase", "is given for a database; only files are encrypted here")
        if not place.startswith(postgresql.SCHEMES):
            raise ArgumentError("place", f"expected a file or postgresql://, got {shown(place.partition('://')[0])}")
        return postgresql.store(place)
    return file(Path(place), passphrase)


def file(path: Path, passphrase: str | None) -> FileStore:
    """The store in a file; see `opened`."""
    with _needed():
        from ethics_audit.history import encrypted, sqlite
    path = path.expanduser().absolute()
    locked = recognition.is_encrypted(path)
    if locked and passphrase is None:
        raise LockedError(f"{path} takes its passphrase: it is encrypted, or no history")
    if passphrase is None:
        return sqlite.store(path)
    if locked and len(passphrase) < encrypted.SHORTEST:
        raise recognition.locked(path)
    if recognition.head(path) == recognition.PLAIN:
        raise ArgumentError("passphrase", f"is given, but {path} is not encrypted")
    return encrypted.store(path, passphrase)


@contextmanager
def _needed() -> Iterator[None]:
    try:
        yield
    except ImportError as failure:
        raise missing_extra(failure, "history") from None
