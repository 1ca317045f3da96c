"""Answers: what they may be, and whether they fit an audit."""

import pytest

import ethics_audit as ea
from ethics_audit.model.answers import MOST_ANSWERS, allowed, carried, word_of


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], r"answers: expected a mapping from item id to answer, got \[\]"),
        ({f"a.i{n}": None for n in range(MOST_ANSWERS + 1)}, "answers: expected at most 10000 answers, got 10001"),
        ({3: "yes"}, "answers: expected an item id as text, got 3"),
        ({"a.i": 3}, "a.i: expected the id of an option, 'unsure' or .*, got 3"),
    ],
)
def test_wrong_answers_are_refused(given: object, words: str) -> None:
    """Answers are a mapping from item ids to options, unsure or n/a."""
    with pytest.raises(ea.AnswerError, match=words):
        ea.Answers(given)  # type: ignore[arg-type]


def test_answers_are_changed_by_a_mapping() -> None:
    """Changes add, replace and remove answers, and leave the profile."""
    answers = ea.Answers({"a.i": "yes", "a.j": "n/a"}, {"minors"})
    changed = answers.changed({"a.i": None, "a.k": ea.UNSURE})
    assert dict(changed.given) == {"a.j": ea.not_applicable(), "a.k": ea.UNSURE}
    assert changed.profile == {"minors"}
    assert len({answers, changed, ea.Answers({"a.i": "yes", "a.j": "n/a"}, {"minors"})}) == 2
    with pytest.raises(ea.AnswerError, match="changes: expected a mapping from item id to answer, got 'a.i'"):
        answers.changed("a.i")  # type: ignore[arg-type]


def test_words_of_answers(quarterly: ea.Audit) -> None:
    """Each answer has a word; an item lists those that it allows."""
    assert [word_of(answer) for answer in ("yes", ea.UNSURE, ea.not_applicable("why"))] == ["yes", "unsure", "n/a"]
    for item in quarterly.items.values():
        assert allowed(item) == [*item.by_id, "unsure", *(["n/a"] if item.not_applicable else [])]
        assert [option.risk for option in item.ranked] == sorted(option.risk for option in item.options)
        assert item.ranked[0].risk == 0


def test_answers_that_fit_another_version_are_carried(quarterly: ea.Audit) -> None:
    """Answers to unknown items and options are left behind, and named."""
    answers = ea.Answers({"boundaries.gifts": "nevr", "boundaries.gone": "yes", "boundaries.secrecy": "no"})
    kept, left = carried(quarterly, answers)
    assert dict(kept.given) == {"boundaries.secrecy": "no"}
    assert left == ("boundaries.gifts", "boundaries.gone")


def test_facts_and_band_starts_are_said_once(quarterly: ea.Audit) -> None:
    """An audit lists the facts that its items require, and its policy where each band begins."""
    assert set(quarterly.facts) == {fact for item in quarterly.items.values() for fact in item.requires}
    assert list(quarterly.facts) == sorted(quarterly.facts)
    assert quarterly.policy.bands.starts == (0, 15, 35, 60)
    assert ea.Audit.of(quarterly.parts[0].checklist).facts == tuple(
        sorted({fact for item in quarterly.parts[0].checklist.items for fact in item.requires})
    )
