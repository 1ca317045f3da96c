"""The answers in an answers document of this library."""

from __future__ import annotations

from ethics_audit.base.errors import Problem, shown
from ethics_audit.documents import codec
from ethics_audit.formats.incoming import PLAIN, Reading, decoded, fitted, refuse_record
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import Audit


def answers(content: bytes, audit: Audit, reading: Reading = PLAIN) -> Answers:
    """Return the answers in an answers document of this audit.

    Raises:
        AnswerError: If it is none, or does not fit the audit, with every problem.
    """
    refuse_record(reading)
    sheet = codec.from_json(decoded(content), AnswerSheet)
    problems = []
    if sheet.audit != audit.id:
        problems.append(Problem("audit", f"expected {audit.id!r}, got {shown(sheet.audit)}"))
    if sheet.version not in {None, audit.version}:
        problems.append(Problem("version", f"expected {audit.version!r}, got {shown(sheet.version)}"))
    facts = {fact: fact in sheet.answers.profile for fact in {*audit.facts, *sheet.answers.profile}}
    result = fitted(audit, sheet.answers.given, facts, problems, reading)
    if sheet.decision or sheet.notes:
        reading.tell("the decision and the notes in the document are not read")
    return result
