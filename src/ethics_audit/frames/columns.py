"""Columns of a table read as small numbers: the codes of answers, and whether facts hold.

Columns come as `ethics_audit.frames.cells` decodes them. Null, NaN and the empty text are no answer. A word that does
not answer its item gets the code for invalid answers, so that the kernel counts it; what it was is looked up only when
an error has to name it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from ethics_audit.base.errors import AnswerError, Problem, shown
from ethics_audit.frames.cells import LARGEST_WHOLE, Array, decoded, is_gap, is_text, spellings, unread, whole
from ethics_audit.frames.packing import Codes
from ethics_audit.frames.sound import values_of

LARGEST_NUMBER = 255


AS_TEXT = "read it as text: types={…: 'VARCHAR'} or all_varchar=true in DuckDB, dtype=str in pandas"


SPELLINGS = (str.lower, str.title, str.upper)
"""The spellings of true and false in JSON and SQL, in Python, and in spreadsheets."""


def truths_of(words: Mapping[str, int]) -> dict[str, int]:
    """Return what true and false mean to an item with the options yes and no, which readers turn into booleans."""
    is_plain = {"yes", "no"} <= words.keys() and not {"true", "false"} & words.keys()
    if not is_plain:
        return {}
    return {spell(truth): words[word] for spell in SPELLINGS for truth, word in (("true", "yes"), ("false", "no"))}


@frozen
class Coded:
    """A column as numbers of one byte, and the code that each means.

    Attributes:
        numbers: One a row.
        order: The code of each number from 0; numbers beyond mean the last of them.
    """

    numbers: Array
    order: bytes

    @cached_property
    def codes(self) -> Array:
        """The codes themselves; `bytes.translate` is the fastest way to look up bytes."""
        table = self.order.ljust(LARGEST_NUMBER + 1, self.order[-1:])
        return np.frombuffer(self.numbers.tobytes().translate(table), np.uint8)


@frozen
class Meaning:
    """The meaning of the values in an item's column.

    Attributes:
        words: The code of each text that answers the item.
        codes: The codes that do not depend on the item.
        numbers: The code of each whole number that answers the item; None if the numbers are the codes themselves.
        other: Returns the word that another text means, such as a label; ``""`` for no answer, None for nothing.
    """

    words: Mapping[str, int]
    codes: Codes
    numbers: Mapping[int, int] | None
    other: Callable[[str], str | None]

    def of(self, name: str, column: Any) -> Coded:
        """Return the codes of a column.

        Raises:
            AnswerError: If its type cannot hold answers, its text is not UTF-8, or it is boolean and the item has no
                options yes and no.
        """
        values = decoded(name, column)
        kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
        if pa.types.is_boolean(kind) and "true" not in self.words:
            raise unread(name, "true and false", AS_TEXT)
        chunks = values.chunks if isinstance(values, pa.ChunkedArray) else [values]
        found = [self._chunk(name, chunk) for chunk in chunks]
        if len(found) == 1:
            return found[0]
        return Coded(np.concatenate([*(chunk.codes for chunk in found), np.empty(0, np.uint8)]), self._plain)

    @cached_property
    def _plain(self) -> bytes:
        """The order of numbers that are codes."""
        return bytes(range(self.codes.count))

    def code_of(self, value: object) -> int:
        """Return the code of one value; true and false are words."""
        if is_gap(value):
            return self.codes.missing
        if isinstance(value, str | bool):
            known = self.words.get(str(value).lower() if isinstance(value, bool) else value)
            return self._other(str(value)) if known is None else known
        number = whole(value)
        return self.codes.invalid if number is None else self._known.get(number, self.codes.invalid)

    def _other(self, text: str) -> int:
        word = self.other(text)
        if word is not None:
            return self.words.get(word, self.codes.missing)
        return self.words.get(text.strip(), self.codes.invalid)

    @cached_property
    def _known(self) -> Mapping[int, int]:
        """The code of each whole number."""
        return {code: code for code in self.words.values()} if self.numbers is None else self.numbers

    def _chunk(self, name: str, values: pa.Array) -> Coded:
        kind = values.type
        if pa.types.is_dictionary(kind):
            return self._categories(name, values)
        if is_text(kind) or pa.types.is_boolean(kind):
            return self._categories(name, pc.dictionary_encode(values))
        return Coded(self._counted(values), self._plain)

    def _counted(self, values: pa.Array) -> Array:
        """Return the codes of a column of numbers, or of nothing."""
        if pa.types.is_integer(values.type):
            filled = values.fill_null(0) if values.null_count else values
            return self._with_gaps(self._numbers(filled.to_numpy(zero_copy_only=False)), values)
        if pa.types.is_floating(values.type):
            return self._floats(values.to_numpy(zero_copy_only=False))
        return np.full(len(values), self.codes.missing, np.uint8)

    def _with_gaps(self, found: Array, values: pa.Array) -> Array:
        if values.null_count:
            found = found if found.flags.writeable else found.copy()
            found[values.is_null().to_numpy(zero_copy_only=False)] = self.codes.missing
        return found

    def _categories(self, name: str, values: pa.DictionaryArray) -> Coded:
        """Return the positions of categories; gaps are beyond the last category."""
        order = [self.code_of(value) for value in values_of(name, values.dictionary)]
        if len(order) < _FEW:
            numbers = _filled(values.indices, len(order))
            small = numbers.view(np.uint8) if numbers.itemsize == 1 else numbers.astype(np.uint8)
            gap = bytes([self.codes.missing])
            coded = Coded(small, (bytes(order) + gap).ljust(self.codes.count, gap))
            return coded if len(order) < self.codes.count else Coded(coded.codes, self._plain)
        places = _filled(values.indices.cast(pa.int64()), len(order))
        return Coded(np.array([*order, self.codes.missing], np.uint8)[places], self._plain)

    def _numbers(self, values: Array) -> Array:
        if self.numbers is None:
            unsigned: Array = values.view(f"u{values.dtype.itemsize}")
            return unsigned if unsigned.itemsize == 1 else np.minimum(unsigned, LARGEST_NUMBER).astype(np.uint8)
        if not self.numbers:
            return np.full(len(values), self.codes.invalid, np.uint8)
        known = np.array(sorted(self.numbers), np.int64)
        table = np.array([self.numbers[int(number)] for number in known] + [self.codes.invalid], np.uint8)
        wide = values.astype(np.int64, copy=False)
        places = np.minimum(np.searchsorted(known, wide), len(known) - 1)
        return np.where(known[places] == wide, table[places], np.uint8(self.codes.invalid))

    def _floats(self, values: Array) -> Array:
        """Return the codes of whole numbers held as floats, as in columns with gaps; other floats are invalid."""
        gaps = np.isnan(values)
        invalid = ~gaps & ((np.abs(values) >= LARGEST_WHOLE) | (values != np.floor(values)))
        found = self._numbers(np.where(gaps | invalid, 0, values).astype(np.int64))
        found[invalid] = self.codes.invalid
        found[gaps] = self.codes.missing
        return found


_FEW = 128
"""Below, a number of one byte, signed or not, has room for gaps too."""


def _filled(values: pa.Array, gap: int) -> Array:
    filled: Array = (values.fill_null(gap) if values.null_count else values).to_numpy(zero_copy_only=False)
    return filled


HOLDS = frozenset({"true", *spellings(1), "yes", "y", "sí", "si"})
HOLDS_NOT = frozenset({"false", *spellings(0), "no", "n"})
"""The texts of facts that hold and do not, in lower case; numbers and booleans are compared by their text."""
ALLOWED = "true or false, yes or no, 1 or 0, or nothing if it is not known"
VALUES_SHOWN = 5


@frozen
class Fact:
    """A fact, row by row.

    Attributes:
        may: Whether it holds, or is not known.
        open: Whether it is not known; None if it is known in every row.
    """

    may: Array
    open: Array | None

    @classmethod
    def of(cls, name: str, column: Any) -> Fact:
        """Return a fact from its column.

        Raises:
            AnswerError: If a value is neither true nor false nor a gap.
        """
        values = decoded(name, column)
        whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
        coded = whole if pa.types.is_dictionary(whole.type) else pc.dictionary_encode(whole)
        categories = [*values_of(name, coded.dictionary), None]
        places = coded.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
        used = [categories[place] for place in np.unique(places)]
        if others := [value for value in used if not is_gap(value) and _text(value) not in HOLDS | HOLDS_NOT]:
            hint = "give the facts of all rows with profile=, or rename the column"
            given = ", ".join(map(shown, others[:VALUES_SHOWN]))
            raise AnswerError([Problem(name, f"expected {ALLOWED}, got {given}", hint)], "table")
        gaps = np.array([*map(is_gap, categories)])
        may = gaps | np.array([_text(value) in HOLDS for value in categories])
        unknown = gaps[places]
        return cls(may[places], unknown if unknown.any() else None)

    def limited(self, added: Array, kept: int, opened: int) -> Array:
        """Return what rows add where the fact holds, else the bits of `kept`; and `opened` where it is not known."""
        holds = self.may if self.open is None else self.may & ~self.open
        found: Array = added & np.where(holds, ~0, kept)
        return found if self.open is None else found | np.where(self.open, opened, 0)


def _text(value: object) -> str:
    return str(value).lower()


def all_hold(facts: Mapping[str, Fact], needed: Iterable[str], at: slice) -> Fact:
    """Return whether all facts hold in a block of rows; one that does not hold outweighs an unknown one."""
    some = [facts[fact] for fact in needed]
    may = np.logical_and.reduce([fact.may[at] for fact in some])
    gaps = [fact.open[at] for fact in some if fact.open is not None]
    return Fact(may, may & np.logical_or.reduce(gaps) if gaps else None)
