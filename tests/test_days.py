"""The days that a person types: year-month-day is a day, and nothing else is guessed to be one."""

from datetime import date

import pytest

from ethics_audit.cli import days
from ethics_audit.cli.commands import run


@pytest.mark.parametrize(
    "typed", ["31/12/2026", "12/31/2026", "31.12.2026", "tomorrow", "20261231", "2026-12", "", "٢"]
)
def test_what_is_no_day_is_told_with_the_way_a_day_is_typed(typed: str) -> None:
    """Days are never guessed; the answer shows how one is typed."""
    with pytest.raises(ValueError, match=r"is not understood; a day is year-month-day, such as 2026-12-31\."):
        days.read(typed)


@pytest.mark.parametrize("typed", ["2026-02-30", "2026-13-01", "0000-01-01"])
def test_a_day_that_is_not_in_the_calendar_is_named(typed: str) -> None:
    """It has the right form, so that it is told what is wrong with it."""
    with pytest.raises(ValueError, match=f"There is no day {typed}."):
        days.read(typed)


def test_a_day_is_read() -> None:
    """With and without zeros, and with blanks around it."""
    assert days.read(" 2026-12-31 ") == date(2026, 12, 31)
    assert days.read("2026-1-5") == date(2026, 1, 5)


@pytest.mark.parametrize(
    "arguments",
    [
        ("history", "add", "mine.toml", "--day"),
        ("plan", "choose", "boundaries.gifts", "--due"),
        ("plan", "export", "plan.ics", "--next-audit"),
    ],
)
@pytest.mark.parametrize("typed", ["31/12/2026", "2026-02-30"])
def test_options_take_a_day(arguments: tuple[str, ...], typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each option that takes a day answers in the same words, before anything is opened."""
    assert run([*arguments, typed]) == 2
    told = capsys.readouterr().err
    assert ("There is no day 2026-02-30." if "-" in typed else "such as 2026-12-31.") in told
