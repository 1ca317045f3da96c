"""What a person is asked about actions: what became of earlier ones, and which to choose now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from attrs import evolve

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.assessment.page import TOP_FINDINGS
from ethics_audit.base.dates import in_words
from ethics_audit.base.language import N_, gettext
from ethics_audit.base.layout import hanging, wrapped
from ethics_audit.cli import days
from ethics_audit.cli.prompts import Prompts
from ethics_audit.model.actions import DONE, DROPPED, LONGEST_OWNER, OPEN, PARTLY, WEEKS, Action, Followed
from ethics_audit.model.items import Item

STATES = {"d": DONE, "p": PARTLY, "n": OPEN, "x": DROPPED}
STATE_NAMES = {OPEN: N_("to be done"), PARTLY: N_("partly done"), DONE: N_("done"), DROPPED: N_("dropped")}


def ask_outcomes(
    actions: Iterable[Followed],
    today: date,
    prompts: Prompts,
    settle: Callable[[int, str], object],
    *,
    at_end: bool = False,
    ids: bool = False,
) -> None:
    """Ask what became of each action.

    Args:
        actions: The actions.
        today: The day on which they are past.
        prompts: The person at the terminal.
        settle: Keeps the state of an action.
        at_end: Whether to begin with the last one, for somebody who comes back.
        ids: Whether the id of the question stands behind each.
    """
    asked = list(actions)
    if not at_end:
        intro = gettext("First, what you chose to do after an earlier audit. What has become of it?")
        prompts.say("\n" + wrapped(intro))
    letters = wrapped(gettext("d done, p partly, n not yet, x no longer wanted; Enter leaves it."))
    place = len(asked) - 1 if at_end else 0
    while place < len(asked):
        followed = asked[place]
        prompts.say(f"\n{described(followed, today, ids=ids)}\n\n{letters}")
        entry = prompts.entry_in(
            {*STATES, "", *("b" if place else "")}, gettext("Please type d, p, n, x, b or q, or press Enter.")
        )
        if entry in STATES:
            settle(followed.number, STATES[entry])
            asked[place] = evolve(followed, state=STATES[entry])
        place += -1 if entry == "b" else 1


def ask_actions(
    result: Assessment,
    today: date,
    prompts: Prompts,
    choose: Callable[[Action], object],
    *,
    before: Iterable[Followed] = (),
    count: int = TOP_FINDINGS,
) -> None:
    """Ask which gaps the person will work on, by when, and who does it.

    Args:
        result: The result whose gaps are offered.
        today: The first day on which an action can be due.
        prompts: The person at the terminal.
        choose: Keeps an action; called as soon as it is complete.
        before: Actions that were chosen earlier; those that are open are not chosen again.
        count: How many of the gaps are shown.
    """
    if not result.findings:
        return
    question = gettext(
        "Which of the steps under '{title}' will you take this quarter? One or two are enough.",
        title=gettext("What to do next"),
    )
    prompts.say(wrapped(question))
    hint = gettext("(Their numbers, such as 1 3; Enter for none, q stops. Afterwards, b goes back.)")
    prompts.say(wrapped(hint))
    kept: set[str] = set()
    items = _chosen(result, prompts, count)
    while left := [item for item in items if item.id not in kept]:
        item = left[0]
        prompts.say(f"\n{hanging('-  ', item.remedy)}")
        if still_open(before, item.id, item.remedy):
            prompts.say(wrapped(gettext("That is chosen already.")))
        elif action := _asked(item, today, prompts, is_urgent=item.id in result.flags):
            choose(action)
        else:
            prompts.say(wrapped(hint))
            items = _chosen(result, prompts, count)
            continue
        kept.add(item.id)


def _asked(item: Item, today: date, prompts: Prompts, *, is_urgent: bool) -> Action | None:
    """Ask who takes the first step of an item, and by when; return None to go back to the choice of steps."""
    proposed = (today if is_urgent else today + timedelta(weeks=WEEKS)).isoformat()
    while (owner := _owner(prompts)).lower() != "b":
        if (due := _due(today, proposed, prompts)) is not None:
            return Action(item.id, item.remedy, owner, due)
    return None


def still_open(actions: Iterable[Followed], item: str, step: str) -> Followed | None:
    """Return the open action with which this step was chosen, if there is one."""
    return next((one for one in actions if one.is_open and (one.action.item, one.action.step) == (item, step)), None)


def offered(result: Assessment, count: int = TOP_FINDINGS) -> dict[str, str]:
    """Return the ids of the questions whose first steps are shown, by the numbers before them."""
    return {str(place): finding.item.id for place, finding in enumerate(result.findings[:count], 1)}


def _chosen(result: Assessment, prompts: Prompts, count: int) -> list[Item]:
    numbers, items = offered(result, count), result.audit.items
    by_word = dict(items) | {number: items[id] for number, id in numbers.items()}
    while True:
        words = prompts.entry().replace(",", " ").split()
        if words == ["b"]:
            prompts.say_first()
            continue
        unknown = [word for word in words if word not in by_word]
        if not unknown:
            return list({by_word[word].id: by_word[word] for word in words}.values())
        problem = gettext(
            "{entry} is not a number from 1 to {count}.",
            entry=unknown[0],
            count=len(numbers),
        )
        prompts.say(wrapped(problem))


def _owner(prompts: Prompts) -> str:
    prompts.say(wrapped(gettext("Who does it? (Enter for yourself; a role will do)")))
    return prompts.text(
        lambda line: len(line) <= LONGEST_OWNER and line.isprintable(),
        gettext("Please write at most {count} signs.", count=LONGEST_OWNER),
    )


def _due(today: date, proposed: str, prompts: Prompts) -> str | None:
    """Ask for the day; return None to go back."""
    shown = days.numbers(date.fromisoformat(proposed))
    prompts.say(
        wrapped(gettext('By when? (A day such as {day}, or "in 2 weeks"; Enter for {day}, - for no day)', day=shown))
    )
    otherwise = gettext("Please type a day from today on, such as {day}, - for none, or q to stop.", day=shown)
    return prompts.day(today, proposed, otherwise, none="-")


def described(followed: Followed, today: date, *, ids: bool = False) -> str:
    """Return an action in a few lines: its step, maybe with the id of its question, then its state, day and owner."""
    action = followed.action
    step = f"{action.step} [{action.item}]" if ids else action.step
    due = gettext("by {day}", day=in_words(action.due)) if action.due else ""
    if followed.is_open and action.due and action.due < today.isoformat():
        due = gettext("by {day}, which is past", day=in_words(action.due))
    chosen = gettext("chosen {day}", day=in_words(followed.chosen))
    state = gettext(STATE_NAMES[followed.state])
    if followed.became:
        state = gettext("changed, now number {number}", number=followed.became)
    facts = ", ".join(filter(None, [state, due, action.owner, chosen]))
    return f"{hanging(f'{followed.number:>4}  ', step)}\n{hanging('      ', facts)}"
