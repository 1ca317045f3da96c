"""An assessment as plain text: a page of 80 columns that a tired person can act on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil

from ethics_audit.assessment import weights
from ethics_audit.assessment.cases import TEXTS, CaseDomain, Contrast, by_domain, contrasts
from ethics_audit.assessment.explanation import Finding, decimal, percentage
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.scoring import Scored
from ethics_audit.base.language import N_, ORIGINAL, general_first, gettext, ngettext, speaking, spoken
from ethics_audit.base.layout import WIDTH, hanging, numbered, rows, section, short, wrapped
from ethics_audit.documents import references
from ethics_audit.model.answers import NotApplicable
from ethics_audit.model.definitions import CASES, OCCASION, PRACTICE, Audit, Item

TOP_FINDINGS = 5
BAR = 20
EFFORTS = (N_("minutes"), N_("an hour or two"), N_("half a day"), N_("some days"), N_("some weeks"))
"""What the first step of a remedy takes, from effort 1 to 5."""

LIMITS = (
    N_(
        "This score measures gaps in practice as you reported them, from 0 (none reported) to 100 (all of them). It is "
        "not a probability, not a judgement of you, and not validated as a psychological test. The weights are "
        "judgements, each with its source (ethics-audit show ITEM)."
    ),
    N_(
        "Self-assessment is often wrong. Go through this page with a supervisor or a colleague you trust; their eye is "
        "better than anyone's own."
    ),
    N_(
        "It is for your own use, not for evaluating employees. In many places a self-audit can be demanded in a legal "
        "matter: if a complaint or a claim is open, ask a lawyer before you write anything down."
    ),
)
"""What a reader must know about every result."""

LIMITS_OF_OCCASIONS = (
    N_(
        "This score measures what is still missing from a careful decision, as you reported it, from 0 (nothing) to "
        "100 (all of it). A low score is no permission: it says that the steps were taken, not that the decision is "
        "right. It is not validated; the weights are judgements, each with its source (ethics-audit show ITEM)."
    ),
    N_(
        "It replaces neither consultation nor legal advice, and it does not know the rules where you work. In many "
        "places such notes can be demanded in a legal matter: if a complaint or a claim may come, ask a lawyer where "
        "to keep them."
    ),
)

LIMITS_OF_CASES = (
    N_(
        "This score measures how far your answers to short, invented cases went wrong, from 0 (none did) to 100 (all, "
        "as far as they could). Real situations are richer, and other answers can be defended. It is not validated and "
        "no test of you; the weights and the risks are judgements, with their sources (ethics-audit show ITEM)."
    ),
    N_("The cases that you argue with are the useful ones. Take them to a colleague or to supervision."),
)


ENDS = {
    PRACTICE: N_("0: no gap reported, 100: every gap reported"),
    OCCASION: N_("0: nothing is missing, 100: everything is"),
    CASES: N_("0: no answer goes wrong, 100: every answer does"),
}
"""What the ends of the score mean, by the kind of checklist."""


CAUTION = N_(
    "If a complaint, a claim or another legal matter is open or may come, ask a lawyer before you answer: in many "
    "places what you write and answer here can be demanded."
)
"""What must be known before the first question."""

SECONDS = {PRACTICE: 12, OCCASION: 40, CASES: 60}
"""How long a question takes, about, by the kind of checklist."""
STEP_MINUTES = 5


def minutes(audit: Audit) -> int:
    """Return about how many minutes it takes to answer all questions of an audit."""
    return STEP_MINUTES * ceil(len(audit.items) * SECONDS[audit.kind] / (60 * STEP_MINUTES))


def limits(audit: Audit) -> tuple[str, ...]:
    """What a reader must know about a result of this audit: of its kind and, where there is one, of its translation."""
    of_kind = {OCCASION: LIMITS_OF_OCCASIONS, CASES: LIMITS_OF_CASES}.get(audit.kind, LIMITS)
    return (*map(gettext, of_kind), *of_translation(audit))


def of_translation(audit: Audit) -> tuple[str, ...]:
    """What a reader must know about texts that are translated; nothing about the original."""
    translations = audit.translations
    told = []
    if any(not one.reviewed for one in translations):
        unreviewed = gettext(
            "The questions stand here in a translation ({language}) that is not yet reviewed by a native clinician. "
            "Where it is not clear, the original counts.",
            language=audit.language,
        )
        told.append(unreviewed)
    if missing := frozenset[str]().union(*(one.missing_items for one in translations)):
        untranslated = ngettext(
            "{count} of the {all} questions is not translated, or not wholly; what is missing stands in the original "
            "language.",
            "{count} of the {all} questions are not translated, or not wholly; what is missing stands in the original "
            "language.",
            len(missing),
            all=len(audit.items),
        )
        told.append(untranslated)
    if spoken() == ORIGINAL != general_first(audit.language)[0]:
        told.append("The words around the questions stand in English.")  # there is no catalogue to say it in
    return (" ".join(told),) if told else ()


def page(result: Result, beside: Result | None = None, asked: Sequence[str] = (), *, whole: bool = True) -> str:
    """The page.

    Args:
        result: What it tells.
        beside: The result of cases, or of one's own practice, to be looked at together with it.
        asked: Sections that were asked for; only what must be done today, the result and the reasons stand before them.
        whole: Whether the domains, what to do next, what is open and what is not scored stand in it too.
    """
    with speaking(result.audit.language):
        parts = [
            _title(result),
            urgent(result),
            "\n".join(rows(summary(result), 10)),
            section(gettext("Why this band"), numbered(reason.text for reason in result.reasons)),
            *asked,
            *(_rest(result, beside or result) if whole else []),
            section(gettext("What this is, and is not"), [wrapped(limit) for limit in limits(result.audit)]),
            wrapped(definition(result.audit)),
        ]
    return "\n\n".join(part for part in parts if part)


def _rest(result: Result, beside: Result) -> list[str]:
    return [
        section(gettext("Domains"), _domains(result)),
        section(gettext("What to do next"), next_steps(result)),
        section(gettext("Your practice beside the cases"), _contrasts(result, beside)),
        section(gettext("Still open"), _open(result)),
        section(gettext("Not scored"), _listed(not_scored(result))),
    ]


def definition(audit: Audit) -> str:
    """Which definition a result was scored under."""
    return gettext(
        "{audit} {version}, definition {digest}", audit=audit.id, version=audit.version, digest=audit.digest[:12]
    )


def known_part(scored: Scored) -> str:
    """How much is answered, as a percentage of the weight that applies."""
    asked = scored.weight + scored.open_weight
    return percentage(decimal(Fraction(100 * scored.weight, asked))) if asked else gettext("nothing applies")


def score_text(scored: Scored) -> str:
    """The score with one decimal, or a dash."""
    return "-" if scored.exact is None else decimal(scored.exact)


def interval(scored: Scored) -> dict[str, str]:
    """The ends of the interval that open answers leave, ``low`` and ``high``; nothing where there are none."""
    if not scored.open_weight:
        return {}
    worst, asked = scored.worst
    return {"low": decimal(Fraction(scored.points, asked)), "high": decimal(Fraction(worst, asked))}


def interval_text(scored: Scored) -> str:
    """The interval that open answers leave, or nothing where there are none."""
    return gettext("{low} to {high}", **ends) if (ends := interval(scored)) else ""


def band_text(scored: Scored) -> str:
    """The band in words, with what is uncertain about it."""
    if scored.band_low is None or scored.band_high is None:
        return gettext("none: nothing here applies to this practice")
    ends = {"low": scored.band_low.told, "high": scored.band_high.told}
    if scored.band is None:
        return gettext("not known yet: at least {low}, at most {high}", **ends)
    if scored.provisional:
        return gettext("{band} (provisional: {low} to {high})", band=scored.band.told, **ends)
    return scored.band.told


def effort_text(item: Item) -> str:
    """What the first step takes, in words."""
    return gettext("effort {effort} of 5: {words}", effort=item.effort, words=gettext(EFFORTS[item.effort - 1]))


def summary(result: Result) -> list[tuple[str, str]]:
    """The result in rows of a name and what it is: the band, the score, and how sure both are."""
    ends = interval(result)
    named = [
        (gettext("Band"), band_text(result)),
        (gettext("Score"), of_hundred(result)),
        (gettext("Range"), gettext("{low} to {high} once everything is answered", **ends) if ends else ""),
        (gettext("Answered"), _answered(result)),
        (gettext("Weights"), weights.sentence(result.audit, result.answers, result)),
    ]
    return [(name, value) for name, value in named if value]


def of_hundred(result: Result) -> str:
    """The score, with what the ends of the scale mean."""
    ends = gettext(ENDS[result.audit.kind])
    return gettext("{score} of 100 ({ends})", score=score_text(result), ends=ends)


def _answered(result: Result) -> str:
    known = known_part(result)
    if not result.open:
        return gettext("{known} of the weight; no question is open", known=known)
    return ngettext(
        "{known} of the weight; {count} question is open",
        "{known} of the weight; {count} questions are open",
        len(result.open),
        known=known,
    )


def today(result: Result) -> list[tuple[Item, str]]:
    """The items whose red flag is raised, with what to do at once."""
    return [
        (result.audit.items[reason.item], reason.action)
        for reason in result.reasons
        if reason.kind == "flag" and reason.item and reason.action
    ]


def urgent(result: Result) -> str:
    """Return the section of what must not wait; nothing if no red flag is raised."""
    with speaking(result.audit.language):
        return section(gettext("Do today"), [_urgent(item, action) for item, action in today(result)])


def flags_text(scored: Scored) -> str:
    """How many red flags are raised, or nothing."""
    return ngettext("{count} red flag", "{count} red flags", len(scored.flags)) if scored.flags else ""


def case_rows(result: Result) -> list[tuple[str, CaseDomain, str]]:
    """The title of each domain that answered cases are about, what they sum up to, and their number in words."""
    return [
        (domain.id.replace("_", " ").capitalize(), domain, ngettext("{count} case", "{count} cases", domain.count))
        for domain in by_domain(result.audit, result.answers)
    ]


def contrast_groups(result: Result, beside: Result) -> list[tuple[str, list[str]]]:
    """What differences between one's own practice and cases may mean, each with the cases in which they show."""
    own, cases = (beside, result) if result.audit.kind == CASES else (result, beside)
    found = contrasts(own, cases)
    groups = [(words, [_contrast(one) for one in found if one.sense == sense]) for sense, words in TEXTS.items()]
    return [(gettext(words), told) for words, told in groups if told]


