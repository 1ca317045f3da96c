"""The days that a person types, as they write them in their language and country."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from support.catalogues import offer

from ethics_audit.base.language import speaking
from ethics_audit.cli import days
from ethics_audit.cli.commands import run

TODAY = date(2026, 11, 30)
"""A Monday."""


@pytest.fixture
def country(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what puts the reader into a country."""

    def put(locale: str) -> None:
        for name in ("LANGUAGE", "LC_ALL", "LANG"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("LC_TIME", f"{locale}.UTF-8")

    return put


@pytest.mark.parametrize("typed", ["soon", "20261", "2026-12", "", "5", "december", "02/30/2027", "10:30"])
def test_what_is_no_day_is_told_with_the_ways_a_day_is_typed(typed: str, country: Callable[[str], None]) -> None:
    """What leaves the day or the month open is not guessed; the answer shows how a day is typed."""
    country("en_US")
    with pytest.raises(ValueError, match="is not understood as a day. Write it as 12/15/2026, 2026-12-15, or in words"):
        days.read(typed, TODAY)


@pytest.mark.parametrize(
    ("locale", "language", "typed", "meant"),
    [
        ("en_US", "en", "12/15/2026", date(2026, 12, 15)),
        ("en_US", "en", "15.12.2026", date(2026, 12, 15)),
        ("en_US", "en", "03/04/2027", date(2027, 3, 4)),
        ("en_GB", "en", "03/04/2027", date(2027, 4, 3)),
        ("en_US", "es", "03/04/2027", date(2027, 4, 3)),
        ("en_US", "en", "in two weeks", date(2026, 12, 14)),
        ("en_US", "en", "next Friday", date(2026, 12, 4)),
        ("en_US", "en", "tomorrow", date(2026, 12, 1)),
        ("en_US", "en", "March 4", date(2027, 3, 4)),
        ("es_MX", "es", "4 de marzo", date(2027, 3, 4)),
        ("es_MX", "es", "viernes", date(2026, 12, 4)),
    ],
)
def test_days_are_read_as_the_reader_writes_them(
    locale: str, language: str, typed: str, meant: date, country: Callable[[str], None]
) -> None:
    """The order of day and month is that of the country; where another language is spoken, that of the language."""
    country(locale)
    with speaking(language):
        assert days.read(typed, TODAY) == meant


def test_days_are_said_in_numbers(country: Callable[[str], None]) -> None:
    """A proposed day is written in the order of the reader's country."""
    country("en_US")
    assert days.numbers(date(2026, 3, 4)) == "03/04/2026"
    with speaking("es"):
        assert days.numbers(date(2026, 3, 4)) == "04/03/2026"


def test_days_in_a_language_whose_calendar_is_unknown(package: Path, country: Callable[[str], None]) -> None:
    """Where nobody knows how a language writes days, they are written as in English."""
    country("es_MX")
    offer(package, "tlh", str, frozenset({"Do today"}))
    with speaking("tlh"):
        assert days.numbers(date(2026, 3, 4)) == "03/04/2026"


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
@pytest.mark.parametrize("typed", ["soon", "2026-02-30"])
def test_options_take_a_day(arguments: tuple[str, ...], typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each option that takes a day refuses it in the same words, before anything is opened."""
    assert run([*arguments, typed]) == 2
    told = capsys.readouterr().err
    assert ("There is no day 2026-02-30." if "-" in typed else "or in words") in " ".join(told.split())


def test_the_next_audit_is_not_over(history_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A day in the past is refused, for a calendar as for an action."""
    target = tmp_path / "plan.ics"
    assert run(["plan", "export", str(target), "--next-audit", "2020-01-01"]) == 3
    assert "expected a day from today on, got 2020-01-01" in capsys.readouterr().err
    assert (target.exists(), history_file.exists()) == (False, False)


def test_an_option_says_how_a_day_is_understood(
    history_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On standard error, and only for a day that is not written as programs do."""
    assert run(["plan", "export", str(tmp_path / "plan.ics"), "--next-audit", "January 4 2050"]) == 0
    assert "January 4 2050 is Tuesday, January 4, 2050." in capsys.readouterr().err
    run(["plan", "export", str(tmp_path / "plan.ics"), "--next-audit", "2050-01-04"])
    assert "Tuesday" not in capsys.readouterr().err
    assert not history_file.exists()
