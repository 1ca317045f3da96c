"""The day on this computer, and the quarter that a day is in."""

from __future__ import annotations

from datetime import date, datetime, timedelta


def today() -> date:
    """Return the current day in local time."""
    return datetime.now().astimezone().date()


def quarter(day: date) -> str:
    """Return the quarter of a day, such as ``2026-q4``."""
    return f"{day.year:04}-q{(day.month + 2) // 3}"


def next_audit(day: date) -> date:
    """Return when the audit after one of this day is due: three months later, in the next quarter."""
    later = day + timedelta(weeks=13)
    return later if quarter(later) != quarter(day) else later + timedelta(days=1)
