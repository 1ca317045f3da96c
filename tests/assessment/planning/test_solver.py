"""Plans beside brute force, beside another solver, and by hand."""

import random
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from support.builders import audit, checklist, item, scale
from support.plans import subsets, words, worst

import ethics_audit as ea
from ethics_audit.base.errors import ArgumentError
from ethics_audit.model.policy import GRAVITY

optimize = pytest.importorskip("scipy.optimize", reason="needs scipy: pip install '.[test]'")


FLAG = ea.RedFlag(100, ea.Band.CRITICAL, "Stop and call.")


def small_audit(chance: random.Random) -> ea.Audit:
    """A few items with flags, grave ones, multipliers and any policy."""
    parts = []
    for domain in ("a", "b", "c")[: chance.randint(1, 3)]:
        items = []
        for name in ("w", "x", "y")[: chance.randint(1, 3)]:
            band = chance.choice([ea.Band.MODERATE, ea.Band.HIGH, ea.Band.CRITICAL])
            flag = ea.RedFlag(chance.choice([30, 70, 100]), band, "Call.") if chance.random() < 0.25 else None
            risks = scale(0, chance.choice([30, 50, 70]), 100)
            weight, effort = chance.randint(1, 12), chance.randint(1, 5)
            rating = ea.Rating(chance.randint(3, 4), 1, "normative", ["x"]) if chance.random() < 0.25 else None
            weight = rating.weight if rating else weight
            items.append(item(f"{domain}.{name}", weight, scale=risks, effort=effort, red_flag=flag, rating=rating))
        parts.append(ea.Part(checklist(domain, *items), chance.randint(1, 3)))
    bands = ea.Thresholds(*sorted(chance.sample(range(1, 100), 3)))
    policy = ea.Policy(bands, chance.choice([0, 50, 80, 100]), chance.choice([(), GRAVITY]))
    return ea.Audit("example", "1.0", "Example", parts, chance.choice([ea.Policy(gravity=GRAVITY), policy]))


@pytest.mark.parametrize("seed", range(120))
def test_plan_is_the_best_of_all_sets(seed: int) -> None:
    """Exactly the least; ties: fewer items, then the larger reduction, then the order of the checklist.

    "A raised red flag is never a step of a plan and never 'least effort': while one is raised, its action stands in
    place of a plan to a band."
    """
    chance = random.Random(seed)
    definition = small_audit(chance)
    given = {one.id: chance.choice([option.id for option in one.options]) for one in definition.items.values()}
    given = {id: answer for id, answer in given.items() if chance.random() < 0.9}
    result = ea.assess(definition, given)
    to, certain = chance.choice([ea.Band.LOW, ea.Band.MODERATE, ea.Band.HIGH]), chance.random() < 0.4
    plan = result.plan(to, certain=certain)

    def reached(after: ea.Assessment) -> bool:
        at_most = after.band_high is not None and after.band_high <= to
        return at_most or (not certain and after.band is not None and after.band <= to)

    def key(places: tuple[int, ...]) -> tuple[Any, ...]:
        after = ea.assess(definition, {**given, **dict.fromkeys((gaps[place].id for place in places), "r0")})
        left = after.points + 100 * after.open_weight if plan.at_worst else after.points
        return sum(gaps[place].effort for place in places), len(places), left, places

    gaps = [one for one in definition.items.values() if given.get(one.id, "" if certain else "r0") != "r0"]
    reaching = [
        some
        for some in subsets(len(gaps))
        if reached(ea.assess(definition, {**given, **dict.fromkeys((gaps[place].id for place in some), "r0")}))
    ]
    assert [one.id for one in plan.raised] == list(result.flags)
    if result.flags:
        assert (plan.reached, plan.steps) == (False, ())
        return
    assert plan.reached == bool(reaching)
    if reaching:
        best = min(reaching, key=key)
        assert [one.id for one in gaps if one.id in plan.changes] == [gaps[place].id for place in best]
        assert plan.effort == key(best)[0]
        assert reached(result.what_if(plan.changes))


