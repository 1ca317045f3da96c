"""Covariances of items, from every pair of answers that there is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from attrs import frozen

from ethics_audit.frames.cells import Array

MIDDLE = 50
"""What is taken from every risk, so that no product exceeds 2500."""
BLOCK = 4096
"""Rows that are taken at a time, so that they stay in the cache. Their sums of products are at most 4,096 × 2500, below
2²⁴, so that float32 holds them exactly."""
FEWEST = 2
"""The fewest rows that have a covariance."""
SLICE = 128
"""Rows that are multiplied at a time; more would be shared among threads, which takes longer than the product."""


@frozen(eq=False)
class Covariance:
    """What statistics of items are made of.

    Attributes:
        moments: The sums of products of risks less `MIDDLE` (k columns) and of what was answered (k more):
            2k × 2k, or a stack of these.
        items: The number of items, k.
    """

    moments: Array
    items: int

    @classmethod
    def of(cls, risks: Array) -> Covariance:
        """Return the covariances of risks, rows × items, whole numbers from 0 to 100 or NaN; each sum is exact."""
        moments = np.zeros((2 * risks.shape[1],) * 2)
        for start in range(0, len(risks), BLOCK):
            sides = _sliced(*_sides(risks[start : start + BLOCK]))
            moments += (np.swapaxes(sides, 1, 2) @ sides).sum(0, dtype=float)
        return cls(moments, risks.shape[1])

    @cached_property
    def counts(self) -> Array:
        """N_ij: in how many rows both items are answered."""
        return self.moments[..., self.items :, self.items :]

    @cached_property
    def matrix(self) -> Array:
        """C_ij = (Σ z_i z_j − S_ij S_ji / N_ij) / (N_ij − 1), S_ij = Σ z_i where j is answered; NaN if N_ij < 2.

        Each pair has its own means, as in R's ``cov(use="pairwise")``.
        """
        k = self.items
        products, sums = self.moments[..., :k, :k], self.moments[..., :k, k:]
        enough = self.counts >= FEWEST
        n = np.where(enough, self.counts, FEWEST)
        found: Array = np.where(enough, (products - sums * np.swapaxes(sums, -1, -2) / n) / (n - 1), np.nan)
        return found

    @cached_property
    def means(self) -> Array:
        """The mean risk of each item; NaN if nobody answered it."""
        sums = np.diagonal(self.moments[..., : self.items, self.items :], axis1=-2, axis2=-1)
        n = np.diagonal(self.counts, axis1=-2, axis2=-1)
        found: Array = np.where(n > 0, MIDDLE + sums / np.maximum(n, 1), np.nan)
        return found

    @cached_property
    def varying(self) -> Array:
        """The places of the items whose risk varies; the others are constant, or have fewer than two answers."""
        return np.flatnonzero(np.nan_to_num(np.diagonal(self.matrix)) > 0)

    def among(self, places: Array) -> Covariance:
        """Return the covariances of some of the items."""
        both = np.concatenate([places, places + self.items])
        return Covariance(self.moments[np.ix_(both, both)], len(places))

    def unmet(self, names: Sequence[str]) -> list[str]:
        """Return the pairs of items that fewer than two rows answer together, such as ``desk.a and desk.b``."""
        first, second = np.nonzero(np.triu(self.counts < FEWEST, 1))
        return [f"{names[i]} and {names[j]}" for i, j in zip(first.tolist(), second.tolist(), strict=True)]


def products(first: Array, second: Array) -> Array:
    """Return firstᵀ second exactly, for the same number of rows of whole numbers from −50 to 50."""
    found = np.zeros((first.shape[1], second.shape[1]))
    for start in range(0, len(first), BLOCK):
        ones, others = (_sliced(side[start : start + BLOCK]) for side in (first, second))
        found += (np.swapaxes(ones, 1, 2) @ others).sum(0, dtype=float)
    return found


def _sliced(*parts: Array) -> Array:
    """Return columns beside each other as float32, in slices, with 0 after the last row."""
    rows, widths = len(parts[0]), [part.shape[1] for part in parts]
    beside = np.zeros((-(-rows // SLICE) * SLICE, sum(widths)), np.float32)
    for part, end in zip(parts, np.cumsum(widths).tolist(), strict=True):
        beside[:rows, end - part.shape[1] : end] = part
    return beside.reshape(-1, SLICE, sum(widths))


def _sides(risks: Array) -> tuple[Array, Array]:
    """Return the risks less `MIDDLE`, 0 where there is no answer; and what was answered."""
    centered = risks.astype(np.float32) - np.float32(MIDDLE)
    answered = centered == centered  # noqa: PLR0124 - NaN is unlike itself
    centered[~answered] = 0
    return centered, answered


def grouped(risks: Array, groups: Array) -> Covariance:
    """Return the moments of each group of rows, numbered from 0 without a gap, as a stack."""
    order, ends = np.argsort(groups, kind="stable"), np.cumsum(np.bincount(groups))
    sides = np.hstack(_sides(risks[order])).astype(float)
    return Covariance(np.stack([some.T @ some for some in np.split(sides, ends[:-1])]), risks.shape[1])
