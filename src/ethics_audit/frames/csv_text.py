"""CSV files: the delimiter is detected, and Arrow reads a block at a time."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import multimode
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc_csv

from ethics_audit.frames.cells import blank_rows
from ethics_audit.frames.formulas import unescaped, unescaped_name
from ethics_audit.frames.raw import DELIMITERS, HEAD_ROWS, Raw
from ethics_audit.frames.source import Chunk, Source, guarded, refusal, refuse_wide
from ethics_audit.frames.text_stream import IN_WINDOWS, Text

BYTES_AT_ONCE = 1 << 22
QUOTES = "is a quotation mark missing, or one too many?"
NO_ROWS = "Empty CSV file"
_OF_OTHER_LENGTH = re.compile(r"Row #(\d+): Expected (\d+) columns, got (\d+)")
CATEGORY = pa.dictionary(pa.int32(), pa.string())


def source(path: Path, items: frozenset[str], facts: frozenset[str]) -> Source:
    """Open a CSV file with items as categories and every other column as text."""
    with Text(path) as text:
        names, delimiter = _split(*text.header(), items | facts, path)
    refuse_wide(path, len(names))
    every = pa.schema([(name, CATEGORY if name in items else pa.string()) for name in names])
    named = max((place for place, name in enumerate(names, 1) if name.strip()), default=len(names))
    schema = pa.schema(list(every)[:named])  # spreadsheets write columns without a name at the end
    size = path.stat().st_size

    def chunks() -> Iterator[Chunk]:
        with Text(path) as text:
            text.header()
            for batch in _batches(text, delimiter, every, path):
                ours, nameless = batch.columns[: len(schema)], batch.columns[len(schema) :]
                if not blank_rows(nameless, batch.num_rows).all():
                    message = "has content in its last columns, which have no name"
                    raise refusal(path, message, "name them, or leave them out")
                columns = [column if column.type == CATEGORY else unescaped(column) for column in ours]
                yield Chunk([pa.RecordBatch.from_arrays(columns, schema=schema)], min(1.0, text.position() / size))

    return Source(schema, lambda: guarded(path, chunks()))


def raw(path: Path, known: Callable[[list[list[str]]], int]) -> Raw:
    """Return a CSV file whose first rows may all be titles; the delimiter is the one that finds the most known ones."""
    with Text(path) as text:
        first, named = text.header()
        lines = [first, *text.lines(HEAD_ROWS - 1)]
    delimiter, rows = max(
        ((delimiter, _cells(lines, delimiter)) for delimiter in named or DELIMITERS),
        key=lambda pair: _fit(pair[1], known),
    )
    width = max(multimode(map(len, rows)), default=0)
    if longer := next((row for row, cells in enumerate(rows, 1) if len(cells) > width), 0):
        raise refusal(
            path, f"expected {width} cells as in most rows, got {len(rows[longer - 1])}", QUOTES, f"row {longer}"
        )
    if not width:
        raise refusal(path, "is empty: it has no columns")
    refuse_wide(path, width)

    notes: list[str] = []

    def load(skipped: int, categories: frozenset[int]) -> pa.Table:
        schema = pa.schema([(str(place), CATEGORY if place in categories else pa.string()) for place in range(width)])
        with Text(path) as text:
            text.header()
            text.lines(skipped - 1)
            table = _whole(text, delimiter, schema, skipped, path)
            notes.extend([IN_WINDOWS] if text.is_windows else [])
        return table

    return Raw(_even(rows), 0, load, notes=notes)


def _even(rows: list[list[str]]) -> list[list[str]]:
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _cells(lines: list[str], delimiter: str) -> list[list[str]]:
    return [
        [unescaped_name(cell) for row in csv.reader(io.StringIO(line, newline=""), delimiter=delimiter) for cell in row]
        for line in lines
    ]


def _fit(rows: list[list[str]], known: Callable[[list[list[str]]], int]) -> tuple[int, bool, int]:
    """Return how well a delimiter fits: the titles that are recognized, whether rows are equally long, and how long."""
    widths = [len(row) for row in rows if any(row)]
    return known(_even(rows)), len(set(widths[-3:])) == 1, max(widths, default=0)


def _split(line: str, named: str, known: frozenset[str], path: Path) -> tuple[list[str], str]:
    """Return the names of a header and the delimiter that finds the most known names, then the most names."""
    found: dict[str, list[str]] = {}
    for delimiter in named or DELIMITERS:
        try:
            rows = list(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter, strict=True))
        except csv.Error:
            continue
        found[delimiter] = [unescaped_name(name) for row in rows for name in row]
    if not found:
        raise refusal(path, "has no header that can be read: its quotation marks do not match")
    best = max(found, key=lambda delimiter: (len(known.intersection(found[delimiter])), len(found[delimiter])))
    return found[best], best


def _batches(text: Text, delimiter: str, schema: pa.Schema, path: Path) -> Iterator[pa.RecordBatch]:
    """Yield rows with columns named by their positions, since a name may appear twice."""
    with _told(path, 1), pc_csv.open_csv(text, **_options(delimiter, schema)) as reader:
        yield from reader


def _whole(text: Text, delimiter: str, schema: pa.Schema, titles: int, path: Path) -> pa.Table:
    """Return all rows, below so many rows of titles."""
    with _told(path, titles):
        return pc_csv.read_csv(text, **_options(delimiter, schema)).unify_dictionaries()
    return schema.empty_table()


def _options(delimiter: str, schema: pa.Schema) -> dict[str, Any]:
    places = [str(place) for place, _ in enumerate(schema)]
    types = dict(zip(places, schema.types, strict=True))
    return {
        "read_options": pc_csv.ReadOptions(block_size=BYTES_AT_ONCE, use_threads=False, column_names=places),
        "parse_options": pc_csv.ParseOptions(newlines_in_values=True, delimiter=delimiter),
        "convert_options": pc_csv.ConvertOptions(column_types=types, strings_can_be_null=False),
    }


@contextmanager
def _told(path: Path, titles: int) -> Iterator[None]:
    """Tell a row of another length by its number in the file and not by what is in it; a file may have no rows."""
    try:
        yield
    except pa.ArrowInvalid as failure:
        if found := _OF_OTHER_LENGTH.search(str(failure)):
            row, width, given = map(int, found.groups())
            raise refusal(path, f"expected {width} cells, got {given}", QUOTES, f"row {row + titles}") from None
        if str(failure) != NO_ROWS:
            raise
