"""Exports of other programs made into a table of audits: their column names, their codes, their empty rows."""

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
"""The status that REDCap writes for an unverified and for a complete instrument."""


WHOLE = re.compile("[+-]?[0-9]+")
"""A code that is a whole number, which columns may spell in several ways."""


class Foreign(NamedTuple):
    """The names and codes that programs write which take our exported forms.

    Attributes:
        columns: The item or the fact of each column that has another name there.
        codes: The words of the answers for which they have codes.
        status: The column in which REDCap says how complete the form is.
    """

    columns: Mapping[str, str] = {}
    codes: Mapping[str, str] = {}
    status: str = ""


OURS = Foreign()
"""No other names and codes than ours."""


class Rows(NamedTuple):
    """Some rows of a file.

    Attributes:
        batch: All rows, with our column names; a blank row is null in every column.
        is_blank: Which rows are empty.
        is_other: Which rows of a REDCap project have content, but none of this audit.
    """

    batch: pa.RecordBatch
    is_blank: Array
    is_other: Array


@frozen
class Incoming:
    """How the rows of a file become rows of audits.

    Attributes:
        schema: The columns, with our names.
        ours: The columns of items and facts.
        foreign: The items whose columns have another name in the file.
        codes: The words of the codes in these columns.
        missing: The codes that mean no answer.
        status: The column in which REDCap says how complete the form is; empty if the file is not from REDCap.
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
        """Return the conversion for a file with these columns, in which these facts may have one.

        Raises:
            AnswerError: If two columns belong to one item.
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
            frozenset(
                spelling for code in missing for spelling in (spellings(code) if WHOLE.fullmatch(code) else [code])
            ),
            foreign.status if is_redcap else "",
        )

    def rows(self, batch: pa.RecordBatch) -> Rows:
        """Return rows with our names and without codes."""
        columns = list(map(self._column, self.schema.names, batch.columns))
        named = pa.RecordBatch.from_arrays(columns, names=self.schema.names)
        is_blank = blank_rows(named.columns, named.num_rows)
        if is_blank.any():
            gaps = pa.array(is_blank)
            columns = [pc.if_else(gaps, pa.scalar(None, column.type), column) for column in named.columns]
            named = pa.RecordBatch.from_arrays(columns, schema=named.schema)
        return Rows(named, is_blank, self._is_other(named) & ~is_blank)

    def _is_other(self, batch: pa.RecordBatch) -> Array:
        if not self.status:
            return np.zeros(batch.num_rows, bool)
        is_other = blank_rows([batch.column(name) for name in batch.schema.names if name in self.ours], batch.num_rows)
        if self.status in batch.schema.names:
            status = pc.is_in(batch.column(self.status).cast(pa.string()), pa.array(FILLED_IN))
            is_other &= ~np.asarray(status)
        return is_other

    def _column(self, name: str, values: pa.Array) -> pa.Array:
        """Return a column with its codes replaced, if it is the column of an item or a fact."""
        if name not in self.ours and name not in FACT_OF:
            return values
        codes = {**dict.fromkeys(self.missing), **(self.codes if name in self.foreign else {})}
        return _recoded(values, codes) if codes else values


def _twice(given: Sequence[str], names: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each renamed column whose item has another column too."""
    twice = set(repeated(names))
    for name, item in zip(given, names, strict=True):
        if name != item and item in twice:
            yield Problem(
                name, f"is a column of {item!r}, which has another column too", "leave one of them out", "repeated"
            )


def _recoded(values: pa.Array, codes: Mapping[str, str | None]) -> pa.Array:
    """Return a column with codes replaced by their words, and codes for no answer by nulls."""
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
    """Return a code as a value of this type; None if it has none."""
    try:
        if pa.types.is_integer(kind) or pa.types.is_floating(kind):
            return pa.scalar(float(code), pa.float64()).cast(kind)
        return pa.scalar(code, kind) if is_text(kind) else None
    except (ValueError, pa.ArrowException):
        return None
