"""The days that a person types: year-month-day is a day, and nothing else is guessed."""

from datetime import date
from pathlib import Path

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
    """A day in the right form that does not exist is named in the error."""
    with pytest.raises(ValueError, match=f"There is no day {typed}."):
        days.read(typed)


def test_a_day_is_read() -> None:
    """A day can be typed with or without zeros, and with blanks around it."""
    assert days.read(" 2026-12-31 ") == date(2026, 12, 31)
    assert days.read("2026-1-5") == date(2026, 1, 5)


@pytest.mark.parametrize("dash", "\u2010\u2011\u2012\u2013\u2212")
def test_a_day_out_of_a_text_program_is_read(dash: str) -> None:
    """Dashes that look like hyphens are read as hyphens, since nobody could see the difference."""
    assert days.read(f"2026{dash}12{dash}31") == date(2026, 12, 31)


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
    """Each option that takes a day refuses it in the same words, before anything is opened."""
    assert run([*arguments, typed]) == 2
    told = capsys.readouterr().err
    assert ("There is no day 2026-02-30." if "-" in typed else "such as 2026-12-31.") in told


def test_the_next_audit_is_not_over(history_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A day in the past is refused, for a calendar as for an action."""
    target = tmp_path / "plan.ics"
    assert run(["plan", "export", str(target), "--next-audit", "2020-01-01"]) == 3
    assert "expected a day from today on, got 2020-01-01" in capsys.readouterr().err
    assert (target.exists(), history_file.exists()) == (False, False)
