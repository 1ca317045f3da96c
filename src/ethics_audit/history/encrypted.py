"""A history in an encrypted file: SQLCipher, under a key that scrypt makes from a passphrase.

The first 16 bytes of the file are a random salt; everything else is encrypted, page by page, in the file and in its
write-ahead log. Without the passphrase nothing can be read again, by anybody.
"""

from __future__ import annotations

import hashlib
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from ethics_audit.errors import ArgumentError, MissingExtraError
from ethics_audit.history import sqlite
from ethics_audit.history.sql import SqlStore

SALT_BYTES = 16
COST, BLOCK, LANES = 1 << 17, 8, 1
"""The parameters of scrypt: 128 MB and about half a second for each guess."""
MEMORY = 256 * COST * BLOCK
KEY_BYTES = 32
SHORTEST = 8


def store(path: Path, passphrase: str) -> SqlStore:
    """The store in an encrypted file; a file that is not there yet gets a salt of its own.

    Raises:
        ArgumentError: If the passphrase is shorter than 8 signs.
        MissingExtraError: If the extra `encryption` is not installed.
    """
    return sqlite.store_of(path, _engine(path, checked(passphrase)))


def _library() -> Any:
    try:
        from sqlcipher3 import dbapi2
    except ImportError:
        raise MissingExtraError("encryption") from None
    return dbapi2


def _engine(path: Path, passphrase: str) -> Engine:
    fresh = secrets.token_bytes(SALT_BYTES)

    def unlock(connection: Any) -> None:
        connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong passphrase is told by the error
        connection.execute(f"PRAGMA key = {key(passphrase, _salt(path) or fresh)}")

    return sqlite.engine(path, module=_library(), unlock=unlock)


def rekey(path: Path, passphrase: str, new: str) -> None:
    """Encrypt every page anew under another passphrase, in one transaction."""
    connection = _engine(path, passphrase).raw_connection()
    try:
        connection.cursor().execute(f"PRAGMA rekey = {key(new, _salt(path))}")
    except _library().DatabaseError as failure:
        raise sqlite.told(path, failure) from None
    finally:
        connection.close()


def checked(passphrase: str) -> str:
    """A passphrase that is long enough.

    Raises:
        ArgumentError: If it is not.
    """
    if len(passphrase) < SHORTEST:
        raise ArgumentError("passphrase", f"has {len(passphrase)} signs; allowed are {SHORTEST} or more")
    return passphrase


@cache
def key(passphrase: str, salt: bytes) -> str:
    """The key and the salt as SQLCipher takes them."""
    made = hashlib.scrypt(passphrase.encode(), salt=salt, n=COST, r=BLOCK, p=LANES, maxmem=MEMORY, dklen=KEY_BYTES)
    return f"\"x'{made.hex()}{salt.hex()}'\""


def _salt(path: Path) -> bytes:
    """The salt of a file; empty if it has none yet."""
    with path.open("rb") as file:
        return file.read(SALT_BYTES)
