"""An attack on a finished table, with all that a reader of it has: what is shown, and that people are whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from ethics_audit.frames.cells import Array
from ethics_audit.research.lattice import Lattice
from ethics_audit.research.ranges import Program, extremes
from ethics_audit.research.result import Result
from ethics_audit.research.table import SafeTable

NEARLY = 1e-6


@frozen
class Attacked(Result):
    """What an attacker can work out of a table.

    Attributes:
        table: The table.
        ranges: The least and the most of each hidden number from the shown numbers, by its place among all.
        joint: The same from the shown numbers and means together, if the table shows means.
        means: The least and the most of each hidden mean.
    """

    table: SafeTable
    ranges: Mapping[int, tuple[int, int]]
    joint: Mapping[int, tuple[int, int]]
    means: Mapping[int, tuple[float, float]]
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether each hidden number has a range as wide as the threshold, and nothing is determined."""
        wide = all(high - low >= self.table.threshold for low, high in self.ranges.values())
        open_means = all(high - low > NEARLY * (1 + abs(high)) for low, high in self.means.values())
        return wide and open_means and all(low < high for low, high in self.joint.values())

    @property
    def account(self) -> str:
        """The methods sentence."""
        narrow = min((high - low for low, high in self.ranges.values()), default=0)
        return (
            f"Linear programs for the least and the most of each of the {len(self.ranges)} hidden numbers left ranges "
            f"of at least {narrow}."
        )

    def rows(self) -> Sequence[Mapping[str, Any]]:
        """Return one row for each hidden number: its categories, its least and its most, and those of its mean."""
        return [self._row(place) for place in self.ranges]

    def _row(self, place: int) -> dict[str, Any]:
        row = {**self.table.where(place), "low": self.ranges[place][0], "high": self.ranges[place][1]}
        if self.table.values:
            row |= {"low_with_means": self.joint[place][0], "high_with_means": self.joint[place][1]}
            row |= {"mean_low": self.means[place][0], "mean_high": self.means[place][1]}
        return row


def attack(table: SafeTable) -> Attacked:
    """Work out the least and the most of every hidden number of a table, from what it shows.

    Two linear programs for each: all shown numbers and sums are given, hidden ones are whole and at least 0, and the
    sum of the values in a cell, its mean times its number, lies between the ends of their scale. The ranges of hidden
    means are linear-fractional programs (Charnes & Cooper 1962), for cells of at least one person.

    Args:
        table: A table, such as `safe_table` gives.

    Source: Fischetti, M., & Salazar, J. J. (2001). Solving the cell suppression problem on tabular data with linear
    constraints. Management Science, 47, 1008-1027.

    Example:
        >>> import pyarrow
        >>> from ethics_audit import research
        >>> people = pyarrow.table({"site": ["a"] * 30 + ["b"] * 30, "flag": (["no"] * 3 + ["yes"] * 27) * 2})
        >>> research.attack(research.safe_table(people, "site", "flag", threshold=5)).holds
        True
    """
    lattice = Lattice(tuple(len(labels) - 1 for labels in table.labels))
    counts = np.array([np.nan if count is None else count for count in table.counts], float)
    places = np.flatnonzero(np.isnan(counts))
    if not len(places):
        return Attacked(table, {}, {}, {})
    alone = _ends(known(lattice, counts, None), places)
    sums = _sums(table, counts)
    if sums is None:
        return Attacked(table, alone, {}, {})
    both = known(lattice, counts, sums)
    return Attacked(
        table, alone, _ends(both, places), {int(place): _mean(both, at, table) for at, place in enumerate(places)}
    )


def _ends(program: Program, places: Array) -> dict[int, tuple[int, int]]:
    """Return the least and the most of each hidden number."""
    width = len(places)
    targets, signs = np.repeat(np.arange(width), 2), np.tile([1.0, -1.0], width)
    points = extremes(program, targets, signs).points[:, :width]
    ends = [
        _whole(program, point, int(target), float(sign), width)
        for point, target, sign in zip(points, targets, signs, strict=True)
    ]
    return {int(place): (ends[2 * at], ends[2 * at + 1]) for at, place in enumerate(places)}


def _sums(table: SafeTable, counts: Array) -> Array | None:
    """Return the sum of the values of each shown number as a part of its greatest: from 0 to the number."""
    if not table.values:
        return None
    low, high = table.scale
    means = np.array([np.nan if mean is None else mean for mean in table.means], float)
    return np.where(counts == 0, 0, counts * (means - low) / (high - low))


def known(lattice: Lattice, counts: Array, sums: Array | None) -> Program:
    """Return what the shown numbers and sums tell of the hidden ones; NaN is hidden."""
    hidden = np.isnan(counts)
    rows = lattice.equations[:, hidden]
    used = np.flatnonzero(np.diff(rows.indptr))
    shown = lattice.equations[used][:, ~hidden]
    equal, width = rows[used], int(hidden.sum())
    if sums is None:
        return Program(equal, -(shown @ counts[~hidden]), np.zeros(width), np.full(width, np.inf))
    given = np.concatenate([-(shown @ counts[~hidden]), -(shown @ sums[~hidden])])
    one = sparse.identity(width, format="csr")
    below = sparse.hstack([-one, one], format="csr")
    both = sparse.block_diag([equal, equal], format="csr")
    return Program(both, given, np.zeros(2 * width), np.full(2 * width, np.inf), below)


def _whole(program: Program, point: Array, target: int, sign: float, width: int) -> int:
    """Return the extreme among whole numbers, from the point that is extreme among all.

    Raises:
        ArithmeticError: If the solver finds none.
    """
    if np.abs(point - point.round()).max() < NEARLY:
        return round(float(point[target]))
    cost = np.zeros(program.equal.shape[1])
    cost[target] = sign
    constraints = [LinearConstraint(program.equal, program.given - NEARLY, program.given + NEARLY)]
    if program.below is not None:
        constraints.append(LinearConstraint(program.below, -np.inf, 0))
    whole = (np.arange(len(cost)) < width).astype(int)
    for presolve in (True, False):  # presolving fails on some programs whose sums come from rounded means
        options = {"presolve": presolve}
        ends = Bounds(program.low, program.high)
        found = milp(cost, constraints=constraints, bounds=ends, integrality=whole, options=options)
        if found.x is not None:
            return round(float(found.x[target]))
    raise ArithmeticError(found.message)


def _mean(program: Program, at: int, table: SafeTable) -> tuple[float, float]:
    """Return the least and the most of one hidden mean: numbers and sums are scaled so that its number is 1."""
    rows, width = program.equal.shape
    equal = sparse.vstack(
        [
            sparse.hstack([program.equal, sparse.csr_matrix(-program.given[:, None])]),
            sparse.csr_matrix(([1.0], ([0], [at])), shape=(1, width + 1)),
        ],
        format="csr",
    )
    given = np.append(np.zeros(rows), 1)
    below = sparse.hstack([program.below, sparse.csr_matrix((width // 2, 1))], format="csr")
    scaled = Program(equal, given, np.append(program.low, 0), np.append(program.high, 1), below)
    place = width // 2 + at
    found = extremes(scaled, np.array([place, place]), np.array([1.0, -1.0])).points[:, place]
    low, high = table.scale
    return float(low + (high - low) * found[0]), float(low + (high - low) * found[1])
