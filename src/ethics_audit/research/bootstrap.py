"""Intervals of a statistic of covariances, by drawing people again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ethics_audit.frames.cells import Array
from ethics_audit.research.coefficients import TAIL
from ethics_audit.research.covariance import Covariance, grouped

GROUPS = 1000
"""More people than this are drawn in so many groups, made at random, so that time does not grow with draws × people."""
CHUNK = 50
"""The draws that are held in memory at a time."""


def interval(
    risks: Array, people: Array, statistic: Callable[[Array], Array], draws: int, seed: int
) -> tuple[float, float] | str:
    """Return the 95 % percentile interval of a statistic of covariance matrices, or why there is none.

    All rows of a person are drawn together (Efron & Tibshirani 1993); more than `GROUPS` people in random groups
    (Wolter 2007).
    """
    chance = np.random.default_rng(seed)
    number = np.unique(people, return_inverse=True)[1]
    count = int(number.max(initial=-1)) + 1
    if count < 2:  # noqa: PLR2004
        return "no interval from fewer than two people"
    groups = min(count, GROUPS)
    sums = grouped(risks, (chance.permutation(count) % groups)[number])
    found = []
    for start in range(0, draws, CHUNK):
        times = chance.multinomial(groups, np.full(groups, 1 / groups), min(CHUNK, draws - start))
        moments = np.tensordot(times.astype(float), sums.moments, 1)
        found.append(statistic(Covariance(moments, sums.items).values))
    values = np.concatenate(found)
    known = values[~np.isnan(values)]
    if len(known) < len(values) / 2:
        return "no interval, since most draws have no value"
    low, high = np.quantile(known, [TAIL, 1 - TAIL])
    return float(low), float(high)
