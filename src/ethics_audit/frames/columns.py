"""From the columns of a table to codes: words, categories and numbers, each looked up once, and nothing guessed.

Null, NaN and the empty text are no answer. A word that is no answer to its item gets the code of what is wrong, so that
the kernel counts it; what it was is looked for only when an error has to be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ethics_audit.frames.packing import Codes

Array = npt.NDArray[Any]
LARGEST_WHOLE = 2**53
"""Up to here floats hold every whole number."""
LARGEST_CODE = 255


def codes_of(
    values: pa.Array | pa.ChunkedArray, words: Mapping[str, int], codes: Codes, numbers: Mapping[int, int] | None
) -> Array:
    """The codes of a column; whatever is above the code of what is no answer is none either.

    Args:
        values: The column.
        words: The code of each word that answers the item.
        codes: The codes that do not depend on the item.
        numbers: The code of each whole number that answers the item; None if the numbers are the codes themselves.
    """
    chunks = values.chunks if isinstance(values, pa.ChunkedArray) else [values]
    found = [_chunk(chunk, words, codes, numbers) for chunk in chunks]
    return found[0] if len(found) == 1 else np.concatenate([*found, np.empty(0, np.uint8)])


def _chunk(values: pa.Array, words: Mapping[str, int], codes: Codes, numbers: Mapping[int, int] | None) -> Array:
    kind = values.type
    if pa.types.is_dictionary(kind):
        return _categories(values, words, codes)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        text = values.cast(pa.large_string()) if pa.types.is_string_view(kind) else values
        return _categories(pc.dictionary_encode(text), words, codes)
    if pa.types.is_integer(kind):
        filled = values.fill_null(0) if values.null_count else values
        return _with_gaps(_numbers(filled.to_numpy(zero_copy_only=False), codes, numbers), values, codes)
    if pa.types.is_floating(kind):
        return _floats(values.to_numpy(zero_copy_only=False), codes, numbers)
    return _with_gaps(np.full(len(values), codes.invalid, np.uint8), values, codes)


def _with_gaps(found: Array, values: pa.Array, codes: Codes) -> Array:
    if values.null_count:
        found = found if found.flags.writeable else found.copy()
        found[values.is_null().to_numpy(zero_copy_only=False)] = codes.missing
    return found


def _categories(values: pa.DictionaryArray, words: Mapping[str, int], codes: Codes) -> Array:
    known = {**words, "": codes.missing}
    told = values.dictionary.to_pylist()
    table = [codes.missing if word is None else known.get(_word(word), codes.invalid) for word in told]
    places = values.indices.fill_null(len(table)) if values.null_count else values.indices
    return _looked_up(np.array([*table, codes.missing], np.uint8), places.to_numpy(zero_copy_only=False))


def _word(value: object) -> str:
    """A category as the words have it: a whole number by its digits."""
    return str(value) if type(value) is int else value if isinstance(value, str) else "?"


def _looked_up(table: Array, places: Array) -> Array:
    """What a table of bytes holds at these places; where both are bytes, by the translation of texts, the fastest."""
    if places.dtype.itemsize > 1:
        found: Array = table[places]
        return found
    return np.frombuffer(places.tobytes().translate(table.tobytes().ljust(256, b"\0")), np.uint8)


def _numbers(values: Array, codes: Codes, numbers: Mapping[int, int] | None) -> Array:
    if numbers is None:
        unsigned: Array = values.view(f"u{values.dtype.itemsize}")
        return unsigned if unsigned.itemsize == 1 else np.minimum(unsigned, LARGEST_CODE).astype(np.uint8)
    if not numbers:
        return np.full(len(values), codes.invalid, np.uint8)
    known = np.array(sorted(numbers), np.int64)
    table = np.array([numbers[int(number)] for number in known] + [codes.invalid], np.uint8)
    wide = values.astype(np.int64, copy=False)
    places = np.minimum(np.searchsorted(known, wide), len(known) - 1)
    return np.where(known[places] == wide, table[places], np.uint8(codes.invalid))


def _floats(values: Array, codes: Codes, numbers: Mapping[int, int] | None) -> Array:
    """Whole numbers that a column with gaps holds as floats; anything else is wrong."""
    gaps = np.isnan(values)
    wrong = ~gaps & ((np.abs(values) >= LARGEST_WHOLE) | (values != np.floor(values)))
    found = _numbers(np.where(gaps | wrong, 0, values).astype(np.int64), codes, numbers)
    found[wrong] = codes.invalid
    found[gaps] = codes.missing
    return found
