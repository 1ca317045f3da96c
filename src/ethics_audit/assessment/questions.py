"""Which open items to find out about next."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from ethics_audit.assessment.result import Result
from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.public import public
from ethics_audit.model.items import WORST_RISK, Item


@public()
@frozen
class Question:
    """An open item, and what its answer would tell.

    Attributes:
        item: The item.
        narrows: By how much any option picked for it narrows the interval of the score, in points of the score.
        left: How wide the interval still is once this question and those before it are answered.
    """

    item: Item
    narrows: Fraction
    left: Fraction


def next_questions(result: Result, count: int) -> tuple[Question, ...]:
    """Return the open items whose answers tell most: those that can raise a red flag first, then by weight.

    Args:
        result: The result whose open items are meant.
        count: How many questions at most.

    Raises:
        ArgumentError: If `count` is not a whole number from 1.
    """
    if type(count) is not int or count < 1:
        raise wrong_argument("count", "a whole number from 1", count)
    multipliers = {part.checklist.id: part.multiplier for part in result.audit.parts}
    items = [result.audit.items[id] for id in result.open]
    weights = [(multipliers[item.domain] * item.weight, item) for item in items]
    ordered = sorted(weights, key=lambda pair: (pair[1].red_flag is None, -pair[0], pair[1].id))[:count]
    asked = result.weight + result.open_weight
    left = Fraction(WORST_RISK * result.open_weight, asked or 1)
    found = []
    for weight, item in ordered:
        narrows = Fraction(WORST_RISK * weight, asked)
        left -= narrows
        found.append(Question(item, narrows, left))
    return tuple(found)
