"""The least effort for a gain, or the most gain for an effort: exact, by dynamic programming over groups of choices.

A choice has an effort and a gain, both positive integers; a group may have a gain of its own to reach. Of the sets that
are best, the one with fewer choices is taken, then the one with the larger gain, then the one whose choices come first.

Two integers carry all of that. The *cost* of a set is ``effort × N + number of choices``, with N above any such number;
its *worth* is its gain followed by one bit a choice, the first one's being the highest. Both add up over disjoint sets,
so one comparison orders efforts and numbers of choices, and another gains and places.
"""

from __future__ import annotations

from typing import NamedTuple

NEVER = -1
"""The worth and the gain of what is impossible."""

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
    reached = [effort for effort, gain in enumerate(table.most[0]) if gain >= max(need, 0)]
    return table.best(reached[0], need) if reached else None


def richest(groups: list[Group], budget: int) -> list[int]:
    """Return the set that gains the most with at most this effort, and of these the one with the least effort.

    Returns:
        The positions of its choices, as for `cheapest`; what the groups need does not count.
    """
    table = _Table([group._replace(need=0) for group in groups])
    most = table.most[0]
    gain = most[min(budget, len(most) - 1)]
    return table.best(most.index(gain), gain)


class _Table:
    """What can be gained from each group and those after it.

    Attributes:
        most: For each group, and after the last: by effort, the most gain of it and those after it; `NEVER` where
            their needs are out of reach.
    """

    def __init__(self, groups: list[Group]) -> None:
        self._count = sum(len(group.choices) for group in groups)
        self._radix = self._count + 1
        self._fronts: list[Front] = []
        place = 0
        for group in groups:
            self._fronts.append(self._front(group, place))
            place += len(group.choices)
        self.most = [[0]]
        for group, front in zip(reversed(groups), reversed(self._fronts), strict=True):
            efforts = sum(choice.effort for choice in group.choices)
            self.most.insert(0, _joined(self._gains(front), self.most[0], efforts))

    def _front(self, group: Group, place: int) -> Front:
        """Return the sets of a group that gain more than every cheaper one."""
        front: Front = [(0, 0)]
        for offset, choice in enumerate(group.choices):
            cost = choice.effort * self._radix + 1
            worth = (choice.gain << self._count) | 1 << (self._count - 1 - place - offset)
            front = self._pruned(front + [(had + cost, was + worth) for had, was in front])
        return [one for one in front if self._gain(one[1]) >= group.need]

    def _pruned(self, front: Front) -> Front:
        kept: Front = []
        gained = NEVER
        for cost, worth in sorted(front, key=lambda one: (one[0], -one[1])):
            if (gain := self._gain(worth)) > gained:
                kept.append((cost, worth))
                gained = gain
        return kept

    def _gain(self, worth: int) -> int:
        return worth >> self._count

    def _gains(self, front: Front) -> dict[int, int]:
        """Return the most gain by effort; the last one of an effort is the largest."""
        return {cost // self._radix: self._gain(worth) for cost, worth in front}

    def best(self, effort: int, need: int) -> list[int]:
        """Return the best set with this effort, the least that can gain `need`."""
        sets: Front = [(0, 0)]
        for place, front in enumerate(self._fronts):
            after = self.most[place + 1]
            found = []
            for had, was in sets:
                for cost, worth in front:
                    left = effort - (had + cost) // self._radix
                    if left < 0:
                        break
                    later = after[min(left, len(after) - 1)]
                    if later != NEVER and self._gain(was + worth) + later >= need:
                        found.append((had + cost, was + worth))
            sets = self._pruned(found)
        _, worth = sets[0]
        return [place for place in range(self._count) if worth >> (self._count - 1 - place) & 1]


def _joined(gains: dict[int, int], after: list[int], efforts: int) -> list[int]:
    """Return the most gain of a group and those after it together, by effort."""
    longer = after + [after[-1]] * efforts
    most = [NEVER] * len(longer)
    for effort, gain in gains.items():
        reach = (NEVER if later == NEVER else gain + later for later in longer)
        most[effort:] = map(max, most[effort:], reach)
    return most
