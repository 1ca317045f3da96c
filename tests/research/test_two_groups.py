"""The formulas of two groups and of many p values, against their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.values import TOLERANCE, held

from ethics_audit.research.group_change import of_group
from ethics_audit.research.multiplicity import benjamini_hochberg, holm
from ethics_audit.research.two_groups import cliffs_delta, hedges_g, mann_whitney, welch

pytestmark = pytest.mark.property
GROUPS = st.lists(st.integers(0, 4), max_size=30).map(lambda values: np.array(values, float))
PS = st.lists(st.none() | st.floats(0, 1), max_size=12)


@given(GROUPS, GROUPS)
def test_cliffs_delta_counts_pairs(x: np.ndarray, y: np.ndarray) -> None:
    """The delta is the mean sign of all pairs, ties and all, and turns its sign with the groups."""
    found = cliffs_delta(x, y)
    if not len(x) or not len(y):
        assert found is None
    else:
        assert found == pytest.approx(np.sign(np.subtract.outer(x, y)).mean(), abs=1e-12)
        assert found == -(cliffs_delta(y, x) or 0)


@given(GROUPS, GROUPS)
def test_effects_of_any_two_groups(x: np.ndarray, y: np.ndarray) -> None:
    """What has no variance or too few values is None; all else is a number, and p lies between 0 and 1."""
    if found := welch(x, y):
        assert found.low <= x.mean() - y.mean() <= found.high
        assert 0 <= found.p <= 1
    else:
        assert min(len(x), len(y)) < 2 or len({*x}) == len({*y}) == 1
    effect, p = hedges_g(x, y), mann_whitney(x, y)
    assert (effect is None) == (min(len(x), len(y)) == 0 or len(x) + len(y) < 3 or len({*x}) == len({*y}) == 1)
    assert (p is None) == (min(len(x), len(y)) == 0 or len({*x, *y}) == 1)
    assert p is None or 0 <= p <= 1


def test_rounding_is_no_variance() -> None:
    """Equal changes that differ in their last bit have no interval, as in R's t.test."""
    alike = np.array([100 / 7 - 0, 800 / 7 - 700 / 7])
    assert alike[0] != alike[1]
    assert welch(alike, np.zeros(3)) is None
    assert welch(alike * [1, 1.001], np.zeros(3)) is not None
    mean = of_group("all", alike, 5).mean
    assert (mean.value, mean.low, mean.reason) == (alike.mean(), None, "all changes are the same")
    assert of_group("all", np.zeros(4), None).mean.high is None


@given(PS)
def test_corrections_are_between_p_and_bonferroni(p: list[float | None]) -> None:
    """Raw p ≤ Benjamini-Hochberg ≤ Holm ≤ Bonferroni, in the order of p; None stays None and does not count."""
    m = sum(value is not None for value in p)
    for raw, rate, family in zip(p, benjamini_hochberg(p), holm(p), strict=True):
        if raw is None:
            assert rate is family is None
        else:
            assert raw <= rate * (1 + 1e-12)
            assert rate <= family * (1 + 1e-12)
            assert family <= min(1, m * raw) * (1 + 1e-12)


@given(PS.filter(bool))
def test_corrections_keep_the_order(p: list[float | None]) -> None:
    """A smaller p is never adjusted to a larger one."""
    for correct in (holm, benjamini_hochberg):
        pairs = sorted((raw, found) for raw, found in zip(p, correct(p), strict=True) if raw is not None)
        assert [found for _, found in pairs] == sorted(found for _, found in pairs)


def test_reference_corrections() -> None:
    """The corrections are those of statsmodels."""
    raw = [0.0495666842258481, 0.913873742651874, 0.0568771405624424]
    assert holm(raw) == pytest.approx(held("bh_holm")["holm"], abs=TOLERANCE)
    assert benjamini_hochberg(raw) == pytest.approx(held("bh_holm")["bh"], abs=TOLERANCE)