def finding_rows(finding: Finding) -> list[tuple[str, str]]:
    """A gap in rows of a name and what it is: the answer, what speaks against it, why it matters, what to do."""
    item = finding.item
    adds = decimal(finding.contribution)
    named = [
        (gettext("Answer"), gettext("{answer}: adds {number} to the score", answer=finding.option.label, number=adds)),
        (gettext("But"), finding.option.feedback),
        (gettext("Why"), item.rationale),
        (gettext("Do"), f"{item.remedy} ({effort_text(item)})"),
    ]
    return [(name, value) for name, value in named if value]


def not_scored(result: Result) -> list[str]:
    """What is not scored and why: each answer in a line, and how many questions the profile leaves out."""
    given = result.answers.given
    told = [(id, answer.reason) for id in result.not_applicable if isinstance(answer := given.get(id), NotApplicable)]
    lines = [
        gettext("{item}: not applicable ({reason})", item=id, reason=reason)
        if reason
        else gettext("{item}: not applicable", item=id)
        for id, reason in told
    ]
    kept = [gettext("{item}: answered, but outside your profile; kept, not scored", item=id) for id in result.set_aside]
    if left_out := len([id for id in result.not_applicable if id not in given]):
        kept.append(
            ngettext("{count} question outside your profile", "{count} questions outside your profile", left_out)
        )
    return lines + kept


