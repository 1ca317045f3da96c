"""Rules for the parts of an item."""

from attrs import evolve
from support.builders import checklist, item, scale

import ethics_audit as ea
from ethics_audit.lint import lint


def test_faults_of_numbers() -> None:
    """Too many options and equal weights are found."""
    options = ea.Scale([ea.Option(f"o{at}", f"Option {at}", at * 10) for at in range(11)])
    same = checklist("desk", *(item(f"desk.thing{letter}", 3, scale=options) for letter in "abcde"))
    assert {"options-few", "weights-differ"} <= {problem.rule for problem in lint(same)}


def test_codes_of_the_own_profession() -> None:
    """An item asked of one profession must cite its code."""
    asked = item("desk.keys", requires={"profession.counselor"}, citations=[ea.Citation("aca-2014", "B.6.b")])
    assert "own-code-cited" not in {problem.rule for problem in lint(checklist("desk", asked))}
    other = evolve(asked, citations=[ea.Citation("house-rules", "3")])
    assert "own-code-cited" in {problem.rule for problem in lint(checklist("desk", other))}


def test_what_no_code_asks_may_cite_one_section() -> None:
    """An item of severity 1 or 2 whose rationale says that the codes do not ask for it may cite guidance alone."""
    mild, grave = (ea.Rating(severity, 1, "normative", ["judgement-normative"]) for severity in (2, 3))
    guidance = [ea.Citation("sung-2016", "Recommendation 1")]
    said = "Clients are helped by it. The codes do not ask for it."
    asked = item("desk.keys", weight=3, rating=mild, citations=guidance, rationale=said)
    assert "two-codes" not in broken(asked)
    assert "two-codes" in broken(evolve(asked, citations=[]))
    assert "two-codes" in broken(evolve(asked, rationale="Clients are helped by it."))
    assert "two-codes" in broken(evolve(asked, weight=9, rating=grave))


def test_a_figure_may_stand_beside_the_norm() -> None:
    """A figure that does not count exactly what is asked may be named beside the norm."""
    rating = ea.Rating(2, 1, "normative", ["judgement-normative", "asppb-1983-2005"])
    assert "no-figure-no-empirical" not in broken(item("desk.keys", weight=3, rating=rating))


def test_first_step_of_a_grave_act_may_be_higher() -> None:
    """A first step of more than 20 passes where it raises the red flag, or the severity is 3 or 4."""
    mild, serious = (ea.Rating(severity, 1, "normative", ["judgement-normative"]) for severity in (2, 3))
    action = "Today: call your supervisor. Keep the files as they are."
    for risk, more, found in (
        (20, {"weight": 3, "rating": mild}, False),
        (21, {"weight": 3, "rating": mild}, True),
        (21, {}, True),
        (21, {"weight": 9, "rating": serious}, False),
        (21, {"red_flag": ea.RedFlag(21, "moderate", action)}, False),
        (21, {"red_flag": ea.RedFlag(100, "moderate", action)}, True),
    ):
        assert ("first-step-small" in broken(item("desk.keys", scale=scale(0, risk, 100), **more))) == found


def test_an_event_with_a_flag_may_not_have_come_up() -> None:
    """An event with a red flag allows n/a, which says that it did not come up."""
    flag = ea.RedFlag(100, "moderate", "Today: call your supervisor. Keep the files as they are.")
    assert "flag-needs-an-answer" not in broken(item("desk.keys", event=True, red_flag=flag))
    assert "flag-needs-an-answer" in broken(item("desk.keys", not_applicable=True, red_flag=flag))


def broken(one: ea.Item) -> set[str]:
    """Return the rules that an item breaks."""
    return {problem.rule for problem in lint(checklist("desk", one))}
