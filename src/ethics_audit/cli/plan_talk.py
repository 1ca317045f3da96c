"""What the commands around chosen actions do and print."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from ethics_audit import text
from ethics_audit.actions import Action, Followed
from ethics_audit.answers_file import replace_whole
from ethics_audit.cli import follow_up
from ethics_audit.cli.interview import Left, read_line
from ethics_audit.errors import ArgumentError, StoreError, UnknownIdError
from ethics_audit.history import History, Kept, calendar
from ethics_audit.layout import section
from ethics_audit.markdown import action_list

QUARTER = timedelta(weeks=13)
FORMAT = "ethics-audit/plan"
NOTHING = "Nothing is chosen yet. 'ethics-audit plan choose' goes through your newest audit."


def listed(actions: Sequence[Followed]) -> str:
    """The actions, those still to be done first."""
    blocks = [
        section(title, [follow_up.described(one) for one in actions if one.is_open is still])
        for title, still in (("To be done", True), ("Settled", False))
    ]
    return "\n\n".join(block for block in blocks if block) or NOTHING


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


def chosen(history: History, kept: Kept, item: str, *, step: str | None, owner: str, due: datetime | None) -> Followed:
    """Choose an action for a question of an audit."""
    items = kept.result.audit.items
    if item not in items:
        raise UnknownIdError("item", item, items)
    action = Action(item, step or items[item].remedy, owner, due.date().isoformat() if due else "")
    return history.choose(action, kept.number)


def choose(history: History, kept: Kept) -> None:
    """Go through an audit's gaps and ask."""
    click.echo("\n\n".join(text.next_steps(kept.result)) + "\n")
    today = datetime.now().astimezone().date()
    try:
        count = follow_up.ask_actions(
            kept.result, today, click.echo, read_line, lambda action: history.choose(action, kept.number)
        )
    except Left:
        return
    click.echo(f"\nChosen: {count}. 'ethics-audit plan' shows all of it." if count else "\nNothing was chosen.")


def export(history: History, target: Path, next_audit: date | None) -> None:
    """Write the actions that are still to be done, by the end of the file's name.

    Raises:
        ArgumentError: If it is another end.
        StoreError: If there is a file of another kind already, or it cannot be written.
    """
    still = [one for one in history.actions() if one.is_open]
    today = datetime.now().astimezone()
    if target.suffix == ".ics":
        content = calendar.ics(still, today, next_audit or today.date() + QUARTER)
        begins = b"BEGIN:VCALENDAR"
    elif target.suffix == ".md":
        content = action_list(still, today.date()).encode()
        begins = b"# "
    else:
        raise ArgumentError("FILE", f"ends in {target.suffix or 'nothing'}; allowed is .ics or .md")
    if target.exists() and not target.read_bytes().startswith(begins):
        raise StoreError(f"{target} is there already and is something else; nothing was written over it")
    replace_whole(target, content)
