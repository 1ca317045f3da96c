"""Records filled from values: plain numbers and ids under the names of the attributes that they come from."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeVar

from attrs import fields

from ethics_audit.base.validation import Record, holds, number, optional, whole
from ethics_audit.model.items import Item, Option

SCORE = holds(optional(number(0, 100)))
POINTS = holds(number(0, 100))
EFFORT = holds(whole(1, 5))
AnyRecord = TypeVar("AnyRecord", bound=Record)


def recorded(kind: type[AnyRecord], *sources: object, **given: Any) -> AnyRecord:
    """Return a record of a value.

    Args:
        kind: The class of the record.
        sources: Where its fields come from: each from the first of these that has an attribute of its name.
        given: The fields that come from elsewhere.
    """
    names = [field.name for field in fields(kind) if field.name not in given]
    found = {name: _plain(next(getattr(one, name) for one in sources if hasattr(one, name))) for name in names}
    return kind(**found, **given)


def _plain(value: object) -> Any:
    """Return a fraction as a float, an item or an option as its id, and everything else as it is."""
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if isinstance(value, Item | Option):
        return value.id
    return float(value) if isinstance(value, Fraction) else value
