"""The names that modules had before they moved into rooms, so that older pickles and programs still find them."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

MOVED: dict[str, tuple[str, ...]] = {
    "actions": ("model.actions",),
    "answers": ("model.answers",),
    "answers_file": ("documents.answers_file",),
    "bands": ("model.bands",),
    "cases": ("assessment.cases",),
    "catalog": ("documents.catalog", "assessment.assessment"),
    "change": ("assessment.change.change", "assessment.change.ledger"),
    "change_records": ("assessment.change.records",),
    "codec": ("documents.codec",),
    "drift": ("assessment.change.drift",),
    "errors": ("base.errors",),
    "explanation": ("assessment.explanation", "assessment.questions"),
    "language": ("base.language",),
    "plan_records": ("assessment.planning.records",),
    "planning": ("assessment.planning.plan", "assessment.planning.solver"),
    "profile": ("model.profile",),
    "records": ("assessment.records",),
    "references": ("documents.references",),
    "scoring": ("assessment.scoring",),
    "sheet": ("model.answer_sheet",),
    "translation": ("model.translation",),
    "trends": ("assessment.change.trend",),
    "vector": ("documents.vector",),
    "weights": ("assessment.weights",),
}
"""From each earlier name to the modules that hold today what it held."""


class Moved(ModuleType):
    """A module under its earlier name; what is asked of it is imported from its room at that moment."""

    def __getattr__(self, name: str) -> Any:
        return found_in(self.__name__, MOVED[self.__name__.rpartition(".")[2]], name)


def found_in(module: str, rooms: tuple[str, ...], name: str) -> Any:
    """Return what a name stands for in the first of these modules that has it.

    Raises:
        AttributeError: If none has it, with the name of the module that was asked.
    """
    if not name.startswith("__"):
        for room in rooms:
            found = import_module(f"ethics_audit.{room}")
            if hasattr(found, name):
                return getattr(found, name)
    raise AttributeError(f"module {module!r} has no attribute {name!r}")


def earlier(package: str, name: str) -> ModuleType:
    """Return a module under its earlier name, as an attribute of the package.

    Raises:
        AttributeError: If there never was a module of this name.
    """
    if name not in MOVED:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    return sys.modules[f"{package}.{name}"]


def install() -> None:
    """Make the earlier names importable."""
    for name in MOVED:
        sys.modules.setdefault(f"ethics_audit.{name}", Moved(f"ethics_audit.{name}"))
