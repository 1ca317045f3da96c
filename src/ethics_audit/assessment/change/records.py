"""What changed between audits as records."""

from __future__ import annotations

from attrs import field, frozen

from ethics_audit.assessment.change.change import Change
from ethics_audit.assessment.change.trend import Trend
from ethics_audit.assessment.recording import SCORE, recorded
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.scoring import applies
from ethics_audit.base.validation import Record, holds, number, optional
from ethics_audit.model.answers import word_of
from ethics_audit.model.bands import Band

_PART = holds(optional(number(-100, 100)))


@frozen
class ResultRecord(Record):
    """One of the compared results; its vector holds the rest."""

    version: str
    digest: str
    vector: str
    score: float | None = field(metadata=SCORE)
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
    before: float | None = field(metadata=SCORE)
    after: float | None = field(metadata=SCORE)
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
    """Return the record of a trend."""
    drift = tuple(
        DriftRecord(one.item.id, tuple(_answer(one.item.id, result) for result in trend.results)) for one in trend.drift
    )
    return TrendRecord(tuple(map(change_record, trend.changes)), drift)


def change_record(change: Change) -> ChangeRecord:
    """Return the record of a change."""
    earlier, later = change.earlier, change.later
    return recorded(
        ChangeRecord,
        change,
        earlier=recorded(ResultRecord, earlier, earlier.audit),
        later=recorded(ResultRecord, later, later.audit),
        domains=tuple(
            recorded(
                DomainChangeRecord, one, before=one.before and one.before.score, after=one.after and one.after.score
            )
            for one in change.domains
        ),
        items=tuple(
            recorded(ItemChangeRecord, one, before=_answer(one.item.id, earlier), after=_answer(one.item.id, later))
            for one in change.items
        ),
    )


def _answer(id: str, result: Result) -> str | None:
    """Return the word of an answer; None if there is none, or the item does not apply or is not in the audit."""
    item, answer = result.audit.items.get(id), result.answers.given.get(id)
    if item is None or answer is None or not applies(item, result.answers):
        return None
    return word_of(answer)
