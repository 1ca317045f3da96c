"""Answers, with the facts of a practice."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Self

from attrs import evolve, field, frozen

from ethics_audit.base import causes
from ethics_audit.base.errors import AnswerError, Problem
from ethics_audit.base.public import public
from ethics_audit.base.validation import Answered, as_frozenset, each, holds, text
from ethics_audit.model.answer import (
    LONGEST_REASON,
    MEANT,
    UNSURE,
    Answer,
    NotApplicable,
    Unsure,
    allowed,
    as_answer,
    misfit,
    not_applicable,
    word_of,
)
from ethics_audit.model.definitions import Audit, Checklist, as_audit

__all__ = ["LONGEST_REASON", "MOST_ANSWERS", "UNSURE", "Answer", "Answers", "Fitting", "NotApplicable", "Unsure"]
__all__ += ["allowed", "misfits", "not_applicable", "refuse_misfits", "word_of"]

MOST_ANSWERS, MOST_STATED = 10_000, 100


MOST_HINTED = 10
"""How many unknown items are told with the nearest known one: more of them are no slips, but another audit's."""
_PROFILE = "profile"
_MAPPING = "a mapping from item id to answer"


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
        elif not (item.isprintable() and (not isinstance(answer, str) or answer.isprintable())):
            odd = answer if item.isprintable() else item
            problems.append(causes.unexpected(item, "an item id and an answer without control characters", odd))
        elif isinstance(answer, str):
            answers[item] = MEANT.get(answer, answer)
        else:
            try:
                if (meant := as_answer(answer)) is not None:
                    answers[item] = meant
            except AnswerError as refused:
                problems += [problem.within(item) for problem in refused.problems]
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
        AnswerError: If a value is none of these, or an item or an answer has a control character or half a character,
            which no id has and databases refuse. Whether answers fit an audit is checked when they are assessed.

    Example:
        >>> answers = ea.Answers({"boundaries.gifts": "none"}, profile={"telehealth"})
        >>> answers.changed({"boundaries.secrecy": ea.UNSURE}).given["boundaries.secrecy"]
        <Unsure.UNSURE: 'unsure'>
    """

    _given: dict[str, Answer] = field(converter=_as_answers, factory=dict)
    profile: frozenset[str] = field(
        metadata=holds(each(text(64), at_most=MOST_STATED)), converter=as_frozenset, default=frozenset()
    )

    @property
    def given(self) -> Mapping[str, Answer]:
        """The answers by item id; a missing item is not answered yet."""
        return MappingProxyType(self._given)

    def __repr__(self) -> str:
        return f"Answers({self._given!r}, profile={sorted(self.profile)})"

    def __hash__(self) -> int:
        return hash((frozenset(self._given.items()), self.profile))

    def fitting(self, audit: Audit | Checklist) -> Fitting:
        """Return which of these answers can be carried over to an audit, such as a newer version of the one answered.

        An answer is carried over if the audit has its item, and the item its option. Nothing is guessed: what is left
        out is told with the reason.

        Example:
            >>> fitting = ea.Answers({"boundaries.gift": "each"}).fitting(ea.load_audit("boundaries"))
            >>> fitting.answers
            Answers({}, profile=[])
            >>> [(one.code, one.place, one.nearest) for one in fitting.left_out]
            [('unknown-name', 'boundaries.gift', 'boundaries.gifts')]
        """
        definition = as_audit(audit)
        left_out = tuple(misfits(definition, self))
        without = dict.fromkeys(problem.place for problem in left_out if problem.place in self._given)
        return Fitting(evolve(self.changed(without), profile=self.profile & definition.known_facts), left_out)

    def changed(self, changes: Mapping[str, Answer | None]) -> Self:
        """Return these answers with some changed; None removes an answer.

        Raises:
            AnswerError: If `changes` is not a mapping from item id to answer.
        """
        if not isinstance(changes, Mapping):
            raise AnswerError([causes.unexpected("changes", _MAPPING, changes)])
        return type(self)({**self._given, **changes}, self.profile)


@public()
@frozen
class Fitting:
    """What of some answers fits an audit.

    Attributes:
        answers: The answers and facts that fit.
        left_out: What does not fit, and why: for an item, its id is the place; for a fact, ``profile``.
    """

    answers: Answers
    left_out: tuple[Problem, ...]

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of the items whose answers are left out."""
        return tuple(problem.place for problem in self.left_out if problem.place != _PROFILE)


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
        yield causes.unknown(_PROFILE, "a profile fact", fact, audit.known_facts)
    items = audit.items
    told = itertools.count()
    for id, answer in answers.given.items():
        item = items.get(id)
        if item is None:
            yield audit.no_item(id, hinted=next(told) < MOST_HINTED)
        elif answer not in item.by_id and (problem := misfit(item, answer)):
            yield problem
