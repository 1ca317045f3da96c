"""A conclusion under other weights or on other rows: what it becomes, and how far the results under it move."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import evolve, frozen
from scipy import stats

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.public import public
from ethics_audit.frames.cells import Array
from ethics_audit.frames.study import Study
from ethics_audit.research.conclusions import Conclusion, MeanDifference, drawn
from ethics_audit.research.reweighted import Reweighted, outcomes
from ethics_audit.research.two_groups import constant

MOST_CORNERS = 12
"""The items of which every corner is tried."""
WHOLE = 100
NOT_HAD = "too few rows have a result"


@public("ethics_audit.research")
@frozen
class Scenario:
    """A conclusion under other weights, or without some of the rows.

    Attributes:
        name: What was changed.
        tried: How many sets of weights.
        n: The rows that have a result under at least one.
        value: The number under the one set, or whether it is so; None if there are several, or it cannot be had.
        low: The lowest number under several sets.
        high: The highest.
        share: The share of the sets under which the conclusion holds, of those under which it can be had.
        spearman: The rank correlation of the rows' results with those under the shipped weights, for one set.
        shift: How far the result of a row moves at most, in points, for one set.
        reason: Why there is no value; empty if there is one.
    """

    name: str
    tried: int
    n: int
    value: float | bool | None = None
    low: float | None = None
    high: float | None = None
    share: float | None = None
    spearman: float | None = None
    shift: float | None = None
    reason: str = ""


@frozen(eq=False)
class Trial:
    """What is tried, on which rows.

    Attributes:
        study: The rows.
        conclusion: The conclusion.
        name: The words for it: of a function, its name.
        value: Its number under the shipped weights and with all rows, or whether it is so.
    """

    study: Study
    conclusion: Conclusion
    name: str
    value: float | bool

    @classmethod
    def of(cls, study: Study, conclusion: Conclusion) -> Trial:
        """Begin with the shipped weights."""
        name = conclusion.told(study) if isinstance(conclusion, MeanDifference) else _name(conclusion)
        shipped = conclusion(Reweighted(study, study.weights))
        if isinstance(shipped, bool | np.bool_):
            return cls(study, conclusion, name, bool(shipped))
        if not isinstance(shipped, int | float | np.number) or np.isnan(shipped):
            raise wrong_argument("conclusion", "a number or a truth under the shipped weights", shipped)
        return cls(study, conclusion, name, float(shipped))

    @property
    def _outcome(self) -> str:
        return self.conclusion.outcome if isinstance(self.conclusion, MeanDifference) else "score"

    def one_by_one(self) -> Iterator[Scenario]:
        """Try the shipped weights, equal ones, and each domain left out."""
        shipped = self.study.weights.astype(float)
        yield self.run("shipped weights", shipped[None])
        others = {"equal weights": np.ones(len(shipped))}
        for domain, items in self.study.domains.items():
            others[f"without {domain}"] = np.where(np.isin(np.arange(len(shipped)), items), 0, shipped)
        weights = np.stack([*others.values()])
        values = drawn(self.study, self.conclusion, weights)
        results = outcomes(self.study, self._outcome, np.stack([shipped, *weights]))
        for place, name in enumerate(others):
            at = slice(place, place + 1)
            yield self._found(name, weights[at], values[at], results[:, [place + 1, 0]])

    def corners(self, percent: float, draws: int) -> Iterator[Scenario]:
        """Try each item that matters as light and as heavy as it may be, if these are few sets.

        A difference of means takes those of twelve items; a function, which may be slow, at most as many as its draws.
        """
        domain = self._outcome.rpartition(".")[0]
        items = self.study.domains[domain] if domain else np.arange(len(self.study.items))
        most = 2**MOST_CORNERS if isinstance(self.conclusion, MeanDifference) else draws
        if 2 ** len(items) <= most:
            heavy = np.arange(2 ** len(items))[:, None] >> np.arange(len(items)) & 1
            weights = np.tile(self.study.weights.astype(float), (len(heavy), 1))
            weights[:, items] *= 1 + percent / WHOLE * (2 * heavy - 1)
            yield self.run(f"every corner at {percent:g} %", weights)

    def run(self, name: str, weights: Array) -> Scenario:
        """Try some sets of weights, sets × items."""
        pair = outcomes(self.study, self._outcome, np.stack([weights[0], self.study.weights]))
        return self._found(name, weights, drawn(self.study, self.conclusion, weights), pair)

    def _found(self, name: str, weights: Array, values: Array, pair: Array) -> Scenario:
        """Return what a conclusion became, and how far the rows' results moved: under the first weights, as shipped."""
        had = values[~np.isnan(values)]
        found = Scenario(name, len(weights), int((~np.isnan(pair[:, 0])).sum()))
        if not len(had):
            return evolve(found, reason=NOT_HAD)
        found = evolve(found, share=float(np.mean(self._holds(had))))
        is_truth = isinstance(self.value, bool)
        if len(weights) > 1:
            return found if is_truth else evolve(found, low=float(had.min()), high=float(had.max()))
        found = evolve(found, value=bool(had[0]) if is_truth else float(had[0]))
        if (weights[0] == self.study.weights).all():
            return found
        spearman, shift = _moved(pair[~np.isnan(pair).any(1)])
        return evolve(found, spearman=spearman, shift=shift)

    def _holds(self, values: Array) -> Array:
        """Return which values conclude the same: the truth, or the sign."""
        found: Array = np.sign(values) == np.sign(float(self.value))
        return found


def _name(function: object) -> str:
    name = getattr(function, "__name__", "<lambda>")
    return "the conclusion" if name == "<lambda>" else name


def _moved(pair: Array) -> tuple[float | None, float | None]:
    """Return the rank correlation of two columns without gaps, and how far apart they are at most."""
    if not len(pair):
        return None, None
    one, other = pair.T
    spearman = None if constant(one) or constant(other) else float(stats.spearmanr(one, other).statistic)
    return spearman, float(abs(one - other).max())
