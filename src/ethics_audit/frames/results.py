"""The columns of results, made a block at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from attrs import define, field, frozen

from ethics_audit.frames.columns import Array
from ethics_audit.frames.outputs import BAND_COLUMNS, FLOATS, INTEGERS, INVALID, Wanted
from ethics_audit.frames.packing import Flag, Packed, PackedAudit
from ethics_audit.frames.sums import NONE, Ranks, Sums


@frozen
class Raised:
    """Which of some flags each row raises: bits, the first flag in the lowest."""

    flags: tuple[Flag, ...]
    bits: Array


@define
class Scores:
    """Results as arrays, by the names of their columns.

    Attributes:
        wrong: Whether a row holds what is no answer.
        values: Bands are ranks, with `NONE`; floats are NaN where there is none.
        gaps: The columns of floats with NaN.
        flags: The columns of flags.
    """

    wrong: bool = False
    values: dict[str, Array] = field(factory=dict)
    gaps: set[str] = field(factory=set)
    flags: dict[str, list[Raised]] = field(factory=dict)


class Made:
    """The columns that are being made."""

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
        """Room for the flags of each domain, which those of the audit share."""
        parts = {
            domain.id: [Raised(flags, _room(rows, np.min_scalar_type(one.mask))) for one, flags in domain.raised]
            for domain in packed.domains
        }
        every = {**parts, "": [one for some in parts.values() for one in some]}
        self.scores.flags = {self._wanted.name("flags", scope): every[scope] for scope in self._scopes}
        return parts

    def put(self, scope: str, sums: Sums, ranks: Ranks | None, at: slice) -> None:
        """Put what a scope's sums make, as far as it is wanted."""
        if scope and scope not in self._wanted.domains:
            return
        for name in INTEGERS:
            self._set(scope, name, at, getattr(sums, name))
        self._divide(scope, "score", at, sums.points, sums.weight)
        self._divide(scope, "low", at, sums.points, sums.asked)
        self._divide(scope, "high", at, sums.at_worst, sums.asked)
        self._divide(scope, "coverage", at, sums.weight, sums.asked)
        if sums.has_gaps:
            self.scores.gaps.update(self._wanted.name(column, scope) for column in FLOATS)
        if ranks:
            self._bands(scope, sums, ranks, at)

    def _set(self, scope: str, column: str, at: slice, values: Array) -> None:
        if (room := self._columns.get((scope, column))) is not None:
            room[at] = values

    def _divide(self, scope: str, column: str, at: slice, above: Array, below: Array) -> None:
        if (room := self._columns.get((scope, column))) is not None:
            np.divide(above, below, out=room[at])

    def _bands(self, scope: str, sums: Sums, ranks: Ranks, at: slice) -> None:
        """Put the bands: certain, else provisional at enough coverage, else none.

        Where the band is certain it is that of the answers given, unless nothing is answered. `NONE` has all bits, so
        whatever it is joined to becomes `NONE`.
        """
        certain = ranks.best == ranks.worst
        known = certain | (100 * sums.weight >= self._policy.min_coverage_percent * sums.asked)
        band = ranks.given | (known.view(np.int8) - np.int8(1))
        if sums.has_gaps:
            band = np.where(certain, ranks.best, band)
        self._set(scope, "band", at, band)
        self._set(scope, "band_low", at, ranks.best)
        self._set(scope, "band_high", at, ranks.worst)
        self._set(scope, "provisional", at, (band != NONE) & ~certain)

    def flags(self, domain: Packed, sums: Sums, at: slice) -> None:
        """Put the flags that are raised."""
        for raised, bits in zip(self._raised[domain.id], sums.raised, strict=True) if self._raised else ():
            raised.bits[at] = bits

    def wrong(self, counts: Any, at: slice) -> None:
        """Put the counts of wrong answers."""
        self.scores.wrong |= bool(np.any(counts))
        if self._wanted.invalid:
            self.scores.values[self._wanted.name(INVALID)][at] = counts


def _room(rows: int, kind: Any) -> Array:
    """An empty array in the memory of Arrow, which is kept ready for the next table."""
    return np.ndarray(rows, kind, pa.allocate_buffer(rows * np.dtype(kind).itemsize))
