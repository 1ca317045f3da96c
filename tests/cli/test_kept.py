"""A finished audit is kept once, as a correction, or as another one."""

from datetime import date
from pathlib import Path

import pytest
from support.session import Scripted
from support.small import TODAY

import ethics_audit as ea
from ethics_audit.cli import kept as kept_audits
from ethics_audit.cli.prompts import Left
from ethics_audit.history import History, opened


def test_the_same_audit_is_kept_once(result: ea.Assessment, history_file: Path) -> None:
    """Finishing the same answers again adds nothing, and what is already chosen is not asked again."""
    history = History(opened(history_file))
    kept_audits.keep(history, result, TODAY, Scripted("1", "", ""))
    talk = Scripted()
    kept_audits.keep(history, result, TODAY, talk)
    assert "Your history holds this audit already, as number 1." in talk.heard
    assert len(history.audits()) == 1


def test_an_open_action_does_not_keep_new_ones_away(result: ea.Assessment, history_file: Path) -> None:
    """A new audit asks for actions even if an earlier one is open."""
    history = History(opened(history_file))
    kept_audits.keep(history, result, date(2026, 8, 3), Scripted("1", "", ""))
    kept_audits.keep(history, result, TODAY, Scripted("2", "", ""))
    assert [one.action.item for one in history.actions()] == ["small.one", "small.two"]


def test_nothing_answered_is_not_kept(result: ea.Assessment, history_file: Path) -> None:
    """An audit without answers is not kept."""
    talk = Scripted()
    nothing = ea.assess(result.audit, {})
    kept_audits.keep(History(opened(history_file)), nothing, TODAY, talk)
    assert "Nothing is answered yet" in talk.heard
    assert not history_file.exists()


def test_a_file_of_an_earlier_quarter(result: ea.Assessment, history_file: Path) -> None:
    """A file finished again is the same audit; if changed, it corrects that one in its own quarter."""
    history = History(opened(history_file))
    august = date(2026, 8, 3)
    history.keep(result, august)
    history.keep(result.what_if({"small.one": "always"}), TODAY)
    kept_audits.keep(history, result, TODAY, Scripted(""), quarter_of=date(2026, 9, 1))
    assert len(history.audits()) == 2
    changed = result.what_if({"small.one": "sometimes"})
    kept_audits.keep(history, changed, TODAY, Scripted("c", "a slip", "q"), quarter_of=date(2026, 9, 1))
    assert [(one.day, one.corrects) for one in history.audits()] == [("2026-08-03", 1), (TODAY.isoformat(), None)]
    kept_audits.keep(history, changed, TODAY, Scripted("c", "another", "q"), quarter_of=date(2026, 12, 1))
    assert [(one.day, one.corrects) for one in history.audits()] == [("2026-08-03", 1), (TODAY.isoformat(), 2)]


def test_another_audit_of_the_quarter(result: ea.Assessment, history_file: Path) -> None:
    """Other answers can be a new audit of the same quarter."""
    history = History(opened(history_file))
    kept_audits.keep(history, result, TODAY, Scripted(""))
    kept_audits.keep(history, result.what_if({"small.one": "always"}), TODAY, Scripted("?", "n", ""))
    assert [one.corrects for one in history.audits()] == [None, None]
    with pytest.raises(Left):
        kept_audits.keep(history, result.what_if({"small.one": "sometimes"}), TODAY, Scripted("q"))
    talk = Scripted("c", "", "x" * 1001, "once more", "")
    kept_audits.keep(history, result.what_if({"small.one": "sometimes"}), TODAY, talk)
    assert [one.reason for one in history.audits()] == ["", "once more"]
