"""The words that forms of every kind show."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from types import MappingProxyType

from ethics_audit.assessment.wording import limits
from ethics_audit.base.language import N_, gettext, speaking
from ethics_audit.model.bands import BANDS, Band
from ethics_audit.model.definitions import NOT_APPLICABLE_WORD, UNSURE_WORD, Audit, Item, RedFlag
from ethics_audit.model.profile import FACTS, PROFESSIONS

LIMITS_OF_FORMS = (
    "The result is computed there; reasons, findings, plan and report are made here, from the answers.",
    "The reason given with n/a is not asked.",
    "Facts of the practice on which no question depends are not asked.",
    "Rationales, remedies, what is told after a case, citations and the sources of weights are left out.",
)
"""What no program that asks and computes can express."""

LIMITS_OF_PAPER = (
    "Every question is shown, with the facts on which it depends.",
    "Rationales, remedies, what is told after a case, citations, weights and red flags are left out.",
)
"""What a form without a program cannot express."""

LABELS = MappingProxyType({UNSURE_WORD: N_("I do not know"), NOT_APPLICABLE_WORD: N_("Does not apply to my practice")})
"""The answers that are not options."""

STORED = N_("Your answers are kept in the program that shows this form: whoever runs it can read them.")
DO_TODAY = N_("Do today")

SCORE_TOLD = N_("Score {score} of 100")
RANGE_TOLD = N_("{low} to {high} once everything is answered")
KNOWN_TOLD = N_("answered part of the weight: {known} %")
PROVISIONAL = N_("{band} (provisional: {low} to {high})")
NOT_KNOWN = N_("not known yet: at least {low}, at most {high}")
NOTHING_APPLIES = N_("none: nothing here applies to this practice")
"""The pieces of a result in words."""

PROFILE_TITLE = N_("Your practice")
RESULT_TITLE = N_("Result")

RESULT_LABELS = MappingProxyType(
    {
        "points": N_("Points (weight × risk)"),
        "weight": N_("Weight answered"),
        "open_weight": N_("Weight still open"),
        "score": N_("Score, from 0 (no gap reported) to 100 (every gap reported)"),
        "low": N_("Score if every open question were answered at its best"),
        "high": N_("Score if every open question were answered at its worst"),
        "coverage": N_("Part of the weight that is answered"),
        "told": N_("In words"),
        "band": N_("Band"),
        "band_low": N_("Band if every open question were answered at its best"),
        "band_high": N_("Band if every open question were answered at its worst"),
        "provisional": N_("The band is provisional"),
        "flags": N_("Red flags"),
    }
)
"""What each result is called."""


def label(item: Item, word: str) -> str:
    """What a person reads of an answer."""
    return gettext(LABELS[word]) if word in LABELS else item.by_id[word].label


def fact_text(fact: str) -> str:
    """The statement that asks for a fact."""
    if fact in FACTS:
        return gettext(FACTS[fact])
    return gettext("Profession: {name}.", name=gettext(PROFESSIONS[fact]))


def before(audit: Audit) -> list[str]:
    """Return what a person must know before the first question."""
    return [gettext(STORED), *limits(audit)[1:]]


def beside(audit: Audit) -> list[str]:
    """Return what a person must know beside every result."""
    return [limits(audit)[0], gettext(STORED)]


def flagged(items: Iterable[Item]) -> list[tuple[Item, RedFlag]]:
    """Return the items that can raise a red flag, with it, the worst first."""
    found = [(item, item.red_flag) for item in items if item.red_flag]
    return sorted(found, key=lambda one: (-one[1].band.rank, one[0].id))


def urgent(red_flag: RedFlag) -> str:
    """Return what to do at once."""
    return f"{gettext(DO_TODAY)}: {red_flag.action}"


def renamed() -> dict[Band, str]:
    """The bands that are not called by their ids in the language that is spoken, with what they are called."""
    return {band: band.told for band in BANDS if band.told != band.value}


def ids_of_bands() -> str:
    """Which band each id stands for; nothing where every band is called by its id."""
    return ", ".join(f"{band.value}: {told}" for band, told in renamed().items())


def in_its_language(export: Callable[[Audit], bytes]) -> Callable[[Audit], bytes]:
    """An export whose words are in the language of the audit that it is of."""

    @wraps(export)
    def spoken(audit: Audit) -> bytes:
        with speaking(audit.language):
            return export(audit)

    return spoken
