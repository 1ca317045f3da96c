"""What stands before the first question: how long it takes, the legal caution, and what becomes of the answers."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from ethics_audit.assessment import wording
from ethics_audit.assessment.explanation import applies
from ethics_audit.base.language import gettext, ngettext
from ethics_audit.base.layout import hanging, wrapped
from ethics_audit.cli import stores
from ethics_audit.cli.asking import PROMPT, Left
from ethics_audit.history import locations
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import OCCASION, Audit


class Way(StrEnum):
    """What becomes of the answers; each is the letter that chooses it."""

    KEEP = "k"
    ENCRYPT = "e"
    NOTHING = "n"


def told(definition: Audit, answers: Answers) -> str:
    """Return the size, how to stop, and the caution."""
    stops = gettext("q stops at any question.")
    return "\n\n".join(map(wrapped, [f"{_size(definition, answers)} {stops}", gettext(wording.CAUTION)]))


def _size(definition: Audit, answers: Answers) -> str:
    items = list(definition.items.values())
    if answers.given:
        asked = [item.id for item in items if applies(item, answers)]
        done = sum(id in answers.given for id in asked)
        return gettext("{done} of {count} questions are answered.", done=done, count=len(asked))
    minutes = wording.minutes(definition)
    if any(item.requires for item in items):
        return gettext(
            "At most {count} questions, only those that concern your practice: about {minutes} minutes.",
            count=len(items),
            minutes=minutes,
        )
    return ngettext(
        "{count} question, about {minutes} minutes.",
        "{count} questions, about {minutes} minutes.",
        len(items),
        minutes=minutes,
    )


def choose(definition: Audit, path: Path, place: str, say: Callable[[str], object], ask: Callable[[str], str]) -> Way:
    """Ask what shall become of the answers.

    Args:
        definition: What is asked.
        path: The file that they would be kept in.
        place: Where the history is kept; the default place if empty.
        say: Shows a text.
        ask: Shows a prompt and gives the line that was entered.

    Raises:
        Left: If the person stops.
    """
    offered = _offered(definition, path, place)
    say("\n" + gettext("What shall become of your answers?") + "\n")
    say("\n".join(hanging(f"  {way}  ", words) for way, words in offered.items()))
    say("  q  " + gettext("Stop here.") + "\n")
    while True:
        entry = ask(PROMPT).strip().lower()
        if entry == "q":
            raise Left
        if entry not in offered:
            say(gettext("Please type {letters} or q.", letters=", ".join(offered)))
        elif entry != Way.ENCRYPT or _can_encrypt(say):
            return Way(entry)


def _offered(definition: Audit, path: Path, place: str) -> dict[Way, str]:
    """The ways there are, each in words; a history in a database is encrypted by ways of its own."""
    is_occasion = definition.kind == OCCASION
    ways = {
        Way.KEEP: gettext(
            "Keep them in {file}, each answer at once, so that you can stop and go on. At the end you can have a "
            "record written beside it, and your history keeps the answers too.",
            file=path,
        )
        if is_occasion
        else gettext(
            "Keep them in {file}, each answer at once, so that you can stop and go on. Once they are complete, your "
            "history keeps them too.",
            file=path,
        ),
        Way.ENCRYPT: gettext(
            "Keep them encrypted: at the end your answers, but not your own words, go into your history, under a "
            "passphrase. Until then nothing is written; if you stop, all is gone."
        )
        if is_occasion
        else gettext(
            "Keep them encrypted: at the end they go into your history, under a passphrase. Until then nothing is "
            "written; if you stop, all is gone."
        ),
        Way.NOTHING: gettext("Keep nothing: when you stop or finish, all is gone."),
    }
    if locations.is_url(place or locations.default()):
        del ways[Way.ENCRYPT]
    return ways


def _can_encrypt(say: Callable[[str], object]) -> bool:
    """Whether the libraries for it are there; says how to get them if not."""
    try:
        stores.check_extra()
    except ImportError as failure:  # what is not there, or cannot be loaded
        say(wrapped(str(failure)))
        return False
    return True
