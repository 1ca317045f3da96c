"""What becomes of the answers: kept at once, encrypted at the end, or not kept at all."""

from __future__ import annotations

from pathlib import Path

from ethics_audit.base.language import gettext
from ethics_audit.documents.answers_file import kept_in
from ethics_audit.model.definitions import OCCASION, Audit
from ethics_audit.web.templating import PLACES, Keeps

KEEP, ENCRYPT, NOTHING = "keep", "encrypt", "nothing"


def offered(audit: Audit, *, ephemeral: bool, can_encrypt: bool) -> dict[str, tuple[str, str]]:
    """Return the ways from which to choose, each with its name and what it means."""
    nothing = (gettext("Keep nothing"), gettext("Nothing is written to the disk. When the program stops, all is gone."))
    if ephemeral:
        return {NOTHING: nothing}
    at_end = (
        gettext("When you finish, a record is written beside them, and your history keeps the answers too.")
        if audit.kind == OCCASION
        else gettext("When you finish, your history keeps them too, so that you can see what changes.")
    )
    encrypted = (
        gettext(
            "Nothing is written until the end. Then your answers, but not your own words, go into your history under "
            "a passphrase. If the program stops before, all is gone."
        )
        if audit.kind == OCCASION
        else gettext(
            "Nothing is written until the end. Then they go into your history under a passphrase. If the program "
            "stops before, all is gone."
        )
    )
    ways = {
        KEEP: (
            gettext("Keep my answers on this computer"),
            gettext("Each answer is saved at once, so that you can stop and go on another day.") + f" {at_end}",
        ),
        ENCRYPT: (gettext("Keep them encrypted"), encrypted),
        NOTHING: nothing,
    }
    return ways if can_encrypt else {way: words for way, words in ways.items() if way != ENCRYPT}


def in_file(path: Path, *, history: bool) -> Keeps:
    """Return how answers in a file are kept."""
    note = gettext("The file is for your account alone, and not encrypted. To delete your answers, delete the file.")
    return Keeps([kept_in(path, history=history), note], short=gettext("Every answer is saved, in {file}.", file=path))


def in_folder(folder: Path, *, ephemeral: bool) -> Keeps:
    """Return how all audits of this computer are kept."""
    if ephemeral:
        return Keeps(lasts=False, short=gettext("Nothing is written to the disk."), places=PLACES)
    return Keeps(short=gettext("What you keep is on this computer, in {folder}.", folder=folder), places=PLACES)


def in_memory(way: str) -> Keeps:
    """Return how answers are kept in the memory of this program alone."""
    if way == ENCRYPT:
        words = gettext("Your answers stay in the memory of this program until they go into your encrypted history.")
        short = gettext("Nothing is written until you keep it, encrypted.")
    else:
        words = gettext("Your answers stay in the memory of this program. Nothing is written to the disk.")
        short = gettext("Nothing is kept: all is gone when the program stops.")
    return Keeps([words, gettext("When the program stops, all is gone.")], lasts=False, short=short)
