"""The words that forms of every kind show."""

from __future__ import annotations

from types import MappingProxyType

from ethics_audit.model import NOT_APPLICABLE_WORD, UNSURE_WORD, Item
from ethics_audit.profile import FACTS, PROFESSIONS

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

LABELS = MappingProxyType({UNSURE_WORD: "I do not know", NOT_APPLICABLE_WORD: "Does not apply to my practice"})
"""The answers that are not options."""

FACT_TEXTS = MappingProxyType({**FACTS, **{fact: f"Profession: {name}." for fact, name in PROFESSIONS.items()}})
"""The statement that asks for each fact."""

PROFILE_TITLE = "Your practice"
RESULT_TITLE = "Result"

RESULT_LABELS = MappingProxyType(
    {
        "points": "Points (weight × risk)",
        "weight": "Weight answered",
        "open_weight": "Weight still open",
        "score": "Score, from 0 (no gap reported) to 100 (every gap reported)",
        "low": "Score if every open question were answered at its best",
        "high": "Score if every open question were answered at its worst",
        "coverage": "Part of the weight that is answered",
        "band": "Band",
        "band_low": "Band if every open question were answered at its best",
        "band_high": "Band if every open question were answered at its worst",
        "provisional": "The band is provisional",
        "flags": "Red flags",
    }
)
"""What each result is called."""


def label(item: Item, word: str) -> str:
    """What a person reads of an answer."""
    return LABELS.get(word) or item.by_id[word].label
