"""What a plan says."""

from attrs import evolve
from support.builders import audit, checklist, item
from support.plans import words, worst

import ethics_audit as ea
from ethics_audit.assessment.planning.plan import section

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
    assert f"The band low cannot be reached by closing gaps alone. {plan.obstacle}" in words(plan)
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
    """In words, without a plural for one step, and counted where they differ, the shortest first."""
    for efforts, told in {
        ((1, 1),): "One thing (minutes).",
        ((2, 1), (2, 1)): "2 things (an hour or two each).",
        ((5, 1), (1, 1), (5, 1)): "3 things (minutes: 1, some weeks: 2).",
        ((5, 60), (1, 11)): "2 things (minutes: 1, some weeks: 1).",
    }.items():
        items = [item(f"a.i{place}", weight, effort=effort) for place, (effort, weight) in enumerate(efforts)]
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


FIRST = checklist("a", item("a.flag", 3, red_flag=FLAG), item("a.one", 6, effort=2), item("a.two", 4, effort=3))
AUDIT = ea.Audit(
    "example",
    "1.0",
    "Example",
    [
        ea.Part(evolve(FIRST, items=[*FIRST.items, item("a.fine", 2)]), 3),
        ea.Part(checklist("b", item("b.open", 5), item("b.i", 2))),
    ],
)
ANSWERS = {"a.one": "r100", "a.two": "r50", "a.fine": "r0", "b.i": "r50"}


def test_whole_plan_to_a_band() -> None:
    """Open questions are to be answered first, and each step says what it brings."""
    plan = ea.assess(AUDIT, ANSWERS).plan("low", certain=True)
    assert section(plan).id == "plan"
    assert (
        str(plan)
        == """\
The least effort to the band low
--------------------------------

3 things (minutes: 2, an hour or two: 1). With the best answer there, and every
open question at its worst, the band is low; the score goes from 75.0 to 13.4.

1. I do a.flag.
   First  Answer it: it is open, and counts at its worst here. If "Risk 0" is
          true, that is all.
   Else   Begin. (minutes)
   Then   A is high; the whole is high; a red flag is ruled out

2. I do a.one.
   From  "Risk 100" to "Risk 0"
   Do    Begin. (an hour or two)
   Then  A is low

3. I do b.open.
   First  Answer it: it is open, and counts at its worst here. If "Risk 0" is
          true, that is all.
   Else   Begin. (minutes)
   Then   B is low; the whole is low

How long a step takes is a guess. By these guesses no other choice gets there
with less; your own judgment of what comes first is worth more."""
    )


def test_whole_plan_for_a_budget() -> None:
    """In a domain, with what open questions can still do."""
    assert (
        str(ea.assess(AUDIT, ANSWERS).plan(budget=2, domain="a"))
        == """\
What an effort of 2 buys in A
-----------------------------

One thing (an hour or two). With the best answer there, the band of A is
moderate (provisional: low to critical); its score goes from 66.6 to 16.6. But
open questions can still make it critical. To be sure, answer them first: "I do
a.flag".

1. I do a.one.
   From  "Risk 100" to "Risk 0"
   Do    Begin. (an hour or two)
   Then  A is moderate

How long a step takes is a guess: it counts as an effort from 1 (minutes) to 5
(some weeks). By these guesses no other choice improves more for this effort;
your own judgment of what comes first is worth more."""
    )


def test_whole_plan_while_a_flag_is_raised() -> None:
    """Its action stands in place of a plan to a band, and before one for a budget."""
    result = ea.assess(AUDIT, {**ANSWERS, "a.flag": "r100"})
    assert section(result.plan("low")).id == "plan"
    assert (
        str(result.plan("low"))
        == """\
First things first
------------------

A red flag is raised. While it is, what to do about it stands in place of a
plan to a better band.

!  I do a.flag.
   Stop and call."""
    )
    assert (
        str(result.plan(budget=1))
        == """\
What an effort of 1 buys
------------------------

One thing (minutes). With the best answer there, the band is critical; the
score goes from 72.3 to 70.2.

!  I do a.flag.
   Stop and call.

1. I do b.i.
   From  "Risk 50" to "Risk 0"
   Do    Begin. (minutes)

How long a step takes is a guess: it counts as an effort from 1 (minutes) to 5
(some weeks). By these guesses no other choice improves more for this effort;
your own judgment of what comes first is worth more."""
    )
