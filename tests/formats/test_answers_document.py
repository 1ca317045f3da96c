"""Answers documents give their answers and nothing else."""

from support.filled import ANSWERS, read

import ethics_audit as ea
from ethics_audit.model.answer_sheet import Note


def test_decision_and_notes_of_a_document_are_told() -> None:
    """Only the answers of a document are read; its decision and notes are reported as not read."""
    sheet = ea.AnswerSheet("example", ANSWERS, "1.0", notes=(Note("desk.door", "Ask."),))
    told = ["the decision and the notes in the document are not read"]
    assert read("json-schema", ea.to_json(sheet)) == (ANSWERS, told)
