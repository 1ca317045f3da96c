"""What a history needs of the place where it is kept; an application can offer its own database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Protocol

from ethics_audit.history.chain import Entry

Link = Callable[[Entry | None], Sequence[Entry]]
"""From the last entry that is kept, or None, to those that are to be kept behind it."""


class Store(Protocol):
    """A place that keeps entries in their order, and never changes one.

    Every method either does all of its work or nothing; what it could not do is a `StoreError`.
    """

    def entries(self) -> Iterable[Entry]:
        """Every entry, the first one first."""

    def append(self, link: Link) -> None:
        """Keep new entries.

        From reading the last entry, which `link` is given, until what `link` gives is kept for good (on the disk, not
        only in memory), nobody else may add an entry. `link` is called once; it may read `entries`, and if it raises,
        nothing is kept.
        """

    def erase(self, numbers: Collection[int], link: Link) -> None:
        """Remove salt and body of these entries for good, and keep what `link` gives, in one step; see `append`."""
