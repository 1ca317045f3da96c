"""What a person answered, and the facts of their practice."""

import enum
import itertools
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import ClassVar, Literal, Self, TypeAlias

from attrs import field, frozen

from ethics_audit.base.errors import PROBLEMS_TOLD, AnswerError, Problem, nearest, shown, similar
from ethics_audit.base.public import public
from ethics_audit.base.validation import as_frozenset, each, holds, text, verify
from ethics_audit.model.definitions import NOT_APPLICABLE_WORD, UNSURE_WORD, Audit, Item
from ethics_audit.model.profile import KNOWN

MOST_ANSWERS = 10_000
LONGEST_REASON = 500
"""The most characters of the reason given with ``n/a``."""


class Unsure(enum.Enum):
    """The type of `UNSURE`."""

    UNSURE = UNSURE_WORD


UNSURE: Literal[Unsure.UNSURE] = Unsure.UNSURE
"""The answer "I do not know": not a risk and not a zero, it widens the interval."""


@public()
@frozen
class NotApplicable:
    """The answer that an item cannot apply, with the reason."""

    reason: str = field(metadata=holds(text(LONGEST_REASON, empty=True, lines=True)), default="")

    ERROR: ClassVar[type[AnswerError]] = AnswerError
    __attrs_post_init__ = verify


Answer: TypeAlias = str | Unsure | NotApplicable
"""The id of an option, `UNSURE`, or `not_applicable`."""


def not_applicable(reason: str = "") -> NotApplicable:
    """The answer that an item cannot apply to this practice.

    Args:
        reason: Why, in the person's own words; it is kept and never scored.

    Raises:
        AnswerError: If the reason is not text of at most 500 characters.

    Example:
        >>> ea.not_applicable("I see no minors")
        NotApplicable(reason='I see no minors')
    """
    return NotApplicable(reason)


_WORDS: dict[str, Answer] = {UNSURE_WORD: UNSURE, NOT_APPLICABLE_WORD: NotApplicable()}


def word_of(answer: Answer) -> str:
    """Return the word of an answer, without the reason given with ``n/a``."""
    if isinstance(answer, NotApplicable):
        return NOT_APPLICABLE_WORD
    return answer.value if isinstance(answer, Unsure) else answer


def _as_answers(given: Mapping[str, object]) -> dict[str, Answer]:
    if not isinstance(given, Mapping):
        raise AnswerError([Problem("answers", f"expected a mapping from item id to answer, got {shown(given)}")])
    if len(given) > MOST_ANSWERS:
        raise AnswerError([Problem("answers", f"{len(given)} answers are given; allowed are {MOST_ANSWERS}")])
    problems = []
    answers: dict[str, Answer] = {}
    for item, answer in given.items():
        if not isinstance(item, str):
            problems.append(Problem("answers", f"{shown(item)} is given as an item id; allowed is text"))
        elif isinstance(answer, str):
            answers[item] = _WORDS.get(answer, answer)
        elif isinstance(answer, Unsure | NotApplicable):
            answers[item] = answer
        elif answer is not None:
            allowed = "the id of an option, 'unsure' or { not_applicable = \"reason\" }"
            problems.append(Problem(item, f"expected {allowed}, got {shown(answer)}"))
    if problems:
        raise AnswerError(problems)
    return answers


@public()
@frozen
class Answers:
    """What a person answered.

    Args:
        given: From item id to the id of an option, `UNSURE` or `not_applicable`; the words ``"unsure"`` and ``"n/a"``
            mean the same as these, and None is nothing yet.
        profile: The facts of the practice, such as ``{"telehealth", "profession.counselor"}``.

    Raises:
        AnswerError: If a value is of no such kind. Whether answers fit an audit is seen when they are assessed.

    Example:
        >>> answers = ea.Answers({"boundaries.gifts": "often"}, profile={"telehealth"})
        >>> answers.changed({"boundaries.secrecy": ea.UNSURE}).given["boundaries.secrecy"]
        <Unsure.UNSURE: 'unsure'>
    """

    _given: dict[str, Answer] = field(converter=_as_answers, factory=dict)
    profile: frozenset[str] = field(
        metadata=holds(each(text(64), at_most=100)), converter=as_frozenset, default=frozenset()
    )

    ERROR: ClassVar[type[AnswerError]] = AnswerError
    __attrs_post_init__ = verify

    @property
    def given(self) -> Mapping[str, Answer]:
        """The answers by item id; what is not there is not answered yet."""
        return MappingProxyType(self._given)

    def __repr__(self) -> str:
        return f"Answers({self._given!r}, profile={sorted(self.profile)})"

    def __hash__(self) -> int:
        return hash((frozenset(self._given.items()), self.profile))

    def changed(self, changes: Mapping[str, Answer | None]) -> Self:
        """These answers with some changed; None takes an answer back.

        Raises:
            AnswerError: If `changes` is no mapping, or holds what is no answer.
        """
        if not isinstance(changes, Mapping):
            raise AnswerError([Problem("changes", f"expected a mapping from item id to answer, got {shown(changes)}")])
        return type(self)({**self._given, **changes}, self.profile)


def refuse_misfits(audit: Audit, answers: Answers) -> None:
    """Refuse answers that do not fit the audit.

    Raises:
        AnswerError: With every problem.
    """
    if problems := list(misfits(audit, answers)):
        raise AnswerError(problems)


def misfits(audit: Audit, answers: Answers) -> Iterator[Problem]:
    """Every way in which the answers do not fit the audit, in the order of the answers."""
    for fact in sorted(answers.profile - KNOWN):
        yield Problem("profile", f"expected a profile fact, got {fact!r}", nearest(fact, KNOWN))
    items = audit.items
    hinted = itertools.count()
    for id, answer in answers.given.items():
        item = items.get(id)
        if item is not None and answer in item.by_id:
            continue
        if item is None:
            hint = nearest(id, items) if next(hinted) < PROBLEMS_TOLD else ""
            yield Problem(id, f"is not an item of the audit {audit.id!r}", hint)
        elif isinstance(answer, NotApplicable):
            if not item.not_applicable:
                yield Problem(id, f"'n/a' is given; allowed is {', '.join(allowed(item))}")
        elif isinstance(answer, str):
            names = allowed(item)
            yield Problem(id, f"expected {', '.join(names)}, got {shown(answer)}", similar(answer, names))


def allowed(item: Item) -> list[str]:
    """The words that answer an item: its options, ``unsure``, and ``n/a`` where it can be."""
    return [*item.by_id, UNSURE_WORD, *([NOT_APPLICABLE_WORD] if item.not_applicable else [])]


def carried(audit: Audit, answers: Answers) -> tuple[Answers, tuple[str, ...]]:
    """The answers that fit another version of their audit, and the ids of the items whose answers do not."""
    left = frozenset(problem.place for problem in misfits(audit, answers)) & answers.given.keys()
    return answers.changed(dict.fromkeys(left)), tuple(id for id in answers.given if id in left)
