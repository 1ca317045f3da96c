"""Errors that more than one room raises, and the one search for near names."""

import difflib
import sys

import pytest

import ethics_audit as ea
from ethics_audit.base import likeness
from ethics_audit.base.errors import MissingExtraError, missing_extra
from ethics_audit.base.likeness import closest, folded, similar


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
