"""The assessments of one quarter, and what the report of a kept one shows beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.assessment.planning.plan import Plan
from ethics_audit.base.dates import in_words, quarter, quarter_in_words
from ethics_audit.history.history import History
from ethics_audit.history.replay import Book, Kept
from ethics_audit.model.bands import BANDS
from ethics_audit.model.definitions import CASES, PRACTICE


def of_quarter(history: History, result: Assessment, day: date) -> list[Kept]:
    """Return the standing assessments of the same audit and quarter, in the order of their days."""
    return [kept for kept in history.audits(result.audit.id) if kept.quarter == quarter(day)]


def names(audits: Sequence[Kept]) -> list[str]:
    """Name assessments side by side in the current language: by quarter, or by day where a quarter has several."""
    quarters = [quarter_in_words(kept.day) for kept in audits]
    return [
        name if quarters.count(name) == 1 else in_words(kept.day) for kept, name in zip(audits, quarters, strict=True)
    ]


def next_plans(result: Assessment) -> Sequence[Plan]:
    """Return the plan to the next better band of a practice; nothing if there is none, or while a red flag stands."""
    band = result.band or result.band_high
    if result.audit.kind != PRACTICE or result.flags or band is None or band is BANDS[0]:
        return ()
    return (result.plan(BANDS[band.rank - 1]),)


def report_arguments(book: Book, kept: Kept) -> dict[str, Any]:
    """Return what `ethics_audit.report.page.html` takes beside the result of a kept assessment.

    Once later assessments exist, actions are shown as they were on the day of this one.
    """
    standing = [book.kept(number) for number in book.standing()]
    alike = [other for other in standing if other.result.audit.id == kept.result.audit.id]
    before = (kept.day, kept.number)
    earlier = [other for other in alike if (other.day, other.number) < before and other.number != kept.corrects]
    other_kind = {PRACTICE: CASES, CASES: PRACTICE}.get(kept.result.audit.kind)
    beside = [other for other in standing if other.result.audit.kind == other_kind and other.quarter == kept.quarter]
    until = kept.day if any(other.day > kept.day for other in alike) else None
    is_practice = kept.result.audit.kind == PRACTICE
    return {
        "day": date.fromisoformat(kept.day),
        "earlier": list(zip(names(earlier), (other.result for other in earlier), strict=True)),
        "plans": next_plans(kept.result),
        "actions": [one for one in book.followed(until) if one.became is None] if is_practice else [],
        "beside": beside[-1].result if beside else None,
        "head": book.head,
    }
