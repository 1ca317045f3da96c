"""What was chosen to be done, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ethics_audit.actions import DONE, DROPPED, OPEN, PARTLY, Followed
from ethics_audit.assessment import Assessment
from ethics_audit.report.table import Cell, Table

STATES = {OPEN: "open", PARTLY: "partly done", DONE: "done", DROPPED: "dropped"}
"""What has become of an action, in words."""


def tables(actions: Iterable[Followed], result: Assessment, day: date | None) -> list[Table]:
    """The actions that are still to be done, and the others; no table for none."""
    every = list(actions)
    to_do = [one for one in every if one.is_open]
    others = [one for one in every if not one.is_open]
    heads = ["Step", "For", "Who", "By when", "State", "Number"]
    found = [
        Table("To be done", heads, [_row(one, result, day) for one in to_do], numbers=1),
        Table("Done or dropped", heads, [_row(one, result, None) for one in others], numbers=1),
    ]
    return [table for table in found if table.rows]


def _row(one: Followed, result: Assessment, day: date | None) -> list[Cell]:
    action = one.action
    item = result.audit.items.get(action.item)
    past = day is not None and action.due and action.due < day.isoformat()
    return [
        action.step,
        item or action.item,
        action.owner or "you",
        f"{action.due or 'no day set'}{' (past)' if past else ''}",
        f"{STATES[one.state]}{f', chosen {one.chosen}' if one.chosen else ''}",
        str(one.number),
    ]
