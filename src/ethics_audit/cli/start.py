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
from ethics_audit.cli.answers_paths import beside, default_path, unfinished
from ethics_audit.cli.decision_talk import DecisionTalk, write_record
from ethics_audit.cli.interview import Interview, Left, read_line
from ethics_audit.cli.notes import Notes
from ethics_audit.cli.page import page
from ethics_audit.cli.paint import show
from ethics_audit.errors import StoreError
from ethics_audit.history import History
from ethics_audit.layout import wrapped
from ethics_audit.model import OCCASION, PRACTICE, Audit
from ethics_audit.sheet import AnswerSheet, Decision


class Wish(NamedTuple):
    """How a person wants to take an audit.

    Attributes:
        path: The answers file; by default one in this folder.
        version: The version of the audit; the newest by default.
        place: Where the history is kept; the default place if empty.
        keep: Whether the finished audit is kept in the history.
        ephemeral: Whether nothing at all is written to the disk.
        notes: Whether notes can be made at questions.
    """

    path: Path | None
    version: str | None
    place: str
    keep: bool
    ephemeral: bool
    notes: bool


def run(audit: str, wish: Wish) -> None:
    """Ask an audit until it is answered or the person leaves; prints the page.

    Raises:
        EOFError: If the input ends.
    """
    today = datetime.now().astimezone().date()
    if wish.ephemeral:
        _run_in_memory(catalog.load_audit(audit, wish.version), audit, today, notes=wish.notes)
        return
    definition, path, file = opened(audit, wish.version, wish.path, today)
    history = stores.history(wish.place) if wish.keep else None
    click.echo(f"{definition.title} {definition.version}\n{kept_where(definition, path, history)}\n")
    again = shlex.join(["ethics-audit", "start", audit, "--file", str(path)])
    try:
        if history and definition.kind == PRACTICE:
            keeping.settle_open(history, click.echo, read_line)
        result = _ask(definition, file, today, notes=wish.notes)
        if definition.kind == OCCASION:
            click.echo(f"\nTo write more into it, or another record: {again}")
        click.echo(f"\nTo see this page again: {shlex.join(['ethics-audit', 'score', str(path)])}")
        if history:
            _keep(history, result, today, path)
    except Left:
        click.echo(f"\nSaved. To go on: {again}" if path.exists() else "\nNothing was answered, nothing was saved.")
    except (EOFError, KeyboardInterrupt):
        click.echo(f"\nWhat you answered is saved. To go on: {again}" if path.exists() else "")
        raise


def opened(audit: str, version: str | None, path: Path | None, today: date) -> tuple[Audit, Path, AnswersFile]:
    """An audit with the file that its answers are kept in, brought over to its version; says what the person must know.

    Raises:
        AnswerError: If the file cannot be read, or holds answers to something else.
        StoreError: If it cannot be written.
        UnknownIdError: If there is no such audit.
    """
    definition = catalog.load_audit(audit, version)
    path = path or _default_path(definition, audit, today)
    file = AnswersFile.opened(path, audit, version)
    if told := bring_over(definition, file):
        click.echo(f"{told}\n")
    return definition, path, file


def _run_in_memory(definition: Audit, audit: str, today: date, *, notes: bool) -> None:
    """Ask, show, and leave nothing behind."""
    click.echo(
        f"{definition.title} {definition.version}\nNothing is written to the disk; when you stop, all is gone.\n"
    )
    try:
        _ask(definition, Unsaved(AnswerSheet(audit, Answers())), today, notes=notes)
    except Left:
        click.echo("\nNothing was saved, as you wished.")


def kept_where(definition: Audit, path: Path, history: History | None) -> str:
    """Where answers are kept, in a sentence."""
    places = f"{path} and, once they are complete, in your history" if history else f"{path} and nowhere else"
    record = ", unless you have them written into a record beside it at the end" if definition.kind == OCCASION else ""
    return wrapped(f"Your answers are kept in {places}{record}.")


def _default_path(definition: Audit, audit: str, today: date) -> Path:
    name = Path(audit).stem if catalog.is_path(audit) else audit
    path = default_path(definition, name, today)
    if earlier := unfinished(definition, name, path):
        command = shlex.join(["ethics-audit", "start", audit, "--file", str(earlier)])
        new = "A new record begins" if definition.kind == OCCASION else "A new quarter begins"
        click.echo(f"{new}. To go on with the earlier one: {command}\n")
    return path


def _ask(definition: Audit, file: AnswersFile | Unsaved, today: date, *, notes: bool) -> Assessment:
    """Ask everything and show the page; gives the result."""

    def save(**changes: Any) -> None:
        file.save(evolve(file.sheet, version=definition.version, **changes))

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
    )
    result = assess(definition, interview.run())
    show(f"\n{page(result, beside(file.path, result) if file.path else None)}")
    if talk:
        decision = talk.close()
        if file.path and talk.wants_record():
            record = write_record(file.path, result, decision, today)
            click.echo(f"\nThe record of your decision lies beside your answers:\n{record.name}")
    return result


def _notes(file: AnswersFile | Unsaved, save: Callable[..., None]) -> Notes:
    return Notes(file.sheet.notes, say=click.echo, ask=read_line, save=lambda notes: save(notes=notes))


def _keep(history: History, result: Assessment, today: date, path: Path) -> None:
    """Keep the finished audit in the history.

    Raises:
        StoreError: If it cannot be kept.
    """
    try:
        keeping.keep(history, result, today, click.echo, read_line)
    except StoreError:
        again = shlex.join(["ethics-audit", "history", "add", str(path)])
        click.echo(f"\nYour answers are safe in {path}. To keep the audit in your history later: {again}", err=True)
        raise
