"""Change from one occasion to another: its mean in each group, and whose is more than the error of measurement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
from attrs import frozen
from scipy import stats

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.errors import ArgumentError
from ethics_audit.base.public import public
from ethics_audit.frames.cells import Array
from ethics_audit.frames.study import Study
from ethics_audit.research.grouping import groups
from ethics_audit.research.result import Estimate, Result
from ethics_audit.research.two_groups import FEWEST, LEVEL

EVERYBODY = "everybody"
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


@public("ethics_audit.research")
@frozen(eq=False)
class Changes(Result):
    """The change of a score from one occasion to another.

    Attributes:
        outcome: The score.
        first, last: The occasions.
        sem: The standard error of measurement that the index rests on, in points of the score; None if none was given.
        groups: The change of each group, and of everybody at the end.
        names: The columns that name each person who has a row on both occasions.
        before, after: Their scores on both; NaN where there is none.
    """

    shows: ClassVar[str] = "responsiveness"

    outcome: str
    first: Any
    last: Any
    sem: float | None
    groups: tuple[GroupChange, ...]
    names: Mapping[str, Sequence[Any]]
    before: Array
    after: Array
    notes: tuple[str, ...]

    @property
    def change(self) -> Array:
        """The change of each person, -100 to 100: the last score less the first."""
        found: Array = self.after - self.before
        return found

    @property
    def rci(self) -> Array:
        """The reliable change index of each person, ``(x2 - x1) / (√2 · SEM)``; NaN without a SEM."""
        return reliable_change(self.change, self.sem)

    @property
    def sources(self) -> tuple[str, ...]:
        """The keys of the sources of the formulas that ran."""
        return () if self.sem is None else ("jacobson1991",)

    def rows(self) -> Sequence[Mapping[str, Any]]:
        """Return a row for each group, and for everybody."""
        return [
            {
                "group": str(one.group),
                "n": one.mean.n,
                "mean change": one.mean.value,
                "low": one.mean.low,
                "high": one.mean.high,
                "sd": one.sd,
                "improved": one.improved,
                "worse": one.worse,
            }
            for one in self.groups
        ]

    def people(self) -> pa.Table:
        """Return a row for each person with a row on both occasions: before, after, change and rci; null where none."""
        values = {"before": self.before, "after": self.after, "change": self.change, "rci": self.rci}
        return pa.table({**self.names, **{name: pa.array(array, from_pandas=True) for name, array in values.items()}})

    @property
    def account(self) -> str:
        """What ran, for a methods section."""
        whole = self.groups[-1]
        told = (
            f"The change in {self.outcome} from {self.first} to {self.last} is that of the {whole.mean.n} people with "
            "a score on both occasions, with 95 % intervals of Student's t."
        )
        if self.sem is None:
            return told
        return (
            f"{told} The reliable change index rests on a SEM of {self.sem:.3f}: beyond ±1.96, {whole.improved} "
            f"improved and {whole.worse} became worse."
        )


def change(
    study: Study,
    first: object,
    last: object,
    sem: float | Estimate | None = None,
    *,
    outcome: str = "score",
    group: str | None = None,
    rescored: bool = False,
) -> Changes:
    """Return the change of a score between two occasions, of each group and of each person.

    Args:
        study: The study, with people and occasions.
        first: The earlier occasion.
        last: The later one.
        sem: The standard error of measurement, such as that of `retest`: for the reliable change index of Jacobson &
            Truax (1991), ``(x2 - x1) / (√2 · SEM)``.
        outcome: ``score`` or ``<domain>.score``.
        group: The column of the groups, as it is on the first occasion.
        rescored: Whether rows that say that they were answered under different definitions may be compared. All are
            scored under the audit of the study.

    Raises:
        ArgumentError: If the study has no people or not these occasions, the outcome is no score, a person has two rows
            on an occasion, the SEM is not above 0, or the definitions differ and `rescored` is not set.
    """
    error = _sem(sem)
    if outcome.rpartition(".")[2] != "score":
        raise wrong_argument("outcome", "a score, such as 'score' or 'boundaries.score'", outcome)
    if not study.person:
        raise wrong_argument("study", "a study that says who is who", study.table.column_names, "read it with person=")
    if first == last:
        raise wrong_argument("last", "another occasion than the first", last)
    start, end = study.at(first), study.at(last)
    notes = [*_definitions(study, start, end, rescored=rescored)]
    then, now = _places(start, first), _places(end, last)
    both = [key for key in then if key in now]
    at = np.array([then[key] for key in both], np.int64)
    before, after = start.outcome(outcome)[at], end.outcome(outcome)[[now[key] for key in both]]
    kinds = {} if group is None else {value: rows[at] for value, rows in groups(start, group).items()}
    found = [_of_group(value, (after - before)[rows], error) for value, rows in kinds.items()]
    found.append(_of_group(EVERYBODY, after - before, error))
    if alone := len(then.keys() ^ now.keys()):
        notes.append(f"{alone} people have a row on one of the occasions alone, and no change.")
    if group is not None and (grouped := sum(int(rows.sum()) for rows in kinds.values())) < len(both):
        notes.append(f"{len(both) - grouped} people have no {group}; they are among {EVERYBODY} alone.")
    names = dict(zip(study.person, zip(*both, strict=True), strict=True)) if both else dict.fromkeys(study.person, ())
    return Changes(outcome, first, last, error, tuple(found), names, before, after, tuple(notes))


def reliable_change(changes: Array, sem: float | None) -> Array:
    """Return ``changes / (√2 · SEM)`` (Jacobson & Truax 1991); NaN without a SEM."""
    found: Array = changes / (np.sqrt(2) * (np.nan if sem is None else sem))
    return found


def _sem(sem: float | Estimate | None) -> float | None:
    value = sem.value if isinstance(sem, Estimate) else sem
    if sem is None:
        return None
    if value is None or not 0 < value < np.inf:
        raise wrong_argument("sem", "a standard error of measurement above 0", value)
    return float(value)


def _definitions(study: Study, start: Study, end: Study, *, rescored: bool) -> Iterator[str]:
    """Refuse rows that tell of several definitions, in a column named so, unless they are knowingly rescored."""
    for name in study.table.column_names:
        if not name.lower().endswith(("definition", "digest")):
            continue
        told = {str(value) for rows in (start, end) for value in rows.column(name) if value}
        if len(told) > 1 and not rescored:
            message = f"expected one definition in {name!r}, got {len(told)}: {', '.join(sorted(told))}"
            hint = "a change may be that of the questions; to score all rows under the study's audit: rescored=True"
            raise ArgumentError("study", message, hint)
        if len(told) > 1:
            yield f"Rows were answered under {len(told)} definitions, and all scored under {study.audit.digest[:12]}."


def _places(rows: Study, occasion: object) -> Mapping[tuple[Any, ...], int]:
    """Return the row of each person on an occasion."""
    keys = list(zip(*(rows.column(name) for name in rows.person), strict=True))
    places = {key: place for place, key in enumerate(keys)}
    if len(places) < len(keys):
        twice = next(key for place, key in enumerate(keys) if places[key] != place)
        raise wrong_argument("study", f"one row for each person at {occasion}", twice)
    return places


def _of_group(group: object, changes: Array, sem: float | None) -> GroupChange:
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
    half = float(stats.t.isf((1 - LEVEL) / 2, n - 1)) * sd / np.sqrt(n)
    return GroupChange(group, Estimate(mean, n, mean - half, mean + half), sd, *counts)
