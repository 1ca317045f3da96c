"""What is said at a question: its place, what can be typed, why it is asked, and what comes after the last one."""

from __future__ import annotations

from ethics_audit.base.language import gettext, ngettext
from ethics_audit.base.layout import width, words_alone, wrapped
from ethics_audit.cli.sentences import sentence, whole
from ethics_audit.documents import references
from ethics_audit.model.answers import Answers
from ethics_audit.model.items import Item

BAR = 24


def progress(title: str, place: int, count: int) -> str:
    """Return the line above a question: its checklist, its number, and a progress bar where there is room."""
    head = gettext("{title}, question {number} of {count}", title=title, number=place + 1, count=count)
    room = width() - BAR - 2
    if words_alone() or len(head) + 2 > room:
        return wrapped(head)
    marks = BAR * place // count
    return f"{head:<{room}}[{'#' * marks}{'.' * (BAR - marks)}]"


def letters(item: Item, *, notes: bool) -> str:
    """Return what can be typed under a question, beside the letters for all of them."""
    aside = gettext("n it did not come up") if item.event else gettext("n does not apply")
    known = [
        gettext("u unsure"),
        *([aside] if item.not_applicable else []),
        gettext("s skip"),
        gettext("w why is this asked"),
        *([gettext("m make a note")] if notes else []),
    ]
    return sentence(gettext("A number, or: {letters}.", letters=", ".join(map(whole, known))))


def not_understood(item: Item, *, notes: bool) -> str:
    """Return what is said about an entry that is not understood."""
    known = ["u", *(["n"] if item.not_applicable else []), "s", "b", "w", *(["m"] if notes else [])]
    return gettext(
        "Please type a number from 1 to {count}, or one of the letters {letters} or q.",
        count=len(item.options),
        letters=", ".join(known),
    )


def why(item: Item, answers: Answers) -> str:
    """Return why a question is asked, and the sections of the codes behind it."""
    cited = "; ".join(references.label(one) for one in references.ordered(item.citations, answers.profile))
    parts = [wrapped(item.rationale)]
    if cited:
        parts.append(wrapped(gettext("See {sections}.", sections=cited)))
    return "\n".join(["", *parts])


def end(skipped: int) -> str:
    """Return what is said after the last question, by the number of questions that were skipped."""
    if not skipped:
        notice = gettext("That was the last question.")
        letters = gettext(
            "Enter for the result, b to go back, the number of a question to change its answer, "
            "f for the facts about your practice, q to stop."
        )
    else:
        notice = ngettext(
            "That was the last question. {count} question was skipped.",
            "That was the last question. {count} questions were skipped.",
            skipped,
        )
        letters = gettext(
            "Enter for the result, b to go back, the number of a question to change its answer, "
            "f for the facts about your practice, s for the skipped ones, q to stop."
        )
    return f"{wrapped(notice)}\n{wrapped(letters)}"
