"""Excel workbooks, whose sheet with the questions is read; titles may be merged over several columns."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import pyarrow as pa

from ethics_audit.base.errors import needs_extra
from ethics_audit.frames.cells import listed
from ethics_audit.frames.raw import HEAD_ROWS, Raw, arrow_column
from ethics_audit.frames.source import refusal, refuse_wide

_WITHOUT_RESULT = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"(?:(?! t="str")[^>])*>\s*<f[^<]*(?:/>|</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
"""A cell with a formula and no result; one whose result is an empty text is of the type ``str``."""
DAMAGED = (
    *(BadZipFile, zlib.error, NotImplementedError, SyntaxError, LookupError),
    *(ValueError, TypeError, AttributeError, OSError, EOFError),
)
"""What comes of a damaged workbook; that of its XML is a `SyntaxError`."""


def raw(path: Path, known: Callable[[list[list[str]]], int]) -> Raw:
    """Return the sheet of a workbook whose first rows name the most questions.

    Raises:
        AnswerError: If the file is no workbook.
        MissingExtraError: If the extra `files` is not installed.
    """
    with needs_extra("files"):
        import openpyxl
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheets = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}
    except DAMAGED as failure:
        raise refusal(path, f"cannot be read as a workbook: {failure}") from None
    parts = {sheet.title: sheet._worksheet_path for sheet in book.worksheets}  # noqa: SLF001 - it has no public name
    book.close()
    raws = {name: _of_rows(path, rows) for name, rows in sheets.items()}
    counts = {name: known(raw.rows) for name, raw in raws.items() if len(sheets[name]) > 1}
    best = max(raws, key=lambda name: counts.get(name, -1))
    _refuse_several(path, [name for name, count in counts.items() if 2 * count > counts.get(best, 0)])
    _refuse_formulas(path, parts[best])
    return raws[best]._replace(notes=(f"The sheet {best} was read.",)) if len(raws) > 1 else raws[best]


def _refuse_several(path: Path, sheets: list[str]) -> None:
    """Refuse a workbook of which several sheets have the questions, such as one for each quarter.

    Raises:
        AnswerError: If it has them.
    """
    if len(sheets) > 1:
        names = listed([repr(name) for name in sheets])
        hint = "save each as a file, and read them with --occasion file; or keep one"
        raise refusal(path, f"expected one sheet with questions, got {len(sheets)}: {names}", hint)


def _refuse_formulas(path: Path, part: str) -> None:
    """Refuse a sheet with formulas whose results nobody has computed, since their cells look empty.

    Raises:
        AnswerError: If it has them.
    """
    with ZipFile(path) as book:
        cells = [cell.decode() for cell in _WITHOUT_RESULT.findall(book.read(part.lstrip("/")))]
    if cells:
        hint = "open the workbook in Excel or LibreOffice and save it, so that it has the results"
        raise refusal(path, f"has formulas without results, in {listed(cells)}", hint)


def _of_rows(path: Path, rows: list[list[Any]]) -> Raw:
    width = max((place for row in rows for place, cell in enumerate(row, 1) if cell is not None), default=0)
    refuse_wide(path, width)
    even = [row[:width] + [None] * (width - len(row)) for row in rows]

    def load(skipped: int, categories: frozenset[int]) -> pa.Table:
        body = even[skipped:]
        columns = [[row[place] for row in body] for place in range(width)]
        return pa.table(
            [
                arrow_column([_text(cell) or None for cell in column] if place in categories else column)
                for place, column in enumerate(columns)
            ],
            names=[str(place) for place in range(width)],
        )

    return Raw([[_text(cell) for cell in row] for row in even[:HEAD_ROWS]], 0, load)


def _text(cell: object) -> str:
    """Return a cell as text; a whole number has no decimal point, and midnight no time."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return (
            cell.date().isoformat()
            if cell == datetime.combine(cell.date(), datetime.min.time())
            else cell.isoformat(" ")
        )
    return cell.isoformat() if isinstance(cell, date) else str(cell)
