"""The reading grade of an item, measured by textstat, which needs the ``authoring`` extra.

The grade is the Automated Readability Index (Senter & Smith 1967). It counts characters, words and sentences but not
syllables, so it needs no dictionary: 4.71 · characters / words + 0.5 · words / sentences - 21.43, without spaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ethics_audit.base.errors import MissingExtraError, Problem, missing_extra
from ethics_audit.lint.rules import every_item_rule
from ethics_audit.model.items import Item

HIGHEST_GRADE = 9.0
HIGHEST_GRADE_OF_A_PROMPT = 14.0


def missing() -> str:
    """Return why the grade cannot be measured, or an empty text if it can."""
    try:
        import textstat  # noqa: F401 - only to see whether it can be loaded
    except ImportError as failure:
        reason = missing_extra(failure, "authoring")
        return f"pip install 'ethics-audit[{reason.extra}]'" if isinstance(reason, MissingExtraError) else str(reason)
    return ""


def grade(texts: Iterable[str]) -> float:
    """Return the school grade needed to read these texts, in years of schooling in the United States."""
    import textstat

    whole = " ".join(text.replace(":", ".") for text in texts if text)
    return float(textstat.automated_readability_index(whole))


def item_grade(item: Item) -> float:
    """Return the grade of the texts of an item."""
    return grade([item.prompt, item.rationale, item.remedy, item.example])


@every_item_rule
def reading_grade(item: Item) -> Iterator[Problem]:
    """An item, read as a whole, has a reading grade of about 8 and at most 9; its prompt alone has at most 14.

    The grade is the Automated Readability Index, measured if the ``authoring`` extra is installed.
    """
    if missing():
        return
    if not item.about and (measured := grade([item.prompt])) > HIGHEST_GRADE_OF_A_PROMPT:
        yield _too_hard("prompt", HIGHEST_GRADE_OF_A_PROMPT, measured)
    elif (measured := item_grade(item)) > HIGHEST_GRADE:
        yield _too_hard("", HIGHEST_GRADE, measured)


def _too_hard(place: str, highest: float, measured: float) -> Problem:
    message = f"expected a reading grade of at most {highest:.0f}, got {measured:.1f}"
    return Problem(place, message, "use shorter words and sentences")
