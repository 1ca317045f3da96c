"""The rules: what a rule is, how a function becomes a rule of writing, and those that a file must follow to be used.

A rule of writing looks at an item, a checklist or an audit and yields a `Problem` for each place that breaks it. The
name of its function is its id, and the docstring its explanation.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Literal, TypeVar

from attrs import frozen

from ethics_audit.base.errors import EthicsAuditError, Problem
from ethics_audit.base.language import ORIGINAL
from ethics_audit.base.public import public
from ethics_audit.base.validation import rule_id, rules_of
from ethics_audit.model.definitions import CASES, OCCASION, PRACTICE, Audit, Checklist
from ethics_audit.model.items import Item, Option, Rating, Scale
from ethics_audit.model.policy import Gravity, Policy, Thresholds

Severity = Literal["error", "warning"]
ItemCheck = Callable[[Item], Iterator[Problem]]
ChecklistCheck = Callable[[Checklist], Iterator[Problem]]
AuditCheck = Callable[[Audit], Iterator[Problem]]
D = TypeVar("D", Audit, Checklist)
C = TypeVar("C", bound=Callable[..., Iterator[Problem]])


@public("ethics_audit.lint")
@frozen
class Rule:
    """A rule that definitions must follow.

    Attributes:
        id: Its name, such as ``one-idea``.
        severity: ``error``: a file that breaks it cannot be used; ``warning``: it can, but should be rewritten.
        text: What it asks for and why.
    """

    id: str
    severity: Severity
    text: str


ABOUT_ENGLISH = frozenset({"prompts", "reading", "spelling", "wording"})
"""The modules whose rules look for English words."""
PRACTICE_CHECKS: dict[str, ItemCheck] = {}
ITEM_CHECKS: dict[str, ItemCheck] = {}
CASE_CHECKS: dict[str, ItemCheck] = {}
CHECKLIST_CHECKS: dict[str, ChecklistCheck] = {}
AUDIT_CHECKS: dict[str, AuditCheck] = {}


def _adds_to(*registries: dict[str, C]) -> Callable[[C], C]:
    """Return a decorator that adds a rule to these registries."""

    def add(check: C) -> C:
        for registry in registries:
            registry[rule_id(check)] = check
        return check

    return add


practice_rule: Callable[[ItemCheck], ItemCheck] = _adds_to(PRACTICE_CHECKS)
"""Declare a rule for items that are asked every quarter."""
item_rule: Callable[[ItemCheck], ItemCheck] = _adds_to(ITEM_CHECKS)
"""Declare a rule for items about one's own practice, asked every quarter or on an occasion."""
case_rule: Callable[[ItemCheck], ItemCheck] = _adds_to(CASE_CHECKS)
"""Declare a rule for cases."""
every_item_rule: Callable[[ItemCheck], ItemCheck] = _adds_to(ITEM_CHECKS, CASE_CHECKS)
"""Declare a rule for all items."""
checklist_rule: Callable[[ChecklistCheck], ChecklistCheck] = _adds_to(CHECKLIST_CHECKS)
"""Declare a rule for a checklist as a whole."""
audit_rule: Callable[[AuditCheck], AuditCheck] = _adds_to(AUDIT_CHECKS)
"""Declare a rule for an audit."""


def item_checks(kind: str) -> dict[str, ItemCheck]:
    """Return the rules for the items of a kind of checklist, by id."""
    return {PRACTICE: {**PRACTICE_CHECKS, **ITEM_CHECKS}, OCCASION: ITEM_CHECKS, CASES: CASE_CHECKS}[kind]


def in_language(checks: dict[str, C], language: str) -> dict[str, C]:
    """Return the rules for texts in a language: those that are about English words are for English alone."""
    if language.partition("-")[0] == ORIGINAL:
        return checks
    return {id: check for id, check in checks.items() if check.__module__.rpartition(".")[2] not in ABOUT_ENGLISH}


def in_catalog(load: Callable[[str, str], D], definition: D) -> D | None:
    """Return what the catalog has under the id and version of a definition, if anything."""
    try:
        return load(definition.id, definition.version)
    except EthicsAuditError:
        return None


def explained(function: Callable[..., object]) -> str:
    """Return the docstring of a rule as one paragraph."""
    return " ".join((inspect.getdoc(function) or "").split())


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
"""Rules for files as documents, by id; every other rule of severity `error` belongs to a class of the model."""


def definition_rules() -> Iterator[Rule]:
    """Yield every rule of severity ``error``."""
    for id, text in DOCUMENT_RULES.items():
        yield Rule(id, "error", text)
    for kind in (Option, Scale, Rating, Item, Checklist, Thresholds, Gravity, Policy, Audit):
        for rule in rules_of(kind):
            yield Rule(rule_id(rule), "error", explained(rule))
