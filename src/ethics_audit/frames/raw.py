"""Files and tables before their titles are understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

HEAD_ROWS = 12
"""So many rows are looked at to find the titles."""


DELIMITERS = (",", ";", "\t", "|", "^")
"""The delimiters of CSV that are tried, in this order."""


class Raw(NamedTuple):
    """A table whose first rows may be titles.

    Attributes:
        rows: The first rows as text, titles of the columns first.
        own: How many of them are titles for certain, and none of the rows that `load` reads.
        load: Reads the rows without a number of first ones, the given columns as categories; columns are named by
            their places from 0.
        labels: The label of each value, for each column that has labels.
        notes: What a reader of the study must know of the file, complete once it is loaded.
    """

    rows: list[list[str]]
    own: int
    load: Callable[[int, frozenset[int]], pa.Table]
    labels: Mapping[int, Mapping[Any, str]] = {}
    notes: Sequence[str] = ()


def of_table(table: pa.Table) -> Raw:
    """Return a table in memory; its first rows may be titles too, if a program read them as data.

    Objects, as ODK's OData has them for groups, become a column for each name in them.
    """
    while any(map(pa.types.is_struct, table.schema.types)):
        table = table.flatten()
    names = ["" if name.startswith("Unnamed:") else name for name in table.column_names]
    places = [str(place) for place, _ in enumerate(names)]

    def load(skipped: int, categories: frozenset[int]) -> pa.Table:
        del categories
        return table.rename_columns(places).slice(skipped)

    return Raw([names, *_rows(table)], 1, load)


def _rows(table: pa.Table) -> list[list[str]]:
    columns = [column.slice(0, HEAD_ROWS - 1).to_pylist() for column in table.columns]
    return [["" if cell is None else str(cell) for cell in row] for row in zip(*columns, strict=True)]


def arrow_column(values: list[Any]) -> pa.Array:
    """Return values as a column; values of several kinds become text."""
    try:
        return pa.array(values, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return pa.array([None if value is None else str(value) for value in values], pa.string())