def answers_of_a_practice(quarterly: ea.Audit, chance: random.Random, open_part: float) -> ea.Answers:
    """Random answers, mostly good ones, that raise no red flag."""
    given: dict[str, ea.Answer] = {}
    for one in quarterly.items.values():
        options = [option for option in one.options if not one.raised_by(option.id)]
        weights = [3 if option.risk == 0 else 1 for option in options]
        if chance.random() >= open_part:
            given[one.id] = chance.choices([option.id for option in options], weights)[0]
    return ea.Answers(given, {"telehealth", "minors", "insurance", "couples_or_groups", "employs_staff"})


def solved(result: ea.Assessment, to: ea.Band, *, certain: bool) -> tuple[int, int, int]:
    """The least effort, the number of items and the gain, by a mixed-integer solver."""
    policy = result.audit.policy
    starts = [policy.bands.moderate, policy.bands.high, policy.bands.critical, 101]
    rows = []
    for place, part in enumerate(result.audit.parts):
        for one in part.checklist.items:
            answer = result.answers.given.get(one.id)
            if one.requires <= result.answers.profile and (answer or certain):
                risk = one.by_id[answer].risk if isinstance(answer, str) else 100
                flagged = bool(one.red_flag and risk >= one.red_flag.at and one.red_flag.band > to)
                flagged = flagged or policy.forced(one)[risk] > to.rank + 1
                rows.append(
                    (place, one.weight * part.multiplier, one.weight * part.multiplier * risk, one.effort, flagged)
                )
    gains = [row[2] for row in rows]
    matrix, least = [gains], [sum(gains) - starts[to.rank] * sum(row[1] for row in rows) + 1]
    for place in {row[0] for row in rows}:
        inside = [row for row in rows if row[0] == place]
        if to.rank + 1 < 3:
            matrix.append([row[2] if row[0] == place else 0 for row in rows])
            least.append(sum(r[2] for r in inside) - starts[to.rank + 1] * sum(r[1] for r in inside) + 1)
    costs = [row[3] * 1000 + 1 for row in rows]
    limits = optimize.LinearConstraint(matrix, least)
    bounds = optimize.Bounds([int(row[4]) for row in rows], [int(row[2] > 0) for row in rows])
    options = {"mip_rel_gap": 0}
    first = optimize.milp(costs, constraints=limits, bounds=bounds, integrality=1, options=options)
    cost = round(first.fun)
    same = [limits, optimize.LinearConstraint([costs], cost, cost)]
    second = optimize.milp([-gain for gain in gains], constraints=same, bounds=bounds, integrality=1, options=options)
    return cost // 1000, cost % 1000, -round(second.fun)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("to", [ea.Band.LOW, ea.Band.MODERATE])
@pytest.mark.parametrize("certain", [False, True])
def test_plan_for_the_shipped_audit_is_the_solvers(
    quarterly: ea.Audit, seed: int, to: ea.Band, *, certain: bool
) -> None:
    """Effort, number of items and reduction are those that a mixed-integer solver proves the best."""
    answers = answers_of_a_practice(quarterly, random.Random(seed), 0.1 if seed % 2 else 0.0)
    result = ea.assess(quarterly, answers)
    plan = result.plan(to, certain=certain)
    effort, count, gain = solved(result, to, certain=certain)
    asked = result.weight + result.open_weight if certain else result.weight
    assert (plan.effort, len(plan.steps), plan.reduction) == (effort, count, Fraction(gain, asked))
    after = result.what_if(plan.changes)
    known = after.band_high if certain else after.band
    assert known is not None
    assert known <= to


def test_plan_chooses_the_cheap_pair_over_the_dear_one() -> None:
    """100 points at an effort of 5 lose against 60 and 50 at 2 each, where 100 are needed."""
    definition = checklist(
        "a",
        item("a.dear", 10, effort=5),
        item("a.one", 6, effort=2),
        item("a.two", 5, effort=2),
        item("a.done", 79),
    )
    result = ea.assess(definition, {"a.dear": "r100", "a.one": "r100", "a.two": "r100", "a.done": "r0"})
    plan = result.plan(to="low")
    assert (plan.before, result.exact, result.band) == (result, 21, "moderate")
    assert dict(plan.changes) == {"a.one": "r0", "a.two": "r0"}
    assert (plan.effort, plan.reduction, plan.reached) == (4, 11, True)
    assert [step.reduction for step in plan.steps] == [6, 5]
    assert plan.after.exact == 10
    assert str(plan).startswith("The least effort to the band low\n")
    assert (
        "2 things (an hour or two each). With the best answer there, the band is low; the score goes from 21.0 to "
        '10.0. 1. I do a.one. From "Risk 100" to "Risk 0" Do Begin. (an hour or two) 2.'
    ) in words(plan)
    assert "no other choice gets there with less" in words(plan)
    assert repr(plan) == "<Plan to low: 2 steps, effort 4>"


