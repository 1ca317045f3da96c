"""A file of audits scored into another: a chunk at a time, whole or not at all, with where it came from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from ethics_audit import __version__
from ethics_audit.errors import AnswerError, ArgumentError, Problem
from ethics_audit.frames import arrow
from ethics_audit.frames.lazy import columns_of
from ethics_audit.frames.outputs import Wanted
from ethics_audit.frames.readers import Chunk, Source, opened
from ethics_audit.frames.request import Request
from ethics_audit.frames.writers import Write, whole_file
from ethics_audit.model import Audit

Progress = Callable[[float], None]


def score_file(
    source: Path,
    target: Path,
    audit: Audit,
    wanted: Wanted,
    *,
    force: bool = False,
    progress: Progress = lambda _: None,
    **more: Any,
) -> int:
    """Score every row of a table file into another file.

    Args:
        source: A Parquet, Arrow, CSV or NDJSON file: one row an audit, one column an item.
        target: The file to make, of any of these kinds.
        audit: The definition.
        wanted: The columns to make.
        force: Whether a target that is there is replaced.
        progress: Is told how much has been done, from 0 to 1.
        more: See `Request.of`.

    Returns:
        How many rows there are.

    Raises:
        AnswerError: If the file cannot be read, or with every column of the whole file that holds what is no answer.
        StoreError: If the target cannot be written.
    """
    found = opened(source, audit.items)
    request = Request.of(audit, found.schema.names, wanted, source=str(source), **more)
    if source.resolve() == target.resolve():
        raise ArgumentError("OUT", "is the file that is read", "name another one")
    schema = _schema(found, request, target)
    rows = 0
    try:
        with whole_file(target, schema, provenance(request), force=force) as write:
            for chunk in found.chunks():
                rows += _written(chunk, write, request, schema)
                progress(chunk.done)
    except AnswerError:
        request.check((columns_of(batch), batch.num_rows) for chunk in found.chunks() for batch in chunk.batches)
        raise
    return rows


def provenance(request: Request) -> dict[str, Any]:
    """What a scored file says of how it was made."""
    audit = request.packed.audit
    return {
        "library": f"ethics-audit {__version__}",
        "audit": {"id": audit.id, "version": audit.version, "digest": audit.digest},
        "profile": sorted(request.profile),
        "facts_by_row": sorted(request.facts),
        "on_invalid": "missing" if request.wanted.invalid else "error",
    }


def _schema(source: Source, request: Request, target: Path) -> pa.Schema:
    """The columns of the target; where a kind of file has no categories, bands are text."""
    kept = [source.schema.field(name) for name in request.kept]
    text = {".csv": (arrow.BAND_TYPE, arrow.FLAG_TYPE), ".arrow": (arrow.FLAG_TYPE,)}
    text[".ndjson"] = text[".csv"]
    if target.suffix.lower() == ".csv" and (nested := [field.name for field in kept if pa.types.is_nested(field.type)]):
        raise AnswerError([Problem(name, "holds lists or tables, which CSV cannot") for name in nested], str(target))
    made = [
        field.with_type(pa.string()) if field.type in text.get(target.suffix.lower(), ()) else field
        for field in request.made
    ]
    return pa.schema([*kept, *made])


def _written(chunk: Chunk, write: Write, request: Request, schema: pa.Schema) -> int:
    """Score and write a chunk; its memory is given back when this ends."""
    table = pa.Table.from_batches([_scored(batch, request, schema) for batch in chunk.batches], schema)
    write(table)
    return len(table)


def _scored(batch: pa.RecordBatch, request: Request, schema: pa.Schema) -> pa.RecordBatch:
    rows = batch.num_rows
    new = arrow.columns(request.score(columns_of(batch), rows), request.made, rows)
    columns = {**{name: batch.column(name) for name in request.kept}, **new}
    return pa.RecordBatch.from_arrays([columns[field.name].cast(field.type) for field in schema], schema=schema)
