"""What the formats have in common where answers come back: all problems at once, and nothing passed over in silence."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, NamedTuple

from ethics_audit.base import plain_text
from ethics_audit.base.errors import NAMES_LISTED, PROBLEMS_TOLD, AnswerError, Problem, folded, nearest, shown
from ethics_audit.base.plain_text import LARGEST_FILE
from ethics_audit.documents.syntax import parse
from ethics_audit.formats.computed import DEFINITION, compare
from ethics_audit.model.answers import MOST_ANSWERS, Answers, allowed, misfits
from ethics_audit.model.definitions import Audit

ALIKE = 0.85
"""How much a foreign name may be like one of the form's before it is taken for a slip."""
MOST_PARTS = 100_000
"""The most elements or rows that are read of a file."""
ENDS = 3
"""How many letters at the beginning or the end a slip leaves as they are."""


def _silent(_sentence: str) -> None:
    """Tell nobody."""


class Reading(NamedTuple):
    """How a file is read.

    Attributes:
        missing: The codes that the other program writes where there is no answer.
        record: Which record is read, where a file holds several.
        tell: What is called with each sentence on what was passed over, or should be known.
    """

    missing: Collection[str] = ()
    record: str | None = None
    tell: Callable[[str], object] = _silent


NOTHING_COMPUTED: Mapping[str, object] = MappingProxyType({})
PLAIN = Reading()
"""Nothing asked for, and nobody to tell."""

_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def decoded(content: bytes) -> str:
    """Return the text of a file: UTF-8, or UTF-16 that begins with its mark.

    Raises:
        AnswerError: If it is neither.
    """
    if len(content) > LARGEST_FILE:
        raise AnswerError([Problem("", f"more than {LARGEST_FILE} bytes are given; one form has less")])
    mark = content[:2]
    try:
        text = content[2:].decode(_MARKS[mark]) if mark in _MARKS else plain_text.decoded(content)
    except UnicodeDecodeError as failure:
        raise AnswerError([Problem("", f"is not whole UTF-16 text: {failure}", plain_text.AS_UTF8)]) from None
    except ValueError as failure:
        raise AnswerError([Problem("", str(failure))]) from None
    if not text.strip():
        raise AnswerError([Problem("", f"is empty; {plain_text.NOT_HERE}")])
    if "\0" in text:
        raise AnswerError([Problem("", "is not text: it holds zero bytes", plain_text.AS_UTF8)])
    return text


def json_value(content: bytes) -> Any:
    """Return what a JSON file holds.

    Raises:
        AnswerError: If it is none.
    """
    text = decoded(content)
    try:
        return parse(text, "json")
    except ValueError as failure:
        raise AnswerError([Problem("", str(failure))]) from None


def json_object(value: Any) -> dict[str, Any]:
    """Return a value of a JSON file if it is an object.

    Raises:
        AnswerError: If it is none.
    """
    if not isinstance(value, dict):
        raise AnswerError([Problem("", "an object of names and values is needed")])
    return value


