"""What a block is of which no more is said."""

from attrs import astuple
from support.builders import item

from ethics_audit.assessment.blocks import Bar, Bars, Entry, Listed, Paragraph, Row, Rows, Section, Table, listed


def test_nothing_is_added_to_what_is_said() -> None:
    """No name is a band, no paragraph a note; no column has a least width, and nothing stands above or below."""
    assert tuple(Row("Band", "low")) == ("Band", "low", False, ())
    assert tuple(Paragraph("Words.")) == ("Words.", False)
    assert tuple(Rows([])) == ([], 0)
    assert tuple(Entry("Words.")) == ("Words.", "", "", "", (), "")
    assert tuple(Entry.of(item("a.i"))) == ("I do a.i.", "a.i", "", "", (), "")
    assert astuple(Listed([]), recurse=False) == ((), "-", 0, False, "", "")
    assert tuple(Table([])) == ([], (), (), 2, 0, "")
    assert tuple(Bar("Title", "1.0", None, "low")) == ("Title", "1.0", None, "low", "")
    assert tuple(Bars([])) == ([], "")
    assert astuple(Section("id", "Title", []), recurse=False) == ("id", "Title", (), False)


def test_a_list_is_tight_unless_said() -> None:
    """Its mark is a dash."""
    assert [(one.mark, one.is_loose) for one in listed(["Words."])] == [("-", False)]
