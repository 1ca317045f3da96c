"""Table files read a batch at a time: Parquet, Arrow, CSV and NDJSON, in memory that does not grow with the file."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.csv as pc_csv
import pyarrow.json as pa_json
import pyarrow.parquet as pq

from ethics_audit.errors import AnswerError, Problem, nearest
from ethics_audit.profile import KNOWN

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
        textual: Whether all of its values are text, numbers too.
    """

    schema: pa.Schema
    chunks: Callable[[], Iterator[Chunk]]
    textual: bool = False


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
    try:
        return READERS[kind](path, frozenset(items))
    except (pa.ArrowException, OSError) as failure:
        raise _unreadable(path, failure) from None


def _unreadable(path: Path, failure: Exception) -> AnswerError:
    told = failure.strerror if isinstance(failure, OSError) and failure.strerror else str(failure).splitlines()[0]
    return AnswerError([Problem("", f"cannot be read: {told}")], str(path))


def _guarded(path: Path, read: Callable[[], Iterator[Chunk]]) -> Callable[[], Iterator[Chunk]]:
    """The same chunks; what goes wrong on the way is told as a problem of the file."""

    def chunks() -> Iterator[Chunk]:
        try:
            yield from read()
        except (pa.ArrowException, OSError) as failure:
            raise _unreadable(path, failure) from None

    return chunks


def _parquet(path: Path, _: frozenset[str]) -> Source:
    def chunks() -> Iterator[Chunk]:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            rows, read = max(1, file.metadata.num_rows), 0
            for group in range(file.num_row_groups):
                read += file.metadata.row_group(group).num_rows
                yield Chunk(file.iter_batches(ROWS_AT_ONCE, row_groups=[group]), read / rows)

    return Source(pq.read_schema(path), _guarded(path, chunks))


def _arrow(path: Path, _: frozenset[str]) -> Source:
    def chunks() -> Iterator[Chunk]:
        with pa.memory_map(str(path)) as memory, pa.ipc.open_file(memory) as file:
            for place in range(file.num_record_batches):
                yield Chunk([file.get_batch(place)], (place + 1) / file.num_record_batches)

    with pa.memory_map(str(path)) as memory, pa.ipc.open_file(memory) as file:
        return Source(file.schema, _guarded(path, chunks))


def _csv(path: Path, items: frozenset[str]) -> Source:
    """Items are categories, facts true or false, and everything else is the text that it is."""
    with path.open("rb") as file:
        header = pc_csv.read_csv(
            io.BytesIO(file.readline()), parse_options=pc_csv.ParseOptions(newlines_in_values=False)
        )
    category = pa.dictionary(pa.int32(), pa.string())
    kinds = {
        name: category if name in items else pa.bool_() if name in KNOWN else pa.string()
        for name in header.column_names
    }
    size = max(1, path.stat().st_size)

    def chunks() -> Iterator[Chunk]:
        with pc_csv.open_csv(
            path,
            read_options=pc_csv.ReadOptions(block_size=BYTES_AT_ONCE, use_threads=False),
            convert_options=pc_csv.ConvertOptions(column_types=kinds, strings_can_be_null=False),
        ) as reader:
            read = 0
            for batch in reader:
                read += BYTES_AT_ONCE
                yield Chunk([batch], min(1.0, read / size))

    return Source(pa.schema(list(kinds.items())), _guarded(path, chunks), textual=True)


def _ndjson(path: Path, _: frozenset[str]) -> Source:
    """Blocks of whole lines; the columns are those of the first block."""
    size = max(1, path.stat().st_size)

    def blocks() -> Iterator[tuple[pa.Table, int]]:
        with path.open("rb") as file:
            while block := file.read(BYTES_AT_ONCE):
                block += file.readline()
                if block.strip():
                    yield pa_json.read_json(io.BytesIO(block)), file.tell()

    def chunks() -> Iterator[Chunk]:
        names: list[str] = []
        for table, read in blocks():
            names = names or table.column_names
            if unknown := [name for name in table.column_names if name not in names]:
                told = f"first comes after the first {BYTES_AT_ONCE >> 20} MB"
                raise AnswerError([Problem(unknown[0], told, "write each column in the first line")], str(path))
            whole = [table.column(name) if name in table.column_names else pa.nulls(len(table)) for name in names]
            batches = pa.table(whole, names=names).combine_chunks().to_batches(ROWS_AT_ONCE)
            yield Chunk(batches, read / size)

    first = next(blocks(), None)
    return Source(first[0].schema if first else pa.schema([]), _guarded(path, chunks))


READERS: dict[str, Callable[[Path, frozenset[str]], Source]] = {
    ".parquet": _parquet,
    ".arrow": _arrow,
    ".csv": _csv,
    ".ndjson": _ndjson,
}
