"""The words of scores, bands, intervals, efforts and limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from math import ceil

from ethics_audit.assessment.explanation import decimal, percentage
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.scoring import Scored
from ethics_audit.base.dates import in_words
from ethics_audit.base.language import N_, ORIGINAL, general_first, gettext, ngettext, spoken
from ethics_audit.documents import references
from ethics_audit.documents.references import REPLACED, SUPERSEDED, Code
from ethics_audit.model.answers import Answer, NotApplicable
from ethics_audit.model.definitions import CASES, OCCASION, PRACTICE, Audit
from ethics_audit.model.items import NOT_ARISEN, Citation, Item

EFFORTS = (N_("minutes"), N_("an hour or two"), N_("half a day"), N_("some days"), N_("some weeks"))
"""How long the first step of a remedy takes, from effort 1 to 5."""

LIMITS = (
    N_(
        "This score measures gaps in practice as you reported them, from 0 (none reported) to 100 (all of them). It is "
        "not a probability, not a judgment of you, and not validated as a psychological test. The weights are "
        "judgments, each with its source."
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
"""What every reader of a result must know."""

LIMITS_OF_OCCASIONS = (
    N_(
        "This score measures what is still missing from a careful decision, as you reported it, from 0 (nothing) to "
        "100 (all of it). A low score is no permission: it says that the steps were taken, not that the decision is "
        "right. It is not validated; the weights are judgments, each with its source."
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
        "no test of you; the weights and the risks are judgments, with their sources."
    ),
    N_("The cases that you argue with are the useful ones. Take them to a colleague or to supervision."),
)

ENDS = {
    PRACTICE: N_("0: no gap reported, 100: every gap reported"),
    OCCASION: N_("0: nothing is missing, 100: everything is"),
    CASES: N_("0: no answer goes wrong, 100: every answer does"),
}
"""The meaning of the ends of the score, by the kind of checklist."""

UNREVIEWED = N_(
    "The questions stand here in a translation that is not yet reviewed by a native clinician. Where it "
    "is not clear, the original counts."
)

CAUTION = N_(
    "If a complaint, a claim or another legal matter is open or may come, ask a lawyer before you answer: in many "
    "places what you write and answer here can be demanded."
)
"""A warning to show before the first question."""

SECONDS = {PRACTICE: 12, OCCASION: 40, CASES: 60}
"""About how many seconds a question takes, by the kind of checklist."""
STEP_MINUTES = 5


def minutes(audit: Audit) -> int:
    """Return about how many minutes it takes to answer all questions of an audit."""
    return STEP_MINUTES * ceil(len(audit.items) * SECONDS[audit.kind] / (60 * STEP_MINUTES))


def limits(audit: Audit) -> tuple[str, ...]:
    """Return what a reader must know about a result of this audit: about its kind, and about its translation."""
    of_kind = {OCCASION: LIMITS_OF_OCCASIONS, CASES: LIMITS_OF_CASES}.get(audit.kind, LIMITS)
    return (*map(gettext, of_kind), *of_translation(audit))


def of_translation(audit: Audit) -> tuple[str, ...]:
    """Return what a reader must know about translated texts; nothing for the original."""
    translations = audit.translations
    notes = []
    if any(not one.reviewed for one in translations):
        notes.append(gettext(UNREVIEWED))
    if missing := frozenset[str]().union(*(one.missing_items for one in translations)):
        untranslated = ngettext(
            "{count} of the {all} questions is not translated, or not wholly; what is missing stands in the original "
            "language.",
            "{count} of the {all} questions are not translated, or not wholly; what is missing stands in the original "
            "language.",
            len(missing),
            all=len(audit.items),
        )
        notes.append(untranslated)
    if spoken() == ORIGINAL != general_first(audit.language)[0]:
        notes.append("The words around the questions stand in English.")  # there is no catalogue to say it in
    return (" ".join(notes),) if notes else ()


def definition(audit: Audit) -> str:
    """Name the definition that a result was scored under."""
    return gettext(
        "{audit} {version}, definition {digest}", audit=audit.id, version=audit.version, digest=audit.digest[:12]
    )


def editions(cited: Sequence[Citation], day: date | None) -> list[str]:
    """Return, in a line each, which of the codes cited are superseded, replaced, or due to be checked again.

    Args:
        cited: The sections that are cited.
        day: The day on which they are read; without one, nothing is due.
    """
    rechecks = references.rechecks(cited) if day else {}  # without a day, the sections need not be read
    found = ((code, edition_facts(code, rechecks.get(code), day)) for code in references.codes_of(cited))
    return [f"{code.short}: {'; '.join(facts)}." for code, facts in found if facts]


def edition_facts(code: Code, due: date | None, day: date | None) -> list[str]:
    """Return what a reader must know on a day of the edition of a code whose next check is due from another."""
    facts = []
    if code.status == SUPERSEDED:
        facts.append(gettext("superseded; read the edition that took its place"))
    elif code.status == REPLACED:
        facts.append(gettext("a new edition is published or due; check which one is in force"))
    if day and due and day >= due:
        facts.append(gettext("due to be checked again since {day}", day=in_words(due)))
    return facts


def known_part(scored: Scored) -> str:
    """Return how much is answered, as a percentage of the weight that applies."""
    asked = scored.weight + scored.open_weight
    return percentage(decimal(Fraction(100 * scored.weight, asked))) if asked else gettext("nothing applies")


def score_text(scored: Scored | None) -> str:
    """Return the score with one decimal; a dash if there is none."""
    return "-" if scored is None or scored.exact is None else decimal(scored.exact)


def interval(scored: Scored) -> dict[str, str]:
    """Return the ends of the interval that open items leave, as ``low`` and ``high``; empty if none are open."""
    if not scored.open_weight:
        return {}
    worst, asked = scored.worst
    return {"low": decimal(Fraction(scored.points, asked)), "high": decimal(Fraction(worst, asked))}


def interval_text(scored: Scored) -> str:
    """Return the interval that open items leave; empty if none are open."""
    return gettext("{low} to {high}", **ends) if (ends := interval(scored)) else ""


def band_text(scored: Scored) -> str:
    """Return the band in words, with how certain it is."""
    if scored.band_low is None or scored.band_high is None:
        return gettext("none: nothing here applies to this practice")
    ends = {"low": scored.band_low.told, "high": scored.band_high.told}
    if scored.band is None:
        return gettext("not known yet: at least {low}, at most {high}", **ends)
    if scored.provisional:
        return gettext("{band} (provisional: {low} to {high})", band=scored.band.told, **ends)
    return scored.band.told


def answer_text(item: Item, answer: Answer) -> str:
    """Return an answer in words."""
    if isinstance(answer, NotApplicable) and item.event:
        return gettext(NOT_ARISEN)
    if isinstance(answer, NotApplicable):
        reason = answer.reason
        return gettext("not applicable ({reason})", reason=reason) if reason else gettext("not applicable")
    return item.by_id[answer].label if isinstance(answer, str) else gettext("unsure")


def titles(items: Iterable[Item]) -> str:
    """Return the titles of items in a sentence."""
    return ", ".join(gettext('"{title}"', title=item.title) for item in items)


def do_text(item: Item) -> str:
    """Return the first step toward an item's best answer, with how long it takes."""
    return f"{item.remedy} ({gettext(EFFORTS[item.effort - 1])})"


def of_hundred(result: Result) -> str:
    """Return the score, with the meaning of the ends of the scale."""
    ends = gettext(ENDS[result.audit.kind])
    return gettext("{score} of 100 ({ends})", score=score_text(result), ends=ends)


def answered_text(result: Result) -> str:
    """Return how many questions are answered, of those that apply."""
    asked = len(result.audit.items) - len(result.not_applicable)
    words = ngettext("{known} of one question", "{known} of {count} questions", asked, known=asked - len(result.open))
    return words if asked else gettext("nothing applies")


def flags_text(scored: Scored) -> str:
    """Return how many red flags are raised; empty if none are."""
    return ngettext("{count} red flag", "{count} red flags", len(scored.flags)) if scored.flags else ""


def short_band(domain: Scored) -> str:
    """Return the band of a domain in a word or two."""
    if domain.band:
        return domain.band.told
    return gettext("{band} or more", band=domain.band_low.told) if domain.band_low else gettext("does not apply")
