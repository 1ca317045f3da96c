"""The reading grade follows the published formula, and needs its extra."""

import sys
from pathlib import Path

import pytest
from support.builders import checklist, item
from support.planted import SHIPPED

from ethics_audit.cli.commands import run
from ethics_audit.lint import lint, reading


def test_reading_grade_is_measured() -> None:
    """Long words and sentences are reported with the grade of the published formula."""
    prompt = "I communicate comprehensive organisational considerations concerning confidentiality responsibilities."
    found = lint(checklist("desk", item("desk.words", prompt=prompt)))
    assert any(problem.rule == "reading-grade" for problem in found)
    characters, words, sentences = 22, 5, 1
    computed = 4.71 * characters / words + 0.5 * words / sentences - 21.43
    assert reading.grade(["Some cats never like milk."]) == pytest.approx(computed, abs=0.1)


def test_without_the_extra_the_grade_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the extra, everything else is checked, and standard error says what was not."""
    monkeypatch.setitem(sys.modules, "textstat", None)
    shipped = next(file for file in SHIPPED if file.name.startswith("boundaries"))
    assert run(["lint", str(shipped)]) == 0
    assert "pip install 'ethics-audit[authoring]'" in capsys.readouterr().err


def test_library_that_cannot_be_loaded_is_no_missing_extra(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A library that cannot be loaded is reported with its own error, not as a missing extra."""
    (tmp_path / "textstat.py").write_text("raise ImportError('needs another numpy')", "utf-8")
    monkeypatch.delitem(sys.modules, "textstat", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    shipped = next(file for file in SHIPPED if file.name.startswith("boundaries"))
    assert run(["lint", str(shipped)]) == 0
    assert "the reading grade is not measured: needs another numpy" in capsys.readouterr().err
