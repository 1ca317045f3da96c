"""The formulas of a comparison of two groups, on two arrays of numbers without gaps; x is compared with y as x - y."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from ethics_audit.frames.cells import Array

LEVEL = 0.95
FEWEST = 2
ROUNDING = 10 * float(np.finfo(float).eps)


class Welch(NamedTuple):
    """Welch's test: the interval of the difference of two means, t, its degrees of freedom and the two-sided p."""

    low: float
    high: float
    t: float
    df: float
    p: float


def welch(x: Array, y: Array) -> Welch | None:
    """Return Welch's test of two means; None if a group has fewer than two values or both vary by rounding alone.

    ``t = (mean x - mean y) / se``, ``se² = a + b`` with ``a = s_x²/n_x`` and ``b = s_y²/n_y``, and
    ``df = (a + b)² / (a²/(n_x - 1) + b²/(n_y - 1))`` (Welch 1947; Satterthwaite 1946).
    """
    if min(len(x), len(y)) < FEWEST:
        return None
    a, b = x.var(ddof=1) / len(x), y.var(ddof=1) / len(y)
    error = np.sqrt(a + b)
    if is_rounding(error, x.mean(), y.mean()):
        return None
    df = (a + b) ** 2 / (a**2 / (len(x) - 1) + b**2 / (len(y) - 1))
    difference = x.mean() - y.mean()
    half = stats.t.isf((1 - LEVEL) / 2, df) * error
    t = difference / error
    found = difference - half, difference + half, t, df, 2 * stats.t.sf(abs(t), df)
    return Welch(*map(float, found))


def hedges_g(x: Array, y: Array) -> float | None:
    """Return Hedges' g, ``J · (mean x - mean y) / s`` with the pooled s and ``J = 1 - 3/(4m - 1)``, m = n_x + n_y - 2.

    None if a group is empty, m is less than one, or neither group has variance (Hedges 1981).
    """
    degrees = len(x) + len(y) - 2
    if min(len(x), len(y), degrees) < 1 or (constant(x) and constant(y)):
        return None
    within = ((x - x.mean()) ** 2).sum() + ((y - y.mean()) ** 2).sum()
    pooled = np.sqrt(within / degrees)
    return float((1 - 3 / (4 * degrees - 1)) * (x.mean() - y.mean()) / pooled)


def cliffs_delta(x: Array, y: Array) -> float | None:
    """Return Cliff's delta: the share of pairs with x above y less the share with x below y, ties counting as neither.

    By binary search in the sorted y, in O((n_x + n_y) log n_y); None if a group is empty (Cliff 1993).
    """
    if not len(x) or not len(y):
        return None
    ranked = np.sort(y)
    above = int(np.searchsorted(ranked, x, "left").sum())
    below = len(x) * len(y) - int(np.searchsorted(ranked, x, "right").sum())
    return (above - below) / (len(x) * len(y))


def mann_whitney(x: Array, y: Array) -> float | None:
    """Return the two-sided p of the Mann-Whitney test, as R's ``wilcox.test(exact = FALSE)``.

    By the normal distribution, corrected for ties and continuity; None if a group is empty or all values are tied
    (Mann & Whitney 1947).
    """
    if not len(x) or not len(y) or constant(np.concatenate([x, y])):
        return None
    return float(stats.mannwhitneyu(x, y, method="asymptotic").pvalue)


def is_rounding(error: float, *means: float) -> bool:
    """Return whether the standard error of means is no more than their rounding, by the rule of R's ``t.test``."""
    return bool(error <= ROUNDING * max(map(abs, means)))


def constant(values: Array) -> bool:
    """Return whether all values are one."""
    return bool(values.min() == values.max())
