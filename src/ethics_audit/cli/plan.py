"""The command ``plan``: what was chosen to be done, what became of it, and the same for a calendar."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ethics_audit.base.language import gettext
from ethics_audit.cli import days
from ethics_audit.cli.options import FILE, history_option, json_option, speech_option, to_begin
from ethics_audit.cli.streams import is_terminal

if TYPE_CHECKING:
    from ethics_audit.history import History, Kept

STATES = ("open", "partly", "done", "dropped")


@click.group(invoke_without_command=True)
@history_option
@speech_option
@json_option
@click.pass_context
def plan(context: click.Context, place: str, *, as_json: bool) -> None:
    """What you chose to do after your audits; without more, the list of it."""
    if context.invoked_subcommand is not None:
        if as_json:
            raise click.UsageError("--json is for 'ethics-audit plan' alone")
        context.obj = place
        return
    from ethics_audit.cli import plan_output as plan_talk
    from ethics_audit.cli import stores

    actions = stores.history(place).actions()
    click.echo(plan_talk.document(actions) if as_json else plan_talk.listed(actions))


@plan.command()
@click.argument("item", required=False)
@click.option("--step", help="What is to be done; the question's own first step if left out.")
@click.option("--owner", default="", help="Who does it; yourself if left out.")
@click.option("--due", metavar="DAY", callback=days.of_option, help="By which day.")
@click.option("--after", type=click.IntRange(min=1), metavar="NUMBER", help="The audit; the newest if left out.")
@speech_option
@click.pass_obj
def choose(place: str, /, item: str | None, after: int | None, **more: Any) -> None:
    """Choose what to do about the gap at a question; without ITEM, you are asked."""
    from ethics_audit.cli import plan_output as plan_talk
    from ethics_audit.cli import stores

    history = stores.history(place)
    kept = history.audit(after) if after else _newest(history)
    if item is None:
        if not is_terminal(sys.stdin, sys.stdout):
            raise click.UsageError("name a question, or choose at a terminal")
        plan_talk.choose(history, kept)
        return
    one = plan_talk.chosen(history, kept, item, **more)
    click.echo(gettext("Chosen as number {number}.", number=one.number))


def _newest(history: History) -> Kept:
    """The newest audit that stands.

    Raises:
        UsageError: If there is none.
    """
    from ethics_audit.model.definitions import PRACTICE

    audits = [one for one in history.audits() if one.result.audit.kind == PRACTICE]
    if not audits:
        raise click.UsageError(f"there is no audit in your history yet: '{to_begin()}' keeps one")
    return audits[-1]


@plan.command()
@click.argument("number", type=click.IntRange(min=1))
@click.argument("state", type=click.Choice(STATES))
@speech_option
@click.pass_obj
def settle(place: str, number: int, state: str) -> None:
    """Say what has become of an action."""
    from ethics_audit.cli import stores
    from ethics_audit.cli.follow_up import TOLD

    stores.history(place).settle(number, state)
    click.echo(gettext("Number {number}: {state}.", number=number, state=gettext(TOLD[state])))


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
    from ethics_audit.cli import plan_output as plan_talk
    from ethics_audit.cli import stores

    history = stores.history(place)
    plan_talk.export(history, target, next_audit)
    click.echo(gettext("Written: {file}", file=target))
