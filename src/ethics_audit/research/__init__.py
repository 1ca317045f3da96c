"""Study audits: read what survey tools write, describe it, test it, and let a table out of the house safely.

    >>> from ethics_audit import research
    >>> print(research.reliability(study))  # doctest: +SKIP

Every name of this module is public; it is imported from its own module when it is first used. No module has the name of
a function, so that importing one does not hide the other.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ethics_audit.base.errors import needs_extra

if TYPE_CHECKING:
    from ethics_audit.frames.study import State, Study, Taken
    from ethics_audit.research.consistency import Coefficient, Loadings, Reliability, reliability
    from ethics_audit.research.item_figures import ItemFigures, Items, items
    from ethics_audit.research.missing import Counted, Missingness, missingness
    from ethics_audit.research.occasions import Retest, retest
    from ethics_audit.research.raters import Agreement, ItemAgreement, agreement
    from ethics_audit.research.reading import read
    from ethics_audit.research.result import Estimate, Result

_HOMES: dict[str, tuple[str, ...]] = {
    "frames.study": ("State", "Study", "Taken"),
    "research.consistency": ("Coefficient", "Loadings", "Reliability", "reliability"),
    "research.item_figures": ("ItemFigures", "Items", "items"),
    "research.missing": ("Counted", "Missingness", "missingness"),
    "research.occasions": ("Retest", "retest"),
    "research.raters": ("Agreement", "ItemAgreement", "agreement"),
    "research.reading": ("read",),
    "research.result": ("Estimate", "Result"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["Agreement", "Coefficient", "Counted", "Estimate", "ItemAgreement", "ItemFigures", "Items", "Loadings"]
__all__ += ["Missingness", "Reliability", "Result", "Retest", "State", "Study", "Taken", "agreement", "items"]
__all__ += ["missingness", "read", "reliability", "retest"]


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
