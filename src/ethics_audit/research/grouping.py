"""The groups of a study, by the values of one of its columns, and the clusters that rows belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.errors import ArgumentError
from ethics_audit.frames.cells import Array
from ethics_audit.frames.study import Study
from ethics_audit.research.reweighted import Reweighted

Scored = Study | Reweighted
MOST_GROUPS = 50
"""A column with more values than these is no grouping."""


def groups(study: Scored, column: str) -> Mapping[Any, Array]:
    """Return the rows of each group as booleans, by the values of a column in ascending order.

    A row without a value (none, NaN or an empty text) is in no group.

    Raises:
        ArgumentError: If there is no such column, or it has more than fifty values.
    """
    given = study.column(column, "group")
    known = {value for value in given if not _is_absent(value)}
    if len(known) > MOST_GROUPS:
        raise wrong_argument("group", f"a column with at most {MOST_GROUPS} groups", f"{column}: {len(known)} values")
    ordered = sorted(known, key=lambda value: (type(value).__name__, value))
    return {value: np.array([other == value for other in given], bool) for value in ordered}


def two_or_more(study: Scored, column: str) -> Mapping[Any, Array]:
    """Return the groups of a column that has at least two.

    Raises:
        ArgumentError: If there is no such column, or it has fewer than two groups or more than fifty.
    """
    found = groups(study, column)
    if len(found) < 2:  # noqa: PLR2004 - a pair
        raise wrong_argument("group", "a column with two groups or more", column, f"its groups: {[*found]}")
    return found


def clusters(study: Scored, columns: str | Sequence[str] | None, kinds: Mapping[Any, Array]) -> Array | None:
    """Return the number of each row's cluster; None if each row of a group is a cluster of its own.

    Args:
        study: The study.
        columns: The columns that together name a cluster, or None.
        kinds: The groups.

    Raises:
        ArgumentError: If a person has several rows and no cluster is given; or a row has no cluster, a cluster is in
            several groups, or a person in several clusters.
    """
    used, people = np.any([*kinds.values()], axis=0), study.people()
    if columns is None:
        _refuse_repeated(people[used])
        return None
    names = [columns] if isinstance(columns, str) else list(columns)
    keys = list(zip(*(study.column(name, "cluster") for name in names), strict=True))
    seen: dict[tuple[Any, ...], int] = {}
    numbers = np.array([seen.setdefault(key, len(seen)) for key in keys], np.int64)
    for key, number in seen.items():
        if any(map(_is_absent, key)) and used[numbers == number].any():
            raise wrong_argument("cluster", "a cluster for each row", None, "leave the others out, by study.where()")
    known, numbered = [*seen], numbers[used]
    if len(split := _split(numbered, np.argmax([*kinds.values()], axis=0)[used])):
        hint = "groups within clusters need a mixed model: export the table for lme4"
        raise wrong_argument("cluster", "clusters that are in one group each", known[numbered[split[0]]], hint)
    if len(split := _split(people[used], numbered)):
        hint = "a person of it is in another as well"
        raise wrong_argument("cluster", "clusters that hold whole people", known[numbered[split[0]]], hint)
    return numbers if len(np.unique(numbered)) < len(numbered) else None


def _refuse_repeated(people: Array) -> None:
    if repeated := len(people) - len(np.unique(people)):
        message = f"is needed: {len(people)} rows are of {len(people) - repeated} people, so they are not independent"
        raise ArgumentError("cluster", message, "pass cluster=study.person, or one occasion: study.at(occasion)")


def _split(outer: Array, inner: Array) -> Array:
    """Return the places where an outer number comes with another inner number than at first."""
    _, first, places = np.unique(outer, return_index=True, return_inverse=True)
    return np.flatnonzero(inner != inner[first[places]])


def _is_absent(value: object) -> bool:
    return value is None or value == "" or value != value  # noqa: PLR0124 - only NaN is not itself
