"""The one decoder of columns: types that hold answers become text, numbers, booleans or categories of these."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ethics_audit.base.errors import AnswerError, Problem

Array = npt.NDArray[Any]

LARGEST_WHOLE = 2**53
"""Up to here floats hold every whole number."""
PLACES_LISTED = 3
_OTHERS = (pa.types.is_string_view, pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean, pa.types.is_null)
"""The types that hold answers or facts, besides text."""


def decoded(name: str, values: Any) -> Any:
    """Return an Arrow column as one of the few types that answers and facts come in.

    Raises:
        AnswerError: If it is of another type.
    """
    kind = values.type
    try:
        if pa.types.is_run_end_encoded(kind):
            chunks = values.chunks if isinstance(values, pa.ChunkedArray) else [values]
            return decoded(name, pa.chunked_array(map(pc.run_end_decode, chunks), kind.value_type))
        if pa.types.is_float16(kind):
            return values.cast(pa.float32())
        if pa.types.is_string_view(kind):
            return values.cast(pa.large_string())
    except pa.ArrowException:
        raise unread(name, kind) from None
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not (is_text(plain) or any(is_kind(plain) for is_kind in _OTHERS)):
        raise unread(name, kind)
    return values


def is_text(kind: pa.DataType) -> bool:
    """Return whether a column holds text."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def unread(name: str, kind: object, hint: str = "write it as text") -> AnswerError:
    """Return the error of a column whose type cannot hold answers."""
    return AnswerError([Problem(name, f"is a column of {kind}, which holds no answers", hint, "column-type")], "table")


def is_gap(value: object) -> bool:
    """Return whether a value is null, NaN or the empty text."""
    return value is None or value == "" or value != value  # noqa: PLR0124 - NaN


def spellings(number: object) -> tuple[str, str, str]:
    """Return the spellings of a whole number in text, some with a zero after a decimal point or comma."""
    return str(number), f"{number}.0", f"{number},0"


def whole(value: object) -> int | None:
    """Return the whole number that a number is, or None."""
    if isinstance(value, int):
        return value
    if isinstance(value, float) and abs(value) < LARGEST_WHOLE and value == int(value):
        return int(value)
    return None


def by_cause(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems, those of one cause as one problem that names its first columns."""
    causes: dict[tuple[str, str, str], list[str]] = {}
    for problem in problems:
        causes.setdefault((problem.message, problem.hint, problem.rule), []).append(problem.place)
    return [Problem(listed(places), *cause) for cause, places in causes.items()]


def listed(names: list[str]) -> str:
    """Return names as a list that fits a line."""
    more = len(names) - PLACES_LISTED
    return ", ".join(names[:PLACES_LISTED]) + (f" and {more} more" if more > 0 else "")


def blank_rows(columns: Iterable[pa.Array], rows: int) -> Array:
    """Return which rows have nothing but blanks in all of these columns."""
    found = np.ones(rows, bool)
    for column in columns:
        if not found.any():
            break
        found &= _is_blank(column)
    return found


def _is_blank(column: pa.Array) -> Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        words = np.append(_is_blank(column.dictionary), True)
        found: Array = words[column.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False)]
        return found
    if is_text(kind):
        blank = pc.equal(pc.utf8_trim_whitespace(column), pa.scalar("", kind))
        return np.asarray(blank.fill_null(fill_value=True))
    return np.asarray(column.is_null(nan_is_null=pa.types.is_floating(kind)))
