"""What an answers file may contain."""

import pytest

import ethics_audit as ea
from ethics_audit.model.answer_sheet import Note


def test_one_note_a_question() -> None:
    """An item may have only one note."""
    twice = [Note(f"a.{name}", "Why?") for name in "bcabca"]
    with pytest.raises(ea.AnswerError) as refused:
        ea.AnswerSheet("quarterly", ea.Answers(), notes=twice)
    assert list(map(str, refused.value.problems)) == [
        "notes: 'a.b' appears twice (remove one)",
        "notes: 'a.c' appears twice (remove one)",
        "notes: 'a.a' appears twice (remove one)",
    ]


def test_answers_to_another_audit_or_version_are_refused() -> None:
    """A sheet gives its answers only to the audit and the version that it names; without a version, to any."""
    boundaries = ea.load_audit("boundaries")
    answers = ea.Answers({"boundaries.gifts": "each"})
    for version in (None, boundaries.version):
        assert ea.AnswerSheet("boundaries", answers, version).answers_to(boundaries) is answers
    assert ea.AnswerSheet("boundaries", answers).answers_to(boundaries.parts[0].checklist) is answers
    with pytest.raises(ea.AnswerError) as refused:
        ea.AnswerSheet("quarterly", answers, "0.1").answers_to(boundaries)
    assert [(one.place, one.code, one.given, one.expected) for one in refused.value.problems] == [
        ("audit", "other-definition", "quarterly", ("boundaries",)),
        ("version", "other-definition", "0.1", (boundaries.version,)),
    ]
    assert refused.value.problems[0].message == "expected boundaries, got 'quarterly'"
