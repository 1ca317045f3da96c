"""An assessment as plain text: a page of 80 columns that a tired person can act on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from ethics_audit import references, weights
from ethics_audit.answers import NotApplicable
from ethics_audit.cases import TEXTS, CaseDomain, Contrast, by_domain, contrasts
from ethics_audit.explanation import Finding, decimal
from ethics_audit.layout import WIDTH, hanging, numbered, section, short, wrapped
from ethics_audit.model import CASES, OCCASION, PRACTICE, Audit, Item
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


def limits(audit: Audit) -> tuple[str, ...]:
    """What a reader must know about a result of this audit: of its kind and, where there is one, of its translation."""
    of_kind = {OCCASION: LIMITS_OF_OCCASIONS, CASES: LIMITS_OF_CASES}.get(audit.kind, LIMITS)
    return (*of_kind, *of_translation(audit))


def of_translation(audit: Audit) -> tuple[str, ...]:
    """What a reader must know about texts that are translated; nothing about the original."""
    translations = audit.translations
    told = []
    if any(not one.reviewed for one in translations):
        told.append(
            f"The questions stand here in a translation ({translations[0].locale}) that is not yet reviewed by a "
            "native clinician. Where it is not clear, the original counts."
        )
    missing = frozenset[str]().union(*(one.missing_items for one in translations))
    if missing:
        told.append(
            f"{len(missing)} of the {len(audit.items)} questions are not translated, or not wholly; what is missing "
            "stands in the original language."
        )
    return (" ".join(told),) if told else ()


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
        section("Not scored", _listed(not_scored(result))),
    ]
    parts = [
        _title(result),
        _summary(result),
        section("Do today", [_urgent(item, action) for item, action in today(result)]),
        section("Why this band", numbered(reason.text for reason in result.reasons)),
        *asked,
        *(rest if whole else []),
        section("What this is, and is not", [wrapped(limit) for limit in limits(result.audit)]),
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


def effort_text(item: Item) -> str:
    """What the first step takes, in words."""
    return f"effort {item.effort} of 5: {EFFORTS[item.effort - 1]}"


def summary(result: Assessment) -> list[tuple[str, str]]:
    """The result in rows of a name and what it is: the band, the score, and how sure both are."""
    count = len(result.open)
    questions = "no question is open" if not count else f"{count} question{'s are' if count > 1 else ' is'} open"
    rows = [
        ("Band", band_text(result)),
        ("Score", f"{score_text(result)} of 100 ({ENDS[result.audit.kind]})"),
        ("Range", f"{interval} once everything is answered" if (interval := interval_text(result)) else ""),
        ("Answered", f"{known_part(result)} of the weight; {questions}"),
        ("Weights", weights.sentence(result.audit, result.answers, result)),
    ]
    return [(name, value) for name, value in rows if value]


def today(result: Assessment) -> list[tuple[Item, str]]:
    """The items whose red flag is raised, with what to do at once."""
    return [
        (result.audit.items[reason.item], reason.action)
        for reason in result.reasons
        if reason.kind == "flag" and reason.item and reason.action
    ]


def flags_text(scored: Scored) -> str:
    """How many red flags are raised, or nothing."""
    return f"{len(scored.flags)} red flag{'s' if len(scored.flags) > 1 else ''}" if scored.flags else ""


def case_rows(result: Assessment) -> list[tuple[str, CaseDomain, str]]:
    """The title of each domain that answered cases are about, what they sum up to, and their number in words."""
    return [
        (domain.id.replace("_", " ").capitalize(), domain, f"{domain.count} case{'s' if domain.count > 1 else ''}")
        for domain in by_domain(result.audit, result.answers)
    ]


def contrast_groups(result: Assessment, beside: Assessment) -> list[tuple[str, list[str]]]:
    """What differences between one's own practice and cases may mean, each with the cases in which they show."""
    own, cases = (beside, result) if result.audit.kind == CASES else (result, beside)
    found = contrasts(own, cases)
    groups = [(words, [_contrast(one) for one in found if one.text == words]) for words in TEXTS.values()]
    return [(words, rows) for words, rows in groups if rows]


