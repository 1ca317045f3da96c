"""What an application is told of: an answer that was kept, a red flag, an audit that was finished."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from attrs import frozen

from ethics_audit.base.public import public
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import Audit
from ethics_audit.web import questions

ANSWERED: Literal["answered"] = "answered"
FLAGGED: Literal["flagged"] = "flagged"
FINISHED: Literal["finished"] = "finished"


@public("ethics_audit.web")
@frozen
class Event:
    """Something that happened, told after it was kept: who, when they do what in which audit, and no answer.

    Attributes:
        kind: ``answered``, ``flagged`` if an answer or a fact raises a red flag that was not raised before, or
            ``finished``.
        user: Who did it.
        audit: The id of the audit.
        version: Its version.
        item: The id of the question; empty if the audit is finished.
    """

    kind: Literal["answered", "flagged", "finished"]
    user: str
    audit: str
    version: str
    item: str = ""


def kept(audit: Audit, user: str, before: Answers, after: Answers) -> Iterator[Event]:
    """Give what happened when these answers were kept in place of others."""
    for id, answer in after.given.items():
        if before.given.get(id) != answer:
            yield Event(ANSWERED, user, audit.id, audit.version, id)
    known = {one.item.id for one in questions.urgent(audit, before)}
    for one in questions.urgent(audit, after):
        if one.item.id not in known:
            yield Event(FLAGGED, user, audit.id, audit.version, one.item.id)
