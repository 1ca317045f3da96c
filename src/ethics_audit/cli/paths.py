"""Every file that the program may touch."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ethics_audit.history import places
from ethics_audit.history.files import part_of


class Place(NamedTuple):
    """A file, or a pattern of files, and what it is for."""

    path: str
    told: str


def touched() -> list[Place]:
    """Every file, those of this folder by their patterns."""
    history = places.default()
    here = Path.cwd()
    kept = [Place(history, f"your history; {places.VARIABLE} names another place")]
    if not places.is_url(history):
        kept += [
            Place(f"{history}-wal", "what is being written into it; it goes away by itself"),
            Place(f"{history}-shm", "the same"),
            Place(f"{history}-journal", "the same, while it is being made or encrypted"),
            Place(
                f"{part_of(Path(history))}", "while it is being encrypted; beside it its own -wal, -shm and -journal"
            ),
        ]
    return [
        *kept,
        Place(str(here / "AUDIT-YEAR-qN.toml"), "the answers that 'start' and 'serve' keep in this folder"),
        Place(
            str(here / "AUDIT-YEAR-MONTH-DAY.toml"), "the same, for an occasion; beside it the record, ending in .md"
        ),
        Place(str(here / "AUDIT-YEAR-qN-version-N.N.toml"), "what was answered under an older version of the audit"),
        Place(
            str(here / ".NAME.part"),
            "any file while it is being written; if the program is killed then, writing it again removes what is left",
        ),
        Place(str(here / "AUDIT-YEAR-qN.html"), "the report, unless you name another file"),
        Place("any file that you name", "where a command takes the name of a file to write"),
        Place("system keyring, ethics-audit", "the passphrase of your history, if you asked for that"),
    ]
