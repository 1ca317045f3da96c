"""Invalid answers of a table: the columns that have them, with the values, how often, and in which rows.

Two problems are problems of the table as a whole, and are reported once, whatever becomes of invalid answers: numbers
without a codebook, and answers to items that depend on facts which the table does not state.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from itertools import islice
from math import isfinite
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import define, field

from ethics_audit.base.errors import AnswerError, Problem, shown
from ethics_audit.base.likeness import similar
from ethics_audit.frames.cells import Array, decoded, listed, whole
from ethics_audit.frames.columns import Coded
from ethics_audit.frames.packing import PackedAudit
from ethics_audit.model.answers import allowed
from ethics_audit.model.items import Item

_CODE = re.compile(r"'[A-Za-z]{1,3}[-_]?[0-9]{1,4}'").fullmatch
LEAST_INVALID = 2
"""A row with so many invalid answers, and no valid one, is not a row of answers."""
ROWS_SHOWN = 5
VALUES_SHOWN = 5
MANY = 10
"""So many columns that are invalid in the same rows are reported together."""
VALUES_KEPT = 1_000
"""So many different invalid values of a column are kept; the rest are only counted."""

HOW_A_CODEBOOK = (
    "give codebook= or --codebook: the word of each number, or 'audit' if the numbers are those of"
    " ethics-audit export ID --to codebook"
)
HOW_TITLES = "if this is a row of titles, leave it out; if it means no answer, write nothing, or name it with --missing"
HOW_IN_FULL = "export the full answers in place of their codes, or replace each code by the id of its option"
HOW_A_FACT = (
    "add a column for each fact, name those that hold for every row with profile= or --profile,"
    " or count such answers with on_missing_fact='set_aside' or --on-missing-fact set_aside"
)


@define
class _Column:
    values: Counter[str] = field(factory=Counter)
    rows: list[object] = field(factory=list)
    count: int = 0


@define(slots=False)
class InvalidAnswers:
    """Invalid answers, gathered batch after batch.

    Attributes:
        packed: The audit.
        id: The column that names rows; None to number them.
        source: The name of the table in errors.
        numbers: For each item that has a codebook, the codes of its whole numbers; None if they are the codes.
        unstated: For each item whose facts the table does not state, these facts; its answers are invalid.
        only_whole: Whether only problems of the table as a whole are reported.
    """

    packed: PackedAudit
    id: str | None
    source: str
    numbers: Mapping[str, Mapping[int, int]] | None
    unstated: Mapping[str, frozenset[str]]
    only_whole: bool
    _columns: dict[str, _Column] = field(factory=dict)
    _seen: dict[str, tuple[float, float]] = field(factory=dict)
    _aside: Counter[str] = field(factory=Counter)
    _header: Problem | None = None

    def add(self, table: Any, codes: Mapping[str, Coded], first: int) -> None:
        """Gather the invalid answers of a batch whose first row has this number."""
        for id, column in codes.items():
            is_answer = self._is_answer[id][column.codes]
            if id in self.unstated:
                self._aside[id] += int(np.count_nonzero(is_answer))
            rows = np.flatnonzero(~(is_answer | (column.codes == self.packed.codes.missing)))
            if len(rows):
                self._add(table, id, rows, first)

    def add_header(self, table: Any, codes: Mapping[str, Coded], rows: Array, first: int) -> None:
        """Gather the first of some rows with invalid words and no answer: it is a second header, not a person."""
        missing = self.packed.codes.missing
        taken = {id: Coded(column.numbers[rows], column.order).codes for id, column in codes.items()}
        invalid, answered = np.zeros(len(rows), np.int32), np.zeros(len(rows), bool)
        for id, some in taken.items():
            is_answer = self._is_answer[id][some]
            answered |= is_answer
            invalid += ~is_answer & (some != missing)
        headers = ~answered & (invalid >= LEAST_INVALID)
        for id, some in taken.items() if headers.any() and self._header is None else ():
            places = rows[headers & (some != missing)]
            values = decoded(id, table[id]).take(pa.array(places, pa.int64()))
            title = next((value for value in values.unique().to_pylist() if number_of(value) is None), None)
            if title is not None:
                (name,) = self._named(table, [int(places[values.to_pylist().index(title)])], first)
                message = f"has no valid answer, but {shown(title)}; it looks like a second header"
                self._header = Problem(f"row {name}", message, HOW_TITLES, "second-header")
                return

    @cached_property
    def _is_answer(self) -> dict[str, Array]:
        """For each item and code, whether it is an answer to the item."""
        return {id: answers_of(self.packed, id) for id in self.packed.audit.items}

    def _add(self, table: Any, id: str, rows: Array, first: int) -> None:
        values = decoded(id, table[id])
        counts = {pair["values"]: pair["counts"] for pair in values.take(pa.array(rows)).value_counts().to_pylist()}
        if numbers := self._numbers_of(id, counts):
            low, high = self._seen.get(id, numbers)
            self._seen[id] = (min(low, *numbers), max(high, *numbers))
            counts = {value: count for value, count in counts.items() if number_of(value) is None}
        if self.only_whole or not counts:
            return
        column = self._columns.setdefault(id, _Column())
        column.count += sum(counts.values())
        for value, count in counts.items():
            if len(column.values) < VALUES_KEPT or shown(value) in column.values:
                column.values[shown(value)] += count
        some = (int(row) for row in rows if not numbers or values[int(row)].as_py() in counts)
        column.rows += self._named(table, islice(some, max(0, ROWS_SHOWN - len(column.rows))), first)

    def _numbers_of(self, id: str, values: Iterable[object]) -> tuple[float, float] | None:
        """Return the smallest and the largest number among these values, if the item has no codebook."""
        if self.numbers is None or id in self.numbers:
            return None
        found = [number for value in values if (number := number_of(value)) is not None]
        return (min(found), max(found)) if found else None

    def _named(self, table: Any, rows: Iterable[int], first: int) -> list[object]:
        """Return the names of rows: from their column, if there is one whose values can be shown."""
        if self.id is not None:
            with suppress(AnswerError, pa.ArrowException):
                column = table[self.id]
                return [column[row].as_py() for row in rows]
        return [first + row for row in rows]

    def refuse(self) -> None:
        """Raise an error if any were gathered.

        Raises:
            AnswerError: With every problem.
        """
        headers = [self._header] if self._header else []
        if problems := [*headers, *self._without_codebook(), *self._without_facts(), *self._invalid_columns()]:
            raise AnswerError(problems, self.source)

    def _without_codebook(self) -> Iterator[Problem]:
        if not self._seen:
            return
        ids = [id for id in self.packed.audit.items if id in self._seen]
        lows, highs = zip(*self._seen.values(), strict=True)
        low, high = min(lows), max(highs)
        numbers = f"number {_plain(low)}" if low == high else f"numbers {_plain(low)} to {_plain(high)}"
        start = " that starts at 1" if low >= 1 else ""
        message = f"expected words, or numbers with a codebook{start}, got the {numbers}"
        seen = f"{_plain(low)} to {_plain(high)} seen; does it start at 1? " if 1 <= low < high else ""
        yield Problem(listed(ids), message, f"{seen}{HOW_A_CODEBOOK}", "needs-codebook")

    def _without_facts(self) -> Iterator[Problem]:
        ids = [id for id in self.packed.audit.items if self._aside[id]]
        if not ids:
            return
        facts = ", ".join(sorted(frozenset().union(*(self.unstated[id] for id in ids))))
        message = f"{self._aside.total()} answers depend on facts that no column and no argument states: {facts}"
        yield Problem(listed(ids), message, HOW_A_FACT, "missing-fact")

    def _invalid_columns(self) -> Iterator[Problem]:
        """Yield the problems of columns; text beside numbers without a codebook is one, since it may be a title."""
        beside = [id for id in self._columns if id in self._seen]
        if beside:
            yield self._titles(beside, "has text beside its numbers in")
        coded = [id for id, column in self._columns.items() if id not in beside and all(map(_CODE, column.values))]
        if len(coded) >= MANY:
            some = listed(sorted(self._columns[coded[0]].values))
            yield Problem(listed(coded), f"expected words, got codes: {some}", HOW_IN_FULL, "needs-words")
            beside += coded
        others = [id for id in self.packed.audit.items if id in self._columns and id not in beside]
        problems = {id: self._problem(self.packed.audit.items[id], self._columns[id]) for id in others}
        titles = [ids for ids in self._by_rows(problems).values() if len(ids) >= MANY]
        for ids in titles:
            yield self._titles(ids, "has invalid answers in")
        reported = {id for ids in titles for id in ids}
        yield from (problem for id, problem in problems.items() if id not in reported)

    def _by_rows(self, problems: Mapping[str, Problem]) -> Mapping[tuple[str, ...], list[str]]:
        """Return columns by the few rows in which each has an answer that is not similar to a valid one."""
        found: dict[tuple[str, ...], list[str]] = {}
        for id, problem in problems.items():
            column = self._columns[id]
            words = all(number_of(value.strip("'")) is None for value in column.values)
            if words and not problem.hint and column.count == len(column.rows):
                found.setdefault(tuple(map(str, column.rows)), []).append(id)
        return found

    def _titles(self, ids: list[str], message: str) -> Problem:
        column = self._columns[ids[0]]
        given = f"{message} row {', '.join(map(str, column.rows))}, such as {next(iter(column.values))}"
        return Problem(listed(ids), given, HOW_TITLES, "title-rows")

    def _problem(self, item: Item, column: _Column) -> Problem:
        common = column.values.most_common(VALUES_SHOWN)
        values = ", ".join(f"{value} ({count} times)" if count > 1 else value for value, count in common)
        more = column.count - sum(count for _, count in common)
        where = ", ".join(map(str, column.rows)) + ("" if column.count <= len(column.rows) else " …")
        given = f"{values}{f' and {more} others' if more else ''} in row {where}"
        names = allowed(item)
        first = common[0][0].strip("'")
        valid = f"one of {', '.join(names)}" if number_of(first) is None else self._valid_numbers(item)
        return Problem(item.id, f"expected {valid}; got {given}", similar(first.strip().casefold(), names), "value")

    def _valid_numbers(self, item: Item) -> str:
        """Return the whole numbers that answer an item, with their words."""
        words = {code: word for word, code in self.packed.words_of[item.id].items()}
        numbers = {code: code for code in words} if self.numbers is None else self.numbers[item.id]
        valid = [f"{number} {words.get(code, 'no answer')}" for number, code in sorted(numbers.items())]
        return f"one of {', '.join(valid)}" if valid else "no number, since the codebook has none for it"


def answers_of(packed: PackedAudit, id: str) -> Array:
    """Return for each code whether it is an answer to an item."""
    known = packed.words_of[id].values()
    return np.array([code in known for code in range(packed.codes.count)])


def number_of(value: object) -> float | None:
    """Return the number that a value or its text is, also with a decimal comma; None if it is not a number."""
    if isinstance(value, int):
        return value
    try:
        number = float(str(value).replace(",", ".", 1))
    except ValueError:
        return None
    return number if isfinite(number) else None


def _plain(number: float) -> str:
    exact = whole(number)
    return str(number if exact is None else exact)
