"""Checks of single fields and rules between fields, shared by documents and Python callers.

A field carries a *check*: a function that returns what is allowed if the value is not. The static methods of a class
are its *rules*: their parameters are names of its fields, and they yield the problems between them. A rule runs only if
all fields that it reads are valid, so that each mistake is reported once.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import islice
from typing import Any, ClassVar, TypeVar

import attrs
from attrs import frozen

from ethics_audit.base.causes import unexpected
from ethics_audit.base.errors import PROBLEMS_TOLD, AnswerError, ChecklistError, DocumentError, Problem

Check = Callable[[object], str | None]
Rule = Callable[..., Iterator[Problem]]
T = TypeVar("T", bound=Hashable)

_NAME = r"[a-z][a-z0-9_]{0,63}"


def holds(check: Check, *, key: str | None = None) -> dict[str, Any]:
    """Return the metadata of an attrs field with a check; `key` is its name in documents, if that differs."""
    return {"check": check} if key is None else {"check": check, "key": key}


def _allowing(allows: Callable[[Any], bool], words: str) -> Check:
    """Return a check from a test of a value, and the words for what passes it."""
    return lambda value: None if allows(value) else words


def whole(low: int, high: int) -> Check:
    """Check for a whole number from `low` to `high`; a boolean is not one."""
    return _allowing(lambda value: type(value) is int and low <= value <= high, f"a whole number from {low} to {high}")


def number(low: float, high: float) -> Check:
    """Check for a float from `low` to `high`."""
    return _allowing(lambda value: type(value) is float and low <= value <= high, f"a number from {low} to {high}")


def one_of(*allowed: str) -> Check:
    """Check for one of these texts."""
    return _allowing(lambda value: value in allowed, f"one of {', '.join(allowed)}")


def instance(kind: type) -> Check:
    """Check for an instance of this class."""
    return _allowing(lambda value: isinstance(value, kind), f"an instance of {kind.__name__}")


JOINERS = "\u00a0\u200c\u200d\u3000"
"""Spaces and joiners that some languages need, although Python calls them unprintable."""
_WITHOUT_JOINERS = str.maketrans("", "", JOINERS)


def text(longest: int, *, empty: bool = False, lines: bool = False) -> Check:
    """Check for text of at most `longest` characters without control characters; line breaks only if `lines`."""

    def allows(value: Any) -> bool:
        if not isinstance(value, str) or len(value) > longest or not (empty or value.strip()):
            return False
        visible = value.translate(_WITHOUT_JOINERS)
        return (visible.replace("\n", "") if lines else visible).isprintable()

    kind = f"{'' if empty else 'non-empty '}{'text' if lines else 'text on one line'}"
    return _allowing(allows, f"{kind} of at most {longest} characters without control characters")


def _matching(pattern: str, words: str) -> Check:
    return _allowing(lambda value: isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII) is not None, words)


def _is_day(value: Any) -> bool:
    try:
        return value == "" or (isinstance(value, str) and date.fromisoformat(value).isoformat() == value)
    except ValueError:
        return False


flag: Check = _allowing(lambda value: type(value) is bool, "true or false")
day: Check = _allowing(_is_day, "a date such as '2026-12-24', or nothing")
a_day: Check = _allowing(lambda value: value != "" and _is_day(value), "a date such as '2026-12-24'")
course_hours: Check = _matching(r"(0|[1-9][0-9]{0,2})(\.[0-9]{1,2})?", "hours such as '1.5', from 0 to 999.99")
name: Check = _matching(_NAME, "a name of at most 64 lowercase letters, digits and _, starting with a letter")
item_id: Check = _matching(
    rf"{_NAME}\.{_NAME}", "an id such as 'boundaries.gifts': the checklist, a dot, a lowercase name"
)
own_fact: Check = _matching(rf"own\.{_NAME}", "an id such as 'own.night_shifts': own, a dot, a lowercase name")
version: Check = _matching(r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})", "a version such as '1.0'")
sha256_digest: Check = _matching("[0-9a-f]{64}", "a SHA-256 of 64 hexadecimal digits")
locale: Check = _matching(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", "a language such as 'es' or 'pt-BR'")


def optional(check: Check) -> Check:
    """Check for None, or what `check` allows."""
    return lambda value: None if value is None else check(value)


def emptyable(check: Check) -> Check:
    """Check for an empty text, or what `check` allows."""
    return lambda value: None if value == "" else check(value)


@frozen
class Each:
    """Check for a tuple or frozen set of `at_least` to `at_most` members, each of which `check` allows."""

    check: Check
    at_least: int
    at_most: int

    def __call__(self, values: object) -> str | None:
        """Return what is allowed if these values are not."""
        if not isinstance(values, tuple | frozenset):
            return "a list"
        if len(values) < self.at_least:
            return f"a list of at least {self.at_least}"
        if len(values) > self.at_most:
            return f"a list of at most {self.at_most}"
        return next((f"in the list, {allowed}" for value in values if (allowed := self.check(value))), None)


def each(check: Check, *, at_least: int = 0, at_most: int) -> Each:
    """Check for a tuple or frozen set of `at_least` to `at_most` members, each of which `check` allows."""
    return Each(check, at_least, at_most)


def as_tuple(value: object) -> Any:
    """Convert a list to a tuple; leave anything else for the check to refuse."""
    return tuple(value) if isinstance(value, list | tuple) else value


def as_frozenset(value: object) -> Any:
    """Convert a list, tuple or set to a frozen set; leave anything else for the check to refuse."""
    return frozenset(value) if isinstance(value, list | tuple | set | frozenset) else value


@cache
def _plan(cls: type) -> tuple[dict[str, Check], tuple[tuple[Rule, tuple[str, ...]], ...]]:
    checks = {field.name: field.metadata["check"] for field in attrs.fields(cls) if "check" in field.metadata}
    return checks, tuple((rule, tuple(inspect.signature(rule).parameters)) for rule in rules_of(cls))


def problems_in(cls: type, values: Mapping[str, object]) -> list[Problem]:
    """Return every problem of these values for the fields of `cls`; missing fields are not checked."""
    checks, rules = _plan(cls)
    found = []
    sound = dict(values)
    for field, check in checks.items():
        if field in sound and (allowed := check(sound[field])):
            found.append(unexpected(field, allowed, sound.pop(field)))
    for rule, needs in rules:
        if all(field in sound for field in needs):
            broken = islice(rule(*(sound[field] for field in needs)), PROBLEMS_TOLD + 1)
            found += [problem._replace(rule=rule_id(rule)) for problem in broken]
    return found


def rules_of(cls: type) -> list[Rule]:
    """Return the rules of a class: its static methods, in order."""
    return [member for member in vars(cls).values() if isinstance(member, staticmethod)]


def rule_id(rule: Callable[..., object]) -> str:
    """Return the id of a rule, which is the name of its function."""
    return rule.__name__.removeprefix("_").replace("_", "-")


def verify(instance: Any) -> None:
    """Refuse an instance that has problems.

    Raises:
        DocumentError: With every problem; the class names the kind of error as ``ERROR``.
    """
    cls: Any = type(instance)
    if found := problems_in(cls, {name: getattr(instance, name) for name in _looked_at(cls)}):
        raise cls.ERROR(found, cls.__name__)


@cache
def _looked_at(cls: type) -> tuple[str, ...]:
    """Return the names of the fields that a check or a rule looks at."""
    checks, rules = _plan(cls)
    return tuple(dict.fromkeys([*checks, *(name for _, needs in rules for name in needs)]))


@frozen
class Record:
    """Values that are checked when an instance is made; the base class of everything that documents hold."""

    ERROR: ClassVar[type[DocumentError]] = DocumentError
    __attrs_post_init__ = verify


@frozen
class Defined(Record):
    """A record that is part of a definition."""

    ERROR: ClassVar[type[DocumentError]] = ChecklistError


@frozen
class Answered(Record):
    """A record that is part of answers."""

    ERROR: ClassVar[type[DocumentError]] = AnswerError


def repeated(values: Iterable[T]) -> list[T]:
    """Return the values that appear more than once, each once, in the order of their second appearance."""
    seen: set[T] = set()
    twice: dict[T, None] = {}
    for value in values:
        if value in seen:
            twice[value] = None
        seen.add(value)
    return list(twice)
