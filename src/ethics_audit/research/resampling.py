"""Resampling of clusters: an interval and a p for a difference of means whose rows are not independent."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np

from ethics_audit.frames.cells import Array
from ethics_audit.research.two_groups import LEVEL

_TIE = 1e-9
"""Differences of scores that are this near are equal: sums in another order round otherwise."""


class Sums(NamedTuple):
    """A group's clusters: the sum of each, and its number of rows."""

    total: Array
    n: Array

    @classmethod
    def of(cls, values: Array, clusters: Array) -> Sums:
        """Return the sums of values by cluster; clusters without a value are none."""
        _, places = np.unique(clusters, return_inverse=True)
        return cls(np.bincount(places, values), np.bincount(places))

    def mean(self, chosen: Array | slice) -> float:
        """Return the mean of the rows of some clusters."""
        return float(self.total[chosen].sum() / self.n[chosen].sum())


def bootstrap(x: Sums, y: Sums, draws: int, seed: int) -> tuple[float, float]:
    """Return the percentile interval of mean x - mean y over draws of whole clusters within each group.

    It is too short where clusters are few (Cameron, Gelbach & Miller 2008).
    """
    random = np.random.default_rng(seed)

    def drawn(group: Sums) -> float:
        clusters = len(group.n)
        return group.mean(random.integers(0, clusters, clusters))

    found = [drawn(x) - drawn(y) for _ in range(draws)]
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def permutation(x: Sums, y: Sums, draws: int, seed: int) -> float:
    """Return the two-sided p of mean x - mean y if the groups are shuffled over whole clusters.

    Every assignment is tried if there are at most `draws`, and p is the share as far apart or farther. Else `draws`
    assignments are drawn, and p = (1 + as far or farther) / (1 + draws) (Phipson & Smyth 2010).
    """
    every = Sums(np.concatenate([x.total, y.total]), np.concatenate([x.n, y.n]))
    least = abs(x.mean(slice(None)) - y.mean(slice(None))) - _TIE
    total, n = every.total.sum(), every.n.sum()
    clusters, chosen = len(every.n), len(x.n)

    def is_as_far(picked: Array) -> bool:
        mine, rows = every.total[picked].sum(), every.n[picked].sum()
        return bool(abs(mine / rows - (total - mine) / (n - rows)) >= least)

    if comb(clusters, chosen) <= draws:
        exact = [is_as_far(picked) for picked in _assignments(clusters, chosen)]
        return sum(exact) / len(exact)
    random = np.random.default_rng(seed)
    found = sum(is_as_far(random.permutation(clusters)[:chosen]) for _ in range(draws))
    return (1 + found) / (1 + draws)


def _assignments(clusters: int, chosen: int) -> Iterator[Array]:
    return (np.array(picked) for picked in combinations(range(clusters), chosen))
