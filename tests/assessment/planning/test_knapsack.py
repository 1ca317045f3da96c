"""The knapsack beside brute force."""

import random

import pytest
from support.plans import subsets

from ethics_audit.assessment.planning import knapsack
from ethics_audit.assessment.planning.knapsack import Choice, Group, cheapest, richest


@pytest.mark.parametrize("seed", range(300))
def test_knapsack_is_exact(seed: int) -> None:
    """Least effort, then fewer choices, then more gain, then the first places: as brute force finds it."""
    chance = random.Random(seed)
    largest = chance.choice([3, 10, 100])
    groups = [
        Group(
            tuple(Choice(chance.randint(1, 5), chance.randint(1, largest)) for _ in range(chance.randint(0, 4))),
            chance.choice([0, 0, chance.randint(0, 20)]),
        )
        for _ in range(chance.randint(1, 3))
    ]
    flat = [(group, choice) for group, one in enumerate(groups) for choice in one.choices]
    total = sum(choice.gain for _, choice in flat)
    need, budget = chance.randint(-5, total + 2), chance.randint(0, 15)

    def gains(some: tuple[int, ...]) -> int:
        return sum(flat[place][1].gain for place in some)

    def effort(some: tuple[int, ...]) -> int:
        return sum(flat[place][1].effort for place in some)

    def fits(some: tuple[int, ...]) -> bool:
        by_group = [sum(flat[place][1].gain for place in some if flat[place][0] == one) for one in range(len(groups))]
        return gains(some) >= need and all(got >= one.need for got, one in zip(by_group, groups, strict=True))

    every = subsets(len(flat))
    best = min(filter(fits, every), key=lambda some: (effort(some), len(some), -gains(some), some), default=None)
    assert cheapest(groups, need) == (None if best is None else list(best))
    affordable = [some for some in every if effort(some) <= budget]
    assert richest(groups, budget) == list(
        min(affordable, key=lambda some: (-gains(some), effort(some), len(some), some))
    )


def looked_at(groups: list[Group], need: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many sets are looked at for the least effort that gains so much, and for what a small budget buys."""
    sizes: list[int] = []
    pruned = knapsack._Table._pruned

    def counted(self: knapsack._Table, sets: knapsack.Front) -> knapsack.Front:
        sizes.append(len(sets))
        return pruned(self, sets)

    with monkeypatch.context() as patch:
        patch.setattr(knapsack._Table, "_pruned", counted)
        assert cheapest(groups, need) is not None
        richest(groups, 10)
    return sum(sizes)


def test_work_grows_about_as_the_groups_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen times as many groups take far less than the 256 times of looking at every effort in each of them."""

    def drawn(count: int) -> list[Group]:
        chance = random.Random(count)
        groups = [[Choice(chance.randint(1, 5), chance.randint(1, 1200)) for _ in range(8)] for _ in range(count)]
        return [Group(tuple(one), sum(choice.gain for choice in one) // 4) for one in groups]

    def work(count: int) -> int:
        groups = drawn(count)
        return looked_at(groups, sum(choice.gain for one in groups for choice in one.choices) // 2, monkeypatch)

    assert work(160) < 32 * work(10)


def test_choices_of_a_group_without_a_need_are_looked_at_one_by_one() -> None:
    """Together, they would be as many sets as there are sums."""
    choices = tuple(Choice(1, gain) for gain in range(1, 9))
    assert [len(front) for front in knapsack._Table([Group(choices)]).fronts] == [2] * 8
    assert len(knapsack._Table([Group(choices, 1)]).fronts) == 1
