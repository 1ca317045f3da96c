"""What seldom happens to files, disks and libraries, told as it is."""

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

import ethics_audit as ea
from ethics_audit.history import calendar, sqlite
from ethics_audit.history.replay import Book


def test_calendar_without_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named."""
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(ea.MissingExtraError, match="history"):
        calendar.ics(Book(), datetime.now(UTC), date(2027, 2, 1))


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
