"""What a person is asked about actions: what became of earlier ones, and which to choose now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.assessment.page import TOP_FINDINGS
from ethics_audit.base.language import N_, gettext
from ethics_audit.base.layout import hanging, wrapped
from ethics_audit.cli import days
from ethics_audit.cli.prompts import Prompts
from ethics_audit.model.actions import DONE, DROPPED, LONGEST_OWNER, OPEN, PARTLY, WEEKS, Action, Followed
from ethics_audit.model.items import Item

STATES = {"d": DONE, "p": PARTLY, "n": OPEN, "x": DROPPED}
STATE_NAMES = {OPEN: N_("to be done"), PARTLY: N_("partly done"), DONE: N_("done"), DROPPED: N_("dropped")}


def ask_outcomes(
    actions: Iterable[Followed], today: date, prompts: Prompts, settle: Callable[[int, str], object]
) -> None:
    """Ask what became of each action that is not settled."""
    still_open = [followed for followed in actions if followed.is_open]
    if not still_open:
        return
    prompts.say("\n" + wrapped(gettext("First, what you chose to do after an earlier audit. What has become of it?")))
    letters = wrapped(gettext("d done, p partly, n not yet, x no longer wanted; Enter leaves it, q stops."))
    for followed in still_open:
        prompts.say(f"\n{described(followed, today)}\n\n{letters}")
        if entry := prompts.entry_in({*STATES, ""}, gettext("Please type d, p, n, x or q, or press Enter.")):
            settle(followed.number, STATES[entry])


def ask_actions(
    result: Assessment,
    today: date,
    prompts: Prompts,
    choose: Callable[[Action], object],
    *,
    before: Iterable[Followed] = (),
) -> None:
    """Ask which gaps the person will work on, by when, and who does it.

    Args:
        result: The result whose gaps are offered.
        today: The first day on which an action can be due.
        prompts: The person at the terminal.
        choose: Keeps an action; called as soon as it is complete.
        before: Actions that were chosen earlier; those that are open are not chosen again.
    """
    if not result.findings:
        return
    question = gettext(
        "Which of the steps under '{title}' will you take this quarter? One or two are enough.",
        title=gettext("What to do next"),
    )
    prompts.say(wrapped(question))
    hint = gettext("(Their numbers, such as 1 3; Enter for none, q stops.)")
    prompts.say(wrapped(hint))
    for item in _chosen(result, prompts):
        prompts.say(f"\n{hanging('-  ', item.remedy)}")
        if known := still_open(before, item.id, item.remedy):
            prompts.say(wrapped(gettext("That is chosen already, as number {number}.", number=known.number)))
            continue
        owner = _owner(prompts)
        proposed = today if item.id in result.flags else today + timedelta(weeks=WEEKS)
        choose(Action(item.id, item.remedy, owner, _due(today, proposed.isoformat(), prompts)))


def still_open(actions: Iterable[Followed], item: str, step: str) -> Followed | None:
    """Return the open action with which this step was chosen, if there is one."""
    return next((one for one in actions if one.is_open and (one.action.item, one.action.step) == (item, step)), None)


def _chosen(result: Assessment, prompts: Prompts) -> list[Item]:
    offered = [finding.item for finding in result.findings[:TOP_FINDINGS]]
    by_word = {str(place): item for place, item in enumerate(offered, 1)} | dict(result.audit.items)
    while True:
        words = prompts.entry().replace(",", " ").split()
        unknown = [word for word in words if word not in by_word]
        if not unknown:
            return list({by_word[word].id: by_word[word] for word in words}.values())
        problem = gettext(
            "{entry} is not a number from 1 to {count}.",
            entry=unknown[0],
            count=len(offered),
        )
        prompts.say(wrapped(problem))


def _owner(prompts: Prompts) -> str:
    prompts.say(wrapped(gettext("Who does it? (Enter for yourself; a role will do)")))
    return prompts.text(
        lambda line: len(line) <= LONGEST_OWNER and line.isprintable(),
        gettext("Please write at most {count} signs.", count=LONGEST_OWNER),
    )


def _due(today: date, proposed: str, prompts: Prompts) -> str:
    shown = days.numbers(date.fromisoformat(proposed))
    prompts.say(
        wrapped(gettext('By when? (A day such as {day}, or "in 2 weeks"; Enter for {day}, - for no day)', day=shown))
    )
    otherwise = gettext("Please type a day from today on, such as {day}, - for none, or q to stop.", day=shown)
    return prompts.day(today, proposed, otherwise, none="-")


def described(followed: Followed, today: date) -> str:
    """Return an action in a few lines: its step, then its state, its day, and who does it."""
    action = followed.action
    due = gettext("by {day}", day=_day(action.due)) if action.due else ""
    if followed.is_open and action.due and action.due < today.isoformat():
        due = gettext("by {day}, which is past", day=_day(action.due))
    chosen = gettext("chosen {day}", day=_day(followed.chosen))
    facts = ", ".join(filter(None, [gettext(STATE_NAMES[followed.state]), due, action.owner, chosen]))
    return f"{hanging(f'{followed.number:>4}  ', action.step)}\n{hanging('      ', facts)}"


def _day(written: str) -> str:
    return days.numbers(date.fromisoformat(written))
