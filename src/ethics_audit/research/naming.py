"""Pseudonyms: names that are the same on every occasion, and that nobody can trace without the key."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from ethics_audit.base.causes import wrong_argument, wrong_type

BYTES_OF_KEY = 32
DIGITS = 20
"""The hexadecimal digits of a pseudonym: 80 bits, so that a million people collide with a chance of 4 in 10^13."""


def pseudonyms(ids: Iterable[str], key: bytes, study: str) -> list[str]:
    """Return the pseudonym of each id: the first 80 bits of HMAC-SHA-256 over the study and the id, as hexadecimal.

    The message is the study's name, a zero byte and the id in UTF-8; no name may hold a zero byte, so that no two pairs
    make the same message. The same key, study and id always give the same pseudonym; another study or another key gives
    one that cannot be linked to it. Keep the key apart from the data: whoever has it can try every id.

    Args:
        ids: The names of people, as text; each may appear more than once.
        key: At least 32 random bytes, such as ``secrets.token_bytes(32)``.
        study: The name of the study.

    Returns:
        A pseudonym of 20 digits for each id, in the same order.

    Raises:
        ArgumentError: If the key is short, a name is empty or holds a zero byte, or two ids have one pseudonym.
        TypeError: If the key is not bytes, or a name is not text.

    Source: Krawczyk, H., Bellare, M., & Canetti, R. (1997). HMAC: Keyed-hashing for message authentication. RFC 2104.

    Example:
        >>> from ethics_audit import research
        >>> research.pseudonyms(["p01"], bytes(range(32)), "study-2026")
        ['1bda276d62959eb3e1b2']
    """
    if not isinstance(key, bytes):
        raise wrong_type("a key of bytes (bytes.fromhex reads hexadecimal text)", type(key).__name__)
    if len(key) < BYTES_OF_KEY:
        hint = "secrets.token_bytes(32) makes one; keep it apart from the data"
        raise wrong_argument("key", f"at least {BYTES_OF_KEY} bytes", f"{len(key)} bytes", hint)
    if isinstance(ids, str):
        raise wrong_type("several ids, such as a list or a column", "one text")
    begin = hmac.new(key, _bytes("study", study) + b"\0", "sha256")
    found: dict[str, str] = {}
    names = [_pseudonym(begin, place, id, found) for place, id in enumerate(ids)]
    if len(set(found.values())) < len(found):
        raise wrong_argument("ids", "ids with different pseudonyms", "two that share one", "use another key")
    return names


def _pseudonym(begin: hmac.HMAC, place: int, id: str, found: dict[str, str]) -> str:
    """Return the pseudonym of an id, which is computed once."""
    if not isinstance(id, str) or id not in found:
        whole = begin.copy()
        whole.update(_bytes(f"ids[{place}]", id))
        found[id] = whole.hexdigest()[:DIGITS]
    return found[id]


def _bytes(argument: str, name: str) -> bytes:
    if not isinstance(name, str):
        raise wrong_type(f"{argument} as text", name)
    if not name.strip() or "\0" in name:
        raise wrong_argument(argument, "a name without a zero byte", name)
    try:
        return name.encode()
    except UnicodeEncodeError:
        raise wrong_argument(argument, "text that UTF-8 can hold", name) from None
