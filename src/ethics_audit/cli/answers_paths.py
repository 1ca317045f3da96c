"""Answers files: the one to keep answers in, and others of the same quarter, whose results are shown together."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from ethics_audit.assessment.assessment import Assessment, assess
from ethics_audit.assessment.blocks import Line, Section
from ethics_audit.assessment.explanation import applies
from ethics_audit.assessment.page import sections
from ethics_audit.base.dates import quarter, today
from ethics_audit.base.errors import EthicsAuditError
from ethics_audit.base.language import gettext
from ethics_audit.base.layout import wrapped
from ethics_audit.cli.options import named
from ethics_audit.cli.sentences import arguments_of, sentence, whole
from ethics_audit.documents import catalog
from ethics_audit.documents.answers_file import AnswersFile, bring_over, kept_in
from ethics_audit.model.definitions import CASES, OCCASION, PRACTICE, Audit

_OF_A_QUARTER = re.compile(r".+-(\d{4}-q[1-4])\.(?:toml|json)")


def opened(
    audit: str, version: str | None, path: Path | None, *, locale: str | None = None
) -> tuple[Audit, Path, AnswersFile]:
    """Return an audit, its answers file, and the answers brought over to its version; print what has changed.

    Raises:
        AnswerError: If the file cannot be read, or holds answers to something else.
        StoreError: If it cannot be written.
        UnknownIdError: If there is no such audit, or no translation into this language.
    """
    definition = catalog.load_audit(named(audit), version, locale=locale)
    path = path or _default_path(definition, audit, locale)
    file = AnswersFile.opened(path, audit, version)
    if notice := bring_over(definition, file):
        click.echo(f"{notice}\n")
    return definition, path, file


def kept_where(definition: Audit, path: Path, *, history: bool) -> str:
    """Return where the answers are kept, as a sentence."""
    notice = kept_in(path, history=history)
    record = gettext("At the end you can have them written into a record beside it.")
    return wrapped(f"{notice} {record}" if definition.kind == OCCASION else notice)


def _default_path(definition: Audit, audit: str, locale: str | None) -> Path:
    name = Path(audit).stem if catalog.is_path(audit) else audit
    path = default_path(definition, name, today())
    if earlier := unfinished(definition, name, path):
        options = arguments_of({"--file": earlier, "--locale": locale})
        command = whole(shlex.join(["ethics-audit", "start", audit, *options]))
        notice = (
            gettext("A new record begins. To go on with the earlier one: {command}", command=command)
            if definition.kind == OCCASION
            else gettext("A new quarter begins. To go on with the earlier one: {command}", command=command)
        )
        click.echo(f"{sentence(notice)}\n")
    return path


def default_path(definition: Audit, name: str, day: date) -> Path:
    """Return the default answers file: one for each quarter; for an occasion, one for each day and decision."""
    if definition.kind != OCCASION:
        return Path(f"{name}-{quarter(day)}.toml")
    path, number = Path(f"{name}-{day.isoformat()}.toml"), 1
    while path.with_suffix(".md").exists():
        number += 1
        path = Path(f"{name}-{day.isoformat()}-{number}.toml")
    return path


def unfinished(definition: Audit, name: str, path: Path) -> Path | None:
    """Return an unfinished earlier file if `path` is new; of an occasion, the last one without a record."""
    if path.exists():
        return None
    if definition.kind == OCCASION:
        files = Path().glob(f"{name}-????-??-??*.toml")
        earlier = [file for file in files if not file.with_suffix(".md").exists()]
    else:
        earlier = [file for file in Path().glob(f"{name}-????-q?.toml") if not _is_complete(definition, file)]
    return max(earlier, default=None)


def quarter_of(path: Path) -> date | None:
    """Return a day of the quarter that a file name ends in; None if it names no quarter."""
    named = _OF_A_QUARTER.fullmatch(path.name)
    return date(int(named[1][:4]), 3 * int(named[1][-1]), 1) if named else None


def _is_complete(definition: Audit, path: Path) -> bool:
    """Return whether a file can be read and answers every question."""
    try:
        answers = catalog.load_answers(path).answers
    except EthicsAuditError:
        return False
    return all(id in answers.given for id, item in definition.items.items() if applies(item, answers))


def beside(path: Path, result: Assessment) -> tuple[Path, Assessment] | None:
    """Return the answers to cases of the same quarter and folder; for answers to cases, those of one's own practice.

    The quarter is part of the file name. Of several files, the one with the most answers is taken; files that cannot
    be read are named on standard error.
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
    readable = [(other, found) for other in others if (found := _scored_if_readable(other))]
    fitting = [(other, found) for other, found in readable if found.audit.kind == wanted]
    return max(fitting, key=lambda found: len(found[1].answers.given), default=None)


def scored(path: Path, locale: str | None = None) -> Assessment:
    """Return the result of an answers file, in the language of its audit or in another one."""
    sheet = catalog.load_answers(path)
    return assess(catalog.audit_beside(sheet, path, locale=locale), sheet.answers)


def _scored_if_readable(path: Path) -> Assessment | None:
    try:
        return scored(path)
    except EthicsAuditError:
        notice = gettext("{file} lies in the same folder but cannot be read, and was left out.", file=path.name)
        click.echo(notice, err=True)
        return None


def result_page(
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
        return sections(result, asked=asked, whole=whole, day=today())
    path, answered = other
    note = gettext("Looked at together with {file}, which lies in the same folder.", file=path.name)
    return [*sections(result, answered, asked, day=today()), Section("files", "", [Line(note)])]
