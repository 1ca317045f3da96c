"""The reading grade of an item, by textstat; needs the ``authoring`` extra.

The grade is the Automated Readability Index (Senter & Smith 1967), which counts characters, words and sentences and no
syllables, so that it needs no dictionary: 4.71 · characters / words + 0.5 · words / sentences - 21.43, without spaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ethics_audit.base.errors import MissingExtraError, Problem, missing_extra
from ethics_audit.lint.rules import every_item_rule
from ethics_audit.model.definitions import Item

HIGHEST_GRADE = 9.0
HIGHEST_GRADE_OF_A_PROMPT = 14.0


def missing() -> str:
    """Why the grade cannot be measured, or nothing if it can."""
    try:
        import textstat  # noqa: F401 - whether it can be loaded is the question
    except ImportError as failure:
        reason = missing_extra(failure, "authoring")
        return f"pip install 'ethics-audit[{reason.extra}]'" if isinstance(reason, MissingExtraError) else str(reason)
    return ""


def grade(texts: Iterable[str]) -> float:
    """The school grade that can read these texts, in years of schooling in the United States."""
    import textstat

    whole = " ".join(text.replace(":", ".") for text in texts if text)
    return float(textstat.automated_readability_index(whole))


def item_grade(item: Item) -> float:
    """The grade of what a person reads of an item."""
    return grade([item.prompt, item.rationale, item.remedy, item.example])


@every_item_rule
def reading_grade(item: Item) -> Iterator[Problem]:
    """An item, read as a whole, is at a reading grade of about 8, and at most 9; its prompt alone at most 14.

    Measured with the Automated Readability Index where the ``authoring`` extra is installed.
    """
    if missing():
        return
    if not item.about and (measured := grade([item.prompt])) > HIGHEST_GRADE_OF_A_PROMPT:
        told = f"reads at grade {measured:.1f}; allowed is {HIGHEST_GRADE_OF_A_PROMPT:.0f}"
        yield Problem("prompt", told, "shorter words, a shorter sentence")
    elif (measured := item_grade(item)) > HIGHEST_GRADE:
        yield Problem(
            "", f"reads at grade {measured:.1f}; allowed is {HIGHEST_GRADE:.0f}", "shorter words and sentences"
        )
