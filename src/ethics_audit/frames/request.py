"""What is asked of a table, checked once against the audit and the table's columns, for every engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from ethics_audit.checks import as_frozenset, repeated
from ethics_audit.errors import AnswerError, ArgumentError, Problem, nearest, shown, similar
from ethics_audit.frames import arrow
from ethics_audit.frames.columns import Array, Coded, Meaning
from ethics_audit.frames.kernel import Kernel
from ethics_audit.frames.outputs import Wanted
from ethics_audit.frames.packing import PackedAudit
from ethics_audit.frames.results import Scores
from ethics_audit.frames.wrong import VALUES_TOLD, Wrong
from ethics_audit.model import Audit
from ethics_audit.profile import KNOWN


class Table(Protocol):
    """Arrow columns by name."""

    def __getitem__(self, name: str, /) -> Any: ...


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
        source: What errors call the table.
    """

    packed: PackedAudit
    wanted: Wanted
    items: tuple[str, ...]
    facts: tuple[str, ...]
    profile: frozenset[str]
    kept: tuple[str, ...]
    numbers: Mapping[str, Mapping[int, int]] | None
    id: str | None
    source: str = "table"

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
        """The request, checked.

        Args:
            audit: The definition.
            names: The names of the table's columns.
            wanted: The columns to make.
            profile: The facts that hold for every row, beside those of columns named after facts.
            codebook: What whole numbers stand for; None if they are the audit's own codes.
            allow_missing_columns: Whether an item may have no column.
            id: The column that names rows in errors.
            source: What errors call the table.

        Raises:
            AnswerError: With every item that has no column, and every fact that is none.
            ArgumentError: If a new column would take the name of one that stays, or `id` is no column.
        """
        constant = _profile(profile)
        facts = tuple(name for name in names if name in KNOWN and name not in constant)
        asked = [] if allow_missing_columns else audit.items.values()
        others = tuple(name for name in names if name not in audit.items)
        problems = list(_name_problems(names, audit))
        problems += [
            Problem("profile", f"{shown(fact)} is not a profile fact", nearest(fact, KNOWN))
            for fact in sorted(constant - KNOWN)
        ]
        problems += [
            Problem(item.id, "has no column", similar(item.id, map(str, others)))
            for item in asked
            if item.requires <= constant.union(facts) and item.id not in names
        ]
        if problems:
            raise AnswerError(problems, source)
        taken = {str(name).casefold() for name in others}
        for name in wanted.names:
            if name.casefold() in taken:
                raise ArgumentError("prefix", f"the table has a column {name!r} already", "give another prefix")
        if id is not None and id not in names:
            raise ArgumentError("id", f"{shown(id)} is not a column", nearest(id, map(str, names)))
        packed = PackedAudit.of(audit, together=wanted.is_whole)
        numbers = None if codebook is None else _numbers(packed, codebook)
        items = tuple(name for name in names if name in audit.items)
        return cls(packed, wanted, items, facts, constant, others, numbers, id, source)

    @cached_property
    def _kernel(self) -> Kernel:
        return _kernel(self.packed, self.wanted, self.profile, frozenset(self.facts))

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
        scores = self._kernel.run(codes, self.truths(table), rows)
        if not self.wanted.invalid and scores.wrong:
            wrong = Wrong(self.packed, self.id, self.source, self.numbers)
            wrong.add(table, codes, 0)
            wrong.refuse()
        return scores

    def truths(self, table: Table) -> dict[str, Array]:
        """The columns of facts.

        Raises:
            AnswerError: With every one that holds anything but true and false, or 1 and 0.
        """
        problems: list[Problem] = []
        found = {fact: booleans(fact, table[fact], problems) for fact in self.facts}
        if problems:
            raise AnswerError(problems, self.source)
        return found

    def check(self, batches: Iterable[tuple[Table, int]]) -> None:
        """Look through a whole table for what is no answer, and no fact.

        Args:
            batches: The columns of some rows, and how many these are.

        Raises:
            AnswerError: With every column that holds any.
        """
        wrong = Wrong(self.packed, self.id, self.source, self.numbers)
        first = 0
        for table, rows in batches:
            self.truths(table)
            if not self.wanted.invalid:
                wrong.add(table, self.codes(table), first)
            first += rows
        wrong.refuse()

    def codes(self, table: Table) -> dict[str, Coded]:
        """The codes of the items' columns."""
        return {id: meaning.of(table[id]) for id, meaning in self._meanings.items()}

    @cached_property
    def _meanings(self) -> dict[str, Meaning]:
        return {id: self._meaning(id) for id in self.items}

    def _meaning(self, id: str) -> Meaning:
        known = self.packed.words_of[id]
        numbers = None if self.numbers is None else self.numbers.get(id, {})
        codes = {code: code for code in (*known.values(), self.packed.codes.missing)} if numbers is None else numbers
        words = {**{told: code for number, code in codes.items() for told in (str(number), f"{number}.0")}, **known}
        return Meaning({**words, "": self.packed.codes.missing}, self.packed.codes, numbers)


