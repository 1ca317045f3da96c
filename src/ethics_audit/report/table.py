"""A table of the report as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from ethics_audit.model.items import Item

Cell: TypeAlias = str | Item
"""A text, or an item, which is shown as its prompt and its id."""


class Table(NamedTuple):
    """A table; the first cell of each row is its heading.

    Attributes:
        caption: What it is a table of.
        heads: The headings of its columns.
        rows: Its cells.
        foot: A last row; empty for none.
        numbers: How many of its last columns are numbers.
    """

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[str] = ()
    numbers: int = 0
