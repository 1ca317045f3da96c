"""The chosen actions, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.base.language import N_, gettext
from ethics_audit.model.actions import DONE, DROPPED, OPEN, PARTLY, Followed
from ethics_audit.report.table import Cell, Table

STATES = {OPEN: N_("open"), PARTLY: N_("partly done"), DONE: N_("done"), DROPPED: N_("dropped")}
"""The state of an action, in words."""


def tables(actions: Iterable[Followed], result: Assessment, day: date | None) -> list[Table]:
    """Return a table of the actions that are still to be done and one of the others, unless they are empty."""
    every = list(actions)
    to_do = [one for one in every if one.is_open]
    others = [one for one in every if not one.is_open]
    heads = [
        gettext("Step"),
        gettext("For"),
        gettext("Who"),
        gettext("By when"),
        gettext("State"),
        gettext("Number"),
    ]
    found = [
        Table(gettext("To be done"), heads, [_row(one, result, day) for one in to_do], numbers=1),
        Table(gettext("Done or dropped"), heads, [_row(one, result, None) for one in others], numbers=1),
    ]
    return [table for table in found if table.rows]


def _row(one: Followed, result: Assessment, day: date | None) -> list[Cell]:
    action = one.action
    item = result.audit.items.get(action.item)
    return [
        action.step,
        item or action.item,
        action.owner or gettext("you"),
        _due(action.due, day),
        _state(one),
        str(one.number),
    ]


def _due(due: str, day: date | None) -> str:
    """Return the day by which an action is to be done, and whether it is past."""
    if not due:
        return gettext("no day set")
    return gettext("{day} (past)", day=due) if day is not None and due < day.isoformat() else due


def _state(one: Followed) -> str:
    """Return the state of an action and the day on which it was chosen."""
    state = gettext(STATES[one.state])
    return gettext("{state}, chosen {day}", state=state, day=one.chosen) if one.chosen else state
