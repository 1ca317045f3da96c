"""JSON Schema 2020-12 of the documents of an audit: its answers, and the assessments made of them.

Texts may hold the same characters that `ethics_audit.base.validation` allows. Their patterns say what must not be in
them, because ``$`` does not mean the same in Python and in JavaScript.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs

from ethics_audit.assessment.records import AssessmentRecord
from ethics_audit.base.validation import JOINERS
from ethics_audit.documents.converter import key_of
from ethics_audit.model.answer_sheet import LONGEST_NOTE, LONGEST_WRITTEN, MOST_NOTES
from ethics_audit.model.answers import LONGEST_REASON, allowed
from ethics_audit.model.bands import BANDS, Band
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import Item

ENDING = ".schema.json"
LIMITS = (
    "It says which documents are valid; it computes nothing.",
    "An answers document that names its audit by a path is refused, because the schema belongs to one audit.",
    "For assessments, under #/$defs/assessment, it checks the names and types of values, not their ranges.",
    "JSON Schema accepts 1.0 as a whole number; this program does not.",
    "Which characters are printable depends on the Unicode version of the Python that wrote the schema.",
)

_ITEM_ID = r"^[a-z][a-z0-9_]{0,63}\.[a-z][a-z0-9_]{0,63}$(?!\n)"

_LEAP = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)"
_DAYS = "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
_DAY = {"type": "string", "pattern": f"^(?!0000)([0-9]{{4}}-({_DAYS})|{_LEAP}-02-29)?$(?!\\n)"}
"""A day of the calendar, or nothing."""

_KINDS: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    Band: {"enum": [band.value for band in BANDS]},
}


def export(audit: Audit) -> bytes:
    """Return the schema as JSON."""
    written = {name: _lines(LONGEST_WRITTEN) for name in ("situation", "principles", "consulted", "decision")}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Answers to {audit.id} {audit.version}",
        **_table(
            {
                "audit": {"const": audit.id},
                "version": {"enum": [audit.version, None]},
                "profile": {"type": "array", "uniqueItems": True, "items": {"enum": sorted(audit.known_facts)}},
                "answers": {
                    "type": "object",
                    "properties": {item.id: _answer(item) for item in audit.items.values()},
                    "additionalProperties": {"type": "null"},
                },
                "decision": {"anyOf": [_table({**written, "review": _DAY}), {"type": "null"}]},
                "notes": {
                    "type": "object",
                    "propertyNames": {"pattern": _ITEM_ID},
                    "additionalProperties": _line(LONGEST_NOTE),
                    "maxProperties": MOST_NOTES,
                },
            },
            required=["audit"],
        ),
        "$defs": {"assessment": _kind(AssessmentRecord), "reason": _lines(LONGEST_REASON)},
    }
    return (json.dumps(schema, indent=1) + "\n").encode()


def _table(properties: dict[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    needed = {"required": required} if required else {}
    return {"type": "object", "properties": properties, **needed, "additionalProperties": False}


def _answer(item: Item) -> dict[str, Any]:
    words = {"enum": [*allowed(item), None]}
    if not item.not_applicable:
        return words
    reason = _table({"not_applicable": {"$ref": "#/$defs/reason"}}, required=["not_applicable"])
    return {"anyOf": [words, reason]}


def _line(longest: int) -> dict[str, Any]:
    """Return the schema of a text on one line that is not blank."""
    blank = "[^ \\u00a0\\u3000]"
    return {"type": "string", "maxLength": longest, "pattern": blank, "not": {"pattern": _unprintable("")}}


def _lines(longest: int) -> dict[str, Any]:
    """Return the schema of a text with any number of lines, or none."""
    return {"type": "string", "maxLength": longest, "not": {"pattern": _unprintable("\n")}}


def _unprintable(except_for: str) -> str:
    """Return a character class of what a text must not contain."""
    return f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in unprintable(except_for))}]"


@cache
def unprintable(except_for: str) -> list[list[int]]:
    """Return what a text must not contain, as ranges of code points: the first and the last of each."""
    allowed = {*JOINERS, *except_for}
    ranges: list[list[int]] = []
    for code in range(sys.maxunicode + 1):
        if chr(code).isprintable() or chr(code) in allowed:
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return ranges


def _kind(kind: Any) -> dict[str, Any]:
    """Return the schema of a class of records, or of the type of one of its values."""
    if kind in _KINDS:
        return _KINDS[kind]
    if get_origin(kind) is Literal:
        return {"enum": [*get_args(kind)]}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _kind(get_args(kind)[0])}
    if not attrs.has(kind):
        return {"anyOf": [_kind(member) for member in get_args(kind)]}
    fields, types = attrs.fields(kind), get_type_hints(kind)
    properties = {key_of(field): _kind(types[field.name]) for field in fields}
    return _table(properties, [key_of(field) for field in fields if field.default is attrs.NOTHING])
