"""Covariances: exact sums in blocks, and every pair with its own rows and means."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from support.drawn import drawn

from ethics_audit.research.covariance import BLOCK, Covariance, grouped

RISKS = arrays(
    float, st.tuples(st.integers(0, 40), st.integers(1, 5)), elements=st.sampled_from([0.0, 30.0, 70.0, 100.0, np.nan])
)


@pytest.mark.property
@drawn()
@given(RISKS)
def test_pairs_are_those_of_a_loop(risks: np.ndarray) -> None:
    """N_ij, C_ij and means are what NumPy gives for the rows that have both."""
    found = Covariance.of(risks)
    for i in range(risks.shape[1]):
        for j in range(risks.shape[1]):
            both = risks[~np.isnan(risks[:, [i, j]]).any(1)][:, [i, j]]
            assert found.counts[i, j] == len(both)
            expected = np.cov(both, rowvar=False)[0, 1] if len(both) > 1 else np.nan
            np.testing.assert_allclose(found.matrix[i, j], expected, atol=1e-9)
        own = risks[~np.isnan(risks[:, i]), i]
        np.testing.assert_allclose(found.means[i], own.mean() if len(own) else np.nan)


def test_sums_are_exact_in_many_blocks() -> None:
    """Sums of whole numbers are exact, however many rows there are, also where every product is the greatest."""
    rows = 3 * BLOCK + 1
    found = Covariance.of(np.tile([100.0, 0.0], (rows, 1)))
    assert found.moments[:2, :2].tolist() == [[2500 * rows, -2500 * rows], [-2500 * rows, 2500 * rows]]
    assert found.counts.tolist() == [[rows, rows], [rows, rows]]
    assert found.varying.tolist() == []


@pytest.mark.property
@drawn()
@given(RISKS, st.integers(0, 9))
def test_groups_sum_to_the_whole(risks: np.ndarray, seed: int) -> None:
    """The moments of groups of rows sum to those of all rows."""
    groups = np.random.default_rng(seed).integers(0, 3, len(risks))
    groups = np.unique(groups, return_inverse=True)[1]
    if len(risks):
        assert grouped(risks, groups).moments.sum(0).tolist() == Covariance.of(risks).moments.tolist()


def test_pairs_that_nobody_answers_are_named() -> None:
    """A pair with fewer than two rows has no covariance, and its names are told."""
    found = Covariance.of(np.array([[0, 30, np.nan], [100, 0, 70], [30, np.nan, 0]]))
    assert found.unmet(["a", "b", "c"]) == ["b and c"]
    assert np.isnan(found.matrix[1, 2])
    assert found.matrix[0, 1] == -1500
