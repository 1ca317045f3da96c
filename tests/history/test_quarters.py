"""Assessments of one quarter, and what the report of a kept one shows beside it."""

from datetime import date

import pytest
from attrs import evolve
from support.builders import audit, item
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


def test_what_stands_beside_a_kept_assessment() -> None:
    """A practice shows the last cases of its quarter, cases the last practice; steps belong to a practice alone."""
    kept = History(ListStore())
    cases = audit(ea.Checklist("scenes", "1.0", "Scenes", [item("scenes.one")], kind="cases"))
    occasion = audit(ea.Checklist("once", "1.0", "Once", [item("once.one")], kind="occasion"))
    one, other, later = (
        kept.keep(ea.assess(evolve(cases, id="scenes"), {"scenes.one": f"r{risk}"}), day)
        for risk, day in ((50, SUMMER), (0, AUTUMN), (100, LATER))
    )
    practice = kept.keep(result(notes="r50"), LATER)
    kept.choose(Action("work.notes", "Begin."), practice.number, LATER)
    once = kept.keep(ea.assess(evolve(occasion, id="once"), {}), LATER)
    book = kept.book()
    shown = {found.number: quarters.report_arguments(book, found) for found in (one, other, later, practice, once)}
    assert [shown[found.number]["beside"] for found in (practice, one, other, later, once)] == [
        later.result,
        None,
        practice.result,
        practice.result,
        None,
    ]
    assert [len(shown[found.number]["actions"]) for found in (practice, one, once)] == [1, 0, 0]
    assert [name for name, _ in shown[later.number]["earlier"]] == ["Q3 2026", "Q4 2026"]
    assert shown[other.number]["plans"] == ()


def test_a_corrected_assessment_is_not_earlier() -> None:
    """What a correction replaces is not shown beside it; of one day, what came before is."""
    kept = History(ListStore())
    first = kept.keep(result(notes="r100"), AUTUMN)
    second = kept.keep(result(notes="r50"), AUTUMN)
    third = kept.keep(result(notes="r0"), AUTUMN, corrects=first.number, reason="misread")
    book = kept.book()
    shown = [quarters.report_arguments(book, found)["earlier"] for found in (first, second, third)]
    assert [[found for _, found in one] for one in shown] == [[], [], [second.result]]


def test_no_plan_beside_a_red_flag() -> None:
    """A red flag comes before any plan."""
    flagged = audit(ea.Checklist("a", "1.0", "A", [item("a.i", red_flag=ea.RedFlag(100, "high", "Call."))]))
    assert quarters.next_plans(ea.assess(flagged, {"a.i": "r100"})) == ()
    (plan,) = quarters.next_plans(ea.assess(flagged, {"a.i": "r50"}))
    assert plan.to == "moderate"
    open_still = ea.assess(flagged, {})
    assert (open_still.band, open_still.band_high) == (None, "critical")
    (plan,) = quarters.next_plans(open_still)
    assert plan.to == "high"
