"""The names and labels that a chart has room for."""

from fractions import Fraction

from support.report_pages import (
    page,
    parsed,
    words,
)

import ethics_audit as ea
from ethics_audit.report import chart


def test_bands_without_room_have_no_name() -> None:
    """A band has a name and a number only where there is room; the words below the plot name all bands."""
    wide = chart.zones(ea.Thresholds())
    assert [(one.name, one.tick) for one in wide] == [
        *(("low", "0"), ("moderate", "15"), ("high", "35"), ("critical", "60")),
    ]
    narrow = chart.zones(ea.Thresholds(1, 2, 30))
    assert [(one.name, one.tick) for one in narrow] == [("", "0"), ("", ""), ("high", ""), ("critical", "30")]
    assert "Bands: low from 0, moderate from 1, high from 2, critical from 3." in words(parsed(page("huge")))


def test_flags_stand_beside_a_label_where_there_is_room() -> None:
    """In a language of longer words they are shown on wide screens only, and the label has the room that is left."""
    dots = [chart.Dot("A", "100.0", told, Fraction(100)) for told in ("", "11 red flags", "11 alertas rojas")]
    rows = chart.plot(dots, ea.Thresholds()).rows
    assert [(one.words, one.more, one.room) for one in rows] == [
        ("100.0", "", 82),
        ("100.0, 11 red flags", "", 40),
        ("100.0", ", 11 alertas rojas", 82),
    ]
