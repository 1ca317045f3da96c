"""Where answers are kept by default, and which file of the same quarter belongs beside another."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import click

from ethics_audit.assessment.assessment import Assessment, assess
from ethics_audit.assessment.explanation import applies
from ethics_audit.base.dates import quarter
from ethics_audit.base.errors import EthicsAuditError
from ethics_audit.base.language import gettext
from ethics_audit.documents import catalog
from ethics_audit.model.definitions import CASES, OCCASION, PRACTICE, Audit

_OF_A_QUARTER = re.compile(r".+-(\d{4}-q[1-4])\.(?:toml|json)")


def default_path(definition: Audit, name: str, today: date) -> Path:
    """The answers file in this folder: one a quarter; for an occasion one a day, and another once that is decided."""
    if definition.kind != OCCASION:
        return Path(f"{name}-{quarter(today)}.toml")
    path, number = Path(f"{name}-{today.isoformat()}.toml"), 1
    while path.with_suffix(".md").exists():
        number += 1
        path = Path(f"{name}-{today.isoformat()}-{number}.toml")
    return path


def unfinished(definition: Audit, name: str, path: Path) -> Path | None:
    """An earlier file that may be gone on with, if `path` is a new one: of an occasion, the last without a decision."""
    if path.exists():
        return None
    if definition.kind == OCCASION:
        earlier = [
            one for one in sorted(Path().glob(f"{name}-????-??-??*.toml")) if not one.with_suffix(".md").exists()
        ]
    else:
        earlier = [one for one in sorted(Path().glob(f"{name}-????-q?.toml")) if not _is_complete(definition, one)]
    return earlier[-1] if earlier else None


def quarter_of(path: Path) -> date | None:
    """A day of the quarter that a file belongs to by its name; None if the name says nothing of it."""
    named = _OF_A_QUARTER.fullmatch(path.name)
    return date(int(named[1][:4]), 3 * int(named[1][-1]), 1) if named else None


def _is_complete(definition: Audit, path: Path) -> bool:
    """Whether every question is answered in a file; one that cannot be read is not."""
    try:
        answers = catalog.load_answers(path).answers
    except EthicsAuditError:
        return False
    return all(id in answers.given for id, item in definition.items.items() if applies(item, answers))


def beside(path: Path, result: Assessment) -> tuple[Path, Assessment] | None:
    """The answers to cases of the same quarter in the same folder; for answers to cases, those of one's own practice.

    A file belongs to a quarter by its name. Of several, the one with the most answers is taken; of one that cannot be
    read, standard error says so.
    """
    wanted = {PRACTICE: CASES, CASES: PRACTICE}.get(result.audit.kind)
    named = _OF_A_QUARTER.fullmatch(path.name)
    if named is None or wanted is None:
        return None
    others = [
        other
        for other in sorted(path.parent.glob(f"*-{named[1]}.*"))
        if _OF_A_QUARTER.fullmatch(other.name) and other.is_file() and other.name != path.name
    ]
    scored = [(other, found) for other in others if (found := _scored(other)) and found.audit.kind == wanted]
    return max(scored, key=lambda one: len(one[1].answers.given), default=None)


def _scored(path: Path) -> Assessment | None:
    try:
        sheet = catalog.load_answers(path)
        return assess(catalog.audit_beside(sheet, path), sheet.answers)
    except EthicsAuditError:
        told = gettext("{file} lies in the same folder but cannot be read, and was left out.", file=path.name)
        click.echo(told, err=True)
        return None
