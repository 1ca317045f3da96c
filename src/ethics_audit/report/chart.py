"""The dot plot: scores on the bands, as positions from 0 % to 100 % of the width of a scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from ethics_audit.model.bands import BANDS
from ethics_audit.model.policy import Thresholds
from ethics_audit.report.marks import Mark

LETTER = Fraction(12, 5)
"""The most that a letter takes of the width of the scale on the narrowest screen, in percent."""


class Dot(NamedTuple):
    """A score to draw.

    Attributes:
        label: Whose score it is.
        number: The score in words.
        band: The band in a word or two; empty if there is none.
        told: The band in words, with the reason if it is not the score, and the number of red flags.
        marks: What stands beside the band.
        score: The score; None if there is none.
        interval: The lowest and the highest score that are still possible; None if the score is certain.
        before: The score of the earlier audit, if it has one.
    """

    label: str
    number: str
    band: str
    told: str
    marks: Sequence[Mark]
    score: Fraction | None
    interval: tuple[Fraction, Fraction] | None = None
    before: Fraction | None = None


class Zone(NamedTuple):
    """A band: its name if there is room for it, its start, its middle and its width, in percent."""

    band: str
    name: str
    start: int
    middle: float
    width: int
    tick: str


class Row(NamedTuple):
    """A drawn `Dot`: positions are percentages as text, empty where there is nothing to draw."""

    label: str
    number: str
    band: str
    marks: Sequence[Mark]
    at: str
    low: str
    high: str
    before: str


class Plot(NamedTuple):
    """A drawn plot.

    Attributes:
        zones: The bands from left to right.
        rows: The scores below each other.
        marks: Each mark that a row has, once.
    """

    zones: list[Zone]
    rows: list[Row]
    marks: list[Mark]


def plot(dots: Iterable[Dot], bands: Thresholds) -> Plot:
    """Draw scores below each other, on the bands of a policy."""
    rows = [_row(dot) for dot in dots]
    return Plot(zones(bands), rows, list(dict.fromkeys(mark for row in rows for mark in row.marks)))


def zones(bands: Thresholds) -> list[Zone]:
    """Return the bands from left to right; a name or a number without room is left out."""
    found = []
    before = -100  # the first has room for its number
    for band, start, end in zip(BANDS, bands.starts, (*bands.starts[1:], 100), strict=True):
        name = band.told if end - start >= len(band.told) * LETTER else ""
        tick = str(start) if min(start - before, 100 - start) >= 3 * LETTER else ""
        found.append(Zone(band.value, name, start, (start + end) / 2, end - start, tick))
        before = start
    return found


def across(score: Fraction | None) -> str:
    """Return a score as a horizontal position, to a ten-thousandth of a percent."""
    return "" if score is None else f"{float(score):.4f}%"


def _row(dot: Dot) -> Row:
    low, high = map(across, dot.interval or (None, None))
    return Row(dot.label, dot.number, dot.band, dot.marks, across(dot.score), low, high, across(dot.before))
