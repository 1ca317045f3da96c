"""Events keep their UIDs across copies of one history, and no two histories share one."""

import sys
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from attrs import evolve
from icalendar import Calendar
from support.histories import PASSPHRASE, ListStore, filled, quick_keys, result

import ethics_audit as ea
from ethics_audit import history
from ethics_audit.base.version import __version__
from ethics_audit.history import Action, History, backup, calendar
from ethics_audit.history.replay import Book

__all__ = ["quick_keys"]
NOW = datetime(2026, 11, 29, 18, 0, tzinfo=UTC)
NEXT = date(2027, 2, 27)
STEP = Action("work.notes", "Write notes on the day.", due="2026-12-24")


def exported(kept: History) -> dict[str, str]:
    """Return the summary of each event by its UID, checking that it is a UUID as RFC 7986 demands."""
    found = Calendar.from_ical(calendar.ics(kept.book(), NOW, NEXT)).walk("VEVENT")
    return {str(uuid.UUID(one["uid"])): str(one["summary"]) for one in found}


def planned(store: history.Store) -> History:
    """Return a history with the same assessment and the same two actions, kept at the same moment."""
    kept = History(store, lambda: NOW)
    first = kept.keep(result(notes="r100"), NOW.date())
    for _ in range(2):
        kept.choose(STEP, first.number, NOW.date())
    return kept


def test_two_persons_can_share_a_calendar() -> None:
    """Two people who choose the same actions after the same answers get different UIDs."""
    one, other = exported(planned(ListStore())), exported(planned(ListStore()))
    assert list(one.values()) == list(other.values()) == [STEP.step, STEP.step, "Ethics self-audit of the quarter"]
    assert not one.keys() & other.keys()


def test_two_empty_histories_can_share_a_calendar() -> None:
    """An empty history gets a new UID each time, so that no two share one."""
    one, other = exported(History(ListStore())), exported(History(ListStore()))
    assert len(one.keys() | other.keys()) == 2


@pytest.mark.usefixtures("quick_keys")
def test_a_step_keeps_its_name_wherever_its_history_goes(tmp_path: Path) -> None:
    """An action keeps its UID in a backup, after encryption, and when more is kept, so that a calendar updates it."""
    path = tmp_path / "history.db"
    kept = planned(history.opened(path))
    names = exported(kept)
    backup.backup(str(path), tmp_path / "copy.db")
    assert exported(History(history.opened(tmp_path / "copy.db"))) == names
    backup.encrypt(path, PASSPHRASE)
    secret = history.opened(path, PASSPHRASE)
    assert exported(History(secret)) == names
    assert exported(filled(secret)).items() >= names.items()


def test_what_is_chosen_again_is_another_step() -> None:
    """After an assessment is forgotten and kept again, no old UID comes back, but that of the next audit stays."""
    kept = planned(ListStore())
    before = exported(kept)
    kept.forget(1)
    kept.choose(STEP, kept.keep(result(notes="r100"), NOW.date()).number, NOW.date())
    assert [before.get(name) for name in exported(kept)] == [None, "Ethics self-audit of the quarter"]


def test_a_step_that_is_changed_is_updated() -> None:
    """A calendar gets a changed step under its old UID with a raised SEQUENCE; that of the next audit never falls."""
    kept = planned(ListStore())

    def events() -> dict[str, tuple[int, str]]:
        found = Calendar.from_ical(calendar.ics(kept.book(), NOW, NEXT)).walk("VEVENT")
        return {str(one["uid"]): (int(one["sequence"]), str(one["dtstart"].dt)) for one in found}

    before = events()
    assert [sequence for sequence, _ in before.values()][:2] == [0, 0]
    for count, day in enumerate(("2026-12-25", "2026-12-26"), 1):
        kept.replace(1, evolve(STEP, due=day), NOW.date())
        assert events().keys() == before.keys()
        assert events()[next(iter(before))] == (count, day)
    last = list(before)[-1]
    held = events()[last][0]
    kept.forget(1)
    assert events()[last][0] > held > before[last][0]


def test_a_name_tells_nothing_of_the_chain() -> None:
    """A calendar does not reveal the hashes of the history."""
    kept = planned(ListStore())
    told = "".join(exported(kept)).replace("-", "")
    assert not any(one.hash[:16] in told for one in kept.audits())


def test_calendar_without_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing library names the extra to install."""
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(ea.MissingExtraError, match=r"ethics-audit\[history\]"):
        calendar.ics(Book(), datetime.now(UTC), date(2027, 2, 1))


def test_each_day_has_its_reminders() -> None:
    """A calendar reminds of each step a week before and on its day, at nine; the next audit says how to begin it."""
    events = Calendar.from_ical(calendar.ics(planned(ListStore()).book(), NOW, NEXT)).walk("VEVENT")
    for one in events:
        alarms = [alarm["trigger"].dt for alarm in one.walk("VALARM")]
        assert alarms == [timedelta(hours=9) - timedelta(weeks=1), timedelta(hours=9)]
        assert {str(alarm["description"]) for alarm in one.walk("VALARM")} == {str(one["summary"])}
    assert ["description" in one for one in events] == [False, False, True]
    assert str(events[-1]["description"]).endswith("type: ethics-audit")


def test_the_whole_file() -> None:
    """These are the lines that a calendar program reads, for the steps that are open, and for the next audit."""
    kept = History(ListStore(), lambda: NOW)
    number = kept.keep(result(notes="r100"), NOW.date()).number
    kept.choose(Action("work.notes", "Begin."), number)
    kept.settle(kept.choose(evolve(STEP, step="Ask."), number).number, "done")
    kept.settle(kept.choose(STEP, number).number, "partly")
    reminders = [
        line
        for trigger in ("-P6DT15H", "PT9H")
        for line in ("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:{0}", f"TRIGGER:{trigger}", "END:VALARM")
    ]
    events = [
        line.format(summary)
        for name, summary, day, sequence, more in (
            (kept.book().event(3)[0], STEP.step, "20261224", 0, []),
            (
                kept.book().name_of(1),
                "Ethics self-audit of the quarter",
                "20270227",
                7,
                ["DESCRIPTION:To begin\\, open a terminal and type: ethics-audit"],
            ),
        )
        for line in (
            "BEGIN:VEVENT",
            "SUMMARY:{0}",
            f"DTSTART;VALUE=DATE:{day}",
            "DTSTAMP:20261129T180000Z",
            f"UID:{name}",
            f"SEQUENCE:{sequence}",
            *more,
            "TRANSP:TRANSPARENT",
            *reminders,
            "END:VEVENT",
        )
    ]
    assert calendar.ics(kept.book(), NOW, NEXT).decode().splitlines() == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//ethics-audit//{__version__}//EN",
        *events,
        "END:VCALENDAR",
    ]
