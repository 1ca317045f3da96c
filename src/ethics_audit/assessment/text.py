"""Blocks as plain text in lines of 79 columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import TypeAlias

from ethics_audit.assessment.blocks import Bar, Bars, Block, Entry, Line, Listed, Paragraph, Row, Rows, Section, Table
from ethics_audit.base.layout import WIDTH, hanging, rows, wrapped

BAR = 20
"""How many signs a bar has."""
TITLE, HEADING = "=", "-"
"""What underlines the title of a page, and that of a section."""


def printed(sections: Iterable[Section]) -> str:
    """Print sections, an empty line between any two blocks."""
    return "\n\n".join(part for one in sections for part in (*heading(one), *map(block, one.blocks)))


def heading(section: Section) -> list[str]:
    """Return the underlined title of a section, if it has one."""
    if not section.title:
        return []
    title = wrapped(section.title) if section.is_page else section.title
    return [f"{title}\n{underline(section) * max(map(len, title.splitlines()))}"]


def underline(section: Section) -> str:
    """Return the sign that underlines the title of a section."""
    return TITLE if section.is_page else HEADING


def bar(score: Fraction) -> str:
    """Draw a score from 0 to 100 with signs that every terminal has."""
    marks = int(score * BAR / 100)
    return f"[{'#' * marks}{'.' * (BAR - marks)}]"


def block(block: Block) -> str:
    """Print one block."""
    return "".join(text for _, text in pieces(block))


Source: TypeAlias = Row | Entry | Bar | None
"""What a piece of a printed block shows; None for what has no style of its own."""


def pieces(block: Block, draw: Callable[[Fraction], str] = bar) -> Iterator[tuple[Source, str]]:
    """Print one block in pieces that can be styled by what they show.

    Args:
        block: The block.
        draw: What draws the bars.
    """
    match block:
        case Paragraph(text=text):
            yield None, wrapped(text)
        case Line(text):
            yield None, text
        case Rows(named, width):
            yield from _joined(zip(named, rows([row[:2] for row in named], width), strict=True), "\n")
        case Listed(entries, mark, width):
            printed = []
            for place, one in enumerate(entries, 1):
                lead = f"{place}. " if mark == "1" else f"{mark}  " if mark else one.lead
                printed.append((one, _entry(one, lead, width)))
            yield from [(None, f"{block.head}\n")] if block.head else []
            yield from _joined(printed, "\n\n" if block.is_loose else "\n")
        case Table():
            yield None, "\n".join(_table(block))
        case _:
            longest = max(len(one.title) for one in block.bars)
            yield from _joined([(one, _bar(one, longest, draw)) for one in block.bars], "\n")
    if isinstance(block, Listed | Table | Bars) and block.end:
        yield None, f"\n{block.end}"


def _joined(printed: Iterable[tuple[Source, str]], separator: str) -> Iterator[tuple[Source, str]]:
    for place, piece in enumerate(printed):
        yield from [(None, separator)] if place else []
        yield piece


def _entry(entry: Entry, lead: str, width: int) -> str:
    indent = " " * len(lead)
    lines = [hanging(lead, entry.line)]
    lines += [hanging(indent, entry.then)] if entry.then else []
    return "\n".join([*lines, *rows([row[:2] for row in entry.rows], width, indent)])


def _table(block: Table) -> Iterator[str]:
    lines = [block.heads, *block.rows] if block.heads else block.rows
    count = max(map(len, lines))
    least = [*block.widths, *[0] * count]
    widths = [max([least[place], *(len(line[place]) for line in lines if place < len(line))]) for place in range(count)]
    for line in lines:
        cells = [
            f"{cell:>{width}}" if 0 < place <= block.numbers else f"{cell:<{width}}"
            for place, (cell, width) in enumerate(zip(line, widths, strict=False))
        ]
        yield (" " * block.gap).join(cells).rstrip()


def _bar(one: Bar, longest: int, draw: Callable[[Fraction], str]) -> str:
    drawn = "" if one.exact is None else draw(one.exact)
    lead = f"{one.title:<{longest}}  {one.score:>5}  {drawn:<{BAR + 2}}  "
    row = lead + one.words
    if not one.more:
        return row.rstrip()
    return f"{row}  {one.more}" if len(row) + len(one.more) + 2 <= WIDTH else f"{row}\n{' ' * len(lead)}{one.more}"
