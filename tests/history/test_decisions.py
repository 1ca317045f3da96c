"""The record of a decision beside the answers: it is never lost, and only its owner can read it."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

import ethics_audit as ea
from ethics_audit.base.errors import StoreError
from ethics_audit.history.decisions import kept_record, write_record
from ethics_audit.model.answer_sheet import Decision

OCCASION = ea.load_audit("boundary_decision")
DAY = date(2026, 11, 26)


def test_record_is_never_written_over(tmp_path: Path) -> None:
    """Another decision gets a file of its own, the same one does not, and only the owner can read them."""
    answers = tmp_path / "boundary_decision-2026-11-26.toml"
    result = ea.assess(OCCASION, {})
    first = write_record(answers, result, Decision("One."), DAY)
    assert first.name == "boundary_decision-2026-11-26.md"
    assert write_record(answers, result, Decision("One."), DAY) == first
    second = write_record(answers, result, Decision("Two."), DAY)
    third = write_record(answers, result, Decision("Three."), DAY)
    assert [second.name, third.name] == [f"boundary_decision-2026-11-26-revised-{number}.md" for number in (2, 3)]
    assert "> One." in first.read_text("utf-8")
    assert kept_record(answers) == third
    assert kept_record(tmp_path / "other.toml") is None
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    answers.with_name("a.md").mkdir()
    assert write_record(tmp_path / "a.toml", result, Decision(), DAY).name == "a-revised-2.md"


def test_record_that_cannot_be_written(tmp_path: Path) -> None:
    """A record that cannot be written is an error."""
    with pytest.raises(StoreError, match="cannot be written"):
        write_record(tmp_path / "none" / "x.toml", ea.assess(OCCASION, {}), Decision(), DAY)
