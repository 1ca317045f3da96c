"""Several audits in a row: what changed from each to the next, and what drifts; with their page."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from attrs import frozen

from ethics_audit.assessment.change.change import Change, signed
from ethics_audit.assessment.change.change import sections as change_sections
from ethics_audit.assessment.change.drift import Drift, drift
from ethics_audit.assessment.change.ledger import change
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.scoring import Scored
from ethics_audit.assessment.wording import band_text, score_text
from ethics_audit.base.errors import ArgumentError, shown
from ethics_audit.base.language import gettext, speaking
from ethics_audit.base.layout import hanging, section, short
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
        return page(self)

    def __repr__(self) -> str:
        return f"<Trend of {self.results[-1].audit.id}: {len(self.results)} results>"


def trend(results: Iterable[Result]) -> Trend:
    """What becomes of a practice from audit to audit.

    Args:
        results: At least two results of one audit, the oldest first, under any of its versions.

    Raises:
        ArgumentError: If there are fewer, or they are results of several audits.
        TypeError: If one is no assessment.

    Example:
        >>> result = ea.assess(ea.load_checklist("boundaries"), {"boundaries.gifts": "sometimes"})
        >>> trend = ea.trend([result, result.what_if({"boundaries.gifts": "never"})])
        >>> [scored.score for scored in trend.results]
        [70.0, 0.0]
    """
    every = tuple(results)
    for one in every:
        if not isinstance(one, Result):
            raise TypeError(f"expected an assessment, got {shown(one)}")
    if (ids := sorted({one.audit.id for one in every})) and len(ids) > 1:
        raise ArgumentError("results", f"of {', '.join(ids)} are given; results of one audit are needed")
    if len(every) < 2:  # noqa: PLR2004 - a change is between two
        raise ArgumentError("results", f"expected two or more, got {len(every)}")
    changes = tuple(change(earlier, later) for earlier, later in itertools.pairwise(every))
    return Trend(every, changes, drift(every))


def page(trend: Trend) -> str:
    """The trend, as a text of its own."""
    with speaking(trend.results[-1].audit.language):
        names = [gettext("audit {number}", number=place) for place, _ in enumerate(trend.results, 1)]
        return "\n\n".join(sections(trend, names))


def sections(trend: Trend, names: Sequence[str]) -> list[str]:
    """Every audit under its name where there are more than two, what changed last, and what drifts."""
    return [*_course(trend, names), *change_sections(trend.changes[-1], trend.drift)]


def _course(trend: Trend, names: Sequence[str]) -> list[str]:
    if len(trend.changes) == 1:
        return []
    longest = max(len(short(name)) for name in names)
    with speaking(trend.results[-1].audit.language):
        rows = [
            hanging(f"{short(name):<{longest}}  {score_text(result):>5}  ", band_text(result))
            for name, result in zip(names, trend.results, strict=True)
        ]
        return [section(gettext("From audit to audit"), ["\n".join(rows), *_domains(trend, names)])]


def _domains(trend: Trend, names: Sequence[str]) -> list[str]:
    """The score of each domain in the last audits, where there are several domains."""
    shown = trend.results[-COLUMNS:]
    titles = {domain.id: short(domain.title) for result in shown for domain in result.domains}
    if len(titles) == 1:
        return []
    longest = max(len(title) for title in titles.values())
    head = "".join(f"{_column_name(name):>{COLUMN + 1}}" for name in names[-COLUMNS:])
    change = gettext("change")
    rows = [f"{'':<{longest}}{head}  {change}"]
    for id, title in titles.items():
        found = [{domain.id: domain for domain in result.domains}.get(id) for result in shown]
        rows.append(
            f"{title:<{longest}}" + "".join(f"{_score(one):>{COLUMN + 1}}" for one in found) + _difference(found)
        )
    return ["\n".join(rows)]


def _column_name(name: str) -> str:
    """A name as a column has room for it: of the name of a file its end, where the quarter stands."""
    stem = name.removesuffix(".toml").removesuffix(".json")
    return stem if len(stem) <= COLUMN else f"…{stem[-COLUMN + 1 :]}"


def _score(domain: Scored | None) -> str:
    return "-" if domain is None else score_text(domain)


def _difference(found: Sequence[Scored | None]) -> str:
    """From the first to the last of the row."""
    first, last = found[0], found[-1]
    if first is None or last is None or first.exact is None or last.exact is None:
        return ""
    return f"  {signed('', last.exact - first.exact):>6}"