@pytest.mark.parametrize("to", ["low", "moderate", "high", "critical"])
def test_raised_flag_stands_in_place_of_a_plan(to: str) -> None:
    """While a flag is raised there is no plan to a band, whatever the band: its action comes first."""
    definition = checklist("a", item("a.flag", 1, effort=1, red_flag=FLAG), item("a.big", 50), item("a.done", 49))
    plan = ea.assess(definition, {"a.flag": "r100", "a.big": "r100", "a.done": "r0"}).plan(to=to)
    assert (plan.steps, plan.reached, [one.id for one in plan.raised]) == ((), False, ["a.flag"])
    assert "A red flag is raised. While it is, what to do about it stands in place of a plan" in words(plan)
    assert "! I do a.flag. Stop and call." in words(plan)


def test_flag_of_another_domain_leaves_the_plan_of_a_domain() -> None:
    """A plan for a domain waits for the flags of that domain alone."""
    definition = audit(checklist("a", item("a.flag", red_flag=FLAG)), checklist("b", item("b.i")))
    result = ea.assess(definition, {"a.flag": "r100", "b.i": "r100"})
    assert dict(result.plan(to="low", domain="b").changes) == {"b.i": "r0"}
    assert result.plan(to="low", domain="a").steps == ()


def test_budget_leaves_raised_flags_out() -> None:
    """A raised flag is no bargain: a budget buys other gaps, and the flag's action stands above them."""
    definition = checklist("a", item("a.flag", 50, red_flag=FLAG), item("a.big", 1), item("a.done", 49))
    plan = ea.assess(definition, {"a.flag": "r100", "a.big": "r100", "a.done": "r0"}).plan(budget=2)
    assert [step.item.id for step in plan.steps] == ["a.big"]
    assert (plan.reached, [one.id for one in plan.raised]) == (True, ["a.flag"])
    assert "Stop and call." in words(plan)


def grave(id: str, likelihood: int = 1, **more: Any) -> ea.Item:
    """An item of severity 4, with a weight of 27 times its likelihood."""
    return item(id, 27 * likelihood, rating=ea.Rating(4, likelihood, "normative", ["x"]), **more)


def test_plan_closes_gaps_too_grave_for_the_band() -> None:
    """A gap that forces its domain more than one band above the target is a step, however dear and light it is."""
    definition = audit(checklist("a", grave("a.grave", effort=5), *(item(f"a.i{n}", 100) for n in range(4))))
    definition = evolve(definition, policy=ea.Policy(gravity=GRAVITY))
    result = ea.assess(definition, {"a.grave": "r100", **{f"a.i{n}": "r0" for n in range(4)}})
    assert (result.domains[0].band, result.band) == ("high", "moderate")
    assert dict(result.plan(to="low").changes) == {"a.grave": "r0"}
    assert result.plan(to="moderate").steps == ()
    assert dict(result.plan(to="moderate", domain="a").changes) == {"a.grave": "r0"}
    assert result.plan(to="high", domain="a").steps == ()


def test_open_grave_item_can_stand_in_the_way() -> None:
    """A plan for certain closes it; one that cannot plan open items says that too much is open."""
    definition = audit(checklist("a", grave("a.grave"), item("a.i", 30)), policy=ea.Policy(gravity=GRAVITY))
    result = ea.assess(definition, {"a.i": "r100"})
    assert not result.plan(to="low").reached
    assert set(result.plan(to="low", certain=True).changes) == {"a.grave", "a.i"}


def test_plan_lifts_the_weakest_domain() -> None:
    """No domain is more than one band above the target, though the whole's score is low already."""
    bad = checklist("bad", item("bad.cheap", 3, effort=1), item("bad.other", 4, effort=2), item("bad.done", 3))
    definition = audit(bad, checklist("good", item("good.i", 90)))
    result = ea.assess(definition, {"bad.cheap": "r100", "bad.other": "r100", "bad.done": "r0", "good.i": "r0"})
    assert (result.exact, result.band) == (7, "high")
    assert dict(result.plan(to="moderate").changes) == {"bad.cheap": "r0"}
    assert dict(result.plan(to="low").changes) == {"bad.other": "r0"}


