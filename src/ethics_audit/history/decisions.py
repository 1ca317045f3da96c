"""The record of a decision, in a file beside the answers to its occasion."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count, takewhile
from pathlib import Path

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.assessment.markdown import decision_record
from ethics_audit.base.files import holds, replace_whole
from ethics_audit.model.answer_sheet import Decision


def write_record(answers: Path, result: Assessment, decision: Decision, day: date) -> Path:
    """Write the record beside the answers, never over another one; return its path.

    Raises:
        StoreError: If it cannot be written.
    """
    content = decision_record(result, decision, day).encode()
    path = next(path for path in _paths(answers) if not path.exists() or holds(path, content))
    replace_whole(path, content)
    return path


def kept_record(answers: Path) -> Path | None:
    """Return the record beside the answers that was written last; None if there is none."""
    return max(takewhile(Path.exists, _paths(answers)), default=None, key=lambda path: path.stat().st_mtime)


def _paths(answers: Path) -> Iterator[Path]:
    """Yield where the record and its later forms stand, without an end."""
    yield answers.with_suffix(".md")
    yield from (answers.with_name(f"{answers.stem}-revised-{number}.md") for number in count(2))
