"""Lazy tables, whose batches of rows go through the kernel.

Every row carries its own columns all the way, so no result is ever joined to a row by its position.
"""

from __future__ import annotations

import mmap
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import narwhals as nw
import pyarrow as pa

from ethics_audit.base.errors import AnswerError
from ethics_audit.frames import arrow, memory
from ethics_audit.frames.cells import by_cause, unread
from ethics_audit.frames.request import Request, Table
from ethics_audit.model.bands import BANDS

ROWS_AT_ONCE = 1 << 18


def polars(frame: Any, request: Request) -> Any:
    """Score a Polars LazyFrame when it is collected."""
    import polars as pl

    kinds = frame.collect_schema()
    empty = memory.polars_columns({field.name: pa.nulls(0, field.type) for field in request.made})
    made = {**{name: kinds[name] for name in request.kept}, **{series.name: series.dtype for series in empty}}

    return frame.map_batches(partial(polars_batch, request), schema=pl.Schema(made), streamable=True)


def polars_batch(request: Request, batch: Any) -> Any:
    """Score a batch of a Polars frame; Polars calls this from threads of its own."""
    return memory.polars(nw.from_native(batch, eager_only=True), request)


def dask(frame: Any, request: Request) -> Any:
    """Score a Dask table, partition by partition."""

    def scored(part: Any) -> Any:
        return memory.partition(nw.from_native(part, eager_only=True), request)

    return frame.map_partitions(scored, meta=scored(frame._meta))  # noqa: SLF001 - how Dask learns the columns


def spark(frame: Any, request: Request) -> Any:
    """Score a Spark table in Arrow batches on the workers; nothing is collected, and bands are text.

    On the way to the workers, columns are named by their positions, since Spark reads a dot in a name as a path.
    """
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import StructType

    made = from_arrow_schema(scored_schema((), request, _CATEGORIES))
    names = frame.columns
    kept = [frame.schema[name] for name in request.kept]
    by_position = frame.toDF(*(str(position) for position, _ in enumerate(names)))
    return by_position.mapInArrow(partial(on_worker, names, request), StructType([*kept, *made.fields]))


def on_worker(names: list[str], request: Request, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Score batches whose columns are named by their positions."""
    for batch in batches:
        named = pa.RecordBatch.from_arrays(batch.columns, names=names)
        kept = [named.schema.field(name) for name in request.kept]
        yield scored_batch(named, request, scored_schema(kept, request, _CATEGORIES))


_CATEGORIES = (arrow.BAND_TYPE, arrow.FLAG_TYPE)


def scored_schema(kept: Iterable[pa.Field], request: Request, as_text: Collection[pa.DataType]) -> pa.Schema:
    """Return the columns of scored batches: those that stay, and results, of which some types become text."""
    made = [field.with_type(pa.string()) if field.type in as_text else field for field in request.made]
    return pa.schema([*kept, *made])


def scored_batch(batch: pa.RecordBatch, request: Request, schema: pa.Schema) -> pa.RecordBatch:
    """Return the columns of a batch that stay, and its results, with the types of this schema."""
    rows = batch.num_rows
    columns = {name: batch.column(name) for name in request.kept}
    columns |= arrow.columns(request.score(columns_of(batch), rows), request.made, rows)
    cast = [
        column if (column := columns[field.name]).type == field.type else column.cast(field.type) for field in schema
    ]
    return pa.RecordBatch.from_arrays(cast, schema=schema)


def columns_of(batch: pa.RecordBatch) -> Table:
    """Return the columns of a batch by name."""
    return {name: batch.column(name) for name in batch.schema.names}


def duckdb(relation: Any, request: Request) -> Any:
    """Score a DuckDB relation in one pass, and return a relation on its connection over the results.

    The results lie in a temporary file, so neither the relation nor they need to fit into memory.
    """
    kinds = {name: str(kind) for name, kind in zip(relation.columns, relation.types, strict=True)}
    unfit = [name for name in [*request.items, *request.facts.values()] if not _ANSWERS.fullmatch(kinds[name])]
    if unfit:
        raise AnswerError(by_cause(unread(name, kinds[name]).problems[0] for name in unfit), request.source)
    given = relation.project(", ".join(_outgoing(name, kind) for name, kind in kinds.items()))
    try:
        rows = _in_a_file(given, request)
    except AnswerError:
        with _reader(given) as batches:
            request.check((columns_of(batch), batch.num_rows) for batch in batches)
        raise
    return _as_relation(relation, rows, request, kinds)


_ANSWERS = re.compile(
    r"U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|BOOLEAN|VARCHAR|ENUM\(.*\)|\"NULL\"", re.DOTALL
)
"""The types of columns that hold answers or facts, as DuckDB names them."""
_CHANGED_BY_ARROW = re.compile(r"HUGEINT|\bBIT\b|\bTIME WITH TIME ZONE")
"""The types that do not come back from Arrow as they were; they travel as text."""


def _outgoing(name: str, kind: str) -> str:
    return f"{_quoted(name)}::VARCHAR AS {_quoted(name)}" if _CHANGED_BY_ARROW.search(kind) else _quoted(name)


def _reader(relation: Any) -> pa.RecordBatchReader:
    read = relation.to_arrow_reader if hasattr(relation, "to_arrow_reader") else relation.fetch_record_batch
    return read(ROWS_AT_ONCE)


def _in_a_file(relation: Any, request: Request) -> pa.Table:
    """Score a relation into a temporary file; return its rows, which are read in when they are looked at."""
    with tempfile.TemporaryFile() as file:
        with _reader(relation) as batches:
            kept = [batches.schema.field(name) for name in request.kept]
            schema = scored_schema(kept, request, (arrow.FLAG_TYPE,))
            with pa.ipc.new_file(file, schema) as writer:
                for batch in batches:
                    writer.write_batch(scored_batch(batch, request, schema))
        file.flush()
        return pa.ipc.open_file(pa.py_buffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))).read_all()


def _as_relation(relation: Any, _ethics_audit_rows: pa.Table, request: Request, kinds: Mapping[str, str]) -> Any:
    """Return a relation over an Arrow table, in which kept columns have their types and bands are an ``ENUM``.

    DuckDB finds the table by the name of the argument; nothing else leads to the connection of a relation.
    """
    types = {name: kinds[name] for name in request.kept if kinds[name] != _NOTHING}
    types |= {field.name: _BAND for field in request.made if field.type == arrow.BAND_TYPE}
    names = map(_quoted, [*request.kept, *request.made.names])
    casts = {_quoted(name): f"::{kind} AS {_quoted(name)}" for name, kind in types.items()}
    columns = ", ".join(name + casts.get(name, "") for name in names)
    found = relation.query(_VIEW, f"SELECT {columns} FROM _ethics_audit_rows")  # noqa: S608 - names are quoted
    relation.query(_VIEW, f"DROP VIEW IF EXISTS {_VIEW}")  # DuckDB before 2.0 leaves it behind
    return found


_NOTHING = '"NULL"'
_BAND = f"ENUM({', '.join(repr(band.value) for band in BANDS)})"
_VIEW = "_ethics_audit_view"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
