"""Signs of careless answering, as flags that drop nobody.

What is measured, and from where:

- the person-total correlation: Pearson's r of a person's risks with the means of everybody else's (Curran 2016);
- the longest run of one answer, in the order of presentation (longstring; Johnson 2005), over all answers, and over
  those that are not the best of their item: honest people whose practice is good pick the best option many times over.
  Unsure, blank and n/a neither end a run nor count in one;
- the standard deviation of a person's risks, with n - 1 (intra-individual response variability; Dunn et al. 2018);
- the share of open answers, unsure and blank, of the items that apply;
- the seconds for each item that was asked (Huang et al. 2012).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
from attrs import fields, frozen

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.likeness import nearest
from ethics_audit.base.public import public
from ethics_audit.frames.cells import Array
from ethics_audit.frames.states import State
from ethics_audit.frames.study import Study
from ethics_audit.research.result import Result
from ethics_audit.research.signs import deviation, longest_run, person_total

QUANTILES = (0.05, 0.5, 0.95)
AGAINST_OTHERS, HALF, HASTE = 0.0, 0.5, 2.0
SHORTEST_RUN = 2
_RULES = {
    "person-total r": {"person_total": AGAINST_OTHERS},
    "longest run not at best": {"run": HALF},
    "seconds an item": {"seconds": HASTE},
}
_NO_RULE: dict[str, float | None] = {"person_total": None, "run": None, "seconds": None}
_NOTES = (
    "Flags of careless answering are signs, not findings; nobody is left out because of one.",
    (
        "Their rules are those of Curran (2016) and Huang et al. (2012), made for other instruments: r below "
        f"{AGAINST_OTHERS:g}, a run of at least {HALF:g} of the items asked, fewer than {HASTE:g} seconds an item. "
        "None of them was tried on this one, and with few items chance alone puts honest people below such an r."
    ),
)


@public("ethics_audit.research")
@frozen(eq=False)
class Careless(Result):
    """Signs of careless answering in each row; NaN where a sign cannot be had.

    Attributes:
        names: The columns that name a row: its person and occasion, or its number.
        asked: How many items apply to each row.
        answered: How many it answers: the n of its signs.
        person_total: The correlation of its risks with the means of other people's, -1 to 1. NaN if there are fewer
            than two answers, or all have one risk, or the means are all the same.
        longest_run: The most answers in a row at the same place of their scales.
        longest_run_not_best: The same, broken by every answer that is the best of its item.
        irv: The standard deviation of its risks, 0 to about 55. NaN if there are fewer than two.
        share_open: The share of the items that apply that are unsure or blank. NaN if none applies.
        seconds_per_item: The seconds for each item that was asked. NaN if they are not known.
    """

    shows: ClassVar[str] = ""
    sources: ClassVar[tuple[str, ...]] = ("curran2016", "dunn2018", "huang2012", "johnson2005")

    names: Mapping[str, Sequence[Any]]
    asked: Array
    answered: Array
    person_total: Array
    longest_run: Array
    longest_run_not_best: Array
    irv: Array
    share_open: Array
    seconds_per_item: Array
    notes: tuple[str, ...] = _NOTES

    @property
    def flags(self) -> Array:
        """Which rows the published rules flag: `flagged` as it comes."""
        return self.flagged()

    def flagged(
        self,
        *,
        person_total: float | None = AGAINST_OTHERS,
        run: float | None = HALF,
        seconds: float | None = HASTE,
        irv: float | None = None,
        share_open: float | None = None,
    ) -> Array:
        """Return which rows show at least one sign, one boolean a row; a sign that cannot be had flags nothing.

        Args:
            person_total: A correlation below this is a sign; None for no such rule, as for the others.
            run: A run of one answer that is not the best, of at least this share of the items asked, and two.
            seconds: Fewer seconds an item than this.
            irv: A standard deviation below this.
            share_open: A share of open answers above this.
        """
        rules = [
            (person_total, self.person_total < _given(person_total)),
            (run, self.longest_run_not_best >= np.maximum(SHORTEST_RUN, _given(run) * self.asked)),
            (seconds, self.seconds_per_item < _given(seconds)),
            (irv, self.irv < _given(irv)),
            (share_open, self.share_open > _given(share_open)),
        ]
        found: Array = np.any([signs for rule, signs in rules if rule is not None] or [self.answered < 0], axis=0)
        return found

    @property
    def _measures(self) -> dict[str, Array]:
        return {
            "person-total r": self.person_total,
            "longest run": self.longest_run.astype(float),
            "longest run not at best": self.longest_run_not_best.astype(float),
            "IRV": self.irv,
            "share open": self.share_open,
            "seconds an item": self.seconds_per_item,
        }

    def rows(self) -> Sequence[Mapping[str, Any]]:
        """Return a row for each measure: its n, quantiles over the rows of the study, and how many it flags."""
        return [self._spread(measure, values) for measure, values in self._measures.items()]

    def _spread(self, measure: str, values: Array) -> Mapping[str, Any]:
        had = values[~np.isnan(values)]
        ends = np.quantile(had, QUANTILES).tolist() if len(had) else [None] * len(QUANTILES)
        shown = {f"{100 * share:g} %": end for share, end in zip(QUANTILES, ends, strict=True)}
        rule = _RULES.get(measure)
        flagged = int(self.flagged(**{**_NO_RULE, **rule}).sum()) if rule and len(had) else None
        return {"measure": measure, "n": len(had), **shown, "flagged": flagged}

    def frame(self) -> pa.Table:
        """Return a row for each row of the study: its names, n, signs (null where one cannot be had) and flag."""
        names = [place.name for place in fields(Careless) if place.name not in {"names", "notes"}]
        signs = {name: pa.array(getattr(self, name), from_pandas=True) for name in names}
        return pa.table({**self.names, **signs, "flagged": self.flags})

    @property
    def account(self) -> str:
        """What ran, for a methods section."""
        return (
            f"Careless answering was screened in {len(self.answered)} rows by person-total correlation (the person "
            "left out), the longest run of one answer other than the best, intra-individual response variability and "
            f"the share of open answers; {int(self.flags.sum())} rows showed a sign, and none was excluded."
        )


def _given(rule: float | None) -> float:
    return np.nan if rule is None else rule


def careless(study: Study, seconds: str | Sequence[float | None] | None = None, *, domain: str = "") -> Careless:
    """Return the signs of careless answering in each row of a study.

    Nobody is dropped: ``study.where(~found.flags)`` is the study without the rows that published rules flag. A row is
    compared with the other people's rows, so for the signs of one quarter pass ``study.at(quarter)``.

    Args:
        study: The study.
        seconds: The column with the seconds that each row took, or one number a row; None where not known.
        domain: Look at the items of this domain alone.

    Raises:
        ArgumentError: If there is no such domain or column, or the seconds are not one number a row.
    """
    if domain and domain not in study.domains:
        raise wrong_argument("domain", "a domain of the audit", domain, nearest(domain, study.domains))
    items = study.domains[domain] if domain else slice(None)
    risks, picked, states = study.risks[:, items], study.picked[:, items], study.states[:, items]
    asked, answered = (states != State.OUTSIDE).sum(1), (states == State.ANSWERED).sum(1)
    opened = ((states == State.UNSURE) | (states == State.BLANK)).sum(1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share_open = opened / (answered + opened)
        pace = _seconds(study, seconds) / asked
    return Careless(
        _names(study),
        asked,
        answered,
        person_total(risks, study.people()),
        longest_run(picked),
        longest_run(picked, breaks=risks == 0),
        deviation(risks),
        share_open,
        np.where(np.isfinite(pace), pace, np.nan),
    )


def _names(study: Study) -> Mapping[str, Sequence[Any]]:
    columns = [*study.person, *([study.occasion] if study.occasion else ())]
    return {name: study.column(name) for name in columns} or {"row": range(1, len(study) + 1)}


def _seconds(study: Study, seconds: str | Sequence[float | None] | None) -> Array:
    """Return the seconds of each row, NaN where they are not known."""
    if seconds is None:
        return np.full(len(study), np.nan)
    given = study.column(seconds, "seconds") if isinstance(seconds, str) else list(seconds)
    if len(given) != len(study):
        raise wrong_argument("seconds", f"a number for each of {len(study)} rows", given)
    return np.array([_number(value) for value in given], float)


def _number(value: object) -> float:
    try:
        found = float(str(value)) if value not in (None, "") else np.nan
    except ValueError:
        raise wrong_argument("seconds", "a number of seconds", value) from None
    if found < 0:
        raise wrong_argument("seconds", "a number of seconds that is not negative", value)
    return found