def test_plan_for_a_domain_alone() -> None:
    """Its own score and band count, and nothing else."""
    definition = audit(checklist("a", item("a.i", 1)), checklist("b", item("b.i", 1), item("b.j", 9)))
    result = ea.assess(definition, {"a.i": "r100", "b.i": "r100", "b.j": "r50"})
    plan = result.plan(to="low", domain="b")
    assert dict(plan.changes) == {"b.j": "r0"}
    assert (plan.before.exact, plan.after.exact, plan.reduction) == (55, 10, 45)
    assert "The least effort to the band low in B" in str(plan)
    assert "the band of B is low; its score goes from 55.0 to 10.0" in words(plan)
    assert plan.questions == ()
    with pytest.raises(ea.UnknownIdError, match="there is no domain .* .did you mean 'b'"):
        result.plan(to="low", domain="bb")


def test_budget_buys_the_largest_reduction() -> None:
    """Not the best ratio first: 5 buys 40 + 30, not 50."""
    items = [item("a.big", 5, effort=3), item("a.mid", 4, effort=3), item("a.small", 3, effort=2), item("a.done", 88)]
    result = ea.assess(checklist("a", *items), {"a.big": "r100", "a.mid": "r100", "a.small": "r100", "a.done": "r0"})
    assert dict(result.plan(budget=5).changes) == {"a.big": "r0", "a.small": "r0"}
    assert dict(result.plan(budget=4).changes) == {"a.big": "r0"}
    assert result.plan(budget=1).steps == ()
    assert result.plan(budget=1).reached
    tiny = ea.assess(checklist("a", item("a.i", effort=1)), {"a.i": "r100"})
    assert [len(tiny.plan(budget=budget).steps) for budget in (0, 1)] == [0, 1]
    assert "No gap can be closed for so little effort: the smallest is 1." in words(result.plan(budget=1))
    assert result.plan(budget=1000).reduction == 12
    assert "What an effort of 5 buys" in str(result.plan(budget=5))
    assert "no other choice improves more for this effort" in words(result.plan(budget=5))
    assert repr(result.plan(budget=5)) == "<Plan for an effort of 5: 2 steps, effort 5>"


def test_open_items_count_at_their_worst_when_asked() -> None:
    """A certain plan holds for all open answers, and open items can be steps themselves."""
    definition = checklist("a", item("a.gap", 10, effort=2), item("a.open", 10, effort=3), item("a.done", 80))
    result = ea.assess(definition, {"a.gap": "r100", "a.done": "r0"})
    assert result.plan(to="low").steps == ()
    certain = result.plan(to="low", certain=True)
    assert dict(certain.changes) == {"a.gap": "r0"}
    assert certain.at_worst
    assert certain.after.band_high == "low"
    assert certain.reduction == 10
    at_worst = "With the best answer there, and every open question at its worst, the band"
    assert f"{at_worst} is low; the score goes from 20.0 to 10.0." in words(certain)
    assert "Then A is low" in words(certain)
    of_domain = result.plan(to="low", domain="a", certain=True)
    assert f"{at_worst} of A is low; its score goes from 20.0 to 10.0." in words(of_domain)
    flagged = checklist("a", item("a.open", 1, red_flag=FLAG), item("a.done", 99))
    ruled_out = ea.assess(flagged, {"a.done": "r0"}).plan(to="low", certain=True)
    assert [(step.item.id, step.option, step.flag) for step in ruled_out.steps] == [("a.open", None, True)]
    told = words(ruled_out)
    assert 'First Answer it: it is open, and counts at its worst here. If "Risk 0" is true, that is all.' in told
    assert "Else Begin. (minutes) Then A is low; a red flag is ruled out" in told
    assert "Stop and call." not in told


