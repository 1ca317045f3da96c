"""Where a history is kept: a file of SQLite in the person's own data folder, another file, or a PostgreSQL database."""

from __future__ import annotations

import os
from pathlib import Path

from ethics_audit.errors import ArgumentError, LockedError, MissingExtraError, shown
from ethics_audit.history.protocol import Store

VARIABLE = "ETHICS_AUDIT_HISTORY"
"""The environment variable that names another place."""


def default() -> str:
    """The place named by the environment, or the file in the person's own data folder.

    Raises:
        MissingExtraError: If the extra `history` is not installed.
    """
    if named := os.environ.get(VARIABLE):
        return named
    try:
        import platformdirs
    except ImportError:
        raise MissingExtraError("history") from None
    return str(platformdirs.user_data_path("ethics-audit", appauthor=False) / "history.db")


def is_url(place: str) -> bool:
    """Whether a place is a database by its URL rather than a file."""
    return "://" in place


def is_encrypted(place: str) -> bool:
    """Whether a place is a file that is encrypted, so that it takes a passphrase."""
    from ethics_audit.history.sqlite import PLAIN

    if is_url(place) or not Path(place).is_file():
        return False
    with Path(place).open("rb") as file:
        head = file.read(len(PLAIN))
    return bool(head) and head != PLAIN


def opened(place: str | os.PathLike[str] = "", passphrase: str | None = None) -> Store:
    """The store at a place. Nothing is written before the first entry is.

    Args:
        place: A file, or a URL such as ``postgresql://user@host/name``; by default the person's own file.
        passphrase: What an encrypted file takes; a file that is not there yet is made encrypted if one is given.

    Raises:
        LockedError: If the file is encrypted and no passphrase is given.
        ArgumentError: If a passphrase is given for what is not encrypted, or the URL is of another database.
        MissingExtraError: If an extra that this takes is not installed.
    """
    place = os.fspath(place) or default()
    try:
        from ethics_audit.history import postgresql, sqlite
    except ImportError:
        raise MissingExtraError("history") from None
    if is_url(place):
        if passphrase is not None:
            raise ArgumentError("passphrase", "is given for a database; only files are encrypted here")
        if not place.startswith(postgresql.SCHEMES):
            raise ArgumentError(
                "place", f"{shown(place.partition('://')[0])} is given; allowed is a file or postgresql://"
            )
        return postgresql.store(place)
    path = Path(place).expanduser()
    encrypted = is_encrypted(str(path))
    if encrypted and passphrase is None:
        raise LockedError(f"{path} is encrypted; it takes its passphrase")
    if passphrase is not None and not encrypted and path.exists() and path.stat().st_size:
        raise ArgumentError("passphrase", f"is given, but {path} is not encrypted")
    if passphrase is None:
        return sqlite.store(path)
    from ethics_audit.history import encrypted as locked

    return locked.store(path, passphrase)
