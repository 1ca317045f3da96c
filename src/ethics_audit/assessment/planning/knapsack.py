"""The least effort for a gain, or the most gain for an effort: exact, over groups of choices.

A choice has an effort and a gain, both positive integers; a group may have a gain of its own to reach. Of the sets that
are best, the one with fewer choices is taken, then the one with the larger gain, then the one whose choices come first.

Two integers carry all of that. The *cost* of a set is ``effort × N + number of choices``, with N above any such number;
its *worth* is its gain followed by one bit a choice, the first one's being the highest. Both add up over disjoint sets,
so one comparison orders efforts and numbers of choices, and another gains and places.

Few sets are looked at, by a bound. Steps are taken greedily, the most gain for its effort first, until they are enough;
the rate of the last one gives every set a value, ``rate.effort × gain − rate.gain × effort``, which adds up too. A set
that is good enough is worth little less than the best there is, and so is its part in every group: all others are left
out, and few choices stay in doubt. It takes long only where very many choices have the same rate, or where a group with
a need has very many choices.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

Front = list[tuple[int, int]]
"""Sets as (cost, worth), by rising cost and gain."""


class Choice(NamedTuple):
    """Something that can be done once."""

    effort: int
    gain: int


class Group(NamedTuple):
    """Choices that must gain at least `need` together."""

    choices: tuple[Choice, ...]
    need: int = 0


def cheapest(groups: list[Group], need: int) -> list[int] | None:
    """Return the set with the least effort that gains at least `need`, and in each group what that group needs.

    Returns:
        The positions of its choices, counted from 0 through all groups; None if not even all choices are enough.
    """
    table = _Table(groups)
    if not all(table.fronts):
        return None
    gain, rate, steps = table.least_gain(), Choice(0, 1), table.steps()
    while gain < need:
        if (step := next(steps, None)) is None:
            return None
        gain, rate = gain + step.gain, step
    effort = table.least_effort(rate, need)
    while not (sets := table.sets(rate, need, effort)):
        effort += 1
    return table.places(sets[0])


def richest(groups: list[Group], budget: int) -> list[int]:
    """Return the set that gains the most with at most this effort, and of these the one with the least effort.

    Returns:
        The positions of its choices, as for `cheapest`; what the groups need does not count.
    """
    table = _Table([group._replace(need=0) for group in groups])
    effort = gain = 0
    rate = None
    for step in table.steps():
        if effort + step.effort <= budget:
            effort, gain = effort + step.effort, gain + step.gain
        else:
            rate = rate or step
    return table.places(table.sets(rate or Choice(1, 0), gain, budget)[-1])


class _Table:
    """The sets of each group that gain more than every cheaper one; without a need, each choice is a group of its own.

    Attributes:
        fronts: Those sets; none for a group whose need is out of reach.
    """

    def __init__(self, groups: list[Group]) -> None:
        self._count = sum(len(group.choices) for group in groups)
        self._radix = self._count + 1
        self.fronts: list[Front] = []
        place = 0
        for group in groups:
            bound = [group.choices] if group.need > 0 else [(choice,) for choice in group.choices]
            for choices in bound:
                front = self._front(choices, place)
                self.fronts.append([one for one in front if self._sums(one).gain >= group.need])
                place += len(choices)

    def _front(self, choices: tuple[Choice, ...], place: int) -> Front:
        front: Front = [(0, 0)]
        for offset, choice in enumerate(choices):
            cost = choice.effort * self._radix + 1
            worth = (choice.gain << self._count) | 1 << (self._count - 1 - place - offset)
            front = self._pruned(front + [(had + cost, was + worth) for had, was in front])
        return front

    def _pruned(self, sets: Front) -> Front:
        """Return the sets that gain more than every cheaper one."""
        kept: Front = []
        most = -1
        for one in sorted(sets, key=lambda one: (one[0], -one[1])):
            if (gain := self._sums(one).gain) > most:
                kept.append(one)
                most = gain
        return kept

    def _sums(self, one: tuple[int, int]) -> Choice:
        """Return the effort and the gain of a set."""
        return Choice(one[0] // self._radix, one[1] >> self._count)

    def least_gain(self) -> int:
        """Return the gain of what is needed in any case."""
        return sum(self._sums(front[0]).gain for front in self.fronts)

    def steps(self) -> Iterator[Choice]:
        """Yield what can be added to that, the most gain for its effort first; in each group in the order it has."""
        found = (step for front in self.fronts for step in _hull([self._sums(one) for one in front]))
        yield from sorted(found, key=lambda step: step.effort / step.gain)

    def least_effort(self, rate: Choice, gain: int) -> int:
        """Return an effort below which no set can gain as much."""
        return -((sum(self._best(rate)) - rate.effort * gain) // rate.gain)

    def _best(self, rate: Choice) -> list[int]:
        return [max(self._value(one, rate) for one in front) for front in self.fronts]

    def _value(self, one: tuple[int, int], rate: Choice) -> int:
        sums = self._sums(one)
        return rate.effort * sums.gain - rate.gain * sums.effort

    def sets(self, rate: Choice, gain: int, effort: int) -> Front:
        """Return the sets with at least this gain and at most this effort that gain more than every cheaper one."""
        best = self._best(rate)
        slack = sum(best) - rate.effort * gain + rate.gain * effort
        near = [
            (top, [one for one in front if self._value(one, rate) >= top - slack])
            for top, front in zip(best, self.fronts, strict=True)
        ]
        sets: Front = [(0, 0)]
        enough = -slack
        for top, front in sorted(near, key=lambda one: len(one[1])):
            enough += top
            joined = [(had + cost, was + worth) for had, was in sets for cost, worth in front]
            sets = self._pruned([one for one in joined if self._value(one, rate) >= enough])
        return [one for one in sets if self._sums(one).gain >= gain and self._sums(one).effort <= effort]

    def places(self, one: tuple[int, int]) -> list[int]:
        """Return the positions of the choices of a set."""
        return [place for place in range(self._count) if one[1] >> (self._count - 1 - place) & 1]


def _hull(points: list[Choice]) -> list[Choice]:
    """Return the steps along the upper hull of points of rising effort and gain, the most gain for its effort first."""
    steps: list[Choice] = []
    for before, point in pairwise(points):
        step = Choice(point.effort - before.effort, point.gain - before.gain)
        while steps and steps[-1].gain * step.effort <= step.gain * steps[-1].effort:
            last = steps.pop()
            step = Choice(last.effort + step.effort, last.gain + step.gain)
        steps.append(step)
    return steps
