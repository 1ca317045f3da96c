"""From the first question to the page: what `start` does at a terminal."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import click
from attrs import evolve

from ethics_audit.assessment.assessment import Assessment, assess
from ethics_audit.assessment.page import urgent
from ethics_audit.assessment.wording import of_translation
from ethics_audit.base.errors import StoreError
from ethics_audit.base.language import gettext
from ethics_audit.base.layout import wrapped
from ethics_audit.cli import kept as keeping
from ethics_audit.cli import opening, stores
from ethics_audit.cli.answers_paths import beside, default_path, quarter_of, unfinished
from ethics_audit.cli.asking import Left, read_line
from ethics_audit.cli.danger import go_on
from ethics_audit.cli.decision_output import DecisionTalk, write_record
from ethics_audit.cli.interview import Interview
from ethics_audit.cli.notes import Notes
from ethics_audit.cli.opening import Way
from ethics_audit.cli.options import language, named, typed
from ethics_audit.cli.paint import show
from ethics_audit.cli.result_page import page
from ethics_audit.cli.sentences import sentence, whole
from ethics_audit.documents import catalog
from ethics_audit.documents.answers_file import AnswersFile, Unsaved, bring_over, kept_in
from ethics_audit.history import History
from ethics_audit.model.answer_sheet import AnswerSheet, Decision
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import OCCASION, PRACTICE, Audit


class Wish(NamedTuple):
    """How a person wants to take an audit.

    Attributes:
        path: The answers file; by default one in this folder.
        version: The version of the audit; the newest by default.
        locale: The language of the questions; that of the original if None.
        place: Where the history is kept; the default place if empty.
        keep: Whether the finished audit is kept in the history, if that was said.
        ephemeral: Whether nothing at all is written to the disk.
        notes: Whether notes can be made at questions.
    """

    path: Path | None
    version: str | None
    locale: str | None
    place: str
    keep: bool | None
    ephemeral: bool
    notes: bool

    def told(self) -> list[str]:
        """What of it the same command needs to go on in the same way."""
        return [
            *(["--version", self.version] if self.version else []),
            *language(self.locale),
            *(["--history", self.place] if self.place else []),
            *(["--no-keep"] if self.keep is False else []),
            *(["--notes"] if self.notes else []),
        ]


def run(audit: str, wish: Wish) -> None:
    """Ask an audit until it is answered or the person leaves; prints the page.

    Raises:
        EOFError: If the input ends.
    """
    today = datetime.now().astimezone().date()
    if wish.ephemeral:
        definition = catalog.load_audit(named(audit), wish.version, locale=wish.locale)
        file = Unsaved(AnswerSheet(audit, Answers()))
        _say_opening(definition, file)
        _in_memory(definition, file, None, today, wish)
        return
    definition, path, kept = opened(audit, wish.version, wish.path, today, locale=wish.locale)
    _say_opening(definition, kept)
    try:
        way = _way(definition, path, wish)
    except Left:
        click.echo("\n" + gettext("Nothing was answered, nothing was saved."))
        return
    if way is Way.KEEP:
        _in_file(definition, kept, today, wish, audit=audit, path=path)
    else:
        history = stores.secret(wish.place) if way is Way.ENCRYPT else None
        _in_memory(definition, Unsaved(kept.sheet), history, today, wish)


def _say_opening(definition: Audit, file: AnswersFile | Unsaved) -> None:
    """Say what must not wait, if an earlier answer raised it, and what to know before the first question."""
    answers = file.sheet.answers
    parts = [f"{definition.title} {definition.version}", _urgent(definition, file), opening.told(definition, answers)]
    click.echo("\n\n".join(part for part in parts if part))


def _urgent(definition: Audit, file: AnswersFile | Unsaved) -> str:
    return urgent(assess(definition, file.sheet.answers))


def _way(definition: Audit, path: Path, wish: Wish) -> Way:
    """What becomes of the answers: as was said on the command line or at an earlier start, else as the person says now.

    Raises:
        Left: If the person stops.
    """
    if wish.keep is not None or path.exists():
        return Way.KEEP
    return opening.choose(definition, path, wish.place, click.echo, read_line)


@contextmanager
def _urgent_last(definition: Audit, file: AnswersFile | Unsaved) -> Iterator[None]:
    """Say once more what must not wait, to whoever stops, in whatever way."""
    try:
        yield
    except BaseException:
        if told := _urgent(definition, file):
            click.echo(f"\n{told}")
        raise


def _in_file(definition: Audit, file: AnswersFile, today: date, wish: Wish, *, audit: str, path: Path) -> None:
    """Ask, keep every answer in the file at once, and the finished audit in the history if that is wished."""
    history = None if wish.keep is False else stores.history(wish.place)
    again = whole(shlex.join(["ethics-audit", "start", audit, "--file", str(path), *wish.told()]))
    practice = history if definition.kind == PRACTICE else None
    head = practice.head if practice else ""
    if wish.keep is not None or path.exists():
        click.echo(f"\n{kept_where(definition, path, history)}")
    try:
        if _urgent(definition, file):
            go_on(click.echo, read_line)
        with _urgent_last(definition, file):
            if practice:
                keeping.settle_open(practice, today, click.echo, read_line)
            result = _ask(definition, file, today, notes=wish.notes)
        if definition.kind == OCCASION:
            _say_way_on(gettext("To write more into it, or another record: {command}", command=again))
        score = whole(shlex.join(["ethics-audit", "score", str(path), *language(wish.locale)]))
        _say_way_on(gettext("To see this page again: {command}", command=score))
        if history:
            _keep(history, result, today, path, wish.place)
    except Left:
        if path.exists():
            told = gettext("Saved. To go on: {command}", command=again)
        elif practice and practice.head != head:
            told = gettext("No question was answered. What you said about your actions is kept.")
        else:
            told = gettext("Nothing was answered, nothing was saved.")
        _say_way_on(told)
    except (EOFError, KeyboardInterrupt):
        _say_way_on(gettext("What you answered is saved. To go on: {command}", command=again) if path.exists() else "")
        raise


def _say_way_on(told: str) -> None:
    """Say how to go on; a command that is too long for the line stands on one of its own, to be copied."""
    click.echo(f"\n{sentence(told)}" if told else "")


def _in_memory(definition: Audit, file: Unsaved, history: History | None, today: date, wish: Wish) -> None:
    """Ask and show, and write nothing but the finished audit into an encrypted history, if there is one."""
    practice = history if definition.kind == PRACTICE else None
    if not history:
        click.echo("\n" + wrapped(gettext("Nothing is written to the disk; when you stop, all is gone.")))
    try:
        with _urgent_last(definition, file):
            if practice:
                keeping.settle_open(practice, today, click.echo, read_line)
            result = _ask(definition, file, today, notes=wish.notes)
    except Left:
        click.echo("\n" + gettext("Nothing was saved, as you wished."))
        return
    if history:
        try:
            keeping.keep(history, result, today, click.echo, read_line)
        except (Left, StoreError, EOFError, KeyboardInterrupt) as stopped:
            told = gettext("It is not kept. Its answers in a line, for '{command}':", command="ethics-audit score LINE")
            click.echo(f"\n{wrapped(told)}\n{result.vector}")
            if not isinstance(stopped, Left):
                raise


def opened(
    audit: str, version: str | None, path: Path | None, today: date, *, locale: str | None = None
) -> tuple[Audit, Path, AnswersFile]:
    """An audit with the file that its answers are kept in, brought over to its version; says what the person must know.

    Raises:
        AnswerError: If the file cannot be read, or holds answers to something else.
        StoreError: If it cannot be written.
        UnknownIdError: If there is no such audit, or nothing of it in this language.
    """
    definition = catalog.load_audit(named(audit), version, locale=locale)
    path = path or _default_path(definition, audit, today, locale)
    file = AnswersFile.opened(path, audit, version)
    if told := bring_over(definition, file):
        click.echo(f"{told}\n")
    return definition, path, file


def kept_where(definition: Audit, path: Path, history: History | None) -> str:
    """Where answers are kept, in a sentence."""
    told = kept_in(path, history=history is not None)
    record = gettext("At the end you can have them written into a record beside it.")
    return wrapped(f"{told} {record}" if definition.kind == OCCASION else told)


def _default_path(definition: Audit, audit: str, today: date, locale: str | None) -> Path:
    name = Path(audit).stem if catalog.is_path(audit) else audit
    path = default_path(definition, name, today)
    if earlier := unfinished(definition, name, path):
        command = whole(shlex.join(["ethics-audit", "start", audit, "--file", str(earlier), *language(locale)]))
        told = (
            gettext("A new record begins. To go on with the earlier one: {command}", command=command)
            if definition.kind == OCCASION
            else gettext("A new quarter begins. To go on with the earlier one: {command}", command=command)
        )
        click.echo(f"{sentence(told)}\n")
    return path


def _ask(definition: Audit, file: AnswersFile | Unsaved, today: date, *, notes: bool) -> Assessment:
    """Ask everything and show the page; gives the result."""

    def save(**changes: Any) -> None:
        file.save(evolve(file.sheet, version=definition.version, **changes))

    for told in of_translation(definition):
        click.echo(f"\n{wrapped(told)}")
    talk = None
    if definition.kind == OCCASION:
        written = file.sheet.decision or Decision()
        talk = DecisionTalk(written, today, say=click.echo, ask=read_line, save=lambda one: save(decision=one))
        talk.open()
    interview = Interview(
        definition,
        file.sheet.answers,
        say=click.echo,
        ask=read_line,
        save=lambda answers: save(answers=answers),
        notes=_notes(file, save) if notes else None,
        kept=file.path is not None,
    )
    result = assess(definition, interview.run())
    show(page(result, beside(file.path, result) if file.path else None), lead="\n")
    if talk:
        decision = talk.close()
        if file.path and talk.wants_record():
            record = write_record(file.path, result, decision, today)
            click.echo("\n" + gettext("The record of your decision lies beside your answers:"))
            click.echo(record.name)
    return result


def _notes(file: AnswersFile | Unsaved, save: Callable[..., None]) -> Notes:
    return Notes(file.sheet.notes, say=click.echo, ask=read_line, save=lambda notes: save(notes=notes))


def _keep(history: History, result: Assessment, today: date, path: Path, place: str) -> None:
    """Keep the finished audit in the history.

    Raises:
        StoreError: If it cannot be kept.
    """
    later = whole(typed("history", *(["--history", place] if place else []), "add", str(path)))
    try:
        keeping.keep(history, result, today, click.echo, read_line, quarter_of=quarter_of(path))
    except Left:
        told = gettext(
            "Your answers are in {file}. To keep the audit in your history later: {command}",
            file=whole(path),
            command=later,
        )
        _say_way_on(told)
    except StoreError:
        told = gettext(
            "Your answers are safe in {file}. To keep the audit in your history later: {command}",
            file=whole(path),
            command=later,
        )
        click.echo(f"\n{sentence(told)}", err=True)
        raise
