"""A plan as plain text: what to do, what it costs, what it brings."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ethics_audit.explanation import decimal
from ethics_audit.layout import hanging, section, short, wrapped
from ethics_audit.scoring import Domain
from ethics_audit.text import band_text, effort_text, score_text

if TYPE_CHECKING:
    from ethics_audit.planning import Plan, Step
    from ethics_audit.scoring import Scored

MOST_STEPS = 25
ROUGH = (
    "An effort is a grade, from 1 (minutes) to 5 (weeks), so their sum is rough. By these grades {claim}; your own "
    "judgement of what comes first is worth more."
)
LONG_WAY = "and {more} more. That is a long way: a nearer band, or a budget, makes a shorter list."


def page(plan: Plan) -> str:
    """The plan as a section of a page."""
    steps = [_step(place, step, plan) for place, step in enumerate(plan.steps[:MOST_STEPS], 1)]
    return section(title(plan), [*map(wrapped, before_steps(plan)), *steps, *map(wrapped, after_steps(plan))])


def title(plan: Plan) -> str:
    """What the plan is for."""
    where = f" in {short(plan.before.title)}" if isinstance(plan.before, Domain) else ""
    aim = f"The least effort to the band {plan.to}" if plan.to else f"What an effort of {plan.budget} buys"
    return aim + where


def before_steps(plan: Plan) -> list[str]:
    """What stands before the steps: what they bring, or why there are none."""
    if plan.obstacle:
        return [f"The band {plan.to} cannot be reached by closing gaps alone. {plan.obstacle}"]
    return [_outcome(plan) if plan.steps else _nothing_to_do(plan)]


def after_steps(plan: Plan) -> list[str]:
    """What stands after the steps: how many more there are, and what their efforts are worth."""
    if not plan.steps:
        return []
    claim = "no other choice gets there with less" if plan.to else "no other choice for it takes more off the score"
    more = len(plan.steps) - MOST_STEPS
    return [*([LONG_WAY.format(more=more)] if more > 0 else []), ROUGH.format(claim=claim)]


def _nothing_to_do(plan: Plan) -> str:
    before = plan.before
    if plan.to is None:
        if not (before.points or (plan.at_worst and before.open_weight)):
            return "There is no gap to close." if before.weight else "Nothing is answered yet, so there is no gap."
        return "No gap can be closed for so little effort: the smallest is 1."
    if before.band is None:
        return f"Nothing is needed: whatever the open answers are, the band is at most {before.band_high}."
    better = f", which is better than {plan.to}" if before.band < plan.to else ""
    return f"By what is answered nothing is needed: the band is {before.band} already{better}.{_still_open(plan)}"


def _still_open(plan: Plan) -> str:
    """What open questions can still do to the band, and which to answer first; nothing if it is certain."""
    if not plan.after.provisional:
        return ""
    first = ", ".join(one.item.id for one in plan.questions)
    return f" But open questions can still make it {plan.after.band_high}. To be sure, answer them first: {first}."


def _outcome(plan: Plan) -> str:
    before, after = plan.before, plan.after
    things = "One thing" if len(plan.steps) == 1 else f"{len(plan.steps)} things"
    whose = f" of {before.title}" if isinstance(before, Domain) else ""
    worst = ", with every open question at its worst," if plan.at_worst else ""
    numbers = f"from {_lowered(before, plan)} to {_lowered(after, plan)}"
    return (
        f"{things}, effort {plan.effort} in all. With the best answer there, the score{whose}{worst} goes {numbers}, "
        f"and the band is {band_text(after)}.{_still_open(plan)}"
    )


def _lowered(scored: Scored, plan: Plan) -> str:
    """The number that the plan lowers."""
    return decimal(Fraction(*scored.worst)) if plan.at_worst else score_text(scored)


def _step(place: int, step: Step, plan: Plan) -> str:
    lead = f"{place}. "
    indent = " " * len(lead)
    told = [hanging(f"{indent}{name:<6}", text) for name, text in step_rows(step, plan)]
    return "\n".join([hanging(lead, f"{step.item.prompt} [{step.item.id}]"), *told])


def step_rows(step: Step, plan: Plan) -> list[tuple[str, str]]:
    """What to do for a step, in rows of a name and what it is.

    A raised flag is no bargain, and an open question is first of all to be answered.
    """
    item = step.item
    do = f"{item.remedy} ({effort_text(item)})"
    if step.option is None:
        first = f'Answer it: it is open, and counts at its worst here. If "{step.best.label}" is true, that is all.'
        return [("First", first), ("Else", do)]
    if step.flag and item.red_flag:
        return [("Flag", "Its red flag holds the band up as long as this is so."), ("Today", item.red_flag.action)]
    off = "the worst case" if plan.at_worst else "that score" if plan.domain else "the score"
    return [
        ("From", f'"{step.option.label}" to "{step.best.label}": takes {decimal(step.reduction)} off {off}'),
        ("Do", do),
    ]
