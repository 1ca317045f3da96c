"""The page of a result as sections of blocks, from what must be done today to the limits of the score."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from ethics_audit.assessment import strengths, wording
from ethics_audit.assessment.blocks import Bar, Bars, Block, Entry, Listed, Paragraph, Row, Rows, Section, listed, shown
from ethics_audit.assessment.cases import TEXTS, CaseDomain, Contrast, by_domain, differences_beside
from ethics_audit.assessment.explanation import Finding, decimal
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.text import printed
from ethics_audit.assessment.weights import sentence
from ethics_audit.base.language import N_, gettext, ngettext, speaking
from ethics_audit.base.layout import short
from ethics_audit.documents import references
from ethics_audit.model.answers import NotApplicable
from ethics_audit.model.definitions import CASES, OCCASION, PRACTICE
from ethics_audit.model.items import Item

TOP_FINDINGS = 5
ALL_BEST = N_(
    "That may well be so. But nearly everybody sees their own practice in a kinder light than others would, and nobody "
    "notices it from inside. The cases look at it from another side: ethics-audit start scenarios."
)
LEAST_NAMED = Fraction(1, 10)
"""The least that a smaller gap adds to the score where it has a line of its own."""
NO_PERMISSION = N_("A low score is no permission: it says that the steps were taken, not that the decision is right.")
BRIEF_FLAGS, BRIEF_STEPS = 2, 3
"""How many red flags and first steps fit a screen."""
SHORT_SENTENCE = 20
"""A sentence of fewer signs says too little alone."""
LEADING = ("title", "today", "result", "why", "all-best")
"""The sections that stand before whatever was asked for."""
CLOSING = ("limits",)
"""The sections that stand behind everything else."""


def page(result: Result, beside: Result | None = None, *, ids: bool = False) -> str:
    """Print a result as plain text; see `sections` and `printed`."""
    return printed(sections(result, beside), ids=ids)


def urgent(result: Result) -> str:
    """Print what must not wait; empty if no red flag is raised."""
    return printed(shown([today(result)]))


def sections(
    result: Result,
    beside: Result | None = None,
    asked: Iterable[Section] = (),
    *,
    whole: bool = True,
    day: date | None = None,
) -> list[Section]:
    """Return the sections of the page of a result that have something to show.

    Args:
        result: The result.
        beside: The result of cases, or of one's own practice, to compare it with.
        asked: Sections that were asked for; they follow the reasons.
        whole: Whether the domains, what to do next, what is open and what is not scored follow them.
        day: The day on which the page is read; without one, no code is due to be checked again.
    """
    with speaking(result.audit.language):
        every = shown(_sections(result, beside, day))
    first = [one for one in every if one.id in LEADING]
    rest = [one for one in every if one.id not in LEADING and (whole or one.id in CLOSING)]
    return [*first, *asked, *rest]


def brief(result: Result) -> list[Section]:
    """Return the page of a result on one screen: what must not wait, the band in a line, and the first steps.

    It holds the beginnings of the entries of the whole page, in their order.
    """
    with speaking(result.audit.language):
        urgent = list(dict.fromkeys(_sentences(one.then)[0] for one in today(result).entries))
        more = len(urgent) - BRIEF_FLAGS
        told = ngettext("And {count} more, on the whole page.", "And {count} more, on the whole page.", more)
        flagged = [Listed(map(Entry, urgent[:BRIEF_FLAGS]), "!", end=told if more > 0 else "")] if urgent else []
        steps = [Entry(_step(one.item, is_urgent=one.item.id in result.flags)) for one in result.findings[:BRIEF_STEPS]]
        first = [Listed(steps, "1", head=gettext("What to do next"))] if steps else []
        return shown(
            [
                Section("today", gettext("Do today"), flagged),
                Section("result", "", [Rows([Row(gettext("Band"), _in_a_line(result), is_band=True)], 6)]),
                all_best(result),
                Section("caution", "", [Paragraph(gettext(NO_PERMISSION))] if result.audit.kind == OCCASION else []),
                Section("next", "", first),
            ]
        )


def _in_a_line(result: Result) -> str:
    band = wording.band_text(result)
    if result.exact is None:
        return band
    words = {"band": band, "score": wording.score_text(result)}
    if any(one.kind == "flag" and one.band == result.band for one in result.reasons):
        return ngettext(
            "{band}, because of a red flag; the score is {score} of 100 (worst)",
            "{band}, because of {count} red flags; the score is {score} of 100 (worst)",
            len(result.flags),
            **words,
        )
    return gettext("{band}; the score is {score}, from 0 (best) to 100 (worst)", **words)


def _step(item: Item, *, is_urgent: bool) -> str:
    """Return the beginning of an item's first step, and how long it takes; what must not wait takes no estimate."""
    if is_urgent:
        return _opening(item.remedy)
    return f"{_opening(item.remedy)} ({gettext(wording.EFFORTS[item.effort - 1])})"


