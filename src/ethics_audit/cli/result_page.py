"""The page of a result as the command line shows it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.assessment.blocks import Line, Section
from ethics_audit.assessment.page import sections
from ethics_audit.base.language import gettext


def page(
    result: Assessment, other: tuple[Path, Assessment] | None, asked: Iterable[Section] = (), *, whole: bool = True
) -> list[Section]:
    """Return the sections of the page of a result.

    Args:
        result: The result.
        other: Other answers of the same quarter and folder, with their file.
        asked: Sections that were asked for.
        whole: Whether the page is whole; see `ethics_audit.assessment.page.sections`.
    """
    if other is None or not whole:
        return sections(result, asked=asked, whole=whole)
    path, answered = other
    note = gettext("Looked at together with {file}, which lies in the same folder.", file=path.name)
    return [*sections(result, answered, asked), Section("files", "", [Line(note)])]
