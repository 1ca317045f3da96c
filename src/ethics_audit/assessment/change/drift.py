"""Boundary drift: crossings that have become more frequent from audit to audit, step by step.

A crossing is an item that its checklist marks as one (`Item.crossing`): something short of a violation, with a scale
that says how often. Neither the score nor a red flag shows such a direction.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from ethics_audit.assessment.explanation import picked_option
from ethics_audit.assessment.result import Result
from ethics_audit.model.items import Item, Option


@frozen
class Drift:
    """A crossing that has become more frequent.

    Attributes:
        item: The item.
        options: What was picked in each audit, the oldest first; None where nothing was.
    """

    item: Item
    options: tuple[Option | None, ...]


def drift(results: Sequence[Result]) -> tuple[Drift, ...]:
    """Return the crossings that grew over two or more audits and raise no red flag in the last one, in its order.

    A crossing grew if its answer in the last audit has more risk than in an earlier one and its risk never fell in
    between; audits in which it was not answered are passed over. Risks are those of the last audit's definition.

    Args:
        results: Results of one audit, the oldest first.
    """
    last = results[-1]
    found = []
    for item in last.audit.items.values():
        if item.crossing and item.id not in last.flags:
            options = tuple(picked_option(one.audit, one.answers, item.id) for one in results)
            if options[-1] and _grew([risk_now(item, option) for option in options if option]):
                found.append(Drift(item, options))
    return tuple(found)


def risk_now(item: Item, option: Option) -> int:
    """Return the risk of an option as the item rates it now; as it was rated, if the item no longer has it."""
    return item.by_id.get(option.id, option).risk


def _grew(risks: list[int]) -> bool:
    """Return whether the latest risk that differs from the final one is lower."""
    return next((risk < risks[-1] for risk in reversed(risks) if risk != risks[-1]), False)
