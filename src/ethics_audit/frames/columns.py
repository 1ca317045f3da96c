"""From the columns of a table to small numbers and what each stands for: words and categories looked up once.

Columns are as `ethics_audit.frames.cells` decodes them. Null, NaN and the empty text are no answer. A word that is no
answer to its item gets the code of what is wrong, so that the kernel counts it; what it was is looked for only when an
error has to be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from ethics_audit.frames.cells import LARGEST_WHOLE, decoded, is_gap, is_text, unread, whole
from ethics_audit.frames.packing import Codes

Array = npt.NDArray[Any]
LARGEST_NUMBER = 255


AS_TEXT = "read it as text: types={…: 'VARCHAR'} or all_varchar=true in DuckDB, dtype=str in pandas"


SPELLINGS = (str.lower, str.title, str.upper)
"""How JSON and SQL, Python, and spreadsheets write true and false as text."""


def truths_of(words: Mapping[str, int]) -> dict[str, int]:
    """Return what true and false stand for in an item that is answered yes or no: readers make these of the words."""
    is_plain = {"yes", "no"} <= words.keys() and not {"true", "false"} & words.keys()
    if not is_plain:
        return {}
    return {spell(truth): words[word] for spell in SPELLINGS for truth, word in (("true", "yes"), ("false", "no"))}


@frozen
class Coded:
    """A column as numbers of one byte, and the code that each stands for.

    Attributes:
        numbers: One a row.
        order: The code of each number from 0; numbers beyond stand for the last of them.
    """

    numbers: Array
    order: bytes

    @cached_property
    def codes(self) -> Array:
        """The codes themselves, by the translation of texts, the fastest way to look up bytes."""
        table = self.order.ljust(LARGEST_NUMBER + 1, self.order[-1:])
        return np.frombuffer(self.numbers.tobytes().translate(table), np.uint8)


@frozen
class Meaning:
    """What the values of an item's column stand for.

    Attributes:
        words: The code of each text that answers the item.
        codes: The codes that do not depend on the item.
        numbers: The code of each whole number that answers the item; None if the numbers are the codes themselves.
    """

    words: Mapping[str, int]
    codes: Codes
    numbers: Mapping[int, int] | None

    def of(self, name: str, column: Any) -> Coded:
        """The codes of a column.

        Raises:
            AnswerError: If it is of a kind that holds no answers, or of truths that are none to this item.
        """
        values = decoded(name, column)
        kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
        if pa.types.is_boolean(kind) and "true" not in self.words:
            raise unread(name, "true and false", AS_TEXT)
        chunks = values.chunks if isinstance(values, pa.ChunkedArray) else [values]
        found = [self._chunk(chunk) for chunk in chunks]
        if len(found) == 1:
            return found[0]
        return Coded(np.concatenate([*(one.codes for one in found), np.empty(0, np.uint8)]), self._plain)

    @cached_property
    def _plain(self) -> bytes:
        """The order of numbers that are codes."""
        return bytes(range(1 << self.codes.bits))

    def code_of(self, value: object) -> int:
        """The code of one value; true and false are words."""
        if is_gap(value):
            return self.codes.missing
        if isinstance(value, str | bool):
            return self.words.get(str(value).lower() if isinstance(value, bool) else value, self.codes.invalid)
        number = whole(value)
        return self.codes.invalid if number is None else self._known.get(number, self.codes.invalid)

    @cached_property
    def _known(self) -> Mapping[int, int]:
        """The code of each whole number."""
        return {code: code for code in self.words.values()} if self.numbers is None else self.numbers

    def _chunk(self, values: pa.Array) -> Coded:
        kind = values.type
        if pa.types.is_dictionary(kind):
            return self._categories(values)
        if is_text(kind) or pa.types.is_boolean(kind):
            return self._categories(pc.dictionary_encode(values))
        return Coded(self._counted(values), self._plain)

    def _counted(self, values: pa.Array) -> Array:
        """The codes of a column of numbers, or of nothing."""
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

    def _categories(self, values: pa.DictionaryArray) -> Coded:
        """The places of categories; those of gaps are beyond the last category."""
        told = values.dictionary.to_pylist()
        order = [self.code_of(one) for one in told]
        if len(order) < min(1 << self.codes.bits, _FEW):
            numbers = _filled(values.indices, len(order))
            small = numbers.view(np.uint8) if numbers.itemsize == 1 else numbers.astype(np.uint8)
            return Coded(small, bytes(order).ljust(1 << self.codes.bits, bytes([self.codes.missing])))
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
        """Whole numbers that a column with gaps holds as floats; anything else is wrong."""
        gaps = np.isnan(values)
        wrong = ~gaps & ((np.abs(values) >= LARGEST_WHOLE) | (values != np.floor(values)))
        found = self._numbers(np.where(gaps | wrong, 0, values).astype(np.int64))
        found[wrong] = self.codes.invalid
        found[gaps] = self.codes.missing
        return found


_FEW = 128
"""Below, a number of one byte can stand for a gap too, with or without a sign."""


def _filled(values: pa.Array, gap: int) -> Array:
    filled: Array = (values.fill_null(gap) if values.null_count else values).to_numpy(zero_copy_only=False)
    return filled
