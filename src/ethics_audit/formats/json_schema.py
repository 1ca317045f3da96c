"""JSON Schema 2020-12 of the documents of an audit: its answers, and the assessments made of them."""

from __future__ import annotations

import json
from typing import Any

from ethics_audit.assessment.records import AssessmentRecord
from ethics_audit.formats.shapes import shape
from ethics_audit.formats.texts import day, line, lines
from ethics_audit.model.answer_sheet import LONGEST_NOTE, LONGEST_WRITTEN, MOST_NOTES
from ethics_audit.model.answers import LONGEST_REASON, allowed
from ethics_audit.model.definitions import Audit, Item
from ethics_audit.model.profile import KNOWN

ENDING = ".schema.json"
LIMITS = (
    "It says which documents are right; it computes nothing.",
    "An answers document that names its audit by a path is refused, since the schema is of one audit.",
    "Assessments, under #/$defs/assessment, are held to the names and kinds of their values, not to their ranges.",
    "JSON Schema takes 1.0 for a whole number, which is refused here.",
    "Which characters can be printed is that of the Unicode version of the Python that wrote the schema.",
)

_ITEM_ID = r"^[a-z][a-z0-9_]{0,63}\.[a-z][a-z0-9_]{0,63}$(?!\n)"


def export(audit: Audit) -> bytes:
    """The schema as JSON."""
    written = {name: lines(LONGEST_WRITTEN) for name in ("situation", "consulted", "decision")}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Answers to {audit.id} {audit.version}",
        **_table(
            {
                "audit": {"const": audit.id},
                "version": {"enum": [audit.version, None]},
                "profile": {"type": "array", "uniqueItems": True, "items": {"enum": sorted(KNOWN)}},
                "answers": {
                    "type": "object",
                    "properties": {item.id: _answer(item) for item in audit.items.values()},
                    "additionalProperties": {"type": "null"},
                },
                "decision": {"anyOf": [_table({**written, "review": day()}), {"type": "null"}]},
                "notes": {
                    "type": "object",
                    "propertyNames": {"pattern": _ITEM_ID},
                    "additionalProperties": line(LONGEST_NOTE),
                    "maxProperties": MOST_NOTES,
                },
            },
            required=["audit"],
        ),
        "$defs": {"assessment": shape(AssessmentRecord), "reason": lines(LONGEST_REASON)},
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
