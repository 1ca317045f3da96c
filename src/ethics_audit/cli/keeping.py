"""A finished audit goes into the history; what it stands in for is asked, and what will be done about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ethics_audit.assessment import Assessment
from ethics_audit.cli import follow_up
from ethics_audit.cli.interview import PROMPT, Left
from ethics_audit.history import History, Kept
from ethics_audit.history.around import of_quarter, same
from ethics_audit.history.documents import LONGEST_REASON
from ethics_audit.layout import wrapped
from ethics_audit.model import OCCASION, PRACTICE

Say = Callable[[str], object]
Ask = Callable[[str], str]


def keep(history: History, result: Assessment, today: date, say: Say, ask: Ask) -> None:
    """Keep a finished audit, and ask what will be done about it.

    Raises:
        Left: If the person quits; what is not kept by then can be added later.
        StoreError: If it cannot be kept.
    """
    if known := same(history, result, today):
        kept = known
        say(f"\nYour history holds this audit already, as number {kept.number}.")
    else:
        kept = _kept(history, result, today, say, ask)
        say(f"\nKept in your history as number {kept.number}. Its head is now\n{kept.hash}.")
    if result.audit.kind == PRACTICE and not any(one.is_open for one in history.actions()):
        say("")
        follow_up.ask_actions(result, today, say, ask, lambda action: history.choose(action, kept.number))


def _kept(history: History, result: Assessment, today: date, say: Say, ask: Ask) -> Kept:
    """Keep an audit, as a correction of an earlier one of the quarter if the person says so."""
    earlier = of_quarter(history, result, today) if result.audit.kind != OCCASION else []
    reason = _reason(earlier[-1], say, ask) if earlier else ""
    return history.keep(result, today, corrects=earlier[-1].number if reason else None, reason=reason)


def _reason(earlier: Kept, say: Say, ask: Ask) -> str:
    """Why an earlier audit of the quarter is corrected; empty if this is another one."""
    say(
        "\n"
        + wrapped(
            f"Your history holds an audit of this quarter, of {earlier.day} (number {earlier.number}), with other "
            "answers. Does this one correct it? (c it does, n this is a new one, q stops)"
        )
    )
    while (entry := ask(PROMPT).strip().lower()) not in {"c", "n"}:
        if entry == "q":
            raise Left
        say("Please type c, n or q.")
    if entry == "n":
        return ""
    say("Why? A few words; the earlier one stays in your history beside it.")
    while True:
        line = " ".join(ask(PROMPT).split())
        if line and line.isprintable() and len(line) <= LONGEST_REASON:
            return line
        say("Please write a few words.")


def settle_open(history: History, say: Say, ask: Ask) -> None:
    """Ask what became of what was chosen after earlier audits."""
    follow_up.ask_outcomes(history.actions(), say, ask, history.settle)