def _sections(result: Result, beside: Result | None, day: date | None) -> Iterator[Section]:
    audit = result.audit
    yield Section("title", f"{audit.title} {audit.version}", (), is_page=True)
    yield today(result)
    yield Section("result", "", [Rows(summary(result), 10)])
    yield Section("why", gettext("Why this band"), listed((one.text for one in result.reasons), "1"))
    yield all_best(result)
    yield Section("domains", gettext("Domains"), _domains(result))
    yield Section("next", gettext("What to do next"), next_steps(result))
    yield Section("strengths", gettext("What is at its best"), _strengths(result))
    yield Section("beside", gettext("Your practice beside the cases"), _contrasts(result, beside))
    yield Section("open", gettext("Still open"), listed(Entry.of(audit.items[id]) for id in result.open))
    yield Section("not-arisen", gettext("Did not come up"), _not_arisen(result))
    yield Section("not-scored", gettext("Not scored"), listed(_not_scored(result)))
    yield Section("editions", gettext("Codes to check"), editions(result, result.findings[:TOP_FINDINGS], day))
    yield Section("limits", gettext("What this is, and is not"), map(Paragraph, wording.limits(audit)))


def today(result: Result) -> Section:
    """Return the section of what must not wait: the items whose red flag is raised, each with what to do at once."""
    gaps = {one.item.id: one for one in result.findings}
    with speaking(result.audit.language):
        flags = ((one.item, one.action) for one in result.reasons if one.item and one.action)
        raised = (_raised(gaps[id], action) for id, action in flags)
        return Section("today", gettext("Do today"), listed(raised, "!", is_loose=True))


def _raised(gap: Finding, action: str) -> Entry:
    """Return a flagged gap with the answer, for a statement of good practice says nothing bad without it."""
    return Entry.of(gap.item, then=action, rows=[Row(gettext("Answer"), gap.option.label)])


def all_best(result: Result) -> Section:
    """Return what is said, kindly, about a practice without a gap; nothing for any other result."""
    has_gap = result.audit.kind != PRACTICE or not result.weight or result.points
    return Section(
        "all-best", gettext("Every answer is the best one"), [] if has_gap else [Paragraph(gettext(ALL_BEST))]
    )


def summary(result: Result) -> list[Row]:
    """Return the result in named values: the band, the score, and how certain both are."""
    ends = wording.interval(result)
    rows = [
        Row(gettext("Band"), wording.band_text(result), is_band=True),
        Row(gettext("Score"), wording.of_hundred(result)),
        Row(gettext("Range"), gettext("{low} to {high} once everything is answered", **ends) if ends else ""),
        Row(gettext("Answered"), wording.answered_text(result)),
        Row(gettext("Weights"), sentence(result)),
    ]
    return [row for row in rows if row.value]


def _domains(result: Result) -> list[Bars]:
    if result.audit.kind == CASES:
        bars = [Bar(title, decimal(one.exact), one.exact, cases) for title, one, cases in case_rows(result)]
        return [Bars(bars)] if bars else []
    if len(result.domains) == 1:
        return []
    bars = []
    for one in result.domains:
        band = wording.short_band(one) + ("?" if one.provisional else "")
        bars.append(Bar(short(one.title), wording.score_text(one), one.exact, band, wording.flags_text(one)))
    is_unsure = any(one.provisional for one in result.domains)
    return [Bars(bars, gettext("? open questions can still change this band") if is_unsure else "")]


def case_rows(result: Result) -> list[tuple[str, CaseDomain, str]]:
    """Return the title of each domain that answered cases are about, their sums, and their number in words."""
    return [
        (domain.id.replace("_", " ").capitalize(), domain, ngettext("{count} case", "{count} cases", domain.count))
        for domain in by_domain(result)
    ]


