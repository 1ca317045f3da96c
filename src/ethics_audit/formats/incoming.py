"""What the formats have in common where answers come back: all problems at once, and nothing guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ethics_audit.answers import Answer, Answers, NotApplicable, Unsure, misfits
from ethics_audit.errors import AnswerError, Problem
from ethics_audit.model import NOT_APPLICABLE_WORD, Audit
from ethics_audit.syntax import parse


def decoded(content: bytes) -> str:
    """The text of a file.

    Raises:
        AnswerError: If it is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise AnswerError([Problem("", f"this is not UTF-8: {failure}")]) from None


def json_object(content: bytes) -> dict[str, Any]:
    """The object that a JSON file holds.

    Raises:
        AnswerError: If it holds none.
    """
    try:
        value = parse(decoded(content), "json")
    except AnswerError:
        raise
    except ValueError as failure:
        raise AnswerError([Problem("", str(failure))]) from None
    if not isinstance(value, dict):
        raise AnswerError([Problem("", "an object of names and values is needed")])
    return value


def fitted(audit: Audit, given: Mapping[str, Any], profile: Iterable[str], problems: Iterable[Problem]) -> Answers:
    """The answers, if they fit the audit.

    Args:
        audit: The definition.
        given: From item id to what was read.
        profile: The facts of the practice.
        problems: What was wrong so far.

    Raises:
        AnswerError: If there is any problem, with all of them.
    """
    found = list(problems)
    facts = frozenset(profile)
    try:
        answers = Answers({**given}, facts)
    except AnswerError as wrong:
        found += wrong.problems
        told = {problem.place for problem in wrong.problems}
        answers = Answers({id: answer for id, answer in given.items() if id not in told}, facts)
    found += misfits(audit, answers)
    if found:
        raise AnswerError(found)
    return answers


def facts_of(audit: Audit) -> list[str]:
    """The facts on which any question depends, sorted."""
    return sorted({fact for item in audit.items.values() for fact in item.requires})


def fact_link(fact: str) -> str:
    """The name of the question whether a fact holds; no item has such a name."""
    return f"fact:{fact}"


def word_of(answer: Answer) -> str:
    """The word of an answer; the reason given with ``n/a`` is not in it."""
    if isinstance(answer, NotApplicable):
        return NOT_APPLICABLE_WORD
    return answer.value if isinstance(answer, Unsure) else answer
