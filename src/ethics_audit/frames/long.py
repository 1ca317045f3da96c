"""Long tables: a row an answer, with the audit that it belongs to and the item that it answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ethics_audit.errors import AnswerError, Problem, nearest, shown
from ethics_audit.frames.columns import Array
from ethics_audit.frames.outputs import Long
from ethics_audit.model import Audit
from ethics_audit.profile import KNOWN

TOLD = 5
TRUTHS = {"true": True, "false": False}


def widened(ids: Any, items: Any, answers: Any, audit: Audit, names: Long) -> pa.Table:
    """A table with a row an audit, in the order in which they come first, and a column an item that is answered.

    An item that is the id of a profile fact, with the answer ``true`` or ``false``, says whether the audit's practice
    has that fact; an audit that says nothing has it not.

    Args:
        ids: What names the audit of each row.
        items: The id of the item of each row.
        answers: The answer of each row.
        audit: The definition.
        names: The names of the three columns.

    Raises:
        AnswerError: If an audit answers an item twice, a row names no audit, or names what is no item; all at once.
    """
    audits, places = _told_apart(ids)
    known, kinds = _told_apart(items)
    problems = [Problem(names.id, f"{ids.null_count} rows name no audit")] if ids.null_count else []
    columns: dict[str, pa.Array] = {names.id: audits}
    for kind, id in enumerate(known.to_pylist()):
        rows = np.flatnonzero(kinds == kind)
        if id not in audit.items and id not in KNOWN:
            hint = nearest(id, [*audit.items, *KNOWN]) if id else "each row needs an item"
            problems.append(Problem(names.item, f"{shown(id)} is no item ({len(rows)} rows)", hint))
            continue
        at = places[rows]
        if twice := _twice(at):
            told = ", ".join(shown(audits[int(one)].as_py()) for one in twice[:TOLD])
            problems.append(Problem(str(id), f"is answered twice in {len(twice)} audits: {told}", "keep one of them"))
            continue
        columns[str(id)] = _spread(answers.take(pa.array(rows)), at, len(audits))
    for fact in KNOWN & columns.keys():
        columns[fact] = _truths(fact, columns[fact], problems)
    if problems:
        raise AnswerError(problems, "table")
    return pa.table(columns)


def _told_apart(values: Any) -> tuple[pa.Array, Array]:
    """The different values in the order in which they come first, and for each row the place of its value."""
    whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    plain = whole.cast(whole.type.value_type) if pa.types.is_dictionary(whole.type) else whole
    coded = pc.dictionary_encode(plain, null_encoding="encode")
    return coded.dictionary, coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)


def _twice(at: Array) -> list[int]:
    counts = np.bincount(at[at >= 0]) if len(at) else np.zeros(0, int)
    return [int(one) for one in np.flatnonzero(counts > 1)]


def _spread(answers: Any, at: Array, audits: int) -> pa.Array:
    """The answers at the places of their audits, null elsewhere."""
    source = np.full(audits, -1, np.int64)
    source[at] = np.arange(len(at))
    return answers.take(pa.array(source, mask=source < 0))


def _truths(fact: str, values: Any, problems: list[Problem]) -> pa.Array:
    told = values.to_pylist()
    wrong = sorted({shown(one) for one in told if one is not None and str(one).lower() not in TRUTHS})
    if wrong:
        problems.append(Problem(fact, f"{', '.join(wrong[:TOLD])} is given; allowed is true or false"))
    return pa.array([TRUTHS.get(str(one).lower(), False) for one in told])