def _title(result: Result) -> str:
    title = wrapped(f"{result.audit.title} {result.audit.version}")
    return f"{title}\n{'=' * max(len(line) for line in title.splitlines())}"


def _urgent(item: Item, action: str) -> str:
    return hanging("!  ", f"{item.prompt} [{item.id}]") + "\n" + hanging("   ", action)


def _domains(result: Result) -> list[str]:
    if result.audit.kind == CASES:
        return _domains_of_cases(result)
    if len(result.domains) == 1:
        return []
    titles = [short(domain.title) for domain in result.domains]
    longest = max(len(title) for title in titles)
    lines = []
    for title, domain in zip(titles, result.domains, strict=True):
        drawn = "" if domain.exact is None else _bar(domain.exact)
        band = _band_of_domain(domain)
        unsure = "?" if domain.provisional else ""
        flags = flags_text(domain)
        row = f"{title:<{longest}}  {score_text(domain):>5}  {drawn:<{BAR + 2}}  {band}{unsure}"
        joint = "  " if len(row) + len(flags) + 2 <= WIDTH else f"\n{' ' * (len(row) - len(band + unsure))}"
        lines.append(f"{row}{joint}{flags}" if flags else row.rstrip())
    if any(domain.provisional for domain in result.domains):
        lines.append(gettext("? open questions can still change this band"))
    return ["\n".join(lines)]


