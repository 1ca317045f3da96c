"""Errors that more than one room raises, and the one search for near names."""

import sys

import pytest

from ethics_audit.base.errors import MissingExtraError, folded, missing_extra, similar


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
