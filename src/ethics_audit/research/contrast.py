"""Two groups on one result: every number of their comparison."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from attrs import frozen

from ethics_audit.base.public import public
from ethics_audit.frames.cells import Array
from ethics_audit.research.grouping import Scored
from ethics_audit.research.resampling import Sums, bootstrap, permutation
from ethics_audit.research.result import Estimate
from ethics_audit.research.two_groups import FEWEST, cliffs_delta, hedges_g, mann_whitney, welch

Group = tuple[Any, Array]
"""A group's value, and which rows are in it."""
NO_VALUES = "a group has no result"
TOO_FEW = f"a group has fewer than {FEWEST} results"
NO_VARIANCE = "the results of each group are all the same"
TOO_FEW_CLUSTERS = f"a group has fewer than {FEWEST} clusters"


class Resampled(NamedTuple):
    """How chance is told where rows are not independent: the cluster of each row, the number of draws, their seed."""

    clusters: Array
    draws: int
    seed: int


class Chance(NamedTuple):
    """What chance could do to a difference, as in `Contrast`; None where it cannot be told, with a reason."""

    low: float | None = None
    high: float | None = None
    t: float | None = None
    df: float | None = None
    p: float | None = None
    clusters: int | None = None
    reason: str = ""


@public("ethics_audit.research")
@frozen
class Contrast:
    """Two groups compared on one result: the first less the second.

    Attributes:
        outcome: The result.
        first, second: The groups.
        n_first, n_second: Their rows with a result, which every number but the bounds rests on.
        clusters: The clusters of both groups with a result; None if each row is a person.
        mean_first, mean_second: The means, 0 to 100 for a score; None in an empty group.
        difference: The difference of the means with its 95 % interval: Welch's, or of the cluster bootstrap.
        t, df: Welch's t and its degrees of freedom; None with clusters.
        p: The two-sided p: Welch's, or of the permutation of clusters.
        p_adjusted: The same, corrected for the number of contrasts of the call.
        hedges_g: The standardized difference; None without variance.
        cliffs_delta: -1 to 1.
        mann_whitney_p: The p of ranks, not corrected; None with clusters, or if all values are tied.
        bounds: The difference's lowest and highest possible value, whatever the missing answers are, with its n. It has
            no value of its own; without ends if the result is no score or a group is empty.
    """

    outcome: str
    first: Any
    second: Any
    n_first: int
    n_second: int
    clusters: int | None
    mean_first: float | None
    mean_second: float | None
    difference: Estimate
    t: float | None
    df: float | None
    p: float | None
    p_adjusted: float | None
    hedges_g: float | None
    cliffs_delta: float | None
    mann_whitney_p: float | None
    bounds: Estimate

    @property
    def row(self) -> Mapping[str, Any]:
        """The contrast as a row of plain values."""
        return {
            "outcome": self.outcome,
            "groups": f"{self.first} - {self.second}",
            "n first": self.n_first,
            "n second": self.n_second,
            "clusters": self.clusters,
            "mean first": self.mean_first,
            "mean second": self.mean_second,
            "difference": self.difference.value,
            "low": self.difference.low,
            "high": self.difference.high,
            "t": self.t,
            "df": self.df,
            "p": self.p,
            "p adjusted": self.p_adjusted,
            "Hedges' g": self.hedges_g,
            "Cliff's delta": self.cliffs_delta,
            "Mann-Whitney p": self.mann_whitney_p,
            "lowest possible": self.bounds.low,
            "highest possible": self.bounds.high,
            "n possible": self.bounds.n,
            "why none": self.difference.reason,
        }


def contrast(study: Scored, outcome: str, first: Group, second: Group, resampled: Resampled | None) -> Contrast:
    """Compare two groups on one result."""
    values = study.outcome(outcome)
    has = ~np.isnan(values)
    at = [group[1] & has for group in (first, second)]
    x, y = (values[rows] for rows in at)
    chance = _welch(x, y) if resampled is None else _of_clusters(values, at, resampled)
    means = [float(group.mean()) if len(group) else None for group in (x, y)]
    difference = float(x.mean() - y.mean()) if len(x) and len(y) else None
    return Contrast(
        outcome=outcome,
        first=first[0],
        second=second[0],
        n_first=len(x),
        n_second=len(y),
        clusters=chance.clusters,
        mean_first=means[0],
        mean_second=means[1],
        difference=Estimate(difference, len(x) + len(y), chance.low, chance.high, chance.reason),
        t=chance.t,
        df=chance.df,
        p=chance.p,
        p_adjusted=None,
        hedges_g=hedges_g(x, y),
        cliffs_delta=cliffs_delta(x, y),
        mann_whitney_p=mann_whitney(x, y) if resampled is None else None,
        bounds=_bounds(study, outcome, first[1], second[1]),
    )


def _welch(x: Array, y: Array) -> Chance:
    if found := welch(x, y):
        return Chance(*found)
    least = min(len(x), len(y))
    return Chance(reason=NO_VARIANCE if least >= FEWEST else TOO_FEW if least else NO_VALUES)


def _of_clusters(values: Array, at: list[Array], resampled: Resampled) -> Chance:
    x, y = (Sums.of(values[rows], resampled.clusters[rows]) for rows in at)
    number, least = len(x.n) + len(y.n), min(len(x.n), len(y.n))
    if least < FEWEST:
        return Chance(clusters=number, reason=TOO_FEW_CLUSTERS if least else NO_VALUES)
    low, high = bootstrap(x, y, resampled.draws, resampled.seed)
    return Chance(low, high, p=permutation(x, y, resampled.draws, resampled.seed), clusters=number)


def _bounds(study: Scored, outcome: str, first: Array, second: Array) -> Estimate:
    """Return ``[mean low_A - mean high_B, mean high_A - mean low_B]`` of a score, over the rows that have them."""
    domain, _, result = outcome.rpartition(".")
    if result != "score":
        return Estimate(None, 0, reason="only a score has bounds")
    low, high = (study.outcome(f"{domain}.{end}" if domain else end) for end in ("low", "high"))
    rows = [group & ~np.isnan(low) for group in (first, second)]
    if not all(group.any() for group in rows):
        return Estimate(None, 0, reason="a group has no row to which an item applies")
    lows, highs = ([float(ends[group].mean()) for group in rows] for ends in (low, high))
    return Estimate(None, int(np.sum(rows)), lows[0] - highs[1], highs[0] - lows[1], "bounds have no value between")
