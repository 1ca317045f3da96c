"""Notes at questions, kept only in the answers file and only for the person who writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ethics_audit.base.identifiers import looks_like
from ethics_audit.base.language import N_, gettext
from ethics_audit.base.layout import wrapped
from ethics_audit.cli.prompts import Prompts
from ethics_audit.model.answer_sheet import LONGEST_NOTE, Note

WARNING = N_(
    "That looks like {sign}. A note can be read by whoever finds this file; please leave out what could tell who a "
    "client is. Enter keeps it as it is, or write it anew."
)


class Notes:
    """The notes that a person writes during an interview.

    Args:
        notes: The notes so far.
        prompts: The person at the terminal.
        save: Saves all notes; called after every change.
    """

    def __init__(self, notes: Iterable[Note], prompts: Prompts, save: Callable[[tuple[Note, ...]], None]) -> None:
        self._texts = {note.item: note.text for note in notes}
        self._prompts = prompts
        self._save = save

    def of(self, item: str) -> str:
        """Return the note at an item, or an empty text."""
        return self._texts.get(item, "")

    def take(self, item: str) -> None:
        """Ask for a note and save it."""
        question = (
            gettext(
                "A note for yourself, in one line and without names (Enter or b for none, - takes it back, q stops)."
            )
            if self.of(item)
            else gettext("A note for yourself, in one line and without names (Enter or b for none, q stops).")
        )
        self._prompts.say(wrapped(question))
        line = self._line()
        while line not in {"", "-"} and (sign := looks_like(line)):
            self._prompts.say(wrapped(gettext(WARNING, sign=gettext(sign))))
            if not (again := self._line()):
                break
            line = again
        if line == "-":
            self._texts.pop(item, None)
        elif line:
            self._texts[item] = line
        if line:
            self._save(tuple(Note(item, text) for item, text in self._texts.items()))

    def _line(self) -> str:
        line = self._prompts.line()
        return "" if line.lower() == "b" else "".join(filter(str.isprintable, line))[:LONGEST_NOTE]
