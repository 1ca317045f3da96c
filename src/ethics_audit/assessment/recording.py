"""Records filled from values: plain numbers and ids under the names of the attributes that they come from."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeVar, cast

from attrs import fields

from ethics_audit.base.validation import Record, holds, number, optional, whole
from ethics_audit.model.items import Item, Option

SCORE = holds(optional(number(0, 100)))
POINTS = holds(number(0, 100))
EFFORT = holds(whole(1, 5))
_ABSENT = object()
AnyRecord = TypeVar("AnyRecord", bound=Record)


def recorded(kind: type[AnyRecord], *sources: object, **given: Any) -> AnyRecord:
    """Return a record of a value.

    Args:
        kind: The class of the record.
        sources: Where its fields come from: each from the first of these that has an attribute of its name.
        given: The fields that come from elsewhere.
    """
    for field in fields(kind):
        for source in () if field.name in given else sources:
            if (found := getattr(source, field.name, _ABSENT)) is not _ABSENT:
                given[field.name] = _plain(found)
                break
    return kind(**given)


def _plain(value: object) -> Any:
    """Return a fraction as a float, an item or an option as its id, and everything else as it is."""
    kind = type(value)  # isinstance asks a fraction's abstract base class about every text
    if kind is tuple:
        return tuple(map(_plain, cast(tuple[object, ...], value)))
    if kind is Item or kind is Option:
        return cast(Item | Option, value).id
    return float(cast(Fraction, value)) if kind is Fraction else value
