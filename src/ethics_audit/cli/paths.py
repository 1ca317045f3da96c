"""Every file that the program may touch."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ethics_audit.base.files import part_of
from ethics_audit.base.language import gettext
from ethics_audit.cli.stores import SERVICE
from ethics_audit.history import locations
from ethics_audit.history.private_files import mark_of


class Place(NamedTuple):
    """A file, or a pattern of files, and what it is for."""

    path: str
    told: str


def touched() -> list[Place]:
    """Every file, those of this folder by their patterns."""
    history = locations.default()
    here = Path.cwd()
    kept = [Place(history, gettext("your history; {variable} names another place", variable=locations.VARIABLE))]
    if not locations.is_url(history):
        kept += [
            Place(f"{history}-wal", gettext("what is being written into it; it goes away by itself")),
            Place(f"{history}-shm", gettext("the same")),
            Place(
                f"{history}-journal",
                gettext("the same, where the disk shares no memory, and while it is being made or encrypted"),
            ),
            Place(str(mark_of(Path(history))), gettext("that it is being made; it goes away by itself")),
            Place(
                f"{part_of(Path(history))}",
                gettext("while it is being encrypted; beside it its own -wal, -shm and -journal"),
            ),
        ]
    return [
        *kept,
        Place(str(here / "AUDIT-YEAR-qN.toml"), gettext("the answers that 'start' and 'serve' keep in this folder")),
        Place(
            str(here / "AUDIT-YEAR-MONTH-DAY.toml"),
            gettext("the same, for an occasion; beside it the record, ending in .md"),
        ),
        Place(
            str(here / "AUDIT-YEAR-qN-version-N.N.toml"),
            gettext("what was answered under an older version of the audit"),
        ),
        Place(
            str(here / ".NAME.part"),
            gettext(
                "any file while it is being written; "
                "if the program is killed then, writing it again removes what is left"
            ),
        ),
        Place(str(here / "AUDIT-YEAR-qN.html"), gettext("the report, unless you name another file")),
        Place(gettext("any file that you name"), gettext("where a command takes the name of a file to write")),
        Place(
            gettext("system keyring, {name}", name=SERVICE),
            gettext("the passphrase of your history, if you asked for that"),
        ),
    ]
