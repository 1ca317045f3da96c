"""What is known of each item in each row, and the risks of the picked options: the numbers of statistics."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from functools import cached_property

import numpy as np
from attrs import frozen

from ethics_audit.frames.cells import Array
from ethics_audit.frames.columns import Coded, Fact, all_hold
from ethics_audit.frames.packing import Codes
from ethics_audit.model.items import Item

BLOCK = 8192
"""The rows whose options are looked up at a time, so that what lies between stays small."""


class State(IntEnum):
    """What is known of one item in one row."""

    ANSWERED = 0
    UNSURE = 1
    BLANK = 2
    NOT_APPLICABLE = 3
    OUTSIDE = 4

    @property
    def word(self) -> str:
        """The state in words: ``answered``, ``unsure``, ``blank``, ``n/a`` or ``outside`` (of the profile)."""
        return "n/a" if self is State.NOT_APPLICABLE else self.name.lower()


@frozen(eq=False)
class States:
    """Items as numbers.

    Attributes:
        items: The items.
        found: The codes of those that have a column.
        facts: The facts that have a column.
        profile: The facts that hold for every row.
        special: The codes that are no options.
        rows: How many rows there are.
    """

    items: Sequence[Item]
    found: Mapping[str, Coded]
    facts: Mapping[str, Fact]
    profile: frozenset[str]
    special: Codes
    rows: int

    @cached_property
    def codes(self) -> Array:
        """The code of each answer: the places of options in `Item.ranked`, and after them those of `special`."""
        missing = np.full(self.rows, self.special.missing, np.uint8)
        columns = [self.found[item.id].codes if item.id in self.found else missing for item in self.items]
        return np.stack(columns, axis=1) if columns else np.empty((self.rows, 0), np.uint8)

    @cached_property
    def states(self) -> Array:
        """The `State` of each item in each row, as bytes: rows × items."""
        states = np.full(self.codes.shape, State.BLANK, np.uint8)
        states[self.codes < self.special.unsure] = State.ANSWERED
        states[self.codes == self.special.unsure] = State.UNSURE
        states[self.codes == self.special.not_applicable] = State.NOT_APPLICABLE
        for place, item in enumerate(self.items):
            if item.requires:
                states[~self._may_apply(item), place] = State.OUTSIDE
        return states

    def _may_apply(self, item: Item) -> Array:
        """Return in which rows an item applies, or may."""
        needed = item.requires - self.profile
        if not needed <= self.facts.keys():
            return np.zeros(self.rows, bool)
        return all_hold(self.facts, needed, slice(None)).may if needed else np.ones(self.rows, bool)

    @cached_property
    def risks(self) -> Array:
        """The risk of each picked option, 0 to 100: rows × items, NaN where there is no answer."""
        return self._of_options(lambda item: [option.risk for option in item.ranked], np.float64(np.nan))

    @cached_property
    def picked(self) -> Array:
        """The place of each picked option in its scale as presented, from 0: rows × items, -1 where there is none."""
        return self._of_options(lambda item: list(map(item.options.index, item.ranked)), np.int16(-1))

    def _of_options(self, told: Callable[[Item], list[int]], none: np.float64 | np.int16) -> Array:
        """Return what is told of each picked option: rows × items, and `none` where there is no answer."""
        longest = self.special.unsure
        tables = np.full((longest + 1, len(self.items)), none)
        for place, item in enumerate(self.items):
            tables[: len(item.ranked), place] = told(item)
        found = np.empty(self.codes.shape, tables.dtype)
        for begin in range(0, self.rows, BLOCK):
            rows = slice(begin, begin + BLOCK)
            picked = np.where(self.states[rows] == State.ANSWERED, self.codes[rows], longest)
            found[rows] = np.take_along_axis(tables, picked, axis=0)
        return found
