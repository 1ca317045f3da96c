"""The lists of words find what they should."""

from ethics_audit.lint.words import any_of


def test_every_list_of_words_is_used_and_finds_itself() -> None:
    """Every list is well formed and finds one of its words in a sentence."""
    for name, word in (
        *(("vague", "properly"), ("frequency", "often"), ("negative", "don't"), ("joined", "and"), ("blame", "lazy")),
        *(("law", "illegal"), ("heavy", "leverage"), ("not_client", "patients"), ("gendered", "his/her")),
        *(("placeholder", "tbd"), ("joined_verb", "or asked")),
    ):
        assert any_of(name).search(f"This is {word}, in a sentence."), name
