"""What the commands around chosen actions do and print."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from ethics_audit.assessment.markdown import ACTIONS_MARK, action_list
from ethics_audit.assessment.page import next_steps
from ethics_audit.assessment.text import block
from ethics_audit.base.errors import ArgumentError, UnknownIdError
from ethics_audit.base.files import refuse_others, replace_whole
from ethics_audit.base.language import gettext
from ethics_audit.base.layout import section
from ethics_audit.cli import follow_up
from ethics_audit.cli.asking import Left, read_line
from ethics_audit.cli.options import typed
from ethics_audit.cli.sentences import sentence, whole
from ethics_audit.history import History, Kept, calendar
from ethics_audit.model.actions import Action, Followed

QUARTER = timedelta(weeks=13)
FORMAT = "ethics-audit/plan"


def listed(actions: Sequence[Followed]) -> str:
    """The actions, those still to be done first."""
    blocks = [
        section(title, [follow_up.described(one, _today()) for one in actions if one.is_open is still])
        for title, still in ((gettext("To be done"), True), (gettext("Settled"), False))
    ]
    command = whole(typed("plan", "choose"))
    return "\n\n".join(block for block in blocks if block) or sentence(
        gettext("Nothing is chosen yet. '{command}' goes through your newest audit.", command=command)
    )


def document(actions: Sequence[Followed]) -> str:
    """The actions for other programs."""
    rows = [
        {
            "number": one.number,
            "item": one.action.item,
            "step": one.action.step,
            "owner": one.action.owner,
            "due": one.action.due or None,
            "chosen": one.chosen,
            "state": one.state,
        }
        for one in actions
    ]
    return json.dumps({"format": FORMAT, "format_version": 1, "actions": rows}, ensure_ascii=False, indent=2)


def chosen(history: History, kept: Kept, item: str, *, step: str | None, owner: str, due: date | None) -> Followed:
    """Choose an action for a question of an audit.

    Raises:
        ArgumentError: If it is chosen already and not settled, or its day is over.
        UnknownIdError: If the audit has no such question.
    """
    items = kept.result.audit.items
    if item not in items:
        raise UnknownIdError("item", item, items)
    if due and due < _today():
        raise _over("--due", due)
    day = due.isoformat() if due else ""
    action = Action(item, items[item].remedy if step is None else step, owner, day)
    if known := follow_up.still_open(history.actions(), item, action.step):
        told = f"is chosen already with this step, as number {known.number}; 'ethics-audit plan settle' settles it"
        raise ArgumentError(item, told)
    return history.choose(action, kept.number)


def _over(option: str, day: date) -> ArgumentError:
    return ArgumentError(option, f"expected a day from today on, got {day}")


def _today() -> date:
    return datetime.now().astimezone().date()


def choose(history: History, kept: Kept) -> None:
    """Go through an audit's gaps and ask."""
    before = history.actions()
    chosen: list[Followed] = []

    def choose(action: Action) -> None:
        chosen.append(history.choose(action, kept.number))

    click.echo("\n\n".join(map(block, next_steps(kept.result))) + "\n")
    with suppress(Left):
        follow_up.ask_actions(kept.result, _today(), click.echo, read_line, choose, before=before)
    told = (
        gettext("Chosen: {count}. '{command}' shows all of it.", count=len(chosen), command=whole(typed("plan")))
        if chosen
        else gettext("Nothing was chosen.")
    )
    click.echo(f"\n{sentence(told)}")


def export(history: History, target: Path, next_audit: date | None) -> None:
    """Write the actions that are still to be done, by the end of the file's name.

    Raises:
        ArgumentError: If it is another end, or the day of the next audit is over.
        StoreError: If there is a file of another kind already, or it cannot be written.
    """
    if next_audit and next_audit < _today():
        raise _over("--next-audit", next_audit)
    book = history.book()
    kind = target.suffix.lower()
    if kind == ".ics":
        content = calendar.ics(book, datetime.now().astimezone(), next_audit or _today() + QUARTER)
    elif kind == ".md":
        content = action_list([one for one in book.followed() if one.is_open], _today()).encode()
    else:
        raise ArgumentError("FILE", f"ends in {target.suffix or 'nothing'}; allowed is .ics or .md")
    refuse_others(target, {".ics": calendar.MARK, ".md": ACTIONS_MARK}[kind].encode())
    replace_whole(target, content)
