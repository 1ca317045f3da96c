"""Loevinger's H: how near items come to the order that their margins allow."""

from __future__ import annotations

import numpy as np

from ethics_audit.frames.cells import Array
from ethics_audit.research.covariance import FEWEST, Covariance, products


def greatest(risks: Array, covariance: Covariance) -> Array:
    """Return for each pair the greatest covariance that its margins allow: that of both columns sorted.

    With the risks r_0 < r_1 < …, it is Σ_ab d_a d_b (min(n_a, m_b) − n_a m_b / N) / (N − 1): d_a = r_{a+1} − r_a, and
    n_a and m_b are how many of the N rows that answer both are above r_a in the one and above r_b in the other.
    (Loevinger 1948; Mokken 1971)
    """
    levels = np.unique(risks[~np.isnan(risks)])
    answered, steps = ~np.isnan(risks), np.diff(levels)
    enough = covariance.counts >= FEWEST
    n = np.where(enough, covariance.counts, FEWEST)
    above = np.reshape([products(risks > level, answered) for level in levels[:-1]], (len(steps), *n.shape))
    others = np.swapaxes(above, 1, 2)
    sums = np.zeros_like(n)
    for step, own in zip(steps, above, strict=True):
        sums += step * np.tensordot(steps, np.minimum(own, others) - own * others / n, 1)
    found: Array = np.where(enough, sums / (n - 1), np.nan)
    return found


def scalability(covariances: Array, greatest: Array) -> tuple[Array, float]:
    """Return H_i = Σ_{j≠i} C_ij / Σ_{j≠i} max C_ij of each item, and H of all; NaN where there is none."""
    apart = ~np.eye(len(covariances), dtype=bool)
    above, below = (np.where(apart, some, 0) for some in (covariances, greatest))
    tops, bottoms = np.append(above.sum(1), above.sum()), np.append(below.sum(1), below.sum())
    sound = bottoms > 0
    found = np.where(sound, tops / np.where(sound, bottoms, 1), np.nan)
    return found[:-1], float(found[-1])
