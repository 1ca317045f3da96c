"""Plain text in lines of 79 columns: paragraphs, what hangs behind a lead, sections."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

WIDTH = 79
LONGEST_TITLE = 24


def short(text: str) -> str:
    """A title or a name as a row has room for it."""
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1].rstrip()}…"


def section(title: str, blocks: Sequence[str]) -> str:
    """Blocks under an underlined title; nothing if there are none."""
    return "\n\n".join([f"{title}\n{'-' * len(title)}", *blocks]) if blocks else ""


def numbered(texts: Iterable[str]) -> list[str]:
    """One block of numbered texts; no block if there are none."""
    return ["\n".join(lines)] if (lines := [hanging(f"{place}. ", one) for place, one in enumerate(texts, 1)]) else []


def rows(named: Sequence[tuple[str, str]], width: int, indent: str = "") -> list[str]:
    """Each text behind its name, in a column of this width, or of more where a name of the language needs it."""
    width = max([width, *(len(name) + 2 for name, _ in named)])
    return [hanging(f"{indent}{name:<{width}}", text) for name, text in named]


def wrapped(text: str) -> str:
    """A paragraph."""
    return hanging("", text)


def hanging(lead: str, text: str, indent: int | None = None) -> str:
    """Text behind a lead, its further lines set in, by default under its first."""
    words = " ".join(text.split())
    return textwrap.fill(
        words,
        WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * (len(lead) if indent is None else indent),
        break_on_hyphens=False,
    )
