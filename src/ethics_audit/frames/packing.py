"""An audit compiled to packed integers: one whole number for each answer to each item.

The sums of a domain are laid side by side in one integer: points, weight, open weight, a count of invalid answers, one
bit for each red flag that is raised, one for each that is open, and for each rank that gravity can force the counts of
the gaps that force it and of the open items that could. An answer adds its share to all of them at
once. Table engines differ only in how they look the integers up and add them; this module is what they have in common.

Answers are small codes: the options of an item from 0 on, ordered by risk and then by id, and after the longest scale
of the audit the codes of ``unsure``, ``n/a``, no answer, and invalid answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import groupby
from typing import NamedTuple

from attrs import frozen

from ethics_audit.assessment.scoring import LOWEST
from ethics_audit.model.bands import Band
from ethics_audit.model.definitions import Audit, Part
from ethics_audit.model.items import NOT_APPLICABLE_WORD, UNSURE_WORD, WORST_RISK, Item
from ethics_audit.model.policy import Policy

WORD_BITS = 62
"""The bits of an integer that are used; the others keep it positive in every engine."""


class Field(NamedTuple):
    """The position of one of the sums: `mask` of the integer shifted right by `shift`, in this word."""

    word: int
    shift: int
    mask: int


class Flag(NamedTuple):
    """The bits of an item's red flag: one if it is raised, one if the item is open."""

    item: str
    band: Band
    raised: Field
    open: Field


class Grave(NamedTuple):
    """The counts of a domain's gaps that gravity forces a rank for, and of its open items that could."""

    rank: int
    given: Field
    open: Field


FlagField = tuple[Field, tuple[Flag, ...]]
"""A field of several flags, the first in the lowest bit."""
FLAGS_TOGETHER = 32


class _Share(NamedTuple):
    """What an answer adds to each kind of sum; `grave` is the rank that it forces by gravity, if it is given."""

    points: int = 0
    weight: int = 0
    open_weight: int = 0
    raised: int = 0
    open: int = 0
    invalid: int = 0
    grave: int = LOWEST


@frozen
class Codes:
    """The codes of the answers that every item of an audit has, and how many codes there are."""

    unsure: int
    not_applicable: int
    missing: int
    invalid: int
    count: int

    @classmethod
    def of(cls, audit: Audit) -> Codes:
        """Return the codes, which follow those of the longest scale of the audit."""
        longest = max(len(item.options) for item in audit.items.values())
        return cls(longest, longest + 1, longest + 2, longest + 3, longest + 4)


@frozen
class Column:
    """An item as a column of a table.

    Attributes:
        item: The item.
        words: For each code, the integers that the answer adds, one for each word of its domain.
    """

    item: Item
    words: tuple[tuple[int, ...], ...]


@frozen
class Packed:
    """A domain, or a whole audit, as columns and the layout of their sums.

    Attributes:
        id: The id of the checklist; empty for the whole audit.
        multiplier: How often its sums count in the audit.
        columns: Its items.
        points, weight, open_weight, invalid: The positions of the sums.
        flags: The red flags with their bits, worst first and then by id.
        graves: The counts of grave gaps by the rank that they force.
        count: How many words the sums take.
        highest: The largest sum of points there can be.
    """

    id: str
    multiplier: int
    columns: tuple[Column, ...]
    points: Field
    weight: Field
    open_weight: Field
    invalid: Field
    flags: tuple[Flag, ...]
    graves: tuple[Grave, ...]
    count: int
    highest: int

    @cached_property
    def raised(self) -> list[FlagField]:
        """The bits of raised flags that are side by side."""
        return _side_by_side([(flag.raised, flag) for flag in self.flags])

    @cached_property
    def opened(self) -> list[FlagField]:
        """The bits of open flags that are side by side."""
        return _side_by_side([(flag.open, flag) for flag in self.flags])


def _side_by_side(bits: list[tuple[Field, Flag]]) -> list[FlagField]:
    found = []
    for word, of_word in groupby(bits, key=lambda bit: bit[0].word):
        some = list(of_word)
        for start in range(0, len(some), FLAGS_TOGETHER):
            fields, flags = zip(*some[start : start + FLAGS_TOGETHER], strict=True)
            found.append((Field(word, fields[0].shift, (1 << len(fields)) - 1), flags))
    return found


