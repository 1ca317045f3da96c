"""The blocks that a page is made of: values without a layout, which every printer shows in its own way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple, Self, TypeAlias

from attrs import field, frozen

from ethics_audit.model.items import Citation, Item

Mark: TypeAlias = Literal["-", "!", "1", ""]
"""What starts the entries of a list: a dash, a mark of urgency, their number, or the lead of each."""


class Row(NamedTuple):
    """A named value.

    Attributes:
        name: The name.
        value: The value.
        is_band: Whether the value names bands, which a printer may color.
        citations: The sections of codes that the value names, which a printer may link.
    """

    name: str
    value: str
    is_band: bool = False
    citations: Sequence[Citation] = ()


class Paragraph(NamedTuple):
    """A paragraph; a note explains the blocks before it, and may be printed smaller."""

    text: str
    is_note: bool = False


class Line(NamedTuple):
    """Text that must stay on one line, so that it can be copied."""

    text: str


class Rows(NamedTuple):
    """Named values; in plain text the column of the names is at least `width` wide."""

    rows: Sequence[Row]
    width: int = 0


class Entry(NamedTuple):
    """An entry of a list.

    Attributes:
        text: What it says; for an item, its prompt.
        id: The id of the item that it is about; empty for none.
        lead: A short text before it, where the list has no mark.
        then: A second paragraph.
        rows: Named values below it.
        heading: The words before the prompt of an item, such as those for its time.
    """

    text: str
    id: str = ""
    lead: str = ""
    then: str = ""
    rows: Sequence[Row] = ()
    heading: str = ""

    @classmethod
    def of(cls, item: Item, lead: str = "", then: str = "", rows: Sequence[Row] = ()) -> Self:
        """Return an entry about an item, with the words that stand before its prompt."""
        return cls(item.prompt, item.id, lead, then, rows, item.heading)

    @property
    def line(self) -> str:
        """What it says after its heading, for a printer without a style."""
        return f"{self.heading}: {self.text}" if self.heading else self.text

    @property
    def line_with_id(self) -> str:
        """The same with the id of the item that it is about."""
        return f"{self.line} [{self.id}]" if self.id else self.line


@frozen
class Listed:
    """A list.

    Attributes:
        entries: Its entries.
        mark: What starts each entry.
        width: The least width of the column of the names of rows, in plain text.
        is_loose: Whether an empty line separates the entries.
        head: A line above it.
        end: A line below it.
    """

    entries: Sequence[Entry] = field(converter=tuple[Entry, ...])
    mark: Mark = "-"
    width: int = 0
    is_loose: bool = False
    head: str = ""
    end: str = ""


class Table(NamedTuple):
    """A table whose first column holds titles.

    Attributes:
        rows: Its cells; a row may be shorter than another.
        heads: The titles of its columns; empty for none.
        widths: The least width of each column, in plain text.
        gap: How many spaces separate the columns.
        numbers: How many columns after the first are aligned to the right.
        end: A line below it.
    """

    rows: Sequence[Sequence[str]]
    heads: Sequence[str] = ()
    widths: Sequence[int] = ()
    gap: int = 2
    numbers: int = 0
    end: str = ""


class Bar(NamedTuple):
    """A score that is drawn as a bar.

    Attributes:
        title: What it is the score of.
        score: The score in words.
        exact: The score from 0 to 100; None for no bar.
        words: The band in words, or whatever else stands behind the bar.
        more: What follows these words, on a line of its own if there is no room.
    """

    title: str
    score: str
    exact: Fraction | None
    words: str
    more: str = ""


class Bars(NamedTuple):
    """Scores drawn below each other, with a line below them."""

    bars: Sequence[Bar]
    end: str = ""


Block: TypeAlias = Paragraph | Line | Rows | Listed | Table | Bars
"""What every printer can print."""


@frozen
class Section:
    """Blocks under a title; a section without a title continues the page.

    Attributes:
        id: What printers know it by.
        title: Its title; empty for none.
        blocks: What it holds; a section with nothing is not shown.
        is_page: Whether the title is that of the whole page.
    """

    id: str
    title: str
    blocks: Sequence[Block] = field(converter=tuple[Block, ...])
    is_page: bool = False

    @property
    def entries(self) -> list[Entry]:
        """The entries of its lists."""
        return [entry for block in self.blocks if isinstance(block, Listed) for entry in block.entries]


def shown(sections: Iterable[Section]) -> list[Section]:
    """Return the sections that have something to show."""
    return [one for one in sections if one.blocks or one.is_page]


def listed(entries: Iterable[Entry | str], mark: Mark = "-", *, is_loose: bool = False) -> Iterator[Listed]:
    """Yield a list of these entries; nothing if there are none."""
    if found := [Entry(one) if isinstance(one, str) else one for one in entries]:
        yield Listed(found, mark, is_loose=is_loose)


def paragraphs(texts: Iterable[str]) -> list[Paragraph]:
    """Return a paragraph for each text that is not empty."""
    return [Paragraph(one) for one in texts if one]
