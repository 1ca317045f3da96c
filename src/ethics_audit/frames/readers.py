"""Table files read a batch at a time: Parquet, Arrow, CSV and NDJSON, in memory that does not grow with the file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.csv as pc_csv
import pyarrow.parquet as pq

from ethics_audit.errors import AnswerError, Problem, nearest

ROWS_AT_ONCE = 1 << 16
BYTES_AT_ONCE = 1 << 22


class Chunk(NamedTuple):
    """Some rows of a file.

    Attributes:
        batches: The rows, read as they are taken.
        done: How much of the file has been read once they are, from 0 to 1.
    """

    batches: Iterable[pa.RecordBatch]
    done: float


class Source(NamedTuple):
    """A file that can be read.

    Attributes:
        schema: Its columns.
        chunks: Reads it from its beginning: a chunk is what is written together, such as a row group of Parquet.
    """

    schema: pa.Schema
    chunks: Callable[[], Iterator[Chunk]]


def opened(path: Path, items: Iterable[str]) -> Source:
    """A table file, by the end of its name.

    Args:
        path: The file.
        items: The ids of the audit's items, which CSV reads as categories.

    Raises:
        AnswerError: If it cannot be read, or is of a kind that is not known.
    """
    kind = path.suffix.lower()
    if kind not in READERS:
        told = f"{path.suffix or 'no ending'} is given; allowed is {', '.join(READERS)}"
        raise AnswerError([Problem("", told, nearest(kind, READERS))], str(path))
    if path.exists() and not path.is_file():
        raise AnswerError([Problem("", "is no file that can be read twice")], str(path))
    try:
        return READERS[kind](path, frozenset(items))
    except CANNOT_READ as failure:
        raise _unreadable(path, failure) from None


CANNOT_READ = (pa.ArrowException, OSError, UnicodeError)


def _unreadable(path: Path, failure: Exception) -> AnswerError:
    told = failure.strerror if isinstance(failure, OSError) and failure.strerror else str(failure).splitlines()[0]
    return AnswerError([Problem("", f"cannot be read: {told}")], str(path))


T = TypeVar("T")


def _guarded(path: Path, read: Iterable[T]) -> Iterator[T]:
    """The same, one after the other; what goes wrong on the way is told as a problem of the file."""
    try:
        yield from read
    except CANNOT_READ as failure:
        raise _unreadable(path, failure) from None


def _parquet(path: Path, _: frozenset[str]) -> Source:
    def chunks() -> Iterator[Chunk]:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            rows, read = max(1, file.metadata.num_rows), 0
            for group in range(file.num_row_groups):
                read += file.metadata.row_group(group).num_rows
                yield Chunk(_guarded(path, file.iter_batches(ROWS_AT_ONCE, row_groups=[group])), read / rows)

    return Source(pq.read_schema(path), lambda: _guarded(path, chunks()))


def _arrow(path: Path, _: frozenset[str]) -> Source:
    def chunks() -> Iterator[Chunk]:
        with pa.memory_map(str(path)) as memory, pa.ipc.open_file(memory) as file:
            for place in range(file.num_record_batches):
                yield Chunk([file.get_batch(place)], (place + 1) / file.num_record_batches)

    with pa.memory_map(str(path)) as memory, pa.ipc.open_file(memory) as file:
        return Source(file.schema, lambda: _guarded(path, chunks()))


def _csv(path: Path, items: frozenset[str]) -> Source:
    """Items are read as categories, everything else stays the text that it is."""
    names = _opened_csv(path, pc_csv.ConvertOptions()).schema.names
    category = pa.dictionary(pa.int32(), pa.string())
    kinds = {name: category if name in items else pa.string() for name in names}
    size = max(1, path.stat().st_size)

    def chunks() -> Iterator[Chunk]:
        options = pc_csv.ConvertOptions(column_types=kinds, strings_can_be_null=False)
        with _opened_csv(path, options) as reader:
            for place, batch in enumerate(reader, 1):
                yield Chunk([batch], min(1.0, place * BYTES_AT_ONCE / size))

    schema = pa.schema([(name, kinds[name]) for name in names])
    return Source(schema, lambda: _guarded(path, chunks()))


def _opened_csv(path: Path, options: pc_csv.ConvertOptions) -> pc_csv.CSVStreamingReader:
    return pc_csv.open_csv(
        path,
        read_options=pc_csv.ReadOptions(block_size=BYTES_AT_ONCE, use_threads=False),
        parse_options=pc_csv.ParseOptions(newlines_in_values=True),
        convert_options=options,
    )


def _ndjson(path: Path, items: frozenset[str]) -> Source:
    """Lines read as they are; the columns, and their types, are those of the first lines."""
    size = max(1, path.stat().st_size)

    def blocks() -> Iterator[tuple[dict[str, list[Any]], int]]:
        with path.open("rb") as file:
            first = 1
            rows: list[dict[str, Any]] = []
            names: list[str] = []
            for number, line in enumerate(file, 1):
                if line.strip():
                    rows.append(_row(line, number, path))
                if len(rows) == LINES_AT_ONCE:
                    names = names or list(dict.fromkeys(name for row in rows for name in row))
                    yield _columns(rows, names, first, path), file.tell()
                    first, rows = number + 1, []
            if rows:
                yield (
                    _columns(rows, names or list(dict.fromkeys(name for row in rows for name in row)), first, path),
                    size,
                )

    def chunks() -> Iterator[Chunk]:
        kinds: dict[str, pa.DataType] = {}
        for columns, read in blocks():
            yield Chunk([_typed(columns, kinds, items, path)], read / size)

    first = next(chunks(), None)
    schema = next(iter(first.batches)).schema if first else pa.schema([])
    return Source(schema, lambda: _guarded(path, chunks()))


LINES_AT_ONCE = 10_000


def _row(line: bytes, number: int, path: Path) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as failure:
        raise AnswerError([Problem(f"line {number}", f"cannot be read: {failure}")], str(path)) from None
    if not isinstance(row, dict):
        raise AnswerError([Problem(f"line {number}", "is no object of names and values")], str(path))
    return row


def _columns(rows: list[dict[str, Any]], names: list[str], first: int, path: Path) -> dict[str, list[Any]]:
    if unknown := {name for row in rows for name in row}.difference(names):
        told = f"first comes after line {first}, behind the first {LINES_AT_ONCE:,} lines"
        raise AnswerError([Problem(min(unknown), told, "write each column in the first line")], str(path))
    return {name: [row.get(name) for row in rows] for name in names}


def _typed(
    columns: dict[str, list[Any]], kinds: dict[str, pa.DataType], items: frozenset[str], path: Path
) -> pa.RecordBatch:
    """The columns of some lines with the types of the first ones, which `kinds` remembers; answers have any."""
    problems = []
    arrays = {}
    for name, values in columns.items():
        array = _inferred(values)
        if name in items:
            arrays[name] = array
            continue
        kind = kinds.setdefault(name, pa.string() if pa.types.is_null(array.type) else array.type)
        if array.type == kind or pa.types.is_null(array.type) or (kind == pa.float64() and array.type == pa.int64()):
            arrays[name] = array.cast(kind)
        elif kind == pa.string():
            arrays[name] = _as_text(values)
        else:
            told = f"is of the type {kind} in the first lines, and of {array.type} later"
            problems.append(Problem(name, told, "give the column one type"))
    if problems:
        raise AnswerError(problems, str(path))
    return pa.RecordBatch.from_pydict(arrays)


def _inferred(values: list[Any]) -> pa.Array:
    """Values as Arrow takes them; those that it does not take together, such as words and numbers, as text."""
    kinds = {type(value) for value in values if value is not None}
    try:
        return pa.array(values) if len(kinds) <= 1 or kinds == {int, float} else _as_text(values)
    except (pa.ArrowException, OverflowError):
        return _as_text(values)


def _as_text(values: list[Any]) -> pa.Array:
    return pa.array([one if one is None or isinstance(one, str) else json.dumps(one) for one in values], pa.string())


READERS: dict[str, Callable[[Path, frozenset[str]], Source]] = {
    ".parquet": _parquet,
    ".arrow": _arrow,
    ".csv": _csv,
    ".ndjson": _ndjson,
}
