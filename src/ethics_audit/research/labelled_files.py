"""Data sets of SPSS and Stata, with the labels of their columns and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from attrs import frozen

from ethics_audit.base.errors import needs_extra

SPSS, STATA = KINDS = (".sav", ".dta")
LONGEST = {SPSS: (256, 120), STATA: (80, 32_000)}
"""The most bytes of the label of a column, and of a value."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""How Stata tells missing values apart."""


@frozen
class Variable:
    """A column of numbers with labels.

    Attributes:
        name: Its name in the file.
        label: What it asks.
        labels: What each number means.
        missing: The numbers that mean no answer; in Stata they become ``.a``, ``.b`` and so on.
        numbers: One a row; None if there is nothing.
    """

    name: str
    label: str
    labels: Mapping[int, str]
    missing: Sequence[int]
    numbers: Sequence[int | None]


def content(kind: str, others: Mapping[str, Sequence[Any]], variables: Sequence[Variable], title: str) -> bytes:
    """Return a data set of SPSS (``.sav``) or Stata (``.dta``).

    Args:
        kind: The ending of the file.
        others: The columns that come first, by name; what is no column of numbers is text.
        variables: The columns with labels.
        title: The label of the file.

    Raises:
        MissingExtraError: If the extra `files` is not installed.
    """
    with needs_extra("files"):
        import polars as pl
        import pyreadstat
    of_column, of_value = LONGEST[kind]
    instead = [dict(zip(one.missing, LETTERS if kind == STATA else one.missing, strict=False)) for one in variables]
    columns = {name: _series(pl, values) for name, values in others.items()}
    labels: dict[str, dict[Any, str]] = {}
    for one, missing in zip(variables, instead, strict=True):
        numbers = [missing.get(number, number) for number in one.numbers]  # type: ignore[arg-type]
        columns[one.name] = pl.Series(numbers, dtype=pl.Object if kind == STATA else pl.Float64)
        labels[one.name] = {missing.get(n, n): _cut(label, of_value) for n, label in one.labels.items()}
    declared = {one.name: list(found.values()) for one, found in zip(variables, instead, strict=True) if found}
    more: dict[str, Any] = {"missing_user_values" if kind == STATA else "missing_ranges": declared}
    if kind == SPSS:
        more["variable_measure"] = {one.name: "ordinal" for one in variables}
    write = pyreadstat.write_dta if kind == STATA else pyreadstat.write_sav
    with TemporaryDirectory() as folder:
        path = Path(folder, f"data{kind}")
        write(
            pl.DataFrame(columns),
            path,
            file_label=_cut(title, 64),
            column_labels={one.name: _cut(one.label, of_column) for one in variables},
            variable_value_labels=labels,
            **more,
        )
        return path.read_bytes()


def _series(pl: Any, values: Sequence[Any]) -> Any:
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, int | float) and not isinstance(value, bool) for value in known):
        return pl.Series(values, dtype=pl.Float64, strict=False)
    return pl.Series([None if value is None else str(value) for value in values], dtype=pl.String)


def _cut(text: str, longest: int) -> str:
    """Return at most so many bytes of a text, and no half of a sign."""
    return " ".join(text.split()).encode()[:longest].decode(errors="ignore")
