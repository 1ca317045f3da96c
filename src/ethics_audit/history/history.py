"""A history: a clinician's assessments over time, and the actions chosen after them."""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial

from attrs import frozen

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.dates import in_words
from ethics_audit.base.errors import (
    ArgumentError,
    ChecklistError,
    IntegrityError,
    Problem,
    StoreWarning,
    UnknownIdError,
)
from ethics_audit.base.language import gettext
from ethics_audit.base.likeness import nearest
from ethics_audit.base.public import public
from ethics_audit.base.validation import Record
from ethics_audit.history import chain
from ethics_audit.history.bodies import DEFINITION, KINDS, KeptAction, KeptAudit, KeptCourse, KeptOutcome, Removal, body
from ethics_audit.history.chain import BEGINNING, Definitions, Entry, Store
from ethics_audit.history.definitions import document_of, shared
from ethics_audit.history.replay import ACTION, AUDIT, Book, Kept, Listed, audit_record, result_records
from ethics_audit.model.actions import DROPPED, STATES, Action, Followed
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.model.courses import Course
from ethics_audit.model.definitions import Audit
from ethics_audit.model.weighting import MARK

SALT_BYTES = 16
SHORTEST_HEAD = 32
"""In hexadecimal digits: more than anybody can guess."""

Drafts = Sequence[tuple[str, str]]
"""The kind and the body of each entry that is still to be linked."""


@public("ethics_audit.history")
@frozen
class Verified:
    """The facts of a history whose chain shows no change.

    Attributes:
        count: The number of entries.
        head: The hash of the last entry. Write it down elsewhere to see later whether the end was cut off.
        removed: The number of entries whose body was removed.
        known_at: The number of the entry with the given hash; None if no hash was given.
    """

    count: int
    head: str
    removed: int
    known_at: int | None


