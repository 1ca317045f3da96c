"""What is asked about actions at a terminal: what became of those chosen before, and which are chosen now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.assessment.page import TOP_FINDINGS
from ethics_audit.base.language import N_, gettext
from ethics_audit.base.layout import hanging, wrapped
from ethics_audit.cli import days
from ethics_audit.cli.asking import PROMPT, Left
from ethics_audit.model.actions import DONE, DROPPED, LONGEST_OWNER, OPEN, PARTLY, Action, Followed
from ethics_audit.model.definitions import Item

WEEKS = 8
STATES = {"d": DONE, "p": PARTLY, "n": OPEN, "x": DROPPED}
TOLD = {DONE: N_("done"), PARTLY: N_("partly done"), OPEN: N_("to be done"), DROPPED: N_("dropped")}

Say = Callable[[str], object]
Ask = Callable[[str], str]


def ask_outcomes(
    actions: Iterable[Followed], today: date, say: Say, ask: Ask, settle: Callable[[int, str], object]
) -> None:
    """Ask what became of each action that is not settled.

    Raises:
        Left: If the person quits.
    """
    still = [one for one in actions if one.is_open]
    if not still:
        return
    say("\n" + wrapped(gettext("First, what you chose to do after an earlier audit. What has become of it?")))
    letters = wrapped(gettext("d done, p partly, n not yet, x no longer wanted; Enter leaves it, q stops."))
    for one in still:
        say(f"\n{described(one, today)}\n\n{letters}")
        while (entry := _entered(ask)) not in STATES.keys() | {""}:
            say(gettext("Please type d, p, n, x or q, or press Enter."))
        if entry:
            settle(one.number, STATES[entry])


def ask_actions(
    result: Assessment,
    today: date,
    say: Say,
    ask: Ask,
    choose: Callable[[Action], object],
    *,
    before: Iterable[Followed] = (),
) -> None:
    """Ask which gaps the person will work on, by when, and who does it; what was chosen before is not chosen again.

    Raises:
        Left: If the person quits.
    """
    if not result.findings:
        return
    offered = [finding.item for finding in result.findings[:TOP_FINDINGS]]
    _say_choice(result.findings[-1].item.id, say)
    items = _chosen(result, offered, say, ask)
    for item in items:
        say(f"\n{hanging('-  ', item.remedy)}")
        if known := still_open(before, item.id, item.remedy):
            say(gettext("That is chosen already, as number {number}.", number=known.number))
            continue
        owner = _owner(say, ask)
        proposed = today if item.id in result.flags else today + timedelta(weeks=WEEKS)
        choose(Action(item.id, item.remedy, owner, _due(today, proposed.isoformat(), say, ask)))


def still_open(actions: Iterable[Followed], item: str, step: str) -> Followed | None:
    """The action with which this step was chosen already, if it is not settled."""
    chosen = (one for one in actions if one.is_open)
    return next((one for one in chosen if (one.action.item, one.action.step) == (item, step)), None)


def _say_choice(id: str, say: Say) -> None:
    """Say what can be chosen, and how; `id` is that of a question, for an example."""
    say(
        wrapped(
            gettext(
                "Which of the steps under '{title}' will you take this quarter? One or two are enough.",
                title=gettext("What to do next"),
            )
        )
    )
    say(
        wrapped(
            gettext(
                "(Their numbers, such as 1 3; or the id of another question, such as {id}; Enter for none.)",
                id=id,
            )
        )
    )


def _chosen(result: Assessment, offered: list[Item], say: Say, ask: Ask) -> list[Item]:
    by_word = {str(place): item for place, item in enumerate(offered, 1)} | dict(result.audit.items)
    while True:
        words = _entered(ask).replace(",", " ").split()
        unknown = [word for word in words if word not in by_word]
        if not unknown:
            return list({by_word[word].id: by_word[word] for word in words}.values())
        say(
            wrapped(
                gettext(
                    "{entry} is no number from 1 to {count} and no question of this audit.",
                    entry=unknown[0],
                    count=len(offered),
                )
            )
        )


def _owner(say: Say, ask: Ask) -> str:
    say(gettext("Who does it? (Enter for yourself; a role will do)"))
    while True:
        line = " ".join(ask(PROMPT).split())
        if line.lower() == "q":
            raise Left
        if len(line) <= LONGEST_OWNER and line.isprintable():
            return line
        say(gettext("Please write at most {count} signs.", count=LONGEST_OWNER))


def _due(today: date, proposed: str, say: Say, ask: Ask) -> str:
    say(gettext("By when? (Year-month-day; Enter for {day}, - for no day)", day=proposed))
    while True:
        entry = _entered(ask)
        if entry in {"", "-"}:
            return "" if entry else proposed
        try:
            return days.to_come(entry, today).isoformat()
        except ValueError as wrong:
            told = gettext("Please type a day from today on, such as {day}, - for none, or q to stop.", day=proposed)
            say(wrapped(f"{wrong} {told}"))


def described(one: Followed, today: date) -> str:
    """An action in a few lines."""
    facts = [
        gettext(TOLD[one.state]),
        _due_text(one, today),
        one.action.owner,
        one.action.item,
        gettext("chosen {day}", day=one.chosen),
    ]
    told = ", ".join(fact for fact in facts if fact)
    return f"{hanging(f'{one.number:>4}  ', one.action.step)}\n{hanging('      ', told)}"


def _due_text(one: Followed, today: date) -> str:
    due = one.action.due
    if one.is_open and due and due < today.isoformat():
        return gettext("by {day}, which is past", day=due)
    return gettext("by {day}", day=due) if due else ""


def _entered(ask: Ask) -> str:
    entry = ask(PROMPT).strip().lower()
    if entry == "q":
        raise Left
    return entry
