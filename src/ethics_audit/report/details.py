"""What is folded under the two pages: the reasons, every gap, the course, the sections of codes, and the origin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from ethics_audit.assessment import page, wording, working
from ethics_audit.assessment.blocks import Block, Entry, Listed, Paragraph, Row, Rows, listed, paragraphs
from ethics_audit.assessment.change.trend import trend
from ethics_audit.assessment.explanation import Finding, decimal
from ethics_audit.assessment.planning import plan
from ethics_audit.base.errors import LONGEST_PLACE, plain
from ethics_audit.base.language import N_, gettext, ngettext
from ethics_audit.base.version import __version__
from ethics_audit.documents import references
from ethics_audit.model.items import NEEDED
from ethics_audit.report import actions, changes, citations, domains
from ethics_audit.report.blocks import MOST_FIRST_STEPS, Material, ReportBlock, Section, filled
from ethics_audit.report.domains import Figure
from ethics_audit.report.table import Cell, FirstStep, Table

HEAD = N_("Keep this page: the hash lets you see later whether the end of the history was cut off.")
CUT = N_(
    "Each number is cut after one decimal, so the rows may add up to a little less than the score. The points are "
    "whole and add up exactly."
)
FOR_SUPERVISION = frozenset(
    {"numbers", "gaps", "chosen", "all-strengths", "open", "all-not-arisen", "cited", "editions", "limits"}
)
"""The sections on a page for supervision: those whose every line is about an item that the page may show."""

_Section = tuple[str, str, Iterable[ReportBlock]]


def details(material: Material) -> list[Section]:
    """Return every section that is folded."""
    found = filled(_sections(material))
    return [one for one in found if not material.left_out.names or one.id in FOR_SUPERVISION]


def _sections(material: Material) -> Iterator[_Section]:
    result, hidden = material.result, material.left_out
    printed = {one.id: one for one in page.sections(result, material.beside)}

    def same(id: str, name: str = "") -> _Section:
        one = printed.get(id)
        return name or id, one.title if one else "", one.blocks if one else ()

    yield "why", gettext("Why this band"), _why(material)
    drawn = domains.domains(result, material.before, hidden.names)
    yield (
        "numbers",
        gettext("The numbers"),
        [Rows(page.summary(result)), *(one for one in drawn if not isinstance(one, Figure))],
    )
    yield "gaps", gettext("Every gap"), _gaps(material)
    yield "chosen", gettext("What you chose to do"), actions.tables(material.actions, result, material.day)
    for place, one in enumerate(material.plans, 1):
        section = plan.section(one)
        yield f"plan-{place}", section.title, _plan(section.blocks)
    if material.earlier:
        history = changes.History(
            [*material.names, gettext(changes.NOW)], trend([*(one for _, one in material.earlier), result])
        )
        yield "changes", gettext("What changed, answer by answer"), changes.since(history)
        yield "trend", gettext("From audit to audit"), changes.course(history)
        yield "drift", gettext("Boundary drift"), changes.drift(history)
    yield "needed", gettext(NEEDED), _needed(material)
    yield same("strengths", "all-strengths")
    yield same("beside")
    yield same("open")
    yield same("not-arisen", "all-not-arisen")
    yield same("not-scored")
    yield "cited", gettext("The sections behind it"), citations.sources(result, _findings(material))
    yield "editions", gettext("Codes to check"), page.editions(result, _findings(material), material.day)
    yield same("limits")
    yield "about", gettext("About this page"), _about(material)


def _findings(material: Material) -> list[Finding]:
    return [one for one in material.result.findings if not material.left_out.hides(one.item)]


def _plan(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield a plan without what stands elsewhere on the page: what to do about red flags and gaps."""
    for block in blocks:
        if not isinstance(block, Listed):
            yield block
        elif block.mark != "!":
            entries = [
                one._replace(rows=[row for row in one.rows if row.name != gettext("Do")]) for one in block.entries
            ]
            yield evolve(block, entries=entries)


def _why(material: Material) -> Iterator[Block]:
    """Yield the reasons; the red flags, which stand on the first page, in one."""
    reasons = material.result.reasons
    flags = [one for one in reasons if one.kind == "flag"]
    texts = []
    for one in reasons:
        if one.kind != "flag":
            texts.append(one.text)
        elif one is flags[0]:
            band = max(flag.band for flag in flags).told
            told = ngettext(
                "{count} red flag is raised (see the first page): the band is at least {band}, whatever the score.",
                "{count} red flags are raised (see the first page): the band is at least {band}, whatever the score.",
                len(flags),
                band=band,
            )
            texts.append(told)
    yield from listed(texts, "1")


def _gaps(material: Material) -> Iterator[ReportBlock]:
    """Yield every gap by domain with what it adds; the points of the rows sum to those of the result."""
    result, found = material.result, _findings(material)
    adds = not material.left_out.is_for_supervision
    if adds and result.exact is not None:
        yield from paragraphs([gettext(working.SUMS), working.division(result), gettext(CUT)])
    heads = [gettext("Question"), gettext("Answer"), gettext("First step")]
    numbers = [gettext("Points"), gettext("Adds")] if adds else []
    with_steps = found[:MOST_FIRST_STEPS]
    for part in result.audit.parts:
        gaps = [one for one in found if one.item.domain == part.checklist.id]
        if gaps:
            rows = [_gap(one, material, has_step=one in with_steps)[: len(heads) + len(numbers)] for one in gaps]
            yield Table(part.checklist.title, [*heads, *numbers], rows, numbers=len(numbers))
    if adds and found:
        together = gettext(
            "All together: {points} points, a score of {score}.", points=result.points, score=wording.score_text(result)
        )
        yield Paragraph(together)
    if len(found) > len(with_steps):
        note = gettext(
            "The {count} largest gaps have their first step here; close these before the others.",
            count=MOST_FIRST_STEPS,
        )
        yield Paragraph(note, is_note=True)


def _gap(one: Finding, material: Material, *, has_step: bool) -> list[Cell]:
    step: Cell = ""
    if one.item.id in material.result.flags:
        step = gettext("See the first page.")
    elif has_step:
        step = FirstStep(one.item.remedy, references.own(one.item.citations, material.result.answers.profile))
    return [one.item, one.option.label, step, str(one.counted), decimal(one.contribution)]


def _needed(material: Material) -> Iterator[Block]:
    """Return a list of what one would need to know in each case that was answered."""
    result = material.result
    given = result.answers.given
    cases = [item for id, item in result.audit.items.items() if item.needed and isinstance(given.get(id), str)]
    return listed(Entry(page.situation(item), item.id, then=item.needed, heading=item.heading) for item in cases)


def _about(material: Material) -> Iterator[Block]:
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
