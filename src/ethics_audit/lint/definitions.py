"""The rules that a file must follow to be used: those of documents, and those of the model."""

from __future__ import annotations

from collections.abc import Iterator

from ethics_audit.base.validation import rule_id, rules_of
from ethics_audit.lint.rules import Rule, explained
from ethics_audit.model.definitions import Audit, Checklist, Thresholds
from ethics_audit.model.items import Item, Option, Rating, Scale

DOCUMENT_RULES = {
    "document": "The file can be read, is TOML or JSON, has the right format, and names only what exists.",
    "key-known": "A table has only keys that mean something there; any other may be a typo.",
    "key-needed": "A key that has no default is given.",
    "value": "A value is of the type and in the range that its key allows.",
    "scale-known": "An item names a scale of its file or has options of its own, but not both.",
    "scale-used": "Every named scale is used by an item.",
    "section-known": "A citation names a section in the shipped references, all checked against their text.",
    "source-known": "A rating names sources in the shipped evidence.",
    "digest-fits": "A digest in a document is that of its content.",
}


def definition_rules() -> Iterator[Rule]:
    """Yield every rule of severity ``error``."""
    for id, text in DOCUMENT_RULES.items():
        yield Rule(id, "error", text)
    for kind in (Option, Scale, Rating, Item, Checklist, Thresholds, Audit):
        for rule in rules_of(kind):
            yield Rule(rule_id(rule), "error", explained(rule))
