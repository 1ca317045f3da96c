"""Intervals of a statistic of covariances, by drawing people again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ethics_audit.frames.cells import Array
from ethics_audit.research.coefficients import TAIL
from ethics_audit.research.covariance import FEWEST, Covariance, grouped

GROUPS = 1000
"""More people than this are drawn in so many groups, made at random, so that time does not grow with draws × people."""
CHUNK = 50
"""The draws that are held in memory at a time."""


Interval = tuple[float, float] | str
"""The ends of an interval, or why there is none."""


def intervals(
    risks: Array, people: Array, statistics: Sequence[Callable[[Array], Array]], draws: int, seed: int
) -> list[Interval]:
    """Return the 95 % percentile interval of each statistic of covariance matrices, all from the same draws.

    All rows of a person are drawn together (Efron & Tibshirani 1993); more than `GROUPS` people in random groups
    (Wolter 2007).
    """
    chance = np.random.default_rng(seed)
    number = np.unique(people, return_inverse=True)[1]
    count = int(number.max(initial=-1)) + 1
    if count < FEWEST:
        return ["no interval from fewer than two people"] * len(statistics)
    groups = min(count, GROUPS)
    sums = grouped(risks, (chance.permutation(count) % groups)[number])
    sides = np.triu_indices(2 * sums.items)
    half = sums.moments[:, *sides]
    found = []
    for start in range(0, draws, CHUNK):
        times = _times(chance, min(CHUNK, draws - start), groups)
        moments = np.empty((len(times), *sums.moments.shape[1:]))
        moments[:, *sides] = moments[:, *sides[::-1]] = times @ half
        drawn = Covariance(moments, sums.items).matrix
        found.append([statistic(drawn) for statistic in statistics])
    return [_ends(values) for values in np.concatenate(found, axis=1)]


def _times(chance: np.random.Generator, draws: int, groups: int) -> Array:
    """Return how many times each group is drawn, in each of so many draws with replacement."""
    picked = chance.integers(0, groups, (draws, groups)) + groups * np.arange(draws)[:, None]
    return np.bincount(picked.ravel(), minlength=draws * groups).reshape(draws, groups).astype(float)


def _ends(values: Array) -> Interval:
    known = values[~np.isnan(values)]
    if len(known) < len(values) / 2:
        return "no interval, since most draws have no value"
    low, high = np.quantile(known, [TAIL, 1 - TAIL])
    return float(low), float(high)
