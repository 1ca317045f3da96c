"""The sums of a block of rows, the bands that they make, and the columns that hold the results."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import define, field, frozen

from ethics_audit.frames.cells import Array
from ethics_audit.frames.outputs import BAND_COLUMNS, FLOATS, INTEGERS, INVALID, Wanted
from ethics_audit.frames.packing import Field, Flag, Packed, PackedAudit
from ethics_audit.model.items import WORST_RISK
from ethics_audit.model.policy import Thresholds

QUOTIENTS = {
    "score": ("points", "weight"),
    "low": ("points", "asked"),
    "high": ("at_worst", "asked"),
    "coverage": ("weight", "asked"),
}
"""The sums that each float is the quotient of."""
NONE = -1
"""The rank that means no band."""


@define
class Sums:
    """The sums of a block, taken out of the packed words.

    Attributes:
        points, weight, open_weight: As in `assess`.
        flagged: Two rows of ranks: those that raised flags force, and those that they force with open items at worst.
        grave: The same for grave gaps, which force their domain alone.
        raised: The bits of each field of raised flags.
        invalid: How many answers are invalid; 0 if no row has any.
    """

    points: Array
    weight: Array
    open_weight: Array
    flagged: Array
    grave: Array
    raised: list[Array]
    invalid: Any = 0

    @classmethod
    def zero(cls, rows: int, kind: type) -> Sums:
        """Return sums of zero."""
        sums: list[Array] = [np.zeros(rows, kind) for _ in INTEGERS]
        points, weight, opened = sums
        return cls(points, weight, opened, _lowest(rows), _lowest(rows), [])

    @classmethod
    def of(cls, words: list[Array], packed: Packed, kind: type) -> Sums:
        """Return the sums of a domain."""
        points, weight, opened = (_taken(words, getattr(packed, name), kind) for name in INTEGERS)
        rows = len(points)
        found = cls(points, weight, opened, _lowest(rows), _lowest(rows), [])
        for place, flags in packed.raised:
            bits = _taken(words, place, _smallest(place))
            found.raised.append(bits)
            _force(found.flagged, bits, flags)
        for place, flags in packed.opened:
            _force(found.flagged[1], _taken(words, place, _smallest(place)), flags)
        for grave in packed.graves:
            _reach(found.grave, _taken(words, grave.given, _smallest(grave.given)), grave.rank)
            _reach(found.grave[1], _taken(words, grave.open, _smallest(grave.open)), grave.rank)
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
        """Add the sums of a domain; its grave gaps force the domain alone."""
        for name in INTEGERS:
            mine, more = getattr(self, name), getattr(other, name)
            mine += more if multiplier == 1 else more * multiplier
        self.invalid = self.invalid + other.invalid
        np.maximum(self.flagged, other.flagged, out=self.flagged)


def _smallest(field: Field) -> Any:
    return np.min_scalar_type(field.mask)


def _taken(words: list[Array], place: Field, kind: Any) -> Array:
    """Return a field of the words, in narrow numbers where they suffice, since these are shifted faster."""
    word = words[place.word]
    if place.shift + place.mask.bit_length() < 8 * np.dtype(kind).itemsize:
        return (word.astype(kind) >> place.shift) & place.mask
    return (word >> place.shift).astype(kind) & place.mask


def _force(ranks: Array, bits: Array, flags: tuple[Flag, ...]) -> None:
    """Raise ranks to those that raised flags force."""
    for rank in {flag.band.rank for flag in flags}:
        some = sum(1 << place for place, flag in enumerate(flags) if flag.band.rank == rank)
        _reach(ranks, bits & some, rank)


def _reach(ranks: Array, found: Array, rank: int) -> None:
    """Raise ranks, a row or several, to this one where something is found."""
    np.maximum(ranks, (found != 0).view(np.int8) * np.int8(rank), out=ranks)


def _lowest(rows: int) -> Array:
    return np.zeros((2, rows), np.int8)


def ranks_of(sums: Sums, bands: Thresholds, floors: Array) -> Array:
    """Return three rows of ranks, with `NONE`: of the answers given, and with open items at their best and worst.

    They are raised to what flags and grave gaps force, and to the floors.
    """
    ends = [threshold * sums.asked for threshold in bands.starts[1:]]
    starts = [threshold * sums.weight for threshold in bands.starts[1:]]
    reached = np.stack([_rank(sums.points, starts), _rank(sums.points, ends), _rank(sums.at_worst, ends)])
    forced = np.maximum(sums.flagged, sums.grave)[[0, 0, 1]]
    found: Array = np.maximum(np.maximum(reached, forced), floors)
    if sums.has_gaps:
        found[0, sums.weight == 0] = NONE
        found[1:, sums.asked == 0] = NONE
    return found


def _rank(points: Array, thresholds: list[Array]) -> Array:
    """Return the highest band whose threshold, times the weight, the points reach."""
    first, *others = ((points >= threshold).view(np.int8) for threshold in thresholds)
    for other in others:
        first += other
    return first


@frozen
class Raised:
    """Which of some flags each row raises: bits, the first flag in the lowest."""

    flags: tuple[Flag, ...]
    bits: Array


@define
class Scores:
    """Results as arrays, by the names of their columns.

    Attributes:
        has_invalid: Whether a row has an invalid answer.
        values: Bands are ranks, with `NONE`; floats are NaN where there is none.
        gaps: The columns of floats with NaN.
        flags: The columns of flags.
    """

    has_invalid: bool = False
    values: dict[str, Array] = field(factory=dict)
    gaps: set[str] = field(factory=set)
    flags: dict[str, list[Raised]] = field(factory=dict)


class Columns:
    """The columns of results, filled a block at a time."""

    def __init__(self, wanted: Wanted, packed: PackedAudit, rows: int) -> None:
        self._wanted = wanted
        self._policy = packed.audit.policy
        self.scores: Scores = Scores()
        self.banded: bool = bool({*BAND_COLUMNS, "provisional"} & set(wanted.columns))
        kinds: dict[str, Any] = dict.fromkeys(INTEGERS, np.int32 if packed.is_small else np.int64)
        kinds |= dict.fromkeys(FLOATS, np.float64) | dict.fromkeys(BAND_COLUMNS, np.int8) | {"provisional": np.bool_}
        self._scopes = ("", *wanted.domains)
        self._columns = {
            (scope, column): _room(rows, kinds[column])
            for scope in self._scopes
            for column in wanted.columns
            if column in kinds
        }
        self.scores.values = {wanted.name(column, scope): room for (scope, column), room in self._columns.items()}
        if wanted.invalid:
            self.scores.values[wanted.name(INVALID)] = np.zeros(rows, np.int32)
        self._raised = self._flags_of(packed, rows) if "flags" in wanted.columns else {}

    def _flags_of(self, packed: PackedAudit, rows: int) -> dict[str, list[Raised]]:
        """Return room for the flags of each domain, which the flags of the audit share."""
        parts = {
            domain.id: [Raised(flags, _room(rows, np.min_scalar_type(bits.mask))) for bits, flags in domain.raised]
            for domain in packed.domains
        }
        every = {**parts, "": [part for some in parts.values() for part in some]}
        self.scores.flags = {self._wanted.name("flags", scope): every[scope] for scope in self._scopes}
        return parts

    def put(self, scope: str, sums: Sums, ranks: Array | None, at: slice) -> None:
        """Put the results of a scope's sums that are wanted."""
        if scope and scope not in self._wanted.domains:
            return
        for name in INTEGERS:
            self._set(scope, name, at, getattr(sums, name))
        self._divide(scope, sums, at)
        if sums.has_gaps:
            self.scores.gaps.update(self._wanted.name(column, scope) for column in FLOATS)
        if ranks is not None:
            self._bands(scope, sums, ranks, at)

    def _set(self, scope: str, column: str, at: slice, values: Array) -> None:
        if (room := self._columns.get((scope, column))) is not None:
            room[at] = values

    def _divide(self, scope: str, sums: Sums, at: slice) -> None:
        """Put the quotients; sums become floats once each, which are divided faster than whole numbers."""
        rooms = {column: self._columns[scope, column] for column in QUOTIENTS if (scope, column) in self._columns}
        names = {name for column in rooms for name in QUOTIENTS[column]}
        floats = {name: getattr(sums, name).astype(np.float64) for name in names}
        for column, room in rooms.items():
            above, below = QUOTIENTS[column]
            np.divide(floats[above], floats[below], out=room[at])

    def _bands(self, scope: str, sums: Sums, ranks: Array, at: slice) -> None:
        """Put the bands: certain, else provisional at enough coverage, else none.

        Where the band is certain it is that of the answers given, which lies between the best and the worst. `NONE` has
        all bits, so whatever it is joined to becomes `NONE`.
        """
        given, best, worst = ranks
        certain = best == worst
        known = certain | (100 * sums.weight >= self._policy.min_coverage_percent * sums.asked)
        band = given | (known.view(np.int8) - np.int8(1))
        self._set(scope, "band", at, band)
        self._set(scope, "band_low", at, best)
        self._set(scope, "band_high", at, worst)
        self._set(scope, "provisional", at, (band != NONE) & ~certain)

    def flags(self, domain: Packed, sums: Sums, at: slice) -> None:
        """Put the flags that are raised."""
        for raised, bits in zip(self._raised[domain.id], sums.raised, strict=True) if self._raised else ():
            raised.bits[at] = bits

    def invalid(self, counts: Any, at: slice) -> None:
        """Put the counts of invalid answers."""
        self.scores.has_invalid |= bool(np.any(counts))
        if self._wanted.invalid:
            self.scores.values[self._wanted.name(INVALID)][at] = counts


def _room(rows: int, kind: Any) -> Array:
    """Return an empty array in the memory of Arrow, which is kept ready for the next table."""
    return np.ndarray(rows, kind, pa.allocate_buffer(rows * np.dtype(kind).itemsize))
