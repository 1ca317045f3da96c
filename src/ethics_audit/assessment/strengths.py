"""What is at its best and weighs most: a page that names only gaps is not read twice."""

from __future__ import annotations

from collections.abc import Iterator

from ethics_audit.assessment.explanation import picked_option
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.scoring import Domain
from ethics_audit.model.items import Item, Option

MOST_OF_A_DOMAIN = 2

Strength = tuple[Item, Option]
"""An item at its best, and the option that was picked."""


def by_domain(result: Result) -> Iterator[tuple[Domain, list[Strength]]]:
    """Yield the domains with an item at its best, each with the heaviest of these."""
    for domain, best in _best(result):
        yield domain, best[:MOST_OF_A_DOMAIN]


def foremost(result: Result) -> list[Strength]:
    """Return every item at its best: first the heaviest of each domain, then the others, each by weight."""
    every = [best for _, best in _best(result)]
    heads, others = [best[0] for best in every], [one for best in every for one in best[1:]]
    return [*sorted(heads, key=_heaviest), *sorted(others, key=_heaviest)]


def _best(result: Result) -> Iterator[tuple[Domain, list[Strength]]]:
    for domain, part in zip(result.domains, result.audit.parts, strict=True):
        picked = [(item, picked_option(result.audit, result.answers, item.id)) for item in part.checklist.items]
        best = [(item, option) for item, option in picked if option and not option.risk]
        if best:
            yield domain, sorted(best, key=_heaviest)


def _heaviest(strength: Strength) -> int:
    return -strength[0].weight
