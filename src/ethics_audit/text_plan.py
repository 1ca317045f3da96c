"""A plan as plain text: what to do, what it costs, what it brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ethics_audit.explanation import decimal
from ethics_audit.layout import hanging, section, wrapped
from ethics_audit.scoring import Domain
from ethics_audit.text import EFFORTS, band_text, score_text

if TYPE_CHECKING:
    from ethics_audit.planning import Plan, Step

ROUGH = (
    "An effort is a rough grade, from 1 (minutes) to 5 (weeks). By these grades no other choice {claim}; your own "
    "judgement of what comes first is worth more."
)


def page(plan: Plan) -> str:
    """The plan as a section of a page."""
    return section(_title(plan), _blocks(plan))


def _title(plan: Plan) -> str:
    where = f" in {plan.before.title}" if isinstance(plan.before, Domain) else ""
    return (
        f"The least effort to the band {plan.to}{where}" if plan.to else f"What an effort of {plan.budget} buys{where}"
    )


def _blocks(plan: Plan) -> list[str]:
    if plan.obstacle:
        return [wrapped(f"The band {plan.to} cannot be reached by closing gaps alone. {plan.obstacle}")]
    if not plan.steps:
        return [wrapped(_nothing_to_do(plan))]
    claim = "gets there with less" if plan.to else "takes more off the score with so much"
    return [
        wrapped(_outcome(plan)),
        *(_step(place, step) for place, step in enumerate(plan.steps, 1)),
        wrapped(ROUGH.format(claim=claim)),
    ]


def _nothing_to_do(plan: Plan) -> str:
    if plan.to is None:
        return "There is no gap that so little effort would close."
    if plan.before.band is None:
        return f"Nothing is needed: whatever the open answers are, the band is at most {plan.before.band_high}."
    return f"Nothing is needed: the band is {plan.before.band} already."


def _outcome(plan: Plan) -> str:
    count = len(plan.steps)
    things = "One thing" if count == 1 else f"{count} things"
    worst = " Open questions count at their worst in this plan." if plan.at_worst else ""
    return (
        f"{things}, effort {plan.effort} in all. With the best answer there, the score is {score_text(plan.after)} and "
        f"the band {band_text(plan.after)}.{worst}"
    )


def _step(place: int, step: Step) -> str:
    item = step.item
    now = step.option.label if step.option else "not known yet"
    takes = f"takes {decimal(step.reduction)} off the score"
    flag = " and a red flag down" if step.flag and step.option else " and rules a red flag out" if step.flag else ""
    lead = f"{place}. "
    rows = [
        hanging(lead, f"{item.prompt} [{item.id}]"),
        hanging(f"{'':<{len(lead)}}From  ", f'"{now}" to "{step.best.label}": {takes}{flag}'),
        hanging(f"{'':<{len(lead)}}Do    ", f"{item.remedy} (effort {item.effort} of 5: {EFFORTS[item.effort - 1]})"),
    ]
    return "\n".join(rows)
