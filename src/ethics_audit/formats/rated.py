"""The ratings in an expert form that was filled in and saved as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ethics_audit.base.causes import missing, repeated, unexpected, unknown
from ethics_audit.base.errors import PROBLEMS_TOLD, AnswerError, Problem
from ethics_audit.formats.expert import ID, LIKELIHOOD, SEVERITY
from ethics_audit.formats.incoming import decoded, refused
from ethics_audit.model.definitions import Audit
from ethics_audit.model.weighting import ItemRating, Weights

__all__ = ["weights"]

_DELIMITERS = ",;\t"
_MOST = {SEVERITY: 4, LIKELIHOOD: 3}
_NAMES = (ID, *_MOST)


def weights(content: bytes, audit: Audit) -> Weights:
    """Return one rater's ratings from a filled form; comments stay in the form.

    Args:
        content: The file: CSV with commas, semicolons or tabs, as spreadsheets save it.
        audit: The audit or checklist that was rated.

    Raises:
        AnswerError: If the file is no such form, leaves out an item, rates one twice or one that the audit does not
            have, or holds a number out of range, with every problem.
    """
    columns, rows = _table(decoded(content), audit)
    problems: list[Problem] = []
    ratings: dict[str, ItemRating] = {}
    seen: set[str] = set()
    for line, row in rows:
        id, *numbers = [row[columns[name]].strip() if columns[name] < len(row) else "" for name in _NAMES]
        if id in seen:
            problems.append(repeated(f"line {line}", id, "keep one of its rows", kind="the item"))
        elif id not in audit.items:
            problems.append(unknown(f"line {line}", f"an item of {audit.id}", id, audit.items))
        elif wrong := list(_wrong(id, numbers)):
            problems += wrong
        else:
            ratings[id] = ItemRating(id, *map(int, numbers))
        seen.add(id)
    problems += [missing(id, "rate every item") for id in audit.items if id not in seen]
    if problems:
        raise AnswerError(problems[: PROBLEMS_TOLD + 1])
    return Weights(audit.id, audit.version, [ratings[id] for id in audit.items])


def _wrong(id: str, numbers: list[str]) -> Iterator[Problem]:
    for (name, most), number in zip(_MOST.items(), numbers, strict=True):
        if not number:
            yield missing(f"{id}.{name}", f"write a whole number from 1 to {most}")
        elif number not in map(str, range(1, most + 1)):
            yield unexpected(f"{id}.{name}", f"a whole number from 1 to {most}", number)


def _table(text: str, audit: Audit) -> tuple[dict[str, int], list[tuple[int, list[str]]]]:
    """Return the places of the columns, and the rows that are not empty with the lines that they end on."""
    delimiter = max(_DELIMITERS, key=lambda sign: len(_columns(next(_rows(text, sign), (1, []))[1])))
    try:
        (_, head), *rows = [*_rows(text, delimiter, strict=True)] or [(1, [])]
    except csv.Error as failure:
        raise refused(f"is not CSV: {failure}") from None
    columns = _columns(head)
    if absent := [name for name in _NAMES if name not in columns]:
        names = ", ".join(absent)
        raise refused(f"has no column {names}", "fill in the form of 'ethics-audit export ID --to expert'")
    rated = head[columns[ID]].partition(":")[2].strip()
    if rated not in ("", f"{audit.id} {audit.version}"):
        raise AnswerError([unexpected(ID, f"the form of {audit.id} {audit.version}", rated, code="other-definition")])
    return columns, rows


def _rows(text: str, delimiter: str, *, strict: bool = False) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    return ((reader.line_num, row) for row in reader if any(map(str.strip, row)))


def _columns(head: list[str]) -> dict[str, int]:
    """Return the place of each column that is read, by the first word of its heading."""
    heads = [cell.partition(":")[0].strip().lower() for cell in head]
    return {name: heads.index(name) for name in _NAMES if name in heads}
