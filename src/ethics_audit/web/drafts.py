"""Where unfinished answers are kept: the protocol of such a place, and a draft in a file."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Protocol

from attrs import evolve, frozen

from ethics_audit.base.errors import AnswerError, StoreError
from ethics_audit.base.public import public
from ethics_audit.documents.answers_file import AnswersFile, Unsaved
from ethics_audit.model.answer_sheet import AnswerSheet


@public("ethics_audit.web")
@frozen
class Draft:
    """Unfinished answers as they are kept.

    Attributes:
        sheet: The answers so far.
        number: The number of this version; every save gives another one.
    """

    sheet: AnswerSheet
    number: int


@public("ethics_audit.web")
class Drafts(Protocol):
    """A place that keeps one draft for each user and each audit.

    Each method is plain or asynchronous. A plain one runs in a worker thread, so that it may wait for a database; an
    asynchronous one is awaited in the loop of the server. A failure is a `StoreError`, whose text the user sees.

    A number must never come back for the same user and audit, even after a draft was deleted: begin at a random one.
    """

    def load(self, user: str, audit: str) -> Draft | Awaitable[Draft | None] | None:
        """Return the user's draft of the audit with this id; None if there is none."""

    def save(self, user: str, audit: str, sheet: AnswerSheet, before: int | None) -> bool | Awaitable[bool]:
        """Replace the draft that has the number `before`, under another number; None means that there is none yet.

        Once this returns True, the sheet is on the disk. If the number is another one by now, since another window or
        program was faster, write nothing and return False.
        """


class FileDrafts:
    """The only draft of the only user of this computer, in an answers file that other programs may change meanwhile."""

    def __init__(self, file: AnswersFile | Unsaved) -> None:
        self._file = file
        self._turn = Lock()
        self._known = Draft(file.sheet, 0)

    def load(self, user: str, audit: str) -> Draft:  # noqa: ARG002 - there is one user
        """Return the current content of the file under the id of the audit, which the file may name by a path."""
        with self._turn:
            current = self._current()
            return evolve(current, sheet=evolve(current.sheet, audit=audit))

    def save(self, user: str, audit: str, sheet: AnswerSheet, before: int | None) -> bool:  # noqa: ARG002 - as above
        """Write the file if it still holds the version with this number."""
        with self._turn:
            if self._current().number != before:
                return False
            self._file.save(evolve(sheet, audit=self._known.sheet.audit))
            self._current()
            return True

    @contextmanager
    def held(self, number: int | None) -> Iterator[bool]:
        """Keep everybody from saving; give whether the file still holds the version with this number."""
        with self._turn:
            yield self._current().number == number

    def _current(self) -> Draft:
        try:
            sheet = self._file.reread()
        except AnswerError as refused:  # the file is the user's own, and so is what is wrong with it
            raise StoreError(str(refused)) from None
        if sheet != self._known.sheet:
            self._known = Draft(sheet, self._known.number + 1)
        return self._known
