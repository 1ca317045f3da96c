"""What a plan says."""

from support.builders import audit, checklist, item
from support.plans import words, worst

import ethics_audit as ea

FLAG = ea.RedFlag(100, ea.Band.CRITICAL, "Stop and call.")


def test_plan_says_why_a_band_cannot_be_reached() -> None:
    """Too much is open, or nothing applies: it says so, and what to find out."""
    definition = checklist("a", item("a.gap", 40), item("a.flag", 1, red_flag=FLAG), item("a.open", 59))
    plan = ea.assess(definition, {"a.gap": "r100"}).plan(to="low")
    assert (plan.reached, plan.steps, plan.at_worst) == (False, (), True)
    assert plan.obstacle == (
        "Too much is open: even with every gap closed, the open questions could make it critical. "
        'Answer more first; what would tell most: "I do a.flag", "I do a.open".'
    )
    assert "cannot be reached by closing gaps alone" in str(plan)
    assert repr(plan) == "<Plan to low: 0 steps, effort 0, out of reach>"
    nothing = ea.assess(checklist("a", item("a.i", requires={"minors"})), {}).plan(to="low")
    assert nothing.obstacle == "Nothing here applies to this practice, so there is no band to reach."
    unanswered = ea.assess(audit(checklist("a", item("a.i")), policy=ea.Policy(min_coverage_percent=0)), {})
    assert unanswered.plan(to="low").obstacle == "Nothing is answered yet."


def test_plan_says_what_little_is_to_do() -> None:
    """A band that is reached, and whether that is sure; no gap, none known, none so cheap."""
    definition = checklist("a", item("a.i", 9), item("a.open", 1, red_flag=FLAG))
    sure = ea.assess(definition, {"a.i": "r0", "a.open": "r0"})
    assert words(sure.plan("low")).endswith("By what is answered nothing is needed: the band is low already.")
    assert "the band is low already, which is better than high." in words(sure.plan("high"))
    assert "There is no gap to close." in words(sure.plan(budget=3))
    unsure = words(ea.assess(definition, {"a.i": "r0"}).plan("low"))
    assert 'But open questions can still make it critical. To be sure, answer them first: "I do a.open".' in unsure
    nothing = ea.assess(definition, {})
    assert "Nothing is answered yet, so there is no gap." in words(nothing.plan(budget=3))
    assert "There is no gap" not in words(nothing.plan(budget=3, certain=True))


def test_long_plan_is_cut() -> None:
    """Nobody reads a hundred steps; the plan itself holds them."""
    plan = worst(checklist("a", *(item(f"a.i{place}") for place in range(40)))).plan("low")
    assert len(plan.steps) == 35
    assert "25. I do" in str(plan)
    assert "26. I do" not in str(plan)
    assert "and 10 more. That is a long way: a nearer band, or a budget, makes a shorter list." in words(plan)


def test_plan_says_how_long_its_steps_take() -> None:
    """In words, without a plural for one step, and counted where they differ."""
    for efforts, told in {
        (1,): "One thing (minutes).",
        (2, 2): "2 things (an hour or two each).",
        (5, 1, 5): "3 things (minutes: 1, some weeks: 2).",
    }.items():
        items = [item(f"a.i{place}", effort=effort) for place, effort in enumerate(efforts)]
        assert f"{told} With the best answer there" in words(worst(checklist("a", *items)).plan("low"))


def test_plan_says_which_bands_its_steps_bring() -> None:
    """Each step tells the bands that are better once it and those before it are done: of domains, and of the whole."""
    weak = checklist("a", item("a.one", 6, effort=1), item("a.two", 4, effort=1))
    result = worst(audit(weak, checklist("b", item("b.i", 5, effort=1))))
    told = words(result.plan(budget=3))
    first, second, third = [one.partition("Then ")[2] for one in told.split("I do ")[1:]]
    assert first.startswith("A is high 2.")
    assert second.startswith("B is low; the whole is moderate 3.")
    assert third.startswith("A is low; the whole is low How long")


def test_step_without_a_better_band_says_nothing_of_bands() -> None:
    """A domain alone is the whole, and is told once; a band that stays is not told."""
    items = [item("a.one", 1, effort=1), item("a.two", 1, effort=1), item("a.done", 98)]
    result = ea.assess(checklist("a", *items), {"a.one": "r100", "a.two": "r50", "a.done": "r0"})
    told = words(result.plan(budget=2))
    assert told.count("Then") == 0
    assert words(worst(checklist("a", item("a.i"))).plan("low")).count("Then A is low") == 1
