"""An assessment as a record: plain values, the document that `to_json` writes and other programs read."""

from collections.abc import Iterable
from typing import Any

from attrs import field, fields, frozen

from ethics_audit.assessment.cases import Contrast, contrasts
from ethics_audit.assessment.change.change import Change
from ethics_audit.assessment.change.records import ChangeRecord, TrendRecord, change_record, trend_record
from ethics_audit.assessment.change.trend import Trend
from ethics_audit.assessment.explanation import Finding, Reason, next_questions
from ethics_audit.assessment.planning.plan import Plan
from ethics_audit.assessment.planning.records import (
    PlanRecord,
    QuestionRecord,
    WeightRangeRecord,
    plan_record,
    question_record,
    weight_range_record,
)
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.scoring import Scored
from ethics_audit.assessment.weights import PERCENTS, weight_range, weight_tolerance
from ethics_audit.base.language import speaking
from ethics_audit.base.public import public
from ethics_audit.base.validation import Record, holds, number, one_of, optional, whole
from ethics_audit.model.bands import Band
from ethics_audit.model.definitions import CASES, Citation

FORMAT = "ethics-audit/assessment"
FORMAT_VERSION = 1
_MOST = 10**12


@frozen
class AuditRecord(Record):
    """Which definition an assessment was made under."""

    id: str
    version: str
    digest: str


@frozen
class DomainRecord(Record):
    """The result of one checklist; see `Scored` for the fields."""

    id: str
    score: float | None = field(metadata=holds(optional(number(0, 100))))
    points: int = field(metadata=holds(whole(0, _MOST)))
    weight: int = field(metadata=holds(whole(0, _MOST)))
    open_weight: int = field(metadata=holds(whole(0, _MOST)))
    low: float | None = field(metadata=holds(optional(number(0, 100))))
    high: float | None = field(metadata=holds(optional(number(0, 100))))
    coverage: float | None = field(metadata=holds(optional(number(0, 1))))
    band: Band | None
    band_low: Band | None
    band_high: Band | None
    provisional: bool
    flags: tuple[str, ...]


@frozen
class FindingRecord(Record):
    """A gap; `contribution` is in points of the audit's score, `share` is its part of it."""

    item: str
    domain: str
    option: str
    risk: int = field(metadata=holds(whole(0, 100)))
    weight: int = field(metadata=holds(whole(1, 100)))
    points: int = field(metadata=holds(whole(0, 10_000)))
    contribution: float = field(metadata=holds(number(0, 100)))
    share: float = field(metadata=holds(number(0, 1)))
    rationale: str
    remedy: str
    effort: int = field(metadata=holds(whole(1, 5)))
    citations: tuple[Citation, ...]


@frozen
class ContrastRecord(Record):
    """A topic on which a case and one's own practice differ; see `Contrast`."""

    kind: str
    case: str
    option: str
    items: tuple[str, ...]
    text: str


@public()
@frozen
class AssessmentRecord(Record):
    """The record of an assessment, with what was asked for beside it: plans, a trend, the change of a what-if."""

    format: str = field(metadata=holds(one_of(FORMAT)))
    format_version: int = field(metadata=holds(whole(FORMAT_VERSION, FORMAT_VERSION)))
    audit: AuditRecord
    vector: str | None
    score: float | None = field(metadata=holds(optional(number(0, 100))))
    points: int = field(metadata=holds(whole(0, _MOST)))
    weight: int = field(metadata=holds(whole(0, _MOST)))
    open_weight: int = field(metadata=holds(whole(0, _MOST)))
    low: float | None = field(metadata=holds(optional(number(0, 100))))
    high: float | None = field(metadata=holds(optional(number(0, 100))))
    coverage: float | None = field(metadata=holds(optional(number(0, 1))))
    band: Band | None
    band_low: Band | None
    band_high: Band | None
    provisional: bool
    flags: tuple[str, ...]
    domains: tuple[DomainRecord, ...]
    findings: tuple[FindingRecord, ...]
    reasons: tuple[Reason, ...]
    open: tuple[str, ...]
    not_applicable: tuple[str, ...]
    set_aside: tuple[str, ...] = ()
    contrasts: tuple[ContrastRecord, ...] = ()
    weight_tolerance: float | None = field(metadata=holds(optional(number(0, 100))), default=None)
    weight_ranges: tuple[WeightRangeRecord, ...] = ()
    next_questions: tuple[QuestionRecord, ...] = ()
    plans: tuple[PlanRecord, ...] = ()
    trend: TrendRecord | None = None
    what_if: ChangeRecord | None = None


