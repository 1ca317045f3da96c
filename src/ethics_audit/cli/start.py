"""From the first question to the page: what `start` does at a terminal."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import click
from attrs import evolve

from ethics_audit import assess, catalog
from ethics_audit.answers import Answers
from ethics_audit.answers_file import AnswersFile, Unsaved, bring_over
from ethics_audit.assessment import Assessment
from ethics_audit.cli import keeping, stores
from ethics_audit.cli.answers_paths import beside, default_path, quarter_of, unfinished
from ethics_audit.cli.decision_talk import DecisionTalk, write_record
from ethics_audit.cli.interview import Interview, Left, read_line
from ethics_audit.cli.notes import Notes
from ethics_audit.cli.options import language, named, typed
from ethics_audit.cli.page import page
from ethics_audit.cli.paint import show
from ethics_audit.errors import StoreError
from ethics_audit.history import History
from ethics_audit.language import gettext
from ethics_audit.layout import wrapped
from ethics_audit.model import OCCASION, PRACTICE, Audit
from ethics_audit.sheet import AnswerSheet, Decision
from ethics_audit.text import of_translation


class Wish(NamedTuple):
    """How a person wants to take an audit.

    Attributes:
        path: The answers file; by default one in this folder.
        version: The version of the audit; the newest by default.
        locale: The language of the questions; that of the original if None.
        place: Where the history is kept; the default place if empty.
        keep: Whether the finished audit is kept in the history.
        ephemeral: Whether nothing at all is written to the disk.
        notes: Whether notes can be made at questions.
    """

    path: Path | None
    version: str | None
    locale: str | None
    place: str
    keep: bool
    ephemeral: bool
    notes: bool

    def told(self) -> list[str]:
        """What of it the same command needs to go on in the same way."""
        return [
            *(["--version", self.version] if self.version else []),
            *language(self.locale),
            *(["--history", self.place] if self.place else []),
            *([] if self.keep else ["--no-keep"]),
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
        _run_in_memory(definition, audit, today, notes=wish.notes)
        return
    definition, path, file = opened(audit, wish.version, wish.path, today, locale=wish.locale)
    history = stores.history(wish.place) if wish.keep else None
    click.echo(f"{definition.title} {definition.version}\n{kept_where(definition, path, history)}\n")
    again = shlex.join(["ethics-audit", "start", audit, "--file", str(path), *wish.told()])
    practice = history if definition.kind == PRACTICE else None
    head = practice.head if practice else ""
    try:
        if practice:
            keeping.settle_open(practice, today, click.echo, read_line)
        result = _ask(definition, file, today, notes=wish.notes)
        if definition.kind == OCCASION:
            click.echo("\n" + gettext("To write more into it, or another record: {command}", command=again))
        score = shlex.join(["ethics-audit", "score", str(path), *language(wish.locale)])
        click.echo("\n" + gettext("To see this page again: {command}", command=score))
        if history:
            _keep(history, result, today, path, wish.place)
    except Left:
        if path.exists():
            told = gettext("Saved. To go on: {command}", command=again)
        elif practice and practice.head != head:
            told = wrapped(gettext("No question was answered. What you said about your actions is kept."))
        else:
            told = gettext("Nothing was answered, nothing was saved.")
        click.echo(f"\n{told}")
    except (EOFError, KeyboardInterrupt):
        saved = gettext("What you answered is saved. To go on: {command}", command=again)
        click.echo(f"\n{saved}" if path.exists() else "")
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


def _run_in_memory(definition: Audit, audit: str, today: date, *, notes: bool) -> None:
    """Ask, show, and leave nothing behind."""
    told = gettext("Nothing is written to the disk; when you stop, all is gone.")
    click.echo(f"{definition.title} {definition.version}\n{told}\n")
    try:
        _ask(definition, Unsaved(AnswerSheet(audit, Answers())), today, notes=notes)
    except Left:
        click.echo("\n" + gettext("Nothing was saved, as you wished."))


def kept_where(definition: Audit, path: Path, history: History | None) -> str:
    """Where answers are kept, in a sentence."""
    told = (
        gettext("Your answers are kept in {file}. Once they are complete, your history keeps them too.", file=path)
        if history
        else gettext("Your answers are kept in {file} and nowhere else.", file=path)
    )
    record = gettext("At the end you can have them written into a record beside it.")
    return wrapped(f"{told} {record}" if definition.kind == OCCASION else told)


def _default_path(definition: Audit, audit: str, today: date, locale: str | None) -> Path:
    name = Path(audit).stem if catalog.is_path(audit) else audit
    path = default_path(definition, name, today)
    if earlier := unfinished(definition, name, path):
        command = shlex.join(["ethics-audit", "start", audit, "--file", str(earlier), *language(locale)])
        told = (
            gettext("A new record begins. To go on with the earlier one: {command}", command=command)
            if definition.kind == OCCASION
            else gettext("A new quarter begins. To go on with the earlier one: {command}", command=command)
        )
        click.echo(f"{told}\n")
    return path


def _ask(definition: Audit, file: AnswersFile | Unsaved, today: date, *, notes: bool) -> Assessment:
    """Ask everything and show the page; gives the result."""

    def save(**changes: Any) -> None:
        file.save(evolve(file.sheet, version=definition.version, **changes))

    for told in of_translation(definition):
        click.echo(f"{wrapped(told)}\n")
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
    show(f"\n{page(result, beside(file.path, result) if file.path else None)}")
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
    later = typed("history", *(["--history", place] if place else []), "add", str(path))
    try:
        keeping.keep(history, result, today, click.echo, read_line, quarter_of=quarter_of(path))
    except Left:
        told = gettext(
            "Your answers are in {file}. To keep the audit in your history later: {command}", file=path, command=later
        )
        click.echo(f"\n{told}")
    except StoreError:
        told = gettext(
            "Your answers are safe in {file}. To keep the audit in your history later: {command}",
            file=path,
            command=later,
        )
        click.echo(f"\n{told}", err=True)
        raise
