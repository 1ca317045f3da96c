"""The drawn course of a score."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.report_reading import near

import ethics_audit as ea
from ethics_audit.report import slopes


@pytest.mark.property
@given(st.lists(st.none() | st.fractions(0, 100), min_size=2, max_size=9))
def test_lines_join_neighbors_only(scores: list[Fraction | None]) -> None:
    """A score that is missing breaks the line; a place down is the score to a hundredth of a pixel."""
    drawn = slopes.slope(scores, ea.Thresholds())
    assert len(drawn.points) == len([one for one in scores if one is not None])
    assert len(drawn.lines) == len([1 for pair in pairwise(scores) if None not in pair])
    inside = slopes.HEIGHT - 2 * slopes.MARGIN
    back = [100 - (Fraction(point.y) - slopes.MARGIN) * 100 / inside for point in drawn.points]
    assert near(back, [one for one in scores if one is not None])
    assert [point.is_now for point in drawn.points].count(True) == (scores[-1] is not None)


def test_bands_fill_the_frame() -> None:
    """Each band stands on the one below it; the lowest and the highest reach to the edges."""
    zones = slopes.slope([Fraction(0), Fraction(100)], ea.Thresholds()).zones
    assert [one.band for one in zones] == ["low", "moderate", "high", "critical"]
    assert [Fraction(one.top) for one in zones[:-1]] == [Fraction(slopes.down(Fraction(one))) for one in (15, 35, 60)]
    assert all(Fraction(upper.top) + Fraction(upper.height) == Fraction(lower.top) for lower, upper in pairwise(zones))
    assert Fraction(zones[0].top) + Fraction(zones[0].height) == slopes.HEIGHT
    assert Fraction(zones[-1].top) == 0
