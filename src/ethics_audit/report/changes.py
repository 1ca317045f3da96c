"""What changed since earlier audits: the difference and its parts, the course of each domain, and what drifts."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from ethics_audit.assessment.blocks import Block, Paragraph
from ethics_audit.assessment.change.change import MOST_LISTED, drift_blocks, from_to, signed
from ethics_audit.assessment.change.change import since as blocks_of_change
from ethics_audit.assessment.change.trend import Trend
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.scoring import Scored
from ethics_audit.assessment.wording import score_text, short_band
from ethics_audit.base.language import N_, gettext
from ethics_audit.report.domains import ALL
from ethics_audit.report.marks import Mark, marks, told
from ethics_audit.report.slopes import Slope, slope
from ethics_audit.report.table import Cell, Table

NOW = N_("this audit")
MOST_SHOWN = 8


class History(NamedTuple):
    """Several results of one audit with their names, the oldest first."""

    names: list[str]
    trend: Trend


class Before(NamedTuple):
    """The name of the earlier audit that the result is compared with."""

    name: str


class Course(NamedTuple):
    """A domain from audit to audit: its title, its score and band now, its scores in words, and their drawing."""

    id: str
    title: str
    number: str
    band: str
    marks: list[Mark]
    words: str
    slope: Slope


class Courses(NamedTuple):
    """The domains over the last audits.

    Attributes:
        names: The names of the audits, the oldest first.
        left_out: How many earlier audits are left out.
        courses: A drawing for each domain.
    """

    names: list[str]
    left_out: int
    courses: list[Course]

    @property
    def marks(self) -> list[Mark]:
        """Each mark that a domain has, once."""
        return list(dict.fromkeys(mark for one in self.courses for mark in one.marks))


def since(history: History) -> Iterator[Before | Block | Table]:
    """Yield what changed since the last earlier audit."""
    change = history.trend.changes[-1]
    yield Before(history.names[-2])
    yield from blocks_of_change(change)
    for caption, items in ((gettext("Better answers"), change.improved), (gettext("Worse answers"), change.slipped)):
        if items:
            heads = [gettext("Question"), gettext("Answer"), gettext("Part of the difference")]
            shown = items[:MOST_LISTED]
            rows: list[list[Cell]] = [[one.item, from_to(one), signed("", one.total) or "-"] for one in shown]
            yield Table(caption, heads, rows, numbers=1)
            if more := len(items) - len(shown):
                yield Paragraph(gettext("and {count} more", count=more), is_note=True)


def course(history: History) -> tuple[Courses, Table]:
    """Return each domain over the last audits, drawn and as a table."""
    results = history.trend.results[-MOST_SHOWN:]
    names = history.names[-MOST_SHOWN:]
    change = history.trend.changes[-1]
    sides: list[tuple[str, list[Scored | None], Fraction | None]] = [(gettext(ALL), [*results], change.total)]
    if len(change.domains) > 1:
        every = [{domain.id: domain for domain in one.domains} for one in results]
        sides += [(one.title, [domains.get(one.id) for domains in every], one.total) for one in change.domains]
    courses = [
        _course(f"slope-{place}", title, names, scored, results[-1])
        for place, (title, scored, _) in enumerate(sides, 1)
    ]
    table = Table(
        gettext("Domains, before and after"),
        [gettext("Domain"), *names, gettext("Part of the last difference")],
        [[title, *map(score_text, scored), signed("", part) or "-"] for title, scored, part in sides],
        numbers=len(names) + 1,
    )
    return Courses(names, len(history.names) - len(names), courses), table


def _course(id: str, title: str, names: list[str], scored: list[Scored | None], result: Result) -> Course:
    now = scored[-1]
    found = marks(result, now) if now else []
    words = "; ".join(f"{name}: {score_text(one)}" for name, one in zip(names, scored, strict=True))
    return Course(
        id=id,
        title=title,
        number=score_text(now),
        band=short_band(now) if now else "",
        marks=found,
        words=f"{words}, {told(now, found)}" if now else words,
        slope=slope([one.exact if one else None for one in scored], result.audit.policy.bands),
    )


def drift(history: History) -> Iterator[Block]:
    """Yield the crossings that have become more frequent."""
    return drift_blocks(history.trend.drift)
