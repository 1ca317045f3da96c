"""Rules for whole checklists, among the others in the catalog."""

import pytest
from attrs import evolve
from support.builders import checklist, item, scale

import ethics_audit as ea
from ethics_audit.lint import lint


def test_best_answers_that_give_themselves_away() -> None:
    """Best answers to six cases that are always first, always longest or always shortest are found."""
    answers = ea.Scale([ea.Option("a", "Do the best that one can do here", 0), ea.Option("b", "Do it not", 100)])
    given_away = [item(f"desk.case_{letter}", scale=answers, about=["boundaries.gifts"]) for letter in "abcdef"]
    told = [one.message for one in lint(checklist("desk", *given_away)) if one.rule == "best-answer-hidden"]
    assert told == [
        "the best answer is the longest in 6 of 6 cases",
        "the best answer is number 1 in 6 of 6 cases",
    ]
    short = ea.Scale([ea.Option("a", "Ask", 0), ea.Option("b", "Do not ask", 100)])
    clipped = checklist("desk", *(evolve(case, scale=short) for case in given_away))
    assert "the best answer is the shortest in 6 of 6 cases" in [one.message for one in lint(clipped)]
    few = lint(checklist("desk", *given_away[:5]))
    assert "best-answer-hidden" not in {one.rule for one in few}


@pytest.mark.parametrize(("best_first", "found"), [(3, True), (4, False), (6, False), (7, True)])
def test_half_of_the_items_begin_with_the_worst(best_first: int, found: bool) -> None:  # noqa: FBT001
    """Of ten items that are asked every quarter, four to six begin with the best option."""
    scales = [scale(0, 100)] * best_first + [scale(100, 0)] * (10 - best_first)
    items = [item(f"desk.thing_{letter}", scale=one) for letter, one in zip("abcdefghij", scales, strict=True)]
    every_quarter = checklist("desk", *items)
    assert ("half-worst-first" in {one.rule for one in lint(every_quarter)}) == found
    few = evolve(every_quarter, items=items[:9])
    for other in (few, evolve(every_quarter, kind="occasion")):
        assert "half-worst-first" not in {one.rule for one in lint(other)}


def test_a_version_of_the_catalog_is_frozen() -> None:
    """Other items under the same version are found; a corrected text is allowed."""
    shipped = ea.load_checklist("boundaries")
    fewer = evolve(shipped, items=shipped.items[1:])
    assert "version-is-frozen" in {problem.rule for problem in lint(fewer)}
    mended = evolve(shipped, items=[evolve(shipped.items[0], remedy="Ring a colleague."), *shipped.items[1:]])
    assert "version-is-frozen" not in {problem.rule for problem in lint(mended)}


def test_items_that_leave_are_retired() -> None:
    """A later version has every item of an earlier one, or lists it as retired."""
    shipped = ea.load_checklist("boundaries")
    gone = shipped.items[0].id
    later = evolve(shipped, version="3.0", items=shipped.items[1:])
    assert [problem.message for problem in lint(later) if problem.rule == "ids-are-kept"] == [
        f"{gone!r} of version {shipped.version} is gone"
    ]
    assert [
        problem for problem in lint(evolve(later, retired={gone, *shipped.retired})) if problem.rule == "ids-are-kept"
    ] == []


def test_cases_stand_only_in_a_checklist_of_cases() -> None:
    """An item about one's own practice names no others."""
    found = lint(checklist("desk", item("desk.keys", about=["boundaries.gifts"])))
    assert "about-known" in {problem.rule for problem in found}
