"""What seldom happens to files, disks and libraries, told as it is."""

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

import ethics_audit as ea
from ethics_audit.base.errors import StoreError
from ethics_audit.base.files import refuse_others
from ethics_audit.documents.answers_file import AnswersFile
from ethics_audit.history import calendar, sqlite
from ethics_audit.history.replay import Book
from ethics_audit.model.answer_sheet import Note


def test_answers_that_are_no_file(tmp_path: Path) -> None:
    """A link to itself and a folder are refused by their names."""
    (tmp_path / "loop").symlink_to("loop")
    for name, told in (("loop", "is a link to itself"), (".", "is a folder, not a file")):
        with pytest.raises(StoreError, match=told):
            AnswersFile.opened(tmp_path / name, "boundaries", None)


def test_a_file_that_cannot_be_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not written over."""
    path = tmp_path / "page.html"
    path.write_text("mine", "utf-8")

    def fails(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", fails)
    with pytest.raises(StoreError, match="cannot be opened \\(Permission denied\\)"):
        refuse_others(path, b"ours")


def test_calendar_without_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named."""
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(ea.MissingExtraError, match="history"):
        calendar.ics(Book(), datetime.now(UTC), date(2027, 2, 1))


def test_one_note_a_question() -> None:
    """Two are refused, as everywhere where an id stands twice."""
    twice = (Note("a.b", "one"), Note("a.b", "two"))
    with pytest.raises(ea.AnswerError, match=r"notes: 'a\.b' appears twice"):
        ea.AnswerSheet("quarterly", ea.Answers(), notes=twice)


def test_what_is_wrong_with_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is read-only or full is told as such, whatever SQLite makes of it; nothing is said of a good one."""
    path = tmp_path / "history.db"
    failure = Exception("disk I/O error")
    assert "the disk reports a failure" in str(sqlite.told(path, failure))
    assert "the disk reports a failure" in str(sqlite.told(tmp_path / "nowhere" / "history.db", failure))
    for flags, room, told in ((os.ST_RDONLY, 10**6, "its disk is read-only"), (0, 1, "the disk is full")):
        state = SimpleNamespace(f_flag=flags, f_bavail=room, f_frsize=4096)
        monkeypatch.setattr(os, "statvfs", lambda _, state=state: state)
        assert told in str(sqlite.told(path, failure))
        assert told in str(sqlite.told(path, Exception("database is locked")))
        assert "is damaged" in str(sqlite.told(path, Exception("database disk image is malformed")))
    monkeypatch.undo()
    assert "is busy" in str(sqlite.told(path, Exception("database is locked")))
