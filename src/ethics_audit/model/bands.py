"""The four bands, in their order."""

import enum
from typing import Self

from ethics_audit.base.language import N_, gettext
from ethics_audit.base.public import public


@public()
class Band(enum.StrEnum):
    """How much needs attention: ``low < moderate < high < critical``. A band equals its name as text.

    Example:
        >>> ea.Band.LOW < ea.Band.HIGH, ea.Band.HIGH == "high"
        (True, True)
        >>> max(ea.Band.MODERATE, ea.Band.CRITICAL)
        <Band.CRITICAL: 'critical'>
    """

    LOW = N_("low")
    MODERATE = N_("moderate")
    HIGH = N_("high")
    CRITICAL = N_("critical")

    @property
    def rank(self) -> int:
        """Its place in the order, from 0 (low) to 3 (critical)."""
        return _RANKS[self]

    @property
    def told(self) -> str:
        """Its name in the current language."""
        return gettext(self.value)

    @property
    def below(self) -> Self:
        """The next lower band; for low it is low."""
        return type(self)(BANDS[max(self.rank - 1, 0)])

    def __lt__(self, other: str) -> bool:
        return self.rank < Band(other).rank if isinstance(other, str) else NotImplemented

    def __le__(self, other: str) -> bool:
        return self.rank <= Band(other).rank if isinstance(other, str) else NotImplemented

    def __gt__(self, other: str) -> bool:
        return self.rank > Band(other).rank if isinstance(other, str) else NotImplemented

    def __ge__(self, other: str) -> bool:
        return self.rank >= Band(other).rank if isinstance(other, str) else NotImplemented


BANDS = tuple(Band)
_RANKS = {band: rank for rank, band in enumerate(BANDS)}