@public("ethics_audit.history")
class History:
    """Assessments over time, in a store.

    All entries are checked against the chain each time they are read.

    Args:
        store: The place of the entries.
        now: Returns the current time, which is written into entries.
        definitions: Where definitions are kept once for many histories; by default this history keeps its own.
    """

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        definitions: Definitions | None = None,
    ) -> None:
        self._store = store
        self._now = now
        self._definitions = definitions

    def book(self) -> Book:
        """Read and check all entries.

        Raises:
            IntegrityError: At the first entry that was changed.
            StoreError: If the store cannot be read.
        """
        own = self._store if isinstance(self._store, Definitions) else None
        return Book.opened(self._store.entries(), own if self._definitions is None else self._definitions)

    def verify(self, head: str | None = None) -> Verified:
        """Check every entry and every definition, and score every assessment again.

        Args:
            head: A hash written down earlier, or at least its first 32 digits; it must be in the history.

        Raises:
            ArgumentError: If `head` is shorter.
            IntegrityError: At the first entry that was changed; or if `head` is not in the history, because its end was
                cut off or it is another history.
        """
        if head is not None and len(head) < SHORTEST_HEAD:
            raise wrong_argument("head", f"a hash, or its first {SHORTEST_HEAD} digits", head)
        book = self.book()
        for entry in book.definitions():
            book.definition(entry.number)
        for number in book.audits:
            book.kept(number)
        known_at = book.place_of(head.lower()) if head is not None else None
        if head is not None and known_at is None:
            message = "is the last one, and none has this hash: the end was cut off, or it is another history"
            raise IntegrityError(book.count, message)
        return Verified(book.count, book.head, len(book.removed), known_at)

    @property
    def head(self) -> str:
        """The hash of the last entry."""
        return self.book().head

    # assessments

    def keep(
        self,
        result: Assessment,
        day: date | None = None,
        *,
        corrects: int | None = None,
        reason: str = "",
        once: bool = False,
    ) -> Kept:
        """Keep an assessment for good, with its definition; once this returns, it is on the disk.

        Args:
            result: The assessment.
            day: The day on which it was finished; today by default.
            corrects: The number of a kept assessment that it replaces; the replaced one is not removed.
            reason: The reason for a correction, which needs one.
            once: Whether to return the standing assessment of the same quarter, with the same definition and answers,
                instead of keeping another, even if a different program is keeping it at this moment.

        Raises:
            ArgumentError: If a correction has no reason or corrects another audit, or the day is in the future.
            ChecklistError: If its definition was edited without a new version; see `refuse_edited`.
            UnknownIdError: If there is no assessment with the number `corrects`.
            StoreError: If it cannot be kept; the history is as it was.
        """
        document = document_of(result.audit)
        at = self._past(day)

        held: list[Kept] = []

        def drafts(book: Book) -> Drafts:
            _check_correction(book, result, corrects, reason)
            _refuse_edited(book, result.audit)
            if once and (same := book.same(result, date.fromisoformat(at))):
                held.append(same)
                return []
            known = book.number_of(document)
            definition = [] if known and not book.refers(known) else [self._defined(document)]
            kept = KeptAudit(
                day=at,
                definition=known or book.count + 1,
                audit=audit_record(result.audit),
                sheet=AnswerSheet(result.audit.id, result.answers, result.audit.version),
                results=result_records(result),
                corrects=corrects and book.entry_of(AUDIT, corrects),
                reason=reason.strip(),
            )
            return [*([] if known else definition), _draft(kept)]

        written = self._append(drafts)
        if held:
            return held[0]
        number, entry = written[-1]
        return Kept(number, at, result, corrects, reason.strip(), entry.hash)

    def _defined(self, document: str) -> tuple[str, str]:
        """Return the kind and the body of a definition's entry; a shared one that is gone is put back."""
        return (DEFINITION, document) if self._definitions is None else shared(document, self._definitions)

    def refuse_edited(self, audit: Audit) -> None:
        """Refuse a definition that was edited since the history kept its id and version; for a program that starts.

        `keep` refuses it too, but by then somebody has answered it. An audit with other weights (see `reweighted`) may
        have any.

        Raises:
            ChecklistError: If the history knows its id and version under other digests alone.
        """
        _refuse_edited(self.book(), audit)

    def audits(self, id: str = "") -> tuple[Kept, ...]:
        """Return the standing assessments in the order of their days, corrections instead of what they replace.

        Args:
            id: The id of an audit; by default assessments of all audits are returned.
        """
        book = self.book()
        return tuple(book.kept(number) for number in book.standing() if id in {"", book.audits[number].audit.id})

    def listed(self, id: str = "") -> tuple[Listed, ...]:
        """Return the list of the standing assessments as they were written, in a tenth of the time of `audits`.

        The chain is checked as always, so that every change shows; only the scores are not computed again.

        Args:
            id: The id of an audit; by default assessments of all audits are listed.
        """
        book = self.book()
        return tuple(book.listed(number) for number in book.standing() if id in {"", book.audits[number].audit.id})

    def audit(self, number: int) -> Kept:
        """Return an assessment by its number, even if it was corrected.

        Raises:
            UnknownIdError: If there is no such assessment.
        """
        return self.book().kept(number)

    def forget(self, number: int, day: date | None = None) -> tuple[int, ...]:
        """Remove an assessment, its corrections, and the actions after them with their states; the removal is recorded.

        Args:
            number: The number of the assessment.
            day: The day of the removal; today by default.

        Returns:
            The entries of the chain whose body is gone.

        Raises:
            UnknownIdError: If there is no such assessment.
        """
        return self._erase(lambda book: book.connected(number), day)

    def _erase(self, chosen: Callable[[Book], Iterable[int]], day: date | None) -> tuple[int, ...]:
        """Remove the bodies of the entries that are chosen from the current history, and record it."""
        at = (day or self._today()).isoformat()
        while True:
            book = self.book()
            gone = tuple(sorted(chosen(book)))
            with suppress(_Moved):
                self._store.erase(gone, partial(self._removal, book.head, Removal(at, gone)))
                return gone

    def _removal(self, head: str, removal: Removal, last: Entry | None) -> Sequence[Entry]:
        if last is None or last.hash != head:
            raise _Moved
        return [self._entry(last, *_draft(removal))]

    # actions

    def choose(self, action: Action, after: int, day: date | None = None) -> Followed:
        """Keep an action that was chosen after an assessment.

        Raises:
            UnknownIdError: If there is no assessment with this number, or its definition has no such item.
        """
        at = (day or self._today()).isoformat()

        def drafts(book: Book) -> Drafts:
            items = book.kept(after).result.audit.items
            if action.item not in items:
                raise UnknownIdError("item", action.item, items)
            return [_draft(KeptAction(at, book.entry_of(AUDIT, after), action))]

        return Followed(self._append(drafts)[-1][0], action, at)

    def settle(self, number: int, state: str, day: date | None = None) -> None:
        """Keep the new state of an action, or of what it became: ``open``, ``partly``, ``done`` or ``dropped``.

        Raises:
            ArgumentError: If there is no such state.
            UnknownIdError: If there is no action with this number.
        """
        if state not in STATES:
            raise wrong_argument("state", f"one of {', '.join(STATES)}", state, nearest(state, STATES))
        at = (day or self._today()).isoformat()

        def drafts(book: Book) -> Drafts:
            book.chosen_after(number)
            return [_draft(KeptOutcome(at, book.entry_of(ACTION, book.current(number)), state))]

        self._append(drafts)

    def replace(self, number: int, action: Action, day: date | None = None) -> Followed:
        """Keep an action with other words, another day or another person instead of one, which is dropped, at once.

        Args:
            number: The number of the action, or of one that became it.
            action: What it becomes; about the same item it stays the same step in a calendar.
            day: The day of the change; today by default.

        Raises:
            UnknownIdError: If there is no action with this number.
        """
        at = (day or self._today()).isoformat()

        def drafts(book: Book) -> Drafts:
            chosen = KeptAction(at, book.entry_of(AUDIT, book.chosen_after(number)), action)
            dropped = KeptOutcome(at, book.entry_of(ACTION, book.current(number)), DROPPED)
            return [_draft(chosen), _draft(dropped)]

        return Followed(self._append(drafts)[0][0], action, at)

    def actions(self) -> tuple[Followed, ...]:
        """Return every action with its state, in the order in which they were chosen."""
        return tuple(self.book().followed())

    # continuing education

    def note(self, course: Course, day: date | None = None) -> int:
        """Keep a course, and return the number of its entry.

        Raises:
            ArgumentError: If the course was finished in the future.
        """
        self._past(date.fromisoformat(course.day))
        noted = KeptCourse((day or self._today()).isoformat(), course)
        return self._append(lambda _book: [_draft(noted)])[-1][1].number

    def drop(self, number: int, day: date | None = None) -> None:
        """Remove a course; the removal is recorded.

        Raises:
            UnknownIdError: If no course has this entry.
        """

        def chosen(book: Book) -> list[int]:
            if number not in book.courses:
                raise UnknownIdError("course with the number", str(number), map(str, book.courses))
            return [number]

        self._erase(chosen, day)

    def courses(self) -> dict[int, Course]:
        """Return every course by the number of its entry, in the order in which they were noted."""
        return dict(self.book().courses)

    # entries

    def _today(self) -> date:
        return self._now().astimezone().date()

    def _past(self, day: date | None) -> str:
        """Return a day that is not in the future; tomorrow is allowed, since some time zones are already there."""
        today = self._today()
        if day is not None and day > today + timedelta(days=1):
            raise wrong_argument("day", "a day up to today", day)
        return (day or today).isoformat()

    def _check_clock(self, book: Book) -> None:
        """Warn if today is before the day of the newest entry: one of the two days came from a wrong clock."""
        today, newest = self._now().astimezone(UTC).date(), book.at[:10]
        if today.isoformat() < newest:
            warning = gettext(
                "The clock of this computer says that today is {today}, but your history was last written on {newest}. "
                "Please check its date: what is kept now carries it.",
                today=in_words(today),
                newest=in_words(newest),
            )
            warnings.warn(warning, StoreWarning, stacklevel=4)

    def _append(self, drafts: Callable[[Book], Drafts]) -> list[tuple[int, Entry]]:
        """Keep what `drafts` returns for the current history, and return the new entries with their numbers.

        The drafts are made before the store is written to, so that refused ones leave no trace, and made again if
        another program wrote meanwhile.
        """
        book = self.book()
        self._check_clock(book)
        planned = drafts(book)
        written: list[tuple[int, Entry]] = []
        if not planned:
            return written

        def link(last: Entry | None) -> Sequence[Entry]:
            is_same = (last.hash if last else BEGINNING) == book.head
            now = book if is_same else self.book()
            for kind, document in planned if is_same else drafts(now):
                last = self._entry(last, kind, document)
                written.append((now.number(last), last))
            return [entry for _, entry in written]

        self._store.append(link)
        return written

    def _entry(self, last: Entry | None, kind: str, document: str) -> Entry:
        at = self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return chain.entry(last, kind, at, secrets.token_hex(SALT_BYTES), document)


