"""A study: filled-in audits as a table of words, and as the codes, states and risks that statistics are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
import pyarrow as pa
from attrs import evolve, field, frozen

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.errors import AnswerError, Problem
from ethics_audit.base.likeness import nearest
from ethics_audit.frames import memory
from ethics_audit.frames.cells import Array, listed
from ethics_audit.frames.names import fact_of
from ethics_audit.frames.outputs import Wanted
from ethics_audit.frames.request import Request
from ethics_audit.frames.states import States
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import Item


class Taken(NamedTuple):
    """How one column was taken.

    Attributes:
        column: Its name in the file; empty for what became of the rows.
        role: ``item``, ``fact``, ``person``, ``occasion``, ``kept`` or ``left out``; or ``vector``, or in a table
            with a row for each answer ``names of items`` and ``answers``; or ``rows``.
        name: The id of the item or the fact; the column's own name otherwise; of ``rows``, what became of them.
        by: How it was recognized: ``id``, ``name`` (of an exported form), ``group``, ``prompt``, ``value`` or
            ``argument``; empty for a column that is not looked into.
    """

    column: str
    role: str
    name: str
    by: str

    def __str__(self) -> str:
        """Return how the column was taken, on one line."""
        if not self.column:
            return f"{self.role}: {self.name}"
        name = "" if self.name == self.column else f" {self.name}"
        return f"{self.column}: {self.role}{name}{self.by and f' (by {self.by})'}"


@frozen(eq=False)
class Study:
    """Filled-in audits of many people, one row each.

    Attributes:
        audit: The definition.
        table: The rows: a column for each item, named by its id, with the words of the answers; and every other
            column as it came.
        person: The columns that together name a person.
        occasion: The column that names the occasion of a row; None if each person has one row.
        profile: The facts that hold for every row. Facts that vary have columns in the table.
        mapping: How each column of the file was taken.
        notes: What a reader must know of how it was read, such as rows that are left out.
    """

    audit: Audit
    table: pa.Table
    person: tuple[str, ...] = ()
    occasion: str | None = None
    profile: frozenset[str] = frozenset()
    mapping: tuple[Taken, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self.table.num_rows)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The items of the audit, in its order; they are the columns of `codes`, `states` and `risks`."""
        return tuple(self.audit.items.values())

    def _request_of(self, wanted: Wanted) -> Request:
        """Return a request without columns that are called as what is wanted, or as facts that nobody is asked."""
        taken = set(map(str.casefold, wanted.names))
        known, asked = fact_of(self.audit), {None, *self.audit.facts}
        named = [name for name in self.table.column_names if known.get(name) in asked]
        names = [name for name in named if name.casefold() not in taken]
        return Request.of(self.audit, names, wanted, profile=self.profile, allow_missing_columns=True)

    @cached_property
    def _request(self) -> Request:
        return self._request_of(Wanted.of(self.audit, columns=["score"], domains=False, prefix="", on_invalid="error"))

    @cached_property
    def _states(self) -> States:
        request = self._request
        found, facts = request.codes(self.table), request.truths(self.table)
        return States(self.items, found, facts, self.profile, request.packed.codes, len(self))

    @property
    def states(self) -> Array:
        """The `State` of each item in each row, as bytes: rows × items.

        An item whose facts do not hold is outside of the profile, whatever its cell says. Where a fact is not known, a
        missing answer is blank.
        """
        return self._states.states

    @property
    def risks(self) -> Array:
        """The risk of each picked option, 0 to 100: rows × items, NaN where there is no answer."""
        return self._states.risks

    @property
    def codes(self) -> Array:
        """The code of each answer: the places of options in `Item.ranked`, and after them those of no options."""
        return self._states.codes

    @property
    def picked(self) -> Array:
        """The place of each picked option in its scale as presented, from 0: rows × items, -1 where there is none."""
        return self._states.picked

    @cached_property
    def weights(self) -> Array:
        """What each item counts in the score of the audit: its weight times the multiplier of its checklist."""
        parts = {item.id: part.multiplier for part in self.audit.parts for item in part.checklist.items}
        return np.array([item.weight * parts[item.id] for item in self.items])

    @cached_property
    def domains(self) -> Mapping[str, Array]:
        """The places of each domain's items."""
        places = {item.id: place for place, item in enumerate(self.items)}
        return {
            part.checklist.id: np.array([places[item.id] for item in part.checklist.items]) for part in self.audit.parts
        }

    @cached_property
    def scores(self) -> pa.Table:
        """Every result of `score_frame` for each row."""
        wanted = Wanted.of(self.audit, columns=None, domains=True, prefix="", on_invalid="error")
        scored: pa.Table = memory.pyarrow(nw.from_native(self.table, eager_only=True), self._request_of(wanted))
        return scored

    def outcome(self, name: str) -> Array:
        """Return a numeric result, such as ``score`` or ``boundaries.score``: one a row, NaN where there is none.

        Raises:
            ArgumentError: If there is no such result, or it is no number.
        """
        numeric = [field.name for field in self.scores.schema if _is_number(field.type)]
        if name not in numeric:
            raise wrong_argument("outcome", "a number of score_frame", name, nearest(name, numeric))
        return np.array(self.scores[name].to_numpy(zero_copy_only=False), float)

    def column(self, name: str, argument: str = "column") -> list[Any]:
        """Return the values of a column, such as a group.

        Args:
            name: Its name.
            argument: The argument that names it, for errors.

        Raises:
            ArgumentError: If there is no such column.
        """
        if name not in self.table.column_names:
            others = [column for column in self.table.column_names if column not in self.audit.items]
            raise wrong_argument(argument, "a column of the study", name, nearest(name, others))
        return list(self.table[name].to_pylist())

    def people(self) -> Array:
        """Return a number for each row's person, from 0 in the order of appearance; without a key, each row's own."""
        return self._people

    @cached_property
    def _people(self) -> Array:
        if not self.person:
            return np.arange(len(self))
        numbers = np.zeros(len(self), np.int64)
        for name in self.person:
            found = _numbered(pa.array(self.column(name)))
            numbers = _numbered(pa.array(numbers * (found.max(initial=0) + 1) + found))
        return numbers

    def at(self, occasion: object) -> Study:
        """Return the rows of one occasion, given by its value or by its text.

        Raises:
            ArgumentError: If the study has no occasions, or not this one.
        """
        known: Sequence[Any] = [] if self.occasion is None else self.column(self.occasion)
        stays = [occasion in (value, str(value)) for value in known]
        if not any(stays):
            near = nearest(occasion, set(map(str, known)))
            raise wrong_argument("occasion", "an occasion of the study", occasion, near)
        return self.where(stays)

    def where(self, stays: Iterable[bool]) -> Study:
        """Return some of the rows."""
        rows = [*map(bool, stays)]
        return self if all(rows) and len(rows) == len(self) else evolve(self, table=self.table.filter(pa.array(rows)))


