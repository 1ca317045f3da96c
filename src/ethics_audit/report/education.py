"""The record of continuing education as a page of HTML to print for a board; it loads nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ethics_audit.base.language import N_, gettext, spoken
from ethics_audit.model.courses import Course, missing, total
from ethics_audit.report.page import MARK, environment, policy
from ethics_audit.report.table import Table

__all__ = ["record"]

WRITTEN = N_("Written by the person named above, from their own notes, on {day}. Certificates are kept apart.")


def record(
    courses: Sequence[Course],
    day: date,
    *,
    since: date | None = None,
    until: date | None = None,
    required: str | None = None,
) -> str:
    """Return the page.

    Args:
        courses: The courses of the period, in their order.
        day: The day that the page carries.
        since: The first day of the period; None if it has no beginning.
        until: The last day of the period; None if it has no end.
        required: The hours of ethics that the reader's own rules ask for, such as ``6``; None for none.

    Raises:
        MissingExtraError: If the `report` extra is not installed.
    """
    ethics = total(course.ethics_hours for course in courses)
    told = ""
    if required:
        short = missing(ethics, required)
        told = (
            gettext("{required} hours of ethics are required; {short} are missing.", required=required, short=short)
            if short
            else gettext("{required} hours of ethics are required, and they are here.", required=required)
        )
    rows = [[each.title, each.day, each.provider, each.hours, each.ethics_hours] for each in courses]
    table = Table(
        gettext("Courses"),
        [gettext("Course"), gettext("Day"), gettext("Given by"), gettext("Hours"), gettext("Ethics")],
        [*rows, [gettext("All together"), "", "", total(course.hours for course in courses), ethics]] if rows else [],
        numbers=2,
    )
    return (
        environment()
        .get_template("education.html.j2")
        .render(
            language=spoken(),
            foreign={},
            period=_period(since, until),
            written=gettext(WRITTEN, day=day.isoformat()),
            mark=MARK,
            policy=policy(),
            table=table,
            told=told,
        )
    )


def _period(since: date | None, until: date | None) -> str:
    """Return a period in words; empty if it has neither beginning nor end."""
    if since and until:
        return gettext("From {since} to {until}", since=since.isoformat(), until=until.isoformat())
    if since:
        return gettext("Since {since}", since=since.isoformat())
    return gettext("Until {until}", until=until.isoformat()) if until else ""
