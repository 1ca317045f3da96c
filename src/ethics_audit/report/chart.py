"""The dot plot: scores on the bands, as places on a line from 0 % to 100 % of the width that a reader has."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from ethics_audit.base.layout import short
from ethics_audit.model.bands import BANDS
from ethics_audit.model.definitions import Thresholds

TOP, ROW, BOTTOM = 24, 48, 24
"""Heights in pixels: above the rows, of a row, below the rows."""
LETTER = Fraction(12, 5)
"""How much of the width a letter needs at most, in percent, on the narrowest screen."""
NARROW = 19
"""How many letters of a value there is room for beside a label, on the narrowest screen."""
BOLD, MARGIN = 3, 3
"""How much of the width a letter of a value needs at most, and the margin beside it, in percent, on that screen."""


class Dot(NamedTuple):
    """A score to be drawn.

    Attributes:
        label: Whose score it is.
        told: The score in words.
        flags: How many red flags are raised, in words; empty if there are none.
        score: The score; None if there is none.
        interval: What it can still become; None if that is certain.
        before: The score of the earlier audit, if it has one.
    """

    label: str
    told: str
    flags: str
    score: Fraction | None
    interval: tuple[Fraction, Fraction] | None = None
    before: Fraction | None = None


class Zone(NamedTuple):
    """A band: its name, if there is room for it, from where on, and how wide; in percent."""

    band: str
    name: str
    start: int
    width: int
    tick: str


class Row(NamedTuple):
    """A drawn score: places across are percentages as texts, empty where there is nothing to draw.

    Attributes:
        label: Whose score it is.
        told: The score in words.
        more: What of them only a wide screen has room for.
        room: How much of the width the label has, in percent.
        y: Its place down, in pixels.
        at: The score.
        low: The least that it can still become.
        high: The most that it can still become.
        before: The score of the earlier audit.
    """

    label: str
    told: str
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
    """Scores under each other, on the bands of a policy."""
    rows = [_row(place, dot) for place, dot in enumerate(dots)]
    return Plot(zones(bands), rows, TOP + ROW * len(rows) + BOTTOM)


def zones(bands: Thresholds) -> list[Zone]:
    """The bands from the left to the right; one without room for its name or its number has none."""
    starts = [*bands.starts, 100]
    found = []
    for place, band in enumerate(BANDS):
        start, width = starts[place], starts[place + 1] - starts[place]
        name = band.told if width >= len(band.told) * LETTER else ""
        tick = str(start) if place == 0 or start - starts[place - 1] >= 3 * LETTER else ""
        found.append(Zone(band.value, name, start, width, tick))
    return found


def across(score: Fraction | None) -> str:
    """A score as a place across, to a ten-thousandth of a percent."""
    return "" if score is None else f"{float(score):.4f}%"


def _row(place: int, dot: Dot) -> Row:
    low, high = dot.interval or (None, None)
    flags = f", {dot.flags}" if dot.flags else ""
    fits = len(dot.told + flags) <= NARROW
    told = dot.told + flags if fits else dot.told
    return Row(
        label=short(dot.label),
        told=told,
        more="" if fits else flags,
        room=100 - MARGIN - BOLD * len(told),
        y=TOP + ROW * place,
        at=across(dot.score),
        low=across(low),
        high=across(high),
        before=across(dot.before),
    )
