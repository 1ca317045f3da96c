"""The columns of facts: whether each holds for a row, does not, or is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from ethics_audit.base.errors import AnswerError, Problem, shown
from ethics_audit.frames.cells import decoded, is_gap, spellings
from ethics_audit.frames.columns import Array

HOLDS = frozenset({"true", *spellings(1), "yes", "y", "sí", "si"})
HOLDS_NOT = frozenset({"false", *spellings(0), "no", "n"})
"""The texts, in small letters, that values of facts are as text; numbers and truths have texts too."""
ALLOWED = "true or false, yes or no, 1 or 0, or nothing where it is not known"
VALUES_TOLD = 5


@frozen
class Fact:
    """A fact, row by row.

    Attributes:
        may: Whether it holds, or is not known.
        open: Whether it is not known; None if it is known in every row.
    """

    may: Array
    open: Array | None

    @classmethod
    def of(cls, name: str, column: Any) -> Fact:
        """A fact from its column.

        Raises:
            AnswerError: If a value is neither true, false nor a gap.
        """
        values = decoded(name, column)
        whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
        coded = whole if pa.types.is_dictionary(whole.type) else pc.dictionary_encode(whole)
        told = [*coded.dictionary.to_pylist(), None]
        places = coded.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
        used = [told[place] for place in np.unique(places)]
        if wrong := [one for one in used if not is_gap(one) and _text(one) not in HOLDS | HOLDS_NOT]:
            hint = "give the facts of all rows with profile=, or rename the column"
            given = ", ".join(map(shown, wrong[:VALUES_TOLD]))
            raise AnswerError([Problem(name, f"expected {ALLOWED}, got {given}", hint)], "table")
        gaps = np.array([*map(is_gap, told)])
        may = gaps | np.array([_text(one) in HOLDS for one in told])
        unknown = gaps[places]
        return cls(may[places], unknown if unknown.any() else None)

    def limit(self, added: Array, kept: int, opened: int) -> None:
        """Let what the rows add count where the fact holds, and be `opened` where it is not known.

        Args:
            added: What each row adds.
            kept: The bits that count whether the fact holds or not.
            opened: What a row adds that has no answer.
        """
        holds = self.may if self.open is None else self.may & ~self.open
        np.bitwise_and(added, np.where(holds, ~0, kept), out=added)
        if self.open is not None:
            np.bitwise_or(added, np.where(self.open, opened, 0), out=added)


def _text(value: object) -> str:
    return str(value).lower()


def together(facts: Mapping[str, Fact], needed: Iterable[str], at: slice) -> Fact:
    """Return whether all of these facts hold in a block of rows; one that does not outweighs one that is not known."""
    some = [facts[fact] for fact in needed]
    may = np.logical_and.reduce([fact.may[at] for fact in some])
    gaps = [fact.open[at] for fact in some if fact.open is not None]
    return Fact(may, may & np.logical_or.reduce(gaps) if gaps else None)
