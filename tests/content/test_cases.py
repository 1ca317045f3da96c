"""The best answers of the cases cannot be guessed from the words, the length or the place of their labels."""

from pathlib import Path

import pytest
from support import guessers

import ethics_audit as ea

CASES = guessers.read_cases(Path(ea.__file__).parent / "checklists" / "scenarios-2.0.toml")


@pytest.mark.parametrize("name", guessers.GUESSERS)
def test_guesser_does_no_better_than_chance(name: str) -> None:
    """A guesser that never reads the story finds the best answer hardly more often than a blind one."""
    assert guessers.hits(guessers.GUESSERS[name], CASES) <= guessers.chance(CASES) + guessers.MARGIN


def test_guessers_find_what_is_given_away() -> None:
    """Where the best answer is always the longest, first and full of advice, the guessers find it."""
    labels = ("Ask a colleague first and write down what you decide together", "Wait and see", "Say nothing")
    given_away = [guessers.Case(str(number), labels, (0, 60, 100)) for number in range(4)]
    found = {name for name, guesser in guessers.GUESSERS.items() if guessers.hits(guesser, given_away) == 1}
    assert {"longest", "most advice words", "naive Bayes of words"} <= found


def test_cases_are_those_of_the_plan() -> None:
    """At least 24 cases, six of them in two steps, with cards to play and one long case for a group."""
    checklist = ea.load_checklist("scenarios")
    steps = [item for item in checklist.items if item.follows]
    assert len(checklist.items) - len(steps) >= 24
    assert len(steps) >= 6
    assert sum(item.roleplay is not None for item in checklist.items) >= 10
    assert checklist.discussion is not None


@pytest.mark.parametrize("item", ea.load_checklist("scenarios").items, ids=lambda item: item.id)
def test_case_has_two_answers_that_schools_divide_on(item: ea.Item) -> None:
    """Two answers lie within 20 points, each with what speaks for and against it; and one asks what is not known."""
    best, next_best = item.ranked[:2]
    assert 0 < next_best.risk - best.risk <= 20
    assert all("For: " in option.feedback and "Against: " in option.feedback for option in (best, next_best))
    assert item.needed
