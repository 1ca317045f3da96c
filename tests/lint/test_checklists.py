"""Rules for whole checklists, among the others in the catalog."""

from attrs import evolve
from support.builders import checklist, item

import ethics_audit as ea
from ethics_audit.lint import lint


def test_best_answers_that_give_themselves_away() -> None:
    """Best answers to six cases that are always first, or always longest, are found."""
    answers = ea.Scale([ea.Option("a", "Do the best that one can do here", 0), ea.Option("b", "Do it not", 100)])
    given_away = [item(f"desk.case_{letter}", scale=answers, about=["boundaries.gifts"]) for letter in "abcdef"]
    told = [one.message for one in lint(checklist("desk", *given_away)) if one.rule == "best-answer-hidden"]
    assert told == [
        "the best answer is the longest in 6 of 6 cases",
        "the best answer is number 1 in 6 of 6 cases",
    ]
    few = lint(checklist("desk", *given_away[:5]))
    assert "best-answer-hidden" not in {one.rule for one in few}


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
    later = evolve(shipped, version="1.1", items=shipped.items[1:])
    assert [problem.message for problem in lint(later) if problem.rule == "ids-are-kept"] == [
        f"{gone!r} of version 1.0 is gone"
    ]
    assert [problem for problem in lint(evolve(later, retired={gone})) if problem.rule == "ids-are-kept"] == []


def test_cases_stand_only_in_a_checklist_of_cases() -> None:
    """An item about one's own practice names no others."""
    found = lint(checklist("desk", item("desk.keys", about=["boundaries.gifts"])))
    assert "about-known" in {problem.rule for problem in found}
