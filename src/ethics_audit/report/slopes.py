"""Small multiples: a score from audit to audit, as positions in a frame of any width."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from ethics_audit.model.bands import BANDS
from ethics_audit.model.policy import Thresholds
from ethics_audit.report.chart import across

HEIGHT, MARGIN = 96, 8
"""The height of a frame, and the space above and below the line in it, in pixels."""


class Point(NamedTuple):
    """A score: its horizontal position in percent, its vertical one in pixels, and whether it is the newest audit's."""

    x: str
    y: str
    is_now: bool


class Zone(NamedTuple):
    """A band: its upper edge and its height, in pixels."""

    band: str
    top: str
    height: str


class Slope(NamedTuple):
    """A drawn series of scores.

    Attributes:
        points: The scores that are known.
        lines: Lines from each score to the next, where both are known.
        zones: The bands from bottom to top.
        height: The height of the frame.
    """

    points: list[Point]
    lines: list[tuple[Point, Point]]
    zones: list[Zone]
    height: int


def slope(scores: Sequence[Fraction | None], bands: Thresholds) -> Slope:
    """Draw a series of at least two scores, the oldest first."""
    last = len(scores) - 1
    places = [
        None if score is None else Point(across(Fraction(100 * place, last)), down(score), place == last)
        for place, score in enumerate(scores)
    ]
    return Slope(
        points=[point for point in places if point],
        lines=[(before, after) for before, after in pairwise(places) if before and after],
        zones=_zones(bands),
        height=HEIGHT,
    )


def down(score: Fraction) -> str:
    """Return a score as a vertical position, in pixels; 100 is at the top."""
    return f"{float(MARGIN + (100 - score) * (HEIGHT - 2 * MARGIN) / 100):.4f}"


def _zones(bands: Thresholds) -> list[Zone]:
    """Return the bands from bottom to top; the first and the last reach to the edges of the frame."""
    edges = [str(HEIGHT), *(down(Fraction(start)) for start in bands.starts[1:]), "0"]
    return [
        Zone(band.value, top, f"{float(bottom) - float(top):.4f}")
        for band, (bottom, top) in zip(BANDS, pairwise(edges), strict=True)
    ]
