"""A finished audit goes into the history; what it stands in for is asked, and what will be done about it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.base.dates import quarter
from ethics_audit.base.language import gettext
from ethics_audit.base.layout import wrapped
from ethics_audit.cli import follow_up
from ethics_audit.cli.asking import PROMPT, Left
from ethics_audit.history import History, Kept
from ethics_audit.history.bodies import LONGEST_CORRECTION
from ethics_audit.history.quarters import of_quarter
from ethics_audit.model.definitions import OCCASION, PRACTICE

Say = Callable[[str], object]
Ask = Callable[[str], str]


def keep(
    history: History, result: Assessment, today: date, say: Say, ask: Ask, *, quarter_of: date | None = None
) -> None:
    """Keep a finished audit, and ask what will be done about it.

    Args:
        history: Where it is kept.
        result: The audit.
        today: The day on which it was finished.
        say: Shows a text.
        ask: Shows a prompt and gives the line that was entered.
        quarter_of: A day of the quarter that the answers belong to; today's by default.

    Raises:
        Left: If the person quits before it is kept.
        StoreError: If it cannot be kept.
    """
    if not result.weight:
        say("\n" + gettext("Nothing is answered yet, so nothing is kept in your history."))
        return
    period = quarter_of or today
    known = history.book().same(result, period)
    kept = known or _kept(history, result, today, period, partial(_reason, say=say, ask=ask))
    if known:
        say("\n" + gettext("Your history holds this audit already, as number {number}.", number=kept.number))
    else:
        told = gettext(
            "Kept in your history as number {number}. Its head is now\n{head}.", number=kept.number, head=kept.hash
        )
        say(f"\n{told}")
    before = history.actions()
    if result.audit.kind == PRACTICE and not (known and any(one.is_open for one in before)):
        say("")
        with suppress(Left):
            follow_up.ask_actions(
                result, today, say, ask, lambda action: history.choose(action, kept.number), before=before
            )


def _kept(history: History, result: Assessment, today: date, period: date, why: Callable[[Kept], str]) -> Kept:
    """Keep an audit, as a correction of an earlier one of the quarter, and under its day, if the person says so."""
    earlier = of_quarter(history, result, period) if result.audit.kind != OCCASION else []
    if not earlier or not (reason := why(earlier[-1])):
        return history.keep(result, today, once=True)
    day = today if quarter(period) == quarter(today) else date.fromisoformat(earlier[-1].day)
    return history.keep(result, day, corrects=earlier[-1].number, reason=reason)


def _reason(earlier: Kept, say: Say, ask: Ask) -> str:
    """Why an earlier audit of the quarter is corrected; empty if this is another one."""
    say(
        "\n"
        + wrapped(
            gettext(
                "Your history holds an audit of that quarter, of {day} (number {number}), with other answers. "
                "Does this one correct it? (c it does, n this is a new one, q stops)",
                day=earlier.day,
                number=earlier.number,
            )
        )
    )
    while (entry := ask(PROMPT).strip().lower()) not in {"c", "n"}:
        if entry == "q":
            raise Left
        say(gettext("Please type c, n or q."))
    if entry == "n":
        return ""
    say(gettext("Why? A few words; the earlier one stays in your history beside it."))
    while True:
        line = " ".join(ask(PROMPT).split())
        if line and line.isprintable() and len(line) <= LONGEST_CORRECTION:
            return line
        say(gettext("Please write a few words."))


def settle_open(history: History, today: date, say: Say, ask: Ask) -> None:
    """Ask what became of what was chosen after earlier audits."""
    follow_up.ask_outcomes(history.actions(), today, say, ask, history.settle)