def called(records: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """Return records by their names; one without a name, or with that of another, has its number."""
    found: dict[str, Any] = {}
    for number, (name, record) in enumerate(records, 1):
        numbered = f"{name}, number {number}" if name else f"number {number}"
        found[str(name) if name and str(name) not in found else numbered] = record
    return found


def named(record: Any, *keys: str) -> Any:
    """Return what a record is called under the first of these keys that it has."""
    return next(filter(None, map(record.get, keys)), None) if isinstance(record, dict) else None


def one_record(records: Mapping[str, Any], reading: Reading) -> Any:
    """Return the record that was asked for, or the only one there is.

    Args:
        records: The records by what each is called.
        reading: Which is asked for.

    Raises:
        AnswerError: If there is none, or it is not clear which.
    """
    names = list(records)
    if reading.record is not None:
        chosen = [name for name in names if reading.record in {name, name.partition(", ")[0]}]
        if not chosen:
            raise AnswerError(
                [Problem("", f"there is no record {shown(reading.record)}", nearest(reading.record, names))]
            )
        names = chosen
    if not names:
        raise AnswerError([Problem("", "there is no record in which a question of this audit is answered")])
    if len(names) > 1:
        listed = "; ".join(names[:NAMES_LISTED]) + ("; …" if len(names) > NAMES_LISTED else "")
        told = f"one record is needed, and {len(names)} are given: {listed}"
        raise AnswerError([Problem("", told, "choose one with --record; 'ethics-audit batch' reads a table of many")])
    return records[names[0]]


def refuse_record(reading: Reading) -> None:
    """Refuse to choose a record of a file that holds but one.

    Raises:
        AnswerError: If a record is asked for.
    """
    if reading.record is not None:
        raise AnswerError([Problem("record", "a file of this format holds one record", "leave --record out")])


_ITEM = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


class Slips:
    """Tells of foreign names whether they may be slips in known ones, of thousands in a moment."""

    def __init__(self, known: Iterable[str]) -> None:
        self._by_end: dict[str, set[str]] = {}
        self._asked = 0
        for name in map(folded, known):
            for end in (name[:ENDS], name[-ENDS:]):
                self._by_end.setdefault(end, set()).add(name)

    def __contains__(self, name: str) -> bool:
        """Tell whether a name has the form of an item's id, or is much like a known one that begins or ends so.

        Raises:
            AnswerError: If more names are asked for than a form has.
        """
        self._asked += 1
        if self._asked > MOST_ANSWERS:
            raise AnswerError([Problem("", f"more than {MOST_ANSWERS} names are given that this audit does not have")])
        simple = folded(name)
        likely = self._by_end.get(simple[:ENDS], set()) | self._by_end.get(simple[-ENDS:], set())
        return bool(_ITEM.fullmatch(name) or get_close_matches(simple, likely, 1, ALIKE))


def passed_over(names: Collection[str], reading: Reading, *, is_known: bool) -> Iterator[Problem]:
    """Tell which names are no questions of the audit and were not read; refuse a file that holds nothing else.

    Args:
        names: What the file holds beside the questions of the audit.
        reading: How the file is read.
        is_known: Whether something of the audit was found.
    """
    listed = ", ".join(shown(name) for name in list(names)[:NAMES_LISTED])
    listed += f" and {len(names) - NAMES_LISTED} more" if len(names) > NAMES_LISTED else ""
    if not is_known:
        yield Problem("", "nothing in it is of this audit" + (f"; it holds {listed}" if names else ""))
    elif names:
        reading.tell(f"not read, since this audit does not ask for it: {listed}")


def seems_fact(name: str) -> bool:
    """Tell whether a name is made like that of a question for a fact, with whatever sign behind its first word."""
    return folded(name).startswith(folded(fact_link("")))


def inner(places: Mapping[str, Any], known: Collection[str]) -> Iterator[Problem]:
    """Refuse answers that stand deeper in a value than they are read.

    Args:
        places: What is not read, by its name.
        known: The names of questions.
    """
    for place, value in places.items():
        pending = [value]
        while pending:
            one = pending.pop()
            if isinstance(one, dict):
                if found := next((name for name in one if name.rpartition("/")[2] in known), None):
                    yield Problem(place, f"{shown(found)} stands inside it; answers are not read from there")
                    break
                pending += one.values()
            elif isinstance(one, list):
                pending += one


def stop_if_many(problems: Collection[Problem]) -> None:
    """Look no further when there are more problems than a person reads.

    Raises:
        AnswerError: With those found so far.
    """
    if len(problems) > PROBLEMS_TOLD:
        raise AnswerError(problems)


def fitted(
    audit: Audit,
    given: Mapping[str, Any],
    facts: Mapping[str, bool],
    problems: Iterable[Problem],
    reading: Reading = PLAIN,
    *,
    results: Mapping[str, object] = NOTHING_COMPUTED,
) -> Answers:
    """Return the answers, if they fit the audit.

    Args:
        audit: The definition.
        given: From item id to what was read.
        facts: The facts of the practice that were asked for, and whether each holds.
        problems: What was wrong so far.
        reading: How the file is read.
        results: What was computed there, as `ethics_audit.formats.computed.compare` wants it; it is told if it differs.

    Raises:
        AnswerError: If there is any problem, with all of them.
    """
    found = [*problems, *_codes_that_are_answers(audit, reading)]
    profile = frozenset(fact for fact, holds in facts.items() if holds)
    given = {id: answer for id, answer in given.items() if not is_missing(answer, reading)}
    try:
        answers = Answers({**given}, profile)
    except AnswerError as wrong:
        found += wrong.problems
        told = {problem.place for problem in wrong.problems}
        answers = Answers({id: answer for id, answer in given.items() if id not in told}, profile)
    found += misfits(audit, answers)
    if found:
        raise AnswerError(found)
    if not answers.given:
        reading.tell("no question is answered in it")
    for fact in audit.facts:
        depending = [id for id in answers.given if fact in audit.items[id].requires]
        if depending and not facts.get(fact):
            whether = "does not hold of the practice" if fact in facts else "may hold of the practice or not"
            reading.tell(f"{fact!r} {whether}; answers that depend on it and are not scored: {len(depending)}")
    if results and not results.get(DEFINITION):
        reading.tell(f"it does not say of which definition it is; it is read as one of {audit.id} {audit.version}")
    if different := compare(audit, answers, results):
        reading.tell(different)
    return answers


def is_missing(answer: Any, reading: Reading) -> bool:
    """Tell whether a value is a code of missing data."""
    return isinstance(answer, str) and answer in reading.missing


def _codes_that_are_answers(audit: Audit, reading: Reading) -> Iterator[Problem]:
    """Refuse a code of missing data that is an answer to some question."""
    for code in reading.missing:
        if items := [id for id, item in audit.items.items() if code in allowed(item)]:
            yield Problem("missing", f"{shown(code)} is an answer to {items[0]}; it cannot mean that there is none")


def fact_link(fact: str) -> str:
    """The name of the question whether a fact holds; no item has such a name."""
    return f"fact:{fact}"
