"""Measure what a history takes of space and of time, as ratios of one run.

    python bench/history.py [URL]        (needs the `bench` extra; with the URL of an empty schema, PostgreSQL too)

Bytes are those of all entries of a clinician with eight audits of the example quarter. Times are medians of CPU time of
this process over interleaved rounds; "aim" is the most a ratio should be.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Collection
from datetime import date, timedelta
from pathlib import Path
from secrets import token_hex

import attrs

import ethics_audit as ea
from ethics_audit.history import Definitions, Entry, Histories, History, Link, Store, opened
from ethics_audit.history.chain import entry

ROUNDS = 15
EIGHT, MANY = 8, 400
CLINICIANS = 100_000


class Listed:
    """Entries in memory."""

    def __init__(self) -> None:
        self.kept: list[Entry] = []

    def entries(self) -> list[Entry]:
        """Return every entry."""
        return self.kept

    def append(self, link: Link) -> None:
        """Keep new entries."""
        self.kept += link(self.kept[-1] if self.kept else None)

    def erase(self, numbers: Collection[int], link: Link) -> None:
        """Remove bodies."""
        self.kept = [one.without_body() if one.number in numbers else one for one in self.kept]
        self.append(link)


class Shelf(dict[str, str]):
    """Shared definitions in memory."""

    def put(self, sha256: str, document: str) -> None:
        """Keep a document."""
        self[sha256] = document


def example() -> ea.Assessment:
    """The example quarter."""
    sheet = ea.load_answers(Path(__file__).parent.parent / "examples" / "quarter.toml")
    return ea.assess(ea.audit_of(sheet), sheet.answers)


def filled(store: Store, definitions: Definitions | None, count: int) -> None:
    """Keep as many audits, a quarter after the other; each with a salt of its own, as `keep` does."""
    first = date.today() - timedelta(days=91 * count)  # noqa: DTZ011 - any day
    History(store, definitions=definitions).keep(example(), first)

    def link(last: Entry | None) -> list[Entry]:
        body, added = json.loads((last and last.body) or ""), []
        for number in range(1, count):
            body["day"] = (first + timedelta(days=91 * number)).isoformat()
            text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
            last = entry(last, "audit", "2026-11-26T18:30:00Z", token_hex(16), text)
            added.append(last)
        return added

    store.append(link)


def size(store: Listed) -> int:
    """The bytes of all entries."""
    return sum(len(str(value).encode()) for one in store.kept for value in attrs.astuple(one))


def cpu(call: Callable[[], object]) -> float:
    """CPU milliseconds of one call."""
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1e3


def floor(entries: Collection[Entry]) -> None:
    """Hash every body and parse it: the least that a checked list costs."""
    for one in entries:
        hashlib.sha256((one.body or "").encode()).hexdigest()
        json.loads(one.body or "")


def spaces() -> None:
    """Print what a clinician takes of space with and without sharing."""
    alone, sharing, shelf = Listed(), Listed(), Shelf()
    filled(alone, None, EIGHT)
    filled(sharing, shelf, EIGHT)
    own, shared = size(alone), size(sharing) + sum(map(len, shelf.values())) / CLINICIANS
    print(
        f"a clinician with {EIGHT} audits, in kB: alone {own / 1e3:.0f}, of {CLINICIANS:,} who share {shared / 1e3:.0f}"
    )
    print(f"{shared / own:6.2f}  aim 0.25  bytes of a clinician who shares definitions / of one alone")


def times(told: str, history: History, entries: Collection[Entry]) -> None:
    """Print what the list of a history costs."""
    rounds = [(cpu(history.listed), cpu(history.audits), cpu(lambda: floor(entries))) for _ in range(ROUNDS)]
    listed, scored, least = (statistics.median(column) for column in zip(*rounds, strict=True))
    audits = len(history.listed())
    print(
        f"{told}, {audits} audits, in ms of CPU time: list {listed:.1f}, scored again {scored:.1f}, floor {least:.1f}"
    )
    print(f"{listed / scored:6.2f}  aim 0.33  list / scored again")
    print(f"{listed / least:6.2f}  aim 3.00  list / its bodies hashed and parsed, and nothing else")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url", nargs="?")
    url = parser.parse_args().url
    spaces()
    with tempfile.TemporaryDirectory() as folder:
        for count in (EIGHT, MANY):
            store = opened(Path(folder) / f"{count}.db")
            filled(store, None, count)
            times("a file", History(store), list(store.entries()))
            if url:
                with Histories(url) as histories:
                    histories.restore(f"clinician-{count}", store)
                    times("PostgreSQL", histories.of(f"clinician-{count}"), list(store.entries()))


if __name__ == "__main__":
    main()
