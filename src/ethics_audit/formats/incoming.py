"""What the readers of answers share: they report every problem at once and skip no answer silently."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from ethics_audit.base import plain_text
from ethics_audit.base.causes import too_many, unexpected
from ethics_audit.base.errors import PROBLEMS_TOLD, AnswerError, Problem, shown
from ethics_audit.base.likeness import NAMES_LISTED, folded, nearest
from ethics_audit.documents.syntax import parse
from ethics_audit.formats.computed import DEFINITION, compare, listed, other_definition
from ethics_audit.formats.dialects import fact_link
from ethics_audit.model.answers import MOST_ANSWERS, Answers, allowed, misfits
from ethics_audit.model.definitions import Audit

ALIKE = 0.85
"""How similar a name must be to one of the form to count as a misspelling of it, from 0 to 1."""
MOST_PARTS = 100_000
"""The most elements or rows that are read from a file."""
ENDS = 3
"""How many letters a misspelling leaves intact at the beginning or at the end."""


def _silent(_sentence: str) -> None:
    """Report to nobody."""


class Reading(NamedTuple):
    """How a file is read.

    Attributes:
        missing: The codes that the other program writes where there is no answer.
        record: The record to read, if the file holds several.
        tell: A function that is called with each sentence about what was not read, or should be known.
    """

    missing: Collection[str] = ()
    record: str | None = None
    tell: Callable[[str], object] = _silent

    def is_missing(self, value: object) -> bool:
        """Return whether a value is a code for a missing answer."""
        return isinstance(value, str) and value in self.missing


PLAIN = Reading()
"""A reading without options that reports to nobody."""

_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def refused(message: str, hint: str = "", code: str = "format") -> AnswerError:
    """Return the error of a file that cannot be read any further."""
    return AnswerError([Problem("", message, hint, code)])


def decoded(content: bytes) -> str:
    """Return the text of a file: UTF-8, or UTF-16 with a byte order mark.

    Raises:
        AnswerError: If it is neither.
    """
    if len(content) > plain_text.LARGEST_FILE:
        raise AnswerError([too_many("", "bytes", plain_text.LARGEST_FILE, len(content))])
    mark = content[:2]
    try:
        text = content[2:].decode(_MARKS[mark]) if mark in _MARKS else plain_text.decoded(content)
    except UnicodeDecodeError as failure:
        raise refused(f"is not valid UTF-16 text: {failure}", plain_text.AS_UTF8) from None
    except ValueError as failure:
        raise refused(str(failure)) from None
    if not text.strip():
        raise refused(f"is empty; {plain_text.NOT_HERE}", code="empty")
    if "\0" in text:
        raise refused("is not text: it contains zero bytes", plain_text.AS_UTF8)
    return text


def json_value(content: bytes) -> Any:
    """Return what a JSON file holds.

    Raises:
        AnswerError: If it is not JSON.
    """
    text = decoded(content)
    try:
        return parse(text, "json")
    except ValueError as failure:
        raise refused(str(failure)) from None


def json_object(value: Any) -> dict[str, Any]:
    """Return a value of a JSON file if it is an object.

    Raises:
        AnswerError: If it is something else.
    """
    if not isinstance(value, dict):
        raise AnswerError([unexpected("", "an object of names and values", value)])
    return value


def named(record: Any, *keys: str) -> Any:
    """Return the name of a record: the first of these keys that it has."""
    return next(filter(None, map(record.get, keys)), None) if isinstance(record, dict) else None


def one_object(records: Iterable[Any], keys: Collection[str], reading: Reading) -> dict[str, Any]:
    """Return the record to read among values of a JSON file, which are named by the first of these keys."""
    return json_object(one_record(((named(record, *keys), record) for record in records), reading))


def one_record(records: Iterable[tuple[Any, Any]], reading: Reading) -> Any:
    """Return the record that was asked for, or the only one; one without a name of its own is numbered.

    Raises:
        AnswerError: If there is none, or if several match.
    """
    known: dict[str, Any] = {}
    for number, (name, record) in enumerate(records, 1):
        numbered = f"{name}, number {number}" if name else f"number {number}"
        known[str(name) if name and str(name) not in known else numbered] = record
    names = list(known)
    if reading.record is not None:
        chosen = [name for name in names if reading.record in {name, name.partition(", ")[0]}]
        if not chosen:
            raise refused(f"there is no record {shown(reading.record)}", nearest(reading.record, names), code="record")
        names = chosen
    if not names:
        raise refused("there is no record in which a question of this audit is answered", code="record")
    if len(names) > 1:
        some = "; ".join(names[:NAMES_LISTED]) + ("; …" if len(names) > NAMES_LISTED else "")
        hint = "choose one with --record; 'ethics-audit batch' reads a table of many"
        raise refused(f"expected one record, got {len(names)}: {some}", hint, code="record")
    return known[names[0]]


def refuse_record(reading: Reading) -> None:
    """Refuse to choose a record from a file that holds only one.

    Raises:
        AnswerError: If a record is asked for.
    """
    if reading.record is not None:
        raise AnswerError([Problem("record", "a file of this format holds one record", "omit --record", "record")])


_ITEM = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


class Slips:
    """The names that may be misspellings of known ones; fast for thousands of names."""

    def __init__(self, known: Iterable[str]) -> None:
        self._by_end: dict[str, set[str]] = {}
        self._asked = 0
        for name in map(folded, known):
            for end in (name[:ENDS], name[-ENDS:]):
                self._by_end.setdefault(end, set()).add(name)

    def __contains__(self, name: str) -> bool:
        """Return whether a name looks like the id of an item, or like a known name with the same beginning or end.

        Raises:
            AnswerError: If it is called for more names than a form has.
        """
        self._asked += 1
        if self._asked > MOST_ANSWERS:
            raise refused(f"expected at most {MOST_ANSWERS} names that this audit does not have, got more")
        simple = folded(name)
        likely = self._by_end.get(simple[:ENDS], set()) | self._by_end.get(simple[-ENDS:], set())
        return bool(_ITEM.fullmatch(name) or get_close_matches(simple, likely, 1, ALIKE))


def seems_fact(name: str) -> bool:
    """Return whether a name looks like that of a question for a fact, whatever sign follows its first word."""
    return folded(name).startswith(folded(fact_link("")))


class Found:
    """What a reader has found in a file so far.

    Attributes:
        audit: The definition.
        reading: How the file is read.
        given: The answers by item id, as the file has them.
        facts: Whether each fact holds that the file answers.
        results: What the other program computed, under the names of `ethics_audit.formats.computed.compare`.
        problems: What is wrong.
    """

    def __init__(self, audit: Audit, reading: Reading) -> None:
        self.audit = audit
        self.reading = reading
        self.given: dict[str, Any] = {}
        self.facts: dict[str, bool] = {}
        self.results: Mapping[str, object] = {}
        self.problems: list[Problem] = []

    def add(self, *problems: Problem) -> None:
        """Add problems; stop when there are more than a person reads.

        Raises:
            AnswerError: With those found so far, if there are too many.
        """
        self.problems += problems
        if len(self.problems) > PROBLEMS_TOLD:
            raise AnswerError(self.problems)

    def skip(self, names: Collection[str], *, is_known: bool = True) -> None:
        """Report the names that were not read; refuse a file that holds nothing else.

        Args:
            names: What the file holds besides the questions of the audit.
            is_known: Whether anything in the file belongs to the audit.
        """
        some = listed(names, shown)
        if not is_known:
            holds = f"; it holds {some}" if names else ""
            self.add(Problem("", f"nothing in the file belongs to this audit{holds}", rule="other-definition"))
        elif names:
            self.reading.tell(f"not read, since this audit does not ask for it: {some}")

    def refuse_inside(self, values: Mapping[str, Any], known: Collection[str]) -> None:
        """Refuse answers to known questions that are nested in values which are not read."""
        for place, value in values.items():
            pending = [value]
            while pending:
                part = pending.pop()
                if isinstance(part, dict):
                    if found := next((name for name in part if name.rpartition("/")[2] in known), None):
                        message = f"{shown(found)} is inside it; answers are not read from there"
                        self.add(Problem(place, message, rule="nested"))
                        break
                    pending += part.values()
                elif isinstance(part, list):
                    pending += part

    def answers(self, definition: str) -> Answers:
        """Return the answers if they fit the audit, and report what the person should know about them.

        Args:
            definition: The name under which the file says from which definition its form was made.

        Raises:
            AnswerError: If there is any problem, with all of them.
        """
        audit, tell = self.audit, self.reading.tell
        self.problems += other_definition(definition, self.results.get(DEFINITION), audit)
        self.problems += _codes_that_are_answers(audit, self.reading)
        profile = frozenset(fact for fact, holds in self.facts.items() if holds)
        given = {id: answer for id, answer in self.given.items() if not self.reading.is_missing(answer)}
        try:
            answers = Answers(given, profile)
        except AnswerError as failure:
            self.problems += failure.problems
            wrong = {problem.place for problem in failure.problems}
            answers = Answers({id: answer for id, answer in given.items() if id not in wrong}, profile)
        self.problems += misfits(audit, answers)
        if self.problems:
            raise AnswerError(self.problems)
        if not answers.given:
            tell("no question is answered in it")
        for fact in audit.facts:
            depending = [id for id in answers.given if fact in audit.items[id].requires]
            if depending and not self.facts.get(fact):
                why = "does not hold for the practice" if fact in self.facts else "may or may not hold for the practice"
                tell(f"{fact!r} {why}; answers that depend on it and are not scored: {len(depending)}")
        if self.results and not self.results.get(DEFINITION):
            tell(f"it does not say from which definition it was made; it is read as {audit.id} {audit.version}")
        if different := compare(audit, answers, self.results):
            tell(different)
        return answers


def _codes_that_are_answers(audit: Audit, reading: Reading) -> Iterator[Problem]:
    """Refuse a code for missing answers that is itself an answer to some question."""
    for code in reading.missing:
        if items := [id for id, item in audit.items.items() if code in allowed(item)]:
            message = f"{shown(code)} is an answer to {items[0]}; it cannot mean that there is none"
            yield Problem("missing", message, rule="value")
