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
    """Read filled-in audits as a survey tool wrote them; see the docs."""
    definition = as_audit(audit)
    is_path = isinstance(path_or_frame, str | os.PathLike)
    source = Path(path_or_frame) if is_path else path_or_frame
    foreign = Foreign(column_names.aliases(definition), column_names.CODES, column_names.status(definition))
    told = str(source) if is_path else "table"
    asked = Asked(layout, person, occasion, facts, codebook, columns, source=told)
    return files.study(source, definition, asked, foreign)
