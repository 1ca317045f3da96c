"""Several audits in a row: what changed from each to the next, and what drifts."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from attrs import frozen

from ethics_audit.assessment import Assessment
from ethics_audit.change import Change, change
from ethics_audit.drift import Drift, drift
from ethics_audit.errors import ArgumentError, shown


@frozen(repr=False)
class Trend:
    """Two or more results of one audit.

    Attributes:
        results: The results, the oldest first.
        changes: What changed from each to the next.
        drift: Boundary crossings that have become more frequent up to the last one.
    """

    results: tuple[Assessment, ...]
    changes: tuple[Change, ...]
    drift: tuple[Drift, ...]

    def __str__(self) -> str:
        from ethics_audit import text_trend

        return text_trend.page(self)

    def __repr__(self) -> str:
        return f"<Trend of {self.results[-1].audit.id}: {len(self.results)} results>"


def trend(results: Iterable[Assessment]) -> Trend:
    """What becomes of a practice from audit to audit.

    Args:
        results: At least two results of one audit, the oldest first, under any of its versions.

    Raises:
        ArgumentError: If there are fewer, or they are results of several audits.
        TypeError: If one is no assessment.
    """
    every = tuple(results)
    for one in every:
        if not isinstance(one, Assessment):
            raise TypeError(f"{shown(one)} is given; an assessment is needed")
    if (ids := sorted({one.audit.id for one in every})) and len(ids) > 1:
        raise ArgumentError("results", f"of {', '.join(ids)} are given; results of one audit are needed")
    if len(every) < 2:  # noqa: PLR2004 - a change is between two
        raise ArgumentError("results", f"{len(every)} is given; allowed are two or more")
    changes = tuple(change(earlier, later) for earlier, later in itertools.pairwise(every))
    return Trend(every, changes, drift(every))
