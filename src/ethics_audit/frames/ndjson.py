"""NDJSON: one object per line, parsed as strictly as every other document.

`pyarrow.json` is not used: it takes repeated keys and NaN, names no lines, and drops columns that first come late.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from ethics_audit.base.errors import AnswerError, Problem, shown
from ethics_audit.documents.syntax import parse
from ethics_audit.frames.source import Chunk, Source, guarded, refusal, refuse_wide

LINES_AT_ONCE = 10_000
VALUES_AT_ONCE = 2_000_000
BYTES_AT_ONCE = 1 << 27
LONGEST_LINE = 8_000_000
DEEPEST = 16
BOMS = (b"\xff\xfe", b"\xfe\xff")


class _Block(NamedTuple):
    """The objects of some lines, the number of the line of each, and the bytes that have been read with them."""

    rows: list[dict[str, Any]]
    lines: list[int]
    read: int


def source(path: Path, items: frozenset[str], _: frozenset[str]) -> Source:
    """Open a file of lines; the columns and their types are those of the first lines."""
    size = max(1, path.stat().st_size)

    def chunks() -> Iterator[Chunk]:
        names: dict[str, None] = {}
        kinds: dict[str, pa.DataType] = {}
        for block in _blocks(path):
            names = names or dict.fromkeys(name for row in block.rows for name in row)
            refuse_wide(path, len(names))
            yield Chunk([_typed(_columns(block, names, path), block.lines, kinds, items, path)], block.read / size)

    first = next(chunks(), None)
    schema = next(iter(first.batches)).schema if first else pa.schema([])
    return Source(schema, lambda: guarded(path, chunks()))


def _blocks(path: Path) -> Iterator[_Block]:
    """Yield lines by the thousand; blank lines are skipped, and an empty object is a row without values."""
    rows: list[dict[str, Any]] = []
    lines: list[int] = []
    values = size = 0
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if line.strip():
                rows.append(_row(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line, number, path))
                lines.append(number)
                values, size = values + len(rows[-1]), size + len(line)
            if len(rows) == LINES_AT_ONCE or values >= VALUES_AT_ONCE or size >= BYTES_AT_ONCE:
                yield _Block(rows, lines, file.tell())
                rows, lines, values, size = [], [], 0, 0
        if rows:
            yield _Block(rows, lines, file.tell())


def _row(line: bytes, number: int, path: Path) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        given = f"expected at most {LONGEST_LINE:,} bytes a line, got more"
        raise refusal(path, given, "write one object a line", f"line {number}")
    try:
        row = parse(_text(line), "json")
        if isinstance(row, dict) and any(
            isinstance(value, list | dict) and _depth(value) > DEEPEST for value in row.values()
        ):
            raise ValueError(f"it is nested more than {DEEPEST} deep")  # noqa: TRY301 - reported like every other fault
        _no_halves(row, line)
    except ValueError as failure:
        raise refusal(path, f"cannot be read: {failure}", place=f"line {number}") from None
    if not isinstance(row, dict):
        raise refusal(path, "expected an object of names and values", place=f"line {number}")
    return row


def _text(line: bytes) -> str:
    if line.startswith(BOMS):
        raise ValueError("this is UTF-16; NDJSON is UTF-8")
    try:
        return line.decode()
    except UnicodeDecodeError as failure:
        raise ValueError(f"this is not UTF-8: byte {line[failure.start]:#04x}") from None


def _depth(value: Any) -> int:
    """Return how deep lists and objects are nested; the parser has bounded it."""
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


def _no_halves(row: Any, line: bytes) -> None:
    r"""Refuse half a character, such as ``\ud83d`` alone, which no text can hold."""
    if b"\\u" in line:
        try:
            json.dumps(row, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ValueError("it has half a character, a surrogate alone") from None


def _columns(block: _Block, names: dict[str, None], path: Path) -> dict[str, list[Any]]:
    for row, number in zip(block.rows, block.lines, strict=True):
        if not row.keys() <= names.keys():
            name = min(row.keys() - names.keys())
            late = f"first appears in line {number}, after the first lines, which decide the columns"
            raise refusal(path, late, "write each column in the first line", name)
    return {name: [row.get(name) for row in block.rows] for name in names}


def _typed(
    columns: dict[str, list[Any]], lines: list[int], kinds: dict[str, pa.DataType], items: frozenset[str], path: Path
) -> pa.RecordBatch:
    """Return the columns of some lines with the types of the first lines, which `kinds` keeps, but not of answers."""
    problems: list[Problem] = []
    arrays = {}
    for name, values in columns.items():
        if name in items:
            arrays[name] = _inferred(values)
            continue
        try:
            arrays[name] = _kept(name, values, lines, kinds)
        except ValueError as failure:
            problems.append(Problem(name, str(failure), "give the column one type"))
    if problems:
        raise AnswerError(problems, str(path))
    return pa.RecordBatch.from_pydict(arrays)


def _kept(name: str, values: list[Any], lines: list[int], kinds: dict[str, pa.DataType]) -> pa.Array:
    """Return a column that stays, which has one type, so that no value is changed.

    Raises:
        ValueError: If it has two.
    """
    first: dict[type, int] = {}
    for place, value in enumerate(values):
        if value is not None:
            first.setdefault(type(value), place)
    if len(first) > 1 and first.keys() != {int, float}:
        found = " and ".join(f"{shown(values[place])} in line {lines[place]}" for place in first.values())
        raise ValueError(f"expected values of one type, got {found}")
    try:
        array = pa.array(values)
    except (pa.ArrowException, OverflowError) as failure:
        raise ValueError(f"has values that no column can hold: {str(failure).splitlines()[0]}") from None
    kind = kinds.setdefault(name, pa.string() if pa.types.is_null(array.type) else array.type)
    if array.type == kind:
        return array
    if pa.types.is_null(array.type) or (kind == pa.float64() and array.type == pa.int64()):
        return array.cast(kind)
    raise ValueError(f"expected {kind}, as in the first lines, got {array.type}")


def _inferred(values: list[Any]) -> pa.Array:
    """Return values as an Arrow column; a mixture that Arrow does not take, such as words and numbers, as text."""
    kinds = {type(value) for value in values if value is not None}
    try:
        return pa.array(values) if len(kinds) <= 1 or kinds == {int, float} else _as_text(values)
    except (pa.ArrowException, OverflowError):
        return _as_text(values)


def _as_text(values: list[Any]) -> pa.Array:
    return pa.array(
        [value if value is None or isinstance(value, str) else json.dumps(value) for value in values], pa.string()
    )
