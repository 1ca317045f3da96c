"""The entries of a history read together: which audits stand, what was chosen, what became of it, what was removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from uuid import UUID, uuid4, uuid5

from attrs import define, evolve, field, frozen

from ethics_audit.assessment.assessment import Assessment, assess
from ethics_audit.assessment.records import AuditRecord, DomainRecord, scored_record
from ethics_audit.base.errors import DocumentError, EthicsAuditError, IntegrityError, UnknownIdError
from ethics_audit.documents.codec import from_json
from ethics_audit.history.bodies import (
    DEFINITION,
    KINDS,
    REMOVABLE,
    KeptAction,
    KeptAudit,
    KeptOutcome,
    Removal,
    read,
)
from ethics_audit.history.chain import BEGINNING, Entry, verified
from ethics_audit.model.actions import Followed
from ethics_audit.model.definitions import Audit

NAMES = UUID("8f1b0a4e-6d0c-5f39-9a57-2c4be2a6d1f3")
"""Within it, a hash gives one name, from which nobody can find the hash."""


@frozen
class Kept:
    """An audit of a history.

    Attributes:
        number: Its number.
        day: The day on which it was finished, such as ``2026-11-26``.
        result: Its result, scored under its own definition.
        corrects: The number of the audit that it takes the place of; None if it is no correction.
        reason: Why it does.
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
        return quarter(self.day)


def quarter(day: str) -> str:
    """The quarter of a day."""
    return f"{day[:4]}-q{(int(day[5:7]) + 2) // 3}"


