"""An answers file as a value: which audit was answered, and how."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from ethics_audit.answers import Answers
from ethics_audit.checks import checked, instance, optional, text, verify, version
from ethics_audit.errors import AnswerError


@frozen
class AnswerSheet:
    """Answers with the audit that they answer.

    Attributes:
        audit: The id of an audit or a checklist, or the path of a file, seen from the folder of the answers file.
        answers: What was answered, with the profile.
        version: The version that was answered; None for the newest.
    """

    audit: str = checked(text(500))
    answers: Answers = checked(instance(Answers))
    version: str | None = checked(optional(version), default=None)

    ERROR: ClassVar[type[AnswerError]] = AnswerError
    __attrs_post_init__ = verify
