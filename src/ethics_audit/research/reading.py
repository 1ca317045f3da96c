"""Reading of studies from what survey tools write."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ethics_audit.formats import column_names
from ethics_audit.frames import files
from ethics_audit.frames.codebook import Codebook
from ethics_audit.frames.incoming import Foreign
from ethics_audit.frames.layouts.reader import Asked, Facts
from ethics_audit.frames.study import Study
from ethics_audit.model.definitions import Audit, Checklist, as_audit


def read(
    path_or_frame: str | os.PathLike[str] | Any,
    audit: Audit | Checklist,
    *,
    layout: str | None = None,
    person: str | Sequence[str] | None = None,
    occasion: str | None = None,
    facts: Facts | None = None,
    codebook: Codebook | None = None,
    columns: Mapping[str, str] | None = None,
) -> Study:
    r"""Read filled-in audits as a survey tool wrote them.

    How a column was taken is told in `Study.mapping`, and what else was done in `Study.notes`. Nothing is guessed: a
    doubt is an error, and all problems are told at once.

    Args:
        path_or_frame: The path of a CSV file (``.csv``, ``.tsv``, ``.txt``), a workbook (``.xlsx``), a file of SPSS
            (``.sav``, ``.zsav``) or Stata (``.dta``), Parquet, Arrow or NDJSON; or a table in memory.
        audit: The definition that was answered.
        layout: ``"wide"`` (a row for each audit), ``"long"`` (a row for each answer) or ``"vectors"`` (a column of
            vectors); by default, the one that the columns show.
        person: The column that names a person, or several that do together; by default one that is called so, such as
            ``person``, ``participant`` or ``record_id``. An empty list says that every row is a person.
        occasion: The column that names the occasion, such as a quarter; by default one that is called so.
        facts: The facts that hold for every row; or a mapping from facts to whether they hold, or to their column.
        codebook: The word of each whole number, for each item or for all; or ``"audit"`` for the audit's own.
        columns: The item or the fact of each column that has a name of its own, the other way around too.

    Returns:
        The study: a row for each person and occasion, in the order of the file.

    Raises:
        AnswerError: If no item is found, a column could be two things, an answer is none, a person has two rows on one
            occasion, or answers depend on a fact that neither a column nor `facts` states; with every problem.
        ArgumentError: If an argument is not allowed.
        MissingExtraError: If the file is a workbook, or of SPSS or Stata, and the extra `files` is not installed.

    Example:
        >>> study = research.read("export.csv", audit, person="code")  # doctest: +SKIP
        >>> print(*study.mapping, sep="\n")  # doctest: +SKIP
        code: person (by argument)
        Q2_1: item boundaries.gifts (by prompt)
    """
    definition = as_audit(audit)
    is_path = isinstance(path_or_frame, str | os.PathLike)
    source = Path(path_or_frame) if is_path else path_or_frame
    foreign = Foreign(column_names.aliases(definition), column_names.CODES, column_names.status(definition))
    told = str(source) if is_path else "table"
    asked = Asked(layout, person, occasion, facts, codebook, columns, source=told)
    return files.study(source, definition, asked, foreign)
