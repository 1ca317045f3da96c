"""What is known and what is missing, by item, domain and occasion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from attrs import evolve, frozen

from ethics_audit.frames.cells import Array
from ethics_audit.frames.states import State
from ethics_audit.frames.study import Study
from ethics_audit.research.result import Result


class Counted(NamedTuple):
    """The states of some cells.

    Attributes:
        by: ``item``, ``domain``, ``occasion`` or ``all``.
        name: Of the item, the domain or the occasion; empty for all.
        rows: The rows.
        cells: Rows × items; the five states sum to it.
        states: The number of cells of each `State`, in its order.
    """

    by: str
    name: str
    rows: int
    cells: int
    states: tuple[int, ...]

    @property
    def missing(self) -> float | None:
        """The share without an answer (unsure or blank) of the cells that asked for one; None if none did."""
        open = self.states[State.UNSURE] + self.states[State.BLANK]
        asked = open + self.states[State.ANSWERED]
        return open / asked if asked else None


@frozen
class Missingness(Result):
    """What is known and what is missing.

    Attributes:
        counts: One for each item, domain and occasion, and for all.
    """

    counts: tuple[Counted, ...]
    notes: tuple[str, ...] = ()

    @property
    def account(self) -> str:
        """How much is missing."""
        whole = self.counts[-1]
        if whole.missing is None:
            return "No answer was asked for."
        unsure, blank = whole.states[State.UNSURE], whole.states[State.BLANK]
        return (
            f"Of the answers that were asked for, {100 * whole.missing:.1f} % are missing ({unsure:,} unsure, "
            f"{blank:,} blank); items outside of the profile and items that do not apply are not among them."
        )

    @property
    def summary(self) -> Missingness:
        """The same without the items."""
        return evolve(self, counts=tuple(one for one in self.counts if one.by != "item"))

    def rows(self) -> Sequence[dict[str, Any]]:
        """Return a row for each item, domain and occasion, and for all."""
        return [
            {
                "by": one.by,
                "name": one.name,
                "rows": one.rows,
                "cells": one.cells,
                **{state.word: one.states[state] for state in State},
                "missing": one.missing,
            }
            for one in self.counts
        ]


def missingness(study: Study) -> Missingness:
    """Count the five states of each cell, by item, domain and occasion; they sum to rows × items.

    Returns:
        The counts, and the share of cells that are missing: (unsure + blank) / (answered + unsure + blank).
    """
    return Missingness(tuple(_counts(study)))


def _counts(study: Study) -> Iterator[Counted]:
    states = study.states
    for place, item in enumerate(study.items):
        yield _count("item", item.id, states[:, [place]])
    for id, places in study.domains.items():
        yield _count("domain", id, states[:, places])
    if study.occasion is not None:
        labels = list(map(str, study.column(study.occasion)))
        known = {label: place for place, label in enumerate(dict.fromkeys(labels))}
        numbers = np.array([known[label] for label in labels], np.int64)
        for label, number in known.items():
            yield _count("occasion", label, states[numbers == number])
    yield _count("all", "", states)


def _count(by: str, name: str, states: Array) -> Counted:
    counts = tuple(int(np.count_nonzero(states == state)) for state in State)
    return Counted(by, name, len(states), states.size, counts)
