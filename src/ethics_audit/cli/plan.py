"""The command ``plan``: what was chosen to be done, what became of it, and an export for calendars."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import click
from attrs import asdict

from ethics_audit.assessment.markdown import ACTIONS_MARK, action_list
from ethics_audit.assessment.page import next_steps
from ethics_audit.assessment.text import block
from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.dates import next_audit as due_next
from ethics_audit.base.dates import today
from ethics_audit.base.errors import ArgumentError, UnknownIdError
from ethics_audit.base.files import refuse_others, replace_whole
from ethics_audit.base.language import gettext
from ethics_audit.base.layout import section
from ethics_audit.cli import days, follow_up, stores
from ethics_audit.cli.history_output import newest, of_practice, removed
from ethics_audit.cli.options import FILE, NUMBER, history_option, ids_option, json_option, speech_option
from ethics_audit.cli.prompts import Left, Prompts
from ethics_audit.cli.sentences import sentence, typed, whole
from ethics_audit.cli.streams import is_terminal
from ethics_audit.history import History, Kept, calendar
from ethics_audit.history.replay import ACTION, Book
from ethics_audit.model.actions import Action, Followed

FORMAT = "ethics-audit/plan"


@click.group(invoke_without_command=True)
@history_option
@speech_option
@ids_option
@json_option
@click.pass_context
def plan(context: click.Context, place: str, *, ids: bool, as_json: bool) -> None:
    """What you chose to do after your audits; without more, the list of it."""
    if context.invoked_subcommand is not None:
        if as_json:
            raise click.UsageError("--json is for 'ethics-audit plan' alone")
        if ids:
            raise click.UsageError("--ids comes last: ethics-audit plan choose --ids")
        context.obj = place
        return
    book = stores.history(place).book()
    click.echo(_document([*book.followed()]) if as_json else _listed(book, ids=ids))


def _listed(book: Book, *, ids: bool) -> str:
    """Return the actions as text, open ones first."""
    actions = [*book.followed()]
    blocks = [
        section(
            title, [follow_up.described(action, today(), ids=ids) for action in actions if action.is_open is is_open]
        )
        for title, is_open in ((gettext("To be done"), True), (gettext("Settled"), False))
    ]
    command = whole(typed("plan", "choose"))
    nothing = gettext("Nothing is chosen yet. '{command}' goes through your newest audit.", command=command)
    return "\n\n".join(filter(None, [*(blocks if actions else [sentence(nothing)]), removed(book.gone(ACTION))]))


def _document(actions: Sequence[Followed]) -> str:
    """Return the actions as JSON."""
    rows = [
        {
            "number": followed.number,
            **asdict(followed.action),
            "due": followed.action.due or None,
            "chosen": followed.chosen,
            "state": followed.state,
            "became": followed.became,
        }
        for followed in actions
    ]
    return json.dumps({"format": FORMAT, "format_version": 1, "actions": rows}, ensure_ascii=False, indent=2)


@plan.command()
@click.argument("item", required=False)
@click.option("--step", help="What is to be done; the question's own first step if left out.")
@click.option("--owner", default="", help="Who does it; yourself if left out.")
@click.option("--due", metavar="DAY", callback=days.of_option, help="By which day.")
@click.option("--after", type=NUMBER, metavar="NUMBER", help="The audit; the newest if left out.")
@ids_option
@speech_option
@click.pass_obj
def choose(
    place: str,
    item: str | None,
    *,
    step: str | None,
    owner: str,
    due: date | None,
    after: int | None,
    ids: bool,
) -> None:
    """Choose what to do about a gap: the number of its step as 'plan choose' shows it, or the id of its question.

    Without ITEM, you are asked.
    """
    history = stores.history(place)
    kept = history.audit(after) if after else newest(of_practice(history.audits()))
    if item is not None:
        chosen = _choose(history, kept, item, step=step, owner=owner, due=due)
        click.echo(gettext("Chosen as number {number}.", number=chosen.number))
    elif is_terminal(sys.stdin, sys.stdout):
        _choose_at_terminal(history, kept, ids=ids)
    else:
        raise click.UsageError("name a question, or choose at a terminal")


def _choose(history: History, kept: Kept, item: str, *, step: str | None, owner: str, due: date | None) -> Followed:
    """Choose an action for a question of an audit.

    Raises:
        ArgumentError: If the same action is already open, or its day is in the past.
        UnknownIdError: If the audit has no such question.
    """
    items = kept.result.audit.items
    item = follow_up.offered(kept.result).get(item, item)
    if item not in items:
        raise UnknownIdError("item", item, items)
    _refuse_past("--due", due)
    action = Action(item, items[item].remedy if step is None else step, owner, due.isoformat() if due else "")
    if known := follow_up.still_open(history.actions(), item, action.step):
        problem = f"is chosen already with this step, as number {known.number}"
        raise ArgumentError(item, problem, "'ethics-audit plan settle' settles it")
    return history.choose(action, kept.number)


def _refuse_past(option: str, day: date | None) -> None:
    if day and day < today():
        raise wrong_argument(option, "a day from today on", day)


def _choose_at_terminal(history: History, kept: Kept, *, ids: bool) -> None:
    """Show what to do next, and ask what to choose of it."""
    before = history.actions()
    chosen: list[Followed] = []
    click.echo("\n\n".join(block(one, ids=ids) for one in next_steps(kept.result)) + "\n")
    with suppress(Left):
        follow_up.ask_actions(
            kept.result,
            today(),
            Prompts(),
            lambda action: chosen.append(history.choose(action, kept.number)),
            before=before,
        )
    notice = (
        gettext("Chosen: {count}. '{command}' shows all of it.", count=len(chosen), command=whole(typed("plan")))
        if chosen
        else gettext("Nothing was chosen.")
    )
    click.echo(f"\n{sentence(notice)}")


@plan.command()
@click.argument("number", type=NUMBER)
@click.argument("state", type=click.Choice(list(follow_up.STATE_NAMES)))
@speech_option
@click.pass_obj
def settle(place: str, number: int, state: str) -> None:
    """Say what has become of an action."""
    stores.history(place).settle(number, state)
    click.echo(gettext("Number {number}: {state}.", number=number, state=gettext(follow_up.STATE_NAMES[state])))


@plan.command()
@click.argument("target", metavar="FILE", type=FILE)
@click.option(
    "--next-audit",
    metavar="DAY",
    callback=days.of_option,
    help="The day of the next audit, for a calendar; three months on if left out.",
)
@speech_option
@click.pass_obj
def export(place: str, target: Path, next_audit: date | None) -> None:
    """Write what is still to be done for a calendar (.ics) or as a list (.md).

    A calendar that is shared or synchronised shows it to others.
    """
    history = stores.history(place)
    _refuse_past("--next-audit", next_audit)
    book = history.book()
    kind = target.suffix.lower()
    if kind == ".ics":
        mark = calendar.MARK
        content = calendar.ics(book, datetime.now().astimezone(), next_audit or due_next(today()))
    elif kind == ".md":
        mark = ACTIONS_MARK
        content = action_list([action for action in book.followed() if action.is_open], today()).encode()
    else:
        raise wrong_argument("FILE", "a name that ends in .ics or .md", target.name)
    refuse_others(target, mark.encode())
    replace_whole(target, content)
    click.echo(gettext("Written: {file}", file=target))
