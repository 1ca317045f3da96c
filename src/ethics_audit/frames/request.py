"""What is asked of a table, checked once against the audit and the table's columns, for every engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import frozen

from ethics_audit.errors import AnswerError, ArgumentError, Problem, nearest, shown, similar
from ethics_audit.frames import arrow
from ethics_audit.frames.columns import Array, codes_of
from ethics_audit.frames.kernel import Kernel, Scores
from ethics_audit.frames.outputs import Wanted
from ethics_audit.frames.packing import PackedAudit
from ethics_audit.frames.wrong import Wrong
from ethics_audit.model import Audit
from ethics_audit.profile import KNOWN

Table = Mapping[str, Any]
"""Arrow columns by name."""

Codebook = Mapping[str, Mapping[int, str]]
"""For each item, the word that each whole number stands for."""


@frozen
class Request:
    """A table's columns, and what is to become of them.

    Attributes:
        packed: The compiled audit.
        wanted: The columns to make.
        items: The items that have a column.
        facts: The profile facts that have a column.
        profile: The facts that hold for every row.
        kept: The columns that stay, in the order of the table.
        numbers: For each item, the codes of its whole numbers; None if they are the codes themselves.
        id: The column that names rows in errors.
        textual: Whether numbers are written as text too, as in CSV.
    """

    packed: PackedAudit
    wanted: Wanted
    items: tuple[str, ...]
    facts: tuple[str, ...]
    profile: frozenset[str]
    kept: tuple[str, ...]
    numbers: Mapping[str, Mapping[int, int]] | None
    id: str | None
    textual: bool = False

    @classmethod
    def of(
        cls,
        audit: Audit,
        names: Sequence[str],
        wanted: Wanted,
        *,
        profile: Iterable[str] | None = None,
        codebook: Codebook | None = None,
        allow_missing_columns: bool = False,
        id: str | None = None,
        textual: bool = False,
    ) -> Request:
        """The request, checked.

        Args:
            audit: The definition.
            names: The names of the table's columns.
            wanted: The columns to make.
            profile: The facts that hold for every row; None to take them from columns named after facts.
            codebook: What whole numbers stand for; None if they are the audit's own codes.
            allow_missing_columns: Whether an item may have no column.
            id: The column that names rows in errors.
            textual: Whether numbers are written as text too.

        Raises:
            AnswerError: With every item that has no column, and every fact that is none.
            ArgumentError: If a new column would take the name of one that stays, or `id` is no column.
        """
        constant = frozenset(profile or ())
        facts = () if profile is not None else tuple(name for name in names if name in KNOWN)
        asked = [] if allow_missing_columns else audit.items.values()
        others = tuple(name for name in names if name not in audit.items)
        problems = [
            Problem("profile", f"{shown(fact)} is not a profile fact", nearest(fact, KNOWN))
            for fact in sorted(constant - KNOWN, key=str)
        ]
        problems += [
            Problem(item.id, "has no column", similar(item.id, others))
            for item in asked
            if item.requires <= constant.union(facts) and item.id not in names
        ]
        if problems:
            raise AnswerError(problems, "table")
        for name in wanted.names:
            if name in others:
                raise ArgumentError("prefix", f"the table has a column {name!r} already", "give another prefix")
        if id is not None and id not in names:
            raise ArgumentError("id", f"{id!r} is not a column", nearest(id, names))
        packed = PackedAudit.of(audit, together=wanted.is_whole)
        numbers = None if codebook is None else _numbers(packed, codebook)
        items = tuple(name for name in names if name in audit.items)
        return cls(packed, wanted, items, facts, constant, others, numbers, id, textual)

    @cached_property
    def _kernel(self) -> Kernel:
        return Kernel(self.packed, self.wanted, self.profile, frozenset(self.facts))

    @property
    def read(self) -> list[str]:
        """The columns that scoring reads."""
        return [*self.items, *self.facts, *([self.id] if self.id is not None else [])]

    @cached_property
    def made(self) -> pa.Schema:
        """The columns that scoring makes."""
        return arrow.schema(self.wanted, self.packed)

    def score(self, table: Table, rows: int) -> Scores:
        """The results of rows.

        Raises:
            AnswerError: With every column that holds what is no answer, unless that counts as missing.
        """
        codes = self.codes(table)
        facts = {fact: _booleans(fact, table[fact]) for fact in self.facts}
        scores = self._kernel.run(codes, facts, rows)
        if not self.wanted.invalid and scores.wrong.any():
            wrong = Wrong(self.packed, self.id)
            wrong.add(table, codes, 0)
            wrong.refuse()
        return scores

    def check(self, batches: Iterable[tuple[Table, int]]) -> None:
        """Look through a whole table for what is no answer.

        Args:
            batches: The columns of some rows, and how many these are.

        Raises:
            AnswerError: With every column that holds any.
        """
        wrong = Wrong(self.packed, self.id)
        first = 0
        for table, rows in batches:
            wrong.add(table, self.codes(table), first)
            first += rows
        wrong.refuse()

    def codes(self, table: Table) -> dict[str, Array]:
        """The codes of the items' columns."""
        return {id: self._codes(id, table[id]) for id in self.items}

    def _codes(self, id: str, values: Any) -> Array:
        numbers = None if self.numbers is None else self.numbers.get(id, {})
        words = self.packed.words_of[id]
        if self.textual:
            stood_for = {code: code for code in words.values()} if numbers is None else numbers
            words = {**{str(number): code for number, code in stood_for.items()}, **words}
        return codes_of(values, words, self.packed.codes, numbers)


def _numbers(packed: PackedAudit, codebook: Codebook) -> dict[str, dict[int, int]]:
    """The code that each whole number of a codebook stands for.

    Raises:
        AnswerError: With every item and word of the codebook that the audit does not have.
    """
    problems = []
    found: dict[str, dict[int, int]] = {}
    for id, words in codebook.items():
        known = packed.words_of.get(id)
        if known is None:
            problems.append(Problem(id, "is not an item of the audit", nearest(id, packed.words_of)))
            continue
        problems += [
            Problem(f"{id}.{number}", f"{shown(word)} is no answer", nearest(word, known))
            for number, word in words.items()
            if word and word not in known
        ]
        found[id] = {int(number): known.get(word, packed.codes.missing) for number, word in words.items()}
    if problems:
        raise AnswerError(problems, "codebook")
    return found


def _booleans(fact: str, values: pa.Array | pa.ChunkedArray) -> Array:
    """The values of a fact's column.

    Raises:
        AnswerError: If it holds anything but true and false, or 1 and 0.
    """
    kind = values.type
    if values.null_count or not (pa.types.is_boolean(kind) or pa.types.is_integer(kind)):
        told = f"is a column of {kind}{' with gaps' if values.null_count else ''}; allowed is true or false in each row"
        raise AnswerError([Problem(fact, told, "or give the profile of all rows with profile=")], "table")
    found = np.asarray(values)
    if found.dtype != bool and not np.isin(found, (0, 1)).all():
        raise AnswerError([Problem(fact, "holds other numbers than 0 and 1", "write true or false")], "table")
    return found.astype(bool)
