"""Where answers are kept while an audit is taken: what the form needs of such a place, and one in a file."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Protocol

from attrs import evolve, frozen

from ethics_audit.documents.answers_file import AnswersFile, Unsaved
from ethics_audit.model.answer_sheet import AnswerSheet


@frozen
class Draft:
    """An unfinished audit as it is kept.

    Attributes:
        sheet: What was answered so far.
        number: Of this version of it; it is another one after every save.
    """

    sheet: AnswerSheet
    number: int


class Drafts(Protocol):
    """A place that keeps one unfinished audit for each user and each audit.

    Each method is plain or asynchronous. A plain one is called in a worker thread, so that it may wait for a database;
    an asynchronous one is awaited in the loop of the server. What it cannot do is a `StoreError`, whose text the user
    is shown.

    A number must not come back for the same user and audit, even after a draft was deleted: begin at a random one.
    """

    def load(self, user: str, audit: str) -> Draft | Awaitable[Draft | None] | None:
        """Return what the user answered so far of the audit with this id; None if nothing is kept."""

    def save(self, user: str, audit: str, sheet: AnswerSheet, before: int | None) -> bool | Awaitable[bool]:
        """Keep a sheet in the place of the draft with the number `before`, under another number; None: there is none.

        Once this returns True, it is on the disk. If the number is another one by now, another window or program was
        faster: nothing is written, and False is given.
        """


class FileDrafts:
    """The one draft of the one user of this computer, in an answers file that other programs may change meanwhile."""

    def __init__(self, file: AnswersFile | Unsaved) -> None:
        self._file = file
        self._turn = Lock()
        self._known = Draft(file.sheet, 0)

    def load(self, user: str, audit: str) -> Draft:  # noqa: ARG002 - there is one user
        """Return what is in the file now, under the id of the audit, which a file may name by a path."""
        with self._turn:
            now = self._now()
            return evolve(now, sheet=evolve(now.sheet, audit=audit))

    def save(self, user: str, audit: str, sheet: AnswerSheet, before: int | None) -> bool:  # noqa: ARG002 - as above
        """Write the file, if it still holds the version with this number."""
        with self._turn:
            if self._now().number != before:
                return False
            self._file.save(evolve(sheet, audit=self._known.sheet.audit))
            self._now()
            return True

    @contextmanager
    def held(self, number: int | None) -> Iterator[bool]:
        """Let nobody save meanwhile; gives whether the file still holds the version with this number."""
        with self._turn:
            yield self._now().number == number

    def _now(self) -> Draft:
        sheet = self._file.reread()
        if sheet != self._known.sheet:
            self._known = Draft(sheet, self._known.number + 1)
        return self._known
