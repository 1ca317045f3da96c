"""Which numbers of a table to hide, so that the others do not give the hidden ones back.

The fewest are found by a mixed-integer program whose conditions are added as they are broken: an attack that succeeds
is a linear program, and its prices say which other numbers would have stopped it (Fischetti & Salazar-González 2001).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from attrs import field, frozen
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from ethics_audit.frames.cells import Array
from ethics_audit.research.lattice import Lattice
from ethics_audit.research.ranges import Program, extremes

EXACT = 200
"""The most numbers of a table of two directions for which the fewest are found."""
ROUNDS = 40
HASTY_ROUNDS = 6
"""After so many rounds in other tables, what is hidden stays so: more is hidden then than needed, never less."""
FAILURES = 5
"""After so many finished tables that an attack gets through, the same."""
GAP = 0.05
"""How far from the fewest each mixed-integer program may stop in other tables."""
SECONDS = 10
"""When each program stops with the best so far."""
NEARLY = 1e-6
INFEASIBLE = 2
"""What scipy answers where no choice meets the conditions."""


def suppressed(
    lattice: Lattice, counts: Array, sensitive: Array, threshold: int, holds: Callable[[Array], bool]
) -> Array | None:
    """Return which numbers to hide: the sensitive ones and the fewest others, of fewest people.

    Each sensitive number has then a possible table in which it is 0, and one in which it is at least the threshold. The
    margins of single directions are hidden only where the table cannot be protected otherwise, the total never.

    Args:
        lattice: The places of the numbers.
        counts: The numbers with their margins.
        sensitive: Those that must be hidden.
        threshold: What is not small.
        holds: Whether an attack on the table with these numbers hidden fails.

    Returns:
        None if nothing protects the table.
    """
    if not sensitive.any():
        return sensitive
    directions = len(lattice.shape)
    for allowed, most in (
        (lattice.sums < directions - 1, lattice.ceilings(counts)),
        (lattice.sums < directions, np.full(len(counts), counts[-1], float)),
    ):
        if not (sensitive & ~allowed).any():
            search = _Search(lattice, counts.astype(float), sensitive, allowed, most - counts, threshold)
            if (found := search.run(holds)) is not None:
                return found
    return None


@frozen(eq=False)
class _Search:
    """A search for the numbers to hide.

    Attributes:
        allowed: The numbers that may be hidden.
        above: How much more each number can be.
        cuts: The conditions so far: each row times what is hidden is at least its bound.
    """

    lattice: Lattice
    counts: Array
    sensitive: Array
    allowed: Array
    above: Array
    threshold: int
    cuts: list[sparse.csr_matrix] = field(factory=list)
    bounds: list[float] = field(factory=list)

    @property
    def is_exact(self) -> bool:
        """Whether the fewest are found."""
        return len(self.lattice.shape) == 2 and len(self.counts) <= EXACT  # noqa: PLR2004 - rows and columns

    def run(self, holds: Callable[[Array], bool]) -> Array | None:
        """Return the fewest that protect the sensitive numbers and stand an attack.

        After many rounds what is hidden stays so, and the search ends.
        """
        self._add(np.array(list(self._lines())))
        kept, rounds, failed = self.sensitive, ROUNDS if self.is_exact else HASTY_ROUNDS, 0
        while (hidden := self._fewest(kept)) is not None:
            if len(broken := self._broken(hidden)):
                self._add(broken)
            elif holds(hidden):
                break
            else:
                self._add((self.allowed & ~hidden)[None, :].astype(float), 1)
                failed += 1
            rounds -= 1
            kept = hidden if rounds < 0 or failed > FAILURES else kept
        return hidden

    def _add(self, rows: Array, bound: float = 0) -> None:
        self.cuts.append(sparse.csr_matrix(rows))
        self.bounds.extend([bound] * len(rows))

    def _needs(self, places: Any, signs: Any) -> Array:
        """Return how far numbers must be able to fall to 0 (sign 1) or to rise to the threshold (sign -1)."""
        return np.asarray(np.where(signs > 0, self.counts[places], np.maximum(self.threshold - self.counts[places], 0)))

    def _lines(self) -> Iterator[Array]:
        """Yield for each number that may be hidden what must be hidden beside it in each of its lines."""
        equations = self.lattice.equations
        for line in range(equations.shape[0]):
            begin, end = equations.indptr[line : line + 2]
            places, signs = equations.indices[begin:end], equations.data[begin:end]
            for place, sign in zip(places, signs, strict=True):
                for falls in (1, -1):
                    need = self._needs(place, falls) if self.sensitive[place] else NEARLY
                    if self.allowed[place] and need > 0:
                        rises = (signs == sign) == (falls > 0)
                        room = np.where(rises, self.above[places], self.counts[places])
                        row = np.zeros(len(self.counts))
                        row[places] = np.minimum(1, room / need)
                        row[place] = -1
                        yield row

    def _fewest(self, kept: Array) -> Array | None:
        """Return the fewest numbers, and of these the ones of fewest people, that meet the conditions so far."""
        cost = self.counts + 1 + self.counts[self.allowed].sum()
        found = milp(
            cost,
            constraints=LinearConstraint(sparse.vstack(self.cuts), np.array(self.bounds) - NEARLY),
            bounds=Bounds(kept.astype(float), self.allowed.astype(float)),
            integrality=np.ones(len(cost)),
            options={"mip_rel_gap": 0 if self.is_exact else GAP, "time_limit": SECONDS},
        )
        if found.x is None:
            return None if found.status == INFEASIBLE else self.allowed
        return np.asarray(found.x > 1 / 2)

    def _broken(self, hidden: Array) -> Array:
        """Return the conditions that would have stopped the attacks that succeed."""
        places = np.flatnonzero(hidden)
        rows = self.lattice.equations[:, places]
        used = np.flatnonzero(np.diff(rows.indptr))
        equal = rows[used]
        program = Program(equal, equal @ self.counts[places], np.zeros(len(places)), np.full(len(places), np.inf))
        targets = np.repeat(np.flatnonzero(self.sensitive[places]), 2)
        signs = np.tile([1.0, -1.0], len(targets) // 2)
        need = self._needs(places[targets], signs)
        targets, signs, need = targets[need > 0], signs[need > 0], need[need > 0]
        solved = extremes(program, targets, signs)
        reached = solved.points[np.arange(len(targets)), targets]
        failed = np.where(signs > 0, reached > NEARLY, reached < self.threshold - NEARLY)
        own = places[targets[failed]]
        cost = -(solved.prices[failed] @ self.lattice.equations[used])
        each = np.arange(len(own))
        cost[each, own] += signs[failed]
        cost[np.abs(cost) < NEARLY] = 0
        room = np.maximum(cost, 0) * self.counts + np.maximum(-cost, 0) * self.above
        cuts: Array = np.minimum(1, room / need[failed][:, None])
        cuts[each, own] = -1
        return cuts
