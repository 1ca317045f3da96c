"""One factor by maximum likelihood, and omega from it."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from scipy.optimize import minimize

from ethics_audit.frames.cells import Array

LEAST = 0.005
"""The least share of an item's variance that is its own, as in R's ``factanal``."""
IDENTIFIED = 3
"""The fewest items from which one factor can be told."""
SINGULAR = 1e-10
SEARCH: dict[str, float] = {"ftol": 1e-15, "gtol": 1e-10, "maxiter": 5000}
"""When the search for the best solution ends."""
STEEPEST = 1e-5
"""The steepest slope at which a search has found its end."""


@frozen(eq=False)
class Factor:
    """The solution of one factor, in the units of the items.

    Attributes:
        loadings: λ of each item; the variance of the factor is 1, and their sum is positive.
        uniquenesses: θ of each item, the variance that is its own.
        boundary: The places of the items whose θ is at its least (a Heywood case).
    """

    loadings: Array
    uniquenesses: Array
    boundary: tuple[int, ...]

    def omega(self, weights: Array) -> float:
        """Return omega, (Σ wλ)² / ((Σ wλ)² + Σ w²θ) (McDonald 1999)."""
        common = (weights @ self.loadings) ** 2
        return float(common / (common + weights**2 @ self.uniquenesses))


def one_factor(covariances: Array) -> Factor | str:
    """Return the factor, or why there is none.

    The search is over log θ of the correlations (Jöreskog 1967; Lawley & Maxwell 1971).
    """
    if len(covariances) < IDENTIFIED:
        return f"one factor needs at least {IDENTIFIED} items that vary, and there are {len(covariances)}"
    spread = np.sqrt(np.diag(covariances))
    correlations = covariances / np.outer(spread, spread)
    if np.linalg.eigvalsh(correlations)[0] < SINGULAR:
        return "the covariances of the complete rows are singular: too few rows, or items with the same answers"
    start = np.clip(np.log(0.5 / np.diag(np.linalg.inv(correlations))), np.log(LEAST), 0)
    bounds = [(np.log(LEAST), 0.0)] * len(start)
    found = minimize(_misfit, start, (correlations,), method="L-BFGS-B", jac=True, bounds=bounds, options=SEARCH)
    slope = np.where(found.x <= bounds[0][0], np.minimum(found.jac, 0), found.jac)
    if np.abs(np.where(found.x >= 0, np.maximum(slope, 0), slope)).max() > STEEPEST:
        return "the search for one factor did not converge"
    loadings = _loadings(found.x, correlations)[0]
    own = np.exp(found.x)
    boundary = tuple(np.flatnonzero(found.x <= bounds[0][0] + STEEPEST).tolist())
    return Factor(loadings * spread * (np.sign(loadings.sum()) or 1), own * spread**2, boundary)


def _misfit(logs: Array, correlations: Array) -> tuple[float, Array]:
    """Return Σ_{j≥2} (e_j − log e_j − 1), e the eigenvalues of θ^−½ R θ^−½, and its slope in log θ."""
    loadings, rest = _loadings(logs, correlations)
    own = np.exp(logs)
    slope = (loadings**2 + own - np.diag(correlations)) / own
    return float(np.sum(rest - np.log(rest) - 1)), slope


def _loadings(logs: Array, correlations: Array) -> tuple[Array, Array]:
    """Return the loadings that are best for these θ, and the other eigenvalues."""
    roots = np.exp(logs / 2)
    values, vectors = np.linalg.eigh(correlations / np.outer(roots, roots))
    return roots * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0)), values[:-1]
