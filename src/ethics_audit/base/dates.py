"""The day on this computer, a day in words, and the quarter that a day is in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from ethics_audit.base.language import N_, gettext

_WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
_MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)


def today() -> date:
    """Return the current day in local time."""
    return datetime.now().astimezone().date()


def in_words(day: date | str, *, has_weekday: bool = False) -> str:
    """Return a day as people write it in the current language, with its month in words.

    Args:
        day: A day, or an ISO text such as ``2026-12-15``.
        has_weekday: Whether to begin with the day of the week.
    """
    if isinstance(day, str):
        day = date.fromisoformat(day)
    month = gettext(_MONTHS[day.month - 1])
    told = gettext("{month} {day}, {year}", month=month, day=day.day, year=day.year)
    return gettext("{weekday}, {day}", weekday=gettext(_WEEKDAYS[day.weekday()]), day=told) if has_weekday else told


def quarter(day: date) -> str:
    """Return the quarter of a day, such as ``2026-q4``."""
    return f"{day.year:04}-q{(day.month + 2) // 3}"


def quarter_in_words(day: date | str) -> str:
    """Return the quarter of a day as people write it in the current language."""
    year, number = quarter(date.fromisoformat(day) if isinstance(day, str) else day).split("-q")
    return gettext("Q{number} {year}", number=number, year=year)


def next_audit(day: date) -> date:
    """Return when the audit after one of this day is due: three months later, in the next quarter."""
    later = day + timedelta(weeks=13)
    return later if quarter(later) != quarter(day) else later + timedelta(days=1)
