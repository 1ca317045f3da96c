"""What is asked around the questions of an occasion: the situation, who was consulted, the decision, the next look."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from attrs import evolve

from ethics_audit.assessment import Assessment
from ethics_audit.cli.answers_file import replace_whole
from ethics_audit.cli.interview import PROMPT, WIDTH, Left
from ethics_audit.errors import AnswerError
from ethics_audit.markdown import decision_record
from ethics_audit.sheet import Decision

WEEKS = 4
CAUTION = (
    "What you write is kept in your answers file. If a complaint or a claim is open or may come, ask a lawyer before "
    "you write anything here; an empty line leaves it open."
)


class DecisionTalk:
    """Asks for what a person writes in their own words; every text is saved at once.

    Args:
        decision: What is written already.
        today: The first day on which to look again.
        say: Shows a text.
        ask: Shows a prompt and gives the line that was entered.
        save: Keeps what was written; called after every text.
    """

    def __init__(
        self,
        decision: Decision,
        today: date,
        *,
        say: Callable[[str], object],
        ask: Callable[[str], str],
        save: Callable[[Decision], None],
    ) -> None:
        self._decision = decision
        self._today = today
        self._say = say
        self._ask = ask
        self._save = save

    def open(self) -> None:
        """Ask for the situation, if it is not written yet.

        Raises:
            Left: If the person quits.
        """
        if not self._decision.situation:
            self._say(_wrapped(CAUTION))
            self._text("situation", "What is it about? Use your own words, and no name or detail that tells who it is.")

    def close(self) -> Decision:
        """Ask who was consulted, what is decided and when to look again; gives all that is written."""
        self._say("\nLast, the decision itself. It is kept in your own words.")
        self._text("consulted", 'Whom have you asked, or whom will you ask? (A role will do, such as "my supervisor".)')
        self._text("decision", "What have you decided, and why?")
        self._day()
        return self._decision

    def _text(self, field: str, question: str) -> None:
        known = getattr(self._decision, field)
        self._say(f"\n{_wrapped(question)}")
        if known:
            self._say(_wrapped(f"So far: {known}"))
        keeps = "an empty line at once keeps it" if known else "an empty line at once leaves it open"
        self._say(_wrapped(f"(As many lines as you like, then an empty line; {keeps}; q saves and stops.)"))
        while True:
            written = self._lines()
            try:
                if written and written != known:
                    self._keep(field, written)
            except AnswerError as wrong:
                self._say(_wrapped(f"{wrong.problems[0].message}. Please write it again."))
            else:
                return

    def _lines(self) -> str:
        lines: list[str] = []
        while (line := self._ask(PROMPT).expandtabs().rstrip()) or (lines and not lines[-1]):
            if not lines and line.strip().lower() == "q":
                raise Left
            lines.append(line)
        return "\n".join(lines).strip()

    def _day(self) -> None:
        proposed = self._decision.review or (self._today + timedelta(weeks=WEEKS)).isoformat()
        self._say(
            f"\n{_wrapped('On which day will you look at how it went?')}\n(Such as {proposed}; Enter for that day.)"
        )
        while True:
            entry = self._ask(PROMPT).strip()
            if entry.lower() == "q":
                raise Left
            try:
                if (entry or proposed) >= self._today.isoformat():
                    self._keep("review", entry or proposed)
                    return
            except AnswerError:
                pass
            self._say(f"Please type a day from today on, such as {proposed}, or q to stop.")

    def _keep(self, field: str, value: str) -> None:
        decision = evolve(self._decision, **{field: value})
        self._save(decision)
        self._decision = decision


def write_record(answers: Path, result: Assessment, decision: Decision, day: date) -> Path:
    """Write the record beside the answers, never over another one; gives its path.

    Raises:
        StoreError: If it cannot be written.
    """
    content = decision_record(result, decision, day).encode()
    path, number = answers.with_suffix(".md"), 1
    while path.exists() and path.read_bytes() != content:
        number += 1
        path = answers.with_name(f"{answers.stem}-revised-{number}.md")
    replace_whole(path, content)
    return path


def _wrapped(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), WIDTH, break_on_hyphens=False)
