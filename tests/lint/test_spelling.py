"""Words are spelled as in the United States, and names keep theirs."""

from pathlib import Path

import pytest
from support.planted import CLEAN, REMEDY, broken_by

from ethics_audit.lint import lint_file


@pytest.mark.parametrize(
    ("british", "american"),
    [
        *(("practise", "practice"), ("licence", "license"), ("unlicensed", ""), ("judgement", "judgment")),
        *(("programmes", "programs"), ("programmed", ""), ("behavioural", "behavioral"), ("our", ""), ("four", "")),
        *(("centre", "center"), ("organisation", "organization"), ("advise", ""), ("promise", ""), ("exercise", "")),
        *(("apologised", "apologized"), ("analysed", "analyzed"), ("analysis", ""), ("emphasis", ""), ("tone", "")),
        *(("counselling", "counseling"), ("cancelled", "canceled"), ("cancellation", ""), ("fulfil", "fulfill")),
        *(("defence", "defense"), ("whilst", "while"), ("learnt", "learned"), ("fulfilled", ""), ("mere", "")),
    ],
)
def test_british_words_are_found_with_the_american_ones(british: str, american: str, tmp_path: Path) -> None:
    """A British spelling is found, with the American one as its hint; a word that only looks alike is not."""
    file = tmp_path / "mine.toml"
    file.write_text(CLEAN.replace(REMEDY, f'"Write the word {british} on a card beside the phone."'), "utf-8")
    found = [problem for problem in lint_file(file) if problem.rule == "american-spelling"]
    assert [problem.hint for problem in found] == ([f"write {american!r}"] if american else [])


def test_names_keep_their_spelling(tmp_path: Path) -> None:
    """A capital letter within a sentence is that of a name; at its beginning it is not."""
    named = '"Call the British Association for Counselling and Psychotherapy today."'
    assert broken_by(tmp_path, CLEAN, REMEDY, named) == set()
    assert broken_by(tmp_path, CLEAN, REMEDY, '"Call somebody. Counselling is there."') == {"american-spelling"}
