"""Several audits in a row as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ethics_audit.language import gettext, speaking
from ethics_audit.layout import hanging, section, short
from ethics_audit.text import band_text, score_text
from ethics_audit.text_change import sections as change_sections
from ethics_audit.text_change import signed

if TYPE_CHECKING:
    from ethics_audit.scoring import Scored
    from ethics_audit.trends import Trend

COLUMNS = 5
COLUMN = 8


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
