"""Arrow tables in memory that another program filled: what is damaged is refused before it is read.

A wrong offset ends the process, and a wrong index takes the value of another row. All but UTF-8 is checked here: to
check it in each cell would take a fifth of the time of scoring, so it is checked where different values are decoded.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from ethics_audit.base.errors import AnswerError, Problem, shown

DAMAGED = "damaged"
"""The rule of every error here."""
_AGAIN = "read the table again from where it comes"
_BYTES = {
    pa.string().id: pa.binary(),
    pa.large_string().id: pa.large_binary(),
    pa.string_view().id: pa.binary_view(),
}
_CATEGORIES = pa.dictionary(pa.int8(), pa.string()).id
_FEW = 4096
"""Of more rows, NumPy finds the largest index sooner than Arrow."""
_UNSIGNED = {width: np.dtype(f"u{width}") for width in (1, 2, 4, 8)}


def refuse_damaged(table: pa.Table) -> None:
    """Refuse a table whose columns have other numbers of rows, or less memory than their rows take.

    Raises:
        AnswerError: If it is damaged.
    """
    try:
        table.validate()
    except pa.ArrowException as failure:
        raise _damaged("", failure) from None


def sound_table(table: pa.Table) -> pa.Table:
    """Return a table whose columns are all sound, and have no text but UTF-8.

    Raises:
        AnswerError: If it is damaged.
    """
    refuse_damaged(table)
    columns = zip(table.column_names, table.columns, strict=True)
    return pa.table([sound(*column, as_text=True) for column in columns], table.column_names)


def sound(name: str, column: pa.Array | pa.ChunkedArray, *, as_text: bool = False) -> pa.Array | pa.ChunkedArray:
    """Return a column of a table of the right size, if its offsets, indices and counts of gaps fit its values.

    A column in one chunk is returned as that, whose parts need not be looked up again.

    Args:
        name: Its name.
        column: The column.
        as_text: Whether its text must be UTF-8, too.

    Raises:
        AnswerError: If it is damaged.
    """
    try:
        chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
        for chunk in chunks:
            kind = chunk.type.id
            if kind == _CATEGORIES and len(chunk) > _FEW:
                _check_categories(chunk)
            elif kind in _BYTES and not as_text:
                chunk.view(_BYTES[kind]).validate(full=True)
            else:
                chunk.validate(full=True)
    except pa.ArrowException as failure:
        raise _damaged(name, failure) from None
    return chunks[0] if len(chunks) == 1 else column


def values_of(name: str, values: pa.Array) -> list[Any]:
    """Return values of a column that is sound.

    Raises:
        AnswerError: If text among them is not UTF-8.
    """
    try:
        found: list[Any] = values.to_pylist()
    except UnicodeDecodeError as failure:
        raise _damaged(name, f"{shown(failure.object)} is not UTF-8") from None
    return found


def misnamed(failure: UnicodeDecodeError) -> AnswerError:
    """Return the error of a table with a name that is not UTF-8."""
    return _damaged("", f"the name of a column, {shown(failure.object)}, is not UTF-8")


def _check_categories(chunk: pa.DictionaryArray) -> None:
    """Do what `validate` does, which takes 15 times as long for so many indices.

    Raises:
        ArrowInvalid: If an index, a count of gaps or a category is damaged.
    """
    indices, count = chunk.indices, len(chunk.dictionary)
    chunk.dictionary.validate(full=True)
    indices.validate(full=True)
    kind = _UNSIGNED[indices.type.byte_width]  # those below 0 become the largest
    numbers = np.frombuffer(indices.buffers()[1], kind, len(indices), indices.offset * kind.itemsize)
    if numbers.max() < count:
        return
    if (numbers >= count)[indices.is_valid().to_numpy(zero_copy_only=False)].any():  # a gap's may be anything
        raise pa.ArrowInvalid(f"an index is not one of its {count} categories")


def _damaged(name: str, failure: object) -> AnswerError:
    return AnswerError([Problem(name, f"is damaged in memory: {failure}", _AGAIN, DAMAGED)], "table")
