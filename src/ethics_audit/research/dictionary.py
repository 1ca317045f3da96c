"""The codebook of an audit: what every column and every number of a data set mean."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.errors import StoreError
from ethics_audit.base.files import replace_whole
from ethics_audit.base.language import gettext
from ethics_audit.frames import codebook as codes
from ethics_audit.frames.formulas import escaped_name
from ethics_audit.frames.states import State
from ethics_audit.frames.study import Study
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import LABELS, NOT_APPLICABLE_WORD, NOT_ARISEN, UNSURE_WORD, Item
from ethics_audit.research.labelled_files import KINDS, Variable, content
from ethics_audit.research.result import Result

CSV = ".csv"
ENDINGS = (CSV, *KINDS)
LONGEST = 28
"""The most signs of a short name. Stata takes 32, also for the name of its labels, which has a number behind it."""


@frozen
class Entry:
    """One answer to one item.

    Attributes:
        item: The item.
        short: A name for its column that Stata, SPSS and R take: at most 28 signs, unlike any other.
        number: The whole number that stands for the answer, as in `score_frame` with ``codebook="audit"``.
        word: The word that stands for it: the id of the option, ``unsure`` or ``n/a``.
        label: What the person reads.
        risk: From 0 to 100; None for ``unsure`` and ``n/a``.
        weight: What the item counts in the score: its weight times the multiplier of its checklist.
    """

    item: Item
    short: str
    number: int
    word: str
    label: str
    risk: int | None
    weight: int


@frozen
class Codebook(Result):
    """What every column and every number of a data set mean.

    Attributes:
        audit: The definition.
        entries: Each answer to each item, in the order of the audit.
    """

    audit: Audit
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()

    @property
    def account(self) -> str:
        """Which definition it belongs to."""
        items = len({entry.item.id for entry in self.entries})
        return (
            f"The codebook names the {items} items of {self.audit.id} {self.audit.version} ({self.audit.digest[:12]})."
        )

    def rows(self) -> Sequence[dict[str, Any]]:
        """Return a row for each answer to each item."""
        return [_row(entry) for entry in self.entries]

    def csv(self) -> str:
        """Return the rows as CSV text; nothing in it is a formula to a spreadsheet."""
        text = io.StringIO()
        rows = self.rows()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows(
            [escaped_name(cell) if isinstance(cell, str) else cell for cell in row.values()] for row in rows
        )
        return text.getvalue()

    def save(self, path: Path, study: Study | None = None, *, force: bool = False) -> None:
        """Write the codebook as ``.csv``, or a data set of SPSS (``.sav``) or Stata (``.dta``) with all labels.

        In a data set, an item is a column with its short name, its question as label, and numbers with the labels of
        the answers. ``unsure`` and ``n/a`` are declared missing (in Stata ``.a`` and ``.b``), so that no mean takes
        them in. Other columns keep their values.

        Args:
            path: The file, which only its owner can read; its ending is its format.
            study: Whose rows a data set has; without it, none. A CSV file has the codebook alone.
            force: Whether a file that is there is replaced.

        Raises:
            ArgumentError: If the ending is another, or the study has another definition.
            StoreError: If the file cannot be written, or exists and must not be replaced.
            MissingExtraError: If the extra `files` is not installed.
        """
        kind = path.suffix.lower()
        if kind not in ENDINGS:
            raise wrong_argument("path", f"a name that ends with {', '.join(ENDINGS)}", path.name)
        if study is not None and study.audit.digest != self.audit.digest:
            given = f"{study.audit.id} {study.audit.version}"
            raise wrong_argument("study", f"a study of {self.audit.id} {self.audit.version}", given)
        if path.exists() and not force:
            raise StoreError(f"{path} exists already; force=True replaces it", code="exists")
        replace_whole(path, self.csv().encode() if kind == CSV else self._data(kind, study))

    def _data(self, kind: str, study: Study | None) -> bytes:
        by_item: dict[str, list[Entry]] = {}
        for entry in self.entries:
            by_item.setdefault(entry.item.id, []).append(entry)
        shorts = {id: entries[0].short for id, entries in by_item.items()}
        before = [] if study is None else [name for name in study.table.column_names if name not in by_item]
        names = short_names([*shorts.values(), *before])
        variables = [
            Variable(
                shorts[id],
                entries[0].item.question,
                {entry.number: entry.label for entry in entries},
                [entry.number for entry in entries if entry.risk is None],
                [] if study is None else _numbers(study, place, {entry.word: entry.number for entry in entries}),
            )
            for place, (id, entries) in enumerate(by_item.items())
        ]
        others = {names[name]: study.column(name) for name in before} if study is not None else {}
        return content(kind, others, variables, f"{self.audit.title} {self.audit.version}")


def _numbers(study: Study, place: int, numbers: Mapping[str, int]) -> list[int | None]:
    """Return the number of each row's answer to an item; None where it is blank or outside of the profile."""
    states, codes = study.states[:, place], study.codes[:, place]
    special = {State.UNSURE: numbers.get(UNSURE_WORD), State.NOT_APPLICABLE: numbers.get(NOT_APPLICABLE_WORD)}
    return [
        int(code) if state == State.ANSWERED else special.get(state)
        for state, code in zip(states.tolist(), codes.tolist(), strict=True)
    ]


def codebook(audit: Audit) -> Codebook:
    """Return the codebook of an audit: for each answer to each item its number, word, label, risk and weight."""
    numbers = codes.codebook(audit)
    names = short_names(audit.items)
    weights = {item.id: item.weight * part.multiplier for part in audit.parts for item in part.checklist.items}
    return Codebook(
        audit,
        tuple(
            Entry(item, names[item.id], number, word, *_read(item, word), weights[item.id])
            for item in audit.items.values()
            for number, word in numbers[item.id].items()
            if word
        ),
    )


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Return for each name one of at most 28 letters, digits and ``_``, also unlike the others in lower case."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9_]", "_", name)
        plain = plain if plain[:1].isalpha() else f"v_{plain}"
        short = next(one for one in _tries(plain) if one.lower() not in taken)
        taken.add(short.lower())
        found[name] = short
    return found


def _tries(plain: str) -> Iterator[str]:
    yield plain[:LONGEST]
    number = 2
    while True:
        yield f"{plain[: LONGEST - len(str(number)) - 1]}_{number}"
        number += 1


def _read(item: Item, word: str) -> tuple[str, int | None]:
    """Return what a person reads, and the risk."""
    if word in item.by_id:
        return item.by_id[word].label, item.by_id[word].risk
    return gettext(NOT_ARISEN if word == NOT_APPLICABLE_WORD and item.event else LABELS[word]), None


def _row(entry: Entry) -> dict[str, Any]:
    item, flag = entry.item, entry.item.raised_by(entry.word)
    away = _read(item, NOT_APPLICABLE_WORD)[0] if item.not_applicable else ""
    return {
        "item": item.id,
        "short name": entry.short,
        "domain": item.domain,
        "window": item.asked_of,
        "prompt": item.prompt,
        "number": entry.number,
        "word": entry.word,
        "label": entry.label,
        "risk": entry.risk,
        "weight": entry.weight,
        "requires": " ".join(sorted(item.requires)),
        "flag": flag.band.value if flag else "",
        "n/a means": away,
    }
