"""The formulas of careless answering, on arrays of rows × items."""

from __future__ import annotations

import numpy as np

from ethics_audit.frames.cells import Array

BLOCK = 8192
"""The rows that are taken at a time, so that what lies between stays small."""


def person_total(risks: Array, people: Array) -> Array:
    """Return the correlation of each row's risks with the means of the other people's rows, item by item.

    ``r_p = cor(x_pi, m_pi)`` over the items i that p answered, where m_pi is the mean of item i over all rows of other
    people. NaN where it cannot be had: fewer than two items, or no variance on either side.

    Args:
        risks: Rows × items, NaN where there is no answer.
        people: The number of each row's person.
    """
    sums = np.stack([np.bincount(people, np.nan_to_num(column)) for column in risks.T], axis=1)
    counts = np.stack([np.bincount(people, ~np.isnan(column)).astype(np.int32) for column in risks.T], axis=1)
    found, sum_, count = np.empty(len(risks)), sums.sum(0), counts.sum(0)
    for begin in range(0, len(risks), BLOCK):
        rows = slice(begin, begin + BLOCK)
        with np.errstate(invalid="ignore", divide="ignore"):
            means = (sum_ - sums[people[rows]]) / (count - counts[people[rows]])
            found[rows] = _correlated(risks[rows], means)
    return found


def _correlated(risks: Array, means: Array) -> Array:
    """Return the correlation of each row's risks with its means, over the items that have both."""
    both = ~np.isnan(risks) & ~np.isnan(means)
    n = both.sum(1)
    mine, others = (_centred(values, both, n) for values in (risks, means))
    varies = _varies(risks, both) & _varies(means, both)
    r = (mine * others).sum(1) / np.sqrt((mine**2).sum(1) * (others**2).sum(1))
    return np.where(varies, np.clip(r, -1, 1), np.nan)


def _centred(values: Array, both: Array, n: Array) -> Array:
    kept = np.where(both, values, 0.0)
    found: Array = np.where(both, kept - (kept.sum(1) / n)[:, None], 0.0)
    return found


def _varies(values: Array, both: Array) -> Array:
    """Return which rows have two values that differ; equal quotients of whole numbers are equal floats."""
    highest = np.where(both, values, -np.inf).max(1)
    found: Array = highest > np.where(both, values, np.inf).min(1)
    return found


def longest_run(picked: Array, breaks: Array | None = None) -> Array:
    """Return the longest run of one place in each row; gaps are passed over.

    Args:
        picked: Rows × items in the order of presentation: the place of the option, negative where there is none.
        breaks: Answers that end a run and begin none.
    """
    rows, items = picked.shape
    last, run, longest = (np.zeros(rows, np.int64) for _ in range(3))
    for item in range(items):
        place = picked[:, item]
        goes_on = (place == last) & (run > 0)
        grown = np.where(goes_on, run + 1, 1)
        if breaks is not None:
            grown[breaks[:, item]] = 0
        answered = place >= 0
        run = np.where(answered, grown, run)
        last = np.where(answered, place, last)
        longest = np.maximum(longest, run)
    return longest


def deviation(risks: Array) -> Array:
    """Return the standard deviation of each row, with n - 1."""
    found = np.empty(len(risks))
    for begin in range(0, len(risks), BLOCK):
        some = risks[begin : begin + BLOCK]
        given = ~np.isnan(some)
        n = given.sum(1)
        with np.errstate(invalid="ignore", divide="ignore"):
            spread = np.sqrt((_centred(some, given, n) ** 2).sum(1) / (n - 1))
        found[begin : begin + BLOCK] = np.where(n > 1, spread, np.nan)
    return found
