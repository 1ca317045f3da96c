"""A history: what a clinician's audits have been, and what was to be done about them."""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial

from attrs import frozen

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.base.errors import ArgumentError, IntegrityError, StoreWarning, UnknownIdError, nearest, shown
from ethics_audit.base.language import gettext
from ethics_audit.base.validation import Record
from ethics_audit.documents.codec import to_json
from ethics_audit.history import chain
from ethics_audit.history.bodies import DEFINITION, KINDS, KeptAction, KeptAudit, KeptOutcome, Removal, body
from ethics_audit.history.chain import BEGINNING, Entry
from ethics_audit.history.protocol import Store
from ethics_audit.history.replay import Book, Kept, named, numbers
from ethics_audit.model.actions import STATES, Action, Followed
from ethics_audit.model.answer_sheet import AnswerSheet

SALT_BYTES = 16

Drafts = Sequence[tuple[str, str]]
"""Entries that are still to be linked: the kind and the body of each."""


@frozen
class Verified:
    """A history that is as it was written, as far as its chain can tell.

    Attributes:
        count: How many entries it has.
        head: The hash of the last one; where it is written down elsewhere, it can be seen later whether the end of the
            history was cut off.
        removed: How many of the entries have had their content removed.
        known_at: The number of the entry whose hash was asked for; None if none was.
    """

    count: int
    head: str
    removed: int
    known_at: int | None


