"""What programs write beside the answers: empty rows, previews, and the events and repeats of REDCap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import evolve

from ethics_audit.base.errors import folded
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
PREVIEWS = {"status": ("survey preview", "survey test"), "distributionchannel": ("preview", "test")}
"""What Qualtrics writes into rows of those who tried the survey."""
OCCASION = "occasion"


def cleaned(made: Draft, status: str) -> Draft:
    """Return rows without those that are no audits.

    Args:
        made: The columns.
        status: The column in which REDCap says whether the exported form is complete.
    """
    columns = [*made.items.values(), *made.facts.values(), *made.kept.values()]
    made = made.where(any_filled(columns, len(made.rows)), "{count} left out: nothing is in them.")
    for name, values in PREVIEWS.items():
        for column in [column for kept, column in made.kept.items() if folded(kept) == name]:
            tried = np.array([text.casefold() in values for text in texts(column)], bool)
            made = made.where(~tried, "{count} left out: they were written to try the survey.")
    return _of_redcap(made, status)


def _of_redcap(made: Draft, status: str) -> Draft:
    own = {LABELS.get(folded(name), name): name for name in made.kept}
    complete = _complete(made, status)
    if not ({EVENT, INSTRUMENT, INSTANCE} & own.keys() or complete):
        return made
    made = evolve(
        made,
        items={id: _without_codes(column) for id, column in made.items.items()},
        facts={fact: _without_codes(column) for fact, column in made.facts.items()},
    )
    answered = any_filled(made.items.values(), len(made.rows))
    if complete:
        answered |= np.array([text.casefold() in FILLED_IN for text in texts(made.kept[complete])], bool)
    everything = made
    made = made.where(answered, "{count} left out: nothing of this audit is filled in.")
    if len(made.rows) < len(everything.rows) and made.person:
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


def _without_codes(column: Any) -> Any:
    """Return a column without the codes for missing data."""
    whole = coded(column)
    words = whole.dictionary.to_pylist()
    clean = [None if str(word).strip() in CODES else word for word in words]
    if clean == words:
        return column
    return pa.DictionaryArray.from_arrays(whole.indices, pa.array(clean, whole.dictionary.type))


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
