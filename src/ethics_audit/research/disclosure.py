"""Make tables that may leave the house."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from attrs import evolve

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.errors import ArgumentError
from ethics_audit.frames.cells import Array
from ethics_audit.frames.study import Study
from ethics_audit.research.attacker import NEARLY, attack, known
from ethics_audit.research.lattice import Lattice
from ethics_audit.research.ranges import extremes
from ethics_audit.research.suppression import suppressed
from ethics_audit.research.table import ALL, SafeTable
from ethics_audit.research.tabular import named, table_of
from ethics_audit.research.tabulation import LEAST_THRESHOLD, Counted, groups_of, without_gaps

DIRECTIONS = (2, 3)


def safe_table(
    frame: Any,
    rows: str | Iterable[str],
    columns: str | Iterable[str],
    threshold: int = 10,
    values: str | None = None,
) -> SafeTable:
    """Count people by two or three columns, and hide small numbers and what would give them back.

    A number of 1 to ``threshold - 1`` people is hidden, margins included. So are the fewest others, until each of the
    small ones has a possible table where it is 0 and one where it is at least the threshold, and each of the others a
    range as wide as the threshold: a mixed-integer program finds them (for three columns, or more than 200 numbers,
    within 5 %).
    `attack` is then tried on the finished table, also as somebody who knows which numbers were small; where it
    succeeds, more is hidden. Groups smaller than the threshold are first merged: with a neighbor if they have an
    order, otherwise with the smallest other group.

    Zeros are shown, since most of them are no secret; where all people of a group are in one cell, a note says so.
    Rows with a gap in one of the columns are left out, and a note says so.

    Args:
        frame: A table of any kind with one row a person, or a study of one occasion, with its results.
        rows: The column, or two, whose values are the rows.
        columns: The column, or two, whose values are the columns; three columns in all at most.
        threshold: The fewest people that may be shown, at least 3.
        values: A column of numbers, such as ``score``, whose means are shown under the same mask; rows without a value
            are left out too. A cell in which all values are the same is hidden.

    Raises:
        ArgumentError: If a column is wrong, a person has several rows, there are too few people, or nothing protects
            the table.

    Source: Fischetti, M., & Salazar, J. J. (2001). Solving the cell suppression problem on tabular data with linear
    constraints. Management Science, 47, 1008-1027.

    Example:
        >>> from ethics_audit import research
        >>> study = research.synthetic(ea.load_audit("self_care"), people=300, occasions=1, seed=1)
        >>> research.safe_table(study, "site", "group").n
        300
    """
    table = table_of(frame)
    down, across = named("rows", rows, table), named("columns", columns, table)
    if len({*down, *across}) not in DIRECTIONS or len({*down, *across}) < len(down) + len(across) or not across:
        raise wrong_argument("rows, columns", "two or three different columns in all", [*down, *across])
    if not isinstance(threshold, int) or threshold < LEAST_THRESHOLD:
        raise wrong_argument("threshold", f"a whole number of at least {LEAST_THRESHOLD}", threshold)
    if isinstance(frame, Study) and len(np.unique(frame.people())) < len(frame):
        raise wrong_argument("frame", "one row a person", "several", "take one occasion: study.at(…)")
    table, left_out = without_gaps(table, (*down, *across), values, threshold)
    if len(table) < threshold:
        raise wrong_argument("frame", f"at least {threshold} people", len(table))
    groups = [groups_of(table, name, threshold) for name in (*down, *across)]
    made = Counted.of(table, groups, values)
    shell = SafeTable(
        down,
        across,
        tuple((*direction.labels, ALL) for direction in groups),
        threshold,
        (),
        values or "",
        scale=made.scale,
        notes=(*left_out, *(note for direction in groups for note in direction.notes)),
    )
    return _finished(shell, made)


def _finished(shell: SafeTable, made: Counted) -> SafeTable:
    """Return the table with what must be hidden gone, after an attack on it has failed."""
    small = (made.counts > 0) & (made.counts < shell.threshold)

    def masked(hidden: Array) -> SafeTable:
        counts = [None if gone else int(count) for gone, count in zip(hidden, made.counts, strict=True)]
        if made.means is None:
            return evolve(shell, counts=tuple(counts))
        means = [
            None if gone or not np.isfinite(mean) else float(mean)
            for gone, mean in zip(hidden, made.means, strict=True)
        ]
        return evolve(shell, counts=tuple(counts), means=tuple(means))

    def holds(hidden: Array) -> bool:
        if not _told_apart(made, hidden, small, shell.threshold):
            return False
        try:
            reached = attack(masked(hidden))
        except ArithmeticError:
            return False
        wide = all(
            low == 0 and high >= shell.threshold for place, (low, high) in reached.ranges.items() if small[place]
        )
        return wide and reached.holds

    hidden = suppressed(made.lattice, made.counts, small | made.same, shell.threshold, holds)
    if hidden is None:
        hint = "fewer groups, another column, or no means"
        raise ArgumentError("rows, columns", "nothing that is hidden would protect small numbers of this table", hint)
    table = masked(hidden)
    return evolve(table, notes=(*table.notes, *_notes(table, made.lattice)))


def _told_apart(made: Counted, hidden: Array, small: Array, threshold: int) -> bool:
    """Return whether each hidden number still has two values for somebody who knows which were small."""
    program = known(made.lattice, np.where(hidden, np.nan, made.counts), None)
    low, high = np.where(small[hidden], 1.0, 0.0), np.where(small[hidden], threshold - 1.0, np.inf)
    targets = np.arange(len(low))
    ends = [extremes(program._replace(low=low, high=high), targets, np.full(len(low), sign)) for sign in (1.0, -1.0)]
    least, most = (end.points[targets, targets] for end in ends)
    return bool((most - least > 1 - NEARLY).all())


def _notes(table: SafeTable, lattice: Lattice) -> Iterator[str]:
    """Yield where everybody of a group is in one cell."""
    if table.hidden:
        yield f"{table.hidden} numbers are hidden: small ones, and others that would give them back."
    equations = lattice.equations
    for line in range(equations.shape[0]):
        *cells, margin = sorted(equations.indices[equations.indptr[line] : equations.indptr[line + 1]])
        for place in cells:
            if table.counts[margin] and table.counts[place] == table.counts[margin]:
                group = " and ".join(f"{n} {v}" for n, v in table.where(margin).items() if v != ALL)
                cell = " and ".join(f"{n} {v}" for n, v in table.where(place).items() if v != ALL)
                yield f"Everybody of {group} is in {cell}: the table tells it of each of them."
