"""Change from one occasion to another: its mean in each group, and whose is more than the error of measurement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
from attrs import frozen

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.errors import ArgumentError
from ethics_audit.base.public import public
from ethics_audit.frames.cells import Array
from ethics_audit.frames.study import Study
from ethics_audit.research.group_change import GroupChange, apart, of_group, reliable_change
from ethics_audit.research.grouping import groups
from ethics_audit.research.result import Estimate, Result

EVERYBODY = "everybody"


@public("ethics_audit.research")
@frozen(eq=False)
class Changes(Result):
    """The change of a score from one occasion to another.

    Attributes:
        outcome: The score.
        first, last: The occasions.
        sem: The standard error of measurement that the index rests on, in points of the score; None if none was given.
        groups: The change of each group, and of everybody at the end.
        differences: For each two groups, the difference of their mean changes with its 95 % interval, of Welch's t.
        names: The columns that name each person who has a row on both occasions.
        before, after: Their scores on both; NaN where there is none.
    """

    shows: ClassVar[str] = "responsiveness"

    outcome: str
    first: Any
    last: Any
    sem: float | None
    groups: tuple[GroupChange, ...]
    differences: Mapping[str, Estimate]
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
        compared = ("welch1947",) if self.differences else ()
        return compared if self.sem is None else (*compared, "jacobson1991")

    def rows(self) -> Sequence[Mapping[str, Any]]:
        """Return a row for each group, for everybody, and for the difference of each two groups."""
        pairs = (GroupChange(pair, mean, None, None, None) for pair, mean in self.differences.items())
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
            for one in (*self.groups, *pairs)
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
        if self.differences:
            told += " Mean changes of groups were compared by Welch's interval, not corrected for several."
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
    changed = {value: (after - before)[rows] for value, rows in kinds.items()}
    found = [of_group(value, changes, error) for value, changes in changed.items()]
    differences = {f"{one} - {other}": apart(changed[one], changed[other]) for one, other in combinations(changed, 2)}
    found.append(of_group(EVERYBODY, after - before, error))
    if alone := len(then.keys() ^ now.keys()):
        notes.append(f"{alone} people have a row on one of the occasions alone, and no change.")
    if group is not None and (grouped := sum(int(rows.sum()) for rows in kinds.values())) < len(both):
        notes.append(f"{len(both) - grouped} people have no {group}; they are among {EVERYBODY} alone.")
    names = dict(zip(study.person, zip(*both, strict=True), strict=True)) if both else dict.fromkeys(study.person, ())
    return Changes(outcome, first, last, error, tuple(found), differences, names, before, after, tuple(notes))


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
