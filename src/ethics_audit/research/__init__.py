"""Study audits: read what survey tools write, describe it, test it, and let a table out of the house safely.

    >>> from ethics_audit import research
    >>> study = research.synthetic(ea.load_audit("quarterly"), people=30)
    >>> print(research.reliability(study.at(1)))  # doctest: +SKIP

Every name of this module is public; it is imported from its own module when it is first used. No module has the name of
a function, so that importing one does not hide the other.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ethics_audit.base.errors import needs_extra

if TYPE_CHECKING:
    from ethics_audit.frames.states import State
    from ethics_audit.frames.study import Study, Taken
    from ethics_audit.frames.study_file import load, save
    from ethics_audit.research.aggregation import Aggregate, Aggregated, aggregate
    from ethics_audit.research.anonymity import Anonymity, k_anonymity
    from ethics_audit.research.attacker import Attacked, attack
    from ethics_audit.research.carelessness import Careless, careless
    from ethics_audit.research.changes import Changes, change
    from ethics_audit.research.comparison import Comparison, compare
    from ethics_audit.research.conclusions import MeanDifference
    from ethics_audit.research.consistency import Coefficient, Loadings, Reliability, reliability
    from ethics_audit.research.contrast import Contrast
    from ethics_audit.research.dictionary import Codebook, Entry, codebook
    from ethics_audit.research.disclosure import safe_table
    from ethics_audit.research.group_change import GroupChange
    from ethics_audit.research.item_figures import ItemFigures, Items, items
    from ethics_audit.research.methods_section import Methods, methods
    from ethics_audit.research.missing import Counted, Missingness, missingness
    from ethics_audit.research.naming import pseudonyms
    from ethics_audit.research.occasions import Retest, retest
    from ethics_audit.research.raters import Agreement, ItemAgreement, agreement
    from ethics_audit.research.reading import read
    from ethics_audit.research.releasing import Release, release
    from ethics_audit.research.result import Estimate, Result
    from ethics_audit.research.reweighted import Reweighted
    from ethics_audit.research.simulation import synthetic
    from ethics_audit.research.table import SafeTable
    from ethics_audit.research.trial import Scenario
    from ethics_audit.research.weighing import Sensitivity, sensitivity

_HOMES: dict[str, tuple[str, ...]] = {
    "frames.states": ("State",),
    "frames.study": ("Study", "Taken"),
    "frames.study_file": ("load", "save"),
    "research.aggregation": ("Aggregate", "Aggregated", "aggregate"),
    "research.anonymity": ("Anonymity", "k_anonymity"),
    "research.attacker": ("Attacked", "attack"),
    "research.carelessness": ("Careless", "careless"),
    "research.changes": ("Changes", "change"),
    "research.comparison": ("Comparison", "compare"),
    "research.conclusions": ("MeanDifference",),
    "research.consistency": ("Coefficient", "Loadings", "Reliability", "reliability"),
    "research.contrast": ("Contrast",),
    "research.disclosure": ("safe_table",),
    "research.dictionary": ("Codebook", "Entry", "codebook"),
    "research.group_change": ("GroupChange",),
    "research.item_figures": ("ItemFigures", "Items", "items"),
    "research.methods_section": ("Methods", "methods"),
    "research.missing": ("Counted", "Missingness", "missingness"),
    "research.naming": ("pseudonyms",),
    "research.occasions": ("Retest", "retest"),
    "research.raters": ("Agreement", "ItemAgreement", "agreement"),
    "research.reading": ("read",),
    "research.releasing": ("Release", "release"),
    "research.result": ("Estimate", "Result"),
    "research.reweighted": ("Reweighted",),
    "research.simulation": ("synthetic",),
    "research.table": ("SafeTable",),
    "research.trial": ("Scenario",),
    "research.weighing": ("Sensitivity", "sensitivity"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Aggregate",
    "Aggregated",
    "Agreement",
    "Anonymity",
    "Attacked",
    "Careless",
    "Changes",
    "Codebook",
    "Coefficient",
    "Comparison",
    "Contrast",
    "Counted",
    "Entry",
    "Estimate",
    "GroupChange",
    "ItemAgreement",
    "ItemFigures",
    "Items",
    "Loadings",
    "MeanDifference",
    "Methods",
    "Missingness",
    "Release",
    "Reliability",
    "Result",
    "Retest",
    "Reweighted",
    "SafeTable",
    "Scenario",
    "Sensitivity",
    "State",
    "Study",
    "Taken",
    "aggregate",
    "agreement",
    "attack",
    "careless",
    "change",
    "codebook",
    "compare",
    "items",
    "k_anonymity",
    "load",
    "methods",
    "missingness",
    "pseudonyms",
    "read",
    "release",
    "reliability",
    "retest",
    "safe_table",
    "save",
    "sensitivity",
    "synthetic",
]


if not TYPE_CHECKING:  # so that checkers refuse a misspelled name

    def __getattr__(name: str) -> Any:
        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        with needs_extra("research"):
            value = getattr(import_module(f"ethics_audit.{_HOME_OF[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
