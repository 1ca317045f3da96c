"""What the checks compare results by, and audits with some items changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
from attrs import evolve

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.assessment.scoring import Scored
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import Audit, Part
from ethics_audit.model.items import Item


def scored_fields(scored: Scored) -> tuple[Any, ...]:
    """Return the figures of an audit or a domain, in the order of `Scored`."""
    return tuple(getattr(scored, field.name) for field in attrs.fields(Scored))


def figures(result: Assessment) -> dict[str, Any]:
    """Return everything a result says, without the order in which the definition lists things."""
    return {
        "whole": scored_fields(result),
        "domains": {domain.id: scored_fields(domain) for domain in result.domains},
        "findings": [(finding.item.id, finding.contribution, finding.share) for finding in result.findings],
        "lists": [sorted(result.open), sorted(result.not_applicable), sorted(result.set_aside)],
        "digest": result.audit.digest,
    }


def never_falls(before: Assessment, after: Assessment, *names: str) -> None:
    """Assert that none of these figures is lower after than before, where both are there."""
    for old, new in zip((before, *before.domains), (after, *after.domains), strict=True):
        for name in names:
            was, now = getattr(old, name), getattr(new, name)
            assert was is None or now is None or was <= now, name


def picked_risk(item: Item, answers: Answers) -> int:
    """Return the risk of the option picked for an item."""
    answer = answers.given[item.id]
    assert isinstance(answer, str)
    return item.by_id[answer].risk


def with_items(audit: Audit, change: Callable[[Item], Item | None]) -> Audit:
    """Return the audit with each item changed or, where `change` gives None, left out; no checklist stays empty."""
    kept = [(part, [new for item in part.checklist.items if (new := change(item)) is not None]) for part in audit.parts]
    return evolve(
        audit, parts=[Part(evolve(part.checklist, items=items), part.multiplier) for part, items in kept if items]
    )
