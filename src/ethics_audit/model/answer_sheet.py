"""An answers file as a value: which audit was answered, and how."""

from collections.abc import Iterator
from typing import ClassVar

from attrs import field, frozen

from ethics_audit.base.errors import AnswerError, Problem
from ethics_audit.base.public import public
from ethics_audit.base.validation import (
    Rule,
    as_tuple,
    day,
    each,
    holds,
    instance,
    item_id,
    optional,
    repeated,
    text,
    verify,
    version,
)
from ethics_audit.model.answers import Answers

LONGEST_WRITTEN = 10_000
LONGEST_NOTE = 1000
MOST_NOTES = 10_000


@frozen
class Decision:
    """What a person writes down at an occasion, in their own words; never scored.

    Attributes:
        situation: What it is about.
        consulted: Who was asked.
        decision: What was decided.
        review: The day on which to look again, such as ``2026-12-24``; empty if none is set.
    """

    situation: str = field(metadata=holds(text(LONGEST_WRITTEN, empty=True, lines=True)), default="")
    consulted: str = field(metadata=holds(text(LONGEST_WRITTEN, empty=True, lines=True)), default="")
    decision: str = field(metadata=holds(text(LONGEST_WRITTEN, empty=True, lines=True)), default="")
    review: str = field(metadata=holds(day), default="")

    ERROR: ClassVar[type[AnswerError]] = AnswerError
    __attrs_post_init__ = verify


@frozen
class Note:
    """What a person wrote down for themself at a question; never scored, and in no document but the answers file.

    Attributes:
        item: The id of the item.
        text: What they wrote.
    """

    item: str = field(metadata=holds(item_id))
    text: str = field(metadata=holds(text(LONGEST_NOTE)))

    ERROR: ClassVar[type[AnswerError]] = AnswerError
    __attrs_post_init__ = verify


def _one_note_an_item(notes: tuple[Note, ...]) -> Iterator[Problem]:
    for item in sorted(repeated([note.item for note in notes])):
        yield Problem(f"notes.{item}", "stands twice")


@public()
@frozen
class AnswerSheet:
    """Answers with the audit that they answer.

    Attributes:
        audit: The id of an audit or a checklist; on the command line also the path of a file, seen from the folder of
            the answers file.
        answers: What was answered, with the profile.
        version: The version that was answered; None for the newest.
        decision: What was written down at an occasion; None where there is none.
        notes: What was written down at single questions.
    """

    audit: str = field(metadata=holds(text(500)))
    answers: Answers = field(metadata=holds(instance(Answers)))
    version: str | None = field(metadata=holds(optional(version)), default=None)
    decision: Decision | None = field(metadata=holds(optional(instance(Decision))), default=None)
    notes: tuple[Note, ...] = field(
        metadata=holds(each(instance(Note), at_most=MOST_NOTES)), converter=as_tuple, default=()
    )

    ERROR: ClassVar[type[AnswerError]] = AnswerError
    RULES: ClassVar[tuple[Rule, ...]] = (_one_note_an_item,)
    __attrs_post_init__ = verify
