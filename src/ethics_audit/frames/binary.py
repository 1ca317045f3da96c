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
from contextlib import contextmanager
from itertools import chain, groupby
from pathlib import Path
from typing import IO, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ethics_audit.frames.cells import is_text
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


def parquet(path: Path, items: frozenset[str], _: frozenset[str]) -> Source:
    """Open a Parquet file; text in the columns of items is read as categories, as which it lies in the file."""
    words = [field.name for field in pq.read_schema(path) if field.name in items and is_text(field.type)]
    with pq.ParquetFile(path, read_dictionary=words) as file:
        return Source(_plain(file.schema_arrow), lambda: guarded(path, _chunks(parts("parquet", path, words))))


def arrow(path: Path, _: frozenset[str], __: frozenset[str]) -> Source:
    """Open an Arrow file."""
    with pa.OSFile(str(path)) as opened, pa.ipc.open_file(opened) as file:
        return Source(_plain(file.schema), lambda: guarded(path, _chunks(parts("arrow", path, []))))


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


def parts(kind: str, path: Path, words: list[str]) -> Iterator[Part]:
    """Yield a file's rows from another process, or from this one where no other Python can be started.

    Args:
        kind: The kind of the file.
        path: The file.
        words: The columns of text that become categories.

    Raises:
        ValueError: If the file cannot be read.
    """
    if getattr(sys, "frozen", False) or not sys.executable:
        yield from PARTS[kind](path, words)
        return
    start = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from ethics_audit.frames import binary; "
    start += f"import {PARTS[kind].__module__}; binary.send(*sys.argv[2:])"
    command = [sys.executable, "-P", "-c", start, json.dumps(sys.path), kind, str(path)]
    with (
        tempfile.TemporaryFile() as complaints,
        _listed(words) as names,
        subprocess.Popen(  # noqa: S603 - this Python itself
            command, stdin=names, stdout=subprocess.PIPE, stderr=complaints
        ) as reader,
    ):
        try:
            yield from _received(reader)
            if status := reader.wait():
                complaints.seek(0)
                raise ValueError(_complaint(status, complaints.read().decode(errors="replace")))
        finally:
            reader.kill()


@contextmanager
def _listed(names: list[str]) -> Iterator[IO[bytes]]:
    """Yield a file with names, which may be more than a command line takes."""
    with tempfile.TemporaryFile() as file:
        file.write(json.dumps(names).encode())
        file.seek(0)
        yield file


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
        parts = PARTS[kind](path, json.load(sys.stdin))
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


def _of_parquet(path: Path, words: list[str]) -> Iterator[Part]:
    with pq.ParquetFile(path, pre_buffer=False, read_dictionary=words) as file:
        rows, read = file.metadata.num_rows, 0
        refuse_flood(rows, path)
        for group in range(file.num_row_groups):
            head = file.metadata.row_group(group)
            at_once = _rows_at_once(head.total_byte_size, head.num_rows)
            for batch in file.iter_batches(at_once, row_groups=[group], use_threads=False):
                batch.validate(full=True)
                read += batch.num_rows
                yield Part(group, _as_plain(_of_used_words(batch, words)), min(1.0, read / max(1, rows)))


def _of_arrow(path: Path, _: list[str]) -> Iterator[Part]:
    rows = 0
    with pa.OSFile(str(path)) as opened, pa.ipc.open_file(opened) as file:
        for group in range(file.num_record_batches):
            batch = file.get_batch(group)
            batch.validate(full=True)
            rows += batch.num_rows
            refuse_flood(rows, path)
            at_once = _rows_at_once(batch.get_total_buffer_size(), batch.num_rows)
            for first in range(0, batch.num_rows, at_once):
                yield Part(group, _as_plain(batch.slice(first, at_once)), (group + 1) / file.num_record_batches)


def _of_used_words(batch: pa.RecordBatch, words: list[str]) -> pa.RecordBatch:
    """Return rows whose categories are no more than the rows, since those of a whole row group come with each batch."""
    for place, field in enumerate(batch.schema):
        column = batch.column(place)
        is_word = field.name in words and pa.types.is_dictionary(field.type)
        if is_word and len(column.dictionary) > len(column):
            batch = batch.set_column(place, field, column.dictionary_decode().dictionary_encode())
    return batch


def _as_plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    schema = _plain(batch.schema)
    columns = [
        pc.run_end_decode(column) if pa.types.is_run_end_encoded(column.type) else column for column in batch.columns
    ]
    cast = [column.cast(field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(cast, schema=schema)


COLUMNAR: dict[str, Callable[[Path, list[str]], Iterator[Part]]] = {"parquet": _of_parquet, "arrow": _of_arrow}
PARTS = dict(COLUMNAR)
"""The functions that read files in the separate process, by their kinds; their modules are loaded there."""


def refuse_flood(rows: int, path: Path) -> None:
    """Refuse a file that claims more rows than its bytes can hold.

    Raises:
        ValueError: If it does.
    """
    if rows > max(FEW_ROWS, ROWS_OF_A_BYTE * path.stat().st_size):
        raise ValueError(f"{rows:,} rows in {path.stat().st_size:,} bytes are more than any audits compress to")


def _rows_at_once(size: int, rows: int) -> int:
    return max(LEAST_ROWS, min(ROWS_AT_ONCE, BYTES_AT_ONCE * rows // max(1, size)))


LEAST_ROWS = 64