def test_plan_with_little_answered_counts_what_is_open_at_its_worst() -> None:
    """Under the least coverage the band is reached if it is at most the one aimed at."""
    definition = checklist("a", item("a.gap", 70), item("a.open", 30))
    result = ea.assess(definition, {"a.gap": "r100"})
    plan = result.plan(to="moderate")
    assert (plan.at_worst, dict(plan.changes), plan.after.band, plan.after.band_high) == (
        True,
        {"a.gap": "r0"},
        None,
        "moderate",
    )
    assert plan.reduction == 70
    already = ea.assess(checklist("a", item("a.i", 75), item("a.open", 25)), {"a.i": "r0"})
    assert already.band is None
    assert "whatever the open answers are, the band is at most moderate" in words(already.plan(to="moderate"))


def test_best_option_is_the_first_by_risk_and_id() -> None:
    """The best option does not depend on their order: it is the one that a compact vector writes as 0."""
    tied = ea.Scale([ea.Option("b", "B", 0), ea.Option("n", "N", 100), ea.Option("a", "A", 0)])
    result = ea.assess(checklist("a", item("a.i", scale=tied)), {"a.i": "n"})
    plan = result.plan("low")
    assert dict(plan.changes) == {"a.i": "a"}
    assert ":0:" in result.what_if(plan.changes).vector


def test_least_coverage_is_enough() -> None:
    """At exactly the policy's minimum there is a band of the answers given, and the plan is for it."""
    result = ea.assess(checklist("a", item("a.i", 80), item("a.open", 20)), {"a.i": "r100"})
    assert not result.plan("low").at_worst
    less = ea.assess(checklist("a", item("a.i", 79), item("a.open", 21)), {"a.i": "r100"})
    assert less.plan("low").at_worst


def test_plan_to_critical_is_reached_by_anything() -> None:
    """No score is above the highest band."""
    assert worst(checklist("a", item("a.i"))).plan(to="critical").steps == ()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({}, "to: expected a band to reach or a budget to spend, and not both"),
        ({"to": "low", "budget": 3}, "to: expected a band to reach or a budget to spend, and not both"),
        ({"to": "lwo"}, "to: expected a band, got 'lwo' (did you mean 'low'?)"),
        ({"to": 1}, "to: expected a band, got 1 (known: critical, high, low, moderate)"),
        ({"budget": -1}, "budget: expected a whole number from 0, got -1"),
        ({"budget": True}, "budget: expected a whole number from 0, got True"),
        ({"budget": 1.5}, "budget: expected a whole number from 0, got 1.5"),
    ],
)
def test_plan_refuses_what_cannot_be_asked(arguments: dict[str, Any], told: str) -> None:
    """One error, which is a ValueError too."""
    with pytest.raises(ArgumentError) as caught:
        worst(checklist("a", item("a.i"))).plan(**arguments)
    assert str(caught.value) == told
    assert isinstance(caught.value, ValueError)


def test_worst_flags_that_a_plan_rules_out_come_first() -> None:
    """Then what lowers the score most for its effort."""
    flags = {band: ea.RedFlag(100, band, "Call.") for band in ("moderate", "high", "critical")}
    items = [item(f"a.{band}", red_flag=flag) for band, flag in flags.items()]
    result = ea.assess(checklist("a", *items, item("a.heavy", 9), item("a.fine", 88)), {"a.fine": "r0"})
    plan = result.plan(budget=4, certain=True)
    assert [one.id for one in (step.item for step in plan.steps)] == ["a.critical", "a.high", "a.moderate", "a.heavy"]


def test_least_gain_is_enough() -> None:
    """A score on a threshold falls below it by the smallest gap."""
    risks = {"a.one": 99, "a.two": 100, "a.gap": 1, "a.fine": 0}
    items = [
        item("a.one", 1, scale=scale(0, 99, 100), effort=5),
        item("a.two", 2, effort=5),
        item("a.gap", 1, scale=scale(0, 1, 100)),
        item("a.fine", 16),
    ]
    result = ea.assess(checklist("a", *items), {id: f"r{risk}" for id, risk in risks.items()})
    assert (result.exact, result.band) == (15, "moderate")
    assert list(result.plan("low").changes) == ["a.gap"]


def test_what_stays_open_is_told_with_every_gap_closed() -> None:
    """As far as the best answers bring it, here to (0 + 5 * 100) / 10."""
    result = ea.assess(checklist("a", item("a.gap", 5), item("a.open", 5)), {"a.gap": "r100"})
    assert result.plan("low").obstacle == (
        "Too much is open: even with every gap closed, the open questions could make it high. "
        'Answer more first; what would tell most: "I do a.open".'
    )