@frozen(eq=False)
class PackedAudit:
    """An audit as packed domains, in its order; each audit has one, which is compared by identity."""

    audit: Audit
    codes: Codes
    domains: tuple[Packed, ...]

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, audit: Audit, *, together: bool = False) -> PackedAudit:
        """Compile an audit.

        Args:
            audit: The definition.
            together: Whether to lay it out as one domain without flags, whose sums are the audit's: enough where
                neither bands, flags nor domains are wanted.
        """
        codes = Codes.of(audit)
        if together:
            every = [(item, part.multiplier) for part in audit.parts for item in part.checklist.items]
            return cls(audit, codes, (_packed("", 1, every, codes),))
        return cls(audit, codes, tuple(_domain(part, codes, audit.policy) for part in audit.parts))

    @property
    def is_small(self) -> bool:
        """Whether every sum of the audit, with open items at their worst, fits 32 bits."""
        return sum(domain.multiplier * domain.highest for domain in self.domains) < 1 << 31

    @cached_property
    def words_of(self) -> dict[str, dict[str, int]]:
        """For each item, the code of each word that answers it."""
        return {item.id: words_of(item, self.codes) for item in self.audit.items.values()}


def words_of(item: Item, codes: Codes) -> dict[str, int]:
    """Return the code of each word that answers an item."""
    words = {option.id: code for code, option in enumerate(item.ranked)}
    words[UNSURE_WORD] = codes.unsure
    return {**words, NOT_APPLICABLE_WORD: codes.not_applicable} if item.not_applicable else words


class _Layout:
    """Lays fields side by side, and begins another word where one is full."""

    def __init__(self) -> None:
        self.word = 0
        self._used = 0

    def field(self, largest: int) -> Field:
        """Return room for sums up to `largest`."""
        bits = max(largest.bit_length(), 1)
        if self._used + bits > WORD_BITS:
            self.word, self._used = self.word + 1, 0
        found = Field(self.word, self._used, (1 << bits) - 1)
        self._used += bits
        return found


def _domain(part: Part, codes: Codes, policy: Policy) -> Packed:
    once = [(item, 1) for item in part.checklist.items]
    return _packed(part.checklist.id, part.multiplier, once, codes, policy)


def _packed(
    id: str, multiplier: int, weighed: list[tuple[Item, int]], codes: Codes, policy: Policy | None = None
) -> Packed:
    """Return a domain of items with the number of times that each counts; without a policy only its sums."""
    layout = _Layout()
    items = [item for item, _ in weighed]
    weight = sum(item.weight * times for item, times in weighed)
    highest = WORST_RISK * weight
    points, answered, opened = layout.field(highest), layout.field(weight), layout.field(weight)
    invalid = layout.field(len(items))
    flags = _flags(items, layout) if policy else []
    graves = _graves(items, layout, policy) if policy else []
    by_item = {flag.item: flag for flag in flags}
    columns = []
    for item, times in weighed:
        flag = by_item.get(item.id)
        forced = policy.forced(item) if policy else ()
        worst = forced[WORST_RISK] if forced else LOWEST
        fields = [points, answered, opened, flag and flag.raised, flag and flag.open, invalid]
        words = tuple(
            tuple(
                sum(
                    amount << field.shift
                    for field, amount in [*zip(fields, share[:-1], strict=True), *_counted(share, graves, worst)]
                    if field and field.word == word
                )
                for word in range(layout.word + 1)
            )
            for share in _shares(item, item.weight * times, codes, forced)
        )
        columns.append(Column(item, words))
    sums = (points, answered, opened, invalid)
    return Packed(id, multiplier, tuple(columns), *sums, tuple(flags), tuple(graves), layout.word + 1, highest)


def _counted(share: _Share, graves: list[Grave], worst: int) -> list[tuple[Field, int]]:
    """Return what an answer adds to the counts of grave gaps; an open item adds what its worst would force."""
    given = [(grave.given, int(grave.rank == share.grave)) for grave in graves]
    return given + [(grave.open, int(share.open and grave.rank == worst)) for grave in graves]


def _graves(items: list[Item], layout: _Layout, policy: Policy) -> list[Grave]:
    ranks = sorted({rank for item in items for rank in policy.forced(item)} - {LOWEST})
    return [Grave(rank, layout.field(len(items)), layout.field(len(items))) for rank in ranks]


def _flags(items: list[Item], layout: _Layout) -> list[Flag]:
    """Return the flags of items; the bits of raised flags are side by side, and so are those of open flags."""
    some = [(item.id, item.red_flag.band) for item in items if item.red_flag]
    raised, opened = ([layout.field(1) for _ in some] for _ in range(2))
    return [Flag(*flag, *fields) for flag, *fields in zip(some, raised, opened, strict=True)]


def _shares(item: Item, weight: int, codes: Codes, forced: Sequence[int]) -> list[_Share]:
    """Return what each code of an item adds; a code that is not its own is invalid."""
    opened = _Share(open_weight=weight, open=1)
    shares = [opened._replace(invalid=1)] * codes.count
    for code, option in enumerate(item.ranked):
        raised = int(item.raised_by(option.id) is not None)
        grave = forced[option.risk] if forced else LOWEST
        shares[code] = _Share(points=weight * option.risk, weight=weight, raised=raised, grave=grave)
    shares[codes.unsure] = shares[codes.missing] = opened
    if item.not_applicable:
        shares[codes.not_applicable] = _Share()
    return shares
