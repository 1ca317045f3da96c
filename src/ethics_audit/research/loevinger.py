"""Loevinger's H: how near items come to the order that their margins allow."""

from __future__ import annotations

import numpy as np

from ethics_audit.frames.cells import Array
from ethics_audit.research.covariance import Covariance


def greatest(risks: Array, covariance: Covariance) -> Array:
    """Return for each pair the greatest covariance that its margins allow: that of both columns sorted.

    The margins are those of the rows that answer both. (Loevinger 1948; Mokken 1971)
    """
    levels = np.unique(risks[~np.isnan(risks)])
    answered = (~np.isnan(risks)).astype(float)
    steps = np.cumsum([(risks == level).T.astype(float) @ answered for level in levels], axis=0)
    found = np.full((risks.shape[1],) * 2, np.nan)
    for i, j in zip(*np.nonzero(np.triu(covariance.counts > 1, 1)), strict=True):
        found[i, j] = found[j, i] = _sorted_covariance(levels, steps[:, i, j], steps[:, j, i])
    return found


def _sorted_covariance(levels: Array, first: Array, second: Array) -> float:
    """Return the covariance of two sorted columns, given how many rows are at or below each level."""
    ends = np.union1d(first, second)
    n, rows = ends[-1], np.diff(ends, prepend=0)
    x, y = levels[np.searchsorted(first, ends)], levels[np.searchsorted(second, ends)]
    return float((rows @ (x * y) - (rows @ x) * (rows @ y) / n) / (n - 1))


def scalability(covariances: Array, greatest: Array) -> tuple[Array, float]:
    """Return H_i = Σ_{j≠i} C_ij / Σ_{j≠i} max C_ij of each item, and H of all; NaN where there is none."""
    apart = ~np.eye(len(covariances), dtype=bool)
    above, below = (np.where(apart, some, 0) for some in (covariances, greatest))
    tops, bottoms = np.append(above.sum(1), above.sum()), np.append(below.sum(1), below.sum())
    sound = bottoms > 0
    found = np.where(sound, tops / np.where(sound, bottoms, 1), np.nan)
    return found[:-1], float(found[-1])
