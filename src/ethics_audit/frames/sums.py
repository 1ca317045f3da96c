"""The sums of a block of rows, and the bands that they make."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from attrs import define

from ethics_audit.assessment.scoring import WORST_RISK
from ethics_audit.frames.columns import Array
from ethics_audit.frames.outputs import INTEGERS
from ethics_audit.frames.packing import Field, Flag, Packed
from ethics_audit.model.definitions import Thresholds

NONE = -1
"""The rank of a band that there is not."""


@define
class Sums:
    """The sums of a block, taken out of the packed words.

    Attributes:
        points, weight, open_weight: As in `assess`.
        forced: The rank that raised flags force.
        forced_at_worst: The rank that they force with those of open items.
        raised: For each field of raised flags its bits.
        invalid: How many answers are none; 0 where no row has any.
    """

    points: Array
    weight: Array
    open_weight: Array
    forced: Array
    forced_at_worst: Array
    raised: list[Array]
    invalid: Any = 0

    @classmethod
    def zero(cls, rows: int, kind: type) -> Sums:
        """Nothing summed yet."""
        sums: list[Array] = [np.zeros(rows, kind) for _ in INTEGERS]
        points, weight, opened = sums
        return cls(points, weight, opened, np.zeros(rows, np.int8), np.zeros(rows, np.int8), [])

    @classmethod
    def of(cls, words: list[Array], packed: Packed, kind: type) -> Sums:
        """The sums of a domain."""
        points, weight, opened = (_taken(words, getattr(packed, name), kind) for name in INTEGERS)
        rows = len(points)
        found = cls(points, weight, opened, np.zeros(rows, np.int8), np.zeros(rows, np.int8), [])
        for field, flags in packed.raised:
            bits = _taken(words, field, _smallest(field))
            found.raised.append(bits)
            _force(found.forced, bits, flags)
        np.maximum(found.forced, found.forced_at_worst, out=found.forced_at_worst)
        for field, flags in packed.opened:
            _force(found.forced_at_worst, _taken(words, field, _smallest(field)), flags)
        if np.bitwise_or.reduce(words[packed.invalid.word]) & packed.invalid.mask << packed.invalid.shift:
            found.invalid = _taken(words, packed.invalid, np.int32)
        return found

    @cached_property
    def asked(self) -> Array:
        """The weight of everything that applies."""
        return self.weight + self.open_weight

    @cached_property
    def at_worst(self) -> Array:
        """The points if every open item were answered at its worst."""
        found: Array = self.points + WORST_RISK * self.open_weight
        return found

    @cached_property
    def has_gaps(self) -> bool:
        """Whether some row has nothing answered."""
        return not self.weight.min()

    def add(self, other: Sums, multiplier: int) -> None:
        """Add those of a domain."""
        for name in INTEGERS:
            mine, more = getattr(self, name), getattr(other, name)
            mine += more if multiplier == 1 else more * multiplier
        self.invalid = self.invalid + other.invalid
        np.maximum(self.forced, other.forced, out=self.forced)
        np.maximum(self.forced_at_worst, other.forced_at_worst, out=self.forced_at_worst)


def _smallest(field: Field) -> Any:
    return np.min_scalar_type(field.mask)


def _taken(words: list[Array], place: Field, kind: Any) -> Array:
    """A field of the words; the narrower the numbers, the faster they are shifted."""
    word = words[place.word]
    if place.shift + place.mask.bit_length() < 8 * np.dtype(kind).itemsize:
        return (word.astype(kind) >> place.shift) & place.mask
    return (word >> place.shift).astype(kind) & place.mask


def _force(ranks: Array, bits: Array, flags: tuple[Flag, ...]) -> None:
    """Raise ranks to what flags force whose bits are set."""
    for rank in {flag.band.rank for flag in flags}:
        some = sum(1 << place for place, flag in enumerate(flags) if flag.band.rank == rank)
        np.maximum(ranks, ((bits & some) != 0).view(np.int8) * np.int8(rank), out=ranks)


@define
class Ranks:
    """Bands as ranks, with `NONE`.

    Attributes:
        given: Of the answers given.
        best: With every open item at its best.
        worst: With every open item at its worst.
    """

    given: Array
    best: Array
    worst: Array

    @classmethod
    def zero(cls, rows: int) -> Ranks:
        """The lowest."""
        return cls(np.zeros(rows, np.int8), np.zeros(rows, np.int8), np.zeros(rows, np.int8))

    @classmethod
    def of(cls, sums: Sums, bands: Thresholds, floors: Ranks | None = None) -> Ranks:
        """The bands of the score and of both ends of its interval, raised to what flags force and to the floors."""
        ends = [threshold * sums.asked for threshold in bands.starts[1:]]
        starts = [threshold * sums.weight for threshold in bands.starts[1:]]
        found = cls(_rank(sums.points, starts), _rank(sums.points, ends), _rank(sums.at_worst, ends))
        floor = Ranks(sums.forced, sums.forced, sums.forced_at_worst)
        for other in (floor, floors) if floors else (floor,):
            found.lift(other)
        if sums.has_gaps:
            found.given[sums.weight == 0] = NONE
            for ranks in (found.best, found.worst):
                ranks[sums.asked == 0] = NONE
        return found

    def lift(self, floors: Ranks) -> None:
        """No rank below its floor."""
        np.maximum(self.given, floors.given, out=self.given)
        np.maximum(self.best, floors.best, out=self.best)
        np.maximum(self.worst, floors.worst, out=self.worst)

    def raise_to(self, domain: Ranks) -> None:
        """An audit is at most one step below its worst domain."""
        self.lift(Ranks(domain.given - np.int8(1), domain.best - np.int8(1), domain.worst - np.int8(1)))


def _rank(points: Array, thresholds: list[Array]) -> Array:
    """The highest band whose threshold, times the weight, the points reach."""
    first, *others = ((points >= threshold).view(np.int8) for threshold in thresholds)
    for other in others:
        first += other
    return first
