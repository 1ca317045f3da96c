"""The chain: each entry of a history holds the hash of the one before it, so that a change shows.

The hash of an entry covers its number, kind, time, the seal of its body, and the hash of the entry before it. The seal
is a hash over a random salt and the body: when a body is removed, with its salt, the chain still holds, and nobody can
find out by trying what the body was. What the chain cannot show by itself is that its end was cut off; a head hash that
was written down elsewhere shows that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from ethics_audit.base.errors import IntegrityError

FORMAT = "ethics-audit/entry/1"
BEGINNING = "0" * 64
"""What stands for the hash before the first entry."""


@frozen
class Entry:
    """One line of a history; it is never changed, only its body can be removed.

    Attributes:
        number: Its place, from 1.
        kind: What its body is.
        at: When it was written, in UTC, such as ``2026-11-26T18:30:00Z``.
        salt: Random; None if the body was removed.
        body: A JSON document; None if it was removed.
        seal: The hash over salt and body.
        previous: The hash of the entry before it.
        hash: The hash over all of these but salt and body.
    """

    number: int
    kind: str
    at: str
    salt: str | None
    body: str | None
    seal: str
    previous: str
    hash: str

    def without_body(self) -> Entry:
        """The entry with its body removed."""
        return evolve(self, salt=None, body=None)


def entry(last: Entry | None, kind: str, at: str, salt: str, body: str) -> Entry:
    """A new entry behind the last one.

    Args:
        last: The last entry; None for the first one.
        kind: What the body is.
        at: The time.
        salt: At least 128 random bits as text, of its own for every entry.
        body: The document.
    """
    number, previous = (last.number + 1, last.hash) if last else (1, BEGINNING)
    seal = _hash(salt, body)
    return Entry(number, kind, at, salt, body, seal, previous, _hash(FORMAT, number, kind, at, seal, previous))


def verified(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The same entries, each checked against the ones before it; whether a body may be missing is not checked here.

    Args:
        entries: The entries from the first to the last.

    Raises:
        IntegrityError: At the first entry that is not as it was written.
    """
    previous = BEGINNING
    for number, one in enumerate(entries, 1):
        if fault := _fault(one, number, previous):
            raise IntegrityError(number, fault)
        previous = one.hash
        yield one


def _fault(one: Entry, number: int, previous: str) -> str:
    """What is wrong with an entry, or nothing."""
    if not _is_text(one):
        return "holds what no history writes"
    if one.number != number:
        return f"is missing, or stands after entry {one.number}"
    if one.previous != previous:
        return "does not follow the entry before it: one of the two was changed, or one between them taken out"
    if one.hash != _hash(FORMAT, one.number, one.kind, one.at, one.seal, one.previous):
        return "was changed after it was written"
    if one.body is None and one.salt is None:
        return ""
    return "" if one.seal == _hash(one.salt or "", one.body or "") else "has other content than was written"


def _is_text(one: Entry) -> bool:
    """Whether an entry holds nothing but its number and texts: a database can hold other values in their place."""
    texts = (one.kind, one.at, one.seal, one.previous, one.hash, one.salt or "", one.body or "")
    return isinstance(one.number, int) and all(isinstance(text, str) for text in texts)


def _hash(*parts: str | int) -> str:
    """SHA-256 over the parts as a JSON list, which cannot be read as any other parts."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()
