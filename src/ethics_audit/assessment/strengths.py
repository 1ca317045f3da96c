"""What is at its best and weighs most: a page that names only gaps is not read twice."""

from __future__ import annotations

from collections.abc import Iterator

from ethics_audit.assessment.explanation import picked_option
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.scoring import Domain
from ethics_audit.model.items import Item, Option

MOST_OF_A_DOMAIN = 2


def by_domain(result: Result) -> Iterator[tuple[Domain, list[tuple[Item, Option]]]]:
    """Yield the domains with an item at its best, each with the heaviest of these and the options that were picked."""
    for domain, part in zip(result.domains, result.audit.parts, strict=True):
        picked = [(item, picked_option(result.audit, result.answers, item.id)) for item in part.checklist.items]
        best = [(item, option) for item, option in picked if option and not option.risk]
        if best:
            yield domain, sorted(best, key=lambda pair: -pair[0].weight)[:MOST_OF_A_DOMAIN]
