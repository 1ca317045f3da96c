"""What the history knows of the time before an audit, for its pages; nothing where there is no history."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from attrs import frozen

from ethics_audit.base.dates import quarter, today
from ethics_audit.base.errors import EthicsAuditError
from ethics_audit.history import History, Kept
from ethics_audit.history.earlier import Earlier, earlier, remark
from ethics_audit.history.replay import Book
from ethics_audit.model.actions import Followed
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import OCCASION, PRACTICE, Audit
from ethics_audit.web.questions import in_words

AFTER = "after"
"""The key in an address for the question that was answered before."""


class Remark(NamedTuple):
    """What is said after an answer.

    Attributes:
        answer: The answer in words.
        told: What is said about it.
    """

    answer: str
    told: str


@frozen
class Past:
    """The time before an audit."""

    _audit: Audit
    _history: History | None = None

    def _book(self) -> Book:
        """Read the history; while that fails it tells nothing: all can answer, and whoever finishes is told."""
        with suppress(EthicsAuditError):
            return self._history.book() if self._history else Book()
        return Book()

    def steps(self) -> list[Followed]:
        """Return the steps that are still to be done, where they belong to this audit."""
        return [one for one in self._book().followed() if one.is_open] if self._audit.kind == PRACTICE else []

    def earlier(self) -> Earlier | None:
        """Return what was said about the practice the last time."""
        return earlier(self._book(), self._audit, today())

    def remark(self, id: str, answers: Answers) -> Remark | None:
        """Return what is said after the answer to a question, if anything."""
        item, answer = self._audit.items.get(id), answers.given.get(id)
        if item is None or answer is None:
            return None
        book = self._book()
        words = remark(item, answer, earlier(book, self._audit, today()), book.followed())
        return Remark(in_words(item, answer), words) if words else None

    def finished(self) -> Kept | None:
        """Return the last assessment of this quarter; occasions come up more than once."""
        if self._audit.kind == OCCASION:
            return None
        book, now = self._book(), quarter(today())
        found = [number for number in book.standing() if book.audits[number].audit.id == self._audit.id]
        return next((kept for kept in map(book.kept, reversed(found[-1:])) if kept.quarter == now), None)
