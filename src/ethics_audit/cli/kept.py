"""Keeps a finished audit in the history, and asks what to do about it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.assessment.page import TOP_FINDINGS
from ethics_audit.base.dates import in_words, quarter
from ethics_audit.base.language import gettext
from ethics_audit.base.layout import wrapped
from ethics_audit.cli import follow_up
from ethics_audit.cli.prompts import Left, Prompts
from ethics_audit.history import History, Kept
from ethics_audit.history.bodies import LONGEST_CORRECTION
from ethics_audit.history.quarters import of_quarter
from ethics_audit.model.definitions import OCCASION, PRACTICE


def keep(
    history: History,
    result: Assessment,
    today: date,
    prompts: Prompts,
    *,
    quarter_of: date | None = None,
    steps: int = TOP_FINDINGS,
) -> None:
    """Keep a finished audit, and ask what will be done about it.

    Args:
        history: Where to keep it.
        result: The result of the audit.
        today: The day on which it was finished.
        prompts: The person at the terminal.
        quarter_of: A day of the quarter that the answers belong to; today by default.
        steps: How many first steps the person has been shown.

    Raises:
        Left: If the person stops before it is kept.
        StoreError: If it cannot be kept.
    """
    if not result.weight:
        prompts.say("\n" + wrapped(gettext("Nothing is answered yet, so nothing is kept in your history.")))
        return
    period = quarter_of or today
    known = history.book().same(result, period)
    kept = known or _kept(history, result, today, period, prompts)
    if known:
        notice = gettext("Your history holds this audit already, as number {number}.", number=kept.number)
    else:
        notice = gettext("Kept in your history as number {number}.", number=kept.number)
    prompts.say(f"\n{notice}")
    before = history.actions()
    if result.audit.kind == PRACTICE and not (known and any(followed.is_open for followed in before)):
        prompts.say("")
        with suppress(Left):
            follow_up.ask_actions(
                result,
                today,
                prompts,
                lambda action: history.choose(action, kept.number),
                before=before,
                count=steps,
            )


def _kept(history: History, result: Assessment, today: date, period: date, prompts: Prompts) -> Kept:
    """Keep an audit; if the person says that it corrects one of its quarter, as a correction dated in that quarter."""
    earlier = of_quarter(history, result, period) if result.audit.kind != OCCASION else []
    if not earlier or not (reason := _reason(earlier[-1], prompts)):
        return history.keep(result, today, once=True)
    day = today if quarter(period) == quarter(today) else date.fromisoformat(earlier[-1].day)
    return history.keep(result, day, corrects=earlier[-1].number, reason=reason)


def _reason(earlier: Kept, prompts: Prompts) -> str:
    """Ask why an earlier audit of the quarter is corrected; return an empty text if it is not."""
    question = gettext(
        "Your history holds an audit of that quarter, of {day}, with other answers. "
        "Does this one correct it? (c it does, n this is a new one, q stops)",
        day=in_words(earlier.day, has_weekday=True),
    )
    reason = "b"
    while reason.lower() == "b":
        prompts.say(f"\n{wrapped(question)}")
        if prompts.entry_in({"c", "n"}, gettext("Please type c, n or q.")) == "n":
            return ""
        prompts.say(wrapped(gettext("Why? A few words; the earlier one stays in your history beside it. (b back)")))
        reason = prompts.text(
            lambda line: bool(line) and line.isprintable() and len(line) <= LONGEST_CORRECTION,
            gettext("Please write a few words, or b to go back."),
        )
    return reason
