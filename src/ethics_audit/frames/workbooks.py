"""Excel workbooks, whose sheet with the questions is read; titles may be merged over several columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pyarrow as pa

from ethics_audit.base.errors import needs_extra
from ethics_audit.frames.raw import HEAD_ROWS, Raw, arrow_column
from ethics_audit.frames.source import refusal, refuse_wide


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
    except (BadZipFile, KeyError, ValueError, OSError) as failure:
        raise refusal(path, f"cannot be read as a workbook: {failure}") from None
    sheets = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}
    book.close()
    raws = {name: _of_rows(path, rows) for name, rows in sheets.items()}
    best = max(raws, key=lambda name: known(raws[name].rows))
    return raws[best]._replace(notes=(f"The sheet {best} was read.",)) if len(raws) > 1 else raws[best]


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
