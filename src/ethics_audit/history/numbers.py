"""The numbers that people know what they kept by, beside the numbers of the entries in the chain."""

from __future__ import annotations

from attrs import define, field

from ethics_audit.history.chain import Entry


@define
class Numbers:
    """The number of each entry among those of its kind: the first audit is 1, whatever stands before it in the chain.

    A number is given once: it stays the same when the body of its entry, or of one before it, is removed.
    """

    _entries: dict[str, list[int]] = field(factory=dict)
    _given: dict[int, int] = field(factory=dict)

    def give(self, entry: Entry) -> int:
        """Give an entry its number, and return it."""
        alike = self._entries.setdefault(entry.kind, [])
        alike.append(entry.number)
        self._given[entry.number] = len(alike)
        return len(alike)

    def __getitem__(self, entry: int) -> int:
        """Return the number that was given to an entry."""
        return self._given[entry]

    def entry(self, kind: str, number: int) -> int:
        """Return the entry of a kind that has a number."""
        return self._entries[kind][number - 1]
