"""Other weights: exact scores, the reference values, and what overturns a conclusion."""

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from support.builders import audit, checklist, item
from support.studied import reference_study
from support.tables import random_sheets, table_of
from support.values import TOLERANCE, held

import ethics_audit as ea
from ethics_audit.base.errors import ArgumentError
from ethics_audit.frames.study import Study
from ethics_audit.model.profile import KNOWN
from ethics_audit.research import (
    MeanDifference,
    Reweighted,
    Scenario,
    Sensitivity,
    compare,
    conclusions,
    reweighted,
    sensitivity,
)
from ethics_audit.research.reweighted import outcomes

pa = pytest.importorskip("pyarrow")
RESULTS = ("score", "low", "high", "coverage")


@pytest.fixture(scope="module")
def last_quarter() -> Study:
    """The reference data of quarter 4."""
    return reference_study().at("4")


@pytest.fixture(scope="module")
def difference(last_quarter: Study) -> Sensitivity:
    """How far the difference of the groups depends on the weights."""
    return sensitivity(last_quarter, MeanDifference("group"))


def named(found: Sensitivity, name: str) -> Scenario:
    """The scenario of this name."""
    [scenario] = [one for one in found.scenarios if one.name == name]
    return scenario


def test_shipped_weights_give_the_scores_exactly(quarterly: ea.Audit) -> None:
    """Under the shipped weights and multipliers, every result is that of `score_frame` to the last bit."""
    parts = [evolve(part, multiplier=2 + place % 3) for place, part in enumerate(quarterly.parts)]
    audited = evolve(quarterly, parts=parts)
    table = table_of(audited, random_sheets(audited, 300), facts=sorted(KNOWN))
    study = Study(audited, table)
    same = Reweighted(study, study.weights)
    for scope in ("", *(f"{domain}." for domain in study.domains)):
        for result in RESULTS:
            np.testing.assert_array_equal(same.outcome(f"{scope}{result}"), study.outcome(f"{scope}{result}"))


@pytest.mark.property
@given(st.floats(1e-6, 1e6))
def test_scaled_weights_change_nothing(last_quarter: Study, factor: float) -> None:
    """Weights times a constant give the same results, but for rounding."""
    scaled = Reweighted(last_quarter, last_quarter.weights * factor)
    for result in RESULTS:
        np.testing.assert_allclose(scaled.outcome(result), last_quarter.outcome(result), rtol=1e-12)


def test_reference_equal_weights(difference: Sensitivity) -> None:
    """Equal weights give the difference, the rank correlation and the largest shift of the reference."""
    want, found = held("weights.equal.q4"), named(difference, "equal weights")
    assert difference.value == pytest.approx(want["difference_shipped"], abs=TOLERANCE)
    assert found.value == pytest.approx(want["difference"], abs=TOLERANCE)
    assert found.spearman == pytest.approx(want["spearman_with_shipped"], abs=TOLERANCE)
    assert found.shift == pytest.approx(want["max_shift"], abs=TOLERANCE)


def test_reference_domains_left_out(difference: Sensitivity) -> None:
    """Each domain left out gives the difference of the reference; one of them overturns the conclusion."""
    want = held("weights.leave_domain_out.q4")
    assert {id: named(difference, f"without {id}").value for id in want} == pytest.approx(want, abs=TOLERANCE)
    assert [one.name for one in difference.overturned] == ["without desk"]


def test_reference_corners(difference: Sensitivity) -> None:
    """All corners of the weights give the range and the share of the reference; draws lie between."""
    want, found = held("weights.corners30.q4"), named(difference, "every corner at 30 %")
    assert {"low": found.low, "high": found.high, "share_positive": found.share} == pytest.approx(want, abs=TOLERANCE)
    assert found.tried == 2**12
    shipped = difference.scenarios[0]
    assert (shipped.name, shipped.value, shipped.share) == ("shipped weights", difference.value, 1)
    drawn = named(difference, "weights drawn within 30 %")
    assert found.low < drawn.low < difference.value < drawn.high < found.high
    assert drawn.tried == 1000


def test_what_overturns_is_printed_first(difference: Sensitivity) -> None:
    """The first line and the first row tell what overturns the conclusion."""
    lines = str(difference).splitlines()
    shipped = "With the shipped weights, the difference control - trained in score is 8.010."
    assert lines[0] == f"{shipped} Overturned by: without desk (-2.319)."
    assert lines[3].startswith("without desk")
    assert lines[0] in difference.account


def test_with_and_without_careless_rows(last_quarter: Study, difference: Sensitivity) -> None:
    """The rows that are flagged are left out, under the shipped and the drawn weights; one's own flags are taken."""
    flags = [place < 10 for place in range(60)]
    own = sensitivity(last_quarter, MeanDifference("group"), flags=flags, draws=5)
    kept = compare(last_quarter.where(not flag for flag in flags), "group").contrasts[0]
    found = named(own, "without careless rows")
    assert (found.value, found.n) == (pytest.approx(kept.difference.value), 50)
    assert (found.spearman, found.shift) == (None, None)
    assert named(own, "without careless rows, drawn within 30 %").tried == 5
    assert own.notes[-1] == "10 of 60 rows show signs of careless answering."
    assert named(difference, "without careless rows").n == 53
    trained = [group == "trained" for group in last_quarter.column("group")]
    for flags in (trained, [True] * 60):
        found = named(sensitivity(last_quarter, MeanDifference("group"), flags=flags, draws=2), "without careless rows")
        assert (found.value, found.share, found.reason) == (None, None, "too few rows have a result")


