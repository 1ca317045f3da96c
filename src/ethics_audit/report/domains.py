"""The domains as a figure and as a table that carry the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from fractions import Fraction
from typing import NamedTuple

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.assessment.explanation import decimal
from ethics_audit.assessment.page import case_rows
from ethics_audit.assessment.scoring import Scored
from ethics_audit.assessment.wording import (
    band_text,
    flags_text,
    interval_text,
    known_part,
    score_text,
    short_band,
)
from ethics_audit.base.language import N_, gettext
from ethics_audit.model.definitions import CASES
from ethics_audit.report.chart import Dot, Plot, plot
from ethics_audit.report.marks import marks, told
from ethics_audit.report.table import Table

ALL = N_("All")
TABLE = N_("The domains in numbers, each score of 100")
COLUMNS: tuple[tuple[str, Callable[[Scored], str]], ...] = (
    (N_("Score"), score_text),
    (N_("Range"), interval_text),
    (N_("Answered"), known_part),
    (N_("Band"), band_text),
)
FLAGS = (N_("Red flags"), flags_text)
"""A column that is left out where no flag is raised."""

_Before = tuple[str, Assessment] | None
"""The earlier result with its name; None without one."""
_Side = tuple[str, Scored, Scored | None]
"""A title with its result now and, if there is one, its earlier result."""


class Figure(NamedTuple):
    """A dot plot and its words.

    Attributes:
        id: The prefix of the ids of its parts.
        title: What it shows.
        words: What it shows, in words, with every number.
        plot: The plot.
        now: Whether there is any dot.
        before: The name of the result that the hollow dots show; empty if there are none.
        ranges: Whether any score can still change.
        bands: Where each band begins, in words.
    """

    id: str
    title: str
    words: str
    plot: Plot
    now: bool
    before: str
    ranges: bool
    bands: str


def whole(result: Assessment, before: _Before) -> Figure:
    """Return a figure of the score of the whole audit."""
    dot = _dot(result, gettext("This audit"), result, before[1] if before else None)
    return _figure("whole", gettext("The score on the bands"), [dot], result, before)


def domains(result: Assessment, before: _Before, left_out: Container[str] = frozenset()) -> Iterator[Figure | Table]:
    """Yield a figure and a table of each domain that is not left out beside the whole; nothing if there is only one."""
    if result.audit.kind == CASES:
        yield from _of_cases(result, before, left_out)
    elif len(result.domains) > 1:
        earlier = {one.id: one for one in before[1].domains} if before else {}
        sides: list[_Side] = [(gettext(ALL), result, before[1] if before else None)]
        sides += [(one.title, one, earlier.get(one.id)) for one in result.domains if one.id not in left_out]
        yield _figure(
            "plot", gettext("The domains on the bands"), [_dot(result, *side) for side in sides], result, before
        )
        yield _table(sides, result, before)


def _table(sides: list[_Side], result: Assessment, before: _Before) -> Table:
    columns = [*COLUMNS, *([FLAGS] if result.flags else [])]
    names = [before[0]] if before else []
    rows = []
    for title, now, was in sides:
        rows.append([title, *(words(now) for _, words in columns), *([score_text(was)] if before else [])])
    heads = [gettext("Domain"), *(gettext(head) for head, _ in columns), *names]
    return Table(gettext(TABLE), heads, rows, numbers=len(names))


def _of_cases(result: Assessment, before: _Before, left_out: Container[str]) -> Iterator[Figure | Table]:
    """Yield a figure and a table of the domains that answered cases are about; nothing if there are none."""
    was = {title: one.exact for title, one, _ in case_rows(before[1])} if before else {}
    names = [before[0]] if before else []
    dots, rows = [], []
    for title, one, cases in case_rows(result):
        if one.id in left_out:
            continue
        dots.append(Dot(title, decimal(one.exact), "", "", (), one.exact, before=was.get(title)))
        earlier = [decimal(was[title]) if title in was else "-"] if before else []
        rows.append([title, decimal(one.exact), cases, *earlier])
    if rows:
        yield _figure("plot", gettext("The domains on the bands"), dots, result, before)
        heads = [gettext("Domain"), gettext("Score"), gettext("Cases"), *names]
        yield Table(gettext(TABLE), heads, rows, numbers=len(names))


def _dot(result: Assessment, title: str, now: Scored, was: Scored | None) -> Dot:
    points, asked = now.worst
    interval = (Fraction(now.points, asked), Fraction(points, asked)) if now.open_weight else None
    found = marks(result, now)
    return Dot(
        label=title,
        number=score_text(now),
        band=short_band(now),
        told=told(now, found),
        marks=found,
        score=now.exact,
        interval=interval,
        before=was.exact if was else None,
    )


def _figure(id: str, title: str, dots: list[Dot], result: Assessment, before: _Before) -> Figure:
    bands = result.audit.policy.bands
    hollow = before[0] if before and any(dot.before is not None for dot in dots) else ""
    starts = gettext(
        "Bands: low from 0, moderate from {moderate}, high from {high}, critical from {critical}.",
        moderate=bands.moderate,
        high=bands.high,
        critical=bands.critical,
    )
    return Figure(
        id=id,
        title=title,
        words=f"{'; '.join(_words(dot, hollow) for dot in dots)}.",
        plot=plot(dots, bands),
        now=any(dot.score is not None for dot in dots),
        before=hollow,
        ranges=any(dot.interval for dot in dots),
        bands=starts,
    )


def _words(dot: Dot, before: str) -> str:
    parts = [f"{dot.label}: {dot.number}", *([dot.told] if dot.told else [])]
    if dot.interval:
        low, high = dot.interval
        parts.append(gettext("from {low} to {high} once everything is answered", low=decimal(low), high=decimal(high)))
    if dot.before is not None:
        parts.append(f"{before} {decimal(dot.before)}")
    return ", ".join(parts)
