"""Errors that more than one room raises, and the one search for near names."""

import difflib
import sys
from datetime import date

import pytest

import ethics_audit as ea
from ethics_audit.base import likeness
from ethics_audit.base.errors import (
    DocumentError,
    IntegrityError,
    MissingExtraError,
    Problem,
    datum,
    missing_extra,
    plain,
    shown,
)
from ethics_audit.base.likeness import closest, folded, nearest, similar


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("tele_health", "telehealth"),
        ("Telehealth", "telehealth"),
        ("TELE HEALTH", "telehealth"),
        ("profession_counselor", "profession.counselor"),
        ("boundaries/gifts", "boundaries.gifts"),
        ("tеlehealth", "telehealth"),  # noqa: RUF001 - with a Cyrillic letter
        ("ｍinors", "minors"),  # noqa: RUF001 - of full width
        ("mínors", "minors"),
        ("minor", "minors"),
    ],
)
def test_near_names_are_found_whatever_separates_and_resembles(given: str, known: str) -> None:
    """The known name is found for another spelling of it."""
    names = ["telehealth", "minors", "profession.counselor", "boundaries.gifts"]
    assert similar(given, names) == f"did you mean {known!r}?"
    assert given == "minor" or folded(given) == folded(known)


def test_few_names_are_compared_and_the_nearest_is_among_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong name is compared with a few of the known ones, which tell the same as a comparison with all of them."""
    ids = {folded(id): id for id in ea.load_audit("quarterly").items}
    slips = [spelling[:place] + spelling[place + 1 :] for spelling in [*ids][::9] for place in (0, 5, -4)]
    expected = [ids[difflib.get_close_matches(slip, ids, n=1, cutoff=0.6)[0]] for slip in slips]
    counts: list[int] = []
    compare = difflib.get_close_matches

    def counted(slip: str, names: list[str], **more: float) -> list[str]:
        counts.append(len(names))
        return compare(slip, names, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(difflib, "get_close_matches", counted)
    assert [closest(slip, ids.values()) for slip in slips] == expected
    assert max(counts) == likeness.CANDIDATES < len(ids) / 10


def test_of_many_unknown_items_a_few_have_a_hint() -> None:
    """So many unknown items are no slips: the nearest one is told of the first few, and every one is told."""
    answers = ea.Answers({f"boundaries.gifts_{number}": "none" for number in range(100)})
    left_out = answers.fitting(ea.load_audit("boundaries")).left_out
    assert [bool(one.nearest) for one in left_out] == [True] * 10 + [False] * 90


def test_a_library_that_cannot_be_loaded_is_not_called_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing library names its extra; another import failure is raised as it is."""
    absent = ModuleNotFoundError("No module named 'absent_library'", name="absent_library.part")
    assert str(missing_extra(absent, "web")) == "this needs an extra: pip install 'ethics-audit[web]'"
    broken = ImportError("numpy.core.multiarray failed to import")
    assert missing_extra(broken, "frames") is broken
    part = ModuleNotFoundError("No module named 'attrs.nothing'", name="attrs.nothing")
    assert missing_extra(part, "frames") is part
    monkeypatch.setitem(sys.modules, "narwhals", None)
    assert isinstance(missing_extra(ModuleNotFoundError(name="narwhals"), "frames"), MissingExtraError)


@pytest.mark.parametrize(
    ("number", "told", "last"),
    [
        (0, "file: 0 problems", ""),
        (2, "file: 2 problems", "p1: is wrong (mend it)"),
        (100, "file: 100 problems", "p99: is wrong (mend it)"),
        (101, "file: more than 100 problems", "… and more: only the first 100 are listed (fix these first)"),
        (500, "file: more than 100 problems", "… and more: only the first 100 are listed (fix these first)"),
    ],
)
def test_a_hundred_problems_are_listed(number: int, told: str, last: str) -> None:
    """Each on a line, with how many there are; of more than a hundred, the first hundred."""
    error = DocumentError((Problem(f"p{place}", "is wrong", "mend it") for place in range(number)), "file")
    first, *lines = str(error).split("\n  ")
    assert first == told
    assert len(lines) == min(number, 101)
    assert lines[-1:] == ([last] if last else [])


def test_one_problem_is_told_on_one_line() -> None:
    """After the name of the file, if it has one; its parts are cut and have no control character."""
    assert str(DocumentError([Problem("", "is wrong")])) == "is wrong"
    assert str(DocumentError([Problem("a", "is\nwrong")], "file\x1b")) == "file\\x1b: a: is\\nwrong"
    assert str(Problem("p" * 300, "m" * 1000, "h" * 300)) == f"{'p' * 300}: {'m' * 1000} ({'h' * 300})"
    assert str(Problem("p" * 301, "m" * 1001, "h" * 301)) == f"{'p' * 299}…: {'m' * 999}… ({'h' * 299}…)"
    assert str(DocumentError([Problem("", "is wrong")], "f" * 301)) == f"{'f' * 299}…: is wrong"
    assert str(IntegrityError(3, "was\tchanged")) == "entry 3 was\\tchanged"


@pytest.mark.parametrize(
    ("place", "outer", "expected"),
    [("a", "", "a"), ("", "x", "x"), ("a", "x", "x.a"), ("[1]", "x", "x[1]"), ("", "", "")],
)
def test_place_from_further_out(place: str, outer: str, expected: str) -> None:
    """A name follows a dot, and a number in brackets nothing."""
    assert Problem(place, "is wrong").within(outer).place == expected


def test_values_are_shown_on_a_line() -> None:
    """As a document writes them, and cut after sixty signs."""
    assert shown("x" * 58) == f"'{'x' * 58}'"
    assert shown("x" * 59) == f"'{'x' * 58}…"
    assert shown(frozenset({"c", "a", "b"})) == "['a', 'b', 'c']"
    assert shown(frozenset({1, "q"})) == "[1, 'q']"
    assert shown(("b", "a")) == "['b', 'a']"
    assert shown(ea.Band.LOW) == "'low'"
    assert shown(date(2026, 12, 24)) == "2026-12-24"
    assert shown(10**5000) == "a number of thousands of digits"
    nested: list[object] = []
    for _ in range(100_000):
        nested = [nested]
    assert shown(nested) == "a value that is nested too deeply"
    assert datum("x" * 1000) == "x" * 1000
    assert (datum(2**53), datum(2**53 + 1), datum(-(2**53) - 1)) == (2**53, str(2**53 + 1), str(-(2**53) - 1))
    assert plain("a\u2028b", 3) == "a\\u2028b"


def test_eight_names_are_listed() -> None:
    """Where none is like the one given, the names that there are, in order; more than eight are counted."""
    names = [f"name{place}" for place in range(10)]
    assert nearest("xyz", names[7::-1]) == "known: name0, name1, name2, name3, name4, name5, name6, name7"
    assert nearest("xyz", names[:9]).endswith("name7 and 1 more")
    assert nearest("xyz", names).endswith("name7 and 2 more")
    assert nearest("xyz", []) == "there are none"
    assert similar("xyz", names) == ""
