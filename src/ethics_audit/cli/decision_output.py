"""What a person writes about an occasion in their own words, and the record of their decision."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from functools import partial

from attrs import define, evolve

from ethics_audit.base.language import N_, gettext
from ethics_audit.base.layout import hanging, wrapped
from ethics_audit.base.validation import JOINERS
from ethics_audit.cli import days
from ethics_audit.cli.prompts import Left, Prompts, yes_and_no
from ethics_audit.model.answer_sheet import LONGEST_WRITTEN, Decision

WEEKS = 4
LONGEST_TERMINAL_LINE = 4095
CLOSING = {
    "principles": N_(
        "Which principles pull against each other? Write one on each line, with what it asks for here, such as "
        '"autonomy: she decides whom to tell".'
    ),
    "consulted": N_('Whom have you asked, or whom will you ask? (A role will do, such as "my supervisor".)'),
    "decision": N_("What have you decided, and why?"),
}
"""What is asked in one's own words after the result, by the fields of the decision."""


@define
class DecisionQuestions:
    """Asks about an occasion: the situation, the principles, who was consulted, the decision, and when to look again.

    Args:
        written: What is written so far.
        today: The first day on which to look again.
        prompts: The person at the terminal.
        save: Saves what was written; called after every line.
    """

    written: Decision
    _today: date
    _prompts: Prompts
    _save: Callable[[Decision], None]

    def open(self) -> None:
        """Ask for the situation; one that is already written is shown, and Enter keeps it."""
        question = N_("What is it about? Use your own words, and no name or detail that tells who it is.")
        while not self._text("situation", question):
            self._prompts.say_first()

    def close(self, *, at_end: bool = False) -> Decision:
        """Ask for principles, people, the decision and the day of the next look; return all that is written.

        Args:
            at_end: Whether to begin with the day, for somebody who comes back.
        """
        if not at_end:
            self._prompts.say("\n" + wrapped(gettext("Last, the decision itself, in your own words.")))
        asked: list[Callable[[], bool]] = [
            *(partial(self._text, field, question) for field, question in CLOSING.items()),
            self._review_day,
        ]
        place = len(asked) - 1 if at_end else 0
        while place < len(asked):
            if asked[place]():
                place += 1
            elif place:
                place -= 1
            else:
                self._prompts.say_first()
        return self.written

    def wants_record(self) -> bool:
        """Ask whether to write the record now, and before that for the day again as often as that is wished."""
        words = {**yes_and_no(), "": True, "b": None}
        question = gettext("Write all of this into a record now? (y yes, n no; Enter for yes)")
        while True:
            self._prompts.say("\n" + wrapped(question))
            is_wanted = words[self._prompts.entry_in(words, gettext("Please type y or n, or q to stop."))]
            if is_wanted is not None:
                return is_wanted
            self.close(at_end=True)

    def _text(self, field: str, question: str) -> bool:
        """Ask one question; return whether to go on rather than back."""
        known = getattr(self.written, field)
        self._prompts.say(f"\n{wrapped(gettext(question))}")
        if known:
            self._prompts.say("\n".join([gettext("So far:"), *(hanging("  ", line) for line in known.splitlines())]))
        hint = (
            gettext(
                "(Enter keeps it as it is. Or write as many lines as you like and end with two empty ones; "
                "b alone goes back, q alone stops.)"
            )
            if known
            else gettext(
                "(Enter leaves it open. Or write as many lines as you like and end with two empty ones; "
                "b alone goes back, q alone stops.)"
            )
        )
        self._prompts.say(wrapped(hint))
        return self._read_lines(field)

    def _read_lines(self, field: str) -> bool:
        """Read lines until two empty ones in a row or the end of the input; return whether to go on rather than back.

        An empty first line changes nothing.
        """
        lines: list[str] = []
        with suppress(EOFError):
            while lines[-2:] != ["", ""]:
                line = self._line()
                if not lines and line.lower() == "q":
                    raise Left
                if not lines and line.lower() in {"", "b"}:
                    return not line
                lines.append(line)
                self._keep(field, self._cut("\n".join(lines).strip()))
            return True
        if not lines:
            raise EOFError
        return True

    def _line(self) -> str:
        """Return a line without invisible characters, such as those that come with pasted text."""
        line = self._prompts.raw().expandtabs()
        if len(line) >= LONGEST_TERMINAL_LINE:
            notice = gettext(
                "(A terminal takes no longer line than this one; its end may be missing. Use short lines.)"
            )
            self._prompts.say(wrapped(notice))
        return "".join(sign for sign in line if sign.isprintable() or sign in JOINERS).rstrip()

    def _cut(self, written: str) -> str:
        if len(written) > LONGEST_WRITTEN:
            self._prompts.say(
                gettext(
                    "(That is {count} characters; the first {kept} are kept.)", count=len(written), kept=LONGEST_WRITTEN
                )
            )
        return written[:LONGEST_WRITTEN]

    def _review_day(self) -> bool:
        soon = (self._today + timedelta(weeks=WEEKS)).isoformat()
        proposed = max(self.written.review, self._today.isoformat()) if self.written.review else soon
        shown = days.numbers(date.fromisoformat(proposed))
        self._prompts.say("\n" + wrapped(gettext("On which day will you look at how it went?")))
        hint = gettext('(A day such as {day}, or "in 2 weeks"; Enter for {day}.)', day=shown)
        self._prompts.say(wrapped(hint))
        otherwise = gettext("Please type a day from today on, such as {day}, or q to stop.", day=shown)
        if (review := self._prompts.day(self._today, proposed, otherwise)) is None:
            return False
        self._keep("review", review)
        return True

    def _keep(self, field: str, value: str) -> None:
        decision = evolve(self.written, **{field: value})
        self._save(decision)
        self.written = decision
