"""Answers files: the one to keep answers in, and others of the same quarter, whose results are shown together."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ethics_audit.assessment.assessment import Assessment, assess
from ethics_audit.assessment.blocks import Line, Section
from ethics_audit.assessment.page import sections
from ethics_audit.assessment.scoring import applies
from ethics_audit.base.dates import in_words, quarter, today
from ethics_audit.base.errors import AnswerError, EthicsAuditError
from ethics_audit.base.language import N_, gettext
from ethics_audit.base.layout import wrapped
from ethics_audit.cli.options import named
from ethics_audit.cli.sentences import arguments_of, sentence, whole
from ethics_audit.documents import catalog
from ethics_audit.documents.answers_file import AnswersFile, bring_over, kept_in
from ethics_audit.model.definitions import CASES, OCCASION, PRACTICE, Audit

if TYPE_CHECKING:
    from ethics_audit.history.earlier import Earlier

_OF_A_QUARTER = re.compile(r".+-(\d{4}-q[1-4])\.(?:toml|json)")


def opened(
    audit: str, version: str | None, path: Path | None, *, locale: str | None = None, history: str = ""
) -> tuple[Audit, Path, AnswersFile]:
    """Return an audit, its answers file, and the answers brought over to its version; print what has changed.

    Args:
        audit: The audit as it was named.
        version: Its version; the newest if None.
        path: The answers file that was named, if one was.
        locale: The language of the audit.
        history: The place of the history, beside which the answers stand.

    Raises:
        AnswerError: If the file cannot be read, or holds answers to something else.
        StoreError: If it cannot be written.
        UsageError: If there are two files for this quarter, and none was named.
        UnknownIdError: If there is no such audit, or no translation into this language.
    """
    definition = catalog.load_audit(named(audit), version, locale=locale)
    path = named_file(path, history) if path else _default_path(definition, audit, locale, history)
    file = AnswersFile.opened(path, audit, version)
    if notice := bring_over(definition, file):
        click.echo(f"{notice}\n")
    return definition, path, file


def kept_where(definition: Audit, path: Path, *, history: bool) -> str:
    """Return where the answers are kept, as a sentence."""
    notice = kept_in(path, history=history)
    record = gettext("At the end you can have them written into a record beside it.")
    return wrapped(f"{notice} {record}" if definition.kind == OCCASION else notice)


def named_file(path: Path, history: str = "") -> Path:
    """Return a file that was named; a bare name that is not in this folder may be that of one among the answers."""
    if path.name != str(path) or path.exists():
        return path
    kept = _folder(history) / path
    return kept if kept.exists() else path


def _folder(history: str = "") -> Path:
    """Return the folder of the answers; what keeps a history is imported only for it."""
    from ethics_audit.history.unfinished import folder

    return folder(history)


def spoken_of(path: Path) -> Path:
    """Return how an answers file is named in a command: by its bare name if that is enough."""
    return Path(path.name) if path.parent == _folder() and not Path(path.name).exists() else path


def file_to_name(definition: Audit, audit: str, path: Path, history: str = "") -> Path | None:
    """Return what ``--file`` needs to say to go on with a file; None if the command finds it without being told."""
    is_found = definition.kind != OCCASION and path == default_path(definition, audit, today(), _folder(history))
    return None if is_found else spoken_of(path)


def told_unfinished(history: str = "", locale: str | None = None, *, but: Iterable[Path | None] = ()) -> Iterator[str]:
    """Yield a sentence for each unfinished audit among the answers, but in some files, and for each unreadable file."""
    from ethics_audit.history import unfinished

    place = unfinished.folder(history)
    for one in unfinished.unfinished(place, locale=locale):
        if one.path not in but:
            told = file_to_name(one.audit, one.audit.id, one.path, history)
            notice = gettext(
                "Unfinished: {title}, {given} of {count} answered, last changed {day}. To go on: {command}",
                title=one.audit.title,
                given=one.given,
                count=one.count,
                day=in_words(one.changed),
                command=to_go_on(one.audit.id, told, history, locale),
            )
            yield sentence(notice)
    for broken in unfinished.unreadable(place):
        yield sentence(gettext("{file} cannot be read: {reason}", file=whole(broken.path), reason=broken.trouble))


def _default_path(definition: Audit, audit: str, locale: str | None, history: str) -> Path:
    """Return the answers file of this quarter or day: among the answers, or one that is in this folder already.

    An earlier one in this folder is told of; those among the answers are told with all that is unfinished.
    """
    is_own = catalog.is_path(audit)
    name = Path(audit).stem if is_own else audit
    here = default_path(definition, name, today())
    path = here if is_own else default_path(definition, name, today(), _folder(history))
    if path != here and here.exists():
        if path.exists():
            raise click.UsageError(_two_files(audit, path, here.absolute()))
        return here.absolute()
    if path.exists():
        return path
    if earlier := unfinished(definition, name, here.parent):
        notice = (
            N_("A new record begins. To go on with the earlier one: {command}")
            if definition.kind == OCCASION
            else N_("A new quarter begins. To go on with the earlier one: {command}")
        )
        command = to_go_on(audit, spoken_of(earlier), history, locale)
        click.echo(f"{sentence(gettext(notice, command=command))}\n")
    return path


def to_go_on(audit: str, path: Path | None, history: str = "", locale: str | None = None) -> str:
    """Return the command that goes on with an answers file; with the one of this quarter or day if none is named."""
    options = arguments_of({"--file": path, "--locale": locale, "--history": history})
    return whole(shlex.join(["ethics-audit", "start", audit, *options]))


def _two_files(audit: str, kept: Path, here: Path) -> str:
    """Return that a person has to say which of two files to go on with; neither is changed."""
    told = gettext("There are two files with your answers, and only you know which one is right. To go on with one:")
    return "\n".join([told, *(to_go_on(audit, path).replace("\0", " ") for path in (kept, here))])


def default_path(definition: Audit, name: str, day: date, place: Path = Path()) -> Path:
    """Return the default answers file: one for each quarter; for an occasion, one for each day and decision."""
    if definition.kind != OCCASION:
        return place / f"{name}-{quarter(day)}.toml"
    path, number = place / f"{name}-{day.isoformat()}.toml", 1
    while path.with_suffix(".md").exists():
        number += 1
        path = place / f"{name}-{day.isoformat()}-{number}.toml"
    return path


def unfinished(definition: Audit, name: str, place: Path) -> Path | None:
    """Return the newest unfinished file in a folder; of an occasion, the last one without a record."""
    pattern = f"{name}-????-??-??*.toml" if definition.kind == OCCASION else f"{name}-????-q?.toml"
    earlier = [file for file in place.glob(pattern) if not _is_finished(definition, file)]
    return max(earlier, default=None, key=lambda file: file.name)


def last_time(definition: Audit, path: Path) -> Earlier | None:
    """Return what was said in the newest readable file of an earlier quarter in the same folder."""
    from ethics_audit.history.earlier import recalled

    if not (named := _OF_A_QUARTER.fullmatch(path.name)):
        return None
    name = path.name[: named.start(1)]
    for file in sorted(path.parent.glob(f"{name}????-q?.toml"), reverse=True):
        day = quarter_of(file)
        with suppress(EthicsAuditError):
            if day and file.name < path.name and (answers := catalog.load_answers(file).answers).given:
                return recalled(definition, answers, day)
    return None


def quarter_of(path: Path) -> date | None:
    """Return a day of the quarter that a file name ends in; None if it names no quarter."""
    named = _OF_A_QUARTER.fullmatch(path.name)
    return date(int(named[1][:4]), 3 * int(named[1][-1]), 1) if named else None


def _is_finished(definition: Audit, path: Path) -> bool:
    """Return whether a file can be read and answers every question; of an occasion, whether it has a record."""
    if definition.kind == OCCASION:
        return path.with_suffix(".md").exists()
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
    path = named_file(path)
    sheet = catalog.load_answers(path)
    definition = catalog.audit_beside(sheet, path, locale=locale)
    try:
        return assess(definition, sheet.answers)
    except AnswerError as failure:
        raise AnswerError(failure.problems, str(path)) from None


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
