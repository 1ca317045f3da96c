"""The kernel of every table engine that works on arrays: codes in, results out, in blocks that stay in the cache.

The sums come out of the look-ups packed, and are taken apart once. Nothing is divided before the end, so results are
those of `assess` to the last bit.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethics_audit.frames.columns import Coded
from ethics_audit.frames.facts import Fact
from ethics_audit.frames.lookups import Answered, Joints, Lookups
from ethics_audit.frames.outputs import Wanted
from ethics_audit.frames.packing import PackedAudit
from ethics_audit.frames.results import Made, Scores
from ethics_audit.frames.sums import Ranks, Sums

BLOCK = 32_768


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
        told = not wanted.set_aside
        self._domains = [Lookups(domain, packed, profile, by_row, told=told) for domain in packed.domains]

    def run(self, codes: Mapping[str, Coded], facts: Mapping[str, Fact], rows: int) -> Scores:
        """Score rows.

        Args:
            codes: For each item its column; an item that is not there is answered by nobody.
            facts: Those that a row may have or not.
            rows: How many there are.
        """
        made = Made(self._wanted, self._packed, rows)
        joints = Joints(min(rows, BLOCK), self._packed.codes.bits)
        answered = Answered.of(codes, facts, rows)
        with np.errstate(divide="ignore", invalid="ignore"):
            for start in range(0, rows, BLOCK):
                self._block(made, joints, answered, slice(start, min(start + BLOCK, rows)))
        return made.scores

    def _block(self, made: Made, joints: Joints, answered: Answered, at: slice) -> None:
        rows = at.stop - at.start
        bands = self._packed.audit.policy.bands
        kind = np.int32 if self._packed.is_small else np.int64
        whole = Sums.zero(rows, kind)
        floors = Ranks.zero(rows)
        for domain in self._domains:
            sums = Sums.of(domain.words(answered, at, joints), domain.packed, kind)
            whole.add(sums, domain.packed.multiplier)
            ranks = None
            if made.banded:
                ranks = Ranks.of(sums, bands)
                floors.raise_to(ranks)
            made.put(domain.packed.id, sums, ranks, at)
            made.flags(domain.packed, sums, at)
        made.put("", whole, Ranks.of(whole, bands, floors) if made.banded else None, at)
        made.wrong(whole.invalid, at)
