"""The command ``start``: from the first question of an audit to its result."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import click
from attrs import evolve, field, frozen

from ethics_audit.assessment.assessment import Assessment, assess
from ethics_audit.assessment.markdown import decision_record
from ethics_audit.assessment.page import BRIEF_STEPS, TOP_FINDINGS, brief, urgent
from ethics_audit.assessment.scoring import applies
from ethics_audit.assessment.wording import of_translation
from ethics_audit.base.dates import today
from ethics_audit.base.errors import StoreError
from ethics_audit.base.language import N_, gettext
from ethics_audit.base.layout import wrapped
from ethics_audit.cli import follow_up, kept, opening, stores
from ethics_audit.cli.answers_paths import (
    beside,
    file_to_name,
    kept_where,
    last_time,
    opened,
    quarter_of,
    result_page,
    spoken_of,
    told_unfinished,
)
from ethics_audit.cli.decision_output import DecisionQuestions
from ethics_audit.cli.interview import Interview
from ethics_audit.cli.notes import Notes
from ethics_audit.cli.opening import Way
from ethics_audit.cli.options import (
    FILE,
    all_option,
    history_option,
    ids_option,
    locale_option,
    named,
    refuse_beside_ephemeral,
    version_option,
)
from ethics_audit.cli.paint import show
from ethics_audit.cli.prompts import Left, Prompts
from ethics_audit.cli.recall import Recall
from ethics_audit.cli.sentences import arguments_of, sentence, typed, whole, whole_page
from ethics_audit.cli.streams import is_terminal
from ethics_audit.documents import catalog
from ethics_audit.documents.answers_file import AnswersFile, Unsaved
from ethics_audit.history import History
from ethics_audit.history.decisions import write_record
from ethics_audit.history.earlier import earlier
from ethics_audit.model.answer_sheet import AnswerSheet, Decision
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import OCCASION, PRACTICE, Audit


@click.command()
@click.argument("audit", default="quarterly")
@click.option(
    "--file",
    "path",
    type=FILE,
    help="Where the answers are kept; by default in the one folder for all audits that 'ethics-audit paths' shows.",
)
@version_option
@locale_option
@history_option
@click.option(
    "--keep/--no-keep", default=None, help="Whether the finished audit goes into your history; asked if left out."
)
@click.option("--ephemeral", is_flag=True, help="Write nothing to the disk: all is gone when you stop.")
@all_option
@ids_option
@click.option("--notes", is_flag=True, help="Let me make notes at questions; they stay in the answers file.")
def start(
    audit: str,
    *,
    path: Path | None,
    version: str | None,
    locale: str | None,
    place: str,
    keep: bool | None,
    ephemeral: bool,
    is_whole: bool,
    ids: bool,
    notes: bool,
) -> None:
    """Answer an audit, one question at a time.

    Every answer is saved at once. Stop whenever you like; the same command goes on where you stopped.
    A checklist for an occasion, such as boundary_decision, ends with a dated record of your decision.
    """
    refuse_beside_ephemeral(ephemeral=ephemeral, path=path, keep=keep, place=place)
    if not is_terminal(sys.stdin, sys.stdout):
        raise click.UsageError("start asks questions and needs a terminal; 'ethics-audit score FILE' scores a file")
    if ephemeral:
        definition = catalog.load_audit(named(audit), version, locale=locale)
        session = _Session(definition, Unsaved(AnswerSheet(audit, Answers())), has_notes=notes, has_ids=ids)
        session.introduce()
        session.answer_in_memory(None)
        return
    definition, path, file = opened(audit, version, path, locale=locale, history=place)
    session = _Session(definition, file, has_notes=notes, is_whole=is_whole, has_ids=ids)
    session.introduce()
    is_decided = keep is not None or path.exists()
    if not path.exists():
        for told in told_unfinished(place, locale, but=[path]):
            click.echo(f"\n{told}")
    try:
        way = Way.KEEP if is_decided else opening.choose(definition, path, place, session.prompts)
    except Left:
        click.echo("\n" + gettext("Nothing was answered, nothing was saved."))
        return
    if way is not Way.KEEP:
        history = stores.secret(place) if way is Way.ENCRYPT else None
        _Session(definition, Unsaved(file.sheet), has_notes=notes, has_ids=ids).answer_in_memory(history)
        return
    file.try_place()
    history = None if keep is False else stores.history(place)
    if is_decided:
        click.echo(f"\n{kept_where(definition, path, history=history is not None)}")
    found = file_to_name(definition, audit, path, place)
    options = arguments_of({"--file": found, "--version": version, "--locale": locale, "--history": place})
    switches = [*(["--no-keep"] if keep is False else []), *(["--notes"] if notes else []), *(["--ids"] if ids else [])]
    session.answer_in_file(
        path,
        history,
        again=whole(shlex.join(["ethics-audit", "start", audit, *options, *switches])),
        report=typed("report", *arguments_of({"--history": place})),
        later=whole(typed("history", *arguments_of({"--history": place}), "add", str(spoken_of(path)))),
    )


@frozen
class _Session:
    """An audit that a person is answering.

    Attributes:
        definition: The audit.
        file: Where the answers are kept.
        has_notes: Whether notes can be made at questions.
        is_whole: Whether the result is shown as a whole, even if it lies in a file where it can be seen again.
        has_ids: Whether the id of each question stands behind it.
        today: The day on which the session begins.
        prompts: The person at the terminal.
        skipped: The ids of the questions that were skipped.
    """

    definition: Audit
    file: AnswersFile | Unsaved
    has_notes: bool
    is_whole: bool = False
    has_ids: bool = False
    today: date = field(factory=today)
    prompts: Prompts = field(factory=Prompts)
    skipped: set[str] = field(factory=set)

    def introduce(self) -> None:
        """Print what must not wait, if an earlier answer raised it, and what to know before the first question."""
        title = f"{self.definition.title} {self.definition.version}"
        introduction = opening.introduction(self.definition, self.file.sheet.answers)
        click.echo("\n\n".join(filter(None, [title, self._urgent(), introduction])))

    def answer_in_file(self, path: Path, history: History | None, *, again: str, report: str, later: str) -> None:
        """Ask, save every answer at once, and keep the finished audit in the history.

        Args:
            path: The answers file.
            history: The history, if the audit is to be kept there.
            again: The command that continues with the file.
            report: The command that writes the report.
            later: The command that keeps the audit later.
        """
        practice = history if self.definition.kind == PRACTICE else None
        head = practice.head if practice else ""
        try:
            while self._urgent() and not self.prompts.goes_on():
                self.prompts.say_first()
            result = self._answer(practice)
            if self.definition.kind == OCCASION:
                _print_command(gettext("To write more into it, or another record: {command}", command=again))
            click.echo(f"\n{whole_page(str(spoken_of(path)))}")
            if history and self._keep(history, result, path, later):
                _print_command(gettext("Next: {command}", command=whole(report)))
        except Left:
            if path.exists():
                notice = self._stopped(again)
            elif practice and practice.head != head:
                notice = gettext("No question was answered. What you said about your actions is kept.")
            else:
                notice = gettext("Nothing was answered, nothing was saved.")
            _print_command(notice)
        except (EOFError, KeyboardInterrupt):
            click.echo()
            if path.exists():
                click.echo(sentence(self._stopped(again)))
            raise

    def _stopped(self, again: str) -> str:
        """Return how much is answered and skipped, and the command that goes on."""
        answers = self.file.sheet.answers
        asked = [id for id, item in self.definition.items.items() if applies(item, answers)]
        reached = max((place for place, id in enumerate(asked) if id in answers.given), default=0)
        is_passed = [place < reached or id in self.skipped for place, id in enumerate(asked)]
        return gettext(
            "Stopped. {done} of {count} answered, {skipped} skipped; all is saved. The same command goes on: {command}",
            done=sum(id in answers.given for id in asked),
            count=len(asked),
            skipped=sum(passed and id not in answers.given for id, passed in zip(asked, is_passed, strict=True)),
            command=again,
        )

    def answer_in_memory(self, history: History | None) -> None:
        """Ask, and write nothing but the finished audit into an encrypted history, if there is one."""
        if not history:
            click.echo("\n" + wrapped(gettext("Nothing is written to the disk; when you stop, all is gone.")))
        try:
            result = self._answer(history if self.definition.kind == PRACTICE else None)
        except Left:
            click.echo("\n" + gettext("Nothing was saved, as you wished."))
            return
        if not history:
            return
        try:
            kept.keep(history, result, self.today, self.prompts)
        except (Left, StoreError, EOFError, KeyboardInterrupt) as stopped:
            notice = gettext(
                "It is not kept. Its answers in a line, for '{command}':", command="ethics-audit score LINE"
            )
            click.echo(f"\n{wrapped(notice)}\n{result.vector}")
            if not isinstance(stopped, Left):
                raise

    def _urgent(self) -> str:
        return urgent(assess(self.definition, self.file.sheet.answers))

    def _answer(self, practice: History | None) -> Assessment:
        """Ask everything, and show the result; if the person stops in any way, print again what must not wait."""
        try:
            before = self._ask_outcomes(practice) if practice else None
            return self._ask(self._recall(practice), before)
        except BaseException:
            if urgent := self._urgent():
                click.echo(f"\n{urgent}")
            raise

    def _ask_outcomes(self, practice: History) -> Callable[[], None] | None:
        """Ask what became of earlier steps; return what asks that again from the last one, if there are any."""
        numbers = [one.number for one in practice.actions() if one.is_open]
        if not numbers:
            return None

        def ask(*, at_end: bool) -> None:
            steps = [one for one in practice.actions() if one.number in numbers]
            settle = practice.settle
            follow_up.ask_outcomes(steps, self.today, self.prompts, settle, at_end=at_end, ids=self.has_ids)

        ask(at_end=False)
        return partial(ask, at_end=True)

    def _recall(self, practice: History | None) -> Recall:
        """Return what was said the last time: in the history, or else in the file of an earlier quarter."""
        found = earlier(practice.book(), self.definition, self.today) if practice else None
        if found is None and self.file.path:
            found = last_time(self.definition, self.file.path)
        return Recall(found, practice.actions() if practice else ())

    def _ask(self, recall: Recall, before: Callable[[], None] | None) -> Assessment:
        for notice in of_translation(self.definition):
            click.echo(f"\n{wrapped(notice)}")
        if not self.file.sheet.answers.given:
            for told in opening.read_first(self.definition, self.file.sheet.audit):
                click.echo(f"\n{told}")
        decision = None
        if self.definition.kind == OCCASION:
            written = self.file.sheet.decision or Decision()
            decision = DecisionQuestions(
                written, self.today, self.prompts, lambda written: self._save(evolve(self.file.sheet, decision=written))
            )
            before = decision.open
            before()
        notes = Notes(
            self.file.sheet.notes, self.prompts, lambda notes: self._save(evolve(self.file.sheet, notes=notes))
        )
        interview = Interview(
            self.definition,
            self.file.sheet.answers,
            self.prompts,
            save=lambda answers: self._save(evolve(self.file.sheet, answers=answers)),
            notes=notes if self.has_notes else None,
            recall=recall,
            skipped=self.skipped,
            before=before,
            ids=self.has_ids,
        )
        result = assess(self.definition, interview.run())
        if self.file.path is None or self.is_whole:
            page = result_page(result, beside(self.file.path, result) if self.file.path else None)
        else:
            page = brief(result)
        show(page, lead="\n", ids=self.has_ids)
        if decision:
            decision.close()
            if self.file.path is None:
                click.echo("\n" + gettext("The record of your decision, which is kept nowhere:") + "\n")
                click.echo(decision_record(result, decision.written, self.today))
            elif decision.wants_record():
                record = write_record(self.file.path, result, decision.written, self.today)
                click.echo("\n" + gettext("The record of your decision, for you to read or print, is in"))
                click.echo(str(record))
        return result

    def _save(self, sheet: AnswerSheet) -> None:
        self.file.save(evolve(sheet, version=self.definition.version))

    def _keep(self, history: History, result: Assessment, path: Path, later: str) -> bool:
        """Keep the finished audit in the history and return True, or print how to do that later."""
        try:
            steps = TOP_FINDINGS if self.is_whole else BRIEF_STEPS
            kept.keep(history, result, self.today, self.prompts, quarter_of=quarter_of(path), steps=steps)
        except (Left, StoreError) as stopped:
            has_left = isinstance(stopped, Left)
            notice = (
                N_("Your answers are in {file}. To keep the audit in your history later: {command}")
                if has_left
                else N_("Your answers are safe in {file}. To keep the audit in your history later: {command}")
            )
            _print_command(gettext(notice, file=whole(path), command=later), err=not has_left)
            if not has_left:
                raise
            return False
        return True


def _print_command(notice: str, *, err: bool = False) -> None:
    """Print how to continue; a command that is too long for the line gets one of its own, so that it can be copied."""
    click.echo(f"\n{sentence(notice)}", err=err)
