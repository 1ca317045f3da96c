"""Whether a result depends on the weights: by hand, by every corner, and by a linear program."""

import itertools
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from support.builders import audit, checklist, item, scale

import ethics_audit as ea
from ethics_audit.assessment.weights import _least, sentence
from ethics_audit.base.errors import ArgumentError

optimize = pytest.importorskip("scipy.optimize", reason="needs scipy: pip install '.[test]'")


def words(result: ea.Assessment) -> str:
    """The page on one line."""
    return " ".join(str(result).split())


def test_range_by_hand() -> None:
    """Weights 4 and 2 with risks 50 and 100, ±50 %: low (6·50 + 1·100) / 7, high (2·50 + 3·100) / 5."""
    result = ea.assess(checklist("a", item("a.four", 4), item("a.two", 2)), {"a.four": "r50", "a.two": "r100"})
    found = result.weight_range(50)
    assert found is not None
    assert (found.percent, found.low, found.high) == (50, Fraction(400, 7), Fraction(400, 5))
    assert (found.band_low, found.band_high) == ("high", "critical")
    assert result.weight_range(0) == ea.WeightRange(
        Fraction(), Fraction(200, 3), Fraction(200, 3), ea.Band.CRITICAL, ea.Band.CRITICAL
    )


def test_tolerance_by_hand() -> None:
    """From 200/3 to 60: (4·u·50 + 2·d·100) / (4·u + 2·d) = 60 at u/d = 2, so at a third: 33.3 %."""
    result = ea.assess(checklist("a", item("a.four", 4), item("a.two", 2)), {"a.four": "r50", "a.two": "r100"})
    assert result.weight_tolerance() == Fraction(333, 10)


@pytest.mark.parametrize("seed", range(60))
def test_range_is_that_of_the_corners(seed: int) -> None:
    """A linear-fractional score has its extremes where every weight is at one of its ends."""
    chance = random.Random(seed)
    count = chance.randint(1, 7)
    items = [item(f"a.i{place}", chance.randint(1, 12), scale=scale(0, 30, 70, 100)) for place in range(count)]
    result = ea.assess(checklist("a", *items), {one.id: chance.choice(["r0", "r30", "r70", "r100"]) for one in items})
    percent = chance.randint(0, 99)
    rows = [(one.weight, one.by_id[str(result.answers.given[one.id])].risk) for one in items]
    scores = [
        Fraction(
            sum(factor * weight * risk for factor, (weight, risk) in zip(corner, rows, strict=True)),
            sum(factor * weight for factor, (weight, _) in zip(corner, rows, strict=True)),
        )
        for corner in itertools.product((100 - percent, 100 + percent), repeat=count)
    ]
    found = result.weight_range(percent)
    assert found is not None
    assert (found.low, found.high) == (min(scores), max(scores))


def lowest_by_linear_program(result: ea.Assessment, percent: int) -> int | None:
    """The lowest rank that some weights give; None where the program cannot tell it for sure."""
    bands = result.audit.policy.bands
    starts = [0, bands.moderate, bands.high, bands.critical]
    rows = [
        (domain, part.multiplier * one.weight, one.by_id[str(result.answers.given[one.id])].risk)
        for domain, part in enumerate(result.audit.parts)
        for one in part.checklist.items
    ]
    forced = max([flag.band.rank for id in result.flags if (flag := result.audit.items[id].red_flag)] or [0])
    for rank in range(forced, 3):
        limits = [[risk - starts[rank + 1] for _, _, risk in rows] + [1]]
        if rank + 2 <= 3:
            limits += [
                [(risk - starts[rank + 2]) * (place == domain) for place, _, risk in rows] + [1]
                for domain in {row[0] for row in rows}
            ]
        ends = [(weight * (1 - percent / 100), weight * (1 + percent / 100)) for _, weight, _ in rows]
        margin = -optimize.linprog(
            [0] * len(rows) + [-1], A_ub=limits, b_ub=[0] * len(limits), bounds=[*ends, (None, 1)]
        ).fun
        if abs(margin) < 1e-6:
            return None
        if margin > 0:
            return rank
    return 3


@pytest.mark.parametrize("count", [30, pytest.param(300, marks=pytest.mark.slow)])
def test_lowest_band_is_that_of_a_linear_program(count: int) -> None:
    """One set of weights must keep the score and every domain down together; also where these pull apart."""
    told = apart = 0
    for seed in range(count):
        chance = random.Random(seed)
        parts = []
        for domain in ("a", "b", "c")[: chance.randint(1, 3)]:
            names = [f"{domain}.i{place}" for place in range(chance.randint(1, 4))]
            items = [item(name, chance.randint(1, 12), scale=scale(0, 20, 40, 55, 70, 100)) for name in names]
            parts.append(ea.Part(checklist(domain, *items), chance.randint(1, 3)))
        definition = ea.Audit("x", "1.0", "X", parts)
        usual = chance.choice([(0, 20, 40, 55, 70, 100), (0, 20, 40, 55), (0,)])
        risks = {"a": (20, 40, 55, 100), "b": usual, "c": usual}
        result = ea.assess(definition, {id: f"r{chance.choice(risks[id[0]])}" for id in definition.items})
        for percent in {chance.randint(1, 99), *torn(result)}:
            expected = lowest_by_linear_program(result, percent)
            found = result.weight_range(percent)
            assert found is not None
            if expected is not None:
                told += 1
                assert found.band_low.rank == expected, seed
                apart += expected > lowest_each_by_itself(result, percent)
    assert told > count * 2 // 3
    assert apart > count // 15


