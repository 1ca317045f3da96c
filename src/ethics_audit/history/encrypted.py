"""A history in an encrypted file: SQLCipher, under a key that scrypt makes from a passphrase.

The first 16 bytes of the file are a random salt; everything else is encrypted, page by page, in the file and in its
write-ahead log. Without the passphrase nothing can be read again, by anybody.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from ethics_audit.base.errors import ArgumentError, missing_extra
from ethics_audit.history import sqlite
from ethics_audit.history.recognition import PLAIN, head, uri

SALT_BYTES = len(PLAIN)
COST, BLOCK, LANES = 1 << 17, 8, 1
"""The parameters of scrypt: 128 MB and about half a second for each guess."""
MEMORY = 256 * COST * BLOCK
KEY_BYTES = 32
SHORTEST = 8


def store(path: Path, passphrase: str) -> sqlite.FileStore:
    """The store in an encrypted file; a file that is not there yet gets a salt of its own.

    Raises:
        ArgumentError: If the passphrase is shorter than 8 signs.
        MissingExtraError: If the extra `encryption` is not installed.
    """
    library = _library()
    return sqlite.FileStore(path, _Door(path, checked(passphrase), library), library, is_secret=True)


def checked(passphrase: str) -> str:
    """A passphrase that is long enough.

    Raises:
        ArgumentError: If it is not.
    """
    if len(passphrase) < SHORTEST:
        raise ArgumentError("passphrase", f"is too short; allowed are {SHORTEST} signs or more")
    return passphrase


class _Door:
    """Opens connections to an encrypted file; the salt is read once, not each time; see `files.TURN`."""

    def __init__(self, path: Path, passphrase: str, library: Any) -> None:
        self._path = path
        self._passphrase = passphrase
        self._library = library
        self._salt = b""

    def __call__(self, how: str, begin: Callable[[Any], object]) -> Any:
        self._salt = self._salt or head(self._path) or secrets.token_bytes(SALT_BYTES)
        connection = self._library.connect(uri(self._path, how), uri=True, timeout=sqlite.PATIENCE_SECONDS)
        try:
            connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong passphrase is told by the error
            connection.execute(f"PRAGMA key = {key(self._passphrase, self._salt)}")
            return sqlite.ready(connection, begin)
        except self._library.DatabaseError:
            connection.close()
            if head(self._path) in {b"", self._salt}:
                raise
        self._salt = b""  # another program made the file just now, or put another one in its place
        return self(how, begin)


def _library() -> Any:
    try:
        from sqlcipher3 import dbapi2
    except ImportError as failure:
        raise missing_extra(failure, "encryption") from None
    return dbapi2


@cache
def key(passphrase: str, salt: bytes) -> str:
    """The key and the salt as SQLCipher takes them; the same letters give the same key, however they were typed."""
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    made = hashlib.scrypt(typed, salt=salt, n=COST, r=BLOCK, p=LANES, maxmem=MEMORY, dklen=KEY_BYTES)
    return f"\"x'{made.hex()}{salt.hex()}'\""
