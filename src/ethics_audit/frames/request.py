"""The request to score a table, checked once against the audit and the table's columns, for every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from typing import Any, Protocol, TypeVar

import numpy as np
import pyarrow as pa
from attrs import frozen

from ethics_audit.base.causes import unknown, wrong_argument
from ethics_audit.base.errors import AnswerError, ArgumentError, Problem
from ethics_audit.base.likeness import nearest
from ethics_audit.base.validation import as_frozenset, repeated
from ethics_audit.frames import arrow, vocabulary
from ethics_audit.frames.cells import Array, by_cause, listed, spellings
from ethics_audit.frames.codebook import Codebook, numbers_of
from ethics_audit.frames.columns import Coded, Fact, Meaning, truths_of
from ethics_audit.frames.invalid import LEAST_INVALID, InvalidAnswers, answers_of
from ethics_audit.frames.kernel import Kernel
from ethics_audit.frames.names import absent, fact_columns
from ethics_audit.frames.outputs import INVALID, SET_ASIDE, Wanted
from ethics_audit.frames.packing import PackedAudit
from ethics_audit.frames.results import Scores
from ethics_audit.frames.states import States
from ethics_audit.model.definitions import Audit

T = TypeVar("T")


class Table(Protocol):
    """Arrow columns by name."""

    def __getitem__(self, name: str, /) -> Any: ...


@frozen
class Request:
    """A table's columns, and what to make of them.

    Attributes:
        packed: The compiled audit.
        wanted: The columns to make.
        items: The items that have a column.
        facts: The name of the column of each profile fact that has one.
        profile: The facts that hold for every row.
        kept: The columns that stay, in the order of the table.
        numbers: For each item that has a codebook, the codes of its whole numbers; None if they are the codes.
        id: The column that names rows in errors.
        source: The name of the table in errors.
        is_long: Whether the table had one row per answer, so that no row can be a second header.
    """

    packed: PackedAudit
    wanted: Wanted
    items: tuple[str, ...]
    facts: Mapping[str, str]
    profile: frozenset[str]
    kept: tuple[str, ...]
    numbers: Mapping[str, Mapping[int, int]] | None
    id: str | None
    source: str = "table"
    is_long: bool = False

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
        source: str = "table",
    ) -> Request:
        """Check the arguments of `ethics_audit.score_frame` against the audit and the names of the table's columns.

        Raises:
            AnswerError: With every item that has no column, every unknown fact, and every column whose name is
                nearly that of an item or a fact.
            ArgumentError: If a new column would take the name of one that stays, or `id` is not a column.
        """
        constant = as_frozenset([] if profile is None else profile)
        if not isinstance(constant, frozenset) or not all(isinstance(fact, str) for fact in constant):
            raise wrong_argument("profile", "a list of facts", profile)
        stated = fact_columns(names, audit)
        items = tuple(name for name in names if name in audit.items)
        others = tuple(name for name in names if name not in audit.items)
        kept = tuple(names) if wanted.items == "keep" else others
        problems = [
            Problem(str(name) or "''", "is the name of two columns", "rename one of them") for name in repeated(names)
        ]
        problems += [
            unknown("profile", "a profile fact", fact, audit.known_facts)
            for fact in sorted(constant - audit.known_facts)
        ]
        problems += [
            Problem(listed(columns), f"state the same fact, {fact}", "keep one of them", "repeated")
            for fact, columns in stated.items()
            if len(set(columns)) > 1
        ]
        hint = "leave it out of the profile, or rename the column"
        problems += [
            Problem(listed(columns), f"states {fact} row by row, and profile= states it for every row", hint)
            for fact, columns in stated.items()
            if fact in constant
        ]
        known = constant.union(stated)
        asked = [] if allow_missing_columns else [item.id for item in audit.items.values() if item.requires <= known]
        problems += absent(audit, items, others, known, asked)
        if problems:
            raise AnswerError(problems, source)
        taken = {str(name).casefold() for name in others}
        for name in wanted.names:
            if name.casefold() in taken:
                raise ArgumentError("prefix", f"the table already has a column {name!r}", "give another prefix")
        if id is not None and id not in names:
            raise wrong_argument("id", "a column", id, nearest(id, map(str, names)))
        packed = PackedAudit.of(audit, together=wanted.is_whole)
        facts = {fact: column for fact, (column, *_) in stated.items()}
        return cls(packed, wanted, items, facts, constant, kept, numbers_of(packed, codebook), id, source)

    @cached_property
    def _kernel(self) -> Kernel:
        return _kernel(self.packed, self.wanted, self.profile, frozenset(self.facts), frozenset(self.items))

    @cached_property
    def unstated(self) -> dict[str, frozenset[str]]:
        """For each item with a column that depends on facts which nothing states, these facts."""
        stated = self.profile.union(self.facts)
        needs = {id: self.packed.audit.items[id].requires - stated for id in self.items}
        return {id: facts for id, facts in needs.items() if facts}

    @cached_property
    def doubted(self) -> tuple[str, ...]:
        """The items that are looked through even where invalid answers count as missing."""
        if not self.wanted.invalid:
            return self.items
        unstated = {} if self.wanted.set_aside else self.unstated
        booked = self.items if self.numbers is None else self.numbers
        return tuple(id for id in self.items if id in unstated or id not in booked)

    @cached_property
    def made(self) -> pa.Schema:
        """The columns that scoring makes."""
        risks = self.items if self.wanted.items == "risk" else ()
        made = arrow.schema(self.wanted, self.packed)
        return pa.schema([*((id, pa.float64()) for id in risks), *made], made.metadata)

    def score(self, table: Table, rows: int) -> Scores:
        """Return the results of rows.

        Raises:
            AnswerError: With every column that has invalid answers, unless these count as missing.
        """
        codes, facts = self.codes(table), self.truths(table)
        scores = self._kernel.run(codes, facts, rows)
        if scores.has_invalid:
            invalid = self._invalid()
            invalid.add(table, {id: codes[id] for id in self.doubted}, 0)
            if self.wanted.invalid and not self.is_long:
                (some,) = np.nonzero(scores.values[self.wanted.name(INVALID)] >= LEAST_INVALID)
                invalid.add_header(table, codes, some, 0)
            invalid.refuse()
        if self.wanted.set_aside:
            scores.values[self.wanted.name(SET_ASIDE)] = self._set_aside(codes, rows)
        if self.wanted.items == "risk":
            items = [self.packed.audit.items[id] for id in self.items]
            risks = States(items, codes, facts, self.profile, self.packed.codes, rows).risks
            scores.values |= dict(zip(self.items, risks.T, strict=True))
            scores.gaps.update(self.items)
        return scores

    def _invalid(self) -> InvalidAnswers:
        unstated = {} if self.wanted.set_aside else self.unstated
        return InvalidAnswers(self.packed, self.id, self.source, self.numbers, unstated, self.wanted.invalid)

    def _set_aside(self, codes: Mapping[str, Coded], rows: int) -> Array:
        """Return how many answers of each row depend on facts which nothing states."""
        counts = np.zeros(rows, np.int32)
        for id in self.unstated:
            counts += answers_of(self.packed, id)[codes[id].codes]
        return counts

    def truths(self, table: Table) -> dict[str, Fact]:
        """Return the columns of facts.

        Raises:
            AnswerError: With every column that has a value which states no fact.
        """
        return self._each({fact: (name, Fact.of) for fact, name in self.facts.items()}, table)

    def codes(self, table: Table) -> dict[str, Coded]:
        """Return the codes of the columns of items.

        Raises:
            AnswerError: With every column of a kind that holds no answers.
        """
        return self._each({id: (id, meaning.of) for id, meaning in self._meanings.items()}, table)

    def _each(self, readers: Mapping[str, tuple[str, Callable[[str, Any], T]]], table: Table) -> dict[str, T]:
        """Read columns, and raise the problems of all of them at once."""
        found: dict[str, T] = {}
        problems: list[Problem] = []
        for key, (name, read) in readers.items():
            try:
                found[key] = read(name, table[name])
            except AnswerError as error:
                problems += error.problems
        if problems:
            raise AnswerError(by_cause(problems), self.source)
        return found

    def check(self, batches: Iterable[tuple[Table, int]]) -> None:
        """Look through a whole table for invalid answers and facts.

        Args:
            batches: The columns of some rows, and how many these are.

        Raises:
            AnswerError: With every column that has any.
        """
        invalid = self._invalid()
        first = 0
        for table, rows in batches:
            self.truths(table)
            codes = self.codes(table)
            invalid.add(table, {id: codes[id] for id in self.doubted}, first)
            if self.wanted.invalid:
                invalid.add_header(table, codes, np.arange(rows), first)
            first += rows
        invalid.refuse()

    @cached_property
    def _meanings(self) -> dict[str, Meaning]:
        """The meaning of each item's column, the same for every batch."""
        return {id: self._meaning(id) for id in self.items}

    def _meaning(self, id: str) -> Meaning:
        known = self.packed.words_of[id]
        numbers = None if self.numbers is None else self.numbers.get(id, {})
        codes = {code: code for code in (*known.values(), self.packed.codes.missing)} if numbers is None else numbers
        words = {spelled: code for number, code in codes.items() for spelled in spellings(number)}
        other = partial(self._other, id)
        return Meaning({**words, **known, **truths_of(known)}, self.packed.codes, numbers, other)

    def _other(self, id: str, text: str) -> str | None:
        return vocabulary.answer(self._vocabulary[id], text)

    @cached_property
    def _vocabulary(self) -> Mapping[str, Mapping[str, str]]:
        return vocabulary.answers(self.packed.audit)


_kernel = lru_cache(maxsize=8)(Kernel)
"""Returns a kernel, which is kept with its tables for the next table of the same kind."""
