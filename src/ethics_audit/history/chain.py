"""The chain: each entry of a history holds the hash of the entry before it, so that every change shows.

The hash of an entry covers its number, kind, time, the seal of its body, and the hash of the entry before it. The seal
is a hash over a random salt and the body: when a body is removed with its salt, the chain still holds, and nobody can
guess the body by trying. The chain alone cannot show that its end was cut off; a head hash written down elsewhere can.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Protocol, runtime_checkable

from attrs import evolve, frozen

from ethics_audit.base.errors import IntegrityError
from ethics_audit.base.public import public

FORMAT = "ethics-audit/entry/1"
BEGINNING = "0" * 64
"""The hash before the first entry."""
_LIST = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))


@public("ethics_audit.history")
@frozen
class Entry:
    """One entry of a history; it is never changed, but its body can be removed.

    Attributes:
        number: Its place, from 1.
        kind: The kind of its body, such as ``audit``.
        at: When it was written, in UTC, such as ``2026-11-26T18:30:00Z``.
        salt: Random; None if the body was removed.
        body: A JSON document; None if it was removed.
        seal: The hash over salt and body.
        previous: The hash of the entry before it.
        hash: The hash over all of these except salt and body.
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
        """Return the entry with its body removed."""
        return evolve(self, salt=None, body=None)


def entry(last: Entry | None, kind: str, at: str, salt: str, body: str) -> Entry:
    """Return a new entry after the last one; each entry needs its own salt of at least 128 random bits."""
    number, previous = (last.number + 1, last.hash) if last else (1, BEGINNING)
    seal = _hash(salt, body)
    return Entry(number, kind, at, salt, body, seal, previous, _hash(FORMAT, number, kind, at, seal, previous))


def verified(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield all entries in order, up to an `IntegrityError` at the first changed one; a body may be missing here."""
    previous = BEGINNING
    for number, found in enumerate(entries, 1):
        if fault := _fault(found, number, previous):
            raise IntegrityError(number, fault)
        previous = found.hash
        yield found


def _fault(entry: Entry, number: int, previous: str) -> str:
    """Return what is wrong with an entry; an empty string if nothing is."""
    if not _is_text(entry):
        return "holds what no history writes"
    if entry.number != number:
        return f"is missing, or stands after entry {entry.number}"
    if entry.previous != previous:
        return "does not follow the entry before it: one of the two was changed, or one between them taken out"
    if entry.hash != _hash(FORMAT, entry.number, entry.kind, entry.at, entry.seal, entry.previous):
        return "was changed after it was written"
    if entry.body is None and entry.salt is None:
        return ""
    return "" if entry.seal == _hash(entry.salt or "", entry.body or "") else "has other content than was written"


def _is_text(entry: Entry) -> bool:
    """Return whether an entry holds a number and texts: a database can hold other values in their place."""
    texts = (entry.kind, entry.at, entry.seal, entry.previous, entry.hash, entry.salt or "", entry.body or "")
    return isinstance(entry.number, int) and all(isinstance(text, str) for text in texts)


def _hash(*parts: str | int) -> str:
    """Return SHA-256 over the parts as a JSON list, which no other parts can produce."""
    return hashlib.sha256(_LIST.encode(parts).encode()).hexdigest()


Link = Callable[[Entry | None], Sequence[Entry]]
"""Takes the last entry, or None, and returns the entries to keep after it."""


@public("ethics_audit.history")
class Store(Protocol):
    """A place that keeps entries in order and never changes one.

    Each method does all of its work or none of it, and raises a `StoreError` if it fails.
    """

    def entries(self) -> Iterable[Entry]:
        """Return every entry in order."""

    def append(self, link: Link) -> None:
        """Keep new entries.

        Nobody else may add an entry from the moment the last one is read and passed to `link` until the entries that
        `link` returns are on the disk, not only in memory. `link` is called once. It may read `entries`; if it raises,
        nothing is kept.
        """

    def erase(self, numbers: Collection[int], link: Link) -> None:
        """Remove salt and body of these entries for good and keep what `link` returns, in one step; see `append`."""


@public("ethics_audit.history")
@runtime_checkable
class Definitions(Protocol):
    """A place that keeps the documents of definitions once for many histories, each by its SHA-256.

    An entry of a history refers to a document by that digest, which is checked whenever the document is read. Both
    methods raise a `StoreError` if they fail.
    """

    def get(self, sha256: str) -> str | None:
        """Return the document with this digest, exactly as it was put; None if there is none."""

    def put(self, sha256: str, document: str) -> None:
        """Keep a document for good: once this returns, it is on the disk. Others may put the same one meanwhile."""
