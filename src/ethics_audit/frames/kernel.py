"""The kernel of every table engine: codes in, results out, in blocks of rows that stay in the cache.

Columns are looked up several at a time: their codes are joined into an index of one table of packed sums, which are
taken apart once. Nothing is divided before the end, so results equal those of `assess` to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, frozen

from ethics_audit.frames.cells import Array
from ethics_audit.frames.columns import Coded, Fact, all_hold
from ethics_audit.frames.outputs import Wanted
from ethics_audit.frames.packing import Packed, PackedAudit
from ethics_audit.frames.results import Columns, Scores, Sums, ranks_of

BLOCK = 32_768
LARGEST_TABLE = 8_192
TOGETHER = 4
"""So many columns are joined at most, while their table stays as small as that."""
FEW_ROWS = 5_000
"""Below, making the tables of joined columns costs more than it saves."""


@frozen
class Answered:
    """The columns of a run.

    Attributes:
        codes: The columns of items.
        facts: Those that a row may have or not.
        joined: Whether there are rows enough to join look-ups.
    """

    codes: Mapping[str, Coded]
    facts: Mapping[str, Fact]
    joined: bool


class Joints:
    """Joins the numbers of up to four columns, in memory that blocks share; pairs in bytes if they fit, the fastest."""

    def __init__(self, rows: int, count: int) -> None:
        self._count = count
        self._last = np.full(rows, count - 1, np.uint8)
        self._first, self._second, self._high = np.empty((3, rows), np.min_scalar_type(count**2 - 1))
        self._index = np.empty(rows, np.uint16)

    def index(self, columns: list[Array]) -> Array:
        """Return the numbers of these columns as the digits of one, the first the lowest."""
        first = self._pair(columns[:2], self._first)
        if len(columns) <= 2:  # noqa: PLR2004 - a pair
            return first
        second = self._pair(columns[2:], self._second)
        index = self._index[: len(first)]
        np.multiply(second, self._count**2, out=index, dtype=np.uint16)
        return np.add(index, first, out=index)

    def _pair(self, columns: list[Array], room: Array) -> Array:
        """Return one column, or two joined; numbers beyond the last mean the same as the last."""
        rows = len(columns[0])
        found: Array = np.minimum(columns[0], self._last[:rows], out=room[:rows])
        for column in columns[1:]:
            high = np.minimum(column, self._last[:rows], out=self._high[:rows])
            np.multiply(high, self._count, out=high)
            np.add(found, high, out=found)
        return found


@define
class _Lookup:
    """Items that are looked up together.

    Attributes:
        items: Their ids.
        worth: For each word, what each code of each item adds.
        facts: What a row needs for them to count.
        opened: For each word, what is added where it is not known whether the row has them.
    """

    items: list[str]
    worth: list[list[Array]]
    facts: tuple[str, ...]
    opened: list[int]
    _latest: tuple[list[bytes], list[pa.Array]] = ([], [])

    def tables(self, orders: list[bytes]) -> list[pa.Array]:
        """Return one table of all items for each word, for columns whose numbers mean codes in these orders."""
        before, tables = self._latest
        if before != orders:
            places = [np.frombuffer(order, np.uint8) for order in orders]
            tables = [_outer(table[some] for table, some in zip(word, places, strict=True)) for word in self.worth]
            self._latest = orders, tables
        return tables


class Lookups:
    """A domain's tables, which give the packed sums of its columns.

    Args:
        packed: The domain.
        audit: The audit that it belongs to.
        profile: The facts that hold for every row.
        by_row: The facts that a row may have or not.
        items: The items that have a column; nobody answers the others.
        refuses: Whether answers to items that apply to no row count as invalid, so that they are found.
    """

    def __init__(
        self,
        packed: Packed,
        audit: PackedAudit,
        profile: frozenset[str],
        by_row: frozenset[str],
        items: frozenset[str],
        *,
        refuses: bool,
    ) -> None:
        self.packed = packed
        self._items = items
        self._count = audit.codes.count
        self._missing = audit.codes.missing
        self._refuses = refuses
        needs = {column.item.id: tuple(sorted(column.item.requires - profile)) for column in packed.columns}
        self._never = {id for id, facts in needs.items() if not by_row.issuperset(facts)}
        self._needs = {id: () if id in self._never else facts for id, facts in needs.items()}
        self._by_row = [id for id, facts in self._needs.items() if facts]
        invalid = packed.invalid
        self._kept = [invalid.mask << invalid.shift if invalid.word == word else 0 for word in range(packed.count)]
        self._invalid = [1 << invalid.shift if invalid.word == word else 0 for word in range(packed.count)]
        nobody = np.broadcast_to(np.uint8(audit.codes.missing), (1 << 40,))
        self._nobody = Coded(nobody, bytes(range(audit.codes.count)))

    @cached_property
    def _one_by_one(self) -> list[_Lookup]:
        return self._lookups(1)

    @cached_property
    def _joined(self) -> list[_Lookup]:
        return self._lookups(max(some for some in range(1, TOGETHER + 1) if self._count**some <= LARGEST_TABLE))

    @cached_property
    def _absent(self) -> list[int]:
        """What the items add that nobody answers, and that depend on no fact by row, for each word."""
        columns = [one for one in self.packed.columns if one.item.id not in self._items.union(self._by_row)]
        tables = [self._tables(one.item.id, one.words) for one in columns]
        return [sum(int(table[word][self._missing]) for table in tables) for word in range(self.packed.count)]

    def _lookups(self, together: int) -> list[_Lookup]:
        """Return the tables for so many items at a time; items that depend on facts by row are looked up alone."""
        free = [id for id, facts in self._needs.items() if not facts and id in self._items]
        groups = [free[start : start + together] for start in range(0, len(free), together)]
        groups += [[id] for id in self._by_row]
        tables = {column.item.id: self._tables(column.item.id, column.words) for column in self.packed.columns}
        return [
            _Lookup(
                group,
                [[tables[id][word] for id in group] for word in range(self.packed.count)],
                self._needs[group[0]],
                [int(table[self._missing]) for table in tables[group[0]]],
            )
            for group in groups
        ]

    def _tables(self, id: str, words: tuple[tuple[int, ...], ...]) -> list[Array]:
        """Return the table of an item for each word; for an item that never applies, only invalid answers count."""
        table = np.array(words, np.int64)
        if id not in self._never:
            return list(table.T)
        if self._refuses:
            answered = np.arange(len(table)) != self._missing
            return [np.where(answered, invalid, 0) for invalid in self._invalid]
        return [table[:, word] & kept for word, kept in enumerate(self._kept)]

    def words(self, answered: Answered, at: slice, joints: Joints) -> list[Array]:
        """Return the packed sums of a block, one array per word; an item without a column is not answered."""
        found = [np.full(at.stop - at.start, absent, np.int64) for absent in self._absent]
        for lookup in self._joined if answered.joined else self._one_by_one:
            columns = [answered.codes.get(id, self._nobody) for id in lookup.items]
            places = pa.array(joints.index([column.numbers[at] for column in columns]))
            tables = lookup.tables([column.order for column in columns])
            holds = all_hold(answered.facts, lookup.facts, at) if lookup.facts else None
            for total, table, kept, opened in zip(found, tables, self._kept, lookup.opened, strict=True):
                added = pc.take(table, places, boundscheck=False).to_numpy()  # every index is in it
                np.add(total, holds.limited(added, kept, opened) if holds else added, out=total)
        return found


def _outer(tables: Iterable[Array]) -> pa.Array:
    """Return one table for several columns; the first is the lowest digit of the index."""
    first, *others = tables
    for table in others:
        first = np.add.outer(table, first).ravel()
    return pa.array(first)


class Kernel:
    """An audit made ready for arrays of codes; for the arguments, see `Lookups` and `Wanted`."""

    def __init__(
        self,
        packed: PackedAudit,
        wanted: Wanted,
        profile: frozenset[str],
        by_row: frozenset[str],
        items: frozenset[str],
    ) -> None:
        self._packed = packed
        self._wanted = wanted
        self._domains = [
            Lookups(domain, packed, profile, by_row, items, refuses=not wanted.set_aside) for domain in packed.domains
        ]

    def run(self, codes: Mapping[str, Coded], facts: Mapping[str, Fact], rows: int) -> Scores:
        """Score so many rows; nobody answers an item that has no column."""
        made = Columns(self._wanted, self._packed, rows)
        joints = Joints(min(rows, BLOCK), self._packed.codes.count)
        answered = Answered(codes, facts, rows >= FEW_ROWS)
        with np.errstate(divide="ignore", invalid="ignore"):
            for start in range(0, rows, BLOCK):
                self._block(made, joints, answered, slice(start, min(start + BLOCK, rows)))
        return made.scores

    def _block(self, made: Columns, joints: Joints, answered: Answered, at: slice) -> None:
        rows = at.stop - at.start
        bands = self._packed.audit.policy.bands
        kind = np.int32 if self._packed.is_small else np.int64
        whole = Sums.zero(rows, kind)
        lowest = floors = np.zeros((3, rows), np.int8)
        for domain in self._domains:
            sums = Sums.of(domain.words(answered, at, joints), domain.packed, kind)
            whole.add(sums, domain.packed.multiplier)
            ranks = None
            if made.banded:
                ranks = ranks_of(sums, bands, lowest)
                floors = np.maximum(floors, ranks - np.int8(1))  # the audit is at most one band below a domain
            made.put(domain.packed.id, sums, ranks, at)
            made.flags(domain.packed, sums, at)
        made.put("", whole, ranks_of(whole, bands, floors) if made.banded else None, at)
        made.invalid(whole.invalid, at)
