"""What other programs write made into a table of audits: their names for our columns, their codes, their empty rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from ethics_audit.base.errors import AnswerError, Problem
from ethics_audit.base.validation import repeated
from ethics_audit.frames.cells import Array, blank_rows, is_text, spellings
from ethics_audit.frames.names import FACT_OF
from ethics_audit.model.definitions import Audit

REDCAP = frozenset({"redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance"})
FILLED_IN = ("1", "2")
"""What REDCap writes of an instrument that is unverified, and of one that is complete."""


WHOLE = re.compile("[+-]?[0-9]+")
"""A code that is a whole number, which columns may spell in several ways."""


class Foreign(NamedTuple):
    """What the programs that take our exported forms write.

    Attributes:
        columns: The item or the fact of each column that they call otherwise.
        codes: The words of the answers for which they have codes.
        status: The column in which REDCap says how far the form is filled in.
    """

    columns: Mapping[str, str] = {}
    codes: Mapping[str, str] = {}
    status: str = ""


class Rows(NamedTuple):
    """Some rows of a file.

    Attributes:
        batch: All of them, under our names; a blank one is null in every column.
        is_blank: The rows without anything in them.
        is_other: The rows that have something in them, but nothing of this audit, in a project of REDCap.
    """

    batch: pa.RecordBatch
    is_blank: Array
    is_other: Array


@frozen
class Incoming:
    """How the rows of a file become rows of audits.

    Attributes:
        schema: The columns, as they are called here.
        ours: The columns of items and facts.
        foreign: Those of the items that the file calls otherwise.
        codes: The words of the codes that these have.
        missing: The codes that stand for no answer.
        status: The column in which REDCap says how far the form is filled in; empty if the file is no export of REDCap.
    """

    schema: pa.Schema
    ours: frozenset[str]
    foreign: frozenset[str]
    codes: Mapping[str, str]
    missing: frozenset[str]
    status: str

    @classmethod
    def of(
        cls,
        audit: Audit,
        schema: pa.Schema,
        facts: Iterable[str],
        *,
        foreign: Foreign,
        missing: Iterable[str],
        source: str,
    ) -> Incoming:
        """Return how the rows of this file become rows of audits.

        Args:
            audit: The definition.
            schema: The file's columns.
            facts: The facts that may have a column.
            foreign: What the programs that take our exported forms write.
            missing: The codes that stand for no answer.
            source: What errors call the file.

        Raises:
            AnswerError: If two columns are of one item.
        """
        given = schema.names
        known = {name: meant for name, meant in foreign.columns.items() if name not in FACT_OF or meant in audit.items}
        renamed = {name: known[name] for name in given if name in known}
        names = [renamed.get(name, name) for name in given]
        if problems := list(_twice(given, names)):
            raise AnswerError(problems, source)
        known_facts = {*facts, *foreign.columns}
        ours = {name for name in names if name in audit.items or name in known_facts}
        is_redcap = not REDCAP.isdisjoint(given) or (bool(renamed) and foreign.status in given)
        fields = [field.with_name(name) for field, name in zip(schema, names, strict=True)]
        return cls(
            pa.schema(fields, schema.metadata),
            frozenset(ours),
            frozenset(renamed.values()),
            foreign.codes,
            frozenset(told for code in missing for told in (spellings(code) if WHOLE.fullmatch(code) else [code])),
            foreign.status if is_redcap else "",
        )

    def rows(self, batch: pa.RecordBatch) -> Rows:
        """Return rows as they are here."""
        named = pa.RecordBatch.from_arrays(
            list(map(self._column, self.schema.names, batch.columns)), schema=self._kinds(batch)
        )
        is_blank = blank_rows(named.columns, named.num_rows)
        if is_blank.any():
            gaps = pa.array(is_blank)
            columns = [pc.if_else(gaps, pa.scalar(None, column.type), column) for column in named.columns]
            named = pa.RecordBatch.from_arrays(columns, schema=named.schema)
        return Rows(named, is_blank, self._is_other(named) & ~is_blank)

    def _kinds(self, batch: pa.RecordBatch) -> pa.Schema:
        """Return the columns with the types that they have in these rows, since answers of NDJSON may have several."""
        return pa.schema([(name, kind) for name, kind in zip(self.schema.names, batch.schema.types, strict=True)])

    def _is_other(self, batch: pa.RecordBatch) -> Array:
        if not self.status:
            return np.zeros(batch.num_rows, bool)
        told = blank_rows([batch.column(name) for name in batch.schema.names if name in self.ours], batch.num_rows)
        if self.status in batch.schema.names:
            status = pc.is_in(batch.column(self.status).cast(pa.string()), pa.array(FILLED_IN))
            told &= ~np.asarray(status)
        return told

    def _column(self, name: str, values: pa.Array) -> pa.Array:
        """Return a column without codes; one that is no item's and no fact's as it is."""
        if name not in self.ours and name not in FACT_OF:
            return values
        codes = {**dict.fromkeys(self.missing), **(self.codes if name in self.foreign else {})}
        return _recoded(values, codes) if codes else values


def _twice(given: Sequence[str], names: Sequence[str]) -> Iterator[Problem]:
    """Yield the columns that are of an item which has another column too."""
    twice = set(repeated(names))
    for name, item in zip(given, names, strict=True):
        if name != item and item in twice:
            yield Problem(name, f"is a column of {item!r}, which has another one too", "leave one of them out")


def _recoded(values: pa.Array, codes: Mapping[str, str | None]) -> pa.Array:
    """Return a column with the words of codes in their place, and nothing in that of a code for no answer."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        words = _recoded(values.dictionary, codes)
        return values if words is values.dictionary else pa.DictionaryArray.from_arrays(values.indices, words)
    for code, word in codes.items():
        same = pc.equal(values, sought) if (sought := _of_kind(code, kind)) is not None else None
        if same is not None and pc.any(same).as_py():
            values = pc.if_else(same, pa.scalar(word, kind), values)
    return values


def _of_kind(code: str, kind: pa.DataType) -> pa.Scalar | None:
    """Return a code as a column of this kind may hold it; None if it cannot."""
    try:
        if pa.types.is_integer(kind) or pa.types.is_floating(kind):
            return pa.scalar(float(code), pa.float64()).cast(kind)
        return pa.scalar(code, kind) if is_text(kind) else None
    except (ValueError, pa.ArrowException):
        return None