def next_steps(result: Result) -> list[Block]:
    """Return the largest gaps with their first steps, the next ones in a line each, and the number of the least."""
    top, others = result.findings[:TOP_FINDINGS], result.findings[TOP_FINDINGS:]
    named = [one for one in others if one.contribution >= LEAST_NAMED]
    head = gettext("The other gaps, the largest first:")
    lines = [Entry(f"{one.item.title}: {one.option.label}", one.item.id) for one in named]
    lists = [Listed([_finding(one, result) for one in top], "1", width=8, is_loose=True), Listed(lines, head=head)]
    blocks: list[Block] = [one for one in lists if one.entries]
    if least := len(others) - len(named):
        told = ngettext("{count} more gap hardly counts.", "{count} more gaps hardly count.", least)
        blocks.append(Paragraph(told))
    return blocks


def _finding(finding: Finding, result: Result) -> Entry:
    """Return a gap with its answer, what speaks against it, why it matters, and what to do."""
    item = finding.item
    rows = [
        Row(gettext("Answer"), finding.option.label),
        Row(gettext("But"), finding.option.feedback),
        Row(gettext("Why"), item.rationale),
        Row(gettext("Do"), wording.do_text(item)),
    ]
    cited = references.ordered(item.citations, result.answers.profile)
    rows.append(Row(gettext("See"), "; ".join(map(references.label, cited)), citations=cited))
    return Entry.of(item, rows=[row for row in rows if row.value])


def _strengths(result: Result) -> Iterator[Listed]:
    """Yield what is at its best in each domain, under its title where there are several; cases have no such list."""
    if result.audit.kind != CASES:
        for domain, best in strengths.by_domain(result):
            head = short(domain.title) if len(result.domains) > 1 else ""
            yield Listed([Entry.of(item, then=option.label) for item, option in best], head=head)


def _not_arisen(result: Result) -> Iterator[Block]:
    """Yield how many events did not come up, and which: whoever never notices is not excused in silence."""
    if ids := result.not_arisen:
        told = ngettext(
            "Of the {all} events that you were asked about, {count} did not come up. Nobody sees everything: if it "
            "comes up for most clinicians, look again.",
            "Of the {all} events that you were asked about, {count} did not come up. Nobody sees everything: look "
            "again at the ones that come up for most clinicians.",
            len(ids),
            all=len(result.events),
        )
        yield Paragraph(told)
        yield from listed(Entry.of(result.audit.items[id]) for id in ids)


def _contrasts(result: Result, beside: Result | None) -> Iterator[Block]:
    """Yield what differences between one's own practice and cases may mean, each with the cases that show them."""
    found = differences_beside(result, beside)
    for sense, words in TEXTS.items():
        if lists := list(listed((_contrast(one) for one in found if one.sense == sense), is_loose=True)):
            yield Paragraph(gettext(words))
            yield from lists


def _contrast(contrast: Contrast) -> Entry:
    text = gettext(
        "{situation} You chose: {answer}. Beside it in your practice: {items}.",
        situation=situation(contrast.case),
        answer=contrast.option.label,
        items=wording.titles(contrast.items),
    )
    return Entry(text, contrast.case.id)


def editions(result: Result, findings: Iterable[Finding], day: date | None) -> Iterator[Listed]:
    """Yield what is superseded, replaced or due on a day among the codes that these gaps cite, a line for each."""
    cited = references.ordered((one for gap in findings for one in gap.item.citations), result.answers.profile)
    return listed(wording.editions(cited, day))


def situation(case: Item) -> str:
    """Return the first sentence of a case, by which a reader knows it again."""
    return _sentences(case.prompt)[0]


def _opening(text: str) -> str:
    """Return the first sentence of a text; if it is short, the first two."""
    first, *others = _sentences(text)
    return " ".join([first, *others[: len(first) < SHORT_SENTENCE]])


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?!])\s", text)


def _not_scored(result: Result) -> Iterator[Entry | str]:
    """Yield what is not scored and why: a line for each answer, and how many questions the profile leaves out."""
    given, items = result.answers.given, result.audit.items
    for id in result.not_applicable:
        if isinstance(answer := given.get(id), NotApplicable) and id not in result.not_arisen:
            yield Entry(f"{items[id].title}: {wording.answer_text(items[id], answer)}", id)
    for id in result.set_aside:
        words = gettext("{question}: answered, but outside your profile; kept, not scored", question=items[id].title)
        yield Entry(words, id)
    if left_out := sum(id not in given for id in result.not_applicable):
        yield ngettext("{count} question outside your profile", "{count} questions outside your profile", left_out)
