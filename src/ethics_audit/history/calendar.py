"""What is to be done, and the next audit, as a calendar file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from ethics_audit import __version__
from ethics_audit.actions import Followed
from ethics_audit.errors import missing_extra
from ethics_audit.language import gettext, spoken

MARK = "-//ethics-audit//"
"""What the files of this program carry, and no others."""


def ics(actions: Iterable[Followed], now: datetime, next_audit: date) -> bytes:
    """An iCalendar file (RFC 5545): each action on the day on which it is due, and the next audit, as whole days.

    An entry keeps its name when it is written again, so that a calendar brings it up to date.

    Args:
        actions: What is to be done; what has no day is left out.
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
        (f"action-{one.number}-{one.chosen}", one.action.step, date.fromisoformat(one.action.due))
        for one in actions
        if one.action.due
    ]
    for name, told, day in [*days, ("next-audit", gettext("Ethics self-audit of the quarter"), next_audit)]:
        event = Event()
        event.add("uid", f"{name}@ethics-audit")
        event.add("dtstamp", now)
        event.add("summary", told)
        event.add("dtstart", day)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
