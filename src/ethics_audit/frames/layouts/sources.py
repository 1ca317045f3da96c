"""What programs write beside the answers: empty rows, previews, and the events and repeats of REDCap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import evolve

from ethics_audit.base.likeness import folded
from ethics_audit.frames.layouts.draft import Draft, any_filled, coded, filled, texts
from ethics_audit.frames.study import Taken

EVENT, INSTRUMENT, INSTANCE = "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance"
LABELS = {
    folded(label): name
    for label, name in {"Event Name": EVENT, "Repeat Instrument": INSTRUMENT, "Repeat Instance": INSTANCE}.items()
}
"""The titles that REDCap gives its columns in an export of labels."""
FILLED_IN = frozenset({"1", "2", "unverified", "complete"})
CODES = frozenset(
    {
        "NI",
        "INV",
        "UNK",
        "NASK",
        "ASKU",
        "NAV",
        "MSK",
        "NA",
        "NAVU",
        "NP",
        "QS",
        "QI",
        "TRC",
        "UNC",
        "DER",
        "PINF",
        "NINF",
        "OTH",
    }
)
CODES |= {f"-{digit * count}" for digit in "6789" for count in (2, 3)} | {"-98", "-97", "-96"}
CODES |= {
    "No information",
    "Invalid",
    "Unknown",
    "Not asked",
    "Asked but unknown",
    "Temporarily unavailable",
    "Masked",
    "Not available",
    "Not present",
}
"""The codes for missing data that REDCap proposes, and those that most projects use, with their labels."""
OF_QUALTRICS = frozenset({"responseid", "recordeddate"})
"""Columns that Qualtrics writes beside the answers."""
SEEN = frozenset({"-99"})
"""What Qualtrics writes for a question that was seen and not answered, if it is asked to."""
PREVIEWS = {"status": ("survey preview", "survey test"), "distributionchannel": ("preview", "test")}
"""What Qualtrics writes into rows of those who tried the survey."""
OCCASION = "occasion"


def cleaned(made: Draft, status: str, is_answer: Callable[[str, str], bool], *, every_row: bool = False) -> Draft:
    """Return rows without those that are no audits, and without codes for missing data.

    Args:
        made: The columns.
        status: The column in which REDCap says whether the exported form is complete.
        is_answer: Whether a text answers an item, whatever it is a code for.
        every_row: Whether rows that are no audits stay.
    """
    made = made if every_row else _begun(made)
    if set(map(folded, made.kept)) >= OF_QUALTRICS:
        made = _without(SEEN, made, is_answer)
    return _of_redcap(made, status, is_answer, every_row=every_row)


def _begun(made: Draft) -> Draft:
    """Return the rows in which there is something, and that were not written to try the survey."""
    columns = [*made.items.values(), *made.facts.values(), *made.kept.values()]
    made = made.where(any_filled(columns, len(made.rows)), "{count} left out: nothing is in them.")
    for name, values in PREVIEWS.items():
        for column in [column for kept, column in made.kept.items() if folded(kept) == name]:
            tried = np.array([text.casefold() in values for text in texts(column)], bool)
            made = made.where(~tried, "{count} left out: they were written to try the survey.")
    return made


def _of_redcap(made: Draft, status: str, is_answer: Callable[[str, str], bool], *, every_row: bool) -> Draft:
    own = {LABELS.get(folded(name), name): name for name in made.kept}
    complete = _complete(made, status)
    if not ({EVENT, INSTRUMENT, INSTANCE} & own.keys() or complete):
        return made
    made = _without(CODES, made, is_answer)
    answered = any_filled(made.items.values(), len(made.rows))
    if complete:
        answered |= np.array([text.casefold() in FILLED_IN for text in texts(made.kept[complete])], bool)
    everything = made
    if not every_row:
        made = made.where(answered, "{count} left out: nothing of this audit is filled in.")
    if not answered.all() and made.person:
        made = _with_record(made, everything)
    return _timed(made, own)


def _complete(made: Draft, status: str) -> str:
    """Return the column that says whether the form of the audit is complete: the next one after its questions."""
    found = ""
    for one in reversed(made.taken):
        if one.role == "item":
            return found
        if one.role == "kept" and (
            one.column.endswith("_complete") or folded(one.column).rstrip("0123456789") == "complete"
        ):
            found = one.column
            if found == status:
                return found
    return ""


def _without(codes: frozenset[str], made: Draft, is_answer: Callable[[str, str], bool]) -> Draft:
    """Return columns of items and facts without codes for missing data, but with all that is an answer."""

    def clean(name: str, column: Any) -> Any:
        whole = coded(column)
        words = whole.dictionary.to_pylist()
        stays = [None if str(word).strip() in codes and not is_answer(name, str(word)) else word for word in words]
        return pa.DictionaryArray.from_arrays(whole.indices, pa.array(stays, whole.dictionary.type))

    items, facts = ({name: clean(name, column) for name, column in some.items()} for some in (made.items, made.facts))
    return evolve(made, items=items, facts=facts)


def _with_record(made: Draft, everything: Draft) -> Draft:
    """Return rows whose gaps are filled from the record's other rows, where these have one value.

    REDCap writes what is asked once for a record into the row of another event or instrument.
    """
    records = list(zip(*(texts(everything.kept[name]) for name in made.person), strict=True))
    mine = list(zip(*(texts(made.kept[name]) for name in made.person), strict=True))
    special = {EVENT, INSTRUMENT, INSTANCE, *made.person}

    def completed(name: str, whole: Any, part: Any) -> Any:
        has = filled(part)
        if LABELS.get(folded(name), name) in special or name.endswith("_complete") or has.all():
            return part
        values: dict[Any, set[str]] = {}
        every = texts(whole)
        for record, value in zip(records, every, strict=True):
            if value:
                values.setdefault(record, set()).add(value)
        single = {record: next(iter(some)) for record, some in values.items() if len(some) == 1}
        own = texts(part)
        return pa.array([text or single.get(record) for text, record in zip(own, mine, strict=True)], pa.string())

    kept = {name: completed(name, everything.kept[name], column) for name, column in made.kept.items()}
    facts = {name: completed(name, everything.facts[name], column) for name, column in made.facts.items()}
    return evolve(made, kept=kept, facts=facts)


def _timed(made: Draft, own: dict[str, str]) -> Draft:
    """Return rows whose occasion is the event and the instance of the repeat, as far as they differ."""
    if made.occasion or not made.person:
        return made
    varying = [
        name for known in (EVENT, INSTANCE) if (name := own.get(known, "")) and len(set(texts(made.kept[name]))) > 1
    ]
    if not varying:
        return made
    if len(varying) == 1:
        return evolve(made, occasion=varying[0], taken=tuple(_as_occasion(made.taken, varying[0])))
    values = [", ".join(filter(None, pair)) for pair in zip(*(texts(made.kept[name]) for name in varying), strict=True)]
    return evolve(made, kept={**made.kept, OCCASION: pa.array(values)}, occasion=OCCASION)


def _as_occasion(taken: tuple[Taken, ...], name: str) -> Iterator[Taken]:
    return (one._replace(role="occasion", by="name") if one.column == name else one for one in taken)
