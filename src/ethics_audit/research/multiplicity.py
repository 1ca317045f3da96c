"""Corrections of p values for how many of them there are; a test without a p takes no part in its family."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ethics_audit.frames.cells import Array


def holm(p: Sequence[float | None]) -> list[float | None]:
    """Return p adjusted by ``max over j ≤ i of min(1, (m - j + 1) p_(j))``: the familywise error (Holm 1979)."""
    return _adjusted(p, lambda sorted_p, m: np.maximum.accumulate((m - np.arange(m)) * sorted_p))


def benjamini_hochberg(p: Sequence[float | None]) -> list[float | None]:
    """Return p adjusted by ``min over j ≥ i of min(1, m p_(j) / j)``: the false discovery rate (1995)."""
    return _adjusted(p, lambda sorted_p, m: np.minimum.accumulate((m * sorted_p / np.arange(1, m + 1))[::-1])[::-1])


def _adjusted(p: Sequence[float | None], steps: Callable[[Array, int], Array]) -> list[float | None]:
    """Return adjusted values in the order of p, from steps over the sorted ones."""
    places = [place for place, value in enumerate(p) if value is not None]
    given = np.array([p[place] for place in places], float)
    order = np.argsort(given, kind="stable")
    found: list[float | None] = [None] * len(p)
    for place, value in zip(order.tolist(), np.minimum(1, steps(given[order], len(given))).tolist(), strict=True):
        found[places[place]] = value
    return found
