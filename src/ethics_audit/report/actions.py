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
    heads = [gettext("Step"), gettext("For"), gettext("Who"), gettext("By when"), gettext("State"), gettext("Number")]
    to_do: list[list[Cell]] = []
    others: list[list[Cell]] = []
    for one in actions:
        (to_do if one.is_open else others).append(_row(one, result, day))
    found = [
        Table(gettext("To be done"), heads, to_do, numbers=1),
        Table(gettext("Done or dropped"), heads, others, numbers=1),
    ]
    return [table for table in found if table.rows]


def _row(one: Followed, result: Assessment, day: date | None) -> list[Cell]:
    action, due = one.action, one.action.due or gettext("no day set")
    if one.is_open and day is not None and action.due and action.due < day.isoformat():
        due = gettext("{day} (past)", day=due)
    state = gettext(STATES[one.state])
    if one.chosen:
        state = gettext("{state}, chosen {day}", state=state, day=one.chosen)
    item = result.audit.items.get(action.item, action.item)
    return [action.step, item, action.owner or gettext("you"), due, state, str(one.number)]
