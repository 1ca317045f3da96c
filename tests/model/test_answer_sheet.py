"""What an answers file may contain."""

import pytest

import ethics_audit as ea
from ethics_audit.model.answer_sheet import Note


def test_one_note_a_question() -> None:
    """An item may have only one note."""
    twice = (Note("a.b", "one"), Note("a.b", "two"))
    with pytest.raises(ea.AnswerError, match=r"notes: 'a\.b' appears twice"):
        ea.AnswerSheet("quarterly", ea.Answers(), notes=twice)
