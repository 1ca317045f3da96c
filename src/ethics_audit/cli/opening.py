"""What comes before the first question: how long it takes, the legal caution, and what becomes of the answers."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from ethics_audit.assessment import wording
from ethics_audit.assessment.scoring import applies
from ethics_audit.base.language import gettext, ngettext
from ethics_audit.base.layout import hanging, paragraphs, wrapped
from ethics_audit.cli import stores
from ethics_audit.cli.prompts import Prompts
from ethics_audit.cli.sentences import sentence, typed, whole
from ethics_audit.history import locations
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import OCCASION, Audit


class Way(StrEnum):
    """What becomes of the answers; each value is the letter that chooses it."""

    KEEP = "k"
    ENCRYPT = "e"
    NOTHING = "n"


def introduction(definition: Audit, answers: Answers) -> str:
    """Return how long it takes, how to stop, and the legal caution."""
    stops = gettext("At every question, b goes back and q stops.")
    return "\n\n".join(map(wrapped, [f"{_size(definition, answers)} {stops}", gettext(wording.CAUTION)]))


def read_first(definition: Audit, name: str) -> Iterator[str]:
    """Yield what is read before the first question: the introductions of checklists, and where a worked example is.

    Args:
        definition: The audit.
        name: Its name on the command line.
    """
    checklists = [part.checklist for part in definition.parts]
    yield from (paragraphs(one.introduction) for one in checklists if one.introduction)
    if any(one.worked_example for one in checklists):
        command = whole(typed("show", name))
        yield sentence(gettext("One case taken through all the steps: {command}", command=command))


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


def choose(definition: Audit, path: Path, place: str, prompts: Prompts) -> Way:
    """Ask what should happen to the answers.

    Args:
        definition: The audit.
        path: The file that would hold the answers.
        place: Where the history is; the default place if empty.
        prompts: The person at the terminal.
    """
    offered = _offered(definition, path, place)
    prompts.say("\n" + gettext("What should happen to your answers?") + "\n")
    prompts.say("\n".join(hanging(f"  {way}  ", words) for way, words in offered.items()))
    prompts.say(hanging("  q  ", gettext("Stop here.")) + "\n")
    otherwise = gettext("Please type {letters} or q.", letters=", ".join(offered))
    while (way := Way(prompts.entry_in(offered, otherwise))) is Way.ENCRYPT:
        try:
            stores.check_extra()
        except ImportError as failure:  # a library is not installed, or cannot be loaded
            prompts.say(wrapped(str(failure)))
        else:
            break
    return way


def _offered(definition: Audit, path: Path, place: str) -> dict[str, str]:
    """Return the ways with their explanation; a history in a database cannot be encrypted here."""
    is_occasion = definition.kind == OCCASION
    ways: dict[str, str] = {
        Way.KEEP: gettext(
            "Keep them in {file}, each answer at once, so that you can stop and go on. At the end you can have a "
            "record written beside it, and your history keeps the answers too.",
            file=path,
        )
        if is_occasion
        else gettext(
            "Keep them in {file}, each answer at once, so that you can stop and go on. When you finish, your "
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