FILE = "file"
"""The column that names the file of each row where each file is an occasion."""


def joined(studies: Mapping[str, Study], *, by_file: bool = False) -> Study:
    """Return the rows of several studies of one audit below each other.

    Args:
        studies: The studies, by the name of the file that each comes from.
        by_file: Whether each file is an occasion, named by a new column ``file``.

    Raises:
        AnswerError: If a column has another kind in another file, or a person has two rows on one occasion.
    """
    (first, *others) = studies.values()
    tables = [
        one.table.append_column(FILE, pa.array([name] * len(one), pa.string())) if by_file else one.table
        for name, one in studies.items()
    ]
    source = ", ".join(studies)
    try:
        table = pa.concat_tables(tables, promote_options="default")
    except pa.ArrowException as failure:
        raise AnswerError([Problem("", f"cannot be joined: {failure}", rule="column-type")], source) from None
    mapping = tuple(dict.fromkeys(taken for one in (first, *others) for taken in one.mapping))
    notes = tuple(dict.fromkeys(note for one in (first, *others) for note in one.notes))
    occasion = FILE if by_file else first.occasion
    found = evolve(first, table=table, occasion=occasion, mapping=mapping, notes=notes)
    refuse_twice(found, source)
    return found


def refuse_twice(study: Study, source: str) -> None:
    """Refuse two rows of one person on one occasion.

    Raises:
        AnswerError: With every person and occasion that is there twice.
    """
    if not study.person:
        return
    names = [*study.person, *([study.occasion] if study.occasion else [])]
    keys = zip(*(study.column(name) for name in names), strict=True)
    twice = sorted({", ".join(map(str, key)) for key, count in Counter(keys).items() if count > 1})
    if twice:
        hint = "name the column that tells their occasions, or keep one row of each"
        raise AnswerError([Problem(listed(names), f"is there twice: {listed(twice)}", hint, "repeated")], source)


def _numbered(values: pa.Array) -> Array:
    """Return a number for each value, from 0 in the order of appearance; null is a value."""
    return np.asarray(values.dictionary_encode(null_encoding="encode").indices, np.int64)


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_boolean(kind))
