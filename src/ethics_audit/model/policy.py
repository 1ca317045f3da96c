"""The rules that turn a score into a band, as frozen values: thresholds, gravity, the least coverage."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any

from attrs import Factory, field, frozen

from ethics_audit.base import causes
from ethics_audit.base.errors import Problem
from ethics_audit.base.public import public
from ethics_audit.base.validation import Defined, as_tuple, each, holds, instance, optional, repeated, whole
from ethics_audit.model.items import WORST_RISK, Item


@public()
@frozen
class Thresholds(Defined):
    """The scores at which the bands begin; below `moderate` the band is low."""

    moderate: int = field(metadata=holds(whole(1, 100)), default=15)
    high: int = field(metadata=holds(whole(1, 100)), default=35)
    critical: int = field(metadata=holds(whole(1, 100)), default=60)

    @staticmethod
    def _bands_rise(moderate: int, high: int, critical: int) -> Iterator[Problem]:
        """Each band begins above the one before."""
        if not moderate < high < critical:
            yield causes.unexpected("", "thresholds that rise", [moderate, high, critical])

    @property
    def starts(self) -> tuple[int, int, int, int]:
        """The score at which each band begins, from low (0) to critical."""
        return 0, self.moderate, self.high, self.critical


@public()
@frozen
class Gravity(Defined):
    """The risks from which a gap of one severity forces each band of its domain; None forces no such band.

    Documents hold it under its severity: ``{"4": {"moderate": 40, "high": 100}}``.
    """

    severity: int = field(metadata=holds(whole(1, 4)))
    moderate: int | None = field(metadata=holds(optional(whole(1, 100))), default=None)
    high: int | None = field(metadata=holds(optional(whole(1, 100))), default=None)
    critical: int | None = field(metadata=holds(optional(whole(1, 100))), default=None)

    @staticmethod
    def _risks_rise(moderate: int | None, high: int | None, critical: int | None) -> Iterator[Problem]:
        """Each band needs a higher risk than the one before, and at least one is forced."""
        risks = [risk for risk in (moderate, high, critical) if risk is not None]
        if not risks or risks != sorted(set(risks)):
            yield causes.unexpected("", "a risk for at least one band, higher for each worse band", risks)

    def rank(self, risk: int) -> int:
        """Return the rank of the highest band that a gap of this risk forces; 0 if it forces none."""
        starts = (self.moderate, self.high, self.critical)
        return max((rank for rank, start in enumerate(starts, 1) if start is not None and risk >= start), default=0)


GRAVITY = (Gravity(3, moderate=100), Gravity(4, moderate=40, high=100))
"""What grave gaps force in the shipped audits."""
_NOTHING_FORCED = (0,) * (WORST_RISK + 1)


def _by_severity(given: object) -> Any:
    rules = as_tuple(given)
    sortable = isinstance(rules, tuple) and all(isinstance(rule, Gravity) for rule in rules)
    return tuple(sorted(rules, key=lambda rule: rule.severity)) if sortable else rules


@public()
@frozen
class Policy(Defined):
    """The rules that turn a score into a band.

    Attributes:
        bands: The thresholds.
        min_coverage_percent: The least coverage at which an uncertain band is shown, as provisional.
        gravity: What grave gaps force, by severity; empty if they force nothing.
    """

    bands: Thresholds = field(metadata=holds(instance(Thresholds)), default=Factory(Thresholds))
    min_coverage_percent: int = field(metadata=holds(whole(0, 100)), default=80)
    gravity: tuple[Gravity, ...] = field(
        metadata=holds(each(instance(Gravity), at_most=4)), converter=_by_severity, default=()
    )

    @staticmethod
    def _severities_named_once(gravity: tuple[Gravity, ...]) -> Iterator[Problem]:
        """A policy has one rule of gravity for each severity."""
        for severity in repeated([one.severity for one in gravity]):
            yield causes.repeated("gravity", severity, kind="the severity")

    @cached_property
    def forces(self) -> Mapping[int, tuple[int, ...]]:
        """For each severity with a rule, the rank that a gap of each risk from 0 to 100 forces on its domain."""
        return MappingProxyType({rule.severity: tuple(map(rule.rank, range(WORST_RISK + 1))) for rule in self.gravity})

    def forced(self, item: Item) -> Sequence[int]:
        """Return, for each risk from 0 to 100, the rank that a gap of this item forces on its domain."""
        return self.forces.get(item.rating.severity, _NOTHING_FORCED) if item.rating else _NOTHING_FORCED
