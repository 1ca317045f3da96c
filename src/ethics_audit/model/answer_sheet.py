"""The content of an answers file: which audit was answered, and how."""

from collections.abc import Iterator

from attrs import field, frozen

from ethics_audit.base import causes
from ethics_audit.base.errors import AnswerError, Problem
from ethics_audit.base.public import public
from ethics_audit.base.validation import (
    Answered,
    as_tuple,
    day,
    each,
    holds,
    instance,
    item_id,
    optional,
    repeated,
    text,
    version,
)
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import Audit, Checklist, as_audit

LONGEST_WRITTEN = 10_000
LONGEST_NOTE = 1000
MOST_NOTES = 10_000


@frozen
class Decision(Answered):
    """The notes of a person on an occasion, in their own words; never scored.

    Attributes:
        situation: What it is about.
        consulted: Who was asked.
        decision: What was decided.
        review: The day of the next look, such as ``2026-12-24``; empty if none is set.
        principles: The principles that pull against each other, one a line, each with what it asks for.
    """

    situation: str = field(metadata=holds(text(LONGEST_WRITTEN, empty=True, lines=True)), default="")
    consulted: str = field(metadata=holds(text(LONGEST_WRITTEN, empty=True, lines=True)), default="")
    decision: str = field(metadata=holds(text(LONGEST_WRITTEN, empty=True, lines=True)), default="")
    review: str = field(metadata=holds(day), default="")
    principles: str = field(metadata=holds(text(LONGEST_WRITTEN, empty=True, lines=True)), default="")


@frozen
class Note(Answered):
    """A private note on a question; never scored, and in no document but the answers file.

    Attributes:
        item: The id of the item.
        text: The note.
    """

    item: str = field(metadata=holds(item_id))
    text: str = field(metadata=holds(text(LONGEST_NOTE)))


@public()
@frozen
class AnswerSheet(Answered):
    """Answers with the audit that they answer.

    Attributes:
        audit: The id of an audit or a checklist; on the command line also the path of a file, relative to the folder
            of the answers file.
        answers: The answers, with the profile.
        version: The version that was answered; None for the newest.
        decision: The notes on an occasion; None if there are none.
        notes: The notes on single questions.
    """

    audit: str = field(metadata=holds(text(500)))
    answers: Answers = field(metadata=holds(instance(Answers)))
    version: str | None = field(metadata=holds(optional(version)), default=None)
    decision: Decision | None = field(metadata=holds(optional(instance(Decision))), default=None)
    notes: tuple[Note, ...] = field(
        metadata=holds(each(instance(Note), at_most=MOST_NOTES)), converter=as_tuple, default=()
    )

    def answers_to(self, audit: Audit | Checklist) -> Answers:
        """Return the answers if they are answers to this audit in this version, so that no others are scored as such.

        Raises:
            AnswerError: If the sheet names another audit or version; `Answers.fitting` carries answers over.

        Example:
            >>> sheet = ea.AnswerSheet("boundaries", ea.Answers({"boundaries.gifts": "each"}))
            >>> sheet.answers_to(ea.load_audit("boundaries"))
            Answers({'boundaries.gifts': 'each'}, profile=[])
        """
        needed = as_audit(audit)
        named = (("audit", self.audit, needed.id), ("version", self.version or needed.version, needed.version))
        others = [
            causes.unexpected(key, (wanted,), given, code="other-definition")
            for key, given, wanted in named
            if given != wanted
        ]
        if others:
            raise AnswerError(others)
        return self.answers

    @staticmethod
    def _one_note_an_item(notes: tuple[Note, ...]) -> Iterator[Problem]:
        """An item has one note."""
        for item in repeated([note.item for note in notes]):
            yield causes.repeated("notes", item)
