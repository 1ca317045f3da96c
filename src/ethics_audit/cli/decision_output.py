"""What is asked around the questions of an occasion: the situation, who was consulted, the decision, the next look."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from attrs import evolve

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.assessment.markdown import decision_record
from ethics_audit.base.files import holds, replace_whole
from ethics_audit.base.language import gettext
from ethics_audit.base.layout import hanging, wrapped
from ethics_audit.base.validation import JOINERS
from ethics_audit.cli import days
from ethics_audit.cli.asking import PROMPT, Left, yes_and_no
from ethics_audit.model.answer_sheet import LONGEST_WRITTEN, Decision

WEEKS = 4
LONGEST_TERMINAL_LINE = 4095


class DecisionTalk:
    """Asks for what a person writes in their own words; every line is saved at once.

    Args:
        decision: What is written already.
        today: The first day on which to look again.
        say: Shows a text.
        ask: Shows a prompt and gives the line that was entered.
        save: Keeps what was written; called after every line.
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
        """Ask for the situation; one that is written already is shown, and kept with Enter.

        Raises:
            Left: If the person quits.
        """
        self._text(
            "situation", gettext("What is it about? Use your own words, and no name or detail that tells who it is.")
        )

    def close(self) -> Decision:
        """Ask who was consulted, what is decided and when to look again; gives all that is written."""
        self._say("\n" + gettext("Last, the decision itself, in your own words."))
        self._text(
            "consulted",
            gettext('Whom have you asked, or whom will you ask? (A role will do, such as "my supervisor".)'),
        )
        self._text("decision", gettext("What have you decided, and why?"))
        self._day()
        return self._decision

    def wants_record(self) -> bool:
        """Ask whether to write the record now."""
        self._say("\n" + gettext("Write all of this into a record now? (y yes, n no; Enter for yes)"))
        words = {**yes_and_no(), "": True}
        while (entry := self._ask(PROMPT).strip().lower()) not in words:
            if entry == "q":
                raise Left
            self._say(gettext("Please type y or n, or q to stop."))
        return words[entry]

    def _text(self, field: str, question: str) -> None:
        known = getattr(self._decision, field)
        self._say(f"\n{wrapped(question)}")
        if known:
            self._say("\n".join([gettext("So far:"), *(hanging("  ", line) for line in known.splitlines())]))
        self._say(
            wrapped(
                gettext(
                    "(Enter keeps it as it is. Or write as many lines as you like and end with two empty ones; "
                    "q alone stops.)"
                )
                if known
                else gettext(
                    "(Enter leaves it open. Or write as many lines as you like and end with two empty ones; "
                    "q alone stops.)"
                )
            )
        )
        self._read_lines(field)

    def _read_lines(self, field: str) -> None:
        """Read lines up to two empty ones in a row, or the end of the input; an empty one at once changes nothing."""
        lines: list[str] = []
        with suppress(EOFError):
            while lines[-2:] != ["", ""]:
                line = self._line()
                if not lines and line.lower() == "q":
                    raise Left
                if not lines and not line:
                    return
                lines.append(line)
                self._keep(field, self._cut("\n".join(lines).strip()))
            return
        if not lines:
            raise EOFError

    def _line(self) -> str:
        """A line without what cannot be seen, such as what a paste from a document brings along."""
        line = self._ask(PROMPT).expandtabs()
        if len(line) >= LONGEST_TERMINAL_LINE:
            self._say(
                wrapped(
                    gettext("(A terminal takes no longer line than this one; its end may be missing. Use short lines.)")
                )
            )
        return "".join(one for one in line if one.isprintable() or one in JOINERS).rstrip()

    def _cut(self, written: str) -> str:
        if len(written) > LONGEST_WRITTEN:
            self._say(
                gettext(
                    "(That is {count} characters; the first {kept} are kept.)", count=len(written), kept=LONGEST_WRITTEN
                )
            )
        return written[:LONGEST_WRITTEN]

    def _day(self) -> None:
        soon = (self._today + timedelta(weeks=WEEKS)).isoformat()
        proposed = max(self._decision.review, self._today.isoformat()) if self._decision.review else soon
        self._say("\n" + gettext("On which day will you look at how it went?"))
        self._say(gettext("(Year-month-day, such as {day}; Enter for that day.)", day=proposed))
        while True:
            entry = self._ask(PROMPT).strip()
            if entry.lower() == "q":
                raise Left
            try:
                day = days.to_come(entry or proposed, self._today)
            except ValueError as wrong:
                told = gettext("Please type a day from today on, such as {day}, or q to stop.", day=proposed)
                self._say(wrapped(f"{wrong} {told}"))
            else:
                self._keep("review", day.isoformat())
                return

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
    while path.exists() and not holds(path, content):
        number += 1
        path = answers.with_name(f"{answers.stem}-revised-{number}.md")
    replace_whole(path, content)
    return path
