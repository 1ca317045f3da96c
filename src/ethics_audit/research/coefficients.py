"""Coefficients of a scale, from the covariances of its items alone; NaN where there is none."""

from __future__ import annotations

import numpy as np
from scipy import stats

from ethics_audit.frames.cells import Array

TAIL = 0.025
"""What a 95 % interval leaves out at each end."""
NORMAL = float(stats.norm.ppf(1 - TAIL))
"""1.96, the quantile of a 95 % interval of the normal distribution."""


def alpha(covariances: Array, weights: Array) -> Array:
    """Return alpha of each matrix of a stack, k/(k − 1) · (1 − Σ w²C_ii / ΣΣ w_i w_j C_ij) (Cronbach 1951)."""
    k = len(weights)
    weighted = covariances * np.outer(weights, weights)
    parts, total = np.trace(weighted, axis1=-2, axis2=-1), weighted.sum((-2, -1))
    sound = (total > 0) & (k > 1)
    found: Array = np.where(sound, k / max(k - 1, 1) * (1 - parts / np.where(sound, total, 1)), np.nan)
    return found


def alphas_without(covariances: Array) -> Array:
    """Return alpha of the other items, for each item."""
    k = len(covariances)
    places = np.arange(k)
    others = [covariances[np.ix_(places != place, places != place)] for place in places]
    return np.array([alpha(some, np.ones(k - 1)) for some in others], float)


def item_rest(covariances: Array) -> Array:
    """Return each item's correlation with the sum of the others, Σ_{j≠i} C_ij / √(C_ii (ΣC − 2ΣC_i· + C_ii))."""
    own, sums = np.diag(covariances), covariances.sum(1)
    below = own * (covariances.sum() - 2 * sums + own)
    sound = below > 0
    found: Array = np.where(sound, (sums - own) / np.sqrt(np.where(sound, below, 1)), np.nan)
    return found


def standard_error(covariances: Array, weights: Array, n: int) -> float:
    """Return the asymptotic standard error of alpha in n complete rows (Duhachek & Iacobucci 2004)."""
    k, weighted = len(weights), covariances * np.outer(weights, weights)
    square = weighted @ weighted
    total, parts = weighted.sum(), np.trace(weighted)
    inner = total * (np.trace(square) + parts**2) - 2 * parts * square.sum()
    return float(np.sqrt(2 * k**2 / ((k - 1) ** 2 * total**3) * max(inner, 0) / n))


def feldt(alpha: float, n: int, k: int) -> tuple[float, float]:
    """Return the 95 % interval of alpha in n complete rows: 1 − (1 − α) F of n − 1 and (n − 1)(k − 1) (Feldt 1987)."""
    far = stats.f.ppf([1 - TAIL, TAIL], n - 1, (n - 1) * (k - 1))
    low, high = 1 - (1 - alpha) * far
    return float(low), float(high)
