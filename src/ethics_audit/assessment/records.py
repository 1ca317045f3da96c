"""An assessment as a record: the plain values that `to_json` writes and other programs read."""

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from ethics_audit.assessment import agreement
from ethics_audit.assessment.cases import differences_beside
from ethics_audit.assessment.change.change import Change
from ethics_audit.assessment.change.records import ChangeRecord, TrendRecord, change_record, trend_record
from ethics_audit.assessment.change.trend import Trend
from ethics_audit.assessment.explanation import Finding, Reason
from ethics_audit.assessment.planning.plan import Plan
from ethics_audit.assessment.planning.records import PlanRecord, QuestionRecord, WeightRangeRecord, plan_record
from ethics_audit.assessment.questions import next_questions
from ethics_audit.assessment.recording import EFFORT, POINTS, SCORE, recorded
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.scoring import Scored
from ethics_audit.assessment.weights import dependence
from ethics_audit.base.errors import Problem
from ethics_audit.base.language import speaking
from ethics_audit.base.public import public
from ethics_audit.base.validation import Record, holds, locale, number, one_of, optional, whole
from ethics_audit.documents.vector import Head
from ethics_audit.model.bands import Band
from ethics_audit.model.items import Citation

FORMAT = "ethics-audit/assessment"
FORMAT_VERSION = 1
_SUM = holds(whole(0, 10**12))


@frozen
class AuditRecord(Record):
    """The definition that an assessment was made under."""

    id: str
    version: str
    digest: str


@frozen
class DomainRecord(Record):
    """The result of one checklist; see `Scored` for the fields."""

    id: str
    score: float | None = field(metadata=SCORE)
    points: int = field(metadata=_SUM)
    weight: int = field(metadata=_SUM)
    open_weight: int = field(metadata=_SUM)
    low: float | None = field(metadata=SCORE)
    high: float | None = field(metadata=SCORE)
    coverage: float | None = field(metadata=holds(optional(number(0, 1))))
    band: Band | None
    band_low: Band | None
    band_high: Band | None
    provisional: bool
    flags: tuple[str, ...]


@frozen
class FindingRecord(Record):
    """A gap; `contribution` is in points of the audit's score, `share` its part of that score."""

    item: str
    domain: str
    option: str
    risk: int = field(metadata=holds(whole(0, 100)))
    weight: int = field(metadata=holds(whole(1, 100)))
    points: int = field(metadata=holds(whole(0, 10_000)))
    contribution: float = field(metadata=POINTS)
    share: float = field(metadata=holds(number(0, 1)))
    rationale: str
    remedy: str
    effort: int = field(metadata=EFFORT)
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
    """The record of an assessment, with plans, a trend and the change of a what-if if they were asked for.

    Its texts are in `language`; None in the record of an earlier release, which does not say it. One whose numbers
    contradict each other is refused. Whether the answers have these results, only its vector can tell: `load_vector`.
    """

    format: str = field(metadata=holds(one_of(FORMAT)))
    format_version: int = field(metadata=holds(whole(FORMAT_VERSION, FORMAT_VERSION)))
    audit: AuditRecord
    vector: str | None
    score: float | None = field(metadata=SCORE)
    points: int = field(metadata=_SUM)
    weight: int = field(metadata=_SUM)
    open_weight: int = field(metadata=_SUM)
    low: float | None = field(metadata=SCORE)
    high: float | None = field(metadata=SCORE)
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
    not_arisen: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    contrasts: tuple[ContrastRecord, ...] = ()
    weight_tolerance: float | None = field(metadata=SCORE, default=None)
    weight_ranges: tuple[WeightRangeRecord, ...] = ()
    next_questions: tuple[QuestionRecord, ...] = ()
    plans: tuple[PlanRecord, ...] = ()
    trend: TrendRecord | None = None
    what_if: ChangeRecord | None = None
    language: str | None = field(metadata=holds(optional(locale)), default=None)

    @staticmethod
    def _numbers_follow_from_sums(  # noqa: PLR0917 - each field that it reads
        points: int,
        weight: int,
        open_weight: int,
        score: float | None,
        low: float | None,
        high: float | None,
        coverage: float | None,
    ) -> Iterator[Problem]:
        """The numbers follow from the sums."""
        return agreement.of_sums((points, weight, open_weight), (score, low, high, coverage))

    @staticmethod
    def _domains_follow_from_sums(domains: tuple[DomainRecord, ...]) -> Iterator[Problem]:
        """The numbers of each domain follow from its sums."""
        return agreement.of_domains(domains)

    @staticmethod
    def _findings_add_up(score: float | None, findings: tuple[FindingRecord, ...]) -> Iterator[Problem]:
        """The findings add up to the score."""
        return agreement.of_contributions(score, (one.contribution for one in findings))

    @staticmethod
    def _flags_are_those_of_domains(flags: tuple[str, ...], domains: tuple[DomainRecord, ...]) -> Iterator[Problem]:
        """The flags are those of the domains."""
        return agreement.of_flags(flags, domains)

    @staticmethod
    def _vector_is_of_its_audit(vector: str | None, audit: AuditRecord) -> Iterator[Problem]:
        """The vector was written under the definition that the record names."""
        return agreement.of_vector(vector, Head(audit.id, audit.version, audit.digest)) if vector else iter(())


def record(
    result: Result,
    beside: Result | None = None,
    *,
    plans: Iterable[Plan] = (),
    trend: Trend | None = None,
    what_if: Change | None = None,
) -> AssessmentRecord:
    """Return the record of an assessment.

    Args:
        result: The assessment.
        beside: The result of cases, or of one's own practice, to compare it with.
        plans: Plans for it.
        trend: The trend from earlier audits to this one.
        what_if: What other answers would change.

    Example:
        >>> result = ea.assess(ea.load_checklist("boundaries"), {"boundaries.gifts": "none"})
        >>> record = ea.record(result)
        >>> record.score, ea.from_json(ea.to_json(record), ea.AssessmentRecord) == record
        (100.0, True)
    """
    tolerance, ranges = dependence(result)
    with speaking(result.audit.language):
        differences = tuple(recorded(ContrastRecord, one) for one in differences_beside(result, beside))
    return recorded(
        AssessmentRecord,
        result,
        format=FORMAT,
        format_version=FORMAT_VERSION,
        audit=recorded(AuditRecord, result.audit),
        domains=tuple(scored_record(domain.id, domain) for domain in result.domains),
        findings=tuple(map(_finding_record, result.findings)),
        contrasts=differences,
        weight_tolerance=None if tolerance is None else float(tolerance),
        weight_ranges=tuple(recorded(WeightRangeRecord, one) for one in ranges),
        next_questions=tuple(recorded(QuestionRecord, one) for one in next_questions(result, max(1, len(result.open)))),
        plans=tuple(map(plan_record, plans)),
        trend=None if trend is None else trend_record(trend),
        what_if=None if what_if is None else change_record(what_if),
        language=result.audit.language,
    )


def _finding_record(finding: Finding) -> FindingRecord:
    """Return the record of a gap; its quotients are its exact fractions, rounded once."""
    shares = {
        "contribution": finding.counted / finding.whole.weight,
        "share": finding.counted / finding.whole.points,
    }
    return recorded(FindingRecord, finding, finding.option, finding.item, **shares)


def scored_record(id: str, scored: Scored) -> DomainRecord:
    """Return the numbers and the bands of a domain, or of a whole audit, under an id."""
    return recorded(DomainRecord, scored, id=id)
