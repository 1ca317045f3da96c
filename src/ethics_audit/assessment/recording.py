"""Records filled from values: plain numbers and ids under the names of the attributes that they come from."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction
from functools import cache
from types import NoneType
from typing import Any, TypeVar, cast

from attrs import fields

from ethics_audit.base.validation import Record, holds, number, optional, whole
from ethics_audit.model.items import Item, Option

SCORE = holds(optional(number(0, 100)))
POINTS = holds(number(0, 100))
EFFORT = holds(whole(1, 5))
_ATOMS = frozenset({str, int, float, bool, NoneType})
AnyRecord = TypeVar("AnyRecord", bound=Record)


def recorded(kind: type[AnyRecord], *sources: object, **given: Any) -> AnyRecord:
    """Return a record of a value.

    Args:
        kind: The class of the record.
        sources: Where its fields come from: each from the first of these that has an attribute of its name.
        given: The fields that come from elsewhere.
    """
    origins = _origins(cast(Hashable, kind), *map(type, sources))
    for name, place in origins:
        if name not in given:
            found = getattr(sources[place], name)
            given[name] = found if type(found) in _ATOMS else _plain(found)
    return kind(**given)


@cache
def _origins(kind: type[Record], *classes: type) -> list[tuple[str, int]]:
    """Return the names of the fields that the classes have, each with the place of the first one that has it."""
    having = ((name, [hasattr(one, name) for one in classes]) for name in (field.name for field in fields(kind)))
    return [(name, has.index(True)) for name, has in having if True in has]


def _plain(value: object) -> Any:
    """Return a fraction as a float, an item or an option as its id, and everything else as it is."""
    kind = type(value)  # isinstance asks a fraction's abstract base class about every text
    if kind is tuple:
        return tuple(map(_plain, cast(tuple[object, ...], value)))
    if kind is Item or kind is Option:
        return cast(Item | Option, value).id
    return float(cast(Fraction, value)) if kind is Fraction else value
