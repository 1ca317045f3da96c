"""Files of SPSS and Stata, with the labels of columns and values.

What a user declared missing is no answer, unless its label says that the person does not know, or that it does not
apply.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from ethics_audit.base.errors import needs_extra
from ethics_audit.frames.raw import Raw, arrow_column
from ethics_audit.frames.source import reason, refusal, refuse_wide
from ethics_audit.frames.vocabulary import open_answers, said


def raw(path: Path, known: Callable[[list[list[str]]], int]) -> Raw:
    """Return a file of SPSS (``.sav``, ``.zsav``) or Stata (``.dta``).

    Raises:
        AnswerError: If the file cannot be read.
        MissingExtraError: If the extra `files` is not installed.
    """
    del known
    with needs_extra("files"):
        import pyreadstat
    read = pyreadstat.read_dta if path.suffix.lower() == ".dta" else pyreadstat.read_sav
    try:
        columns, meta = read(str(path), output_format="dict", user_missing=True)
    except (pyreadstat.ReadstatError, OSError, ValueError) as failure:
        raise refusal(path, f"cannot be read: {reason(failure)}") from None
    names = list(meta.column_names)
    refuse_wide(path, len(names))
    labels = {names.index(name): dict(known) for name, known in meta.variable_value_labels.items() if known}
    for name, declared in {**meta.missing_ranges, **meta.missing_user_values}.items():
        columns[name] = _answered(list(columns[name]), declared, labels.get(names.index(name), {}))

    def load(skipped: int, categories: frozenset[int]) -> pa.Table:
        del categories
        made = [_whole(arrow_column(list(columns[name]))).slice(skipped) for name in names]
        return pa.table(made, names=[str(place) for place, _ in enumerate(names)])

    return Raw([names, [label or "" for label in meta.column_labels]], 2, load, labels)


def _whole(column: pa.Array) -> pa.Array:
    """Return a column of whole numbers as these, since SPSS has no other type than decimals."""
    if not pa.types.is_floating(column.type):
        return column
    try:
        return column.cast(pa.int64())
    except pa.ArrowInvalid:
        return column


def _answered(values: list[Any], declared: list[Any], labels: dict[Any, str]) -> list[Any]:
    """Return None for what is declared missing, but what answers as a number that has its label."""
    instead: dict[Any, float | None] = {}
    for value in dict.fromkeys(values):
        if any(_within(value, one) for one in declared):
            label = labels.get(value)
            instead[value] = LOWEST - len(instead) if label is not None and said(label) in open_answers() else None
    labels |= {number: labels[value] for value, number in instead.items() if number is not None}
    return [instead.get(value, value) for value in values]


LOWEST = -1e6
"""The first number in place of a letter of Stata or a number of SPSS that is declared missing, and answers."""


def _within(value: Any, declared: Any) -> bool:
    """Return whether a value is a letter of Stata or in a range of SPSS."""
    low, high = (declared, declared) if isinstance(declared, str) else (declared["lo"], declared["hi"])
    return value is not None and isinstance(value, str) == isinstance(low, str) and bool(low <= value <= high)