@lru_cache(maxsize=8)
def _kernel(*arguments: Any) -> Kernel:
    """A kernel, kept with its tables for the next table of the kind."""
    return Kernel(*arguments)


def _profile(profile: Iterable[str] | None) -> frozenset[str]:
    facts = as_frozenset([] if profile is None else profile)
    if not isinstance(facts, frozenset) or not all(isinstance(fact, str) for fact in facts):
        raise ArgumentError("profile", f"{shown(profile)} is given; allowed is a list of facts")
    return facts


def _name_problems(names: Sequence[str], audit: Audit) -> Iterator[Problem]:
    """Columns that stand twice, and names that are an item's or a fact's but for capitals or blanks."""
    for name in repeated(names):
        yield Problem(str(name), "is the name of two columns", "rename one of them")
    meant = {known.casefold(): known for known in (*audit.items, *KNOWN)}
    for name in names:
        known = meant.get(str(name).strip().casefold())
        if known is not None and known != name and known not in names:
            yield Problem(str(name), f"is not a name here; {known!r} is", "rename it")


def _numbers(packed: PackedAudit, codebook: Codebook) -> dict[str, dict[int, int]]:
    """The code that each whole number of a codebook stands for.

    Raises:
        AnswerError: With every item, number and word of the codebook that is none.
    """
    if not isinstance(codebook, Mapping):
        raise ArgumentError("codebook", f"{shown(codebook)} is given; allowed is a mapping of mappings")
    problems: list[Problem] = []
    found = {str(id): dict(_codes_of_item(id, words, packed, problems)) for id, words in codebook.items()}
    if problems:
        raise AnswerError(problems, "codebook")
    return found


def _codes_of_item(id: str, words: Any, packed: PackedAudit, problems: list[Problem]) -> Iterator[tuple[int, int]]:
    known = packed.words_of.get(id)
    if known is None:
        problems.append(Problem(str(id), "is not an item of the audit", nearest(id, packed.words_of)))
        return
    if not isinstance(words, Mapping):
        problems.append(Problem(id, f"{shown(words)} is given; allowed is a mapping from whole number to word"))
        return
    for number, word in words.items():
        place = f"{id}.{number}"
        if type(number) is not int or abs(number) >= 1 << 63:
            problems.append(Problem(place, f"{shown(number)} is given; allowed is a whole number"))
        elif not isinstance(word, str) or (word and word not in known):
            problems.append(Problem(place, f"{shown(word)} is no answer", nearest(word, known)))
        else:
            yield number, known.get(word, packed.codes.missing)


TRUTHS = {"true": True, "1": True, "false": False, "0": False}


def booleans(fact: str, values: pa.Array | pa.ChunkedArray, problems: list[Problem]) -> Array:
    """The values of a fact's column: true and false, 1 and 0, or these as text; adds what is wrong to `problems`."""
    distinct = values.unique().to_pylist()
    wrong = [one for one in distinct if str(one).casefold() not in TRUTHS or isinstance(one, float)]
    if wrong:
        told = ", ".join(map(shown, wrong[:VALUES_TOLD]))
        hint = "give the profile of all rows with profile=, or rename the column"
        problems.append(Problem(fact, f"{told} is given; allowed is true or false in each row", hint))
        return np.zeros(len(values), bool)
    truths = [one for one in distinct if TRUTHS[str(one).casefold()]]
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    return np.asarray(pc.is_in(values, pa.array(truths, kind)))