@pytest.mark.parametrize("seed", range(150))
def test_least_sum_of_a_domain_is_that_of_a_linear_program(seed: int) -> None:
    """Below the start of a band, while the domain's own score is below another one; None if that cannot be."""
    chance = random.Random(seed)
    start, cap = chance.choice([(15, 35), (35, 60)])
    risks = [0, start, (start + cap) // 2, cap - 1, cap, cap + 10, 100]
    rows = [(chance.randint(1, 9), risk) for risk in chance.sample(risks, chance.randint(1, 5))]
    up, down = chance.choice([(150, 50), (110, 90), (199, 1), (100, 100)])
    found = optimize.linprog(
        [risk - start for _, risk in rows],
        A_ub=[[risk - cap for _, risk in rows]],
        b_ub=[0],
        bounds=[(weight * down, weight * up) for weight, _ in rows],
    )
    least = _least(rows, start, cap, (up, down))
    if least is None:  # the score is at the cap at best
        assert sum(weight * (up if risk < cap else down) * (risk - cap) for weight, risk in rows) >= 0
    else:
        assert float(least) == pytest.approx(found.fun, abs=1e-6)


def torn(result: ea.Assessment) -> list[int]:
    """Percentages at which the score and the domains need different weights."""
    found = [(percent, result.weight_range(percent)) for percent in range(3, 97, 3)]
    return [percent for percent, one in found if one and one.band_low.rank > lowest_each_by_itself(result, percent)]


def lowest_each_by_itself(result: ea.Assessment, percent: int) -> int:
    """The lowest rank if the score and each domain could have weights of their own: sometimes too low."""
    ranks = []
    for part, floor in [(None, 0), *((part, 1) for part in result.audit.parts)]:
        definition = evolve(result.audit, parts=result.audit.parts if part is None else [part])
        given = {id: answer for id, answer in result.answers.given.items() if id in definition.items}
        found = ea.assess(definition, given).weight_range(percent)
        assert found is not None
        bands = definition.policy.bands
        ranks.append(sum(found.low >= start for start in (bands.moderate, bands.high, bands.critical)) - floor)
    return max(ranks)


def test_domain_and_score_can_need_different_weights() -> None:
    """Heavy 40s keep the domain under 60 but the score above 15; no weights keep both down, so the band stays up."""
    mixed = checklist("a", item("a.mid", 10, scale=scale(0, 40, 100)), item("a.bad", 10))
    definition = audit(mixed, checklist("b", item("b.good", 50)))
    result = ea.assess(definition, {"a.mid": "r40", "a.bad": "r100", "b.good": "r0"})
    assert (result.exact, result.band) == (20, "high")
    found = result.weight_range(50)
    assert found is not None
    assert found.low < 15
    assert found.band_low == "moderate"


@pytest.mark.parametrize(("percent", "low", "high"), [(0, "moderate", "moderate"), (50, "low", "high")])
def test_weakest_domain_counts_at_its_extremes(percent: int, low: str, high: str) -> None:
    """A domain between 25 and 75 is moderate to critical, so the whole is low to high, whatever its own score."""
    weak = checklist("a", item("a.good"), item("a.bad"))
    definition = audit(weak, checklist("b", item("b.good", 100)))
    result = ea.assess(definition, {"a.good": "r0", "a.bad": "r100", "b.good": "r0"})
    assert result.band == "moderate"
    found = result.weight_range(percent)
    assert found is not None
    assert (found.band_low, found.band_high) == (low, high)


def test_threshold_is_reached_exactly() -> None:
    """A score of 15 is moderate, also where no weight is off."""
    result = ea.assess(checklist("a", item("a.i", 15), item("a.j", 85)), {"a.i": "r100", "a.j": "r0"})
    found = result.weight_range(0)
    assert found is not None
    assert (found.low, found.high, found.band_low, found.band_high) == (15, 15, "moderate", "moderate")


def test_domain_on_a_threshold_is_not_below_it() -> None:
    """A domain of exactly 35 is high, so the whole is moderate, also where no weight is off."""
    definition = audit(checklist("a", item("a.i", scale=scale(0, 35, 100))), checklist("b", item("b.i", 100)))
    found = ea.assess(definition, {"a.i": "r35", "b.i": "r0"}).weight_range(0)
    assert found is not None
    assert (found.band_low, found.low < 15) == ("moderate", True)


def test_least_step_below_a_threshold_counts() -> None:
    """(199 * 14 + 1 * 3 * 81) / (199 + 3) is 14.995, which is low."""
    items = [item("a.one", 1, scale=scale(0, 14, 100)), item("a.three", 3, scale=scale(0, 81, 100))]
    found = ea.assess(checklist("a", *items), {"a.one": "r14", "a.three": "r81"}).weight_range(99)
    assert found is not None
    assert (found.low, found.band_low) == (Fraction(3029, 202), "low")


def test_grave_gap_holds_whatever_the_weights() -> None:
    """It forces its domain, and the whole to one band less."""
    grave = item("a.grave", 27, rating=ea.Rating(4, 1, "normative", ["x"]))
    definition = audit(checklist("a", grave, item("a.i", 100)), checklist("b", item("b.i", 100)))
    definition = evolve(definition, policy=ea.Policy(gravity=[ea.Gravity(4, high=100)]))
    result = ea.assess(definition, {"a.grave": "r100", "a.i": "r0", "b.i": "r0"})
    assert result.band == "moderate"
    found = result.weight_range(50)
    assert found is not None
    assert (found.band_low, found.low < 15) == ("moderate", True)


def test_flag_holds_whatever_the_weights() -> None:
    """With a critical flag the band stays at every tolerance."""
    flagged = item("a.flag", 1, red_flag=ea.RedFlag(100, ea.Band.CRITICAL, "Call."))
    result = ea.assess(checklist("a", flagged, item("a.i", 9)), {"a.flag": "r100", "a.i": "r0"})
    assert result.weight_tolerance() == Fraction(999, 10)
    assert "off by nearly its whole size, the band would stay critical." in words(result)


def test_no_tolerance_without_a_band() -> None:
    """Nothing to hold where too little is answered, and no range where nothing is."""
    definition = checklist("a", item("a.i", 4), item("a.j", 6), item("a.open", 90))
    result = ea.assess(definition, {"a.i": "r100", "a.j": "r0"})
    assert result.weight_tolerance() is None
    assert "up to 25 %, the score of what is answered would lie between 28.5 and 52.6." in words(result)
    nothing = ea.assess(definition, {})
    assert nothing.weight_range(10) is None
    assert nothing.weight_tolerance() is None
    assert sentence(nothing) == ""
    assert sentence(ea.assess(definition, {"a.i": "r50", "a.j": "r50"})) == "", "of one risk, whatever the weights"
    assert "Weights  " not in str(nothing)


def test_close_call_is_told() -> None:
    """On a threshold the band depends on the smallest error, and the page says what it could be."""
    definition = checklist("a", item("a.i", 15), item("a.j", 85))
    result = ea.assess(definition, {"a.i": "r100", "a.j": "r0"})
    assert (result.exact, result.band, result.weight_tolerance()) == (15, "moderate", 0)
    assert "It is a close call: if weights were off by as little as 0.1 %, the band could be low." in words(result)


def test_both_ways_are_told() -> None:
    """Where a larger error could raise the band or lower it, both are named."""
    definition = audit(
        checklist("a", item("a.i"), item("a.j"), item("a.k")), policy=ea.Policy(ea.Thresholds(21, 79, 90))
    )
    result = ea.assess(definition, {"a.i": "r0", "a.j": "r50", "a.k": "r100"})
    assert result.weight_tolerance() == Fraction(674, 10)
    assert "up to 67.4 %, the band would stay moderate; beyond that it could become low or high." in words(result)


@pytest.mark.parametrize("given", [-1, 100, 100.0, float("nan"), float("inf"), "25", None, True, Decimal("NaN")])
def test_percent_out_of_range(given: Any) -> None:
    """From 0 to less than 100."""
    result = ea.assess(checklist("a", item("a.i")), {"a.i": "r0"})
    with pytest.raises(ArgumentError, match="percent: expected a number from 0 to less than 100, got"):
        result.weight_range(given)


@pytest.mark.parametrize("given", [12, 12.0, Decimal(12), Fraction(12)])
def test_percent_of_any_kind(given: Any) -> None:
    """The number counts, not its type."""
    result = ea.assess(checklist("a", item("a.i"), item("a.j")), {"a.i": "r0", "a.j": "r100"})
    found = result.weight_range(given)
    assert found is not None
    assert (found.low, found.high) == (44, 56)


@pytest.mark.parametrize(
    ("rows", "factors", "least"),
    [
        # light 50·5·10 + 50·2·85, over by 3000: 2000 of it for nothing at the start, the rest at a fifth of 5·100·10
        ([(1, 15), (5, 25), (2, 100)], (150, 50), 12_000),
        # light 64·19 + 85, over by 1: a part of 1/128 of 64·2·19
        ([(64, 34), (1, 100)], (3, 1), 1301 + 19),
    ],
)
def test_least_sum_by_hand(rows: list[tuple[int, int]], factors: tuple[int, int], least: int) -> None:
    """What takes most off for what it adds gets heavier first, each once, and until nothing is over."""
    assert _least(rows, 15, 35, factors) == least
