"""The change of a group of people, and how far apart those of two groups are."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from scipy import stats

from ethics_audit.base.public import public
from ethics_audit.frames.cells import Array
from ethics_audit.research.result import Estimate
from ethics_audit.research.two_groups import FEWEST, LEVEL, is_rounding, welch

RELIABLE = float(stats.norm.isf((1 - LEVEL) / 2))
"""From here on a reliable change index is one that error alone would give to 5 % of people."""


@public("ethics_audit.research")
@frozen
class GroupChange:
    """The change of a group; a negative one is for the better, since a score counts gaps.

    Attributes:
        group: The group, or ``everybody``.
        mean: The mean change with its 95 % interval, of Student's t.
        sd: The standard deviation of the changes; None if there are fewer than two.
        improved, worse: Whose reliable change index is below -1.96, or above 1.96; None without a SEM.
    """

    group: Any
    mean: Estimate
    sd: float | None
    improved: int | None
    worse: int | None


def reliable_change(changes: Array, sem: float | None) -> Array:
    """Return ``changes / (√2 · SEM)`` (Jacobson & Truax 1991); NaN without a SEM."""
    found: Array = changes / (np.sqrt(2) * (np.nan if sem is None else sem))
    return found


def of_group(group: object, changes: Array, sem: float | None) -> GroupChange:
    """Return the change of a group of people; NaN is nobody's."""
    had = changes[~np.isnan(changes)]
    n = len(had)
    index = reliable_change(had, sem)
    counts = (None, None) if sem is None else (int((index < -RELIABLE).sum()), int((index > RELIABLE).sum()))
    if not n:
        return GroupChange(group, Estimate(None, 0, reason="nobody has both scores"), None, *counts)
    mean = float(had.mean())
    if n < FEWEST:
        return GroupChange(group, Estimate(mean, n, reason="one person has no interval"), None, *counts)
    sd = float(had.std(ddof=1))
    if is_rounding(sd / np.sqrt(n), mean):
        return GroupChange(group, Estimate(mean, n, reason="all changes are the same"), sd, *counts)
    half = float(stats.t.isf((1 - LEVEL) / 2, n - 1)) * sd / np.sqrt(n)
    return GroupChange(group, Estimate(mean, n, mean - half, mean + half), sd, *counts)


def apart(changes: Array, others: Array) -> Estimate:
    """Return the difference of two mean changes, the first less the second, with its 95 % interval of Welch's t."""
    x, y = (values[~np.isnan(values)] for values in (changes, others))
    n = len(x) + len(y)
    if not len(x) or not len(y):
        return Estimate(None, n, reason="a group has no change")
    found = welch(x, y)
    difference = float(x.mean() - y.mean())
    if found is None:
        return Estimate(difference, n, reason="too few changes, or all the same")
    return Estimate(difference, n, found.low, found.high)
