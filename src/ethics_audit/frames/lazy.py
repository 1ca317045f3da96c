"""Lazy tables stay lazy: batches of rows go through the kernel, or the database is given SQL.

Every row carries its own columns all the way, so no result is ever joined to a row by its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import narwhals as nw
import pyarrow as pa

from ethics_audit.frames import arrow, memory, sql
from ethics_audit.frames.request import Request, Table
from ethics_audit.frames.sql_words import HUGE_OF_SQL, is_read, quoted

ROWS_AT_ONCE = 1 << 18


def polars(frame: Any, request: Request) -> Any:
    """A Polars LazyFrame."""
    import polars as pl

    kinds = frame.collect_schema()
    empty = memory.polars_columns({one.name: pa.array([], one.type) for one in request.made})
    made = {**{name: kinds[name] for name in request.kept}, **{series.name: series.dtype for series in empty}}

    return frame.map_batches(partial(polars_batch, request), schema=pl.Schema(made), streamable=True)


def polars_batch(request: Request, batch: Any) -> Any:
    """A scored batch of a Polars frame; Polars calls it from threads of its own."""
    return memory.polars(nw.from_native(batch, eager_only=True), request)


def dask(frame: Any, request: Request) -> Any:
    """A Dask table, partition by partition."""

    def scored(part: Any) -> Any:
        return memory.partition(nw.from_native(part, eager_only=True), request)

    return frame.map_partitions(scored, meta=scored(frame._meta))  # noqa: SLF001 - how Dask is told the columns


def spark(frame: Any, request: Request) -> Any:
    """A Spark table, in Arrow batches on the workers; nothing is collected, and bands are text.

    On the way to the workers columns are called by their places, since Spark takes a dot in a name for a path.
    """
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import StructType

    made = from_arrow_schema(pa.schema([(one.name, arrow.plain(one.type)) for one in request.made]))
    names = frame.columns
    kept = [frame.schema[name] for name in request.kept]
    by_place = frame.toDF(*(str(place) for place, _ in enumerate(names)))
    return by_place.mapInArrow(partial(on_worker, names, request), StructType([*kept, *made.fields]))


def on_worker(names: list[str], request: Request, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Score batches whose columns are called by their places."""
    for batch in batches:
        yield with_scores(pa.RecordBatch.from_arrays(batch.columns, names=names), request)


def with_scores(batch: pa.RecordBatch, request: Request) -> pa.RecordBatch:
    """The columns of a batch that stay, and its results, in which bands are text."""
    rows = batch.num_rows
    new = arrow.columns(request.score(columns_of(batch), rows), request.made, rows)
    kept = [batch.column(name) for name in request.kept]
    return pa.RecordBatch.from_arrays([*kept, *map(arrow.as_text, new.values())], names=[*request.kept, *new])


def columns_of(batch: pa.RecordBatch) -> Table:
    """The columns of a batch by name."""
    return {name: batch.column(name) for name in batch.schema.names}


def duckdb(relation: Any, request: Request) -> Any:
    """A DuckDB relation, as SQL. A first pass looks for what is no answer, and for a second header."""
    kinds = {name: str(kind) for name, kind in zip(relation.columns, relation.types, strict=True)}
    request.refuse_kinds(is_read, kinds)
    looked_at = request.looked_at
    huge = {name for name in looked_at if kinds[name] in HUGE_OF_SQL}  # Arrow has no such numbers
    some = relation.project(", ".join(f"{_as_text(one) if one in huge else quoted(one)}" for one in looked_at))
    reader = some.to_arrow_reader if hasattr(some, "to_arrow_reader") else some.fetch_arrow_reader
    request.check((columns_of(batch), batch.num_rows) for batch in reader(ROWS_AT_ONCE))
    for step in sql.steps(request, kinds):
        relation = relation.project(step)
    return relation


def _as_text(name: str) -> str:
    return f"{quoted(name)}::VARCHAR AS {quoted(name)}"
