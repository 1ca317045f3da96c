"""Answers, with the facts of a practice."""

import enum
import itertools
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal, Self, TypeAlias

from attrs import field, frozen

from ethics_audit.base import causes
from ethics_audit.base.errors import PROBLEMS_TOLD, AnswerError, Problem, nearest, similar
from ethics_audit.base.public import public
from ethics_audit.base.validation import Answered, as_frozenset, each, holds, text
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import NOT_APPLICABLE_WORD, UNSURE_WORD, Item
from ethics_audit.model.profile import OWN

MOST_ANSWERS = 10_000
LONGEST_REASON = 500
"""The most characters of the reason given with ``n/a``."""


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


_MAPPING = "a mapping from item id to answer"
_WORDS: dict[str, Answer] = {UNSURE_WORD: UNSURE, NOT_APPLICABLE_WORD: NotApplicable()}


def word_of(answer: Answer) -> str:
    """Return the word of an answer, without the reason given with ``n/a``."""
    if isinstance(answer, NotApplicable):
        return NOT_APPLICABLE_WORD
    return answer.value if isinstance(answer, Unsure) else answer


def _as_answers(given: Mapping[str, object]) -> dict[str, Answer]:
    if not isinstance(given, Mapping):
        raise AnswerError([causes.unexpected("answers", _MAPPING, given)])
    if len(given) > MOST_ANSWERS:
        raise AnswerError([causes.too_many("answers", "answers", MOST_ANSWERS, len(given))])
    problems = []
    answers: dict[str, Answer] = {}
    for item, answer in given.items():
        if not isinstance(item, str):
            problems.append(causes.unexpected("answers", "an item id as text", item))
        elif isinstance(answer, str):
            answers[item] = _WORDS.get(answer, answer)
        elif isinstance(answer, Unsure | NotApplicable):
            answers[item] = answer
        elif answer is not None:
            allowed = "the id of an option, 'unsure' or { not_applicable = \"reason\" }"
            problems.append(causes.unexpected(item, allowed, answer))
    if problems:
        raise AnswerError(problems)
    return answers


@public()
@frozen
class Answers(Answered):
    """The answers of a person, with the profile of their practice.

    Args:
        given: A mapping from item id to the id of an option, `UNSURE` or `not_applicable`; the words ``"unsure"`` and
            ``"n/a"`` mean the same, and None means not answered yet.
        profile: The facts of the practice, such as ``{"telehealth", "profession.counselor"}``.

    Raises:
        AnswerError: If a value is none of these. Whether answers fit an audit is checked when they are assessed.

    Example:
        >>> answers = ea.Answers({"boundaries.gifts": "none"}, profile={"telehealth"})
        >>> answers.changed({"boundaries.secrecy": ea.UNSURE}).given["boundaries.secrecy"]
        <Unsure.UNSURE: 'unsure'>
    """

    _given: dict[str, Answer] = field(converter=_as_answers, factory=dict)
    profile: frozenset[str] = field(
        metadata=holds(each(text(64), at_most=100)), converter=as_frozenset, default=frozenset()
    )

    @property
    def given(self) -> Mapping[str, Answer]:
        """The answers by item id; a missing item is not answered yet."""
        return MappingProxyType(self._given)

    def __repr__(self) -> str:
        return f"Answers({self._given!r}, profile={sorted(self.profile)})"

    def __hash__(self) -> int:
        return hash((frozenset(self._given.items()), self.profile))

    def changed(self, changes: Mapping[str, Answer | None]) -> Self:
        """Return these answers with some changed; None removes an answer.

        Raises:
            AnswerError: If `changes` is not a mapping from item id to answer.
        """
        if not isinstance(changes, Mapping):
            raise AnswerError([causes.unexpected("changes", _MAPPING, changes)])
        return type(self)({**self._given, **changes}, self.profile)


def refuse_misfits(audit: Audit, answers: Answers) -> None:
    """Refuse answers that do not fit the audit.

    Raises:
        AnswerError: With every problem.
    """
    if problems := list(misfits(audit, answers)):
        raise AnswerError(problems)


def misfits(audit: Audit, answers: Answers) -> Iterator[Problem]:
    """Yield every way in which the answers do not fit the audit, in the order of the answers."""
    for fact in sorted(answers.profile - audit.known_facts):
        yield causes.unknown("profile", "a profile fact", fact, audit.known_facts)
    items = audit.items
    hinted = itertools.count()
    for id, answer in answers.given.items():
        item = items.get(id)
        if item is not None and answer in item.by_id:
            continue
        if item is None:
            hint = nearest(id, items) if next(hinted) < PROBLEMS_TOLD else ""
            yield Problem(id, f"is not an item of the audit {audit.id!r}", hint, "unknown-name")
        elif isinstance(answer, str) or (isinstance(answer, NotApplicable) and not item.not_applicable):
            names, word = allowed(item), word_of(answer)
            yield causes.unexpected(id, f"one of {', '.join(names)}", word, similar(word, names))


def allowed(item: Item) -> list[str]:
    """Return the words that answer an item: its options, ``unsure``, and ``n/a`` if the item allows it."""
    return [*item.by_id, UNSURE_WORD, *([NOT_APPLICABLE_WORD] if item.not_applicable else [])]


def carried(audit: Audit, answers: Answers) -> tuple[Answers, tuple[str, ...]]:
    """Return the answers that fit another version of their audit, and the ids of the items whose answers do not.

    A fact that only the other version declares is left out.
    """
    profile = frozenset(fact for fact in answers.profile if fact in audit.known_facts or not fact.startswith(OWN))
    answers = Answers(answers.given, profile)
    left = frozenset(problem.place for problem in misfits(audit, answers)) & answers.given.keys()
    return answers.changed(dict.fromkeys(left)), tuple(id for id in answers.given if id in left)
