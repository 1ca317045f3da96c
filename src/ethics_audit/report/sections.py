"""The sections of the report in their order: those of the page of plain text, with figures, tables and links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from attrs import frozen

from ethics_audit.assessment import page, working
from ethics_audit.assessment.assessment import Assessment
from ethics_audit.assessment.blocks import Block, Entry, Paragraph, Row, Rows, listed, paragraphs
from ethics_audit.assessment.change.trend import trend
from ethics_audit.assessment.explanation import decimal
from ethics_audit.assessment.planning import plan
from ethics_audit.assessment.planning.plan import Plan
from ethics_audit.assessment.wording import effort_text, score_text
from ethics_audit.base.errors import LONGEST_PLACE, plain
from ethics_audit.base.language import N_, gettext
from ethics_audit.base.version import __version__
from ethics_audit.model.actions import Followed
from ethics_audit.model.items import NEEDED
from ethics_audit.report import actions, changes, citations, domains
from ethics_audit.report.citations import Sources
from ethics_audit.report.domains import Figure
from ethics_audit.report.table import Cell, Table

HEAD = N_("Keep this page: the hash lets you see later whether the end of the history was cut off.")
CUT = N_(
    "Each number is cut after one decimal, so the rows may add up to a little less than the score. The points are "
    "whole and add up exactly."
)


@frozen
class Material:
    """The material of a report; see `ethics_audit.report.page.html`."""

    result: Assessment
    day: date | None
    earlier: tuple[tuple[str, Assessment], ...]
    plans: tuple[Plan, ...]
    actions: tuple[Followed, ...]
    beside: Assessment | None
    head: str

    @property
    def names(self) -> list[str]:
        """The names of the earlier results, as they can be shown."""
        return [plain(name, LONGEST_PLACE) for name, _ in self.earlier]


class Heading(NamedTuple):
    """A heading inside a section."""

    title: str


class MoreGaps(NamedTuple):
    """How many gaps are listed elsewhere on the page."""

    gaps: int


ReportBlock = Block | Heading | MoreGaps | Figure | Table | Sources | changes.Before | changes.Courses
"""The blocks that the templates in ``templates/blocks`` print; each template is named after its class."""


class Section(NamedTuple):
    """Blocks under a heading.

    Attributes:
        id: The name that links to it use.
        title: Its heading.
        blocks: What it holds.
    """

    id: str
    title: str
    blocks: Sequence[ReportBlock]


def sections(material: Material) -> list[Section]:
    """Return every section that has something to show."""
    found = [Section(id, title, [*blocks]) for id, title, blocks in _sections(material)]
    return [section for section in found if section.blocks]


def _sections(material: Material) -> Iterator[tuple[str, str, Iterable[ReportBlock]]]:
    result, names = material.result, material.names
    before = (names[-1], material.earlier[-1][1]) if names else None
    printed = {one.id: (one.id, one.title, one.blocks) for one in page.sections(result, material.beside)}

    def same(*ids: str) -> Iterator[tuple[str, str, Iterable[ReportBlock]]]:
        return (printed[id] for id in ids if id in printed)

    yield from same("today")
    yield "result", gettext("Your result"), _result(printed["result"][2], domains.whole(result, before), *same("why"))
    yield "domains", gettext("Domains"), domains.domains(result, before)
    yield "next", gettext("What to do next"), _next(result)
    yield from same("strengths")
    for place, one in enumerate(material.plans, 1):
        section = plan.section(one)
        yield f"plan-{place}", section.title, section.blocks
    yield "chosen", gettext("What you chose to do"), actions.tables(material.actions, result, material.day)
    if material.earlier:
        results = [*(one for _, one in material.earlier), result]
        history = changes.History([*names, gettext(changes.NOW)], trend(results))
        yield "since", gettext("Since the earlier audit"), changes.since(history)
        yield "trend", gettext("From audit to audit"), changes.course(history)
        yield "drift", gettext("Boundary drift"), changes.drift(history)
    yield "needed", gettext(NEEDED), _needed(result)
    yield from same("beside", "open", "not-arisen", "not-scored")
    yield "adds", gettext("What each answer adds"), _adds(result)
    yield from same("limits")
    yield "editions", gettext("Codes to check"), page.editions(result, result.findings, material.day)
    yield "cited", gettext("The sections behind it"), citations.sources(result)
    yield "about", gettext("About this page"), _about(material)


def _result(
    rows: Iterable[ReportBlock], figure: Figure, *why: tuple[str, str, Iterable[ReportBlock]]
) -> Iterator[ReportBlock]:
    yield from (*rows, figure)
    for _, title, reasons in why:
        yield from (Heading(title), *reasons)


def _next(result: Assessment) -> Iterator[ReportBlock]:
    yield from page.next_steps(result)[:1]
    if (more := len(result.findings) - page.TOP_FINDINGS) > 0:
        yield MoreGaps(more)


def _needed(result: Assessment) -> Iterator[Block]:
    """Return a list of what one would need to know in each case that was answered."""
    given = result.answers.given
    cases = [item for id, item in result.audit.items.items() if item.needed and isinstance(given.get(id), str)]
    return listed(Entry(page.situation(item), item.id, then=item.needed, heading=item.heading) for item in cases)


def _adds(result: Assessment) -> Iterator[ReportBlock]:
    """Yield every gap with what it adds; the points of the rows sum to those of the result."""
    if result.exact is None:
        return
    yield from paragraphs([gettext(working.SUMS), working.division(result), gettext(CUT)])
    rows: list[list[Cell]] = []
    for one in result.findings:
        remedy = f"{one.item.remedy} ({effort_text(one.item)})"
        rows.append([one.item, one.option.label, remedy, str(one.counted), decimal(one.contribution)])
    if rows:
        yield Table(
            gettext("Every gap, the largest first"),
            [gettext("Question"), gettext("Answer"), gettext("First step"), gettext("Points"), gettext("Adds")],
            rows,
            [gettext("All together"), "", "", str(result.points), score_text(result)],
            numbers=2,
        )


def _about(material: Material) -> Iterator[ReportBlock]:
    audit = material.result.audit
    rows = [
        Row(gettext("Audit"), f"{audit.id} {audit.version}"),
        Row(gettext("Definition"), audit.digest),
        Row(gettext("Made by"), f"ethics-audit {__version__}"),
        Row(gettext("Day"), material.day.isoformat() if material.day else ""),
        Row(gettext("History"), plain(material.head, LONGEST_PLACE)),
    ]
    yield Rows([row for row in rows if row.value])
    if material.head:
        yield Paragraph(gettext(HEAD))
