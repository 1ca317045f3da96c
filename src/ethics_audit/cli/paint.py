"""A page with colours and drawn bars where there is a terminal, and plain elsewhere; the words are the same."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from ethics_audit.base.language import gettext
from ethics_audit.cli.streams import is_terminal, shows
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

_UNDERLINE = re.compile(r"(=+|-+)")
_BAR = re.compile(r"\[(#*)(\.*)\]")
_ITEM = re.compile(r"\[[a-z_]+\.[a-z0-9_]+\]")


def show(page: str) -> None:
    """Print a page; colours are left out where ``NO_COLOR`` is set or the terminal knows none."""
    if not is_terminal(sys.stdout):
        click.echo(page)  # rich, which takes longer to load than a score to make, is not needed
        return
    from rich.console import Console

    console = Console(highlight=False)
    if console.is_dumb_terminal or console.no_color:
        click.echo(page)
    else:
        console.print(painted(page, drawn=shows("".join(DRAWN))), soft_wrap=True)


def painted(page: str, *, drawn: bool = True) -> Text:
    """A page with its styles; bands are known by their names in the language that is spoken.

    Args:
        page: The page.
        drawn: Whether bars and lines under titles are drawn with signs of their own; all others are as they were.
    """
    from rich.text import Text

    lines = page.split("\n")
    found = Text()
    for place, line in enumerate(lines):
        below = lines[place + 1] if place + 1 < len(lines) else ""
        is_title, is_underline = bool(line) and _underlines(below, line), _is_underline(lines, place)
        found.append_text(_line(line, title=is_title, underline=is_underline, drawn=drawn))
        found.append("\n" if place + 1 < len(lines) else "")
    return found


def _underlines(below: str, line: str) -> bool:
    return len(below) >= len(line) and _UNDERLINE.fullmatch(below) is not None


def _is_underline(lines: list[str], place: int) -> bool:
    return place > 0 and bool(lines[place - 1]) and _underlines(lines[place], lines[place - 1])


def _line(line: str, *, title: bool, underline: bool, drawn: bool) -> Text:
    from rich.text import Text

    if title:
        return Text(line, "bold")
    if underline:
        return Text(line.replace("=", DOUBLE).replace("-", SINGLE) if drawn else line, "dim")
    text = Text(line)
    text.highlight_regex(_ITEM, "dim")
    if line.startswith("!  "):
        text.stylize("bold red", 0, 1)
    bar = _BAR.search(line)
    if bar or line.startswith(gettext("Band") + " "):
        styles = {band.told: style for band, style in BAND_STYLES.items()}
        names = "|".join(re.escape(name) for name in sorted(styles, key=len, reverse=True))
        for band in re.compile(rf"(?<!\w)({names})(?!\w)").finditer(line, bar.end() if bar else 0):
            text.stylize(styles[band[1]], *band.span())
    return _drawn(text, bar) if bar and drawn else text


def _drawn(text: Text, bar: re.Match[str]) -> Text:
    """The line with its bar drawn, as wide as it was."""
    from rich.text import Text

    drawn = Text.assemble(" ", (FULL * len(bar[1]), "cyan"), (EMPTY * len(bar[2]), "dim"), " ")
    return text[: bar.start()] + drawn + text[bar.end() :]