class History:
    """Audits over time, in a store.

    Whatever is read is checked against the chain first.

    Args:
        store: Where the entries are kept.
        now: Gives the time; it is written into entries.
    """

    def __init__(self, store: Store, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._store = store
        self._now = now

    def book(self) -> Book:
        """Everything that is kept, read and checked.

        Raises:
            IntegrityError: At the first entry that is not as it was written.
            StoreError: If the store cannot be read.
        """
        return Book.opened(self._store.entries())

    def verify(self, head: str | None = None) -> Verified:
        """Check every entry, and score every audit again.

        Args:
            head: A hash that was written down earlier, or its first signs, at least 32; it must be in the history.

        Raises:
            IntegrityError: At the first entry that is not as it was written; or if `head` is not in the history: its
                end was cut off, or it is another one.
        """
        if head is not None and len(head) < SHORTEST_HEAD:
            raise ArgumentError("head", f"expected a hash, or its first {SHORTEST_HEAD} signs, got {shown(head)}")
        book = self.book()
        for number in book.audits:
            book.kept(number)
        known_at = book.place_of(head.lower()) if head is not None else None
        if head is not None and known_at is None:
            told = "is the last one, and none has this hash: the end was cut off, or it is another history"
            raise IntegrityError(book.count, told)
        return Verified(book.count, book.head, len(book.removed), known_at)

    @property
    def head(self) -> str:
        """The hash of the last entry."""
        return self.book().head

    # audits

    def keep(
        self,
        result: Assessment,
        day: date | None = None,
        *,
        corrects: int | None = None,
        reason: str = "",
        once: bool = False,
    ) -> Kept:
        """Keep a finished audit for good, with its definition; once this returns, it is on the disk.

        Args:
            result: The audit.
            day: The day on which it was finished; today by default.
            corrects: The number of an audit in the history that it takes the place of; that one stays too.
            reason: Why it does; needed for a correction.
            once: Whether one that stands already in the same quarter, with the same answers to the same definition, is
                given in its place, also if another program is keeping it just now.

        Raises:
            ArgumentError: If a correction has no reason, or corrects an audit of another kind, or the day is to come.
            UnknownIdError: If there is no audit with the number `corrects`.
            StoreError: If it cannot be kept; the history is as it was.
        """
        document = to_json(result.audit)
        at = self._past(day)

        def drafts(book: Book) -> Drafts:
            _check_correction(book, result, corrects, reason)
            if once and (same := book.same(result, at)):
                raise _Held(same)
            known = book.number_of(document)
            kept = KeptAudit(
                day=at,
                definition=known or book.count + 1,
                audit=named(result.audit),
                sheet=AnswerSheet(result.audit.id, result.answers, result.audit.version),
                results=numbers(result),
                corrects=corrects,
                reason=reason.strip(),
            )
            return [*([] if known else [(DEFINITION, document)]), _draft(kept)]

        try:
            last = self._append(drafts)
        except _Held as held:
            return held.kept
        return Kept(last.number, at, result, corrects, reason.strip(), last.hash)

    def audits(self, id: str = "") -> tuple[Kept, ...]:
        """The audits that stand, corrections in the place of what they correct, in the order of their days.

        Args:
            id: The id of an audit, for those of that one only.
        """
        book = self.book()
        return tuple(book.kept(one) for one in book.standing() if id in {"", book.audits[one].audit.id})

    def audit(self, number: int) -> Kept:
        """An audit by its number, corrected ones too.

        Raises:
            UnknownIdError: If there is no such audit.
        """
        return self.book().kept(number)

    def forget(self, number: int, day: date | None = None) -> tuple[int, ...]:
        """Remove an audit, its corrections, what was chosen after them and what became of it; that this was done stays.

        Args:
            number: The number of the audit.
            day: The day that the removal carries; today by default.

        Returns:
            The numbers of the entries whose content is gone.

        Raises:
            UnknownIdError: If there is no such audit.
        """
        at = (day or self._today()).isoformat()
        while True:
            book = self.book()
            gone = tuple(sorted(book.connected(number)))
            with suppress(_Moved):
                self._store.erase(gone, partial(self._removal, book.head, Removal(at, gone)))
                return gone

    def _removal(self, head: str, removal: Removal, last: Entry | None) -> Sequence[Entry]:
        if last is None or last.hash != head:
            raise _Moved
        return [self._entry(last, *_draft(removal))]

    # actions

    def choose(self, action: Action, after: int, day: date | None = None) -> Followed:
        """Keep an action that was chosen after an audit.

        Raises:
            UnknownIdError: If there is no audit with this number, or its definition has no such item.
        """
        chosen = KeptAction((day or self._today()).isoformat(), after, action)

        def drafts(book: Book) -> Drafts:
            items = book.kept(after).result.audit.items
            if action.item not in items:
                raise UnknownIdError("item", action.item, items)
            return [_draft(chosen)]

        return Followed(self._append(drafts).number, action, chosen.day)

    def settle(self, number: int, state: str, day: date | None = None) -> None:
        """Keep what has become of an action: ``open``, ``partly``, ``done`` or ``dropped``.

        Raises:
            ArgumentError: If it is none of these.
            UnknownIdError: If there is no action with this number.
        """
        if state not in STATES:
            raise ArgumentError("state", f"expected {', '.join(STATES)}, got {shown(state)}", nearest(state, STATES))
        outcome = KeptOutcome((day or self._today()).isoformat(), number, state)

        def drafts(book: Book) -> Drafts:
            known = [one.number for one in book.followed()]
            if number not in known:
                raise UnknownIdError("action with the number", str(number), map(str, known))
            return [_draft(outcome)]

        self._append(drafts)

    def actions(self) -> tuple[Followed, ...]:
        """Every action with what has become of it, in the order in which they were chosen."""
        return tuple(self.book().followed())

    # entries

    def _today(self) -> date:
        return self._now().astimezone().date()

    def _past(self, day: date | None) -> str:
        """A day that is not to come; elsewhere on the earth it can be a day later."""
        today = self._today()
        if day is not None and day > today + timedelta(days=1):
            raise ArgumentError("day", f"expected a day up to today, got {day.isoformat()}")
        return (day or today).isoformat()

    def _look_at_the_clock(self, book: Book) -> None:
        """Warn of a day before that of the newest entry: one of the two was written by a clock that was wrong."""
        today, newest = self._now().astimezone(UTC).date().isoformat(), book.at[:10]
        if today < newest:
            told = gettext(
                "The clock of this computer says that today is {today}, but your history was last written on {newest}. "
                "Please check its date: what is kept now carries it.",
                today=today,
                newest=newest,
            )
            warnings.warn(told, StoreWarning, stacklevel=4)

    def _append(self, drafts: Callable[[Book], Drafts]) -> Entry:
        """Keep what is drafted for the history as it is, also where others write at the same time; gives the last.

        It is drafted before the store is written to, so that what is refused leaves no trace, and once more if another
        program came between.
        """
        book = self.book()
        self._look_at_the_clock(book)
        planned = drafts(book)
        made: list[Entry] = []

        def link(last: Entry | None) -> Sequence[Entry]:
            head = last.hash if last else BEGINNING
            for kind, document in planned if head == book.head else drafts(self.book()):
                last = self._entry(last, kind, document)
                made.append(last)
            return made

        self._store.append(link)
        return made[-1]

    def _entry(self, last: Entry | None, kind: str, document: str) -> Entry:
        at = self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return chain.entry(last, kind, at, secrets.token_hex(SALT_BYTES), document)


SHORTEST_HEAD = 32
"""In signs of four bits: as many as nobody can try."""


class _Moved(Exception):  # noqa: N818 - nobody sees it
    """Another program wrote between reading and writing."""


class _Held(Exception):  # noqa: N818 - the same
    """What is to be kept once is kept already."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept


def _draft(value: Record) -> tuple[str, str]:
    return KINDS[type(value)], body(value)


def _check_correction(book: Book, result: Assessment, corrects: int | None, reason: str) -> None:
    if corrects is None:
        if reason.strip():
            raise ArgumentError("reason", "is given, but not what is corrected")
        return
    if not reason.strip():
        raise ArgumentError("reason", "is missing; a correction says why")
    if (id := book.kept(corrects).result.audit.id) != result.audit.id:
        raise ArgumentError("corrects", f"is an audit of {id!r}; one of {result.audit.id!r} is needed")
