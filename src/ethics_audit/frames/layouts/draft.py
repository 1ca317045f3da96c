"""A study while it is read: the columns of items, of facts, and all others, by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import evolve, frozen

from ethics_audit.base.errors import AnswerError, Problem
from ethics_audit.frames.cells import Array, is_text, listed
from ethics_audit.frames.columns import HOLDS, HOLDS_NOT
from ethics_audit.frames.study import Taken
from ethics_audit.frames.vocabulary import GAPS
from ethics_audit.model.items import NOT_APPLICABLE_WORD

_WHOLE = r"^-?(0|[1-9][0-9]{0,17})$"
_DECIMAL = r"^-?(0|[1-9][0-9]{0,8})\.[0-9]{0,8}[1-9]$"

LARGEST_GROUPS = 1 << 40
"""So many groups are numbered before the numbers are made smaller."""


@frozen(eq=False)
class Draft:
    """Columns that are not checked yet.

    Attributes:
        items: Those of items, by their ids.
        facts: Those of facts, by their ids.
        kept: All others, by their names in the file.
        rows: The number of each row in the file.
        taken: How each column of the file was taken.
        person: The names of the columns that name a person.
        occasion: That of the occasion.
        notes: What a reader must know.
        by_row: Whether each row of the table below its titles is one audit.
    """

    items: Mapping[str, Any]
    facts: Mapping[str, Any]
    kept: Mapping[str, Any]
    rows: Array
    taken: tuple[Taken, ...]
    person: tuple[str, ...] = ()
    occasion: str | None = None
    notes: tuple[str, ...] = ()
    by_row: bool = True

    def table(self) -> pa.Table:
        """Return all columns: those of items and facts by their ids, and every other one."""
        named = {**self.facts, **self.items}
        kept = {name: typed(column) for name, column in self.kept.items() if name not in named}
        return pa.table({**kept, **{name: plain(column) for name, column in named.items()}})

    def of_rows(self, rows: int) -> Iterator[Taken]:
        """Yield what became of the rows of a table that had so many, if its rows are not those of the result."""
        if not self.by_row:
            yield Taken("", "rows", f"{rows} rows became {len(self.rows)}, one for each audit.", "")
        elif titles := rows - len(self.rows):
            yield Taken("", "rows", f"{titles} row{'s' if titles > 1 else ''} left out: titles of columns.", "")
        yield from (Taken("", "rows", note, "") for note in self.notes)

    def each(self, change: Callable[[Any], Any]) -> Draft:
        """Return the same with every column changed."""
        items, facts, kept = (
            {name: change(column) for name, column in some.items()} for some in (self.items, self.facts, self.kept)
        )
        return evolve(self, items=items, facts=facts, kept=kept, rows=np.asarray(change(pa.array(self.rows))))

    def where(self, stays: Array, note: str) -> Draft:
        """Return some rows, with a note of how many others are left out; ``{count}`` stands for them."""
        left = int(len(stays) - np.count_nonzero(stays))
        if not left:
            return self
        mask = pa.array(stays)
        noted = note.format(count=f"{left} row{'s' if left > 1 else ''}")
        return evolve(self.each(lambda column: column.filter(mask)), notes=(*self.notes, noted))


def filled(column: Any) -> Array:
    """Return in which rows a column has anything but blanks."""
    whole = plain(column)
    if pa.types.is_dictionary(whole.type):
        words = np.append(filled(whole.dictionary), False)
        found: Array = words[whole.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False)]
        return found
    if is_text(whole.type):
        some = pc.not_equal(pc.utf8_trim_whitespace(whole), pa.scalar("", whole.type))
        return np.asarray(some.fill_null(fill_value=False))
    gaps: Array = np.asarray(whole.is_null(nan_is_null=pa.types.is_floating(whole.type)))
    return ~gaps


def plain(column: Any) -> pa.Array:
    """Return a column in one piece."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def coded(column: Any) -> pa.DictionaryArray:
    """Return a column as categories."""
    whole = plain(column)
    return whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()


def grouped(columns: Iterable[Any], rows: int) -> tuple[Array, Array]:
    """Return for each row the number of its values in all columns, and the first row of each, in order."""
    numbers, count = np.zeros(rows, np.int64), 1
    for column in map(coded, columns):
        size = len(column.dictionary) + 1
        places = column.indices.fill_null(size - 1).to_numpy(zero_copy_only=False)
        numbers = numbers * size + places
        count *= size
        if count > LARGEST_GROUPS:
            found, numbers = np.unique(numbers, return_inverse=True)
            count = len(found)
    group = pa.array(numbers).dictionary_encode().indices.to_numpy()
    firsts = np.empty(group.max(initial=-1) + 1, np.int64)
    firsts[group[::-1]] = np.arange(rows)[::-1]
    return group, firsts


def any_filled(columns: Iterable[Any], rows: int) -> Array:
    """Return in which rows any of the columns has something."""
    found = np.zeros(rows, bool)
    for column in columns:
        if found.all():
            break
        found |= filled(column)
    return found


def texts(column: Any) -> list[str]:
    """Return the values of a column as text; a whole number has no decimal point, and a gap is empty."""
    whole = coded(column)
    words = np.array([*map(as_text, whole.dictionary.to_pylist()), ""], object)
    places = whole.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False)
    return list(words[places])


def as_text(value: object) -> str:
    """Return a value as text."""
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def typed(column: Any) -> pa.Array:
    """Return a column that stays: texts of whole numbers or decimals as these, if every one would be written so."""
    whole = plain(column)
    whole = whole.dictionary_decode() if pa.types.is_dictionary(whole.type) else whole
    if not is_text(whole.type):
        return whole
    whole = pc.if_else(pc.equal(whole, pa.scalar("", whole.type)), pa.scalar(None, whole.type), whole)
    if whole.null_count == len(whole):
        return whole
    first = whole.drop_null()[0].as_py()
    for pattern, kind in ((_WHOLE, pa.int64()), (_DECIMAL, pa.float64())):
        if re.match(pattern, first) and pc.all(pc.match_substring_regex(whole, pattern)).as_py():
            return whole.cast(kind)
    return whole


def truths(name: str, column: Any, rows: Array) -> pa.Array:
    """Return a column of a fact as booleans, null where it is not known.

    Args:
        name: The id of the fact.
        column: What is written.
        rows: The number of each row in the file.

    Raises:
        AnswerError: If a value states no truth.
    """
    whole = coded(column)
    words = [as_text(value).casefold() for value in whole.dictionary.to_pylist()]
    gaps = {gap.casefold() for gap in GAPS} | {"", NOT_APPLICABLE_WORD}
    odd = [place for place, word in enumerate(words) if word not in HOLDS | HOLDS_NOT | gaps]
    places = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    if odd := [place for place in odd if (places == place).any()]:
        given = listed([f"{words[place]!r} in row {rows[places == place][0]}" for place in odd])
        is_code = all(re.fullmatch("[1-9]", words[place]) for place in odd)
        codes = f"if these are codes, say which is yes: codebook={{{name!r}: {{1: 'yes', 2: 'no'}}}}"
        hint = codes if is_code else "does the column state the fact? name the right one with facts="
        raise AnswerError([Problem(name, f"expected yes or no, got {given}", hint, "value")])
    meant = pa.array([None if word in gaps else word in HOLDS for word in words], pa.bool_())
    return meant.take(whole.indices)