def test_functions_conclude_too(last_quarter: Study) -> None:
    """A function of the reweighted study may return a truth; its name is told, and the share in which it holds."""

    def desk_differs(study: Reweighted) -> bool:
        p = compare(study, "group", "desk.score").contrasts[0].p
        return p is not None and p < 0.05

    found = sensitivity(last_quarter, desk_differs, draws=20)
    assert found.value is True
    assert found.verdict.startswith(
        "With the shipped weights, desk_differs is True. Overturned by: equal weights (False)"
    )
    drawn = named(found, "weights drawn within 30 %")
    again = named(sensitivity(last_quarter, desk_differs, draws=20), "weights drawn within 30 %")
    assert 0 < drawn.share == again.share < 1
    assert "holds in" in found.verdict
    assert (drawn.value, drawn.low) == (None, None)
    assert "every corner at 30 %" not in [one.name for one in found.scenarios], "4,096 are more than 20 draws"


def test_functions_of_numbers(last_quarter: Study) -> None:
    """A function may return a number, whose sign concludes, and None where there is none."""
    found = sensitivity(last_quarter, lambda study: float(np.nanmean(study.outcome("score"))) - 90, draws=3, percent=1)
    assert found.value < 0
    assert found.overturned == ()
    assert "the conclusion is -" in str(found)
    assert str(found).splitlines()[0].endswith("Nothing that was tried overturns it.")
    rarely = sensitivity(last_quarter, lambda study: None if (study.weights == 1).all() else True, draws=2)
    assert named(rarely, "equal weights").reason == "too few rows have a result"


def test_same_differences_as_comparisons(last_quarter: Study) -> None:
    """A mean difference under weights is that of `compare` on the reweighted study, with gaps and empty groups."""
    weights = np.random.default_rng(2).uniform(0, 5, (3, 12))
    weights[1, 11] = 0
    for outcome in ("key.score", "desk.low", "score"):
        found = MeanDifference("group", outcome).under(last_quarter, weights)
        for value, each in zip(found, weights, strict=True):
            view = Reweighted(last_quarter, each)
            assert len(view.where([True] * 30 + [False] * 30)) == 30
            want = compare(view, "group", outcome, view.person, draws=2).contrasts[0].difference.value
            assert (None if np.isnan(value) else value) == pytest.approx(want)


def test_results_that_do_not_move() -> None:
    """With one item no weight matters, no rank correlation is there to be had, and leaving it out leaves nothing."""
    one = audit(checklist("a", item("a.i", weight=3)))
    study = Study(one, pa.table({"a.i": ["r0", "r0", "r50", "r50"], "group": ["x", "x", "y", "y"]}))
    found = sensitivity(study, MeanDifference("group", "a.score"), draws=2)
    assert (found.value, named(found, "equal weights").shift) == (-50, 0)
    assert named(found, "without a") == Scenario("without a", 1, 0, reason="too few rows have a result")
    flat = Study(one, pa.table({"a.i": ["r0", "r0", "r0"], "group": ["x", "x", "y"]}))
    same = named(sensitivity(flat, MeanDifference("group"), draws=2), "equal weights")
    assert (same.value, same.share, same.spearman) == (0, 1, None)
    other = named(sensitivity(flat, lambda _: True, draws=2), "without a")
    assert (other.value, other.spearman, other.shift, other.n) == (True, None, None, 0)


def test_blocks_of_rows_change_nothing(last_quarter: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results are the same however many rows are taken at a time."""
    weights = np.stack([last_quarter.weights, np.ones(len(last_quarter.items))])
    whole, difference = outcomes(last_quarter, "low", weights), MeanDifference("group").under(last_quarter, weights)
    for module in (reweighted, conclusions):
        monkeypatch.setattr(module, "BLOCK", 7)
    assert np.array_equal(outcomes(last_quarter, "low", weights), whole, equal_nan=True)
    assert MeanDifference("group").under(last_quarter, weights) == pytest.approx(difference, abs=1e-12)


def test_what_is_refused(last_quarter: Study) -> None:
    """Names that do not exist, more groups than two, no conclusion to begin with, and arguments out of range."""
    for conclusion, arguments, told in (
        (MeanDifference("grop"), {}, "did you mean 'group'"),
        (MeanDifference("site"), {}, "group: expected a column with two groups, got .*study.where"),
        (MeanDifference("group", "band"), {}, "outcome: expected a result that follows from weights, got 'band'"),
        (MeanDifference("group", "desc.score"), {}, "did you mean 'desk.score'"),
        (lambda _: None, {}, "conclusion: expected a number or a truth under the shipped weights, got None"),
        (lambda _: float("nan"), {}, "got nan"),
        (MeanDifference("group"), {"percent": 100}, "percent: expected a number above 0 and below 100"),
        (MeanDifference("group"), {"draws": 0}, "draws: expected at least one"),
        (MeanDifference("group"), {"flags": [True]}, "flags: expected a truth for each of 60 rows"),
    ):
        with pytest.raises(ArgumentError, match=told):
            sensitivity(last_quarter, conclusion, **arguments)
