"""All entries of a history read together: the standing assessments, the actions and their states, the removals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from uuid import UUID, uuid4, uuid5

from attrs import define, evolve, field, frozen

from ethics_audit.assessment.assessment import Assessment, assess
from ethics_audit.assessment.records import AuditRecord, DomainRecord, scored_record
from ethics_audit.base.dates import quarter
from ethics_audit.base.errors import EthicsAuditError, IntegrityError, UnknownIdError
from ethics_audit.base.public import public
from ethics_audit.history import definitions
from ethics_audit.history.bodies import (
    KINDS,
    REMOVABLE,
    KeptAction,
    KeptAudit,
    KeptCourse,
    KeptOutcome,
    Outline,
    Removal,
    outline,
    read,
)
from ethics_audit.history.chain import BEGINNING, Definitions, Entry, verified
from ethics_audit.history.numbers import Numbers
from ethics_audit.model.actions import DROPPED, Followed
from ethics_audit.model.bands import Band
from ethics_audit.model.courses import Course
from ethics_audit.model.definitions import Audit

AUDIT, ACTION = KINDS[KeptAudit], KINDS[KeptAction]
NAMES = UUID("8f1b0a4e-6d0c-5f39-9a57-2c4be2a6d1f3")
"""The namespace in which each hash gives one UUID, which does not reveal the hash."""


@public("ethics_audit.history")
@frozen
class Kept:
    """An assessment in a history.

    Attributes:
        number: Its number: the first assessment that was kept is 1, and no number is given twice.
        day: The day on which it was finished, such as ``2026-11-26``.
        result: Its result, scored under its own definition.
        corrects: The number of the assessment that it replaces; None if it is not a correction.
        reason: The reason for the correction.
        hash: The hash of its entry: the head of the history when it was kept.
    """

    number: int
    day: str
    result: Assessment
    corrects: int | None
    reason: str
    hash: str

    @property
    def quarter(self) -> str:
        """The quarter of its day, such as ``2026-q4``."""
        return quarter(date.fromisoformat(self.day))


@public("ethics_audit.history")
@frozen
class Listed:
    """A line of the list of what is kept: what was written when an assessment was kept, without scoring it again.

    Attributes:
        number: Its number; see `Kept`.
        day: The day on which it was finished, such as ``2026-11-26``.
        audit: The id of its audit.
        version: The version of its audit.
        score: The score from 0 to 100; None if nothing was answered.
        band: The band; None if there was none.
        provisional: Whether open questions could still change the band.
        corrects: The number of the assessment that it replaces; None if it is not a correction.
        reason: The reason for the correction.
    """

    number: int
    day: str
    audit: str
    version: str
    score: float | None
    band: Band | None
    provisional: bool
    corrects: int | None
    reason: str


@define
class Book:
    """A history after all its entries were read by `opened`.

    Attributes:
        head: The hash of the last entry.
        count: The number of entries.
        at: The time of the last entry; empty if there is none.
        audits: The outline of every assessment by its number, corrected ones too; what they correct is a number too.
        removed: The numbers of the entries whose body was removed.
        courses: Every course by the number of its entry, in the order in which they were noted.
    """

    head: str = BEGINNING
    count: int = 0
    at: str = ""
    audits: dict[int, Outline] = field(factory=dict)
    removed: set[int] = field(factory=set)
    _hashes: dict[int, str] = field(factory=lambda: {0: BEGINNING})
    _kinds: dict[int, str] = field(factory=dict)
    _numbers: Numbers = field(factory=Numbers)
    _missing: set[int] = field(factory=set)
    _shared: Definitions | None = None
    _definitions: dict[int, Entry] = field(factory=dict)
    _read: dict[int, Audit] = field(factory=dict)
    _written: dict[int, Entry] = field(factory=dict)
    _actions: dict[int, KeptAction] = field(factory=dict)
    _outcomes: dict[int, KeptOutcome] = field(factory=dict)
    _became: dict[int, int] = field(factory=dict)
    courses: dict[int, Course] = field(factory=dict)

    @classmethod
    def opened(cls, entries: Iterable[Entry], shared: Definitions | None = None) -> Book:
        """Read every entry, up to an `IntegrityError` at the first one that was changed.

        Args:
            entries: The entries in order.
            shared: The definitions that entries refer to, read only where an assessment is scored.
        """
        book = cls(shared=shared)
        for entry in verified(entries):
            book.number(entry)
            if entry.body is None:
                book._missing.add(entry.number)
            else:
                book._take(entry)
            book.head, book.count, book.at = entry.hash, entry.number, entry.at
            book._hashes[entry.number] = entry.hash
            book._kinds[entry.number] = entry.kind
        if unexplained := book._missing - book.removed:
            raise IntegrityError(min(unexplained), "has lost its content, and no removal is on record")
        return book

    def number(self, entry: Entry) -> int:
        """Return the number of the next entry among those of its kind."""
        return self._numbers.give(entry)

    def _take(self, entry: Entry) -> None:
        if entry.kind in definitions.KINDS:
            self._definitions[entry.number] = entry
        elif entry.kind == AUDIT:
            audit, number = outline(entry), self._numbers[entry.number]
            self._check_reference(entry, audit.definition, definitions.KINDS)
            if audit.corrects is not None:
                audit = evolve(audit, corrects=self._referred(entry, audit.corrects, AUDIT))
            self.audits[number], self._written[number] = audit, entry
        elif entry.kind == ACTION:
            action = read(entry, KeptAction)
            audit_number = self._referred(entry, action.audit, AUDIT)
            self._actions[self._numbers[entry.number]] = evolve(action, audit=audit_number)
        elif entry.kind == KINDS[KeptOutcome]:
            self._take_outcome(entry)
        elif entry.kind == KINDS[KeptCourse]:
            self.courses[entry.number] = read(entry, KeptCourse).course
        elif entry.kind == KINDS[Removal]:
            self._take_removal(entry)
        else:
            raise IntegrityError(entry.number, f"is of a kind that this version does not know: {entry.kind}")

    def _take_outcome(self, entry: Entry) -> None:
        """Take a state; an action that is dropped right after another one about its item was chosen became that one."""
        outcome = read(entry, KeptOutcome)
        number = self._referred(entry, outcome.action, ACTION)
        self._outcomes[entry.number] = evolve(outcome, action=number)
        self._became.pop(number, None)
        if outcome.state == DROPPED and self._kinds[entry.number - 1] == ACTION:
            newest = self._numbers[entry.number - 1]
            old, new = self._actions.get(number), self._actions.get(newest)
            if old and new and new is not old and (new.audit, new.action.item) == (old.audit, old.action.item):
                self._became[number] = newest

    def _take_removal(self, entry: Entry) -> None:
        for number in read(entry, Removal).numbers:
            self._check_reference(entry, number, REMOVABLE)
            if number not in self._missing:
                raise IntegrityError(number, f"has its content again, which entry {entry.number} says was removed")
            self.removed.add(number)

    def _check_reference(self, entry: Entry, number: int, kinds: AbstractSet[str]) -> None:
        """Refuse an entry that refers to anything but an earlier entry of one of these kinds."""
        if self._kinds.get(number) not in kinds:
            raise IntegrityError(entry.number, f"refers to entry {number}, which is not an earlier one of its kind")

    def _referred(self, entry: Entry, number: int, kind: str) -> int:
        """Return the number among its kind of an earlier entry that an entry refers to."""
        self._check_reference(entry, number, {kind})
        return self._numbers[number]

    def entry_of(self, kind: str, number: int) -> int:
        """Return the entry of what has a number among its kind."""
        return self._numbers.entry(kind, number)

    def gone(self, kind: str) -> list[int]:
        """Return the numbers of a kind whose bodies were removed."""
        return [self._numbers[entry] for entry in sorted(self.removed) if self._kinds[entry] == kind]

    def place_of(self, hash: str) -> int | None:
        """Return the number of the only entry whose hash begins so; None if there is none."""
        found = [number for number, full in self._hashes.items() if full.startswith(hash)]
        return found[0] if len(found) == 1 else None

    def name_of(self, number: int) -> UUID:
        """Return the UUID of an entry outside its history: the same in every copy, and unique to this history.

        The hash of an entry covers a random salt. An empty history has none yet, and gets a new UUID each time.
        """
        return uuid5(NAMES, self._hashes[number]) if number in self._hashes else uuid4()

    # assessments

    def standing(self) -> list[int]:
        """Return the numbers of the assessments that no later one replaces, in the order of their days."""
        last = {self.first_of(number): number for number in self.audits}
        return sorted(last.values(), key=lambda number: (self.audits[number].day, number))

    def first_of(self, number: int) -> int:
        """Return the number of the first assessment in a series of corrections; its own if it is not a correction."""
        while (earlier := self.audits[number].corrects) is not None and earlier in self.audits:
            number = earlier
        return number

    def kept(self, number: int) -> Kept:
        """Return an assessment, scored under its own definition.

        Raises:
            UnknownIdError: If there is no such assessment.
            IntegrityError: If its result is not the one that was kept.
        """
        audit, entry = self._audit(number), self.entry_of(AUDIT, number)
        written, under = self.written(number), self.definition(audit.definition)
        try:
            result = assess(under, written.sheet.answers)
        except EthicsAuditError as failure:
            raise IntegrityError(entry, f"does not fit its definition: {failure}") from None
        if (written.audit, written.results) != (audit_record(result.audit), result_records(result)):
            raise IntegrityError(entry, "holds another result than its answers have under its definition")
        return Kept(number, audit.day, result, audit.corrects, audit.reason, self._hashes[entry])

    def written(self, number: int) -> KeptAudit:
        """Return an assessment with its answers, as its entry has it."""
        self._audit(number)
        return read(self._written[number], KeptAudit)

    def listed(self, number: int) -> Listed:
        """Return what the entry of an assessment says of its result, which is not scored again.

        Raises:
            UnknownIdError: If there is no such assessment.
            IntegrityError: If its entry has no result.
        """
        kept = self._audit(number)
        if kept.result is None:
            raise IntegrityError(self.entry_of(AUDIT, number), "holds no result")
        of, found = kept.audit, kept.result
        return Listed(
            number, kept.day, of.id, of.version, found.score, found.band, found.provisional, kept.corrects, kept.reason
        )

    def _audit(self, number: int) -> Outline:
        if number not in self.audits:
            raise UnknownIdError("audit in the history with the number", str(number), map(str, self.standing()))
        return self.audits[number]

    def same(self, result: Assessment, day: date) -> Kept | None:
        """Return the standing assessment of the quarter with the same definition and answers, in any language."""
        wanted = (quarter(day), audit_record(result.audit))
        for number in self.standing():
            audit = self.audits[number]
            alike = (quarter(date.fromisoformat(audit.day)), audit.audit) == wanted
            if alike and self.written(number).sheet.answers == result.answers:
                return self.kept(number)
        return None

    def definition(self, number: int) -> Audit:
        """Return a definition by the number of its entry.

        Raises:
            IntegrityError: If it is shared, and missing or not as it was written.
        """
        if number not in self._read:
            self._read[number] = definitions.definition(self._definitions[number], self._shared)
        return self._read[number]

    def definitions(self) -> list[Entry]:
        """Return the entries that hold a definition or refer to one."""
        return list(self._definitions.values())

    def number_of(self, document: str) -> int | None:
        """Return the number of the entry with this document of a definition; None if there is none."""
        alike = {document} if self._shared is None else {document, definitions.reference(document)}
        return next((number for number, entry in self._definitions.items() if entry.body in alike), None)

    def refers(self, number: int) -> bool:
        """Return whether the entry of a definition refers to a document that is shared."""
        return self._definitions[number].kind == definitions.SHARED

    # actions

    def followed(self, until: str | None = None) -> Iterator[Followed]:
        """Yield every action with its state, in the order in which they were chosen.

        Args:
            until: A day, such as ``2026-11-26``; actions and states after it are left out.
        """
        last = until or date.max.isoformat()
        states = {outcome.action: outcome.state for outcome in self._outcomes.values() if outcome.day <= last}
        for number, kept in self._actions.items():
            if kept.day <= last:
                followed = Followed(number, kept.action, kept.day)
                became = self._became.get(number)
                is_changed = became is not None and self._actions[became].day <= last
                yield evolve(followed, state=states.get(number, followed.state), became=became if is_changed else None)

    def current(self, number: int) -> int:
        """Return the number of what an action became by all its changes; its own if it was not changed."""
        while number in self._became:
            number = self._became[number]
        return number

    def event(self, number: int) -> tuple[UUID, int]:
        """Return the UUID of an action, which stays the same when it is changed, and how often it was changed."""
        before = {new: old for old, new in self._became.items()}
        changes = 0
        while number in before:
            number, changes = before[number], changes + 1
        return self.name_of(self.entry_of(ACTION, number)), changes

    def chosen_after(self, number: int) -> int:
        """Return the number of the assessment after which an action was chosen.

        Raises:
            UnknownIdError: If there is no action with this number.
        """
        if number not in self._actions:
            raise UnknownIdError("action with the number", str(number), map(str, self._actions))
        return self._actions[number].audit

    def connected(self, number: int) -> set[int]:
        """Return the entries of an assessment, its corrections, the actions chosen after them and their states."""
        self._audit(number)
        audits = {other for other in self.audits if self.first_of(other) == self.first_of(number)}
        actions = {other for other, action in self._actions.items() if action.audit in audits}
        return {
            *(self.entry_of(AUDIT, other) for other in audits),
            *(self.entry_of(ACTION, other) for other in actions),
            *(entry for entry, outcome in self._outcomes.items() if outcome.action in actions),
        }


def audit_record(audit: Audit) -> AuditRecord:
    """Return the id, version and digest of a definition."""
    return AuditRecord(audit.id, audit.version, audit.digest)


def result_records(result: Assessment) -> tuple[DomainRecord, ...]:
    """Return the result under the id of its audit, then the result of each domain."""
    return (
        scored_record(result.audit.id, result),
        *(scored_record(domain.id, domain) for domain in result.domains),
    )
