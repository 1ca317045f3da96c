"""Plain values to attrs classes, strictly: exact types, no unknown keys, and every problem with its place.

A value is read as it is or not at all: ``"no"`` is not False, and 1.0 is not 1. If some fields of a table fail, the
rules between the others are still checked, so that a document needs one round of corrections.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from itertools import islice
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

import attrs

from ethics_audit.base import causes
from ethics_audit.base.errors import PROBLEMS_TOLD, DocumentError, Problem
from ethics_audit.base.likeness import similar
from ethics_audit.base.validation import Each, problems_in, repeated

T = TypeVar("T")

Hook = Callable[[Any, Any], Any]
"""A function that reads a plain value as a kind: a class or an annotation."""

HOOKS: dict[Any, Hook] = {}
"""The functions of kinds that are not read by the rules for all of their sort; some by the name of a class.

A name stands for a class whose module is loaded only by who reads such documents.
"""

REPORTED = object()
"""A placeholder for a value whose problems are reported elsewhere."""

_LONGEST_SHOWN_ID = 80


class InvalidError(Exception):
    """A value that cannot be read, with its problems; without any if they are reported elsewhere."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems


def expected(raw: object, allowed: str, hint: str = "") -> InvalidError:
    """Return the error of a value that is not allowed."""
    return InvalidError(causes.unexpected("", allowed, raw, hint))


def table(raw: object) -> dict[str, Any]:
    """Return a table as a new dict."""
    if raw is REPORTED:
        raise InvalidError
    if not isinstance(raw, Mapping):
        raise expected(raw, "a table of names and values")
    return dict(raw)


def refuse_more(raw: object, what: str, most: int) -> None:
    """Refuse more members than are allowed before any of them is read.

    Raises:
        InvalidError: If there are more.
    """
    if isinstance(raw, list | Mapping) and len(raw) > most:
        raise InvalidError(causes.too_many("", what, most, len(raw)))


@contextmanager
def gathered(problems: list[Problem], place: str) -> Iterator[None]:
    """Collect the problems of what is read in the ``with`` block, at a place, and go on after it."""
    try:
        yield
    except (InvalidError, DocumentError) as failure:
        problems += [problem.within(place) for problem in failure.problems]


def enough(problems: list[Problem]) -> bool:
    """Return whether there are more problems than are listed, so that reading can stop."""
    return len(problems) > PROBLEMS_TOLD


def unknown_keys(given: Mapping[str, object], known: Collection[str]) -> list[Problem]:
    """Return a problem for each key of a table that means nothing there."""
    return [
        causes.not_there(str(key), "is not a key here", "a key", known, "key-known")
        for key in islice((key for key in given if key not in known), PROBLEMS_TOLD + 1)
    ]


def key_of(field: attrs.Attribute[Any]) -> str:
    """Return the key of a field in documents."""
    return str(field.metadata.get("key", field.alias))


Tell = Callable[[Problem], object]
"""A function that is called with each key that is left out."""

_tell: ContextVar[Tell | None] = ContextVar("tell", default=None)


@contextmanager
def leaving_out(tell: Tell | None) -> Iterator[None]:
    """Leave keys out that are not known, and tell them, in what is read in the ``with`` block; None refuses them."""
    before = _tell.set(tell)
    try:
        yield
    finally:
        _tell.reset(before)


def refused_keys(given: Mapping[str, object], known: Collection[str]) -> list[Problem]:
    """Return the problems of keys that are not known, but of those that are told: never of a slip of a known one."""
    problems, tell = unknown_keys(given, known), _tell.get()
    if tell is None:
        return problems
    for problem in problems:
        if not similar(problem.place, known):
            tell(problem._replace(rule="left-out"))
    return [problem for problem in problems if similar(problem.place, known)]


def structure(raw: Any, kind: type[T]) -> T:
    """Return a value of a kind from a plain one."""
    return cast(T, _hook(cast(Any, kind))(raw, kind))


@cache
def _hook(kind: Any) -> Hook:
    """Return the function that reads a kind."""
    for key in (kind, getattr(kind, "__name__", None)):
        if key in HOOKS:
            return HOOKS[key]
    origin = get_origin(kind)
    if origin is UnionType:
        (one,) = (member for member in get_args(kind) if member is not NoneType)
        return lambda raw, _: None if raw is None else structure(raw, one)
    return structure_class if origin is None else _GENERIC[origin]


