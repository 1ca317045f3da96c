"""The JSON Schema of a record: the names of its values and their kinds, from the class itself."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs

from ethics_audit.documents.converter import key_of
from ethics_audit.model.bands import BANDS, Band

_KINDS: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    Band: {"enum": [band.value for band in BANDS]},
}


def shape(kind: Any) -> dict[str, Any]:
    """The schema of a class of records, or of a type in one."""
    if kind in _KINDS:
        return _KINDS[kind]
    if attrs.has(kind):
        return _record(kind)
    if get_origin(kind) is Literal:
        return {"enum": [*get_args(kind)]}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": shape(get_args(kind)[0])}
    return {"anyOf": [shape(one) for one in get_args(kind)]}


def _record(kind: Any) -> dict[str, Any]:
    fields, types = attrs.fields(kind), get_type_hints(kind)
    return {
        "type": "object",
        "properties": {key_of(field): shape(types[field.name]) for field in fields},
        "required": [key_of(field) for field in fields if field.default is attrs.NOTHING],
        "additionalProperties": False,
    }
