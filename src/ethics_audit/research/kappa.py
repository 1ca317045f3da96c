"""Kappa of a square table, weighted, with its standard error."""

from __future__ import annotations

import numpy as np

from ethics_audit.frames.cells import Array
from ethics_audit.model.items import WORST_RISK
from ethics_audit.research.coefficients import NORMAL
from ethics_audit.research.result import Estimate


def linear(risks: Array) -> Array:
    """Return 1 − |i − j| / (m − 1), for the places of m options."""
    places = np.arange(len(risks))
    found: Array = 1 - np.abs(np.subtract.outer(places, places)) / max(len(risks) - 1, 1)
    return found


def quadratic(risks: Array) -> Array:
    """Return 1 − ((i − j) / (m − 1))², for the places of m options."""
    return 1 - (1 - linear(risks)) ** 2


def by_risk(risks: Array) -> Array:
    """Return 1 − ((r_i − r_j) / 100)², for the risks of the options."""
    found: Array = 1 - (np.subtract.outer(risks, risks) / WORST_RISK) ** 2
    return found


def equal(risks: Array) -> Array:
    """Return 1 for the same option and 0 for any other."""
    return np.eye(len(risks))


WEIGHTS = {"unweighted": equal, "linear": linear, "quadratic": quadratic, "risk": by_risk}
"""What each way of weighting gives for agreement, from the risks of the options in order."""


def kappa(table: Array, weights: Array) -> Estimate:
    """Return weighted kappa, (p_o − p_e) / (1 − p_e), of a table of counts (Cohen 1968).

    Its standard error is that of Fleiss, Cohen & Everitt (1969) for a kappa that is not 0; the 95 % interval is
    κ ± 1.96 se. There is none where one side gave one answer alone.
    """
    n = int(table.sum())
    if n == 0:
        return Estimate(None, 0, reason="nobody answered both times")
    shares = table / n
    rows, columns = shares.sum(1), shares.sum(0)
    seen, chance = (weights * shares).sum(), rows @ weights @ columns
    if np.isclose(chance, 1, rtol=0, atol=1e-12):
        return Estimate(None, n, reason="every answer is the same")
    if 1 in (np.count_nonzero(rows), np.count_nonzero(columns)):
        return Estimate(0.0, n, reason="one side has one answer alone, so that kappa is 0 and has no interval")
    value = (seen - chance) / (1 - chance)
    sides = np.add.outer(weights @ columns, weights.T @ rows)
    spread = (shares * (weights - sides * (1 - value)) ** 2).sum() - (value - chance * (1 - value)) ** 2
    se = float(np.sqrt(max(spread, 0) / n) / (1 - chance))
    return Estimate(float(value), n, float(value - NORMAL * se), float(value + NORMAL * se), se=se)
