"""The words of other programs for questions and answers."""

import pyarrow as pa
import pytest
from support.builders import checklist, item

import ethics_audit as ea
from ethics_audit.frames import vocabulary

BEGINNING = "I do this " * 10


def scale(*labels: str) -> ea.Scale:
    """Three options with these labels."""
    return ea.Scale([ea.Option(id, label, risk) for id, label, risk in zip("abc", labels, (0, 50, 100), strict=True)])


def known(*labels: str) -> dict[str, str]:
    """What texts mean for an item whose options, in this order, are `a`, `b`, `c`."""
    audit = ea.Audit.of(checklist("x", item("x.i", scale=scale(*labels), not_applicable=True)))
    return dict(vocabulary.answers(audit)["x.i"])


def test_a_label_of_two_options_means_neither() -> None:
    """What differs only in how it is written is one label."""
    words = known("Often.", "often", "Never")
    assert [vocabulary.answer(words, text) for text in ("Often.", "often", "never")] == [None, None, "c"]


@pytest.mark.parametrize(("label", "written"), [("B", "B"), ("c.", "C"), ("N/A", "N/A"), ("Unsure", "unsure.")])
def test_a_label_that_is_the_word_of_another_answer_means_neither(label: str, written: str) -> None:
    """It is an error in a table, and never the other answer."""
    words = known(label, "Sometimes", "Never")
    assert vocabulary.answer(words, written) is None
    audit = ea.Audit.of(checklist("x", item("x.i", scale=scale(label, "Sometimes", "Never"), not_applicable=True)))
    with pytest.raises(ea.AnswerError, match=r"x\.i: expected one of"):
        ea.score_frame(pa.table({"x.i": [written]}), audit)


def test_an_id_is_itself_whatever_a_label_says() -> None:
    """A table of ids is read by the ids alone, also for a definition that was kept with such a label."""
    audit = ea.Audit.of(checklist("x", item("x.i", scale=scale("b", "Sometimes", "Never"))))
    assert ea.score_frame(pa.table({"x.i": ["a", "b"]}), audit)["score"].to_pylist() == [0, 50]
    assert ea.from_json(ea.to_json(audit), ea.Audit) == audit


def test_long_labels_may_be_cut() -> None:
    """The first 100 signs of a label suffice, unless two labels begin so; fewer do not."""
    words = known(BEGINNING + "each week", BEGINNING + "each month", "I never " + BEGINNING + "at all")
    whole = "I never " + BEGINNING
    assert [
        vocabulary.answer(words, text) for text in (BEGINNING + "each w", whole, BEGINNING + "each", whole[:90])
    ] == [
        "a",
        "c",
        None,
        None,
    ]


@pytest.mark.parametrize("title", ["Profession: Psychologist.", "Profesión: Psicología."])
def test_professions_are_asked_for_in_every_language(title: str) -> None:
    """The question for a profession stands for its fact, if the audit asks for it."""
    fact = "profession.psychologist"
    asking, other = (ea.Audit.of(checklist("x", item("x.i", **more))) for more in ({"requires": [fact]}, {}))
    assert vocabulary.questions(asking)[vocabulary.said(title)] == (fact,)
    assert vocabulary.said(title) not in vocabulary.questions(other)
