"""What changed since earlier audits: the difference and its parts, the course of each domain, and what drifts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple, Self

from ethics_audit.assessment import wording
from ethics_audit.assessment.assessment import Assessment
from ethics_audit.assessment.change import change as text_change
from ethics_audit.assessment.change.change import ItemChange
from ethics_audit.assessment.change.trend import Trend, trend
from ethics_audit.assessment.scoring import Scored
from ethics_audit.base.language import N_, gettext
from ethics_audit.report.domains import ALL
from ethics_audit.report.slopes import Slope, slope
from ethics_audit.report.table import Cell, Table

NOW = N_("this audit")
MOST_SHOWN = 8


class History(NamedTuple):
    """Several results of one audit under their names, the oldest first."""

    names: list[str]
    trend: Trend

    @classmethod
    def of(cls, names: list[str], results: list[Assessment]) -> Self:
        """The history of these results.

        Raises:
            ArgumentError: If they are results of several audits.
        """
        return cls(names, trend(results))


class Course(NamedTuple):
    """A domain from audit to audit: what it is called, its scores in words, and how they are drawn."""

    id: str
    title: str
    now: str
    told: str
    slope: Slope


def since(history: History) -> dict[str, Any]:
    """What changed since the last earlier audit."""
    change = history.trend.changes[-1]
    kinds = list(text_change.in_sum(change))
    tables = [_answers(gettext("Better answers"), change.improved), _answers(gettext("Worse answers"), change.slipped)]
    return {
        "before": history.names[-2],
        "rows": text_change.since_rows(change),
        "lead": gettext(text_change.DIFFERENCE if kinds else text_change.NO_DIFFERENCE),
        "kinds": kinds,
        "cut": gettext(text_change.CUT_OFF) if change.total else "",
        "tables": [table for table in tables if table.rows],
    }


def _answers(caption: str, items: Sequence[ItemChange]) -> Table:
    rows: list[list[Cell]] = [
        [one.item, text_change.from_to(one), text_change.signed("", one.total) or "-"] for one in items
    ]
    heads = [gettext("Question"), gettext("Answer"), gettext("Part of the difference")]
    return Table(caption, heads, rows, numbers=1)


def course(history: History) -> dict[str, Any]:
    """Each domain over the last audits, drawn and as a table."""
    results = history.trend.results[-MOST_SHOWN:]
    names = history.names[-MOST_SHOWN:]
    change = history.trend.changes[-1]
    sides: list[tuple[str, list[Scored | None], Fraction | None]] = [(gettext(ALL), [*results], change.total)]
    if len(change.domains) > 1:
        every = [{domain.id: domain for domain in one.domains} for one in results]
        sides += [(one.title, [domains.get(one.id) for domains in every], one.total) for one in change.domains]
    bands = results[-1].audit.policy.bands
    rows = [[title, *map(_score, scored), text_change.signed("", part) or "-"] for title, scored, part in sides]
    return {
        "names": names,
        "left_out": len(history.names) - len(names),
        "courses": [
            Course(
                f"slope-{place}",
                title,
                _score(scored[-1]),
                "; ".join(f"{name}: {_score(one)}" for name, one in zip(names, scored, strict=True)),
                slope([one.exact if one else None for one in scored], bands),
            )
            for place, (title, scored, _) in enumerate(sides, 1)
        ],
        "table": Table(
            gettext("Domains, before and after"),
            [gettext("Domain"), *names, gettext("Part of the last difference")],
            rows,
            numbers=len(names) + 1,
        ),
    }


def _score(scored: Scored | None) -> str:
    return wording.score_text(scored) if scored else "-"


def drift(history: History) -> dict[str, Any] | None:
    """The crossings that have become more frequent; None if there are none."""
    found = history.trend.drift
    if not found:
        return None
    return {
        "lead": text_change.more_frequent(found),
        "rows": [(one.item, text_change.steps(one)) for one in found],
        "end": gettext(text_change.TAKE_IT_ALONG),
    }
