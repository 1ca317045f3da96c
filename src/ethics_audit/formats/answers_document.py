"""The answers in an answers document of this library."""

from __future__ import annotations

from ethics_audit.base.causes import unexpected
from ethics_audit.documents import codec
from ethics_audit.formats.incoming import PLAIN, Found, Reading, decoded, refuse_record
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import Audit


def answers(content: bytes, audit: Audit, reading: Reading = PLAIN) -> Answers:
    """Return the answers in an answers document of this audit.

    Raises:
        AnswerError: If it is not such a document or does not fit the audit, with every problem.
    """
    refuse_record(reading)
    sheet = codec.from_json(decoded(content), AnswerSheet)
    found = Found(audit, reading)
    if sheet.audit != audit.id:
        found.add(unexpected("audit", repr(audit.id), sheet.audit))
    if sheet.version not in {None, audit.version}:
        found.add(unexpected("version", repr(audit.version), sheet.version))
    profile = sheet.answers.profile
    found.facts = {fact: fact in profile for fact in {*audit.facts, *profile}}
    found.given = {**sheet.answers.given}
    result = found.answers("")
    if sheet.decision or sheet.notes:
        reading.tell("the decision and the notes in the document are not read")
    return result
