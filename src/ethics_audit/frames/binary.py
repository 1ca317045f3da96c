"""Parquet and Arrow files, which a separate process reads, since a damaged file can crash the library that reads it.

So do those of SPSS and Stata; see `ethics_audit.frames.statistics_files`.

A file of five kilobytes can unpack to gigabytes, so the process has bounded memory where the system can bound it. It
validates every value and sends the rows on.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import chain, groupby
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ethics_audit.frames.source import CANNOT_READ, ROWS_AT_ONCE, ROWS_TOGETHER, Chunk, Source, guarded, reason

BYTES_AT_ONCE = 1 << 26
BYTES_TOGETHER = 1 << 28
MEMORY = 3 << 29
MEMORY_OF_A_BYTE = 8
MEMORY_OF_OBJECTS = 512
"""In place of that where each byte may become a number of Python before it is one of Arrow."""
ROWS_OF_A_BYTE = 100
"""No compressed table has so many rows per byte, unless it is made to fill a disk."""

FEW_ROWS = 1_000_000
REFUSED = 3


class Part(NamedTuple):
    """Some rows of the row group with this number, and the share of the file that has been read with them."""

    group: int
    batch: pa.RecordBatch
    done: float


def parquet(path: Path, _: frozenset[str], __: frozenset[str]) -> Source:
    """Open a Parquet file."""
    return Source(_plain(pq.read_schema(path)), lambda: guarded(path, _chunks(parts("parquet", path))))


def arrow(path: Path, _: frozenset[str], __: frozenset[str]) -> Source:
    """Open an Arrow file."""
    with pa.OSFile(str(path)) as opened, pa.ipc.open_file(opened) as file:
        return Source(_plain(file.schema), lambda: guarded(path, _chunks(parts("arrow", path))))


def _plain(schema: pa.Schema) -> pa.Schema:
    """Return the columns with types that every later step supports."""
    runs = {kind: kind.value_type for kind in schema.types if pa.types.is_run_end_encoded(kind)}
    kinds = {**PLAIN, **runs}
    return pa.schema([field.with_type(kinds.get(field.type, field.type)) for field in schema], schema.metadata)


PLAIN = {pa.string_view(): pa.large_string(), pa.binary_view(): pa.large_binary()}


def _chunks(parts: Iterator[Part]) -> Iterator[Chunk]:
    """Yield row groups, large ones in pieces that fit into memory."""
    for _, together in groupby(_placed(parts), key=lambda placed: placed[0]):
        some = [part for _, part in together]
        yield Chunk([part.batch for part in some], some[-1].done)


def _placed(parts: Iterator[Part]) -> Iterator[tuple[tuple[int, int], Part]]:
    """Yield each part with its group and its piece of the group."""
    group, piece, rows, size = -1, 0, 0, 0
    for part in parts:
        rows, size = rows + part.batch.num_rows, size + part.batch.get_total_buffer_size()
        if part.group != group or rows > ROWS_TOGETHER or size > BYTES_TOGETHER:
            group, piece, rows, size = part.group, piece + 1, part.batch.num_rows, part.batch.get_total_buffer_size()
        yield (group, piece), part


def parts(kind: str, path: Path) -> Iterator[Part]:
    """Yield a file's rows from another process, or from this one where no other Python can be started.

    Raises:
        ValueError: If the file cannot be read.
    """
    if getattr(sys, "frozen", False) or not sys.executable:
        yield from PARTS[kind](path)
        return
    start = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from ethics_audit.frames import binary; "
    start += f"import {PARTS[kind].__module__}; binary.send(*sys.argv[2:])"
    command = [sys.executable, "-P", "-c", start, json.dumps(sys.path), kind, str(path)]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(  # noqa: S603 - this Python itself
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints
        ) as reader,
    ):
        try:
            yield from _received(reader)
            if status := reader.wait():
                complaints.seek(0)
                raise ValueError(_complaint(status, complaints.read().decode(errors="replace")))
        finally:
            reader.kill()


def _received(reader: subprocess.Popen[bytes]) -> Iterator[Part]:
    """Yield what the reader sends until it ends, whether it succeeds or not."""
    try:
        stream = pa.ipc.open_stream(reader.stdout)
    except pa.ArrowException:  # it ended before the first row
        return
    with stream:
        while True:
            try:
                batch, note = stream.read_next_batch_with_custom_metadata()
            except (StopIteration, pa.ArrowException, OSError):
                return
            yield Part(int(note[b"group"]), batch, float(note[b"done"]))


def _complaint(status: int, text: str) -> str:
    lines = text.strip().splitlines()
    if status == REFUSED and lines:
        return lines[-1]
    return f"it is damaged, or too large: the process that read it ended with status {status}"


def send(kind: str, name: str) -> None:
    """Read a file in the separate process, and write its rows to standard output.

    Raises:
        SystemExit: If it cannot be read, with the reason on standard error.
    """
    path = Path(name)
    limit = _bounded(path, MEMORY_OF_OBJECTS if kind not in COLUMNAR else MEMORY_OF_A_BYTE)
    try:
        parts = PARTS[kind](path)
        if (first := next(parts, None)) is not None:
            with pa.ipc.new_stream(pa.PythonFile(sys.stdout.buffer, "w"), first.batch.schema) as stream:
                for part in chain([first], parts):
                    note = {"group": str(part.group), "done": str(part.done)}
                    stream.write_batch(part.batch, custom_metadata=note)
    except MemoryError:
        _give_up(f"it needs more memory than {limit >> 20:,} MB")
    except CANNOT_READ as failure:
        _give_up(reason(failure))


def _give_up(reason: str) -> None:
    print(reason, file=sys.stderr)  # noqa: T201 - how this process answers
    raise SystemExit(REFUSED)


def _bounded(path: Path, of_a_byte: int = MEMORY_OF_A_BYTE) -> int:
    """Bound the memory of this process by the size of a file, where the system has such bounds; return the bound."""
    limit = MEMORY + of_a_byte * path.stat().st_size
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    return limit


def _of_parquet(path: Path) -> Iterator[Part]:
    with pq.ParquetFile(path, pre_buffer=False) as file:
        rows, read = file.metadata.num_rows, 0
        _refuse_flood(rows, path)
        for group in range(file.num_row_groups):
            head = file.metadata.row_group(group)
            at_once = _rows_at_once(head.total_byte_size, head.num_rows)
            for batch in file.iter_batches(at_once, row_groups=[group], use_threads=False):
                batch.validate(full=True)
                read += batch.num_rows
                yield Part(group, _as_plain(batch), min(1.0, read / max(1, rows)))


def _of_arrow(path: Path) -> Iterator[Part]:
    rows = 0
    with pa.OSFile(str(path)) as opened, pa.ipc.open_file(opened) as file:
        for group in range(file.num_record_batches):
            batch = file.get_batch(group)
            batch.validate(full=True)
            rows += batch.num_rows
            _refuse_flood(rows, path)
            at_once = _rows_at_once(batch.get_total_buffer_size(), batch.num_rows)
            for first in range(0, batch.num_rows, at_once):
                yield Part(group, _as_plain(batch.slice(first, at_once)), (group + 1) / file.num_record_batches)


def _as_plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    schema = _plain(batch.schema)
    columns = [
        pc.run_end_decode(column) if pa.types.is_run_end_encoded(column.type) else column for column in batch.columns
    ]
    cast = [column.cast(field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(cast, schema=schema)


COLUMNAR: dict[str, Callable[[Path], Iterator[Part]]] = {"parquet": _of_parquet, "arrow": _of_arrow}
PARTS = dict(COLUMNAR)
"""The functions that read files in the separate process, by their kinds; their modules are loaded there."""


def _refuse_flood(rows: int, path: Path) -> None:
    if rows > max(FEW_ROWS, ROWS_OF_A_BYTE * path.stat().st_size):
        raise ValueError(f"{rows:,} rows in {path.stat().st_size:,} bytes are more than any audits compress to")


def _rows_at_once(size: int, rows: int) -> int:
    return max(LEAST_ROWS, min(ROWS_AT_ONCE, BYTES_AT_ONCE * rows // max(1, size)))


LEAST_ROWS = 64