class _Moved(Exception):  # noqa: N818 - it never leaves this module
    """Another program wrote between reading and writing."""


def _draft(value: Record) -> tuple[str, str]:
    return KINDS[type(value)], body(value)


def _refuse_edited(book: Book, audit: Audit) -> None:
    known = {
        one.audit.digest
        for one in book.audits.values()
        if (one.audit.id, one.audit.version) == (audit.id, audit.version)
    }
    if known and audit.digest not in known and not audit.id.endswith(MARK):
        kept = ", ".join(sorted(digest[:12] for digest in known))
        message = f"expected a new version for what changes a score: {audit.version} was kept as {kept}"
        hint = f"its digest is now {audit.digest[:12]}; give what was edited a version of its own"
        raise ChecklistError([Problem("version", message, hint, "edited")], f"{audit.id} {audit.version}")


def _check_correction(book: Book, result: Assessment, corrects: int | None, reason: str) -> None:
    if corrects is None:
        if reason.strip():
            raise ArgumentError("reason", "expected none without a correction, got one")
        return
    if not reason.strip():
        raise ArgumentError("reason", "is missing", "a correction needs one")
    if (id := book.kept(corrects).result.audit.id) != result.audit.id:
        raise ArgumentError("corrects", f"expected an assessment of {result.audit.id!r}, got one of {id!r}")
