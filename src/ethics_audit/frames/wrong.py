"""What is wrong in a table: the columns that hold what is no answer, with the values, how often, and in which rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import define, field

from ethics_audit.answers import allowed
from ethics_audit.errors import AnswerError, Problem, shown, similar
from ethics_audit.frames.columns import Array, Coded
from ethics_audit.frames.packing import PackedAudit
from ethics_audit.model import Item

ROWS_TOLD = 5
VALUES_TOLD = 5
VALUES_KEPT = 1_000
"""So many different wrong values of a column are told apart; the rest are only counted."""


@define
class _Column:
    values: Counter[str] = field(factory=Counter)
    rows: list[object] = field(factory=list)
    count: int = 0


@define
class Wrong:
    """Wrong answers, gathered batch after batch.

    Attributes:
        packed: The audit.
        id: The column that names rows; None to number them.
        source: What errors call the table.
        numbers: For each item, the codes of its whole numbers; None if they are the codes themselves.
    """

    packed: PackedAudit
    id: str | None
    source: str
    numbers: Mapping[str, Mapping[int, int]] | None
    _columns: dict[str, _Column] = field(factory=dict)

    def add(self, table: Any, codes: Mapping[str, Coded], first: int) -> None:
        """Gather those of a batch, whose first row has this number."""
        for id, column in codes.items():
            rows = np.flatnonzero(self._is_wrong(self.packed.audit.items[id])[column.codes])
            if len(rows):
                self._add(self._columns.setdefault(id, _Column()), table, id, rows, first)

    def _is_wrong(self, item: Item) -> Array:
        """For each code, whether it is no answer to the item."""
        codes = self.packed.codes
        right = {*self.packed.words_of[item.id].values(), codes.missing}
        return np.array([code not in right for code in range(1 << codes.bits)])

    def _add(self, column: _Column, table: Any, id: str, rows: Array, first: int) -> None:
        told = table[id].take(pa.array(rows)).to_pylist()
        column.count += len(rows)
        for value in told:
            if len(column.values) < VALUES_KEPT or shown(value) in column.values:
                column.values[shown(value)] += 1
        some = rows[: max(0, ROWS_TOLD - len(column.rows))]
        if self.id is None:
            column.rows += [first + int(row) for row in some]
        else:
            column.rows += table[self.id].take(pa.array(some)).to_pylist()

    def refuse(self) -> None:
        """End here if there are any.

        Raises:
            AnswerError: With every column that has some.
        """
        items = [item for item in self.packed.audit.items.values() if item.id in self._columns]
        if items:
            raise AnswerError([self._problem(item, self._columns[item.id]) for item in items], self.source)

    def _problem(self, item: Item, column: _Column) -> Problem:
        common = column.values.most_common(VALUES_TOLD)
        told = ", ".join(f"{value} ({count} times)" if count > 1 else value for value, count in common)
        more = column.count - sum(count for _, count in common)
        where = ", ".join(map(str, column.rows)) + ("" if column.count <= len(column.rows) else " …")
        given = f"{told}{f' and {more} others' if more else ''} is given, in row {where}"
        names = allowed(item)
        first = common[0][0].strip("'")
        told = self._numbers_told(item) if first.lstrip("-").replace(".", "", 1).isdecimal() else ", ".join(names)
        return Problem(item.id, f"{given}; allowed is {told}", similar(first.strip().casefold(), names))

    def _numbers_told(self, item: Item) -> str:
        """The whole numbers that answer an item, with their words."""
        words = {code: word for word, code in self.packed.words_of[item.id].items()}
        numbers = {code: code for code in words} if self.numbers is None else self.numbers.get(item.id, {})
        told = [f"{number} {words.get(code, 'no answer')}" for number, code in sorted(numbers.items())]
        return ", ".join(told) or "no number, as the codebook has none for it"
