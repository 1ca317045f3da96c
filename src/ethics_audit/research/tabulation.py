"""Count people by groups, of which small ones are merged, before anything is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from ethics_audit.base.causes import wrong_argument
from ethics_audit.frames.cells import Array
from ethics_audit.model.bands import BANDS
from ethics_audit.research.lattice import Lattice
from ethics_audit.research.table import ALL
from ethics_audit.research.tabular import coded, named

LEAST_THRESHOLD = 3
"""Below it, a hidden number could only be 1."""
MOST_GROUPS = 50
MOST_NUMBERS = 2_000
COUNT_INSTEAD = "count by it: name it in columns"
NOT_KNOWN = "not known"
"""Stands for a band that is not known, behind all that are."""
AUDIT_SCALE = (0.0, 100.0)
NEARLY = 1e-6


class Groups(NamedTuple):
    """The groups of one direction: their names, and the group of each row."""

    labels: tuple[str, ...]
    places: Array
    notes: tuple[str, ...]


class Counted(NamedTuple):
    """The table before anything is hidden.

    Attributes:
        same: Where all values are the same, so that the mean is that of each person.
        scale: The ends that everybody knows the values to lie between.
    """

    lattice: Lattice
    counts: Array
    means: Array | None
    same: Array
    scale: tuple[float, float]

    @classmethod
    def of(cls, table: pa.Table, groups: Sequence[Groups], values: str | None) -> Counted:
        """Count the rows of each combination of groups, and find the mean of their values."""
        lattice = Lattice(tuple(len(direction.labels) for direction in groups))
        if np.prod(lattice.whole) > MOST_NUMBERS:
            raise wrong_argument("rows, columns", f"at most {MOST_NUMBERS} numbers", int(np.prod(lattice.whole)))
        cells = np.ravel_multi_index([direction.places for direction in groups], lattice.shape)
        size = int(np.prod(lattice.shape))
        counts = lattice.filled(np.bincount(cells, minlength=size).reshape(lattice.shape))
        if values is None:
            return cls(lattice, counts, None, np.zeros(len(counts), bool), AUDIT_SCALE)
        given = _numbers(table, values)
        sums = lattice.filled(np.bincount(cells, given, size).reshape(lattice.shape))
        squares = lattice.filled(np.bincount(cells, (given - given.mean()) ** 2, size).reshape(lattice.shape))
        apart = lattice.filled(np.bincount(cells, given - given.mean(), size).reshape(lattice.shape))
        with np.errstate(invalid="ignore", divide="ignore"):
            means = sums / counts
            same = (counts > 0) & (squares - apart**2 / counts < NEARLY * np.ptp(given) ** 2)
        ends = (float(given.min()), float(given.max()))
        within = AUDIT_SCALE[0] <= ends[0] and ends[1] <= AUDIT_SCALE[1]
        return cls(lattice, counts, means, same, AUDIT_SCALE if within else ends)


def without_gaps(
    table: pa.Table, names: Sequence[str], values: str | None, threshold: int
) -> tuple[pa.Table, tuple[str, ...]]:
    """Return the rows without a gap, and what to say of the others, of which a small number is told to nobody."""
    there = np.ones(len(table), bool)
    for name in names:
        found, places = coded(table, name)
        there &= np.array([value is not None for value in found], bool)[places]
    if values is not None:
        (name,) = named("values", values, table)
        kind = table[name].type
        if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
            raise wrong_argument("values", "a column of numbers", f"{name} of {kind}", COUNT_INSTEAD)
        there &= np.isfinite(_numbers(table, name))
        if len(np.unique(_numbers(table, name)[there])) < LEAST_THRESHOLD:
            raise wrong_argument("values", "numbers of more than two kinds", name, COUNT_INSTEAD)
    gone = int((~there).sum())
    told = str(gone) if gone >= threshold else f"fewer than {threshold}"
    notes = (f"Rows with a gap are left out: {told}.",) if gone else ()
    return table.filter(pa.array(there)), notes


def _numbers(table: pa.Table, name: str) -> Array:
    return np.asarray(table[name].cast(pa.float64()).to_numpy(zero_copy_only=False))


def groups_of(table: pa.Table, name: str, threshold: int) -> Groups:
    """Return the groups of a column in order, small ones merged."""
    values, places = coded(table, name)
    if ALL in map(str, values):
        raise wrong_argument(name, f"no group with the name of the margin, {ALL!r}", ALL, "give it another name")
    if len(values) > MOST_GROUPS:
        raise wrong_argument(name, f"a column of at most {MOST_GROUPS} groups", f"{len(values)} values")
    in_order, keys = _order(values)
    order = sorted(range(len(values)), key=keys.__getitem__)
    counts = np.bincount(places, minlength=len(values))[order]
    merged = _merged(counts.tolist(), threshold, in_order=in_order)
    if len(merged) == 1:
        raise wrong_argument(name, f"at least two groups of at least {threshold} people", "one")
    names = [str(values[place]) for place in order]
    labels = tuple(" + ".join(names[place] for place in group) for group in merged)
    target = np.empty(len(values), int)
    for number, group in enumerate(merged):
        target[[order[place] for place in group]] = number
    notes = tuple(
        f"Groups of {name} under {threshold} people are merged: {label}."
        for label, group in zip(labels, merged, strict=True)
        if len(group) > 1
    )
    return Groups(labels, target[places], notes)


def _order(values: Sequence[Any]) -> tuple[bool, Sequence[Any]]:
    """Return whether values have an order, and what to sort them by."""
    bands = [*(band.value for band in BANDS), NOT_KNOWN]
    if set(values) <= set(bands):
        return NOT_KNOWN not in values, [bands.index(value) for value in values]
    if any(isinstance(value, str | bool) for value in values):
        return False, [str(value) for value in values]
    return True, values


def _merged(counts: list[int], threshold: int, *, in_order: bool) -> list[list[int]]:
    """Return groups of places so that each has at least the threshold, if there is more than one."""
    groups = [[place] for place in range(len(counts))]
    while len(groups) > 1:
        sizes = [sum(counts[place] for place in group) for group in groups]
        small = min(range(len(groups)), key=sizes.__getitem__)
        if sizes[small] >= threshold:
            break
        near = (small - 1, small + 1) if in_order else range(len(groups))
        others = [place for place in near if place != small and 0 <= place < len(groups)]
        other = min(others, key=sizes.__getitem__)
        first, second = sorted((small, other))
        groups[first] = sorted(groups[first] + groups.pop(second))
    return groups
