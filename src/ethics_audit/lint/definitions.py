"""The rules without which a file cannot be used: those of the model, and those of documents."""

from __future__ import annotations

from collections.abc import Iterator

from ethics_audit.base.validation import rule_id, rules_of
from ethics_audit.lint.rules import Rule, explained
from ethics_audit.model.definitions import Audit, Checklist, Item, Option, Rating, Scale, Thresholds

DOCUMENT_RULES = {
    "document": "The file can be read, is TOML or JSON, has the right format, and names what exists.",
    "key-known": "A table holds only keys that mean something there; another may be a slip of the pen.",
    "key-needed": "A key that has no default is there.",
    "value": "A value is of the kind and within the range that its key allows.",
    "scale-known": "An item names a scale of its file, or has options of its own, and not both.",
    "scale-used": "Every named scale is used by an item.",
    "section-known": "A citation names a section of the shipped references, all of which were seen in text.",
    "source-known": "A rating names sources of the shipped evidence.",
    "digest-fits": "A digest that a document carries is that of its content.",
}


def definition_rules() -> Iterator[Rule]:
    """Every rule of severity ``error``."""
    for id, text in DOCUMENT_RULES.items():
        yield Rule(id, "error", text)
    for kind in (Option, Scale, Rating, Item, Checklist, Thresholds, Audit):
        for rule in rules_of(kind):
            yield Rule(rule_id(rule), "error", explained(rule))
