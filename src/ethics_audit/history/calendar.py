"""Open actions and the next audit as a calendar file."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from ethics_audit.base.errors import needs_extra
from ethics_audit.base.language import gettext, spoken
from ethics_audit.base.version import __version__
from ethics_audit.history.replay import Book

MARK = "-//ethics-audit//"
"""The mark of the files of this program."""
COMMAND = "ethics-audit"
MORNING = timedelta(hours=9)
"""When somebody is reminded, counted from the start of the day."""
REMINDERS = (timedelta(weeks=1), timedelta())
"""How long before the day there is a reminder."""


def ics(book: Book, now: datetime, next_audit: date) -> bytes:
    """Return an iCalendar file (RFC 5545): each open action on its due day, and the next audit.

    Each event has a reminder a week before and one on its day, at nine in the morning.

    An event keeps its UID when the file is written again or its action is changed, so that a calendar updates it. No
    other history uses the same UIDs, so that two people can share a calendar.

    Args:
        book: The history; actions without a due day are left out.
        now: The time stamp of the file, with its zone.
        next_audit: The day of the next audit.

    Raises:
        MissingExtraError: If the extra `history` is not installed.
    """
    with needs_extra("history"):
        from icalendar import Alarm, Calendar, Event
    calendar = Calendar()
    calendar.add("prodid", f"{MARK}{__version__}//{spoken().upper()}")
    calendar.add("version", "2.0")
    due = [
        (*book.event(followed.number), followed.action.step, date.fromisoformat(followed.action.due))
        for followed in book.followed()
        if followed.is_open and followed.action.due
    ]
    audit = (book.name_of(1), book.count, gettext("Ethics self-audit of the quarter"), next_audit)
    for uid, changes, summary, day in [*due, audit]:
        event = Event()
        event.add("uid", str(uid))
        event.add("sequence", changes)
        event.add("dtstamp", now)
        event.add("summary", summary)
        event.add("dtstart", day)
        event.add("transp", "TRANSPARENT")
        if uid is audit[0]:
            event.add("description", gettext("To begin, open a terminal and type: {command}", command=COMMAND))
        for before in REMINDERS:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", summary)
            alarm.add("trigger", MORNING - before)
            event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
