"""The texts that every kind of form shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from types import MappingProxyType

from ethics_audit.assessment.wording import limits
from ethics_audit.base.language import N_, gettext, speaking
from ethics_audit.model.bands import BANDS, Band
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import LABELS, NOT_APPLICABLE_WORD, NOT_ARISEN, Item, RedFlag

LIMITS_OF_FORMS = (
    "The other program computes the result; reasons, findings, plan and report are made here, from the answers.",
    "It does not ask for the reason for n/a.",
    "It does not ask for facts of the practice on which no question depends.",
    "Rationales, remedies, feedback on cases, citations and the sources of weights are left out.",
)
"""What no program that asks and computes can express."""

LIMITS_OF_PAPER = (
    "Every question is shown, with the facts on which it depends.",
    "Rationales, remedies, feedback on cases, citations, weights and red flags are left out.",
)
"""What a form on paper cannot express."""

STORED = N_("Your answers are kept in the program that shows this form: whoever runs it can read them.")
DO_TODAY = N_("Do today")

SCORE_TEXT = N_("Score {score} of 100")
RANGE_TEXT = N_("{low} to {high} once everything is answered")
KNOWN_TEXT = N_("answered part of the weight: {known} %")
PROVISIONAL = N_("{band} (provisional: {low} to {high})")
NOT_KNOWN = N_("not known yet: at least {low}, at most {high}")
NOTHING_APPLIES = N_("none: nothing here applies to this practice")
"""The parts of a result in words."""

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
"""The label of each result."""


def label(item: Item, word: str) -> str:
    """Return the label of an answer."""
    if item.event and word == NOT_APPLICABLE_WORD:
        return gettext(NOT_ARISEN)
    return gettext(LABELS[word]) if word in LABELS else item.by_id[word].label


def before(audit: Audit) -> list[str]:
    """Return what a person must know before the first question."""
    return [gettext(STORED), *limits(audit)[1:]]


def with_result(audit: Audit) -> list[str]:
    """Return what a person must know with every result."""
    return [limits(audit)[0], gettext(STORED)]


def flagged(items: Iterable[Item]) -> list[tuple[Item, RedFlag]]:
    """Return the items that can raise a red flag, each with its flag, worst first."""
    found = [(item, item.red_flag) for item in items if item.red_flag]
    return sorted(found, key=lambda pair: (-pair[1].band.rank, pair[0].id))


def urgent(red_flag: RedFlag) -> str:
    """Return what to do today when a flag is raised."""
    return f"{gettext(DO_TODAY)}: {red_flag.action}"


def renamed() -> dict[Band, str]:
    """Return the bands whose name in the current language is not their id, with that name."""
    return {band: band.told for band in BANDS if band.told != band.value}


def ids_of_bands() -> str:
    """Return which band each id stands for, or an empty text if every name is an id."""
    return ", ".join(f"{band.value}: {name}" for band, name in renamed().items())


def in_its_language(export: Callable[[Audit], bytes]) -> Callable[[Audit], bytes]:
    """Make an export write its texts in the language of the audit."""

    @wraps(export)
    def spoken(audit: Audit) -> bytes:
        with speaking(audit.language):
            return export(audit)

    return spoken
