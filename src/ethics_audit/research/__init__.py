"""Study audits: read what survey tools write, describe it, test it, and let a table out of the house safely.

    >>> from ethics_audit import research
    >>> study = research.synthetic(ea.load_audit("quarterly"), people=30)

Every name of this module is public; it is imported from its own module when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ethics_audit.frames.study import Study
    from ethics_audit.frames.study_file import load, save
    from ethics_audit.research.methods import methods
    from ethics_audit.research.simulation import synthetic

_HOMES = {
    "Study": "frames.study",
    "load": "frames.study_file",
    "methods": "research.methods",
    "save": "frames.study_file",
    "synthetic": "research.simulation",
}

__all__ = [
    "Study",
    "load",
    "methods",
    "save",
    "synthetic",
]


if not TYPE_CHECKING:  # so that checkers refuse a misspelled name

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f"ethics_audit.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
