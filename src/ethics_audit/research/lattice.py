"""A table with all its margins as one list of numbers, and the equations that hold between them."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import frozen
from scipy import sparse

from ethics_audit.frames.cells import Array


@frozen
class Lattice:
    """The places of a table with its margins; in each direction, the last place is the sum of the others.

    Attributes:
        shape: The number of categories in each direction, without the sums.
    """

    shape: tuple[int, ...]

    @property
    def whole(self) -> tuple[int, ...]:
        """The number of places in each direction, with the sums."""
        return tuple(size + 1 for size in self.shape)

    def filled(self, inner: Array) -> Array:
        """Return a table's numbers with all margins, in C order."""
        whole = inner
        for axis in range(len(self.shape)):
            whole = np.concatenate([whole, whole.sum(axis=axis, keepdims=True)], axis=axis)
        return whole.ravel()

    @cached_property
    def places(self) -> Array:
        """The place of each number in each direction: numbers × directions."""
        return np.stack(np.unravel_index(np.arange(np.prod(self.whole)), self.whole), axis=1)

    @cached_property
    def sums(self) -> Array:
        """In how many directions each number is a sum: 0 for a cell, all for the total."""
        return np.asarray((self.places == np.array(self.shape)).sum(axis=1))

    @property
    def total(self) -> int:
        """The place of the total, which is the last."""
        return int(np.prod(self.whole)) - 1

    @cached_property
    def equations(self) -> sparse.csr_matrix:
        """The equations: each line of the table less its sum is 0. Lines × numbers."""
        numbers = np.arange(np.prod(self.whole)).reshape(self.whole)
        lines = [np.moveaxis(numbers, axis, -1).reshape(-1, size) for axis, size in enumerate(self.whole)]
        rows, begun = [], 0
        for line in lines:
            signs = np.ones(line.shape)
            signs[:, -1] = -1
            place = np.repeat(np.arange(begun, begun + len(line)), line.shape[1])
            rows.append((signs.ravel(), place, line.ravel()))
            begun += len(line)
        signs, places, columns = (np.concatenate(part) for part in zip(*rows, strict=True))
        return sparse.csr_matrix((signs, (places, columns)), shape=(begun, numbers.size))

    def ceilings(self, counts: Array) -> Array:
        """Return the most that each number can be, if the total and all sums in all directions but one are shown."""
        table, most = counts.reshape(self.whole), np.full(self.whole, counts[-1], float)
        for axis, size in enumerate(self.whole):
            margin = table[tuple(slice(None) if one == axis else -1 for one in range(len(self.whole)))]
            most = np.minimum(most, margin.reshape([size if one == axis else 1 for one in range(len(self.whole))]))
        return most.ravel()
