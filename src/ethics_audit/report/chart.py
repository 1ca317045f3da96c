"""The dot plot: scores on the bands, as positions from 0 % to 100 % of the width of the page."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from ethics_audit.base.layout import short
from ethics_audit.model.bands import BANDS
from ethics_audit.model.definitions import Thresholds

TOP, ROW, BOTTOM = 24, 48, 24
"""Heights in pixels: above the rows, of one row, and below the rows."""
LETTER = Fraction(12, 5)
"""The most that a letter takes of the width of the narrowest screen, in percent."""
NARROW = 19
"""How many letters of a value fit beside a label on the narrowest screen."""
BOLD, MARGIN = 3, 3
"""The most that a letter of a value takes of the width of that screen, and the margin beside it, in percent."""


class Dot(NamedTuple):
    """A score to draw.

    Attributes:
        label: Whose score it is.
        words: The score in words.
        flags: How many red flags are raised, in words; empty if there are none.
        score: The score; None if there is none.
        interval: The lowest and the highest score that are still possible; None if the score is certain.
        before: The score of the earlier audit, if it has one.
    """

    label: str
    words: str
    flags: str
    score: Fraction | None
    interval: tuple[Fraction, Fraction] | None = None
    before: Fraction | None = None


class Zone(NamedTuple):
    """A band: its name if there is room for it, its start and its width, in percent."""

    band: str
    name: str
    start: int
    width: int
    tick: str


class Row(NamedTuple):
    """A drawn score: horizontal positions are percentages as text, empty where there is nothing to draw.

    Attributes:
        label: Whose score it is.
        words: The score in words.
        more: The part of the words that only a wide screen has room for.
        room: The width of the label, in percent.
        y: Its vertical position, in pixels.
        at: The score.
        low: The lowest score that is still possible.
        high: The highest score that is still possible.
        before: The score of the earlier audit.
    """

    label: str
    words: str
    more: str
    room: int
    y: int
    at: str
    low: str
    high: str
    before: str


class Plot(NamedTuple):
    """A drawn plot."""

    zones: list[Zone]
    rows: list[Row]
    height: int


def plot(dots: Iterable[Dot], bands: Thresholds) -> Plot:
    """Draw scores below each other, on the bands of a policy."""
    rows = [_row(place, dot) for place, dot in enumerate(dots)]
    return Plot(zones(bands), rows, TOP + ROW * len(rows) + BOTTOM)


def zones(bands: Thresholds) -> list[Zone]:
    """Return the bands from left to right; a name or a number without room is left out."""
    starts = [*bands.starts, 100]
    found = []
    for place, band in enumerate(BANDS):
        start, width = starts[place], starts[place + 1] - starts[place]
        name = band.told if width >= len(band.told) * LETTER else ""
        tick = str(start) if place == 0 or start - starts[place - 1] >= 3 * LETTER else ""
        found.append(Zone(band.value, name, start, width, tick))
    return found


def across(score: Fraction | None) -> str:
    """Return a score as a horizontal position, to a ten-thousandth of a percent."""
    return "" if score is None else f"{float(score):.4f}%"


def _row(place: int, dot: Dot) -> Row:
    low, high = dot.interval or (None, None)
    flags = f", {dot.flags}" if dot.flags else ""
    fits = len(dot.words + flags) <= NARROW
    words = dot.words + flags if fits else dot.words
    return Row(
        label=short(dot.label),
        words=words,
        more="" if fits else flags,
        room=100 - MARGIN - BOLD * len(words),
        y=TOP + ROW * place,
        at=across(dot.score),
        low=across(low),
        high=across(high),
        before=across(dot.before),
    )
