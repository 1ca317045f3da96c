"""Tables in memory: columns go to the kernel as Arrow, results come back as the table's own kind."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from ethics_audit.base.errors import AnswerError, ArgumentError, shown
from ethics_audit.base.likeness import nearest
from ethics_audit.frames import arrow
from ethics_audit.frames.cells import unread
from ethics_audit.frames.long_table import widened
from ethics_audit.frames.outputs import Long
from ethics_audit.frames.request import Request
from ethics_audit.frames.sound import DAMAGED, refuse_damaged, sound, sound_table
from ethics_audit.model.bands import BANDS
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import NOT_APPLICABLE_WORD


class _Columns:
    """The columns that scoring reads, converted to Arrow one at a time and not kept, since text can be large."""

    def __init__(self, table: nw.DataFrame[Any]) -> None:
        native = table.to_native()
        if table.implementation.is_pyarrow():
            refuse_damaged(native)
        own: dict[str, Callable[[str], Any]] = {
            "pandas": partial(_from_pandas, native),
            "polars": partial(_from_polars, native),
            "pyarrow": lambda name: sound(name, native[name]),
        }
        self._read: Callable[[str], Any] = own.get(table.implementation.value, table.get_column)

    def __getitem__(self, name: str) -> Any:
        column = self._read(name)
        return column.to_arrow() if hasattr(column, "to_arrow") else column


def scored(table: nw.DataFrame[Any], request: Request) -> dict[str, pa.Array]:
    """Return the new columns of a table."""
    rows = len(table)
    return arrow.columns(request.score(_Columns(table), rows), request.made, rows)


def as_arrow(frame: Any) -> pa.Table:
    """Return a table in memory as Arrow; a column that holds no answers becomes text.

    Raises:
        TypeError: If it is not a table in memory.
        AnswerError: If it lies in Arrow's memory and is damaged there.
    """
    table = nw.from_native(frame, eager_only=True)
    if table.implementation.is_pyarrow():
        return sound_table(table.to_native())
    columns = _Columns(table)
    is_pandas = table.implementation.is_pandas()

    def read(name: str) -> Any:
        try:
            return _converted(table.to_native()[name], name) if is_pandas else columns[name]
        except AnswerError as failure:
            if failure.problems[0].rule == DAMAGED:
                raise
            return pa.array([None if value is None else str(value) for value in table[name].to_list()], pa.string())

    return sound_table(pa.table([read(name) for name in table.columns], names=list(map(str, table.columns))))


def _from_polars(frame: Any, name: str) -> Any:
    """Return a Polars column as Arrow.

    Raises:
        AnswerError: If Arrow does not know its type, or sees addresses in memory where it holds Python objects.
    """
    import polars as pl

    column = frame[name]
    try:
        if column.dtype != pl.Object:
            return column.to_arrow()
    except pa.ArrowException:
        pass
    raise unread(name, column.dtype)


def _from_pandas(frame: Any, name: str) -> pa.Array:
    """Return a pandas column as Arrow; the codes of categories stay as they are, with -1 for gaps."""
    import pandas as pd

    column = frame[name]
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return _converted(column, name)
    categories = _converted(column.dtype.categories, name)
    return pa.DictionaryArray.from_arrays(pa.array(column.array.codes), categories, safe=False)


def _converted(column: Any, name: str) -> pa.Array:
    """Return a pandas column as Arrow; a mixture of words and numbers, as from spreadsheets, becomes text.

    Raises:
        AnswerError: If it is of a kind that holds no answers, or in Arrow's memory and damaged there.
    """
    try:
        found = pa.array(column, from_pandas=True)
    except (OverflowError, TypeError, ValueError, NotImplementedError):
        if column.dtype != object:
            raise unread(name, column.dtype) from None
    else:
        return sound(name, found) if _is_of_arrow(column.dtype) else found
    values = [None if gap else value for value, gap in zip(column, column.isna(), strict=True)]
    if odd := next((value for value in values if not isinstance(value, _PLAIN)), None):
        raise unread(name, f"{column.dtype} with values of the type {type(odd).__name__}")
    return pa.array([None if value is None else _text(value) for value in values], pa.string())


def _is_of_arrow(kind: Any) -> bool:
    """Return whether a pandas column lies in Arrow's memory, which another program may have filled."""
    return hasattr(kind, "pyarrow_dtype") or getattr(kind, "storage", "") == "pyarrow"


_PLAIN = (str, int, float, np.integer, np.floating, np.bool_, type(None))


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool | np.bool_) else str(value)


def any_eager(table: nw.DataFrame[Any], request: Request) -> Any:
    """Score a table of another library by way of plain lists."""
    kind = table.implementation
    new = [nw.new_series(name, values.to_pylist(), backend=kind) for name, values in scored(table, request).items()]
    return table.select(*request.kept, *new).to_native()


def pyarrow(table: nw.DataFrame[Any], request: Request) -> pa.Table:
    """Return a PyArrow table; bands and flags are dictionaries."""
    found = table.to_native().select(list(request.kept))
    for name, values in scored(table, request).items():
        found = found.append_column(name, values)
    return found


def pandas(table: nw.DataFrame[Any], request: Request) -> Any:
    """Return a scored pandas table; warn if a reader seems to have turned answers into gaps."""
    scored = partition(table, request)  # first, since pandas reads what may be damaged
    _tell_of_gaps(table.to_native(), request)
    return scored


