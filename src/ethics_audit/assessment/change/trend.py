"""Several audits in a row: what changed from each to the next, and what drifts, with its sections of a page."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from ethics_audit.assessment.blocks import Block, Entry, Section, Table, listed, shown
from ethics_audit.assessment.change.change import Change, signed
from ethics_audit.assessment.change.change import sections as change_sections
from ethics_audit.assessment.change.drift import Drift, drift
from ethics_audit.assessment.change.ledger import change
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.text import printed
from ethics_audit.assessment.wording import band_text, score_text
from ethics_audit.base.causes import wrong_type
from ethics_audit.base.errors import ArgumentError
from ethics_audit.base.language import gettext, speaking
from ethics_audit.base.layout import short
from ethics_audit.base.public import public

COLUMNS = 5
COLUMN = 8


@public()
@frozen(repr=False)
class Trend:
    """Two or more results of one audit.

    Attributes:
        results: The results, the oldest first.
        changes: What changed from each to the next.
        drift: Boundary crossings that have become more frequent up to the last one.
    """

    results: tuple[Result, ...]
    changes: tuple[Change, ...]
    drift: tuple[Drift, ...]

    def __str__(self) -> str:
        with speaking(self.results[-1].audit.language):
            names = [gettext("audit {number}", number=place) for place, _ in enumerate(self.results, 1)]
        return printed(sections(self, names))

    def __repr__(self) -> str:
        return f"<Trend of {self.results[-1].audit.id}: {len(self.results)} results>"


def trend(results: Iterable[Result]) -> Trend:
    """Return what becomes of a practice from audit to audit.

    Args:
        results: At least two results of one audit, the oldest first, under any of its versions.

    Raises:
        ArgumentError: If there are fewer, or they are results of different audits.
        TypeError: If one is not an assessment.

    Example:
        >>> result = ea.assess(ea.load_checklist("boundaries"), {"boundaries.gifts": "none"})
        >>> trend = ea.trend([result, result.what_if({"boundaries.gifts": "each"})])
        >>> [scored.score for scored in trend.results]
        [100.0, 0.0]
    """
    every = tuple(results)
    for one in every:
        if not isinstance(one, Result):
            raise wrong_type("an assessment", one)
    if (ids := sorted({one.audit.id for one in every})) and len(ids) > 1:
        raise ArgumentError("results", f"expected results of one audit, got results of {', '.join(ids)}")
    if len(every) < 2:  # noqa: PLR2004 - a change is between two
        raise ArgumentError("results", f"expected two or more results, got {len(every)}")
    changes = tuple(change(earlier, later) for earlier, later in itertools.pairwise(every))
    return Trend(every, changes, drift(every))


def sections(trend: Trend, names: Sequence[str]) -> list[Section]:
    """Return every audit where there are more than two, what changed last, and what drifts, as sections of a page.

    Args:
        trend: The trend.
        names: The names of its audits.
    """
    with speaking(trend.results[-1].audit.language):
        course = Section("trend", gettext("From audit to audit"), _course(trend, names))
    return [*shown([course]), *change_sections(trend.changes[-1], trend.drift)]


def _course(trend: Trend, names: Sequence[str]) -> Iterator[Block]:
    if len(trend.changes) > 1:
        longest = max(len(short(name)) for name in names)
        named = zip(names, trend.results, strict=True)
        leads = ((f"{short(name):<{longest}}  {score_text(result):>5}  ", result) for name, result in named)
        yield from listed((Entry(band_text(result), lead=lead) for lead, result in leads), "")
        yield from _domains(trend, names)


def _domains(trend: Trend, names: Sequence[str]) -> Iterator[Table]:
    """Yield the score of each domain in the last audits, where there are several domains."""
    shown = trend.results[-COLUMNS:]
    titles = {domain.id: short(domain.title) for result in shown for domain in result.domains}
    if len(titles) > 1:
        heads = ["", *map(_column_name, names[-COLUMNS:]), gettext("change")]
        rows = []
        for id, title in titles.items():
            found = [{domain.id: domain for domain in result.domains}.get(id) for result in shown]
            first, *_, last = (one.exact if one else None for one in found)
            difference = "" if first is None or last is None else signed("", last - first)
            rows.append([title, *map(score_text, found), difference])
        yield Table(rows, heads, [0, *[COLUMN] * len(shown), COLUMN - 1], gap=1, numbers=len(shown) + 1)


def _column_name(name: str) -> str:
    """Return a name as short as its column: the end of a file name, which holds the quarter."""
    stem = name.removesuffix(".toml").removesuffix(".json")
    return stem if len(stem) <= COLUMN else f"…{stem[-COLUMN + 1 :]}"
