"""The page at a terminal: the same facts, painted."""

import io
import re
from gettext import NullTranslations

import pytest
from rich.console import Console

import ethics_audit as ea
from ethics_audit.base import language
from ethics_audit.cli import paint
from ethics_audit.cli.result_page import page


@pytest.fixture
def pages(quarterly: ea.Audit) -> list[str]:
    """Pages with bars, flags, bands and brackets of other kinds."""
    worst = ea.assess(quarterly, {id: item.options[-1].id for id, item in quarterly.items.items()})
    cases = ea.load_audit("scenarios")
    told = ea.assess(cases, {id: item.options[0].id for id, item in cases.items.items()})
    earlier = worst.what_if({"boundaries.gifts": "never"})
    return [page(worst, None), page(told, None), str(worst.change_from(earlier)), "", "-\n-", "a [low] b\n\n[..]"]


def test_words_are_the_same(pages: list[str]) -> None:
    """Painted, a page has the characters that it has in plain text, but for bars and the lines under titles."""
    for one in pages:
        drawn = re.sub(r"\[(#*)(\.*)\]", lambda bar: f" {paint.FULL * len(bar[1])}{paint.EMPTY * len(bar[2])} ", one)
        back = paint.painted(one).plain.translate(str.maketrans("━─", "=-"))
        assert back == drawn.translate(str.maketrans("━─", "=-"))


def test_bands_and_flags_have_their_colours(pages: list[str]) -> None:
    """The band of a domain has the colour of the band, the mark of a red flag is red, a title is bold."""
    text = paint.painted(pages[0])
    styled = {(text.plain[span.start : span.end], str(span.style)) for span in text.spans}
    assert {("critical", "bold red"), ("!", "bold red"), ("Domains", "bold")} <= styled


def test_bands_of_another_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """A band is known by its name in the language that is spoken, also where that stands in the name of another."""
    german = {"Band": "Stufe", "low": "gering", "high": "hoch", "critical": "sehr hoch"}
    catalogue = NullTranslations()
    monkeypatch.setattr(catalogue, "gettext", lambda message: german.get(message, message))
    monkeypatch.setattr(language, "_catalog", lambda _: catalogue)
    text = paint.painted("Stufe  sehr hoch, vorher hoch\n[##..]  gering, hoch?\nBand  high, gering")
    styled = [(text.plain[span.start : span.end], str(span.style)) for span in text.spans]
    expected = [("sehr hoch", "bold red"), ("hoch", "dark_orange"), ("gering", "green"), ("hoch", "dark_orange")]
    assert [one for one in styled if one[0] not in {paint.FULL * 2, paint.EMPTY * 2}] == expected


@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb"), ("", "")])
def test_plain_where_colours_are_not_wanted(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """NO_COLOR, a dumb terminal and a pipe get the plain page."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    if variable:
        monkeypatch.setenv(variable, value)
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    paint.show("Title\n=====\n\n[##..] low")
    assert capsys.readouterr().out == "Title\n=====\n\n[##..] low\n"


def test_painted_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a terminal the page is painted, and lines are not broken anew."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = io.StringIO()
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("rich.console.Console", lambda **more: Console(file=out, force_terminal=True, width=20, **more))
    paint.show("A title\n=======\n\n" + "x" * 79 + "\n[##..] low")
    assert "━━━━━━━" in out.getvalue()
    assert "x" * 79 in out.getvalue()
    assert "\x1b[" in out.getvalue()