def finding_rows(finding: Finding) -> list[tuple[str, str]]:
    """A gap in rows of a name and what it is: the answer, what speaks against it, why it matters, what to do."""
    item = finding.item
    rows = [
        ("Answer", f"{finding.option.label}: adds {decimal(finding.contribution)} to the score"),
        ("But", finding.option.feedback),
        ("Why", item.rationale),
        ("Do", f"{item.remedy} ({effort_text(item)})"),
    ]
    return [(name, value) for name, value in rows if value]


def not_scored(result: Assessment) -> list[str]:
    """What is not scored and why: each answer in a line, and how many questions the profile leaves out."""
    given = result.answers.given
    told = [(id, answer.reason) for id in result.not_applicable if isinstance(answer := given.get(id), NotApplicable)]
    left_out = len([id for id in result.not_applicable if id not in given])
    lines = [f"{id}: not applicable{f' ({reason})' if reason else ''}" for id, reason in told]
    lines += [f"{id}: answered, but outside your profile; kept, not scored" for id in result.set_aside]
    if left_out:
        lines.append(f"{left_out} question{'s' if left_out > 1 else ''} outside your profile")
    return lines


def _title(result: Assessment) -> str:
    title = wrapped(f"{result.audit.title} {result.audit.version}")
    return f"{title}\n{'=' * max(len(line) for line in title.splitlines())}"


def _summary(result: Assessment) -> str:
    return "\n".join(hanging(f"{name:<10}", value) for name, value in summary(result))


def _urgent(item: Item, action: str) -> str:
    return hanging("!  ", f"{item.prompt} [{item.id}]") + "\n" + hanging("   ", action)


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
        flags = flags_text(domain)
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
    domains = case_rows(result)
    longest = max((len(title) for title, _, _ in domains), default=0)
    rows = []
    for title, domain, cases in domains:
        score = Fraction(domain.points, domain.weight)
        rows.append(f"{title:<{longest}}  {decimal(score):>5}  {_bar(score)}  {cases}")
    return ["\n".join(rows)] if rows else []


def _contrasts(result: Assessment, beside: Assessment) -> list[str]:
    return [
        block
        for words, rows in contrast_groups(result, beside)
        for block in (wrapped(words), *(hanging("-  ", row) for row in rows))
    ]


def _contrast(one: Contrast) -> str:
    items = ", ".join(item.id for item in one.items)
    situation = re.split(r"(?<=[.?!]) ", one.case.prompt)[0]
    return f"{situation} You chose: {one.option.label}. [{one.case.id}, beside {items}]"


def next_steps(result: Assessment) -> list[str]:
    """The largest gaps, numbered, each with its first step, and the smaller ones in a line each."""
    top, rest = result.findings[:TOP_FINDINGS], result.findings[TOP_FINDINGS:]
    blocks = [_finding(place, finding, result) for place, finding in enumerate(top, 1)]
    if rest:
        lines = [hanging(f"  {decimal(one.contribution):>4}  ", f"{one.item.id}: {one.option.label}") for one in rest]
        blocks.append("The other gaps, with what each adds to the score:\n" + "\n".join(lines))
    return blocks


def _finding(place: int, finding: Finding, result: Assessment) -> str:
    item = finding.item
    cited = "; ".join(references.label(one) for one in references.ordered(item.citations, result.answers.profile))
    rows = [*finding_rows(finding), *([("See", cited)] if cited else [])]
    lines = [hanging(f"   {name:<8}", value) for name, value in rows]
    return "\n".join([hanging(f"{place}. ", f"{item.prompt} [{item.id}]"), *lines])


def _open(result: Assessment) -> list[str]:
    return _listed(f"{result.audit.items[id].prompt} [{id}]" for id in result.open)


def _listed(texts: Iterable[str]) -> list[str]:
    lines = [hanging("-  ", one) for one in texts]
    return ["\n".join(lines)] if lines else []