def _tell_of_gaps(frame: Any, request: Request) -> None:
    """Warn if no answer is ``n/a`` though there are gaps where it is allowed: `pandas.read_csv` reads it as a gap."""
    kinds = dict(zip(frame.columns, frame.dtypes, strict=True))
    items = [request.packed.audit.items[id] for id in request.items if id not in request.unstated]
    words = [item.id for item in items if item.not_applicable and not _is_of_numbers(kinds[item.id])]
    if not any(_has_not_applicable(frame[id]) for id in words):
        _warn_of_gaps(sum(int(frame[id].isna().sum()) for id in words))


def _tell_of_long_gaps(frame: Any, names: Long, audit: Audit) -> None:
    """Warn of the same in a long table, where a row without an answer has no purpose."""
    answers = frame[names.answer]
    if not _is_of_numbers(answers.dtype) and not _has_not_applicable(answers):
        some = [item.id for item in audit.items.values() if item.not_applicable]
        _warn_of_gaps(int((answers.isna() & frame[names.item].isin(some)).sum()))


def _warn_of_gaps(gaps: int) -> None:
    if gaps:
        found = f"no answer is n/a, and {gaps} are missing where it is allowed: pandas.read_csv reads n/a as a gap"
        warnings.warn(f"{found}, unless keep_default_na=False is given", stacklevel=5)


def _is_of_numbers(kind: Any) -> bool:
    return (kind.categories.dtype if hasattr(kind, "categories") else kind).kind in "iufb"


def _has_not_applicable(column: Any) -> bool:
    return bool((getattr(column.dtype, "categories", column) == NOT_APPLICABLE_WORD).any())


def partition(table: nw.DataFrame[Any], request: Request) -> Any:
    """Return a pandas table with its index; bands are ordered categories, flags categories."""
    import pandas as pd

    frame = table.to_native()
    new = {name: _pandas_column(values) for name, values in scored(table, request).items()}
    return pd.concat([frame[list(request.kept)], pd.DataFrame(new, index=frame.index)], axis=1)


def _pandas_column(values: pa.Array) -> Any:
    import pandas as pd

    if pa.types.is_dictionary(values.type):
        codes = values.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return pd.Categorical.from_codes(codes, values.dictionary.to_pylist(), ordered=values.type.ordered)
    return values.to_pandas().array


def polars(table: nw.DataFrame[Any], request: Request) -> Any:
    """Return a Polars table; bands are enums."""
    kept = table.to_native().select(request.kept).get_columns()
    return type(table.to_native())([*kept, *polars_columns(scored(table, request))])


def polars_columns(columns: dict[str, pa.Array]) -> list[Any]:
    """Return Arrow columns as Polars series."""
    return [_polars_column(name, values) for name, values in columns.items()]


def _polars_column(name: str, values: pa.Array) -> Any:
    """Return bands as an enum and flags as text; categories are taken by position, since casting them is slow."""
    import polars as pl

    if values.type == arrow.BAND_TYPE:
        bands = pl.Enum([band.value for band in BANDS])
        places = pl.Series(name, values.indices.view(pa.uint8()))
        return places.cat.to(bands) if hasattr(places.cat, "to") else pl.Series(name, values).cast(bands)
    if values.type == arrow.FLAG_TYPE:
        return pl.Series(name, values.dictionary).gather(pl.Series(values.indices))
    return pl.Series(name, values)


def opened(table: pa.Table) -> nw.DataFrame[Any]:
    """Return a PyArrow table as the other functions take it."""
    return nw.from_native(table, eager_only=True)


def long_to_wide(table: nw.DataFrame[Any], names: Long, audit: Audit) -> nw.DataFrame[Any]:
    """Return a long table as a wide PyArrow table; see `ethics_audit.frames.long_table`.

    Raises:
        ArgumentError: If one of the three is not a column.
    """
    for name in names:
        if name not in table.columns:
            raise ArgumentError("long", f"expected a column, got {shown(name)}", nearest(name, table.columns))
    ids, items, answers = map(_Columns(table).__getitem__, names)
    if table.implementation.is_pandas():
        _tell_of_long_gaps(table.to_native(), names, audit)
    return nw.from_native(widened(ids, items, answers, audit, names), eager_only=True)


def beside(found: pa.Table, table: nw.DataFrame[Any], own: Mapping[str, str]) -> Any:
    """Return a PyArrow table as the same kind of table as another, with the rows of that.

    Args:
        found: The columns.
        table: The table: its index stays.
        own: For each column that is taken from the table as it is, its name there.
    """
    known = {str(name): name for name in table.columns}
    made = nw.from_native(as_kind_of(found, table), eager_only=True)
    columns = [
        table.get_column(known[own[name]]) if own.get(name) in known else made.get_column(name)
        for name in found.column_names
    ]
    return table.with_columns(*columns).select(*(column.name for column in columns)).to_native()


def as_kind_of(found: pa.Table, table: nw.DataFrame[Any]) -> Any:
    """Return a PyArrow table as the same kind of table as another."""
    kind = table.implementation
    columns = {name: found.column(name).combine_chunks() for name in found.column_names}
    if kind.is_polars():
        return type(table.to_native())(polars_columns(columns))
    if kind.is_pandas():
        return type(table.to_native())({name: _pandas_column(values) for name, values in columns.items()})
    return nw.DataFrame.from_arrow(found, backend=kind).to_native()
