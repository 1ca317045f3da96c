"""Table files written a chunk at a time, under another name until they are whole."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from ethics_audit.errors import AnswerError, Problem, StoreError, nearest

METADATA = "ethics_audit"
Write = Callable[[pa.Table], None]


@contextmanager
def whole_file(path: Path, schema: pa.Schema, provenance: dict[str, Any]) -> Iterator[Write]:
    """Write a table file that is there whole or not at all.

    Args:
        path: The file; its ending says of which kind.
        schema: Its columns.
        provenance: What made it: in the file's metadata or, where a kind has none, beside it in ``<file>.meta.json``.

    Yields:
        A function that writes rows; in Parquet those of a row group.

    Raises:
        AnswerError: If the kind is not known.
        StoreError: If it cannot be written; nothing is left behind.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        told = f"{path.suffix or 'no ending'} is given; allowed is {', '.join(WRITERS)}"
        raise AnswerError([Problem("", told, nearest(path.suffix.lower(), WRITERS))], str(path))
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            with writer(file, schema.with_metadata({METADATA: json.dumps(provenance)})) as write:
                yield write
            file.flush()
            os.fsync(file.fileno())
        if path.suffix.lower() in WITHOUT_METADATA:
            path.with_name(f"{path.name}.meta.json").write_text(json.dumps(provenance, indent=2) + "\n", "utf-8")
        part.replace(path)
    except OSError as failure:
        raise StoreError(f"{path} cannot be written ({failure.strerror or failure})") from None
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _parquet(file: Any, schema: pa.Schema) -> Iterator[Write]:
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        yield lambda table: writer.write_table(table, row_group_size=max(1, len(table)))


@contextmanager
def _arrow(file: Any, schema: pa.Schema) -> Iterator[Write]:
    with pa.ipc.new_file(file, schema) as writer:
        yield writer.write_table


@contextmanager
def _csv(file: Any, schema: pa.Schema) -> Iterator[Write]:
    with pa_csv.CSVWriter(file, schema) as writer:
        yield writer.write_table


@contextmanager
def _ndjson(file: Any, _: pa.Schema) -> Iterator[Write]:
    def write(table: pa.Table) -> None:
        for batch in table.to_batches():
            file.write(
                "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in batch.to_pylist()).encode()
            )

    yield write


WRITERS: dict[str, Callable[[Any, pa.Schema], AbstractContextManager[Write]]] = {
    ".parquet": _parquet,
    ".arrow": _arrow,
    ".csv": _csv,
    ".ndjson": _ndjson,
}
WITHOUT_METADATA = frozenset({".csv", ".ndjson"})
