"""Tables that arguments may be: of any kind, or a study with its results."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from ethics_audit.base.causes import wrong_argument, wrong_type
from ethics_audit.base.likeness import nearest
from ethics_audit.frames.cells import Array, is_gap
from ethics_audit.frames.sound import misnamed, sound_table
from ethics_audit.frames.study import Study


def table_of(frame: Any) -> pa.Table:
    """Return a table in memory as PyArrow; for a study, its columns and after them its results.

    Raises:
        TypeError: If it is neither a table in memory nor a study.
        AnswerError: If it lies in Arrow's memory and is damaged there.
    """
    if isinstance(frame, Study):
        table = frame.table
        for name in frame.scores.column_names:
            if name not in table.column_names:
                table = table.append_column(name, frame.scores[name])
        return table
    try:
        table = nw.from_native(frame, eager_only=True)
    except TypeError:
        raise wrong_type("a study or a table in memory", type(frame).__name__) from None
    except UnicodeDecodeError as failure:
        raise misnamed(failure) from None
    return sound_table(table.to_arrow())


def named(argument: str, names: str | Iterable[str], table: pa.Table) -> tuple[str, ...]:
    """Return one name or several as names of a table's columns.

    Raises:
        ArgumentError: If there is no such column, or a name appears twice.
    """
    wanted = (names,) if isinstance(names, str) else tuple(names)
    for name in wanted:
        if name not in table.column_names:
            raise wrong_argument(argument, "a column of the table", name, nearest(str(name), table.column_names))
    if len(set(wanted)) < len(wanted):
        raise wrong_argument(argument, "each column once", wanted)
    return wanted


def coded(table: pa.Table, name: str) -> tuple[list[Any], Array]:
    """Return the different values of a column, None for every gap among them, and each row's place in them."""
    coded = table[name].combine_chunks()
    if not pa.types.is_dictionary(coded.type):
        coded = coded.dictionary_encode()
    values = [None if is_gap(value) else value for value in coded.dictionary.to_pylist()] + [None]
    places = coded.indices.cast(pa.int64()).fill_null(len(values) - 1).to_numpy(zero_copy_only=False)
    first: dict[Any, int] = {}
    merged = np.array([first.setdefault(value, len(first)) for value in values])
    used, again = np.unique(merged[places], return_inverse=True)
    known = list(first)
    return [known[place] for place in used], again
