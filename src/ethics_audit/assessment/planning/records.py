"""What to do about a result as records: plans, questions to find out, what the weights may do."""

from __future__ import annotations

from fractions import Fraction

from attrs import field, frozen

from ethics_audit.assessment.planning.plan import Plan, Step
from ethics_audit.assessment.questions import Question
from ethics_audit.assessment.weights import WeightRange
from ethics_audit.base.validation import Record, holds, number, optional, whole
from ethics_audit.model.bands import Band


@frozen
class StepRecord(Record):
    """A step of a plan; `option` is null for an open item."""

    item: str
    option: str | None
    best: str
    effort: int = field(metadata=holds(whole(1, 5)))
    reduction: float = field(metadata=holds(number(0, 100)))
    flag: bool


@frozen
class PlanRecord(Record):
    """A plan; see `Plan`. `score` to `band_high` are those of the result once it is done."""

    to: Band | None
    budget: int | None
    domain: str | None
    at_worst: bool
    reached: bool
    obstacle: str
    effort: int = field(metadata=holds(whole(0, 10**7)))
    reduction: float = field(metadata=holds(number(0, 100)))
    score: float | None = field(metadata=holds(optional(number(0, 100))))
    low: float | None = field(metadata=holds(optional(number(0, 100))))
    high: float | None = field(metadata=holds(optional(number(0, 100))))
    band: Band | None
    band_low: Band | None
    band_high: Band | None
    questions: tuple[str, ...]
    steps: tuple[StepRecord, ...]


@frozen
class QuestionRecord(Record):
    """An open item and what its answer would tell; see `Question`."""

    item: str
    narrows: float = field(metadata=holds(number(0, 100)))
    left: float = field(metadata=holds(number(0, 100)))


@frozen
class WeightRangeRecord(Record):
    """What the result can be if every weight is off by up to `percent`; see `WeightRange`."""

    percent: float = field(metadata=holds(number(0, 100)))
    low: float = field(metadata=holds(number(0, 100)))
    high: float = field(metadata=holds(number(0, 100)))
    band_low: Band
    band_high: Band


def plan_record(plan: Plan) -> PlanRecord:
    """The record of a plan."""
    return PlanRecord(
        to=plan.to,
        budget=plan.budget,
        domain=plan.domain,
        at_worst=plan.at_worst,
        reached=plan.reached,
        obstacle=plan.obstacle,
        effort=plan.effort,
        reduction=float(plan.reduction),
        score=plan.after.score,
        low=plan.after.low,
        high=plan.after.high,
        band=plan.after.band,
        band_low=plan.after.band_low,
        band_high=plan.after.band_high,
        questions=tuple(question.item.id for question in plan.questions),
        steps=tuple(_step(step) for step in plan.steps),
    )


def _step(step: Step) -> StepRecord:
    option = step.option.id if step.option else None
    return StepRecord(step.item.id, option, step.best.id, step.item.effort, float(step.reduction), step.flag)


def question_record(question: Question) -> QuestionRecord:
    """The record of a question."""
    return QuestionRecord(question.item.id, float(question.narrows), float(question.left))


def weight_range_record(found: WeightRange) -> WeightRangeRecord:
    """The record of what the weights may do."""
    percent, low, high = (float(Fraction(one)) for one in (found.percent, found.low, found.high))
    return WeightRangeRecord(percent, low, high, found.band_low, found.band_high)