@define
class Book:
    """What the entries say; made by `opened`.

    Attributes:
        head: The hash of the last entry.
        count: How many entries there are.
        at: When the last of them was written; empty if there is none.
        audits: Every audit by its number, corrected ones too.
        removed: The numbers of the entries whose content was removed.
    """

    head: str = BEGINNING
    count: int = 0
    at: str = ""
    audits: dict[int, KeptAudit] = field(factory=dict)
    removed: set[int] = field(factory=set)
    _hashes: dict[int, str] = field(factory=lambda: {0: BEGINNING})
    _kinds: dict[int, str] = field(factory=dict)
    _missing: set[int] = field(factory=set)
    _definitions: dict[int, Entry] = field(factory=dict)
    _read: dict[int, Audit] = field(factory=dict)
    _actions: dict[int, KeptAction] = field(factory=dict)
    _outcomes: dict[int, KeptOutcome] = field(factory=dict)

    @classmethod
    def opened(cls, entries: Iterable[Entry]) -> Book:
        """Read every entry.

        Raises:
            IntegrityError: At the first entry that is not as it was written.
        """
        book = cls()
        for entry in verified(entries):
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

    def _take(self, entry: Entry) -> None:
        if entry.kind == DEFINITION:
            self._definitions[entry.number] = entry
        elif entry.kind == KINDS[KeptAudit]:
            self._take_audit(entry)
        elif entry.kind == KINDS[KeptAction]:
            action = self._actions[entry.number] = read(entry, KeptAction)
            self._check_named(entry, action.audit, {KINDS[KeptAudit]})
        elif entry.kind == KINDS[KeptOutcome]:
            outcome = self._outcomes[entry.number] = read(entry, KeptOutcome)
            self._check_named(entry, outcome.action, {KINDS[KeptAction]})
        elif entry.kind == KINDS[Removal]:
            self._take_removal(entry)
        else:
            raise IntegrityError(entry.number, f"is of a kind that this version does not know: {entry.kind}")

    def _take_audit(self, entry: Entry) -> None:
        audit = self.audits[entry.number] = read(entry, KeptAudit)
        self._check_named(entry, audit.definition, {DEFINITION})
        if audit.corrects is not None:
            self._check_named(entry, audit.corrects, {KINDS[KeptAudit]})

    def _take_removal(self, entry: Entry) -> None:
        for number in read(entry, Removal).numbers:
            self._check_named(entry, number, REMOVABLE)
            if number not in self._missing:
                raise IntegrityError(number, f"has its content again, which entry {entry.number} says was removed")
            self.removed.add(number)

    def _check_named(self, entry: Entry, number: int, kinds: AbstractSet[str]) -> None:
        """See that the entry which another one names stands before it and is of such a kind."""
        if self._kinds.get(number) not in kinds:
            raise IntegrityError(entry.number, f"names entry {number}, which is nothing before it that it can name")

    def place_of(self, hash: str) -> int | None:
        """The number of the entry with this hash, or the beginning of one; None if there is none."""
        found = [number for number, full in self._hashes.items() if full.startswith(hash)]
        return found[0] if len(found) == 1 else None

    def name_of(self, number: int) -> UUID:
        """Return what an entry is called outside its history: the same in every copy, and like nothing elsewhere.

        The hash of an entry covers a random salt; an empty history has none yet, and gets another name each time.
        """
        return uuid5(NAMES, self._hashes[number]) if number in self._hashes else uuid4()

    # audits

    def standing(self) -> list[int]:
        """The numbers of the audits that no later one takes the place of, in the order of their days."""
        last = {self.first_of(number): number for number in self.audits}
        return sorted(last.values(), key=lambda number: (self.audits[number].day, number))

    def first_of(self, number: int) -> int:
        """The number of the audit that a correction goes back to, over any others between; its own if it is none."""
        while (earlier := self.audits[number].corrects) is not None and earlier in self.audits:
            number = earlier
        return number

    def kept(self, number: int) -> Kept:
        """An audit, scored under its own definition.

        Raises:
            UnknownIdError: If there is no such audit.
            IntegrityError: If its result is not the one that was kept.
        """
        if number not in self.audits:
            raise UnknownIdError("audit in the history with the number", str(number), map(str, self.standing()))
        audit = self.audits[number]
        definition = self.definition(audit.definition)
        try:
            result = assess(definition, audit.sheet.answers)
        except EthicsAuditError as failure:
            raise IntegrityError(number, f"does not fit its definition: {failure}") from None
        if (audit.audit, audit.results) != (named(result.audit), numbers(result)):
            raise IntegrityError(number, "holds another result than its answers have under its definition")
        return Kept(number, audit.day, result, audit.corrects, audit.reason, self._hashes[number])

    def same(self, result: Assessment, day: str) -> Kept | None:
        """The audit of the same quarter with the same answers to the same definition, if one stands in any language."""
        for number in self.standing():
            audit = self.audits[number]
            if (quarter(audit.day), audit.audit, audit.sheet.answers) == (
                quarter(day),
                named(result.audit),
                result.answers,
            ):
                return self.kept(number)
        return None

    def definition(self, number: int) -> Audit:
        """A definition by the number of its entry."""
        if number not in self._read:
            try:
                self._read[number] = from_json(self._definitions[number].body or "", Audit)
            except DocumentError as failure:
                raise IntegrityError(number, f"cannot be read: {failure}") from None
        return self._read[number]

    def number_of(self, document: str) -> int | None:
        """The number of the entry that holds this document of a definition; None if none does."""
        return next((number for number, one in self._definitions.items() if one.body == document), None)

    # actions

    def followed(self, until: str | None = None) -> Iterator[Followed]:
        """Every action with what has become of it, in the order in which they were chosen.

        Args:
            until: A day, such as ``2026-11-26``; what was chosen or settled later is left out.
        """
        last = until or date.max.isoformat()
        states = {one.action: one.state for one in self._outcomes.values() if one.day <= last}
        for number, one in self._actions.items():
            if one.day <= last:
                found = Followed(number, one.action, one.day)
                yield evolve(found, state=states.get(number, found.state))

    def connected(self, number: int) -> set[int]:
        """The numbers of an audit, its corrections, what was chosen after them and what became of it.

        Raises:
            UnknownIdError: If there is no such audit.
        """
        if number not in self.audits:
            raise UnknownIdError("audit in the history with the number", str(number), map(str, self.audits))
        audits = {one for one in self.audits if self.first_of(one) == self.first_of(number)}
        actions = {one for one, action in self._actions.items() if action.audit in audits}
        return audits | actions | {one for one, outcome in self._outcomes.items() if outcome.action in actions}


def named(audit: Audit) -> AuditRecord:
    """Which definition it is."""
    return AuditRecord(audit.id, audit.version, audit.digest)


def numbers(result: Assessment) -> tuple[DomainRecord, ...]:
    """The result of an audit, and of each of its domains."""
    return (
        scored_record(result.audit.id, result),
        *(scored_record(domain.id, domain) for domain in result.domains),
    )
