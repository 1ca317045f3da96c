"""Files of SPSS and Stata, with the labels of columns and values; what a user declared missing is no answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from ethics_audit.base.errors import needs_extra
from ethics_audit.frames.raw import Raw, arrow_column
from ethics_audit.frames.source import reason, refusal, refuse_wide


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
        columns, meta = read(str(path), output_format="dict")
    except (pyreadstat.ReadstatError, OSError, ValueError) as failure:
        raise refusal(path, f"cannot be read: {reason(failure)}") from None
    names = list(meta.column_names)
    refuse_wide(path, len(names))
    labels = {names.index(name): known for name, known in meta.variable_value_labels.items() if known}

    def load(skipped: int, categories: frozenset[int]) -> pa.Table:
        del categories
        made = [arrow_column(list(columns[name])).slice(skipped) for name in names]
        return pa.table(made, names=[str(place) for place, _ in enumerate(names)])

    return Raw([names, [label or "" for label in meta.column_labels]], 2, load, labels)
