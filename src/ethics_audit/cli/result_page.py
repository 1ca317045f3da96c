"""The page of a result as the command line shows it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ethics_audit.assessment import wording
from ethics_audit.assessment.assessment import Assessment
from ethics_audit.base.language import gettext


def page(
    result: Assessment, other: tuple[Path, Assessment] | None, asked: Sequence[str] = (), *, whole: bool = True
) -> str:
    """The page of a result, with what other answers of the same quarter and folder say, and sections asked for."""
    if other is None or not whole:
        return wording.page(result, asked=asked, whole=whole)
    path, answered = other
    told = gettext("Looked at together with {file}, which lies in the same folder.", file=path.name)
    return f"{wording.page(result, answered, asked)}\n\n{told}"
