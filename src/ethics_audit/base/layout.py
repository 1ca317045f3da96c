"""Layout of plain text in 79 columns: paragraphs, hanging indents, sections."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

WIDTH = 79
LONGEST_TITLE = 24


def short(text: str) -> str:
    """Return a title or a name cut to fit in a row."""
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1].rstrip()}…"


def section(title: str, blocks: Sequence[str]) -> str:
    """Return blocks under an underlined title, or an empty string without blocks."""
    return "\n\n".join([f"{title}\n{'-' * len(title)}", *blocks]) if blocks else ""


def rows(named: Sequence[tuple[str, str]], width: int, indent: str = "") -> list[str]:
    """Return each text after its name, in a column that is at least this wide."""
    width = max([width, *(len(name) + 2 for name, _ in named)])
    return [hanging(f"{indent}{name:<{width}}", text) for name, text in named]


def wrapped(text: str) -> str:
    """Return a wrapped paragraph."""
    return hanging("", text)


def paragraphs(text: str) -> str:
    """Return a text of several lines, each wrapped."""
    return "\n".join(map(wrapped, text.splitlines()))


def hanging(lead: str, text: str, indent: int | None = None) -> str:
    """Return text after a lead, with its other lines indented, by default to the width of the lead."""
    words = " ".join(text.split())
    return textwrap.fill(
        words,
        WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * (len(lead) if indent is None else indent),
        break_on_hyphens=False,
    )
