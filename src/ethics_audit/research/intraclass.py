"""Intraclass correlations of two occasions, from their mean squares."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from ethics_audit.frames.cells import Array
from ethics_audit.research.coefficients import TAIL

Ends = tuple[float, float | None, float | None]
"""A number with its interval: NaN if it cannot be had, and no ends if the error is 0."""


class Squares(NamedTuple):
    """The mean squares of n people on two occasions.

    Attributes:
        n: The number of people, at least 2.
        people, occasions, error: MSR, MSC and MSE of the analysis of variance by person and occasion.
    """

    n: int
    people: float
    occasions: float
    error: float

    @classmethod
    def of(cls, pairs: Array) -> Squares:
        """Return the mean squares of n × 2 numbers."""
        n, changes = len(pairs), pairs[:, 1] - pairs[:, 0]
        return cls(n, _variance(pairs.sum(1)) / 2, float(n * changes.mean() ** 2 / 2), _variance(changes) / 2)

    def one(self) -> Ends:
        """Return ICC(1) = (MSR − MSW) / (MSR + MSW); F = MSR / MSW with n − 1 and n degrees of freedom."""
        within = ((self.n - 1) * self.error + self.occasions) / self.n
        return self._ratio(within, self.n)

    def consistency(self) -> Ends:
        """Return ICC(C,1) = (MSR − MSE) / (MSR + MSE); F = MSR / MSE with n − 1 and n − 1 degrees of freedom."""
        return self._ratio(self.error, self.n - 1)

    def _ratio(self, error: float, freedom: int) -> Ends:
        if not self._varies:
            return np.nan, None, None
        value = (self.people - error) / (self.people + error)
        if error == 0:
            return value, None, None
        f = self.people / error
        low = f / stats.f.ppf(1 - TAIL, self.n - 1, freedom)
        high = f * stats.f.ppf(1 - TAIL, freedom, self.n - 1)
        return value, float((low - 1) / (low + 1)), float((high - 1) / (high + 1))

    @property
    def _varies(self) -> bool:
        return self.people + self.error > 0

    def agreement(self) -> Ends:
        """Return ICC(A,1) = (MSR − MSE) / (MSR + MSE + 2 (MSC − MSE) / n), with McGraw & Wong's (1996) interval.

        There are no ends where they would not hold the value, as far below 0, where their degrees of freedom vanish.
        """
        n, people, occasions, error = self
        whole = people + error + 2 * (occasions - error) / n
        if not self._varies or whole == 0:
            return np.nan, None, None
        r = (people - error) / whole
        if error == 0:
            return r, None, None
        ratio, rest = 2 * r * occasions / error, n * (1 + r) - 2 * r
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            freedom = (n - 1) * np.divide((ratio + rest) ** 2, (n - 1) * ratio**2 + rest**2)
            below, above = stats.f.ppf(1 - TAIL, n - 1, freedom), stats.f.ppf(1 - TAIL, freedom, n - 1)
            spare = 2 * occasions + (n - 2) * error
            low = n * (people - below * error) / (below * spare + n * people)
            high = n * (above * people - error) / (spare + n * above * people)
        return (r, float(low), float(high)) if -np.inf < low <= r <= high < np.inf else (r, None, None)


def _variance(values: Array) -> float:
    """Return the variance, exactly 0 where all values are the same."""
    return float(values.var(ddof=1)) if np.ptp(values) else 0.0
