"""Where answers are kept while an audit is taken: what the form needs of such a place, and one in a file."""

from __future__ import annotations

from threading import Lock
from typing import Protocol

from ethics_audit.answers_file import AnswersFile
from ethics_audit.sheet import AnswerSheet


class Drafts(Protocol):
    """A place that keeps one unfinished audit a user.

    Its methods are called from worker threads, so that they may wait for a database. What it cannot do is a
    `StoreError`, whose text the user is shown.
    """

    def load(self, user: str) -> AnswerSheet | None:
        """What the user answered so far; None if nothing is kept."""

    def save(self, user: str, sheet: AnswerSheet, before: AnswerSheet | None) -> bool:
        """Keep a sheet in the place of `before`, which `load` gave; once this returns True, it is on the disk.

        If something else is kept by now, another window or program was faster: nothing is written, and False is given.
        """


class FileDrafts:
    """The one draft of the one user of this computer, in an answers file that other programs may change meanwhile."""

    def __init__(self, file: AnswersFile) -> None:
        self._file = file
        self._turn = Lock()

    def load(self, user: str) -> AnswerSheet:  # noqa: ARG002 - there is one
        """What is in the file now."""
        with self._turn:
            return self._file.reread()

    def save(self, user: str, sheet: AnswerSheet, before: AnswerSheet | None) -> bool:  # noqa: ARG002 - there is one
        """Write the file, if it still holds `before`."""
        with self._turn:
            if self._file.reread() != before:
                return False
            self._file.save(sheet)
            return True
