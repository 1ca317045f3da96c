"""CSV files: the encoding and the delimiter are detected, and Arrow reads a block at a time."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import multimode
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.csv as pc_csv

from ethics_audit.base.errors import AnswerError
from ethics_audit.frames.cells import blank_rows
from ethics_audit.frames.formulas import unescaped, unescaped_name
from ethics_audit.frames.raw import HEAD_ROWS, Raw
from ethics_audit.frames.source import Chunk, Source, guarded, refusal, refuse_wide

BYTES_AT_ONCE = 1 << 22
BYTES_AHEAD = 1 << 16
LONGEST_HEADER = 1 << 20
DELIMITERS = (",", ";", "\t", "|", "^")
"""The delimiters that are tried, in this order."""

BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
WINDOWS = "cp1252"
"""What text is in that is not UTF-8; a byte that it lacks is in neither."""
IN_WINDOWS = "The file is not UTF-8; it was read as Windows-1252."
NOT_UTF8 = 'save it as "CSV UTF-8", or convert it: iconv -f WINDOWS-1252 -t UTF-8'
CATEGORY = pa.dictionary(pa.int32(), pa.string())


class _Text(io.RawIOBase):
    """The text of a file as UTF-8 without a byte order mark, whatever its encoding.

    Raises:
        AnswerError: When the content is not text, or ends inside quotation marks.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO = path.open("rb")
        head = self._file.read(4)
        bom = next((bom for bom in BOMS if head.startswith(bom)), b"")
        self._file.seek(len(bom))
        self._encoding = BOMS.get(bom) or _without_mark(head)
        self._decoder = codecs.getincrementaldecoder(self._encoding)()
        self._may_be_windows = not bom
        self._lines, self._quotes = 1, 0
        self._ahead = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Return at least one byte, unless the file has ended."""
        if self._ahead:
            taken, self._ahead = self._ahead[:size], self._ahead[size:]
            return taken
        while block := self._file.read(max(size, 4)):
            if text := self._decoded(block, is_last=False):
                return text
        return self._ended()

    def close(self) -> None:
        self._file.close()
        super().close()

    def position(self) -> int:
        """Return how many bytes of the file have been read."""
        return self._file.tell()

    def header(self) -> tuple[str, str]:
        """Return the first row as it is written, and the delimiter if the file names one.

        Excel understands a first line ``sep=;``.
        """
        self._fill()
        line = self._line()
        named = line.strip('"')
        if named.lower().startswith("sep=") and len(named) == len("sep=;"):
            return self._line(), named[-1]
        return line, ""

    @property
    def is_windows(self) -> bool:
        """Whether what has been read was in the encoding of Windows."""
        return self._encoding == WINDOWS

    def lines(self, count: int) -> list[str]:
        """Return the next rows as they are written, fewer at the end of the file."""
        found: list[str] = []
        while len(found) < count and (b"\n" in self._ahead or self._fill()):
            found.append(self._line())
        return found

    def _fill(self) -> bool:
        """Read ahead as far as a row may be long, and return whether there is anything."""
        while len(self._ahead) <= LONGEST_HEADER and (block := self._file.read(BYTES_AHEAD)):
            self._ahead += self._decoded(block, is_last=False)
        return bool(self._ahead)

    def _line(self) -> str:
        line, end = _first_line(self._ahead)
        if len(line) > LONGEST_HEADER:
            raise refusal(self._path, f"expected a header of at most {LONGEST_HEADER:,} bytes, got a longer one")
        self._ahead = self._ahead[end:]
        return line.decode()

    def _decoded(self, block: bytes, *, is_last: bool) -> bytes:
        try:
            text = self._plain(block) or self._decoder.decode(block, is_last).encode()
            self._may_be_windows &= text.isascii()
        except UnicodeError as failure:
            if not self._may_be_windows or self._encoding == WINDOWS:
                raise self._no_text(failure) from None
            return self._in_windows(failure, is_last=is_last)
        if b"\0" in text:
            line = self._lines + text[: text.index(b"\0")].count(b"\n")
            hint = "a file of UTF-16 needs its mark, the BOM, at the beginning"
            raise refusal(self._path, "expected text, got a zero byte", hint, f"line {line}")
        self._lines += text.count(b"\n")
        self._quotes += text.count(b'"')
        return text

    def _plain(self, block: bytes) -> bytes:
        """Return a block of ASCII as it is, which most encodings share; nothing for another one."""
        is_same = self._encoding in ("utf-8", WINDOWS) and block.isascii() and not self._decoder.getstate()[0]
        return block if is_same else b""

    def _in_windows(self, failure: UnicodeError, *, is_last: bool) -> bytes:
        """Return a block, and read on, in the encoding of Windows, if nothing before it speaks against it."""
        if not isinstance(failure, UnicodeDecodeError) or not failure.object[: failure.start].isascii():
            raise self._no_text(failure)
        self._encoding, self._decoder = WINDOWS, codecs.getincrementaldecoder(WINDOWS)()
        return self._decoded(failure.object, is_last=is_last)

    def _no_text(self, failure: UnicodeError) -> AnswerError:
        if self._encoding not in ("utf-8", WINDOWS) or not isinstance(failure, UnicodeDecodeError):
            given = f"expected {self._encoding.upper()}, as its byte order mark says, got other bytes"
            return refusal(self._path, given)
        line = self._lines + failure.object[: failure.start].count(b"\n")
        byte = failure.object[failure.start]
        given = f"expected UTF-8, got the byte {byte:#04x}; this may be Windows-1252 or Latin-1"
        return refusal(self._path, given, NOT_UTF8, f"line {line}")

    def _ended(self) -> bytes:
        text = self._decoded(b"", is_last=True)
        if self._quotes % 2:
            hint = "was the file written to its end?"
            raise refusal(self._path, "has a quotation mark that is never closed", hint)
        return text


def _without_mark(head: bytes) -> str:
    """Return the encoding of text without a byte order mark; UTF-16 has zeros beside the first letters."""
    zeros = "".join("0" if byte == 0 else "x" for byte in head)
    return {"x0x0": "utf-16-le", "0x0x": "utf-16-be"}.get(zeros, "utf-8")


def _first_line(text: bytes) -> tuple[bytes, int]:
    """Return the first row without its line ending, and the start of the next row; quotes may enclose line breaks."""
    start = 0
    while True:
        ends = [place for sign in (b"\n", b"\r") if (place := text.find(sign, start)) >= 0]
        if not ends:
            return text, len(text)
        end = min(ends)
        if text.count(b'"', 0, end) % 2 == 0:
            return text[:end], end + (2 if text[end : end + 2] == b"\r\n" else 1)
        start = end + 1


def source(path: Path, items: frozenset[str], facts: frozenset[str]) -> Source:
    """Open a CSV file with items as categories and every other column as text."""
    with _Text(path) as text:
        names, delimiter = _split(*text.header(), items | facts, path)
    refuse_wide(path, len(names))
    every = pa.schema([(name, CATEGORY if name in items else pa.string()) for name in names])
    named = max((place for place, name in enumerate(names, 1) if name.strip()), default=len(names))
    schema = pa.schema(list(every)[:named])  # spreadsheets write columns without a name at the end
    size = path.stat().st_size

    def chunks() -> Iterator[Chunk]:
        with _Text(path) as text:
            text.header()
            for batch in _batches(text, delimiter, every):
                ours, nameless = batch.columns[: len(schema)], batch.columns[len(schema) :]
                if not blank_rows(nameless, batch.num_rows).all():
                    message = "has content in its last columns, which have no name"
                    raise refusal(path, message, "name them, or leave them out")
                columns = [column if column.type == CATEGORY else unescaped(column) for column in ours]
                yield Chunk([pa.RecordBatch.from_arrays(columns, schema=schema)], min(1.0, text.position() / size))

    return Source(schema, lambda: guarded(path, chunks()))


def raw(path: Path, known: Callable[[list[list[str]]], int]) -> Raw:
    """Return a CSV file whose first rows may all be titles; the delimiter is the one that finds the most known ones."""
    with _Text(path) as text:
        first, named = text.header()
        lines = [first, *text.lines(HEAD_ROWS - 1)]
    delimiter, rows = max(
        ((delimiter, _cells(lines, delimiter)) for delimiter in named or DELIMITERS),
        key=lambda pair: _fit(pair[1], known),
    )
    width = max(multimode(map(len, rows)), default=0)
    if longer := next((row for row, cells in enumerate(rows, 1) if len(cells) > width), 0):
        message = f"expected {width} cells as in most rows, got {len(rows[longer - 1])}"
        raise refusal(path, message, "is a quotation mark missing around a cell with a delimiter?", f"row {longer}")
    if not width:
        raise refusal(path, "is empty: it has no columns")
    refuse_wide(path, width)

    notes: list[str] = []

    def load(skipped: int, categories: frozenset[int]) -> pa.Table:
        schema = pa.schema([(str(place), CATEGORY if place in categories else pa.string()) for place in range(width)])
        with _Text(path) as text:
            text.header()
            text.lines(skipped - 1)
            table = _whole(text, delimiter, schema, skipped)
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


def _batches(text: _Text, delimiter: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Yield rows with columns named by their positions, since a name may appear twice."""
    with _numbered(1), pc_csv.open_csv(text, **_options(delimiter, schema)) as reader:
        yield from reader


def _whole(text: _Text, delimiter: str, schema: pa.Schema, titles: int) -> pa.Table:
    """Return all rows, below so many rows of titles."""
    with _numbered(titles):
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
def _numbered(titles: int) -> Iterator[None]:
    """Number rows in errors as the file does, and pass over the error that there are none."""
    try:
        yield
    except pa.ArrowInvalid as failure:
        if str(failure) != NO_ROWS:
            in_the_file = re.sub(r"Row #(\d+)", lambda found: f"row {int(found[1]) + titles}", str(failure))
            raise ValueError(in_the_file) from None


NO_ROWS = "Empty CSV file"
