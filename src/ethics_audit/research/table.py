"""A table of counts and means in which small numbers are hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from attrs import frozen

from ethics_audit.base.errors import LONGEST_MESSAGE, LONGEST_PLACE, plain
from ethics_audit.research.result import Result

ALL = "all"
HIDDEN = "hidden"


@frozen
class SafeTable(Result):
    """A table with its margins; what is hidden is None, and nothing in it tells what it was.

    Attributes:
        rows_by, columns_by: The columns whose values are its rows, and its columns.
        labels: For each of these, the categories and at the end ``all``.
        threshold: The number of people that is not small.
        counts: The people, in the order of `labels`; None where hidden.
        values: The column whose means it shows; empty if it shows none.
        means: The means in the same order; None where hidden, and where there is nobody.
        scale: The ends of the scale of the values.
    """

    rows_by: tuple[str, ...]
    columns_by: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    threshold: int
    counts: tuple[int | None, ...]
    values: str = ""
    means: tuple[float | None, ...] = ()
    scale: tuple[float, float] = (0.0, 100.0)
    notes: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The source of the program that chose what to hide."""
        return ("fischetti2001",)

    @property
    def n(self) -> int:
        """The people in the table; the total is never hidden."""
        return self.counts[-1] or 0

    @property
    def hidden(self) -> int:
        """How many numbers are hidden."""
        return self.counts.count(None)

    def where(self, place: int) -> dict[str, str]:
        """Return the categories of a number by its place."""
        names = []
        for labels in reversed(self.labels):
            place, at = divmod(place, len(labels))
            names.append(labels[at])
        return dict(zip((*self.rows_by, *self.columns_by), reversed(names), strict=True))

    @property
    def account(self) -> str:
        """The methods sentence."""
        by = " by ".join([*self.rows_by, *self.columns_by])
        return (
            f"In the table of {by} (n = {self.n}), {self.hidden} of {len(self.counts)} numbers are hidden: those of 1 "
            f"to {self.threshold - 1} people, and others so that no hidden number can be worked out."
        )

    def rows(self) -> Sequence[Mapping[str, Any]]:
        """Return one row for each number: categories, n, its percentage of its row, and the mean of the values."""
        wide = self._width
        rows: list[dict[str, Any]] = []
        for place, count in enumerate(self.counts):
            whole = self.counts[place // wide * wide + wide - 1]
            share = None if count is None or not whole else 100 * count / whole
            rows.append({**self.where(place), "n": count, "percent": share, "hidden": count is None})
            if self.values:
                rows[-1][f"mean {self.values}"] = self.means[place]
        return rows

    @property
    def _width(self) -> int:
        """How many numbers stand in one row."""
        wide = 1
        for labels in self.labels[len(self.rows_by) :]:
            wide *= len(labels)
        return wide

    def __str__(self) -> str:
        """Return the table as it is printed, with the notes below."""
        labels = [[plain(label, LONGEST_PLACE) for label in some] for some in self.labels]
        down = [" / ".join(names) for names in product(*labels[: len(self.rows_by)])]
        across = [" / ".join(names) for names in product(*labels[len(self.rows_by) :])]
        wide = self._width
        corner = plain(f"{' / '.join(self.rows_by)} by {' / '.join(self.columns_by)}", LONGEST_PLACE)
        lines = [[corner, *across]]
        lines += [[name, *map(self._cell, range(at * wide, at * wide + wide))] for at, name in enumerate(down)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        printed = [
            "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]).rstrip() for line in lines
        ]
        return "\n".join([*printed, *(f"Note: {plain(note, LONGEST_MESSAGE)}" for note in self.notes)])

    def _cell(self, place: int) -> str:
        count = self.counts[place]
        if count is None:
            return HIDDEN
        return f"{count} ({self.means[place]:.1f})" if self.values and self.means[place] is not None else str(count)
