"""Test–retest: how like two occasions are, and how large an error of measurement is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import numpy as np
from attrs import frozen

from ethics_audit.base.causes import wrong_argument
from ethics_audit.frames.cells import Array
from ethics_audit.frames.study import Study
from ethics_audit.research.coefficients import NORMAL
from ethics_audit.research.intraclass import Squares
from ethics_audit.research.pairing import paired
from ethics_audit.research.result import Estimate, Result


@frozen
class Retest(Result):
    """How like the results of two occasions are.

    Attributes:
        first, second: The occasions.
        outcome: The result that is compared, such as ``score``.
        icc_1: ICC(1): each occasion is one draw from a person's occasions.
        icc_a: ICC(A,1): absolute agreement; a shift of everybody counts as disagreement.
        icc_c: ICC(C,1): consistency; a shift of everybody does not count.
        sem_a, sem_c: The standard error of measurement, for agreement and for consistency.
        sdc_a, sdc_c: The smallest detectable change of one person, 1.96 √2 SEM.
        change: The mean change, second less first; its ends are the limits of agreement.
        sd_change: The standard deviation of changes.
        only_first, only_second: The people on one occasion alone.
        without: The people on both occasions who have no result on one of them.
    """

    shows = "reliability"
    sources: ClassVar[tuple[str, ...]] = ("mcgraw1996", "bland1986")

    first: object
    second: object
    outcome: str
    icc_1: Estimate
    icc_a: Estimate
    icc_c: Estimate
    sem_a: Estimate
    sem_c: Estimate
    sdc_a: Estimate
    sdc_c: Estimate
    change: Estimate
    sd_change: Estimate
    only_first: int
    only_second: int
    without: int
    notes: tuple[str, ...]

    @property
    def account(self) -> str:
        """Who was compared, and by what."""
        return (
            f"Test–retest of {self.outcome} between {self.first} and {self.second} rests on the {self.change.n} people "
            "who have a result on both occasions: ICC(1), ICC(A,1) and ICC(C,1) with 95 % F intervals, standard errors "
            "of measurement, smallest detectable changes, and limits of agreement."
        )

    def rows(self) -> Sequence[dict[str, Any]]:
        """Return a row for each number."""
        told = {
            "ICC(1)": self.icc_1,
            "ICC(A,1)": self.icc_a,
            "ICC(C,1)": self.icc_c,
            "SEM, agreement": self.sem_a,
            "SEM, consistency": self.sem_c,
            "SDC, agreement": self.sdc_a,
            "SDC, consistency": self.sdc_c,
            "mean change (limits of agreement)": self.change,
            "sd of change": self.sd_change,
        }
        return [
            {"number": name, "n": one.n, "value": one.value, "low": one.low, "high": one.high, "reason": one.reason}
            for name, one in told.items()
        ]


def retest(study: Study, first: object, second: object, *, outcome: str = "score") -> Retest:
    """Compare the results of the same people on two occasions.

    From the mean squares of people (MSR), occasions (MSC) and error (MSE) and within people (MSW), for 2 occasions:
    ICC(1) = (MSR − MSW) / (MSR + MSW), ICC(A,1) = (MSR − MSE) / (MSR + MSE + 2 (MSC − MSE) / n), ICC(C,1) =
    (MSR − MSE) / (MSR + MSE), with F intervals (McGraw & Wong 1996). SEM_C = √MSE, SEM_A =
    √(MSE + max(0, (MSC − MSE) / n)), SDC = 1.96 √2 SEM; the limits of agreement are the mean change ± 1.96 sd
    (Bland & Altman 1986). Points of the score, 0 to 100. Nothing is imputed.

    Args:
        study: A study with people and occasions.
        first: The earlier occasion.
        second: The later one.
        outcome: A numeric result of `score_frame`, such as ``score`` or ``boundaries.score``.

    Raises:
        ArgumentError: If there is no such occasion or result, both occasions are the same, no
            column names people, or a person has two rows on one
            occasion.
    """
    if first == second:
        raise wrong_argument("second", "another occasion than the first", second)
    before, after = study.at(first), study.at(second)
    both = paired(before, after)
    pairs = np.stack([before.outcome(outcome)[both.first], after.outcome(outcome)[both.second]], axis=1)
    known = pairs[~np.isnan(pairs).any(1)]
    alone = (both.only_first, both.only_second, len(pairs) - len(known))
    notes = tuple(_notes(first, second, *alone))
    return Retest(
        first,
        second,
        outcome,
        **_numbers(known),
        only_first=alone[0],
        only_second=alone[1],
        without=alone[2],
        notes=notes,
    )


def _notes(first: object, second: object, *alone: int) -> Iterator[str]:
    told = (f"on {first} alone", f"on {second} alone", "on both occasions, without a result on one of them")
    for count, where in zip(alone, told, strict=True):
        if count:
            yield f"Left out: {count} {'person' if count == 1 else 'people'} {where}."


_SIZES = ("sem_a", "sem_c", "sdc_a", "sdc_c", "change", "sd_change")


def _numbers(pairs: Array) -> dict[str, Estimate]:
    """Return every number of `Retest` from n × 2 results."""
    n = len(pairs)
    if n < 2:  # noqa: PLR2004
        none = Estimate(None, n, reason="fewer than two people have a result on both occasions")
        return dict.fromkeys(("icc_1", "icc_a", "icc_c", *_SIZES), none)
    squares = Squares.of(pairs)
    iccs = {"icc_1": squares.one(), "icc_a": squares.agreement(), "icc_c": squares.consistency()}
    error, mean = squares.error, float((pairs[:, 1] - pairs[:, 0]).mean())
    sem_a, sem_c = np.sqrt(error + max(0.0, (squares.occasions - error) / n)), np.sqrt(error)
    sd = np.sqrt(2 * error)
    sizes = (sem_a, sem_c, NORMAL * np.sqrt(2) * sem_a, NORMAL * np.sqrt(2) * sem_c, mean, sd)
    found = {name: Estimate(float(size), n) for name, size in zip(_SIZES, sizes, strict=True)}
    limits = Estimate(mean, n, float(mean - NORMAL * sd), float(mean + NORMAL * sd))
    return {**{name: _icc(n, one) for name, one in iccs.items()}, **found, "change": limits}


def _icc(n: int, found: tuple[float, float | None, float | None]) -> Estimate:
    value, low, high = found
    if np.isnan(value):
        return Estimate(None, n, reason="results do not vary among people")
    return Estimate(value, n, low, high)
