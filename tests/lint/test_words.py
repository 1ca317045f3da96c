"""The lists of words find what they should."""

from pathlib import Path

import pytest
from support.planted import CLEAN, REMEDY, broken_by

from ethics_audit.lint.words import any_of


def test_every_list_of_words_is_used_and_finds_itself() -> None:
    """Every list is well formed and finds one of its words in a sentence."""
    for name, word in (
        *(("vague", "properly"), ("frequency", "often"), ("negative", "don't"), ("joined", "and"), ("blame", "lazy")),
        *(("law", "illegal"), ("heavy", "leverage"), ("not_client", "patients"), ("gendered", "his/her")),
        *(("placeholder", "tbd"), ("joined_verb", "or asked")),
    ):
        assert any_of(name).search(f"This is {word}, in a sentence."), name


@pytest.mark.parametrize("text", ["Ask for an ID at the desk.", "Write beneficence and nonmaleficence on a card."])
def test_words_of_the_trade_are_let_through(text: str, tmp_path: Path) -> None:
    """An ID needs no other word, and two principles of ethics have no plainer names."""
    assert broken_by(tmp_path, CLEAN, REMEDY, f'"{text}"') <= {"reading-grade"}
