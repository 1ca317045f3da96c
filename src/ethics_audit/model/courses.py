"""Continuing education: courses that a clinician took, with their hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from attrs import field, frozen

from ethics_audit.base import causes
from ethics_audit.base.errors import Problem
from ethics_audit.base.public import public
from ethics_audit.base.validation import Record, a_day, course_hours, holds, text

LONGEST_TITLE = 200


@public("ethics_audit.history")
@frozen
class Course(Record):
    """A course, a workshop or another piece of continuing education.

    Attributes:
        day: The day on which it was finished, such as ``2026-11-29``.
        title: What it was about.
        hours: How many hours it counts for, such as ``1.5``.
        ethics_hours: How many of these hours count as ethics.
        provider: Who gave it; empty if that is not noted.
    """

    day: str = field(metadata=holds(a_day))
    title: str = field(metadata=holds(text(LONGEST_TITLE)))
    hours: str = field(metadata=holds(course_hours))
    ethics_hours: str = field(metadata=holds(course_hours), default="0")
    provider: str = field(metadata=holds(text(LONGEST_TITLE, empty=True)), default="")

    @staticmethod
    def _ethics_is_part_of_it(hours: str, ethics_hours: str) -> Iterator[Problem]:
        """A course has some hours, and no more hours of ethics than hours."""
        if Decimal(hours) == 0:
            yield causes.unexpected("hours", "more than 0", hours)
        if Decimal(ethics_hours) > Decimal(hours):
            yield causes.unexpected("ethics_hours", f"at most its {hours} hours", ethics_hours)


def total(hours: Iterable[str]) -> str:
    """Return the exact sum of hours, without zeros that say nothing."""
    return f"{sum(map(Decimal, hours), Decimal()).normalize():f}"


def missing(have: str, required: str) -> str:
    """Return how many hours are missing from what is required; empty if none are."""
    short = Decimal(required) - Decimal(have)
    return total([str(short)]) if short > 0 else ""