@cache
def _fields(cls: type) -> dict[str, tuple[attrs.Attribute[Any], Hook]]:
    """Return the fields of a class by their keys in documents, each with the function that reads it."""
    fields = attrs.fields(attrs.resolve_types(cast(Any, cls)))
    return {key_of(field): (field, _hook(field.type)) for field in fields}


def structure_class(raw: Any, cls: type[T]) -> T:
    """Return an instance from a table."""
    given = table(raw)
    fields = _fields(cast(Any, cls))
    problems = refused_keys(given, fields)
    values: dict[str, Any] = {}
    failed = bool(problems)
    for key, (field, hook) in fields.items():
        if key in given:
            try:
                if isinstance(check := field.metadata.get("check"), Each):
                    refuse_more(given[key], "members", check.at_most)
                values[field.name] = hook(given[key], field.type)
            except (InvalidError, DocumentError) as failure:
                problems += [problem.within(key) for problem in failure.problems]
                failed = True
        elif field.default is attrs.NOTHING:
            problems.append(causes.missing(key))
            failed = True
    if failed:
        problems += problems_in(cls, values)
    else:
        try:
            return cls(**{str(field.alias): values[field.name] for field, _ in fields.values() if field.name in values})
        except DocumentError as refused:
            problems += refused.problems
    keys = {field.name: key for key, (field, _) in fields.items()}
    raise InvalidError(*[problem._replace(place=keys.get(problem.place, problem.place)) for problem in problems])


def structure_members(raw: Any, kind: Any) -> list[Any]:
    """Return the members of a list, each of this kind; problems name a member by its id if it has one."""
    if raw is REPORTED:
        raise InvalidError
    if not isinstance(raw, list):
        raise expected(raw, "a list")
    values = []
    problems: list[Problem] = []
    for place, member in enumerate(raw):
        if enough(problems):
            break
        try:
            values.append(structure(member, kind))
        except (InvalidError, DocumentError) as failure:
            problems += [problem.within(_place(place, member)) for problem in failure.problems]
    if problems or len(values) < len(raw):
        raise InvalidError(*problems)
    return values


def _place(place: int, member: object) -> str:
    id = member.get("id") if isinstance(member, Mapping) else None
    named = isinstance(id, str) and len(id) <= _LONGEST_SHOWN_ID and id.isprintable()
    return f"[{place}] ({id})" if named else f"[{place}]"


def structure_frozenset(raw: Any, kind: Any) -> frozenset[Any]:
    """Return a frozen set from a list without repetitions."""
    members = structure_members(raw, get_args(kind)[0])
    if twice := repeated(members):
        raise InvalidError(causes.repeated("", twice[0])._replace(rule="value"))
    return frozenset(members)


def _structure_literal(raw: Any, kind: Any) -> Any:
    allowed = get_args(kind)
    if type(raw) is not str or raw not in allowed:
        raise expected(raw, f"one of {', '.join(allowed)}")
    return raw


def _structure_float(raw: Any, _: Any) -> float:
    with suppress(OverflowError):
        if type(raw) in (int, float) and math.isfinite(raw):
            return float(raw)
    raise expected(raw, "a number")


def _structure_plain(raw: Any, _: Any) -> str | float | bool | None:
    if isinstance(raw, str | int | float | None):
        return raw
    raise expected(raw, "text, a number, true, false or null")


def _exactly(kind: type, words: str) -> Callable[[Any, Any], Any]:
    def structure(raw: Any, _: Any) -> Any:
        if type(raw) is not kind:
            raise expected(raw, words)
        return raw

    return structure


_GENERIC: dict[Any, Hook] = {
    tuple: lambda raw, kind: tuple(structure_members(raw, get_args(kind)[0])),
    frozenset: structure_frozenset,
    Literal: _structure_literal,
}
"""The functions of annotations, by what they are made from."""

HOOKS.update(
    {
        str: _exactly(str, "text"),
        int: _exactly(int, "a whole number"),
        bool: _exactly(bool, "true or false"),
        float: _structure_float,
        tuple[str, ...] | str: lambda raw, _: raw if isinstance(raw, str) else tuple(structure_members(raw, str)),
        str | int | float | bool | None: _structure_plain,
    }
)
