"""The layout of plain text for a screen."""

import textwrap

import pytest

from ethics_audit.base import layout
from ethics_audit.base.layout import hanging, laid_out, rows, section, short


def test_holds_inside_the_block_only() -> None:
    """A width and words alone hold inside their block, and those of the block around it after it."""
    with laid_out(40, words_alone=True):
        with laid_out(60):
            assert (layout.width(), layout.words_alone(), layout.has_columns()) == (60, False, True)
        assert (layout.width(), layout.words_alone(), layout.has_columns()) == (40, True, False)
    assert (layout.width(), layout.words_alone(), layout.has_columns()) == (79, False, True)


@pytest.mark.parametrize("width", [39, 59, 79, 99])
def test_lines_use_the_width(width: int) -> None:
    """A paragraph is as wide as the screen, and no wider."""
    words = "word " * 100
    with laid_out(width):
        assert layout.wrapped(words) == textwrap.fill(words.strip(), width)


def test_words_alone() -> None:
    """Nothing is underlined, indented, cut or in columns."""
    long = "a title of more than twenty-four signs"
    with laid_out(30, words_alone=True):
        assert section("Title", ["text"]) == "Title\n\ntext"
        assert short(long) == long
        assert rows([("Name", "value"), ("Longer", "other")], 10, "  ") == ["Name: value", "Longer: other"]
        assert hanging(" 12   ", "word " * 8) == "12 word word word word word\nword word word"


def test_narrow_screens_have_no_columns() -> None:
    """A name stands before its value, and what does not fit is indented by two."""
    with laid_out(30):
        assert rows([("Name", "word " * 6)], 10) == ["Name: word word word word word\n  word"]


def test_a_lead_without_room_has_the_line_alone() -> None:
    """What follows a long lead begins on the next line."""
    with laid_out(30):
        assert hanging("a lead of many signs  ", "what follows it") == "a lead of many signs\n    what follows it"


def test_long_titles_are_wrapped() -> None:
    """A line of signs under a title is as long as the longest of its lines."""
    with laid_out(12):
        assert section("One two three", ["text"]) == "One two\nthree\n-------\n\ntext"


def test_a_title_is_cut_beyond_24_signs() -> None:
    """To 24, of which the last says that there is more; spaces before it are left out."""
    assert short("a" * 24) == "a" * 24
    assert short("a" * 25) == f"{'a' * 23}…"
    assert short(f"{'a' * 22} {'b' * 9}") == f"{'a' * 22}…"


@pytest.mark.parametrize(("width", "has"), [(54, False), (55, True)])
def test_columns_need_55_signs(width: int, *, has: bool) -> None:
    """Below, nothing stands in columns."""
    with laid_out(width):
        assert layout.has_columns() == has


def test_a_lead_leaves_18_signs_or_the_whole_text() -> None:
    """At the limit it stays in the line; one sign more, and it has the line alone."""
    with laid_out(30):
        assert hanging("twelve signs", "eighteen signs end") == "twelve signseighteen signs end"
        assert hanging("twelve signs", "eighteen signs end so") == "twelve signseighteen signs end\n            so"
        assert hanging("thirteen sign", "eighteen signs end") == "thirteen sign\n    eighteen signs end"
        assert hanging("a lead of twenty-six signs", "four") == "a lead of twenty-six signsfour"
        assert hanging("a lead of twenty-seven sign", "four") == "a lead of twenty-seven sign\n    four"


def test_a_lead_that_is_read_aloud_has_single_spaces() -> None:
    """Before the text too."""
    with laid_out(words_alone=True):
        assert hanging(" one   two  ", "text") == "one two text"
