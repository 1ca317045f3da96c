"""What tests read out of a page of the report."""

from collections.abc import Iterator
from fractions import Fraction
from xml.etree.ElementTree import Element

from ethics_audit.assessment.blocks import Listed, Paragraph, Rows, Section
from support.report_pages import (
    SVG,
    words,
)

EXACT = Fraction(1, 10_000)


def cells(table: Element) -> list[list[str]]:
    """The texts of the rows of a table's body."""
    body = next(table.iter("tbody"))
    return [[words(cell) for cell in row] for row in body.iter("tr")]


def places(figure: Element, kind: str) -> list[Fraction]:
    """Where the dots of a kind stand, as scores."""
    plot = next(one for one in figure.iter() if one.get("role") == "img")
    return [score(one.get("cx")) for one in plot.iter(f"{SVG}circle") if one.get("class") == kind]


def score(place: str | None) -> Fraction:
    """Return the score that a horizontal position shows."""
    assert place
    assert place.endswith("%")
    return Fraction(place[:-1])


def facts_of(section: Section) -> Iterator[str]:
    """Yield what a section says, without the smaller gaps, which the report has in a table."""
    for block in section.blocks:
        match block:
            case Paragraph(text=words) if section.id != "next":
                yield words
            case Rows(rows):
                yield from (f"{row.name} {row.value}" for row in rows)
            case Listed(entries, mark) if mark:
                for entry in entries:
                    yield f"{entry.text} [{entry.id}]" if entry.id else entry.text
                    yield entry.then
                    yield from (f"{row.name} {row.value}" for row in entry.rows)


def near(drawn: list[Fraction], expected: list[Fraction]) -> bool:
    """Whether places are those of the scores, to what a ten-thousandth of the width can show."""
    return len(drawn) == len(expected) and all(
        abs(one - other) <= EXACT for one, other in zip(drawn, expected, strict=True)
    )
