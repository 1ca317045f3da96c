"""Blocks as plain text in lines of a width."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias

from ethics_audit.assessment.blocks import Bar, Bars, Block, Entry, Line, Listed, Paragraph, Row, Rows, Section, Table
from ethics_audit.base.layout import hanging, has_columns, rows, underlined, width, words_alone, wrapped

BAR = 20
"""How many signs a bar has."""
TITLE, HEADING = "=", "-"
"""What underlines the title of a page, and that of a section."""


def printed(sections: Iterable[Section], *, ids: bool = False) -> str:
    """Print sections, an empty line between any two blocks.

    Args:
        sections: The sections.
        ids: Whether the id of each question stands behind it.
    """
    return "\n\n".join(
        part for one in sections for part in (*heading(one), *(block(each, ids=ids) for each in one.blocks))
    )


def heading(section: Section) -> list[str]:
    """Return the underlined title of a section, if it has one."""
    if not section.title:
        return []
    return [underlined(section.title, underline(section))]


def underline(section: Section) -> str:
    """Return the sign that underlines the title of a section."""
    return TITLE if section.is_page else HEADING


def bar(score: Fraction) -> str:
    """Draw a score from 0 to 100 with signs that every terminal has."""
    marks = int(score * BAR / 100)
    return f"[{'#' * marks}{'.' * (BAR - marks)}]"


def block(block: Block, *, ids: bool = False) -> str:
    """Print one block."""
    return "".join(text for _, text in pieces(block, ids=ids))


Source: TypeAlias = Row | Entry | Bar | None
"""What a piece of a printed block shows; None for what has no style of its own."""


def pieces(block: Block, draw: Callable[[Fraction], str] = bar, *, ids: bool = False) -> Iterator[tuple[Source, str]]:
    """Print one block in pieces that can be styled by what they show.

    Args:
        block: The block.
        draw: What draws the bars.
        ids: Whether the id of each question stands behind it.
    """
    match block:
        case Paragraph(text=text):
            yield None, wrapped(text)
        case Line(text):
            yield None, text
        case Rows(named, least):
            yield from _joined(zip(named, rows([row[:2] for row in named], least), strict=True), "\n")
        case Listed(entries, mark, least):
            printed = []
            for place, one in enumerate(entries, 1):
                lead = f"{place}. " if mark == "1" else f"{mark}  " if mark else one.lead
                printed.append((one, _entry(one.line_with_id if ids else one.line, one, lead, least)))
            yield from [(None, f"{wrapped(block.head)}\n")] if block.head else []
            yield from _joined(printed, "\n\n" if block.is_loose else "\n")
        case Table():
            yield None, "\n".join(_table(block))
        case _:
            yield from _joined(list(_bars(block.bars, draw)), "\n")
    if isinstance(block, Listed | Table | Bars) and block.end:
        yield None, f"\n{wrapped(block.end)}"


def _joined(printed: Iterable[tuple[Source, str]], separator: str) -> Iterator[tuple[Source, str]]:
    for place, piece in enumerate(printed):
        yield from [(None, separator)] if place else []
        yield piece


def _entry(line: str, entry: Entry, lead: str, least: int) -> str:
    indent = " " * len(lead)
    lines = [hanging(lead, line)]
    lines += [hanging(indent, entry.then)] if entry.then else []
    return "\n".join([*lines, *rows([row[:2] for row in entry.rows], least, indent)])


def _table(block: Table) -> Iterator[str]:
    lines = [block.heads, *block.rows] if block.heads else block.rows
    count = max(map(len, lines))
    least = [*block.widths, *[0] * count]
    widths = [max([least[place], *(len(line[place]) for line in lines if place < len(line))]) for place in range(count)]
    if words_alone() or sum(widths) + block.gap * (count - 1) > width():
        yield from (_said(row, block.heads) for row in block.rows)
        return
    for line in lines:
        cells = [
            f"{cell:>{size}}" if 0 < place <= block.numbers else f"{cell:<{size}}"
            for place, (cell, size) in enumerate(zip(line, widths, strict=False))
        ]
        yield (" " * block.gap).join(cells).rstrip()


def _said(row: Sequence[str], heads: Sequence[str]) -> str:
    """Return a row of a table as a sentence: its title, and its cells, each after the title of its column."""
    named = zip(row[1:], heads[1:] or [""] * len(row), strict=False)
    cells = [f"{head} {cell}".strip() for cell, head in named if cell]
    return hanging("", f"{row[0]}: {', '.join(cells)}", 2)


def _bars(bars: Sequence[Bar], draw: Callable[[Fraction], str]) -> Iterator[tuple[Bar, str]]:
    """Yield each bar with its line: drawn where there is room for all, else in words alone."""
    longest, words = (max(map(len, column)) for column in zip(*((one.title, one.words) for one in bars), strict=True))
    for one in bars:
        drawn = "" if one.exact is None else draw(one.exact)
        lead = f"{one.title:<{longest}}  {one.score:>5}  "
        if not has_columns():
            score = "" if one.exact is None else one.score
            yield one, hanging("", f"{one.title}: {', '.join(filter(None, [score, one.words, one.more]))}", 2)
        elif len(lead) + BAR + 4 + words > width():
            yield one, _bar(one, lead)
        else:
            yield one, _bar(one, f"{lead}{drawn:<{BAR + 2}}  ")


def _bar(one: Bar, lead: str) -> str:
    row = lead + one.words
    if not one.more:
        return row.rstrip()
    return f"{row}  {one.more}" if len(row) + len(one.more) + 2 <= width() else f"{row}\n{' ' * len(lead)}{one.more}"
