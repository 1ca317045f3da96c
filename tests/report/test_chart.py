"""The names and labels that a chart has room for."""

from fractions import Fraction

from support.report_pages import (
    page,
    parsed,
    words,
)

import ethics_audit as ea
from ethics_audit.report import chart
from ethics_audit.report.marks import Mark


def test_bands_without_room_have_no_name() -> None:
    """A band has a name and a number only where there is room; the words below the plot name all bands."""
    wide = chart.zones(ea.Thresholds())
    assert [(one.name, one.tick) for one in wide] == [
        *(("low", "0"), ("moderate", "15"), ("high", "35"), ("critical", "60")),
    ]
    narrow = chart.zones(ea.Thresholds(1, 2, 30))
    assert [(one.name, one.tick) for one in narrow] == [("", "0"), ("", ""), ("high", ""), ("critical", "30")]
    assert "Bands: low from 0, moderate from 1, high from 2, critical from 3." in words(parsed(page("huge")))


def test_number_has_room_before_the_end() -> None:
    """The number of a band that begins near the end of the scale gives way to that of the end."""
    assert [one.tick for one in chart.zones(ea.Thresholds(15, 35, 95))] == ["0", "15", "35", ""]


def test_each_mark_is_explained_once() -> None:
    """The legend names each sign that stands in a row, and no sign twice."""
    flag, grave = Mark("flag", "f"), Mark("grave", "g")
    dots = [chart.Dot("A", "1.0", "low", "", marks, Fraction(1)) for marks in ([flag, grave], [], [flag])]
    drawn = chart.plot(dots, ea.Thresholds())
    assert drawn.marks == [flag, grave]
    assert [row.marks for row in drawn.rows] == [[flag, grave], [], [flag]]
