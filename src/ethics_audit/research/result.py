"""What every result of the room can do: give a table, print itself, and say what it could not tell."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import pyarrow as pa
from attrs import frozen


@frozen
class Estimate:
    """A number, what it rests on, and its interval.

    Attributes:
        value: The number; None if it cannot be had.
        n: The rows, people or pairs that it rests on.
        low: The lower end of its interval; None if there is none.
        high: The upper end.
        reason: Why there is no number; empty if there is one.
        se: Its standard error; None if there is none.
    """

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    reason: str = ""
    se: float | None = None

    def __str__(self) -> str:
        """Return the number with its interval, or why there is none."""
        if self.value is None:
            return self.reason
        interval = "" if self.low is None or self.high is None else f" [{self.low:.3f}, {self.high:.3f}]"
        return f"{self.value:.3f}{interval} (n = {self.n})"


class Result(ABC):
    """A result of the room: rows of plain values, and notes of what a reader must know.

    Attributes:
        shows: The measurement property that it is evidence of, in COSMIN's words, such as ``internal consistency``;
            empty if of none.
    """

    notes: tuple[str, ...]
    shows: ClassVar[str] = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The keys of the sources of the formulas that ran, in `ethics_audit.research.sources`."""
        return ()

    @property
    def limits(self) -> tuple[str, ...]:
        """The notes that belong to the limitations of a study."""
        return self.notes

    @property
    @abstractmethod
    def account(self) -> str:
        """What ran, in one to three sentences for a methods section, with its real numbers, seed and settings."""

    @abstractmethod
    def rows(self) -> Sequence[Mapping[str, Any]]:
        """Return one mapping a row, with the same keys in each."""

    def frame(self) -> pa.Table:
        """Return the rows as a PyArrow table; ``.to_pandas()`` and ``polars.from_arrow`` take it further."""
        return pa.Table.from_pylist([dict(row) for row in self.rows()])

    def __str__(self) -> str:
        """Return the rows as aligned text, and the notes below."""
        rows = self.rows()
        columns = list(rows[0]) if rows else []
        cells = [columns, *([cell(row[name]) for name in columns] for row in rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in cells]
        return "\n".join([*lines, *(f"Note: {note}" for note in self.notes)])


def cell(value: object) -> str:
    """Return a value as a cell of a table: three decimals, and a word where there is nothing."""
    if value is None:
        return "none"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
