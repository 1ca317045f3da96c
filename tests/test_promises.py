"""The figures of the promises are what was tried, and the manual shows them."""

import re
import tomllib
from datetime import date
from pathlib import Path
from types import ModuleType

import promises
import pytest
from support.builders import ROOT

PAGE = (ROOT / "docs" / "explanation" / "promises.md").read_text("utf-8")
TESTS = """
import os
import pytest
from support.counted import COUNTED

def test_kept():
    COUNTED["things"] += int(os.environ["THINGS"])

@pytest.mark.skipif({skipped}, reason="needs a thing")
def test_other():
    assert {holds}
"""


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module that writes the sentences of the page."""
    monkeypatch.syspath_prepend(str(ROOT / "docs" / "_extensions"))
    import figures

    return figures


def test_the_page_has_every_promise_with_its_command() -> None:
    """Each promise and each record has a place on the page, under the command that measures it."""
    shown = re.findall(r"^<!-- fill: promise (\S+) -->$", PAGE, re.MULTILINE)
    assert len(shown) == len(set(shown))
    assert {*promises.PROMISES, *promises.ELSEWHERE} == set(shown)
    assert set(tomllib.loads(promises.FIGURES.read_text("utf-8"))) <= set(shown)
    assert all(f"nox -s promises -- {name}\n" in PAGE for name in promises.PROMISES)
    assert all(f"nox -s {name}" in PAGE for name in promises.ELSEWHERE)


def test_what_a_promise_names_is_there() -> None:
    """Every file of tests that a promise runs exists."""
    named = [one for promise in promises.PROMISES.values() for one in promise.tests if "/" in one]
    assert all((ROOT / one).exists() for one in named)


def measured(tmp_path: Path, **told: object) -> dict[str, object]:
    """The figures of two tests."""
    tmp_path.mkdir(exist_ok=True)
    file = tmp_path / f"test_{tmp_path.name}.py"
    file.write_text(TESTS.format(**{"skipped": False, "holds": True, **told}), "utf-8")
    found: dict[str, object] = promises.measured(promises.Promise((str(file), "--rootdir", str(tmp_path)), "THINGS"), 7)
    return found


def test_what_was_tried_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures have what the tests counted, at the size that was asked for, and how many failed."""
    monkeypatch.setenv("THINGS", "1")
    for holds in (True, False):
        found = measured(tmp_path / str(holds), holds=holds)
        assert (found["tried"], found["failures"]) == ({"things": 7}, int(not holds))


def test_what_was_skipped_is_no_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that cannot run here stops the measurement."""
    monkeypatch.setenv("THINGS", "1")
    with pytest.raises(SystemExit, match="this was not tried:\n.*test_other: Skipped: needs a thing"):
        measured(tmp_path, skipped=True)


def test_tests_that_do_not_run_are_no_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be collected stops the measurement, whatever ran beside it."""
    monkeypatch.setenv("THINGS", "1")
    with pytest.raises(SystemExit, match="this was not tried"):
        measured(tmp_path, holds="]")


def test_figures_are_written_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, figures: ModuleType) -> None:
    """A record keeps the others, and the page says what was tried, what failed and when."""
    file = tmp_path / "promises.toml"
    file.write_text("[other]\nfailures = 0\n", "utf-8")
    monkeypatch.setattr(promises, "FIGURES", file)
    monkeypatch.setattr(figures, "FILE", file)
    for failures, told in ((0, "no failures"), (2, "**2 failures**")):
        promises.keep("kills", {"commit": "abc", "failures": failures, "seconds": 1234, "tried": {"kills": 10_000}})
        line = figures.figures("kills")
        assert f"10,000 kills: {told}; 1,234 seconds, Python 3." in line
        assert line.endswith("commit `abc`.")
    assert figures.figures("cuts") == "**Last figures**: not measured yet."
    found = tomllib.loads(file.read_text("utf-8"))
    assert found["other"] == {"failures": 0}
    assert isinstance(found["kills"]["day"], date)
