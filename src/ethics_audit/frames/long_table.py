"""Long tables: one row per answer, with the audit that it belongs to and the item that it answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ethics_audit.base.errors import AnswerError, Problem, shown
from ethics_audit.base.likeness import nearest
from ethics_audit.frames.cells import Array, decoded, is_gap
from ethics_audit.frames.columns import Fact
from ethics_audit.frames.names import fact_of
from ethics_audit.frames.outputs import Long
from ethics_audit.frames.sound import values_of
from ethics_audit.model.definitions import Audit

AUDITS_SHOWN = 5
NAMES_SHOWN = 20
"""So many unknown names are reported by name."""


def widened(ids: Any, items: Any, answers: Any, audit: Audit, names: Long) -> pa.Table:
    """Return a table with one row per audit, in the order of first rows, and one column per answered item.

    An item may be a profile fact, by its id or its name in an exported form. If some audits state a fact, it is not
    known for the others.

    Args:
        ids: The audit of each row.
        items: The id of the item of each row.
        answers: The answer of each row.
        audit: The definition.
        names: The names of the three columns.

    Raises:
        AnswerError: If an audit answers an item twice, or a row names no audit or no known item; all at once.
    """
    audits, places = _distinct(names.id, ids)
    known, kinds = _distinct(names.item, items)
    given = decoded(names.answer, answers)
    gaps = [at for at, id in enumerate(values_of(names.id, audits)) if is_gap(id)]
    nameless = np.count_nonzero(np.isin(places, gaps))
    problems = [Problem(names.id, f"expected the name of an audit, got none in {nameless} rows")] if nameless else []
    columns = {names.id: audits, **{id: pa.nulls(len(audits)) for id in audit.items}}
    unknown = []
    for kind, name in enumerate(values_of(names.item, known)):
        id = name if name in audit.items else fact_of(audit).get(name, name)
        if id not in audit.items and id not in audit.known_facts:
            unknown.append((name, kind))
            continue
        rows = np.flatnonzero(kinds == kind)
        at = places[rows]
        if twice := np.flatnonzero(np.bincount(at[at >= 0]) > 1).tolist():
            some = ", ".join(shown(audits[audit_at].as_py()) for audit_at in twice[:AUDITS_SHOWN])
            message = f"appears twice in {len(twice)} audits: {some}"
            problems.append(Problem(str(name), message, "keep one of them", "repeated"))
            continue
        column = columns[str(name)] = _spread(given.take(pa.array(rows)), at, len(audits))
        if id in audit.known_facts:
            problems += _fact_problems(str(name), column)
    problems += [
        _unknown(names, name, int(np.count_nonzero(kinds == kind)), audit) for name, kind in unknown[:NAMES_SHOWN]
    ]
    if len(unknown) > NAMES_SHOWN:
        problems.append(Problem(names.item, f"{len(unknown) - NAMES_SHOWN} more names are unknown"))
    if problems:
        raise AnswerError(problems, "table")
    return pa.table(columns)


def _fact_problems(name: str, column: Any) -> Sequence[Problem]:
    try:
        Fact.of(name, column)
    except AnswerError as error:
        return error.problems
    return ()


def _unknown(names: Long, name: object, rows: int, audit: Audit) -> Problem:
    hint = nearest(name, [*audit.items, *audit.known_facts]) if name else "each row needs an item"
    return Problem(names.item, f"expected an item, got {shown(name)} in {rows} rows", hint, "unknown-name")


def _distinct(name: str, values: Any) -> tuple[pa.Array, Array]:
    """Return the distinct values in order of appearance, and for each row the position of its value.

    Raises:
        AnswerError: If their type cannot name anything.
    """
    whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    try:
        plain = pc.run_end_decode(whole) if pa.types.is_run_end_encoded(whole.type) else whole
        plain = plain.cast(plain.type.value_type) if pa.types.is_dictionary(plain.type) else plain
        plain = plain.cast(pa.large_string()) if pa.types.is_string_view(plain.type) else plain
        coded = pc.dictionary_encode(plain, null_encoding="encode")
    except pa.ArrowException:
        given = f"is a column of {whole.type}, which cannot name anything"
        raise AnswerError([Problem(name, given, "write it as text")], "table") from None
    return coded.dictionary, coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)


def _spread(answers: Any, at: Array, audits: int) -> pa.Array:
    """Return the answers at the positions of their audits, null elsewhere."""
    source = np.full(audits, -1, np.int64)
    source[at] = np.arange(len(at))
    return answers.take(pa.array(source, mask=source < 0))
