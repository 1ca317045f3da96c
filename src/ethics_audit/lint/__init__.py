"""Holding a definition to the rules of writing: everything that a machine can check of a checklist or an audit.

What it cannot check is read by a person: whether an item asks what it means to ask.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from ethics_audit.base.errors import MORE, ChecklistError, Problem
from ethics_audit.documents import catalog
from ethics_audit.lint import audits, checklists, items, prompts, reading, wording  # noqa: F401 - each declares its rules
from ethics_audit.lint.definitions import definition_rules
from ethics_audit.lint.rules import (
    AUDIT_CHECKS,
    CASE_CHECKS,
    CHECKLIST_CHECKS,
    ITEM_CHECKS,
    PRACTICE_CHECKS,
    ItemCheck,
    Rule,
    explained,
)
from ethics_audit.model.definitions import CASES, OCCASION, PRACTICE, Audit, Checklist

T = TypeVar("T")

__all__ = ["Rule", "lint", "lint_file", "rules"]


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id: those without which a file cannot be used, then those of writing."""
    writing: dict[str, Callable[..., object]] = {
        **_item_checks(PRACTICE),
        **CASE_CHECKS,
        **CHECKLIST_CHECKS,
        **AUDIT_CHECKS,
    }
    warnings = [Rule(id, "warning", explained(check)) for id, check in writing.items()]
    return MappingProxyType({rule.id: rule for rule in (*definition_rules(), *warnings)})


def lint_file(path: str | os.PathLike[str]) -> tuple[Problem, ...]:
    """Every problem of a checklist or audit file; where it cannot be used, also those of the items that can be read."""
    file = Path(path)
    try:
        return lint(catalog.load_definition(file))
    except ChecklistError as wrong:
        return wrong.problems if MORE in wrong.problems else (*wrong.problems, *_readable_problems(file))


def _readable_problems(path: Path) -> Iterator[Problem]:
    """What else is wrong with the items that can be read; keys that cannot are told elsewhere."""
    for place, item, unread in catalog.readable_items(path):
        for problem in _broken(_item_checks(CASES if item.about else PRACTICE), item):
            if problem.place.partition(".")[0].partition("[")[0] not in unread:
                yield problem.within(f"items[{place}] ({item.id})")


def lint(definition: Audit | Checklist) -> tuple[Problem, ...]:
    """Every rule of writing that a definition breaks, each with its place and its rule."""
    if isinstance(definition, Audit):
        return tuple(_broken(AUDIT_CHECKS, definition))
    checks = _item_checks(definition.kind)
    found = [
        problem.within(f"items[{place}] ({item.id})")
        for place, item in enumerate(definition.items)
        for problem in _broken(checks, item)
    ]
    return (*found, *_broken(CHECKLIST_CHECKS, definition))


def _item_checks(kind: str) -> dict[str, ItemCheck]:
    return {PRACTICE: {**PRACTICE_CHECKS, **ITEM_CHECKS}, OCCASION: ITEM_CHECKS, CASES: CASE_CHECKS}[kind]


def _broken(checks: Mapping[str, Callable[[T], Iterator[Problem]]], definition: T) -> Iterator[Problem]:
    for id, check in checks.items():
        for problem in check(definition):
            yield problem._replace(rule=id)
