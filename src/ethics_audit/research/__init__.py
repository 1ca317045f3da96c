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
    from ethics_audit.research.carelessness import Careless, careless
    from ethics_audit.research.changes import Changes, GroupChange, change
    from ethics_audit.research.comparison import Comparison, compare
    from ethics_audit.research.conclusions import MeanDifference
    from ethics_audit.research.contrast import Contrast
    from ethics_audit.research.methods import methods
    from ethics_audit.research.reweighted import Reweighted
    from ethics_audit.research.simulation import synthetic
    from ethics_audit.research.trial import Scenario
    from ethics_audit.research.weighing import Sensitivity, sensitivity

_HOMES = {
    "Careless": "research.carelessness",
    "Changes": "research.changes",
    "Comparison": "research.comparison",
    "Contrast": "research.contrast",
    "GroupChange": "research.changes",
    "MeanDifference": "research.conclusions",
    "Reweighted": "research.reweighted",
    "Scenario": "research.trial",
    "Sensitivity": "research.weighing",
    "Study": "frames.study",
    "careless": "research.carelessness",
    "change": "research.changes",
    "compare": "research.comparison",
    "load": "frames.study_file",
    "methods": "research.methods",
    "save": "frames.study_file",
    "sensitivity": "research.weighing",
    "synthetic": "research.simulation",
}

__all__ = [
    "Careless",
    "Changes",
    "Comparison",
    "Contrast",
    "GroupChange",
    "MeanDifference",
    "Reweighted",
    "Scenario",
    "Sensitivity",
    "Study",
    "careless",
    "change",
    "compare",
    "load",
    "methods",
    "save",
    "sensitivity",
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
