"""An assessment as plain text: a page of 80 columns that a tired person can act on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from ethics_audit import references, weights
from ethics_audit.answers import NotApplicable
from ethics_audit.cases import TEXTS, Contrast, by_domain, contrasts
from ethics_audit.explanation import Finding, decimal
from ethics_audit.layout import WIDTH, hanging, numbered, section, short, wrapped
from ethics_audit.model import CASES, OCCASION, PRACTICE
from ethics_audit.scoring import WORST_RISK, Scored

if TYPE_CHECKING:
    from ethics_audit.assessment import Assessment

TOP_FINDINGS = 5
BAR = 20
EFFORTS = ("minutes", "an hour or two", "half a day", "some days", "some weeks")

LIMITS = (
    (
        "This score measures gaps in practice as you reported them, from 0 (none reported) to 100 (all of them). It is "
        "not a probability, not a judgement of you, and not validated as a psychological test. The weights are "
        "judgements, each with its source (ethics-audit show ITEM)."
    ),
    (
        "Self-assessment is often wrong. Go through this page with a supervisor or a colleague you trust; their eye is "
        "better than anyone's own."
    ),
    (
        "It is for your own use, not for evaluating employees. In many places a self-audit can be demanded in a legal "
        "matter: if a complaint or a claim is open, ask a lawyer before you write anything down."
    ),
)
"""What a reader must know about every result."""

LIMITS_OF_OCCASIONS = (
    (
        "This score measures what is still missing from a careful decision, as you reported it, from 0 (nothing) to "
        "100 (all of it). A low score is no permission: it says that the steps were taken, not that the decision is "
        "right. It is not validated; the weights are judgements, each with its source (ethics-audit show ITEM)."
    ),
    (
        "It replaces neither consultation nor legal advice, and it does not know the rules where you work. In many "
        "places such notes can be demanded in a legal matter: if a complaint or a claim may come, ask a lawyer where "
        "to keep them."
    ),
)

LIMITS_OF_CASES = (
    (
        "This score measures how far your answers to short, invented cases went wrong, from 0 (none did) to 100 (all, "
        "as far as they could). Real situations are richer, and other answers can be defended. It is not validated and "
        "no test of you; the weights and the risks are judgements, with their sources (ethics-audit show ITEM)."
    ),
    "The cases that you argue with are the useful ones. Take them to a colleague or to supervision.",
)


ENDS = {
    PRACTICE: "0: no gap reported, 100: every gap reported",
    OCCASION: "0: nothing is missing, 100: everything is",
    CASES: "0: no answer goes wrong, 100: every answer does",
}
"""What the ends of the score mean, by the kind of checklist."""


def limits(kind: str) -> tuple[str, ...]:
    """What a reader must know about the result of this kind of checklist."""
    return {OCCASION: LIMITS_OF_OCCASIONS, CASES: LIMITS_OF_CASES}.get(kind, LIMITS)


def page(result: Assessment, beside: Assessment | None = None, asked: Sequence[str] = (), *, whole: bool = True) -> str:
    """The page.

    Args:
        result: What it tells.
        beside: The result of cases, or of one's own practice, to be looked at together with it.
        asked: Sections that were asked for; only what must be done today, and the reasons, stand before them.
        whole: Whether the domains, what to do next, what is open and what is not scored stand in it too.
    """
    rest = [
        section("Domains", _domains(result)),
        section("What to do next", next_steps(result)),
        section("Your practice beside the cases", _contrasts(result, beside or result)),
        section("Still open", _open(result)),
        section("Not scored", _not_scored(result)),
    ]
    parts = [
        _title(result),
        _summary(result),
        section("Do today", _today(result)),
        section("Why this band", numbered(reason.text for reason in result.reasons)),
        *asked,
        *(rest if whole else []),
        section("What this is, and is not", [wrapped(limit) for limit in limits(result.audit.kind)]),
        wrapped(f"{result.audit.id} {result.audit.version}, definition {result.audit.digest[:12]}"),
    ]
    return "\n\n".join(part for part in parts if part)


def known_part(scored: Scored) -> str:
    """How much is answered, as a percentage of the weight that applies."""
    asked = scored.weight + scored.open_weight
    return f"{decimal(Fraction(100 * scored.weight, asked))} %" if asked else "nothing applies"


def score_text(scored: Scored) -> str:
    """The score with one decimal, or a dash."""
    return "-" if scored.exact is None else decimal(scored.exact)


def interval_text(scored: Scored) -> str:
    """The interval that open answers leave, or nothing where there are none."""
    asked = scored.weight + scored.open_weight
    if not scored.open_weight:
        return ""
    worst = scored.points + WORST_RISK * scored.open_weight
    return f"{decimal(Fraction(scored.points, asked))} to {decimal(Fraction(worst, asked))}"


def band_text(scored: Scored) -> str:
    """The band in words, with what is uncertain about it."""
    if scored.band_low is None:
        return "none: nothing here applies to this practice"
    if scored.band is None:
        return f"not known yet: at least {scored.band_low}, at most {scored.band_high}"
    return (
        f"{scored.band} (provisional: {scored.band_low} to {scored.band_high})"
        if scored.provisional
        else scored.band.value
    )


def _title(result: Assessment) -> str:
    title = wrapped(f"{result.audit.title} {result.audit.version}")
    return f"{title}\n{'=' * max(len(line) for line in title.splitlines())}"


def _summary(result: Assessment) -> str:
    count = len(result.open)
    questions = "no question is open" if not count else f"{count} question{'s are' if count > 1 else ' is'} open"
    rows = [
        ("Band", band_text(result)),
        ("Score", f"{score_text(result)} of 100 ({ENDS[result.audit.kind]})"),
        ("Range", f"{interval} once everything is answered" if (interval := interval_text(result)) else ""),
        ("Answered", f"{known_part(result)} of the weight; {questions}"),
        ("Weights", weights.sentence(result.audit, result.answers, result)),
    ]
    return "\n".join(hanging(f"{name:<10}", value) for name, value in rows if value)


def _today(result: Assessment) -> list[str]:
    blocks = []
    for reason in result.reasons:
        if reason.kind == "flag" and reason.item and reason.action:
            prompt = result.audit.items[reason.item].prompt
            blocks.append(hanging("!  ", f"{prompt} [{reason.item}]") + "\n" + hanging("   ", reason.action))
    return blocks


def _domains(result: Assessment) -> list[str]:
    if result.audit.kind == CASES:
        return _domains_of_cases(result)
    if len(result.domains) == 1:
        return []
    titles = [short(domain.title) for domain in result.domains]
    longest = max(len(title) for title in titles)
    rows = []
    for title, domain in zip(titles, result.domains, strict=True):
        drawn = "" if domain.exact is None else _bar(domain.exact)
        band = domain.band or (f"{domain.band_low} or more" if domain.band_low else "does not apply")
        unsure = "?" if domain.provisional else ""
        flags = f"{len(domain.flags)} red flag{'s' if len(domain.flags) > 1 else ''}" if domain.flags else ""
        row = f"{title:<{longest}}  {score_text(domain):>5}  {drawn:<{BAR + 2}}  {band}{unsure}"
        joint = "  " if len(row) + len(flags) + 2 <= WIDTH else f"\n{' ' * (len(row) - len(band + unsure))}"
        rows.append(f"{row}{joint}{flags}" if flags else row.rstrip())
    if any(domain.provisional for domain in result.domains):
        rows.append("? open questions can still change this band")
    return ["\n".join(rows)]


def _bar(score: Fraction) -> str:
    marks = int(score * BAR / 100)
    return f"[{'#' * marks}{'.' * (BAR - marks)}]"


def _domains_of_cases(result: Assessment) -> list[str]:
    domains = by_domain(result.audit, result.answers)
    titles = [domain.id.replace("_", " ").capitalize() for domain in domains]
    rows = []
    for title, domain in zip(titles, domains, strict=True):
        score = Fraction(domain.points, domain.weight)
        cases = f"{domain.count} case{'s' if domain.count > 1 else ''}"
        rows.append(f"{title:<{max(len(one) for one in titles)}}  {decimal(score):>5}  {_bar(score)}  {cases}")
    return ["\n".join(rows)] if rows else []


def _contrasts(result: Assessment, beside: Assessment) -> list[str]:
    own, cases = (beside, result) if result.audit.kind == CASES else (result, beside)
    found = contrasts(own, cases)
    blocks = []
    for words in TEXTS.values():
        rows = [_contrast(one) for one in found if one.text == words]
        blocks += [wrapped(words), *rows] if rows else []
    return blocks


def _contrast(one: Contrast) -> str:
    items = ", ".join(item.id for item in one.items)
    situation = re.split(r"(?<=[.?!]) ", one.case.prompt)[0]
    return hanging("-  ", f"{situation} You chose: {one.option.label}. [{one.case.id}, beside {items}]")


def next_steps(result: Assessment) -> list[str]:
    """The largest gaps, numbered, each with its first step, and the smaller ones in a line each."""
    top, rest = result.findings[:TOP_FINDINGS], result.findings[TOP_FINDINGS:]
    blocks = [_finding(place, finding, result) for place, finding in enumerate(top, 1)]
    if rest:
        lines = [hanging(f"  {decimal(one.contribution):>4}  ", f"{one.item.id}: {one.option.label}") for one in rest]
        blocks.append("Smaller gaps, with what each adds to the score:\n" + "\n".join(lines))
    return blocks


def _finding(place: int, finding: Finding, result: Assessment) -> str:
    item = finding.item
    cited = "; ".join(references.label(one) for one in references.ordered(item.citations, result.answers.profile))
    rows = [
        hanging(f"{place}. ", f"{item.prompt} [{item.id}]"),
        hanging("   Answer  ", f"{finding.option.label}: adds {decimal(finding.contribution)} to the score"),
        hanging("   But     ", finding.option.feedback) if finding.option.feedback else "",
        hanging("   Why     ", item.rationale),
        hanging("   Do      ", f"{item.remedy} (effort {item.effort} of 5: {EFFORTS[item.effort - 1]})"),
        hanging("   See     ", cited) if cited else "",
    ]
    return "\n".join(row for row in rows if row)


def _open(result: Assessment) -> list[str]:
    return (
        ["\n".join(hanging("-  ", f"{result.audit.items[id].prompt} [{id}]") for id in result.open)]
        if result.open
        else []
    )


def _not_scored(result: Assessment) -> list[str]:
    given = result.answers.given
    told = [(id, answer.reason) for id in result.not_applicable if isinstance(answer := given.get(id), NotApplicable)]
    left_out = len([id for id in result.not_applicable if id not in given])
    lines = [hanging("-  ", f"{id}: not applicable{f' ({reason})' if reason else ''}") for id, reason in told]
    lines += [hanging("-  ", f"{id}: answered, but outside your profile; kept, not scored") for id in result.set_aside]
    if left_out:
        lines.append(hanging("-  ", f"{left_out} question{'s' if left_out > 1 else ''} outside your profile"))
    return ["\n".join(lines)] if lines else []
