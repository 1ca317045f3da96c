"""What of a history belongs beside a finished audit: others of its quarter, and what its report tells beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.assessment.planning.plan import Plan
from ethics_audit.history.history import History
from ethics_audit.history.replay import Book, Kept, quarter
from ethics_audit.model.actions import Followed
from ethics_audit.model.bands import BANDS
from ethics_audit.model.definitions import CASES, PRACTICE


def of_quarter(history: History, result: Assessment, day: date) -> list[Kept]:
    """The audits of the same kind and quarter that stand, in the order of their days."""
    return [one for one in history.audits(result.audit.id) if one.quarter == quarter(day.isoformat())]


def same(history: History, result: Assessment, day: date) -> Kept | None:
    """The audit of the same quarter with the same answers to the same definition, if one is kept in any language."""
    return history.book().same(result, day.isoformat())


def names(audits: Sequence[Kept]) -> list[str]:
    """What audits are called beside each other: by their quarter, or by their day where a quarter has several."""
    quarters = [one.quarter for one in audits]
    return [one.quarter if quarters.count(one.quarter) == 1 else one.day for one in audits]


def next_plans(result: Assessment) -> Sequence[Plan]:
    """The plan to the next better band, for a practice that has one before it."""
    band = result.band or result.band_high
    if result.audit.kind != PRACTICE or band is None or band is BANDS[0]:
        return ()
    return (result.plan(BANDS[band.rank - 1]),)


def around(book: Book, kept: Kept) -> dict[str, Any]:
    """What a report takes beside the result: earlier audits, cases of the same quarter, the plan, what was chosen."""
    audits = [book.kept(number) for number in book.standing()]
    same = [one for one in audits if one.result.audit.id == kept.result.audit.id]
    before = [one for one in same if (one.day, one.number) < (kept.day, kept.number) and one.number != kept.corrects]
    wanted = {PRACTICE: CASES, CASES: PRACTICE}.get(kept.result.audit.kind)
    beside = [one for one in audits if one.result.audit.kind == wanted and one.quarter == kept.quarter]
    return {
        "day": date.fromisoformat(kept.day),
        "earlier": list(zip(names(before), (one.result for one in before), strict=True)),
        "plans": next_plans(kept.result),
        "actions": _chosen(book, kept, same) if kept.result.audit.kind == PRACTICE else [],
        "beside": beside[-1].result if beside else None,
        "head": book.head,
    }


def _chosen(book: Book, kept: Kept, same: Sequence[Kept]) -> list[Followed]:
    """What was chosen, as it is now; for an audit that later ones have followed, as it was on its day."""
    later = any(one.day > kept.day for one in same)
    return list(book.followed(kept.day if later else None))
