"""The answers in a record that REDCap exported as raw codes in CSV, with whatever else the project asks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice

from ethics_audit.base.causes import repeated, unexpected, unknown
from ethics_audit.base.errors import AnswerError
from ethics_audit.base.likeness import folded, similar
from ethics_audit.base.validation import repeated as duplicates
from ethics_audit.formats.incoming import MOST_PARTS, PLAIN, Found, Reading, Slips, decoded, one_record, refused
from ethics_audit.formats.redcap import NO, RECORD, YES, Names, code, computed
from ethics_audit.formats.wording import label
from ethics_audit.model.answers import Answers, allowed
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import Item

_DELIMITERS = ",;\t"
_EVENT, _INSTANCE = "redcap_event_name", "redcap_repeat_instance"
_INCOMPLETE = "0"
Row = dict[str, str]


def answers(content: bytes, audit: Audit, reading: Reading = PLAIN) -> Answers:
    """Return the answers in an export of one record, without REDCap's own columns.

    Rows in which no field of this audit is filled in, such as those of other instruments, are skipped.

    Raises:
        AnswerError: If there is no record or more than one, or it answers what this audit does not ask, with every
            problem.
    """
    found = Found(audit, reading)
    names = Names(audit)
    items = {name: audit.items[id] for id, name in names.items.items()}
    facts = {name: fact for fact, name in names.facts.items()}
    header, rows = _table(decoded(content), {*items, *facts, *names.own})
    _check_columns(header, names, found)
    filled = [row for row in rows if any(row.get(name) for name in (*items, *facts))]
    row: Row = one_record(((_name(row), row) for row in filled or rows if filled or len(rows) == 1), reading)
    if row.get(f"{names.form}_complete") == _INCOMPLETE:
        reading.tell("the instrument is marked as incomplete")
    for name, value in row.items():
        if name in facts and value in {YES, NO}:
            found.facts[facts[name]] = value == YES
        if not value or reading.is_missing(value):
            continue
        if name in items:
            words = {code(word): word for word in allowed(items[name])}
            if value in words:
                found.given[items[name].id] = words[value]
            else:
                found.add(unexpected(name, f"one of {', '.join(words)}", value, _hint(value, items[name], words)))
        elif name in facts and value not in {YES, NO}:
            found.add(unexpected(name, f"{YES} or {NO}", value, _missing_code(value)))
    found.results = computed(row, names)
    return found.answers(names.definition)


def _table(text: str, known: set[str]) -> tuple[list[str], list[Row]]:
    """Return the names and the rows, split at the delimiter that gives the most known names."""
    try:
        delimiter = max(_DELIMITERS, key=lambda sign: len(known.intersection(next(_rows(text, sign), []))))
        header, *rows = islice(_rows(text, delimiter, strict=True), MOST_PARTS + 2)
    except csv.Error as failure:
        raise refused(f"is not CSV: {failure}") from None
    if len(rows) > MOST_PARTS:
        raise refused(f"expected at most {MOST_PARTS} rows, got more", "export the record alone")
    if twice := duplicates(header):
        raise AnswerError([repeated(twice[0], twice[0])])
    if not known.intersection(header):
        hint = "export the data as CSV, raw, with the names of the variables in the first row"
        raise refused("no field of this audit is in the first row", hint, code="other-definition")
    if problems := [
        unexpected(f"row {number}", f"{len(header)} values, one for each name in the first row", len(row))
        for number, row in enumerate(rows, 2)
        if len(row) != len(header)
    ]:
        raise AnswerError(problems)
    return header, [{name: value.strip() for name, value in zip(header, row, strict=True)} for row in rows]


def _rows(text: str, delimiter: str, *, strict: bool = False) -> Iterator[list[str]]:
    return filter(None, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict))


def _name(row: Row) -> str:
    """Return the record of a row, with its event and instance where it has them."""
    record = row.get(RECORD) or next(iter(row.values()))
    return ", ".join(filter(None, [record, row.get(_EVENT), row.get(_INSTANCE)]))


def _check_columns(header: list[str], names: Names, found: Found) -> None:
    """Refuse names that may be misspelled names of this audit, and report those of other instruments."""
    known = {*names.items.values(), *names.facts.values()}
    own = {RECORD, *names.own, *names.steps.values(), *names.notes.values(), names.definition}
    slips = Slips([*known, *names.facts])
    foreign = []
    for name in header:
        if name in known or name in own or name.startswith("redcap_"):
            continue
        if name.partition("___")[0] in slips:
            found.add(unknown(name, "a field of this audit", name, known))
        else:
            foreign.append(name)
    found.skip(foreign)


def _hint(value: str, item: Item, codes: Iterable[str]) -> str:
    if folded(value) in {folded(label(item, word)) for word in allowed(item)}:
        return "this is a label: export the data raw, as codes"
    return " ".join(filter(None, [similar(value, codes), _missing_code(value)]))


def _missing_code(value: str) -> str:
    return f"if this code means that the answer is missing: --missing {value}"
