"""What a rule of writing is, and how one is declared: a function whose docstring explains it.

A rule looks at an item, a checklist or an audit and yields a `Problem` for each place that breaks it. Its id is the
name of the function, its explanation the docstring.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Literal, TypeVar

from attrs import frozen

from ethics_audit.base.errors import Problem
from ethics_audit.base.public import public
from ethics_audit.base.validation import rule_id
from ethics_audit.model.definitions import Audit, Checklist, Item

Severity = Literal["error", "warning"]
ItemCheck = Callable[[Item], Iterator[Problem]]
ChecklistCheck = Callable[[Checklist], Iterator[Problem]]
AuditCheck = Callable[[Audit], Iterator[Problem]]
C = TypeVar("C", bound=Callable[..., Iterator[Problem]])


@public("ethics_audit.lint")
@frozen
class Rule:
    """A rule that a definition is held to.

    Attributes:
        id: What it is called, such as ``one-idea``.
        severity: ``error``: the file cannot be used; ``warning``: it can, but breaks a rule of writing.
        text: What it asks and why.
    """

    id: str
    severity: Severity
    text: str


PRACTICE_CHECKS: dict[str, ItemCheck] = {}
ITEM_CHECKS: dict[str, ItemCheck] = {}
CASE_CHECKS: dict[str, ItemCheck] = {}
CHECKLIST_CHECKS: dict[str, ChecklistCheck] = {}
AUDIT_CHECKS: dict[str, AuditCheck] = {}


def practice_rule(check: ItemCheck) -> ItemCheck:
    """Declares a rule for items that are asked every quarter."""
    return _declared(check, PRACTICE_CHECKS)


def item_rule(check: ItemCheck) -> ItemCheck:
    """Declares a rule for items about oneself, asked every quarter or at an occasion."""
    return _declared(check, ITEM_CHECKS)


def case_rule(check: ItemCheck) -> ItemCheck:
    """Declares a rule for cases."""
    return _declared(check, CASE_CHECKS)


def every_item_rule(check: ItemCheck) -> ItemCheck:
    """Declares a rule for all items."""
    return _declared(_declared(check, ITEM_CHECKS), CASE_CHECKS)


def checklist_rule(check: ChecklistCheck) -> ChecklistCheck:
    """Declares a rule for a checklist as a whole."""
    return _declared(check, CHECKLIST_CHECKS)


def audit_rule(check: AuditCheck) -> AuditCheck:
    """Declares a rule for an audit."""
    return _declared(check, AUDIT_CHECKS)


def _declared(check: C, checks: dict[str, C]) -> C:
    checks[rule_id(check)] = check
    return check


def explained(function: Callable[..., object]) -> str:
    """The docstring of a rule as one paragraph."""
    return " ".join((inspect.getdoc(function) or "").split())
