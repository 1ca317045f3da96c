"""An assessment as a record: plain values, the document that `to_json` writes and other programs read."""

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import field, fields, frozen

from ethics_audit.bands import Band
from ethics_audit.cases import Contrast
from ethics_audit.checks import holds, number, one_of, optional, verify, whole
from ethics_audit.errors import DocumentError
from ethics_audit.explanation import Finding, Reason
from ethics_audit.model import CASES, Citation
from ethics_audit.scoring import Scored

if TYPE_CHECKING:
    from ethics_audit.assessment import Assessment

FORMAT = "ethics-audit/assessment"
FORMAT_VERSION = 1
_MOST = 10**12


@frozen
class AuditRecord:
    """Which definition an assessment was made under."""

    id: str
    version: str
    digest: str


@frozen
class DomainRecord:
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

    ERROR: ClassVar[type[DocumentError]] = DocumentError
    __attrs_post_init__ = verify


@frozen
class FindingRecord:
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

    ERROR: ClassVar[type[DocumentError]] = DocumentError
    __attrs_post_init__ = verify


@frozen
class ContrastRecord:
    """A topic on which a case and one's own practice differ; see `Contrast`."""

    kind: str
    case: str
    option: str
    items: tuple[str, ...]
    text: str


@frozen
class AssessmentRecord:
    """The record of an assessment; `vector` is null until the compact vector has a format."""

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

    ERROR: ClassVar[type[DocumentError]] = DocumentError
    __attrs_post_init__ = verify


_SCORED = tuple(one.name for one in fields(DomainRecord) if one.name != "id")


def record(result: "Assessment", beside: "Assessment | None" = None) -> AssessmentRecord:
    """The record of an assessment; `beside` is the result of cases, or of one's own practice, to be held against it."""
    return AssessmentRecord(
        format=FORMAT,
        format_version=FORMAT_VERSION,
        audit=AuditRecord(result.audit.id, result.audit.version, result.audit.digest),
        vector=None,
        domains=tuple(DomainRecord(id=domain.id, **_scored(domain)) for domain in result.domains),
        findings=tuple(_finding(finding) for finding in result.findings),
        reasons=result.reasons,
        open=result.open,
        not_applicable=result.not_applicable,
        set_aside=result.set_aside,
        contrasts=tuple(_contrast(one) for one in _contrasts(result, beside or result)),
        **_scored(result),
    )


def _contrasts(result: "Assessment", beside: "Assessment") -> tuple[Contrast, ...]:
    return beside.beside(result) if result.audit.kind == CASES else result.beside(beside)


def _contrast(one: Contrast) -> ContrastRecord:
    return ContrastRecord(one.kind, one.case.id, one.option.id, tuple(item.id for item in one.items), one.text)


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
