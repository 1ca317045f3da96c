"""A linter for checklists and audits: everything about their writing that a machine can check.

Whether an item asks what it means to ask, only a person can tell.
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
from ethics_audit.lint import (  # noqa: F401 - importing declares rules
    audits,
    cases,
    checklists,
    flags,
    items,
    options,
    prompts,
    reading,
    spelling,
    windows,
    wording,
)
from ethics_audit.lint.rules import (
    AUDIT_CHECKS,
    CHECKLIST_CHECKS,
    Rule,
    definition_rules,
    explained,
    in_language,
    item_checks,
)
from ethics_audit.model.definitions import CASES, PRACTICE, Audit, Checklist

T = TypeVar("T")

__all__ = ["Rule", "lint", "lint_file", "rules"]


@cache
def rules() -> Mapping[str, Rule]:
    """Return every rule by its id: first those that a file must follow to be used, then those of writing."""
    of_items: dict[str, Callable[..., object]] = {**item_checks(PRACTICE), **item_checks(CASES)}
    writing = {**of_items, **CHECKLIST_CHECKS, **AUDIT_CHECKS}
    warnings = [Rule(id, "warning", explained(check)) for id, check in writing.items()]
    return MappingProxyType({rule.id: rule for rule in (*definition_rules(), *warnings)})


def lint_file(path: str | os.PathLike[str]) -> tuple[Problem, ...]:
    """Return every problem of a checklist or audit file; if it cannot be used, also those of its readable items."""
    file = Path(path)
    try:
        return lint(catalog.load_definition(file))
    except ChecklistError as failure:
        found = failure.problems
        return found if MORE in found else (*found, *_readable_problems(file))


def _readable_problems(path: Path) -> Iterator[Problem]:
    """Yield the other problems of the items that can be read, except for keys that cannot, which have theirs."""
    for place, item, unread in catalog.readable_items(path):
        for problem in _broken(item_checks(CASES if item.about else PRACTICE), item):
            if problem.place.partition(".")[0].partition("[")[0] not in unread:
                yield problem.within(f"items[{place}] ({item.id})")


def lint(definition: Audit | Checklist) -> tuple[Problem, ...]:
    """Return every problem of writing in a definition, with its place and its rule."""
    if isinstance(definition, Audit):
        return tuple(_broken(AUDIT_CHECKS, definition))
    checks = in_language(item_checks(definition.kind), definition.original)
    found = [
        problem.within(f"items[{place}] ({item.id})")
        for place, item in enumerate(definition.items)
        for problem in _broken(checks, item)
    ]
    return (*found, *_broken(in_language(CHECKLIST_CHECKS, definition.original), definition))


def _broken(checks: Mapping[str, Callable[[T], Iterator[Problem]]], definition: T) -> Iterator[Problem]:
    for id, check in checks.items():
        for problem in check(definition):
            yield problem._replace(rule=id)
