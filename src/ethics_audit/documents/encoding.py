"""Encoding of definitions, answers and records as the plain values of a document; the reverse of `decoding`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import NoneType
from typing import Any

import attrs

from ethics_audit.base.language import ORIGINAL
from ethics_audit.documents.converter import key_of
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.model.answers import Answer, NotApplicable, word_of
from ethics_audit.model.bands import BANDS, Band
from ethics_audit.model.definitions import PRACTICE, Audit, Checklist
from ethics_audit.model.items import Item, Option, Scale
from ethics_audit.model.policy import Gravity, Policy
from ethics_audit.model.weighting import Weights

_ITEM_KEYS = (
    *("id", "prompt", "window", "event", "weight", "rating", "options", "not_applicable", "requires", "red_flag"),
    *("rationale", "remedy", "effort", "example", "about", "crossing", "follows", "needed", "roleplay", "citations"),
    "seen_in",
)
_CHECKLIST_KEYS = ("id", "version", "title", "language", "translation", "kind", "facts", "retired")
_ASIDE = ("introduction", "worked_example", "discussion")
_OPTIONAL = (
    *("feedback", "example", "about", "follows", "needed", "roleplay", "seen_in", "kind", "facts", "retired"),
    "translation",
    *_ASIDE,
)
"""The keys that a document of format version 1 has only if they have a value."""


def document_of(value: object) -> dict[str, Any]:
    """Return the document of a value, without the header of its format."""
    document: dict[str, Any] = plain(value)
    return document


def plain(value: Any) -> Any:
    """Return a value as a document holds it."""
    kind: Any = type(value)
    if kind in _ATOMS:
        return value
    if kind is tuple:
        return [plain(member) for member in value]
    if kind in _HOOKS:
        return _HOOKS[kind](value)
    table = {}
    for name in _names(kind):
        held = getattr(value, name)
        table[name] = held if type(held) in _ATOMS else plain(held)
    return table


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(kind))


def without_none(value: Any) -> Any:
    """Return a document without nulls, which TOML does not have; each stands for a default."""
    if isinstance(value, dict):
        return {key: without_none(member) for key, member in value.items() if member is not None}
    return [without_none(member) for member in value] if isinstance(value, list) else value


def _table(value: Any, keys: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the table of a value; an optional key without a value is left out."""
    values = {key_of(field): plain(getattr(value, field.name)) for field in attrs.fields(type(value))}
    return {key: values[key] for key in keys or values if values[key] or key not in _OPTIONAL}


def _without(table: dict[str, Any], **defaults: str) -> dict[str, Any]:
    """Return a table without the keys that have their defaults."""
    return {key: value for key, value in table.items() if defaults.get(key) != value}


def _checklist(checklist: Checklist, multiplier: int | None = None) -> dict[str, Any]:
    table = _without(_table(checklist, (*_CHECKLIST_KEYS, *_ASIDE)), kind=PRACTICE, language=ORIGINAL)
    if checklist.facts:
        table["facts"] = {fact.id: fact.text for fact in checklist.facts}
    weighed = {} if multiplier is None else {"multiplier": multiplier}
    return {**table, **weighed, "digest": checklist.digest, "items": plain(checklist.items)}


def _audit(audit: Audit) -> dict[str, Any]:
    head = _without(_table(audit, ("id", "version", "title", "language", "translation")), language=ORIGINAL)
    checklists = [_checklist(part.checklist, part.multiplier) for part in audit.parts]
    return {**head, "digest": audit.digest, "policy": plain(audit.policy), "checklists": checklists}


def _policy(policy: Policy) -> dict[str, Any]:
    table = _table(policy)
    gravity = {str(rule.severity): _forced(rule) for rule in policy.gravity}
    return {**table, "gravity": gravity} if gravity else {key: table[key] for key in table if key != "gravity"}


def _forced(rule: Gravity) -> dict[str, int]:
    risks = {band.value: getattr(rule, band.value) for band in BANDS[1:]}
    return {band: risk for band, risk in risks.items() if risk is not None}


def _sheet(sheet: AnswerSheet) -> dict[str, Any]:
    document = {
        "audit": sheet.audit,
        "version": sheet.version,
        "profile": sorted(sheet.answers.profile),
        "decision": plain(sheet.decision),
        "answers": {item: _answer(answer) for item, answer in sheet.answers.given.items()},
        "notes": {note.item: note.text for note in sheet.notes} or None,
    }
    return {key: value for key, value in document.items() if value is not None}


def _weights(weights: Weights) -> dict[str, Any]:
    ratings = {one.item: {"severity": one.severity, "likelihood": one.likelihood} for one in weights.ratings}
    return {**_table(weights, ("audit", "version", "raters")), "ratings": ratings}


def _answer(answer: Answer) -> object:
    if isinstance(answer, NotApplicable) and answer.reason:
        return {"not_applicable": answer.reason}
    return word_of(answer)


_ATOMS = frozenset({str, int, float, bool, NoneType})
_HOOKS: dict[type, Callable[[Any], Any]] = {
    frozenset: sorted,
    Band: str,
    Option: _table,
    Scale: lambda scale: [_table(option) for option in scale.options],
    Item: lambda item: _table(item, _ITEM_KEYS),
    Checklist: _checklist,
    Audit: _audit,
    Policy: _policy,
    AnswerSheet: _sheet,
    Weights: _weights,
}
