"""Files of SPSS and Stata, with the labels of columns and values.

What a user declared missing is no answer, unless its label says that the person does not know, or that it does not
apply.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from ethics_audit.base.errors import needs_extra
from ethics_audit.frames import binary
from ethics_audit.frames.raw import Raw, arrow_column
from ethics_audit.frames.source import CANNOT_READ, reason, refusal, refuse_wide
from ethics_audit.frames.vocabulary import open_answers, said


def raw(path: Path, known: Callable[[list[list[str]]], int]) -> Raw:
    """Return a file of SPSS (``.sav``, ``.zsav``) or Stata (``.dta``), which a separate process reads.

    Raises:
        AnswerError: If the file cannot be read.
        MissingExtraError: If the extra `files` is not installed.
    """
    del known
    with needs_extra("files"):
        import pyreadstat  # noqa: F401 - the other process needs it
    try:
        batches = [part.batch for part in binary.parts(KIND, path, [])]
    except CANNOT_READ as failure:
        raise refusal(path, f"cannot be read: {reason(failure)}") from None
    table = pa.Table.from_batches(batches)
    note = json.loads(table.schema.metadata[NOTE])
    refuse_wide(path, table.num_columns)
    labels = {place: dict(pairs) for place, pairs in note["labels"]}

    def load(skipped: int, categories: frozenset[int]) -> pa.Table:
        del categories
        return table.replace_schema_metadata().slice(skipped)

    return Raw([note["names"], note["titles"]], 2, load, labels)


KIND, NOTE = "statistics", b"note"


def _parts(path: Path, _: list[str]) -> Iterator[binary.Part]:
    """Yield all rows of a file at once, with the names, titles and labels as a note."""
    import pyreadstat

    read = pyreadstat.read_dta if path.suffix.lower() == ".dta" else pyreadstat.read_sav
    try:
        outline = read(str(path), output_format="dict", metadataonly=True)[1]
        binary.refuse_flood(outline.number_rows or 0, path)
        columns, meta = read(str(path), output_format="dict", user_missing=True)
    except (pyreadstat.ReadstatError, IndexError) as failure:
        raise ValueError(reason(failure)) from None
    names = list(meta.column_names)
    if len(columns) != len(names) or None in columns:
        raise ValueError("it is damaged: a column has no name, or that of another one")
    labels = {names.index(name): dict(known) for name, known in meta.variable_value_labels.items() if known}
    for name, declared in {**meta.missing_ranges, **meta.missing_user_values}.items():
        columns[name] = _answered(list(columns[name]), declared, labels.get(names.index(name), {}))
    pairs = [(place, list(known.items())) for place, known in labels.items()]
    note = json.dumps({"names": names, "titles": [label or "" for label in meta.column_labels], "labels": pairs})
    made = [_whole(arrow_column(list(columns[name]))) for name in names]
    fields = [(str(place), column.type) for place, column in enumerate(made)]
    yield binary.Part(0, pa.RecordBatch.from_arrays(made, schema=pa.schema(fields, {NOTE: note.encode()})), 1.0)


binary.PARTS[KIND] = _parts


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
