"""What an attacker can work out: the least and the most of each hidden number, by linear programs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from ethics_audit.frames.cells import Array

AT_ONCE = 4000
"""The unknown numbers of programs that are solved as one; more take longer than the same programs one after another."""


class Program(NamedTuple):
    """What is known of some unknown numbers x: ``equal @ x == given``, ``below @ x <= 0`` and x is within its ends.

    Attributes:
        equal, given: The equations.
        low, high: The ends of each number; infinite where there are none.
        below: Inequalities; None if there are none.
    """

    equal: sparse.csr_matrix
    given: Array
    low: Array
    high: Array
    below: sparse.csr_matrix | None = None


class Solved(NamedTuple):
    """The solutions of several programs.

    Attributes:
        points: Where each extreme is reached: programs × numbers.
        prices: What one more on the right side of each equation adds: programs × equations.
    """

    points: Array
    prices: Array


def extremes(program: Program, targets: Array, signs: Array) -> Solved:
    """Return where some numbers are least (sign 1) or most (sign -1), one program each.

    Many programs are solved as one, block by block, since most of the time of a small one is spent around it.
    """
    many = max(1, AT_ONCE // program.equal.shape[1])
    parts = [
        _solved(program, targets[begin : begin + many], signs[begin : begin + many])
        for begin in range(0, len(targets), many)
    ]
    return Solved(np.concatenate([part.points for part in parts]), np.concatenate([part.prices for part in parts]))


def _solved(program: Program, targets: Array, signs: Array) -> Solved:
    count, width = len(targets), program.equal.shape[1]
    many = sparse.identity(count, format="csr")
    cost = np.zeros((count, width))
    cost[np.arange(count), targets] = signs
    found = linprog(
        cost.ravel(),
        A_eq=sparse.kron(many, program.equal, format="csr"),
        b_eq=np.tile(program.given, count),
        A_ub=None if program.below is None else sparse.kron(many, program.below, format="csr"),
        b_ub=None if program.below is None else np.zeros(count * program.below.shape[0]),
        bounds=np.stack([np.tile(program.low, count), np.tile(program.high, count)], axis=1),
        method="highs",
    )
    if found.x is None:
        raise ArithmeticError(found.message)
    return Solved(found.x.reshape(count, width), found.eqlin.marginals.reshape(count, -1))
