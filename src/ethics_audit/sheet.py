"""An answers file as a value: which audit was answered, and how."""

from typing import ClassVar

from attrs import field, frozen

from ethics_audit.answers import Answers
from ethics_audit.checks import day, holds, instance, optional, text, verify, version
from ethics_audit.errors import AnswerError

LONGEST_WRITTEN = 10_000


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
class AnswerSheet:
    """Answers with the audit that they answer.

    Attributes:
        audit: The id of an audit or a checklist, or the path of a file, seen from the folder of the answers file.
        answers: What was answered, with the profile.
        version: The version that was answered; None for the newest.
        decision: What was written down at an occasion; None where there is none.
    """

    audit: str = field(metadata=holds(text(500)))
    answers: Answers = field(metadata=holds(instance(Answers)))
    version: str | None = field(metadata=holds(optional(version)), default=None)
    decision: Decision | None = field(metadata=holds(optional(instance(Decision))), default=None)

    ERROR: ClassVar[type[AnswerError]] = AnswerError
    __attrs_post_init__ = verify
