"""A history in a file encrypted by SQLCipher, under a key that scrypt derives from a passphrase.

The first 16 bytes of the file are a random salt. Everything else is encrypted page by page, both in the file and in its
write-ahead log. Without the passphrase nobody can read it again.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from ethics_audit.base.errors import ArgumentError, needs_extra
from ethics_audit.history import sqlite
from ethics_audit.history.recognition import PLAIN, head, uri

SALT_BYTES = len(PLAIN)
COST, BLOCK, LANES = 1 << 17, 8, 1
"""The parameters of scrypt: 128 MB and about half a second for each guess."""
MEMORY = 256 * COST * BLOCK
KEY_BYTES = 32
SHORTEST = 8


def store(path: Path, passphrase: str) -> sqlite.FileStore:
    """Return the store in an encrypted file; a new file gets a new salt."""
    with needs_extra("encryption"):
        from sqlcipher3 import dbapi2 as library
    checked(passphrase)
    salt = b""  # read once, not for each connection: closing a file drops the locks on it, see `private_files.TURN`

    def connect(mode: str, begin: sqlite.Begin) -> Any:
        nonlocal salt
        salt = salt or head(path) or secrets.token_bytes(SALT_BYTES)
        connection = library.connect(uri(path, mode), uri=True, timeout=sqlite.PATIENCE_SECONDS)
        try:
            connection.execute("PRAGMA cipher_log_level = NONE")  # the error reports a wrong passphrase
            connection.execute(f"PRAGMA key = {key(passphrase, salt)}")
            return sqlite.ready(connection, begin)
        except library.DatabaseError:
            connection.close()
            if head(path) in {b"", salt}:
                raise
        salt = b""  # another program created or replaced the file just now
        return connect(mode, begin)

    return sqlite.FileStore(path, connect, library, is_secret=True)


def checked(passphrase: str) -> str:
    """Return a passphrase if it is long enough, or else refuse it."""
    if len(passphrase) < SHORTEST:
        raise ArgumentError("passphrase", f"expected {SHORTEST} characters or more, got {len(passphrase)}")
    return passphrase


@cache
def key(passphrase: str, salt: bytes) -> str:
    """Return the key and the salt in SQLCipher's form; equal letters give equal keys, however they were typed."""
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    derived = hashlib.scrypt(typed, salt=salt, n=COST, r=BLOCK, p=LANES, maxmem=MEMORY, dklen=KEY_BYTES)
    return f"\"x'{derived.hex()}{salt.hex()}'\""
