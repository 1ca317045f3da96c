"""What tests of the command line share."""

from datetime import date
from pathlib import Path

import pytest
from support.small import small

import ethics_audit as ea
from ethics_audit.history import History, opened
from ethics_audit.model.actions import Action


@pytest.fixture
def result(tmp_path: Path) -> ea.Assessment:
    """The result of a small checklist with two gaps."""
    path = tmp_path / "small.toml"
    path.write_text(small(), "utf-8")
    return ea.assess(ea.load_audit(path), {"small.one": "never", "small.two": "sometimes"})


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, history_file: Path) -> History:
    """Two quarters of the small checklist in the history, and an action."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.toml").write_text(small(), "utf-8")
    history = History(opened(history_file))
    definition = ea.load_audit(tmp_path / "small.toml")
    history.keep(ea.assess(definition, {"small.one": "never", "small.two": "never"}), date(2026, 8, 3))
    history.keep(ea.assess(definition, {"small.one": "never", "small.two": "always"}), date(2026, 11, 3))
    history.choose(Action("small.one", "Begin with one.", due="2026-12-01"), 2)
    return history
