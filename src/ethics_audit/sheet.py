"""An answers file as a value: which audit was answered, and how."""

from typing import ClassVar

from attrs import field, frozen

from ethics_audit.answers import Answers
from ethics_audit.checks import holds, instance, optional, text, verify, version
from ethics_audit.errors import AnswerError


@frozen
class AnswerSheet:
    """Answers with the audit that they answer.

    Attributes:
        audit: The id of an audit or a checklist, or the path of a file, seen from the folder of the answers file.
        answers: What was answered, with the profile.
        version: The version that was answered; None for the newest.
    """

    audit: str = field(metadata=holds(text(500)))
    answers: Answers = field(metadata=holds(instance(Answers)))
    version: str | None = field(metadata=holds(optional(version)), default=None)

    ERROR: ClassVar[type[AnswerError]] = AnswerError
    __attrs_post_init__ = verify
