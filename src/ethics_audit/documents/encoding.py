"""From definitions, answers and records to the plain values of a document; see `ethics_audit.documents.decoding`."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast, get_origin

import attrs

from ethics_audit.documents.converter import CONVERTER, key_of
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.model.answers import Answer, NotApplicable, word_of
from ethics_audit.model.definitions import PRACTICE, Audit, Checklist
from ethics_audit.model.items import Item, Scale

_ITEM_KEYS = (
    *("id", "prompt", "weight", "rating", "options", "not_applicable", "requires", "red_flag"),
    *("rationale", "remedy", "effort", "example", "about", "crossing", "citations"),
)


_SAID_WHERE_SET = ("feedback", "example", "about", "crossing", "kind", "retired", "translation")
"""Keys that a document of format version 1 has only where they say something."""


def _set(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value or key not in _SAID_WHERE_SET}


def _scale(scale: Scale) -> list[Any]:
    return [
        _set({"id": option.id, "label": option.label, "risk": option.risk, "feedback": option.feedback})
        for option in scale.options
    ]


def _item(item: Item) -> dict[str, Any]:
    values = {key_of(field): CONVERTER.unstructure(getattr(item, field.name)) for field in attrs.fields(Item)}
    return _set({key: values[key] for key in _ITEM_KEYS})


def _checklist(checklist: Checklist) -> dict[str, Any]:
    return {**_head(checklist), **_sort(checklist), "digest": checklist.digest, "items": _items(checklist)}


def _sort(checklist: Checklist) -> dict[str, Any]:
    kind = "" if checklist.kind == PRACTICE else checklist.kind
    return _set({"kind": kind, "retired": sorted(checklist.retired)})


def _audit(audit: Audit) -> dict[str, Any]:
    checklists = [
        {
            **_head(part.checklist),
            **_sort(part.checklist),
            "multiplier": part.multiplier,
            "digest": part.checklist.digest,
            "items": _items(part.checklist),
        }
        for part in audit.parts
    ]
    policy = CONVERTER.unstructure(audit.policy)
    return {**_head(audit), "digest": audit.digest, "policy": policy, "checklists": checklists}


def _head(definition: Audit | Checklist) -> dict[str, Any]:
    head = {"id": definition.id, "version": definition.version, "title": definition.title}
    return _set({**head, "translation": CONVERTER.unstructure(definition.translation)})


def _items(checklist: Checklist) -> list[Any]:
    return [_item(item) for item in checklist.items]


def _sheet(sheet: AnswerSheet) -> dict[str, Any]:
    given = {item: _answer(answer) for item, answer in sheet.answers.given.items()}
    version = {} if sheet.version is None else {"version": sheet.version}
    written = {} if sheet.decision is None else {"decision": CONVERTER.unstructure(sheet.decision)}
    notes = {"notes": {note.item: note.text for note in sheet.notes}} if sheet.notes else {}
    profile = sorted(sheet.answers.profile)
    return {"audit": sheet.audit, **version, "profile": profile, **written, "answers": given, **notes}


def _answer(answer: Answer) -> object:
    if isinstance(answer, NotApplicable) and answer.reason:
        return {"not_applicable": answer.reason}
    return word_of(answer)


def document_of(value: object) -> dict[str, Any]:
    """The document of a value, without the header of its format."""
    document: dict[str, Any] = CONVERTER.unstructure(value)
    return document


def without_none(value: Any) -> Any:
    """A document without its nulls, which TOML cannot say; each stands for a default."""
    if isinstance(value, dict):
        return {key: without_none(member) for key, member in value.items() if member is not None}
    return [without_none(member) for member in value] if isinstance(value, list) else value


CONVERTER.register_unstructure_hook(Fraction, float)
CONVERTER.register_unstructure_hook(frozenset, sorted)
CONVERTER.register_unstructure_hook_func(lambda kind: cast(Any, get_origin(kind)) is frozenset, sorted)
CONVERTER.register_unstructure_hook(Scale, _scale)
CONVERTER.register_unstructure_hook(Item, _item)
CONVERTER.register_unstructure_hook(Checklist, _checklist)
CONVERTER.register_unstructure_hook(Audit, _audit)
CONVERTER.register_unstructure_hook(AnswerSheet, _sheet)
