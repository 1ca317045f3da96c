"""From the first question to the page: what `start` does at a terminal."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click
from attrs import evolve

from ethics_audit import assess, catalog, text
from ethics_audit.answers import Answers
from ethics_audit.assessment import Assessment
from ethics_audit.cli.answers_file import AnswersFile
from ethics_audit.cli.answers_paths import beside, default_path, unfinished
from ethics_audit.cli.decision_talk import DecisionTalk, write_record
from ethics_audit.cli.interview import Interview, Left
from ethics_audit.model import OCCASION, Audit
from ethics_audit.sheet import Decision


def run(audit: str, path: Path | None, version: str | None) -> None:
    """Ask an audit until it is answered or the person leaves; prints the page.

    Raises:
        EOFError: If the input ends.
    """
    today = datetime.now().astimezone().date()
    path = path or _default_path(catalog.load_audit(audit, version), audit, today)
    file = AnswersFile.opened(path, audit, version)
    definition = catalog.audit_of(file.sheet, path.parent)
    assess(definition, file.sheet.answers)
    kept = f"Your answers are kept in {path} and nowhere else"
    record = ",\nunless you have them written into a record beside it at the end" if definition.kind == OCCASION else ""
    click.echo(f"{definition.title} {definition.version}\n{kept}{record}.\n")
    again = shlex.join(["ethics-audit", "start", audit, "--file", str(path)])
    try:
        _ask(definition, file, today)
        if definition.kind == OCCASION:
            click.echo(f"\nTo write more into it, or another record: {again}")
        click.echo(f"\nTo see this page again: {shlex.join(['ethics-audit', 'score', str(path)])}")
    except Left:
        click.echo(f"\nSaved. To go on: {again}" if path.exists() else "\nNothing was answered, nothing was saved.")
    except (EOFError, KeyboardInterrupt):
        click.echo(f"\nWhat you answered is saved. To go on: {again}" if path.exists() else "")
        raise


def _default_path(definition: Audit, audit: str, today: date) -> Path:
    name = Path(audit).stem if catalog.is_path(audit) else audit
    path = default_path(definition, name, today)
    if earlier := unfinished(definition, name, path):
        command = shlex.join(["ethics-audit", "start", audit, "--file", str(earlier)])
        new = "A new record begins" if definition.kind == OCCASION else "A new quarter begins"
        click.echo(f"{new}. To go on with the earlier one: {command}\n")
    return path


def _ask(definition: Audit, file: AnswersFile, today: date) -> None:
    def save_answers(answers: Answers) -> None:
        file.save(evolve(file.sheet, answers=answers, version=definition.version))

    def save_decision(decision: Decision) -> None:
        file.save(evolve(file.sheet, decision=decision, version=definition.version))

    talk = None
    if definition.kind == OCCASION:
        written = file.sheet.decision or Decision()
        talk = DecisionTalk(written, today, say=click.echo, ask=read_line, save=save_decision)
        talk.open()
    answers = Interview(definition, file.sheet.answers, say=click.echo, ask=read_line, save=save_answers).run()
    result = assess(definition, answers)
    click.echo(f"\n{page(result, beside(file.path, result))}")
    if talk:
        decision = talk.close()
        if talk.wants_record():
            record = write_record(file.path, result, decision, today)
            click.echo(f"\nThe record of your decision lies beside your answers:\n{record.name}")


def page(
    result: Assessment, other: tuple[Path, Assessment] | None, asked: Sequence[str] = (), *, whole: bool = True
) -> str:
    """The page of a result, with what other answers of the same quarter and folder say, and sections asked for."""
    if other is None or not whole:
        return text.page(result, asked=asked, whole=whole)
    path, answered = other
    return (
        f"{text.page(result, answered, asked)}\n\nLooked at together with {path.name}, which lies in the same folder."
    )


def read_line(prompt: str) -> str:
    """A line that the person enters."""
    try:
        return input(prompt)
    except UnicodeDecodeError:
        return "?"
