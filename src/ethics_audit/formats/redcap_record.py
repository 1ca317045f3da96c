"""The answers in a record that REDCap exported, as raw codes in CSV, with whatever else the project asks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice

from ethics_audit.base.errors import AnswerError, Problem, folded, nearest, shown, similar
from ethics_audit.base.validation import repeated
from ethics_audit.formats.computed import other_definition
from ethics_audit.formats.incoming import (
    MOST_PARTS,
    PLAIN,
    Reading,
    Slips,
    called,
    decoded,
    fitted,
    is_missing,
    one_record,
    passed_over,
    stop_if_many,
)
from ethics_audit.formats.redcap import NO, RECORD, YES, Names, code, computed
from ethics_audit.formats.wording import label
from ethics_audit.model.answers import Answers, allowed
from ethics_audit.model.definitions import Audit, Item

_DELIMITERS = ",;\t"
_EVENT, _INSTANCE = "redcap_event_name", "redcap_repeat_instance"
_INCOMPLETE = "0"
Row = dict[str, str]


def answers(content: bytes, audit: Audit, reading: Reading = PLAIN) -> Answers:
    """Return the answers in an export of one record; results and REDCap's own columns are passed over.

    Rows in which no field of this audit is filled in, such as those of other instruments, are left out.

    Raises:
        AnswerError: If there is none or more than one, or it answers what this audit does not ask, with every problem.
    """
    names = Names(audit)
    items = {name: audit.items[id] for id, name in names.items.items()}
    facts = {name: fact for fact, name in names.facts.items()}
    header, rows = _table(decoded(content), {*items, *facts, *names.own})
    problems = _columns(header, names, reading)
    filled = [row for row in rows if any(row.get(name) for name in (*items, *facts))]
    row: Row = one_record(called((_name(row), row) for row in filled or rows if filled or len(rows) == 1), reading)
    problems += other_definition(names.definition, row.get(names.definition), audit)
    if row.get(f"{names.form}_complete") == _INCOMPLETE:
        reading.tell("the instrument is marked as incomplete")
    held = {facts[name]: value == YES for name, value in row.items() if name in facts and value in {YES, NO}}
    given = {}
    for name, value in row.items():
        if not value or is_missing(value, reading):
            continue
        if name in items:
            words = {code(word): word for word in allowed(items[name])}
            if value in words:
                given[items[name].id] = words[value]
            else:
                told = f"expected {', '.join(words)}, got {shown(value)}"
                problems.append(Problem(name, told, _hint(value, items[name], list(words))))
        elif name in facts and value not in {YES, NO}:
            problems.append(Problem(name, f"expected {YES}, {NO}, got {shown(value)}", _missing_code(value)))
    return fitted(audit, given, held, problems, reading, results=computed(row, names))


def _table(text: str, known: set[str]) -> tuple[list[str], list[Row]]:
    """The names and the rows, by the delimiter with which most names are known."""
    try:
        delimiter = max(_DELIMITERS, key=lambda sign: len(known.intersection(next(_rows(text, sign), []))))
        header, *rows = islice(_rows(text, delimiter, strict=True), MOST_PARTS + 2)
    except csv.Error as failure:
        raise AnswerError([Problem("", f"this is not CSV: {failure}")]) from None
    if len(rows) > MOST_PARTS:
        raise AnswerError([Problem("", f"more than {MOST_PARTS} rows are given", "export the record alone")])
    if twice := repeated(header):
        raise AnswerError([Problem(twice[0], "stands twice in the first row", "once is enough")])
    if not known.intersection(header):
        hint = "export the data as CSV, raw, with the names of the variables in the first row"
        raise AnswerError([Problem("", "no field of this audit is in the first row", hint)])
    if problems := [
        Problem(f"row {number}", f"{len(row)} values are given; the first row has {len(header)} names")
        for number, row in enumerate(rows, 2)
        if len(row) != len(header)
    ]:
        raise AnswerError(problems)
    return header, [{name: value.strip() for name, value in zip(header, row, strict=True)} for row in rows]


def _rows(text: str, delimiter: str, *, strict: bool = False) -> Iterator[list[str]]:
    return filter(None, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict))


def _name(row: Row) -> str:
    """The record of a row, and where it has them the event and the instance."""
    record = row.get(RECORD) or next(iter(row.values()))
    return ", ".join(filter(None, [record, row.get(_EVENT), row.get(_INSTANCE)]))


def _columns(header: list[str], names: Names, reading: Reading) -> list[Problem]:
    """Refuse names that may be slips in those of this audit, and tell those of other instruments."""
    known = {*names.items.values(), *names.facts.values()}
    own = {RECORD, *names.own, *names.steps.values(), *names.notes.values(), names.definition}
    slips = Slips([*known, *names.facts])
    problems: list[Problem] = []
    foreign = []
    for name in header:
        stop_if_many(problems)
        if name in known or name in own or name.startswith("redcap_"):
            continue
        if name.partition("___")[0] in slips:
            problems.append(Problem(name, "is not a field of this audit", nearest(name, known)))
        else:
            foreign.append(name)
    return [*problems, *passed_over(foreign, reading, is_known=True)]


def _hint(value: str, item: Item, codes: list[str]) -> str:
    if folded(value) in {folded(label(item, word)) for word in allowed(item)}:
        return "this is a label: export the data raw, as codes"
    return " ".join(filter(None, [similar(value, codes), _missing_code(value)]))


def _missing_code(value: str) -> str:
    return f"if this code means that the answer is missing: --missing {value}"
