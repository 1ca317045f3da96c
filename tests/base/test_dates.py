"""Days and quarters."""

from datetime import date, datetime, timedelta

import pytest

from ethics_audit.base.dates import in_words, quarter, quarter_in_words, today
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
