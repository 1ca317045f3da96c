"""Days that a person types, read the same way for options and at prompts."""

from __future__ import annotations

import re
from datetime import date

import click

from ethics_audit.base.errors import shown
from ethics_audit.base.language import gettext

_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"))
"""Dashes that a word processor puts in place of a hyphen, and that look like one."""


def read(typed: str) -> date:
    """Return the day that was typed as year-month-day.

    No other order is accepted, since 01/02 means two different days in two countries.

    Raises:
        ValueError: If it is not a day; the message is a sentence that says why.
    """
    if (found := _DAY.fullmatch(typed.strip().translate(_DASHES))) is None:
        problem = gettext(
            "{given} is not understood; a day is year-month-day, such as {day}.", given=shown(typed), day="2026-12-31"
        )
        raise ValueError(problem)
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        raise ValueError(gettext("There is no day {given}.", given=found[0])) from None


def of_option(_context: click.Context, _option: click.Parameter, given: str | None) -> date | None:
    """Return the day that an option was given, if any."""
    try:
        return None if given is None else read(given)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong)) from None
