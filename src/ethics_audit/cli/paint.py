"""A page with colors and drawn bars where there is a terminal, and plain elsewhere; the words are the same."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from ethics_audit.assessment import text
from ethics_audit.assessment.blocks import Bar, Block, Entry, Listed, Row, Section
from ethics_audit.base.layout import words_alone
from ethics_audit.cli.streams import is_terminal, pages, shows
from ethics_audit.model.bands import Band

if TYPE_CHECKING:
    from rich.text import Text

BAND_STYLES = {
    Band.LOW: "green",
    Band.MODERATE: "yellow",
    Band.HIGH: "dark_orange",
    Band.CRITICAL: "bold red",
}
DRAWN = (FULL, EMPTY, DOUBLE, SINGLE) = ("█", "░", "━", "─")


def show(sections: Sequence[Section], lead: str = "", *, ids: bool = False) -> None:
    """Print a page behind a lead, through the reader's pager where it is longer than the terminal."""
    page = lead + _page(sections, ids=ids)
    if pages() and page.count("\n") + 2 > _lines():
        os.environ.setdefault("LESSHISTFILE", "-")
        click.echo_via_pager(f"{page}\n")
    else:
        click.echo(page)


def _lines() -> int:
    """Return how many lines the terminal has."""
    from shutil import get_terminal_size

    return get_terminal_size().lines


def _page(sections: Sequence[Section], *, ids: bool) -> str:
    """Return a page; without colors where they are not wanted (``NO_COLOR``), or the terminal knows none."""
    if is_terminal(sys.stdout) and not words_alone():  # rich takes longer to load than a score to make
        from rich.console import Console

        console = Console(highlight=False)
        if not console.is_dumb_terminal and not console.no_color:
            with console.capture() as captured:
                console.print(painted(sections, drawn=shows("".join(DRAWN)), ids=ids), soft_wrap=True, end="")
            return captured.get()
    return text.printed(sections, ids=ids)


def painted(sections: Iterable[Section], *, drawn: bool = True, ids: bool = False) -> Text:
    """Return a page with its styles; bands have their names in the current language.

    Args:
        sections: The page.
        drawn: Whether the terminal has signs for bars and lines; if not, they are those of plain text.
        ids: Whether the id of each question stands behind it.
    """
    from rich.text import Text

    parts = [
        part for one in sections for part in (*_heading(one, drawn=drawn), *_blocks(one.blocks, drawn=drawn, ids=ids))
    ]
    return Text("\n\n").join(parts)


def _heading(section: Section, *, drawn: bool) -> list[Text]:
    from rich.text import Text

    signs = {text.TITLE: DOUBLE, text.HEADING: SINGLE}
    parts = []
    for heading in text.heading(section):
        title, _, line = heading.rpartition("\n")
        line = signs[text.underline(section)] * len(line) if drawn else line
        parts.append(Text.assemble((title, "bold"), "\n", (line, "dim")))
    return parts


def _blocks(blocks: Iterable[Block], *, drawn: bool, ids: bool) -> Iterator[Text]:
    from rich.text import Text

    for block in blocks:
        styled = Text()
        for source, printed in text.pieces(block, _bar if drawn else text.bar, ids=ids):
            is_urgent = isinstance(block, Listed) and block.mark == "!"
            styled.append_text(_piece(source, Text(printed), is_urgent=is_urgent))
        yield styled


def _piece(source: text.Source, styled: Text, *, is_urgent: bool) -> Text:
    """Style a printed piece of a block by what it shows."""
    match source:
        case Entry(id=id):
            styled.highlight_words([f"[{id}]"] if id else [], "dim")
            styled.stylize("bold red" if is_urgent else "", 0, 1)
        case Row(name, is_band=True):
            _color(styled, len(name))
        case Bar(title):
            styled.highlight_regex(f"{FULL}+", "cyan")
            styled.highlight_regex(f"{EMPTY}+", "dim")
            _color(styled, len(title))
    return styled


def _bar(score: Fraction) -> str:
    """Draw a score as wide as in plain text."""
    marks = int(score * text.BAR / 100)
    return f" {FULL * marks}{EMPTY * (text.BAR - marks)} "


def _color(styled: Text, start: int) -> None:
    """Color the names of bands from a place on; a name may stand in a longer one, such as in "very high"."""
    styles = {band.told: style for band, style in BAND_STYLES.items()}
    names = "|".join(re.escape(name) for name in sorted(styles, key=len, reverse=True))
    for band in re.compile(rf"(?<!\w)({names})(?!\w)").finditer(styled.plain, start):
        styled.stylize(styles[band[1]], *band.span())
