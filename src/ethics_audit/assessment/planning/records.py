"""What to do about a result as records: plans, questions to find out, ranges of the weights."""

from __future__ import annotations

from attrs import field, frozen

from ethics_audit.assessment.planning.plan import Plan
from ethics_audit.assessment.recording import EFFORT, POINTS, SCORE, recorded
from ethics_audit.base.validation import Record, holds, whole
from ethics_audit.model.bands import Band


@frozen
class StepRecord(Record):
    """A step of a plan; `option` is null for an open item."""

    item: str
    option: str | None
    best: str
    effort: int = field(metadata=EFFORT)
    reduction: float = field(metadata=POINTS)
    flag: bool


@frozen
class PlanRecord(Record):
    """A plan; see `Plan`. The fields from `score` to `band_high` are those of the result after the plan."""

    to: Band | None
    budget: int | None
    domain: str | None
    at_worst: bool
    reached: bool
    obstacle: str
    raised: tuple[str, ...]
    effort: int = field(metadata=holds(whole(0, 10**7)))
    reduction: float = field(metadata=POINTS)
    score: float | None = field(metadata=SCORE)
    low: float | None = field(metadata=SCORE)
    high: float | None = field(metadata=SCORE)
    band: Band | None
    band_low: Band | None
    band_high: Band | None
    questions: tuple[str, ...]
    steps: tuple[StepRecord, ...]


@frozen
class QuestionRecord(Record):
    """An open item and what its answer would tell; see `Question`."""

    item: str
    narrows: float = field(metadata=POINTS)
    left: float = field(metadata=POINTS)


@frozen
class WeightRangeRecord(Record):
    """What the result can be if every weight is off by up to `percent`; see `WeightRange`."""

    percent: float = field(metadata=POINTS)
    low: float = field(metadata=POINTS)
    high: float = field(metadata=POINTS)
    band_low: Band
    band_high: Band


def plan_record(plan: Plan) -> PlanRecord:
    """Return the record of a plan."""
    questions = tuple(question.item.id for question in plan.questions)
    steps = tuple(recorded(StepRecord, step, step.item) for step in plan.steps)
    return recorded(PlanRecord, plan, plan.after, questions=questions, steps=steps)
