"""The two pages that everybody reads: what it is today, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator

from ethics_audit.assessment import page, strengths, wording
from ethics_audit.assessment.blocks import Entry, Paragraph, Row, Rows, listed, paragraphs
from ethics_audit.assessment.change.change import BEFORE
from ethics_audit.assessment.change.trend import trend
from ethics_audit.assessment.explanation import Finding
from ethics_audit.assessment.questions import next_questions
from ethics_audit.base.language import N_, gettext, ngettext
from ethics_audit.documents import references
from ethics_audit.model.actions import DONE, Followed
from ethics_audit.model.definitions import CASES, OCCASION, PRACTICE
from ethics_audit.model.items import Item
from ethics_audit.report import domains
from ethics_audit.report.blocks import MOST_FIRST_STEPS, Material, More, ReportBlock, Section, filled
from ethics_audit.report.changes import Before
from ethics_audit.report.domains import Figure
from ethics_audit.report.supervision import flags_left_out, notice
from ethics_audit.report.verdict import verdict

FEW, SOME = 3, 5
"""How many strengths and steps stand here, and how many questions and chosen steps."""
FEW_FLAGS = 1
"""With more red flags than this, a step beside them is told in short."""
IS_NOT = {
    PRACTICE: N_(
        "No validated test, and nothing to evaluate employees by. Go through it with a supervisor or a colleague you "
        "trust. If a complaint or a claim is open, ask a lawyer before you write anything down."
    ),
    OCCASION: N_(
        "No consultation, no legal advice, and no validated test. If a complaint or a claim may come, ask a lawyer "
        "where to keep such notes."
    ),
    CASES: N_(
        "No test of you, and not validated. Take the cases that you argue with to a colleague or to supervision."
    ),
}


def first(material: Material) -> list[Section]:
    """Return the sections of the first page."""
    result = material.result
    sections = [
        ("today", gettext("Do today"), _today(material)),
        ("result", gettext("Your result"), _result(material)),
        ("all-best", page.all_best(result).title, page.all_best(result).blocks),
        ("strengths", gettext("What is at its best"), _strengths(material)),
        ("since", gettext("Since the earlier audit"), _since(material)),
        ("left-out", gettext("Left out here"), paragraphs(notice(result, material.left_out))),
    ]
    return filled(sections)


def second(material: Material) -> list[Section]:
    """Return the sections of the second page."""
    sections = [
        ("next", gettext("What to do next"), _next(material)),
        ("find-out", gettext("What to find out"), _find_out(material)),
        ("not-arisen", gettext("Did not come up"), _not_arisen(material)),
        ("is-not", gettext("What the score is not"), [Paragraph(gettext(IS_NOT[material.result.audit.kind]))]),
    ]
    return filled(sections)


def _today(material: Material) -> Iterator[ReportBlock]:
    yield from page.today(material.result).blocks
    yield from paragraphs(flags_left_out(material.result, material.left_out))


def _result(material: Material) -> Iterator[ReportBlock]:
    yield from paragraphs(verdict(material.result, material.left_out))
    drawn = [
        one
        for one in domains.domains(material.result, material.before, material.left_out.names)
        if isinstance(one, Figure)
    ]
    yield drawn[0] if drawn else domains.whole(material.result, material.before)


def _strengths(material: Material) -> Iterator[ReportBlock]:
    if material.result.audit.kind != CASES:
        best = [(item, option) for item, option in strengths.foremost(material.result) if _shown(item, material)]
        yield from listed(Entry.of(item, then=option.label) for item, option in best[:FEW])


def _since(material: Material) -> Iterator[ReportBlock]:
    """Yield in a few lines what changed since the last earlier audit."""
    if material.before is None:
        return
    change = trend([*(one for _, one in material.earlier), material.result]).changes[-1]
    results = (change.earlier, change.later)
    yield Before(material.before[0])
    rows = [
        Row(gettext("Band"), _now(*map(wording.band_text, results))),
        Row(gettext("Score"), _now(*map(wording.score_text, results))),
        Row(gettext("Better"), _foremost([one.item for one in change.improved], material)),
        Row(gettext("Worse"), _foremost([one.item for one in change.slipped], material)),
        Row(gettext("Red flags"), _flags(len(change.flags_raised), len(change.flags_cleared))),
        Row(gettext("More frequent"), _foremost([one.item for one in change.drift], material)),
        Row(gettext("Chosen steps"), _progress(material)),
    ]
    yield Rows([row for row in rows if row.value])


def _now(before: str, now: str) -> str:
    return gettext("{now}, the same", now=now) if before == now else gettext(BEFORE, now=now, before=before)


def _foremost(items: list[Item], material: Material) -> str:
    """Return how many items there are, and the first of them; empty if there are none."""
    if not (kept := [item for item in items if _shown(item, material)]):
        return ""
    if len(kept) == 1:
        return kept[0].question
    return gettext("{count} answers, above all: {question}", count=len(kept), question=kept[0].question)


def _flags(raised: int, cleared: int) -> str:
    parts = [ngettext("{count} newly raised", "{count} newly raised", raised)] if raised else []
    if cleared:
        parts.append(ngettext("{count} cleared", "{count} cleared", cleared))
    return ", ".join(parts)


def _progress(material: Material) -> str:
    """Return how many of the steps that were chosen before this day are done; empty if none were."""
    day = material.day.isoformat() if material.day else ""
    before = [one for one in material.actions if not day or one.chosen < day]
    done = sum(one.state == DONE for one in before)
    return gettext("{done} of {count} done", done=done, count=len(before)) if before else ""


def _next(material: Material) -> Iterator[ReportBlock]:
    """Yield the chosen steps that are still to be done; without any, the first steps of the largest gaps."""
    result = material.result
    chosen = sorted((one for one in material.actions if one.is_open), key=lambda one: one.action.due or "9")
    gaps = [one for one in result.findings if _shown(one.item, material)]
    calm = [one for one in gaps if one.item.id not in result.flags]
    if chosen:
        yield from listed((_chosen(one, material) for one in chosen[:SOME]), "1", is_loose=True)
        if (more := len(chosen) - SOME) > 0:
            yield More(ngettext("{count} more chosen step", "{count} more chosen steps", more), "chosen")
    else:
        yield from listed((_step(one, material) for one in calm[:FEW]), "1", is_loose=True)
    if gaps:
        yield More(_every_gap(len(gaps)), "gaps")


def _every_gap(count: int) -> str:
    if count > MOST_FIRST_STEPS:
        return gettext(
            "All {count} gaps, with the first step for the {most} largest", count=count, most=MOST_FIRST_STEPS
        )
    return ngettext("{count} gap, with its first step", "All {count} gaps, with the first step for each", count)


def _chosen(one: Followed, material: Material) -> Entry:
    action, item = one.action, material.result.audit.items.get(one.action.item)
    due = action.due or ""
    if due and material.day and due < material.day.isoformat():
        due = gettext("{day} (past)", day=due)
    rows = [Row(gettext("By when"), due)]
    if item:
        rows.insert(0, Row(gettext("For"), item.question))
    return Entry(action.step, rows=[*rows, *([Row(gettext("Who"), action.owner)] if action.owner else [])])


def _step(gap: Finding, material: Material) -> Entry:
    """Return a gap with the answer, why it matters, the first step, the sections that bind, and a line for a day."""
    item = gap.item
    cited = references.own(item.citations, material.result.answers.profile)
    if len(material.result.flags) > FEW_FLAGS:
        return Entry.of(item, rows=[Row(gettext("Do"), wording.do_text(item)), Row(gettext("By when"), "")])
    rows = [
        Row(gettext("Answer"), gap.option.label),
        Row(gettext("But"), gap.option.feedback),
        Row(gettext("Why"), item.rationale),
        Row(gettext("Do"), wording.do_text(item)),
        Row(gettext("See"), "; ".join(map(references.label, cited)), citations=cited),
    ]
    return Entry.of(item, rows=[*(row for row in rows if row.value), Row(gettext("By when"), "")])


def _find_out(material: Material) -> Iterator[ReportBlock]:
    result = material.result
    if not result.open:
        return
    every = [one.item for one in next_questions(result, len(result.open)) if _shown(one.item, material)]
    yield from listed(map(Entry.of, every[:SOME]))
    if (more := len(every) - SOME) > 0:
        yield More(ngettext("{count} more open question", "{count} more open questions", more), "open")


def _not_arisen(material: Material) -> Iterator[ReportBlock]:
    """Yield how many events did not come up, and the heaviest of them."""
    items = material.result.audit.items
    for one in page.sections(material.result):
        if one.id == "not-arisen":
            yield one.blocks[0]
            every = [items[entry.id] for entry in one.entries if _shown(items[entry.id], material)]
            yield from listed(Entry.of(item) for item in sorted(every, key=lambda item: -item.weight)[:FEW])
            if (more := len(every) - FEW) > 0:
                yield More(ngettext("{count} more event", "{count} more events", more), "all-not-arisen")


def _shown(item: Item, material: Material) -> bool:
    return not material.left_out.hides(item)
