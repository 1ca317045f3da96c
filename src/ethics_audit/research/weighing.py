"""How far a conclusion depends on the weights, and on answers that show signs of carelessness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from attrs import evolve, field, frozen

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.public import public
from ethics_audit.frames.cells import Array
from ethics_audit.frames.study import Study
from ethics_audit.research.carelessness import careless
from ethics_audit.research.conclusions import Conclusion
from ethics_audit.research.result import Result, cell
from ethics_audit.research.trial import WHOLE, Scenario, Trial

_OFF = (
    "Weights are off independently, and in the same way for every row. A rank r and a largest shift are those of the "
    "rows' results with those under the shipped weights."
)


@public("ethics_audit.research")
@frozen
class Sensitivity(Result):
    """How far a conclusion depends on the weights, and on careless answers.

    Attributes:
        conclusion: What was concluded.
        value: Its number under the shipped weights, or whether it is so. The conclusion holds under others if the sign
            is the same, or the truth.
        scenarios: What was tried, in order.
        percent: By how much each weight was off at most.
        draws, seed: Of the drawn weights.
    """

    shows: ClassVar[str] = ""

    conclusion: str
    value: float | bool
    scenarios: tuple[Scenario, ...]
    percent: float
    draws: int
    seed: int
    notes: tuple[str, ...] = field(repr=False)

    @property
    def overturned(self) -> tuple[Scenario, ...]:
        """What overturns the conclusion, wholly or in part: the most thorough first."""
        found = [one for one in self.scenarios if one.share is not None and one.share < 1]
        return tuple(sorted(found, key=lambda one: one.share or 0.0))

    def rows(self) -> Sequence[Mapping[str, Any]]:
        """Return a row for each scenario, first those that overturn the conclusion."""
        others = [one for one in self.scenarios if one not in self.overturned]
        return [
            {
                "changed": one.name,
                "tried": one.tried,
                "n": one.n,
                "value": one.value,
                "low": one.low,
                "high": one.high,
                "holds in": one.share,
                "rank r": one.spearman,
                "largest shift": one.shift,
                "why none": one.reason,
            }
            for one in (*self.overturned, *others)
        ]

    def __str__(self) -> str:
        """Return what overturns the conclusion, and then the table."""
        return f"{self.verdict}\n\n{super().__str__()}"

    @property
    def verdict(self) -> str:
        """The conclusion, and what overturns it, in a sentence or two."""
        head = f"With the shipped weights, {self.conclusion} is {cell(self.value)}."
        told = [f"{one.name} ({_how_far(one)})" for one in self.overturned]
        return f"{head} Overturned by: {'; '.join(told)}." if told else f"{head} Nothing that was tried overturns it."

    @property
    def account(self) -> str:
        """What ran, for a methods section."""
        return (
            f"It was tried whether {self.conclusion} depends on the weights: equal weights, each domain left out, "
            f"{self.draws} draws with every weight off by up to {self.percent:g} % (uniform and independent, seed "
            f"{self.seed}), and the rows without signs of careless answering. {self.verdict}"
        )


def _how_far(one: Scenario) -> str:
    if one.value is not None:
        return cell(one.value)
    return f"holds in {WHOLE * (one.share or 0.0):.1f} % of {one.tried}"


def sensitivity(
    study: Study,
    conclusion: Conclusion,
    *,
    percent: float = 30,
    draws: int = 1000,
    seed: int = 1,
    flags: Sequence[bool] | Array | None = None,
) -> Sensitivity:
    """Return what a conclusion becomes under other weights, and without careless answers.

    Tried are equal weights; each domain with weights of 0; weights drawn from ``w · (1 ± percent/100)``, uniform and
    independent, the same for every row; every corner of that box, if it has at most 12 items (for a function: if they
    are at most as many as the draws); and the rows without flags, under the shipped weights and the drawn ones. Where
    every row answers the same items, a difference of means is lowest and highest at a corner; else it can be a little
    farther between them.

    Args:
        study: The study.
        conclusion: A `MeanDifference`, or a function of the study under other weights (`Reweighted`, which `compare`
            takes too) that returns a number whose sign matters, or whether something is so; None if it cannot be told.
        percent: By how much each weight may be off, above 0 and below 100.
        draws: How many weights are drawn.
        seed: The seed of the draws.
        flags: Which rows are left out as careless; those of `careless` as they come if None.

    Raises:
        ArgumentError: If the conclusion cannot be had under the shipped weights, or an argument is out of range.
    """
    if not 0 < percent < WHOLE:
        raise wrong_argument("percent", "a number above 0 and below 100", percent)
    if draws < 1:
        raise wrong_argument("draws", "at least one", draws)
    left_out = np.asarray(careless(study).flags if flags is None else flags, bool)
    if left_out.shape != (len(study),):
        raise wrong_argument("flags", f"a truth for each of {len(study)} rows", left_out.tolist())
    trial, off = Trial.of(study, conclusion), percent / WHOLE
    drawn = study.weights * np.random.default_rng(seed).uniform(1 - off, 1 + off, (draws, len(study.items)))
    kept = evolve(trial, study=study.where(~left_out))
    scenarios = [
        *trial.one_by_one(),
        trial.run(f"weights drawn within {percent:g} %", drawn),
        *trial.corners(percent, draws),
    ]
    scenarios.append(kept.run("without careless rows", study.weights[None]))
    scenarios.append(kept.run(f"without careless rows, drawn within {percent:g} %", drawn))
    careless_rows = f"{int(left_out.sum())} of {len(study)} rows show signs of careless answering."
    return Sensitivity(trial.name, trial.value, tuple(scenarios), percent, draws, seed, (_OFF, careless_rows))
