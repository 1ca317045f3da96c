"""Days as a person types them in their own language and country."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from ethics_audit.base.dates import in_words, today
from ethics_audit.base.errors import shown
from ethics_audit.base.language import ORIGINAL, gettext, spoken

if TYPE_CHECKING:
    from babel import Locale

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"))
"""Dashes that a word processor puts in place of a hyphen, and that look like one."""
_WEEK = timedelta(days=7)


def read(typed: str, now: date | None = None) -> date:
    """Return the day that was typed: year-month-day, or as people write it in the reader's language and country.

    Args:
        typed: What was typed.
        now: The day from which "in two weeks" counts; today if left out.

    Raises:
        ValueError: If it is not a day; the message is a sentence that names what is understood.
    """
    plain = typed.strip().translate(_DASHES)
    try:
        found = date(*map(int, iso.groups())) if (iso := _ISO.fullmatch(plain)) else _told(plain, now or today())
    except ValueError:
        raise ValueError(gettext("There is no day {given}.", given=plain)) from None
    if found is None:
        problem = gettext(
            '{given} is not understood as a day. Write it as {short}, {iso}, or in words: "tomorrow", "in 2 weeks".',
            given=shown(typed),
            short=numbers(date(2026, 12, 15)),
            iso="2026-12-15",
        )
        raise ValueError(problem)
    return found


def _told(typed: str, now: date) -> date | None:
    """Return a day in words or numbers; one without a day and a month must be a weekday of the coming week."""
    import dateparser

    locale = _locale()
    settings = {
        "DATE_ORDER": _order(locale),
        "PREFER_DATES_FROM": "future",
        "RELATIVE_BASE": datetime.combine(now, time()),
    }
    complete = {**settings, "REQUIRE_PARTS": ["day", "month"]}
    found: datetime | None = dateparser.parse(typed, languages=[locale.language], settings=complete)
    if found:
        return found.date()
    if any(sign.isdigit() for sign in typed):
        return None
    weekday: datetime | None = dateparser.parse(typed, languages=[locale.language], settings=settings)
    return weekday.date() if weekday and now < weekday.date() <= now + _WEEK else None


def numbers(day: date) -> str:
    """Return a day in numbers, in the order of the reader's country."""
    return "/".join({"D": f"{day:%d}", "M": f"{day:%m}", "Y": f"{day:%Y}"}[part] for part in _order(_locale()))


def _order(locale: Locale) -> str:
    """Return the order of day, month and year in a country."""
    return "".join(dict.fromkeys(sign.upper() for sign in locale.date_formats["short"].pattern if sign in "dMy"))


def _locale() -> Locale:
    """Return the current language, with the country that the environment names for it; English where it is unknown."""
    from babel import Locale, UnknownLocaleError, default_locale

    language = spoken().replace("-", "_")
    around = default_locale("LC_TIME")
    try:
        return Locale.parse(around if around and around.split("_")[0] == language else language)
    except UnknownLocaleError:
        return Locale(ORIGINAL)


def of_option(_context: click.Context, _option: click.Parameter, given: str | None) -> date | None:
    """Return the day that an option was given, if any; say on standard error how one that is not ISO is understood."""
    if given is None:
        return None
    try:
        day = read(given)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong)) from None
    if given.strip() != day.isoformat():
        click.echo(gettext("{given} is {day}.", given=given.strip(), day=in_words(day, has_weekday=True)), err=True)
    return day
