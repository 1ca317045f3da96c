"""A study under other weights: the same answers, scored by the same arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from attrs import frozen

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.likeness import nearest
from ethics_audit.base.public import public
from ethics_audit.frames.cells import Array
from ethics_audit.frames.states import State
from ethics_audit.frames.study import Study
from ethics_audit.model.items import WORST_RISK

BLOCK = 2048
"""The rows that are scored at a time, so that what lies between stays small."""
RESULTS = ("score", "low", "high", "coverage")


@public("ethics_audit.research")
@frozen(eq=False)
class Reweighted:
    """A study as it would be scored under other weights; `compare` takes it in place of the study.

    Attributes:
        study: The study.
        weights: What each item counts, in the order of ``study.items``: 0 or more, in any unit.
    """

    study: Study
    weights: Array

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.study)

    @property
    def person(self) -> tuple[str, ...]:
        """The columns that together name a person."""
        return self.study.person

    def people(self) -> Array:
        """Return a number for each row's person."""
        return self.study.people()

    def column(self, name: str, argument: str = "column") -> list[Any]:
        """Return the values of a column; an error calls it by the argument."""
        return self.study.column(name, argument)

    def where(self, stays: Iterable[bool]) -> Reweighted:
        """Return some of the rows, under the same weights."""
        return Reweighted(self.study.where(stays), self.weights)

    def outcome(self, name: str) -> Array:
        """Return ``score``, ``low``, ``high`` or ``coverage``, of the audit or as ``<domain>.score``: NaN where none.

        Raises:
            ArgumentError: If there is no such result, or it depends on more than weights, such as a band.
        """
        return outcomes(self.study, name, self.weights[None])[:, 0]


def outcomes(study: Study, name: str, weights: Array) -> Array:
    """Return a result under several sets of weights, sets × items: rows × sets, NaN where there is none.

    Sums of whole numbers are exact, so the shipped weights give the numbers of `score_frame` to the last bit.
    """
    found = np.empty((len(study), len(weights)))
    for begin in range(0, len(study), BLOCK):
        rows = slice(begin, begin + BLOCK)
        over, under = (part @ weights.T.astype(float) for part in quotient(study, name, rows))
        with np.errstate(invalid="ignore", divide="ignore"):
            found[rows] = np.where(under > 0, over / under, np.nan)
    return found


def quotient(study: Study, name: str, rows: slice | Array) -> tuple[Array, Array]:
    """Return what the weights multiply above and below the line of a result, in some rows: each rows × items.

    With P = Σ w·r and A = Σ w over the answered items, and M = Σ w over the open ones, the score is P/A, low P/(A + M),
    high (P + 100 M)/(A + M) and coverage A/(A + M).

    Raises:
        ArgumentError: If there is no such result, or it depends on more than weights.
    """
    domain, _, result = name.rpartition(".")
    if result not in RESULTS or (domain and domain not in study.domains):
        known = [*RESULTS, *(f"{domain}.{result}" for domain in study.domains for result in RESULTS)]
        raise wrong_argument("outcome", "a result that follows from weights", name, nearest(name, known))
    counted = np.zeros(len(study.items), bool)
    counted[study.domains[domain] if domain else slice(None)] = True
    states = study.states[rows]
    answered = ((states == State.ANSWERED) & counted).astype(float)
    opened = (((states == State.UNSURE) | (states == State.BLANK)) & counted).astype(float)
    points = np.where(answered > 0, study.risks[rows], 0.0)
    return {
        "score": (points, answered),
        "low": (points, answered + opened),
        "high": (points + WORST_RISK * opened, answered + opened),
        "coverage": (answered, answered + opened),
    }[result]
