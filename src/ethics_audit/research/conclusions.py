"""Conclusions of a study that weights may overturn: a number whose sign matters, or whether something is so."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import frozen

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.public import public
from ethics_audit.frames.cells import Array
from ethics_audit.frames.study import Study
from ethics_audit.research.grouping import groups, two_or_more
from ethics_audit.research.reweighted import BLOCK, Reweighted, quotient

Drawn = float | bool | None
PAIR = 2


@public("ethics_audit.research")
@frozen
class MeanDifference:
    """The conclusion that one of two groups has the higher mean: its number is the first group's less the second's.

    Attributes:
        group: The column of the two groups, in ascending order.
        outcome: ``score``, or another result that follows from weights, as `Reweighted.outcome` takes it.
    """

    group: str
    outcome: str = "score"

    def told(self, study: Study) -> str:
        """Return the conclusion in words.

        Raises:
            ArgumentError: If there are not exactly two groups, or no such column.
        """
        kinds = two_or_more(study, self.group)
        if len(kinds) > PAIR:
            hint = "leave out the others, by study.where()"
            raise wrong_argument("group", "a column with two groups", [*kinds], hint)
        return f"the difference {' - '.join(map(str, kinds))} in {self.outcome}"

    def __call__(self, study: Reweighted) -> Drawn:
        """Return the difference; None if a group has no result.

        Raises:
            ArgumentError: If there is no such column or result.
        """
        found = float(self.under(study.study, study.weights[None])[0])
        return None if np.isnan(found) else found

    def under(self, study: Study, weights: Array) -> Array:
        """Return the difference under each of several sets of weights, sets × items.

        NaN where there is none: a group has no result, or there are not exactly two.
        """
        kinds = groups(study, self.group)
        if len(kinds) != PAIR:
            return np.full(len(weights), np.nan)
        first, second = (self._means(study, np.flatnonzero(rows), weights.T.astype(float)) for rows in kinds.values())
        found: Array = first - second
        return found

    def _means(self, study: Study, rows: Array, weights: Array) -> Array:
        """Return the mean of some rows' results under sets of weights, which are columns; NaN where none has one."""
        total, n = np.zeros(weights.shape[1]), np.zeros(weights.shape[1])
        for row in range(0, len(rows), BLOCK):
            parts = quotient(study, self.outcome, rows[row : row + BLOCK])
            for start in range(0, len(total), BLOCK):
                sets = slice(start, start + BLOCK)
                over, under = (part @ weights[:, sets] for part in parts)
                none = under == 0
                np.divide(over, under + none, out=over)  # where nothing counts, nothing is above the line either
                total[sets] += over.sum(0)
                n[sets] += len(over) - none.sum(0)
        with np.errstate(invalid="ignore"):
            return total / n


Conclusion = MeanDifference | Callable[[Reweighted], Drawn]


def drawn(study: Study, conclusion: Conclusion, weights: Array) -> Array:
    """Return a conclusion under each of several sets of weights: a number, 1 for true and 0 for false, NaN for None."""
    if isinstance(conclusion, MeanDifference):
        return conclusion.under(study, weights)
    found = (conclusion(Reweighted(study, each)) for each in weights)
    return np.array([np.nan if value is None else float(value) for value in found])
