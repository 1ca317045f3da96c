"""The one cattrs converter, made strict: exact types, no unknown key, and every problem with its place.

Out of the box cattrs turns ``"no"`` into True and 1.9 into 1, and stops a class at its first failed validator. Here a
value is read as what it is or not at all, and where some fields of a table fail, the rules between the others are still
checked, so that a document needs one round of mending.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from itertools import islice
from typing import Any, Literal, NamedTuple, TypeVar, cast, get_args, get_origin

import attrs
import cattrs

from ethics_audit.base.errors import PROBLEMS_TOLD, DocumentError, Problem, nearest, shown
from ethics_audit.base.validation import problems_in, repeated

T = TypeVar("T")

CONVERTER = cattrs.Converter(detailed_validation=False)

TOLD_ELSEWHERE = object()
"""Stands for a value whose problems are told at another place."""

_LONGEST_SHOWN_ID = 80


class InvalidError(Exception):
    """A value that cannot be read, with its problems; with none where they are told elsewhere."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems


def expected(raw: object, allowed: str, hint: str = "") -> InvalidError:
    """The error of a value that is not of the kind needed here."""
    return InvalidError(Problem("", f"expected {allowed}, got {shown(raw)}", hint, rule="value"))


def table(raw: object) -> dict[str, Any]:
    """A table, as a dict of one's own."""
    if not isinstance(raw, Mapping):
        raise expected(raw, "a table of names and values")
    return dict(raw)


@contextmanager
def gathered(problems: list[Problem], place: str) -> Iterator[None]:
    """Adds the problems of what is read within to `problems`, with their place, and goes on."""
    try:
        yield
    except (InvalidError, DocumentError) as wrong:
        problems += [problem.within(place) for problem in wrong.problems]


def enough(problems: list[Problem]) -> bool:
    """Whether there are more problems than are told, so that nothing further needs to be looked at."""
    return len(problems) > PROBLEMS_TOLD


def unknown_keys(given: Mapping[str, object], known: Collection[str]) -> list[Problem]:
    """A problem for each key of a table that means nothing there."""
    return [
        Problem(str(key), "is not a key here", nearest(key, known), rule="key-known")
        for key in islice((key for key in given if key not in known), PROBLEMS_TOLD + 1)
    ]


def key_of(field: attrs.Attribute[Any]) -> str:
    """The key that a field has in documents."""
    return str(field.metadata.get("key", field.alias))


class _Field(NamedTuple):
    """How a field of a class is read from a document."""

    name: str
    alias: str
    required: bool
    structure: Callable[[Any, Any], Any]
    type: Any


@cache
def _fields(cls: type) -> dict[str, _Field]:
    """The fields of a class by their keys in documents."""
    return {
        key_of(field): _Field(
            field.name,
            field.alias,
            field.default is attrs.NOTHING,
            CONVERTER.get_structure_hook(field.type),
            field.type,
        )
        for field in attrs.fields(attrs.resolve_types(cast(Any, cls)))
    }


def structure_class(raw: Any, cls: type[T]) -> T:
    """An instance from a table."""
    if isinstance(raw, cls):
        return raw
    if raw is TOLD_ELSEWHERE:
        raise InvalidError
    given = table(raw)
    fields = _fields(cast(Any, cls))
    problems = unknown_keys(given, fields)
    values: dict[str, Any] = {}
    failed = bool(problems)
    for key, field in fields.items():
        if key in given:
            try:
                values[field.name] = field.structure(given[key], field.type)
            except (InvalidError, DocumentError) as wrong:
                problems += [problem.within(key) for problem in wrong.problems]
                failed = True
        elif field.required:
            problems.append(Problem(key, "is missing", rule="key-needed"))
            failed = True
    if not failed:
        try:
            return cls(**{field.alias: values[field.name] for field in fields.values() if field.name in values})
        except DocumentError as refused:
            problems += refused.problems
    else:
        problems += problems_in(cls, values)
    keys = {field.name: key for key, field in fields.items()}
    raise InvalidError(*[problem._replace(place=keys.get(problem.place, problem.place)) for problem in problems])


def structure_members(raw: Any, kind: Any) -> list[Any]:
    """The members of a list, each of this kind; those with an id are told by it."""
    if raw is TOLD_ELSEWHERE:
        raise InvalidError
    if not isinstance(raw, list):
        raise expected(raw, "a list")
    structure = CONVERTER.get_structure_hook(kind)
    values = []
    problems: list[Problem] = []
    for place, one in enumerate(raw):
        if enough(problems):
            break
        try:
            values.append(structure(one, kind))
        except (InvalidError, DocumentError) as wrong:
            problems += [problem.within(_place(place, one)) for problem in wrong.problems]
    if problems or len(values) < len(raw):
        raise InvalidError(*problems)
    return values


def _place(place: int, member: object) -> str:
    id = member.get("id") if isinstance(member, Mapping) else None
    named = isinstance(id, str) and len(id) <= _LONGEST_SHOWN_ID and id.isprintable()
    return f"[{place}] ({id})" if named else f"[{place}]"


def structure_frozenset(raw: Any, kind: Any) -> frozenset[Any]:
    """A frozen set from a list without repetition."""
    members = structure_members(raw, get_args(kind)[0])
    if twice := repeated(members):
        raise InvalidError(Problem("", f"{shown(twice[0])} stands twice", "once is enough", rule="value"))
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


def _exactly(kind: type, told: str) -> Callable[[Any, Any], Any]:
    def structure(raw: Any, _: Any) -> Any:
        if type(raw) is not kind:
            raise expected(raw, told)
        return raw

    return structure


CONVERTER.register_structure_hook_func(attrs.has, structure_class)
CONVERTER.register_structure_hook_func(
    lambda kind: cast(Any, get_origin(kind)) is tuple,
    lambda raw, kind: tuple(structure_members(raw, get_args(kind)[0])),
)
CONVERTER.register_structure_hook_func(lambda kind: cast(Any, get_origin(kind)) is frozenset, structure_frozenset)
CONVERTER.register_structure_hook_func(lambda kind: cast(Any, get_origin(kind)) is Literal, _structure_literal)
CONVERTER.register_structure_hook(str, _exactly(str, "text"))
CONVERTER.register_structure_hook(int, _exactly(int, "a whole number"))
CONVERTER.register_structure_hook(bool, _exactly(bool, "true or false"))
CONVERTER.register_structure_hook(float, _structure_float)
