"""Notes at questions: for the person alone, in the answers file alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ethics_audit.base.identifiers import looks_like
from ethics_audit.base.language import N_, gettext
from ethics_audit.base.layout import wrapped
from ethics_audit.cli.asking import PROMPT, Left
from ethics_audit.model.answer_sheet import LONGEST_NOTE, Note

WARNING = N_(
    "That looks like {sign}. A note can be read by whoever finds this file; please leave out what could tell who a "
    "client is. Enter keeps it as it is, or write it anew."
)


class Notes:
    """Notes that a person makes on the way.

    Args:
        notes: Those there are.
        say: Shows a text.
        ask: Shows a prompt and gives the line that was entered.
        save: Keeps them; called after every one.
    """

    def __init__(
        self,
        notes: Iterable[Note],
        *,
        say: Callable[[str], object],
        ask: Callable[[str], str],
        save: Callable[[tuple[Note, ...]], None],
    ) -> None:
        self._texts = {note.item: note.text for note in notes}
        self._say = say
        self._ask = ask
        self._save = save

    def of(self, item: str) -> str:
        """The note at an item; empty if there is none."""
        return self._texts.get(item, "")

    def take(self, item: str) -> None:
        """Ask for a note, and keep it.

        Raises:
            Left: If the person quits.
        """
        self._say(
            wrapped(
                gettext(
                    "A note for yourself, in one line and without names "
                    "(Enter or b for none, - takes it back, q stops)."
                )
                if self.of(item)
                else gettext("A note for yourself, in one line and without names (Enter or b for none, q stops).")
            )
        )
        line = self._line()
        while line not in {"", "-"} and (told := looks_like(line)):
            self._say(wrapped(gettext(WARNING, sign=gettext(told))))
            if not (again := self._line()):
                break
            line = again
        if line == "-":
            self._texts.pop(item, None)
        elif line:
            self._texts[item] = line
        if line:
            self._save(tuple(Note(one, text) for one, text in self._texts.items()))

    def _line(self) -> str:
        line = " ".join(self._ask(PROMPT).split())
        if line.lower() == "q":
            raise Left
        return "" if line.lower() == "b" else "".join(one for one in line if one.isprintable())[:LONGEST_NOTE]
