"""Days and quarters."""

import calendar
from datetime import date, datetime, timedelta

import pytest

from ethics_audit.base.dates import in_words, next_audit, quarter, quarter_in_words, today
from ethics_audit.base.language import speaking


@pytest.mark.parametrize(
    ("day", "name"),
    [("2026-01-01", "2026-q1"), ("2026-03-31", "2026-q1"), ("2026-04-01", "2026-q2"), ("2026-12-31", "2026-q4")],
)
def test_quarters(day: str, name: str) -> None:
    """A day is in the quarter of its month."""
    assert quarter(date.fromisoformat(day)) == name


def test_a_year_before_1000_keeps_its_four_digits() -> None:
    """A quarter begins with the year as a day has it."""
    assert quarter(date(987, 5, 4)) == "0987-q2"


@pytest.mark.parametrize(
    ("day", "then"),
    [
        ("2026-01-01", "2026-04-02"),
        ("2026-07-01", "2026-10-01"),
        ("2026-07-02", "2026-10-01"),
        ("2026-12-31", "2027-04-01"),
    ],
)
def test_next_audit_is_in_the_next_quarter(day: str, then: str) -> None:
    """Three months later, and never in the quarter of the audit itself."""
    assert next_audit(date.fromisoformat(day)) == date.fromisoformat(then)


def test_every_month_and_weekday_has_its_name() -> None:
    """In order, from Monday and from January."""
    week = [in_words(date(2026, 6, 1) + timedelta(days), has_weekday=True).partition(",")[0] for days in range(7)]
    assert week == list(calendar.day_name)
    assert [in_words(date(2026, month, 1)) for month in range(1, 13)] == [
        f"{name} 1, 2026" for name in calendar.month_name[1:]
    ]


def test_today() -> None:
    """Today is the day of the local clock, whichever side of midnight the test runs on."""
    assert datetime.now().astimezone().date() - today() <= timedelta(days=1)


def test_days_and_quarters_in_words() -> None:
    """A day and a quarter are told as people write them in the current language, a month in words."""
    assert in_words(date(2026, 3, 4)) == in_words("2026-03-04") == "March 4, 2026"
    assert in_words(date(2026, 3, 4), has_weekday=True) == "Wednesday, March 4, 2026"
    assert quarter_in_words(date(2026, 12, 31)) == "Q4 2026"
    with speaking("es"):
        assert in_words(date(2026, 3, 4)) == "4 de marzo de 2026"
        assert quarter_in_words("2026-03-04") == "T1 2026"
        assert in_words(date(2026, 3, 4), has_weekday=True) == "miércoles, 4 de marzo de 2026"
