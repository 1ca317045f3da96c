"""One answer: what it may be, and whether it fits its item."""

import enum
from collections.abc import Mapping
from typing import Literal, TypeAlias

from attrs import field, frozen

from ethics_audit.base import causes
from ethics_audit.base.errors import AnswerError, Problem
from ethics_audit.base.public import public
from ethics_audit.base.validation import Answered, holds, text
from ethics_audit.model.items import NOT_APPLICABLE_WORD, UNSURE_WORD, Item

LONGEST_REASON = 500
"""The most characters of the reason given with ``n/a``."""
ALLOWED = "the id of an option, 'unsure', 'n/a' or why it does not apply (not_applicable = \"reason\")"
"""What an answer may be, in words."""


class Unsure(enum.Enum):
    """The type of `UNSURE`."""

    UNSURE = UNSURE_WORD


UNSURE: Literal[Unsure.UNSURE] = Unsure.UNSURE
"""The answer "I do not know": neither a risk nor a zero; it widens the interval."""


@public()
@frozen
class NotApplicable(Answered):
    """The answer that an item does not apply, with the reason."""

    reason: str = field(metadata=holds(text(LONGEST_REASON, empty=True, lines=True)), default="")


Answer: TypeAlias = str | Unsure | NotApplicable
"""The id of an option, `UNSURE`, or `not_applicable`."""


def not_applicable(reason: str = "") -> NotApplicable:
    """Return the answer that an item does not apply to this practice.

    Args:
        reason: The reason in the person's own words; it is kept and never scored.

    Raises:
        AnswerError: If the reason is not text of at most 500 characters.

    Example:
        >>> ea.not_applicable("I see no minors")
        NotApplicable(reason='I see no minors')
    """
    return NotApplicable(reason)


MEANT: dict[str, Answer] = {UNSURE_WORD: UNSURE, NOT_APPLICABLE_WORD: NotApplicable()}
"""The words that mean an answer other than an option."""


def word_of(answer: Answer) -> str:
    """Return the word of an answer, without the reason given with ``n/a``."""
    if isinstance(answer, NotApplicable):
        return NOT_APPLICABLE_WORD
    return answer.value if isinstance(answer, Unsure) else answer


def as_answer(given: object) -> Answer | None:
    """Return the answer that is meant by a value of Python or of a document; None stays None.

    Raises:
        AnswerError: If no answer is meant.
    """
    if given is None or isinstance(given, Unsure | NotApplicable):
        return given
    if isinstance(given, str):
        return MEANT.get(given, given)
    if isinstance(given, Mapping) and set(given) == {"not_applicable"}:
        try:
            return NotApplicable(given["not_applicable"])
        except AnswerError as refused:
            raise AnswerError([problem._replace(place="not_applicable") for problem in refused.problems]) from None
    raise AnswerError([causes.unexpected("", ALLOWED, given)])


def allowed(item: Item) -> list[str]:
    """Return the words that answer an item: its options, ``unsure``, and ``n/a`` if the item allows it."""
    return [*item.by_id, UNSURE_WORD, *([NOT_APPLICABLE_WORD] if item.not_applicable else [])]


def misfit(item: Item, answer: Answer) -> Problem | None:
    """Return why an answer does not fit an item, or None if it does."""
    fits = answer in item.by_id if isinstance(answer, str) else answer is UNSURE or item.not_applicable
    return None if fits else causes.unexpected(item.id, allowed(item), word_of(answer))
