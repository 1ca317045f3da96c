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
"""The worth and the gain of what cannot be."""

Front = list[tuple[int, int]]
"""Sets as (cost, worth): the costs rise, and the gains with them."""


class Choice(NamedTuple):
    """Something that can be done, once."""

    effort: int
    gain: int


class Group(NamedTuple):
    """Choices of which together at least `need` has to be gained."""

    choices: tuple[Choice, ...]
    need: int = 0


def cheapest(groups: list[Group], need: int) -> list[int] | None:
    """The set with the least effort that gains at least `need`, and in each group what that needs.

    Returns:
        The places of its choices, counted through all groups from 0; None if not even all of them are enough.
    """
    table = _Table(groups)
    reached = [effort for effort, gain in enumerate(table.most[0]) if gain >= max(need, 0)]
    return table.best(reached[0], need) if reached else None


def richest(groups: list[Group], budget: int) -> list[int]:
    """The set that gains the most with at most this effort, and of these the one with the least effort.

    Returns:
        The places of its choices, as for `cheapest`; nothing is needed in any group.
    """
    table = _Table([group._replace(need=0) for group in groups])
    most = table.most[0]
    gain = most[min(budget, len(most) - 1)]
    return table.best(most.index(gain), gain)


class _Table:
    """What can be gained from each group on.

    Attributes:
        most: For each group, and past the last: by effort, the most gain of it and those after it; `NEVER` where their
            needs are out of reach.
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
        """The sets of a group that no cheaper one equals in gain."""
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
        """The most gain by effort; of one effort the last is the largest."""
        return {cost // self._radix: self._gain(worth) for cost, worth in front}

    def best(self, effort: int, need: int) -> list[int]:
        """Of the sets with this effort, which is the least that can gain `need`, the best one."""
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
    """By effort, the most gain of a group and those after it together."""
    longer = after + [after[-1]] * efforts
    most = [NEVER] * len(longer)
    for effort, gain in gains.items():
        reach = (NEVER if later == NEVER else gain + later for later in longer[: len(longer) - effort])
        most[effort:] = map(max, most[effort:], reach)
    return most
