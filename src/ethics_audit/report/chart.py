"""The dot plot: scores on the bands, as positions from 0 % to 100 % of the width of the page."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from ethics_audit.base.layout import short
from ethics_audit.model.bands import BANDS
from ethics_audit.model.policy import Thresholds

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
    """A drawn `Dot`: horizontal positions are percentages as text, empty where there is nothing to draw.

    Attributes:
        more: The part of the words that only a wide screen has room for.
        room: The width of the label, in percent.
        y: Its vertical position, in pixels.
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
    rows = [_row(TOP + ROW * place, dot) for place, dot in enumerate(dots)]
    return Plot(zones(bands), rows, TOP + ROW * len(rows) + BOTTOM)


def zones(bands: Thresholds) -> list[Zone]:
    """Return the bands from left to right; a name or a number without room is left out."""
    found = []
    before = -100  # the first has room for its number
    for band, start, end in zip(BANDS, bands.starts, (*bands.starts[1:], 100), strict=True):
        name = band.told if end - start >= len(band.told) * LETTER else ""
        tick = str(start) if start - before >= 3 * LETTER else ""
        found.append(Zone(band.value, name, start, end - start, tick))
        before = start
    return found


def across(score: Fraction | None) -> str:
    """Return a score as a horizontal position, to a ten-thousandth of a percent."""
    return "" if score is None else f"{float(score):.4f}%"


def _row(y: int, dot: Dot) -> Row:
    low, high = map(across, dot.interval or (None, None))
    flags = f", {dot.flags}" if dot.flags else ""
    fits = len(dot.words + flags) <= NARROW
    words, more = (dot.words + flags, "") if fits else (dot.words, flags)
    room = 100 - MARGIN - BOLD * len(words)
    return Row(short(dot.label), words, more, room, y, across(dot.score), low, high, across(dot.before))
