"""What changed between audits as records."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen

from ethics_audit.assessment.change.change import Change, DomainChange, ItemChange
from ethics_audit.assessment.change.trend import Trend
from ethics_audit.assessment.explanation import applies
from ethics_audit.assessment.result import Result
from ethics_audit.base.validation import Record, holds, number, optional
from ethics_audit.model.answers import UNSURE
from ethics_audit.model.bands import Band
from ethics_audit.model.definitions import NOT_APPLICABLE_WORD, UNSURE_WORD

if TYPE_CHECKING:
    from ethics_audit.assessment.scoring import Scored

_PART = holds(optional(number(-100, 100)))
_SCORE = holds(optional(number(0, 100)))


@frozen
class ResultRecord(Record):
    """One of the audits that are compared; its vector holds the rest."""

    version: str
    digest: str
    vector: str
    score: float | None = field(metadata=_SCORE)
    band: Band | None


@frozen
class ItemChangeRecord(Record):
    """What became of an item; `before` and `after` are as in `DriftRecord`."""

    item: str
    kind: str
    before: str | None
    after: str | None
    answers: float | None = field(metadata=_PART)
    checklist: float | None = field(metadata=_PART)
    total: float | None = field(metadata=_PART)


@frozen
class DomainChangeRecord(Record):
    """What became of a domain; `before` and `after` are its own scores, or null."""

    id: str
    before: float | None = field(metadata=_SCORE)
    after: float | None = field(metadata=_SCORE)
    answers: float | None = field(metadata=_PART)
    checklist: float | None = field(metadata=_PART)
    total: float | None = field(metadata=_PART)


@frozen
class ChangeRecord(Record):
    """What changed between two results; see `Change`."""

    earlier: ResultRecord
    later: ResultRecord
    answers: float | None = field(metadata=_PART)
    checklist: float | None = field(metadata=_PART)
    total: float | None = field(metadata=_PART)
    flags_raised: tuple[str, ...]
    flags_cleared: tuple[str, ...]
    flags_not_known: tuple[str, ...]
    domains: tuple[DomainChangeRecord, ...]
    items: tuple[ItemChangeRecord, ...]
    not_carried: tuple[str, ...]


@frozen
class DriftRecord(Record):
    """A boundary crossing that has become more frequent, with its answer in each audit.

    An answer is the id of an option, ``unsure`` or ``n/a``; null if there is none, or if the item does not apply.
    """

    item: str
    answers: tuple[str | None, ...]


@frozen
class TrendRecord(Record):
    """What changed from each audit to the next, and what drifts."""

    changes: tuple[ChangeRecord, ...]
    drift: tuple[DriftRecord, ...]


def trend_record(trend: Trend) -> TrendRecord:
    """The record of a trend."""
    return TrendRecord(
        tuple(change_record(change) for change in trend.changes),
        tuple(
            DriftRecord(one.item.id, tuple(_answer(one.item.id, result) for result in trend.results))
            for one in trend.drift
        ),
    )


def change_record(change: Change) -> ChangeRecord:
    """The record of a change."""
    return ChangeRecord(
        earlier=_result(change.earlier),
        later=_result(change.later),
        **_parts(change),
        flags_raised=change.flags_raised,
        flags_cleared=change.flags_cleared,
        flags_not_known=change.flags_not_known,
        domains=tuple(_domain(one) for one in change.domains),
        items=tuple(_item(one, change) for one in change.items),
        not_carried=change.not_carried,
    )


def _result(result: Result) -> ResultRecord:
    return ResultRecord(result.audit.version, result.audit.digest, result.vector, result.score, result.band)


def _parts(change: Change | DomainChange | ItemChange) -> dict[str, float | None]:
    return {name: _float(getattr(change, name)) for name in ("answers", "checklist", "total")}


def _float(part: Fraction | None) -> float | None:
    return None if part is None else float(part)


def _domain(one: DomainChange) -> DomainChangeRecord:
    return DomainChangeRecord(id=one.id, before=_score(one.before), after=_score(one.after), **_parts(one))


def _score(side: Scored | None) -> float | None:
    return None if side is None else side.score


def _item(one: ItemChange, change: Change) -> ItemChangeRecord:
    before, after = (_answer(one.item.id, result) for result in (change.earlier, change.later))
    return ItemChangeRecord(item=one.item.id, kind=one.kind, before=before, after=after, **_parts(one))


def _answer(id: str, result: Result) -> str | None:
    """The word of an answer; None if there is none, or if the item does not apply or is not in the audit."""
    item, answer = result.audit.items.get(id), result.answers.given.get(id)
    if item is None or answer is None or not applies(item, result.answers):
        return None
    return answer if isinstance(answer, str) else UNSURE_WORD if answer is UNSURE else NOT_APPLICABLE_WORD
