"""Layout of plain text in lines of a width: paragraphs, hanging indents, sections."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

WIDTH = 79
"""The width of text that is made for no screen."""
NARROW = 55
"""Below this width nothing stands in columns."""
LONGEST_TITLE = 24
LEAST_ROOM = 18
"""The least that a lead must leave of its line."""

_screen: ContextVar[tuple[int, bool]] = ContextVar("screen", default=(WIDTH, False))


@contextmanager
def laid_out(width: int = WIDTH, *, words_alone: bool = False) -> Iterator[None]:
    """Lay text out for a screen inside the ``with`` block; like a language, it holds in this thread or task only.

    Args:
        width: How many columns a line has.
        words_alone: Whether nothing is drawn or stands in columns, so that every line can be read aloud.
    """
    before = _screen.set((width, words_alone))
    try:
        yield
    finally:
        _screen.reset(before)


def width() -> int:
    """Return how many columns a line has."""
    return _screen.get()[0]


def words_alone() -> bool:
    """Return whether nothing is drawn, and nothing stands in columns."""
    return _screen.get()[1]


def has_columns() -> bool:
    """Return whether the screen has room for columns, and its reader wants them."""
    return width() >= NARROW and not words_alone()


def short(text: str) -> str:
    """Return a title or a name cut to fit in a row; words that are read aloud are not cut."""
    if len(text) <= LONGEST_TITLE or words_alone():
        return text
    return f"{text[: LONGEST_TITLE - 1].rstrip()}…"


def underlined(title: str, sign: str = "-") -> str:
    """Return a title, in several lines if it is long, over a line of signs."""
    lines = wrapped(title)
    return lines if words_alone() else f"{lines}\n{sign * max(map(len, lines.splitlines()))}"


def section(title: str, blocks: Sequence[str]) -> str:
    """Return blocks under an underlined title, or an empty string without blocks."""
    return "\n\n".join([underlined(title), *blocks]) if blocks else ""


def rows(named: Sequence[tuple[str, str]], width: int, indent: str = "") -> list[str]:
    """Return each text after its name, in a column that is at least this wide; without columns, after a colon."""
    if not has_columns():
        return [hanging(indent, f"{name}: {text}", len(indent) + 2 * (not words_alone())) for name, text in named]
    width = max([width, *(len(name) + 2 for name, _ in named)])
    return [hanging(f"{indent}{name:<{width}}", text) for name, text in named]


def wrapped(text: str) -> str:
    """Return a wrapped paragraph."""
    return hanging("", text)


def paragraphs(text: str) -> str:
    """Return a text of several lines, each wrapped."""
    return "\n".join(map(wrapped, text.splitlines()))


def hanging(lead: str, text: str, indent: int | None = None) -> str:
    """Return text after a lead, with its other lines indented, by default to the width of the lead.

    Words that are read aloud are not indented; a lead that leaves no room has the line alone.
    """
    if words_alone():
        lead, indent = f"{' '.join(lead.split())} ".lstrip(), 0
    elif lead.strip() and len(lead) + min(len(text), LEAST_ROOM) > width():
        return f"{textwrap.fill(lead.rstrip(), width())}\n{hanging(' ' * 4, text)}"
    return textwrap.fill(
        " ".join(text.split()),
        width(),
        initial_indent=lead,
        subsequent_indent=" " * (len(lead) if indent is None else indent),
        break_on_hyphens=False,
    )
