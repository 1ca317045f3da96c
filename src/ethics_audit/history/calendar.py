"""What is to be done, and the next audit, as a calendar file."""

from __future__ import annotations

from datetime import date, datetime

from ethics_audit.base.errors import missing_extra
from ethics_audit.base.language import gettext, spoken
from ethics_audit.base.version import __version__
from ethics_audit.history.replay import Book

MARK = "-//ethics-audit//"
"""What the files of this program carry, and no others."""


def ics(book: Book, now: datetime, next_audit: date) -> bytes:
    """Return an iCalendar file (RFC 5545): each open action on the day on which it is due, and the next audit.

    An entry keeps its name when it is written again, so that a calendar brings it up to date; no other history gives
    that name, so that two persons can share a calendar.

    Args:
        book: The history; actions that have no day are left out.
        now: The time that the file carries, with its zone.
        next_audit: The day of the next audit.

    Raises:
        MissingExtraError: If the extra `history` is not installed.
    """
    try:
        from icalendar import Calendar, Event
    except ImportError as failure:
        raise missing_extra(failure, "history") from None
    calendar = Calendar()
    calendar.add("prodid", f"{MARK}{__version__}//{spoken().upper()}")
    calendar.add("version", "2.0")
    days = [
        (book.name_of(one.number), one.action.step, date.fromisoformat(one.action.due))
        for one in book.followed()
        if one.is_open and one.action.due
    ]
    for name, told, day in [*days, (book.name_of(1), gettext("Ethics self-audit of the quarter"), next_audit)]:
        event = Event()
        event.add("uid", str(name))
        event.add("dtstamp", now)
        event.add("summary", told)
        event.add("dtstart", day)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
