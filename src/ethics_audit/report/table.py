"""A table of the report as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from ethics_audit.model.items import Citation, Item


class FirstStep(NamedTuple):
    """What to do about a gap, and the sections behind it."""

    text: str
    citations: Sequence[Citation]


Cell: TypeAlias = str | Item | FirstStep
"""A text, an item, which is shown as its prompt, or a first step."""


class Table(NamedTuple):
    """A table; the first cell of each row is its heading.

    Attributes:
        caption: What it is a table of.
        heads: The headings of its columns.
        rows: Its cells.
        numbers: How many of its last columns are numbers.
    """

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numbers: int = 0
