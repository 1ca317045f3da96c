"""Which columns of a study others may have, and how: people as pseudonyms, days as quarters, nothing unasked."""

from __future__ import annotations

import json
import re
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from attrs import evolve

from ethics_audit.base.causes import wrong_argument
from ethics_audit.frames.study import Study
from ethics_audit.research.naming import pseudonyms
from ethics_audit.research.simulation import MARK, is_synthetic

PERSON = "person"
MOST_KINDS = 50
LONGEST_WORD = 40
_DAY = r"^\d{4}-\d{2}-\d{2}"


def _is_time(column: pa.ChunkedArray) -> bool:
    """Return whether a column holds days or times, be it as text."""
    if pa.types.is_temporal(column.type):
        return True
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return False
    there = column.filter(pc.not_equal(column, "").fill_null(False))  # noqa: FBT003 - it has no name in Arrow
    return len(there) > 0 and pc.all(pc.match_substring_regex(there, _DAY)).as_py()


def refusal(column: pa.ChunkedArray) -> str:
    """Return why a column of values is not for others; empty if it is."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if _is_time(column):
        return "a date or a time stamp"
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind):
        return ""
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return f"a column of {kind}"
    words = [word for word in column.unique().to_pylist() if word]
    is_free = len(words) > MOST_KINDS or any(len(word) > LONGEST_WORD or re.search(r"[@\n]", word) for word in words)
    return "free text" if is_free else ""


def in_quarters(study: Study, names: set[str]) -> Study:
    """Return a study with the days of some columns as their quarters, such as ``2024-Q1``."""
    table = study.table
    for name in sorted(names):
        if _is_time(table[name]):
            days = [str(day) if day is not None else "" for day in table[name].to_pylist()]
            quarters = [f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}" if re.match(_DAY, day) else None for day in days]
            table = table.set_column(table.column_names.index(name), name, pa.array(quarters, pa.string()))
    return evolve(study, table=table)


def permitted(
    study: Study, known: tuple[str, ...], kept: tuple[str, ...], key: bytes, name: str
) -> tuple[pa.Table, dict[str, str]]:
    """Return the rows for others in the order of pseudonyms, and why each other column is left out."""
    audit, table = study.audit, study.table
    facts = {fact for item in audit.items.values() for fact in item.requires} - study.profile
    secret = {fact for fact in facts if fact not in {*known, *kept}}
    left_out = {}
    mark = f"{MARK}-" if is_synthetic(study) else ""
    columns: dict[str, Any] = {PERSON: [f"{mark}{one}" for one in pseudonyms(_people(study), key, name)]}
    for column in table.column_names:
        if column in {*known, *kept, study.occasion}:
            columns[column] = table[column]
        elif column not in audit.items:
            left_out[column] = _why(study, column, secret)
        elif told := sorted(audit.items[column].requires & secret):
            left_out[column] = f"its answers would tell {', '.join(told)}"
        else:
            columns[column] = table[column]
    others = pa.table(columns).replace_schema_metadata(None)
    order = [(column, "ascending") for column in (PERSON, *filter(None, [study.occasion]))]
    return others.sort_by(order), left_out


def _people(study: Study) -> list[str]:
    """Return one name for each row's person, which keeps several keys apart.

    Raises:
        ArgumentError: If a row names nobody.
    """
    keys = [
        [str(part) if part is not None else "" for part in key]
        for key in zip(*(study.column(column) for column in study.person), strict=True)
    ]
    for row, key in enumerate(keys):
        if not any(key):
            raise wrong_argument(f"study, row {row}", "a person", None)
    return [key[0] if len(key) == 1 else json.dumps(key) for key in keys]


def _why(study: Study, column: str, secret: set[str]) -> str:
    if column in study.person:
        return "names a person: a pseudonym stands for it"
    if column in secret:
        return "a fact that is neither in quasi nor in keep"
    return refusal(study.table[column]) or "neither in quasi nor in keep"