def _band_of_domain(domain: Scored) -> str:
    if domain.band:
        return domain.band.told
    return gettext("{band} or more", band=domain.band_low.told) if domain.band_low else gettext("does not apply")


def _bar(score: Fraction) -> str:
    marks = int(score * BAR / 100)
    return f"[{'#' * marks}{'.' * (BAR - marks)}]"


def _domains_of_cases(result: Result) -> list[str]:
    domains = case_rows(result)
    longest = max((len(title) for title, _, _ in domains), default=0)
    lines = []
    for title, domain, cases in domains:
        score = Fraction(domain.points, domain.weight)
        lines.append(f"{title:<{longest}}  {decimal(score):>5}  {_bar(score)}  {cases}")
    return ["\n".join(lines)] if lines else []


def _contrasts(result: Result, beside: Result) -> list[str]:
    return [
        block
        for words, told in contrast_groups(result, beside)
        for block in (wrapped(words), *(hanging("-  ", one) for one in told))
    ]


def _contrast(one: Contrast) -> str:
    return gettext(
        "{situation} You chose: {answer}. [{case}, beside {items}]",
        situation=re.split(r"(?<=[.?!]) ", one.case.prompt)[0],
        answer=one.option.label,
        case=one.case.id,
        items=", ".join(item.id for item in one.items),
    )


def next_steps(result: Result) -> list[str]:
    """The largest gaps, numbered, each with its first step, and the smaller ones in a line each."""
    top, rest = result.findings[:TOP_FINDINGS], result.findings[TOP_FINDINGS:]
    blocks = [_finding(place, finding, result) for place, finding in enumerate(top, 1)]
    if rest:
        lines = [hanging(f"  {decimal(one.contribution):>4}  ", f"{one.item.id}: {one.option.label}") for one in rest]
        blocks.append("\n".join([gettext("The other gaps, with what each adds to the score:"), *lines]))
    return blocks


def _finding(place: int, finding: Finding, result: Result) -> str:
    item = finding.item
    cited = "; ".join(references.label(one) for one in references.ordered(item.citations, result.answers.profile))
    named = [*finding_rows(finding), *([(gettext("See"), cited)] if cited else [])]
    return "\n".join([hanging(f"{place}. ", f"{item.prompt} [{item.id}]"), *rows(named, 8, "   ")])


def _open(result: Result) -> list[str]:
    return _listed(f"{result.audit.items[id].prompt} [{id}]" for id in result.open)


def _listed(texts: Iterable[str]) -> list[str]:
    lines = [hanging("-  ", one) for one in texts]
    return ["\n".join(lines)] if lines else []
