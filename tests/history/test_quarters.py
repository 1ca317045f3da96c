"""Assessments of one quarter, and what the report of a kept one shows beside it."""

from datetime import date

import pytest
from support.histories import EXAMPLE, ListStore, result

import ethics_audit as ea
from ethics_audit.history import Action, History, quarters

SUMMER, AUTUMN, LATER = date(2026, 8, 1), date(2026, 10, 1), date(2026, 11, 26)


def test_assessments_of_one_quarter() -> None:
    """Only standing assessments of the same audit and the same quarter belong together."""
    kept = History(ListStore())
    for day in (SUMMER, AUTUMN, LATER):
        kept.keep(result(notes="r50"), day)
    found = quarters.of_quarter(kept, result(), LATER)
    assert [one.day for one in found] == [AUTUMN.isoformat(), LATER.isoformat()]
    assert quarters.names(kept.audits()) == ["Q3 2026", "October 1, 2026", "November 26, 2026"]


def test_the_same_assessment_is_found_in_its_own_quarter_only() -> None:
    """An assessment is the same only with the same quarter, definition and answers."""
    kept = History(ListStore())
    first = kept.keep(result(notes="r50"), SUMMER)
    assert kept.book().same(result(notes="r50"), SUMMER) == first
    assert kept.book().same(result(notes="r50"), LATER) is None
    assert kept.book().same(result(notes="r100"), SUMMER) is None


def test_the_arguments_of_a_report() -> None:
    """A report shows earlier assessments, and the actions as they were when later assessments exist."""
    kept = History(ListStore())
    first = kept.keep(result(notes="r100"), SUMMER)
    kept.choose(Action("work.notes", "Begin."), first.number, SUMMER)
    second = kept.keep(result(notes="r50"), AUTUMN)
    kept.choose(Action("work.gifts", "Ask."), second.number, LATER)
    book = kept.book()
    old, new = quarters.report_arguments(book, first), quarters.report_arguments(book, second)
    assert (old["day"], old["earlier"], [one.action.item for one in old["actions"]]) == (SUMMER, [], ["work.notes"])
    assert [name for name, _ in new["earlier"]] == ["Q3 2026"]
    assert [one.action.item for one in new["actions"]] == ["work.notes", "work.gifts"]
    assert (new["beside"], new["head"]) == (None, kept.head)


@pytest.mark.parametrize(("answer", "count"), [("r100", 1), ("r0", 0)])
def test_the_next_plan_leads_to_a_better_band(answer: str, count: int) -> None:
    """There is a plan to the next better band unless the best one is reached."""
    assert len(quarters.next_plans(ea.assess(EXAMPLE, dict.fromkeys(EXAMPLE.items, answer)))) == count
