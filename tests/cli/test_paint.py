"""The page at a terminal: the same facts in color."""

import re
from fractions import Fraction

import pytest
from rich.console import Console
from rich.text import Text

import ethics_audit as ea
from ethics_audit.assessment import working
from ethics_audit.assessment.blocks import Bar, Bars, Entry, Line, Listed, Paragraph, Row, Rows, Section
from ethics_audit.assessment.change import change
from ethics_audit.assessment.text import printed
from ethics_audit.cli import paint
from ethics_audit.cli.answers_paths import result_page
from ethics_audit.model import bands

DOMAIN = Section("domains", "Domains", [Bars([Bar("High street", "12.0", Fraction(12), "low?", "1 red flag")])])
TITLE = Section("title", "A title", [], is_page=True)


@pytest.fixture
def pages(quarterly: ea.Audit) -> list[list[Section]]:
    """Pages with bars, flags, bands and brackets of other kinds."""
    worst = ea.assess(quarterly, {id: item.ranked[-1].id for id, item in quarterly.items.items()})
    cases = ea.load_audit("scenarios")
    told = ea.assess(cases, {id: item.options[0].id for id, item in cases.items.items()})
    earlier = worst.what_if({"boundaries.place": "never"})
    return [
        result_page(worst, None),
        result_page(told, None),
        result_page(worst, None, working.sections(worst), whole=False),
        change.sections(worst.change_from(earlier)),
        [],
        [Section("x", "-", [Paragraph("a [low] b")])],
    ]


def styles(text: Text) -> list[tuple[str, str]]:
    """Return the styled parts of a text with their styles."""
    return [(text.plain[span.start : span.end], str(span.style)) for span in text.spans if span.style]


def test_words_are_the_same(pages: list[list[Section]]) -> None:
    """A painted page has the characters of the plain one, except for bars and the lines under titles."""
    for one in pages:
        assert paint.painted(one, drawn=False).plain == printed(one)
        drawn = re.sub(
            r"\[(#*)(\.*)\]", lambda bar: f" {paint.FULL * len(bar[1])}{paint.EMPTY * len(bar[2])} ", printed(one)
        )
        lines = str.maketrans("━─", "=-")
        assert paint.painted(one).plain.translate(lines) == drawn


def test_bands_and_flags_have_their_colors(pages: list[list[Section]]) -> None:
    """The band of a domain has the color of the band, the mark of a red flag is red, a title is bold, an id is dim."""
    found = styles(paint.painted(pages[0], ids=True))
    assert {("critical", "bold red"), ("!", "bold red"), ("Domains", "bold"), ("[boundaries.secrecy]", "dim")} <= {
        *found
    }


def test_only_what_names_a_band_is_colored() -> None:
    """The name of a band has no color in a title, in other values or in a paragraph."""
    told = [
        Rows([Row("Band", "low, before high", is_band=True), Row("Low", "high")], 8),
        Paragraph("high"),
        Line("low"),
    ]
    found = styles(paint.painted([DOMAIN, Section("x", "", told)]))
    assert [one for one in found if one[0] in {"low", "high", "High"}] == [
        ("low", "green"),
        ("low", "green"),
        ("high", "dark_orange"),
    ]


def test_bands_of_another_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """A band is known by its name in the current language, also where that is a part of another name."""
    german = {"low": "gering", "high": "hoch", "critical": "sehr hoch"}
    monkeypatch.setattr(bands, "gettext", lambda message: german.get(message, message))
    text = paint.painted([Section("x", "", [Rows([Row("Stufe", "sehr hoch, vorher hoch", is_band=True)])])])
    assert styles(text) == [("sehr hoch", "bold red"), ("hoch", "dark_orange")]


def test_only_what_is_urgent_is_red() -> None:
    """Of a list only the mark of urgency is red; the id of an item is dim in every list."""
    for mark, expected in (("!", [("[a.i]", "dim"), ("!", "bold red")]), ("-", [("[a.i]", "dim")])):
        text = paint.painted([Section("x", "", [Listed([Entry("! Do it.", "a.i")], mark)])], ids=True)  # type: ignore[arg-type]
        assert styles(text) == expected


@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb"), ("", "")])
def test_plain_where_colors_are_not_wanted(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """NO_COLOR, a dumb terminal and a pipe get the plain page."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    if variable:
        monkeypatch.setenv(variable, value)
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    paint.show([TITLE, DOMAIN], lead="\n")
    assert capsys.readouterr().out == f"\n{printed([TITLE, DOMAIN])}\n"


def test_painted_at_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """At a terminal the page is painted, and lines are not broken again."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("rich.console.Console", lambda **more: Console(force_terminal=True, width=20, **more))
    paint.show([TITLE, Section("x", "", [Line("x" * 79)]), DOMAIN], lead="\n")
    shown = capsys.readouterr().out
    assert shown.startswith("\n\x1b[1mA title")
    assert "━━━━━━━" in shown
    assert "x" * 79 in shown
