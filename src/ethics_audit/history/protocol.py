"""What a history needs from the place where it is kept; an application can offer its own database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Protocol

from ethics_audit.base.public import public
from ethics_audit.history.chain import Entry

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