_SCORED = tuple(one.name for one in fields(DomainRecord) if one.name != "id")


def record(
    result: Result,
    beside: Result | None = None,
    *,
    plans: Iterable[Plan] = (),
    trend: Trend | None = None,
    what_if: Change | None = None,
) -> AssessmentRecord:
    """The record of an assessment.

    Args:
        result: The assessment.
        beside: The result of cases, or of one's own practice, to be held against it.
        plans: Plans for it.
        trend: Earlier audits and this one.
        what_if: What changes with some other answers.

    Example:
        >>> result = ea.assess(ea.load_checklist("boundaries"), {"boundaries.gifts": "sometimes"})
        >>> record = ea.record(result)
        >>> record.score, ea.from_json(ea.to_json(record), ea.AssessmentRecord) == record
        (70.0, True)
    """
    tolerance = weight_tolerance(result.audit, result.answers, result)
    ranges = [found for percent in PERCENTS if (found := weight_range(result.audit, result.answers, result, percent))]
    with speaking(result.audit.language):
        contrasts = tuple(_contrast(one) for one in _contrasts(result, beside or result))
    return AssessmentRecord(
        format=FORMAT,
        format_version=FORMAT_VERSION,
        audit=AuditRecord(result.audit.id, result.audit.version, result.audit.digest),
        vector=result.vector,
        domains=tuple(scored_record(domain.id, domain) for domain in result.domains),
        findings=tuple(_finding(finding) for finding in result.findings),
        reasons=result.reasons,
        open=result.open,
        not_applicable=result.not_applicable,
        set_aside=result.set_aside,
        contrasts=contrasts,
        weight_tolerance=None if tolerance is None else float(tolerance),
        weight_ranges=tuple(weight_range_record(found) for found in ranges),
        next_questions=tuple(
            question_record(one)
            for one in next_questions(result.audit, result.answers, result, max(1, len(result.open)))
        ),
        plans=tuple(plan_record(plan) for plan in plans),
        trend=None if trend is None else trend_record(trend),
        what_if=None if what_if is None else change_record(what_if),
        **_scored(result),
    )


def _contrasts(result: Result, beside: Result) -> tuple[Contrast, ...]:
    return contrasts(beside, result) if result.audit.kind == CASES else contrasts(result, beside)


def _contrast(one: Contrast) -> ContrastRecord:
    return ContrastRecord(one.kind, one.case.id, one.option.id, tuple(item.id for item in one.items), one.text)


def scored_record(id: str, scored: Scored) -> DomainRecord:
    """The numbers and the bands of a domain, or of a whole audit, under an id."""
    return DomainRecord(id=id, **_scored(scored))


def _scored(scored: Scored) -> dict[str, Any]:
    return {name: getattr(scored, name) for name in _SCORED}


def _finding(finding: Finding) -> FindingRecord:
    item = finding.item
    return FindingRecord(
        item=item.id,
        domain=item.domain,
        option=finding.option.id,
        risk=finding.option.risk,
        weight=item.weight,
        points=finding.points,
        contribution=float(finding.contribution),
        share=float(finding.share),
        rationale=item.rationale,
        remedy=item.remedy,
        effort=item.effort,
        citations=item.citations,
    )
