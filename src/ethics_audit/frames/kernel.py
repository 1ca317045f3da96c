"""The kernel of every table engine that works on arrays: codes in, results out, in blocks that stay in the cache.

Columns are looked up several at a time: their codes are joined into one index of one table. The sums come out packed,
and are taken apart once. Nothing is divided before the end, so results are those of `assess` to the last bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import define, field, frozen

from ethics_audit.frames.outputs import INTEGERS, INVALID, Wanted
from ethics_audit.frames.packing import Field, Packed, PackedAudit
from ethics_audit.model import Policy, Thresholds
from ethics_audit.scoring import WORST_RISK

BLOCK = 32_768
INDEX_BITS = 12
FEW_ROWS = 5_000
NONE = -1
"""The rank of a band that there is not."""

Array = npt.NDArray[Any]
Ranks = tuple[Array, Array, Array]
"""The bands of the answers given, and with every open item at its best and at its worst, as ranks or `NONE`."""


@define
class RaisedFlags:
    """The flags of the rows that raise any: their places, and for each a row of booleans.

    Attributes:
        items: The ids of the flagged items, the worst first.
        rows: The places of the rows, a block at a time.
        raised: For each of them, which flags are raised.
    """

    items: tuple[str, ...]
    rows: list[Array] = field(factory=list)
    raised: list[Array] = field(factory=list)


@define
class Scores:
    """Results as arrays, by the names of their columns.

    Attributes:
        wrong: Where a row holds what is no answer.
        values: Bands are ranks, with `NONE`; floats are NaN where there is none.
        flags: The columns of flags.
    """

    wrong: Array
    values: dict[str, Array] = field(factory=dict)
    flags: dict[str, RaisedFlags] = field(factory=dict)


@define
class _Sums:
    """The sums of a block, and its packed words, in which the flags are."""

    points: Array
    weight: Array
    open_weight: Array
    invalid: Array
    forced: Array
    forced_at_worst: Array

    @classmethod
    def zero(cls, rows: int, kind: type) -> _Sums:
        """Nothing summed yet."""
        return cls(*(np.zeros(rows, kind) for _ in range(4)), *(np.zeros(rows, np.int8) for _ in range(2)))

    def add(self, other: _Sums, multiplier: int) -> None:
        """Add those of a domain."""
        for name in INTEGERS:
            mine, more = getattr(self, name), getattr(other, name)
            mine += more if multiplier == 1 else more * multiplier
        self.invalid += other.invalid
        np.maximum(self.forced, other.forced, out=self.forced)
        np.maximum(self.forced_at_worst, other.forced_at_worst, out=self.forced_at_worst)


class Kernel:
    """An audit made ready for arrays of codes.

    Args:
        packed: The compiled audit.
        wanted: The columns to make.
        profile: The facts that hold for every row.
        by_row: The facts that a row may have or not.
    """

    def __init__(
        self, packed: PackedAudit, wanted: Wanted, profile: frozenset[str], by_row: frozenset[str] = frozenset()
    ) -> None:
        self._packed = packed
        self._wanted = wanted
        self._policy = packed.audit.policy
        self._kind = np.int32 if packed.is_small else np.int64
        self._domains = [_Domain(domain, packed, profile, by_row) for domain in packed.domains]

    def run(self, codes: Mapping[str, Array], facts: Mapping[str, Array], rows: int) -> Scores:
        """Score rows.

        Args:
            codes: For each item, its codes as ``uint8``; an item that is not there is answered by nobody.
            facts: For each fact that a row may have, booleans.
            rows: How many there are.
        """
        made = _Made(self._wanted, self._packed, rows)
        buffers = _Buffers(min(rows, BLOCK))
        answered = _Answered(codes, facts, joined=rows >= FEW_ROWS)
        for start in range(0, rows, BLOCK):
            self._block(made, buffers, answered, slice(start, min(start + BLOCK, rows)))
        return made.scores

    def _block(self, made: _Made, buffers: _Buffers, answered: _Answered, at: slice) -> None:
        rows = at.stop - at.start
        bands = self._policy.bands
        whole = _Sums.zero(rows, self._kind)
        floors: Ranks = (np.zeros(rows, np.int8), np.zeros(rows, np.int8), np.zeros(rows, np.int8))
        words = []
        for domain in self._domains:
            packed = domain.words(answered, at, buffers)
            words.append(packed)
            sums = domain.sums(packed, banded=made.banded)
            if made.banded:
                ranks = _ranks(sums, bands, (0, 0, 0))
                for floor, rank in zip(floors, ranks, strict=True):
                    np.maximum(floor, rank - 1, out=floor)
                if domain.packed.id in self._wanted.domains:
                    made.bands(domain.packed.id, sums, ranks, self._policy, at)
            if domain.packed.id in self._wanted.domains:
                made.sums(domain.packed.id, sums, at)
                made.flags(domain.packed.id, [(domain.packed, packed)], at)
            whole.add(sums, domain.packed.multiplier)
        made.sums("", whole, at)
        if made.banded:
            made.bands("", whole, _ranks(whole, bands, floors), self._policy, at)
        made.flags("", [(domain.packed, packed) for domain, packed in zip(self._domains, words, strict=True)], at)
        made.invalid(whole.invalid, at)


@frozen
class _Answered:
    """The columns of a run: codes by item, booleans by fact, and whether there are rows enough to join look-ups."""

    codes: Mapping[str, Array]
    facts: Mapping[str, Array]
    joined: bool


class _Buffers:
    """Memory that blocks share."""

    def __init__(self, rows: int) -> None:
        size = (rows + 3) // 4 * 4
        self._index = np.zeros(size, np.uint16)
        self._part = np.zeros(size, np.uint16)
        self._taken = np.zeros(size, np.int64)

    def index(self, columns: list[Array], bits: int) -> Array:
        """The codes of several columns side by side.

        Four rows are shifted at once, since no code reaches into the next row.
        """
        rows = len(columns[0])
        self._index[:rows] = columns[0]
        for place, column in enumerate(columns[1:], 1):
            self._part[:rows] = column
            wide = self._part.view(np.uint64)
            np.left_shift(wide, np.uint64(bits * place), out=wide)
            np.bitwise_or(self._index, self._part, out=self._index)
        return self._index[:rows]

    def take(self, table: Array, index: Array) -> Array:
        """What a table holds at these places."""
        return np.take(table, index, mode="clip", out=self._taken[: len(index)])


@frozen
class _Lookup:
    """Items that are looked up together, in one table a word; in `facts`, what a row needs for them to count."""

    items: list[str]
    tables: list[Array]
    facts: tuple[str, ...]


class _Domain:
    """A domain's tables, and the sums of its columns."""

    def __init__(self, packed: Packed, audit: PackedAudit, profile: frozenset[str], by_row: frozenset[str]) -> None:
        self.packed = packed
        self._codes = audit.codes
        self._kind = np.int32 if audit.is_small else np.int64
        needs = {column.item.id: tuple(sorted(column.item.requires - profile)) for column in packed.columns}
        self._never = {id for id, facts in needs.items() if not by_row.issuperset(facts)}
        self._needs = {id: () if id in self._never else facts for id, facts in needs.items()}
        invalid = packed.invalid
        self._kept = [invalid.mask << invalid.shift if invalid.word == word else 0 for word in range(packed.count)]
        self._ranks = sorted({flag.band.rank for flag in packed.flags}, reverse=True)
        self._nobody = np.broadcast_to(np.uint8(audit.codes.missing), (1 << 40,))

    @cached_property
    def _one_by_one(self) -> list[_Lookup]:
        return self._lookups(1)

    @cached_property
    def _joined(self) -> list[_Lookup]:
        return self._lookups(max(1, INDEX_BITS // self._codes.bits))

    def _lookups(self, together: int) -> list[_Lookup]:
        """The tables for so many items at a time; what depends on a row's facts is looked up by itself."""
        free = [id for id, facts in self._needs.items() if not facts]
        groups = [free[start : start + together] for start in range(0, len(free), together)]
        groups += [[id] for id, facts in self._needs.items() if facts]
        tables = {column.item.id: self._tables(column.item.id, column.words) for column in self.packed.columns}
        return [
            _Lookup(
                group,
                [_outer([tables[id][word] for id in group]) for word in range(self.packed.count)],
                self._needs[group[0]],
            )
            for group in groups
        ]

    def _tables(self, id: str, words: tuple[tuple[int, ...], ...]) -> list[Array]:
        """The table of an item for each word; for an item that never applies, only what is wrong counts."""
        table = np.array(words, np.int64)
        return [table[:, word] & (kept if id in self._never else ~0) for word, kept in enumerate(self._kept)]

    def words(self, answered: _Answered, at: slice, buffers: _Buffers) -> list[Array]:
        """The packed sums of a block, one array a word; an item without a column is answered by nobody."""
        found = [np.zeros(at.stop - at.start, np.int64) for _ in range(self.packed.count)]
        for lookup in self._joined if answered.joined else self._one_by_one:
            index = buffers.index([answered.codes.get(id, self._nobody)[at] for id in lookup.items], self._codes.bits)
            for total, table, kept in zip(found, lookup.tables, self._kept, strict=True):
                added = buffers.take(table, index)
                if lookup.facts:
                    applies = np.logical_and.reduce([answered.facts[fact][at] for fact in lookup.facts])
                    np.bitwise_and(added, np.where(applies, ~0, kept), out=added)
                np.add(total, added, out=total)
        return found

    def sums(self, words: list[Array], *, banded: bool) -> _Sums:
        """The sums taken apart."""
        packed = self.packed
        places = (packed.points, packed.weight, packed.open_weight, packed.invalid)
        points, weight, open_weight, invalid = (_taken(words, place).astype(self._kind) for place in places)
        rows = len(words[0])
        forced, at_worst = np.zeros(rows, np.int8), np.zeros(rows, np.int8)
        if banded:
            for rank in reversed(self._ranks):
                flags = [flag for flag in packed.flags if flag.band.rank == rank]
                raised = _any(words, [flag.raised for flag in flags])
                opened = _any(words, [flag.open for flag in flags])
                forced[raised] = rank
                at_worst[raised | opened] = rank
        return _Sums(points, weight, open_weight, invalid, forced, at_worst)


def _outer(tables: list[Array]) -> Array:
    """One table for several columns: the first has the lowest bits of the index."""
    found = tables[0]
    for table in tables[1:]:
        found = np.add.outer(table, found).ravel()
    return np.ascontiguousarray(found)


def _taken(words: list[Array], place: Field) -> Array:
    return (words[place.word] >> place.shift) & place.mask


def _any(words: list[Array], places: list[Field]) -> Array:
    """Where any of these bits is set."""
    found = np.zeros(len(words[0]), bool)
    for word, array in enumerate(words):
        if bits := sum(place.mask << place.shift for place in places if place.word == word):
            found |= (array & bits) != 0
    return found


def _ranks(sums: _Sums, bands: Thresholds, floors: Any) -> Ranks:
    """The bands of the score and of both ends of its interval, raised to what flags force and to the floors."""
    points, weight, opened = sums.points, sums.weight, sums.open_weight
    asked = weight + opened
    given = np.maximum(np.maximum(_rank(points, weight, bands), sums.forced), floors[0])
    best = np.maximum(np.maximum(_rank(points, asked, bands), sums.forced), floors[1])
    at_worst = _rank(points + WORST_RISK * opened, asked, bands)
    worst = np.maximum(np.maximum(at_worst, sums.forced_at_worst), floors[2])
    closed = opened == 0
    given = np.where(closed, best, given)
    worst = np.where(closed, best, worst)
    given[(weight == 0) & ~closed] = NONE
    nothing = asked == 0
    for ranks in (given, best, worst):
        ranks[nothing] = NONE
    return given, best, worst


def _rank(points: Array, weight: Array, bands: Thresholds) -> Array:
    """The highest band whose threshold the score points / weight reaches."""
    found = (points >= bands.moderate * weight).view(np.int8).copy()
    found += (points >= bands.high * weight).view(np.int8)
    found += (points >= bands.critical * weight).view(np.int8)
    return found


class _Made:
    """The columns that are being made."""

    def __init__(self, wanted: Wanted, packed: PackedAudit, rows: int) -> None:
        self._wanted = wanted
        self.scores = Scores(np.zeros(rows, bool))
        self.banded = bool({"band", "band_low", "band_high", "provisional"} & set(wanted.columns))
        kinds: dict[str, Any] = dict.fromkeys(INTEGERS, np.int32 if packed.is_small else np.int64)
        kinds |= {"provisional": np.bool_}
        kinds |= dict.fromkeys(("score", "low", "high", "coverage"), np.float64)
        kinds |= dict.fromkeys(("band", "band_low", "band_high"), np.int8)
        for scope in ("", *wanted.domains):
            for column in wanted.columns:
                name = wanted.name(column, scope)
                if column == "flags":
                    self.scores.flags[name] = RaisedFlags(_flagged(packed, scope))
                else:
                    self.scores.values[name] = np.empty(rows, kinds[column])
        if wanted.invalid:
            self.scores.values[wanted.name(INVALID)] = np.empty(rows, np.int32)

    def _set(self, scope: str, column: str, at: slice, values: Array) -> None:
        if column in self._wanted.columns:
            self.scores.values[self._wanted.name(column, scope)][at] = values

    def sums(self, scope: str, sums: _Sums, at: slice) -> None:
        """Put the integers, and what one division makes of them."""
        points, weight, opened = sums.points, sums.weight, sums.open_weight
        asked = weight + opened
        for column, values in (("points", points), ("weight", weight), ("open_weight", opened)):
            self._set(scope, column, at, values)
        with np.errstate(divide="ignore", invalid="ignore"):
            self._divide(scope, "score", at, points, weight)
            self._divide(scope, "low", at, points, asked)
            self._divide(scope, "high", at, points + WORST_RISK * opened, asked)
            self._divide(scope, "coverage", at, weight, asked)

    def _divide(self, scope: str, column: str, at: slice, above: Array, below: Array) -> None:
        if column in self._wanted.columns:
            np.divide(above, below, out=self.scores.values[self._wanted.name(column, scope)][at])

    def bands(self, scope: str, sums: _Sums, ranks: Ranks, policy: Policy, at: slice) -> None:
        """Put the bands: certain, else provisional at enough coverage, else none."""
        given, best, worst = ranks
        certain = best == worst
        asked = sums.weight + sums.open_weight
        covered = 100 * sums.weight >= policy.min_coverage_percent * asked
        band = np.where(certain, best, np.where(covered, given, np.int8(NONE)))
        self._set(scope, "band", at, band)
        self._set(scope, "band_low", at, best)
        self._set(scope, "band_high", at, worst)
        self._set(scope, "provisional", at, (band != NONE) & ~certain)

    def flags(self, scope: str, parts: list[tuple[Packed, list[Array]]], at: slice) -> None:
        """Put the flags of the rows that raise any."""
        found = self.scores.flags.get(self._wanted.name("flags", scope))
        if found is None or not found.items:
            return
        raising = np.logical_or.reduce([_any(words, [flag.raised for flag in part.flags]) for part, words in parts])
        rows = np.flatnonzero(raising)
        if not len(rows):
            return
        bits = {
            flag.item: _taken([word[rows] for word in words], flag.raised) != 0
            for part, words in parts
            for flag in part.flags
        }
        found.rows.append(rows + at.start)
        found.raised.append(np.column_stack([bits[item] for item in found.items]))

    def invalid(self, counts: Array, at: slice) -> None:
        """Put the counts of wrong answers."""
        if self._wanted.invalid:
            self.scores.values[self._wanted.name(INVALID)][at] = counts
        self.scores.wrong[at] = counts != 0


def _flagged(packed: PackedAudit, scope: str) -> tuple[str, ...]:
    flags = [flag for domain in packed.domains if scope in ("", domain.id) for flag in domain.flags]
    return tuple(flag.item for flag in sorted(flags, key=lambda flag: (-flag.band.rank, flag.item)))
