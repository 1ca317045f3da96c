"""The checks of the law of weight ranges."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from ethics_audit.assessment.assessment import Assessment, assess
from ethics_audit.assessment.explanation import picked_option
from ethics_audit.model.bands import BANDS, Band
from ethics_audit.model.definitions import Audit
from ethics_audit.testing.strategies import answers_for


def weights_within_range(audit: Audit, data: st.DataObject) -> None:
    """Check that the range is exactly what such weights can give, and that no larger tolerance keeps the band."""
    result = assess(audit, data.draw(answers_for(audit)))
    percent = data.draw(st.integers(0, 99))
    found = result.weight_range(percent)
    if result.exact is None:
        assert found is None
        assert result.weight_tolerance() is None
        return
    assert found is not None
    assert found.low <= result.exact <= found.high
    rows = _rows(result)
    count = sum(len(domain) for domain in rows)
    factors = data.draw(st.lists(st.integers(100 - percent, 100 + percent), min_size=count, max_size=count))
    score, band = _weighed(result, rows, factors)
    assert found.low <= score <= found.high
    assert found.band_low <= band <= found.band_high
    heaviest_above = [100 + percent if risk > found.high else 100 - percent for domain in rows for _, risk in domain]
    heaviest_below = [100 + percent if risk < found.low else 100 - percent for domain in rows for _, risk in domain]
    assert _weighed(result, rows, heaviest_above)[0] == found.high
    assert _weighed(result, rows, heaviest_below)[0] == found.low
    _tolerance_is_the_largest(result)


def _tolerance_is_the_largest(result: Assessment) -> None:
    tolerance = result.weight_tolerance()
    assert (tolerance is None) == (result.band is None)
    if tolerance is None:
        return
    kept = result.weight_range(tolerance)
    assert kept is not None
    assert kept.band_low == kept.band_high == result.band
    if tolerance + Fraction(1, 10) < 100:
        beyond = result.weight_range(tolerance + Fraction(1, 10))
        assert beyond is not None
        assert beyond.band_low != beyond.band_high


_Rows = list[list[tuple[int, int]]]


def _rows(result: Assessment) -> _Rows:
    """Return for each domain the weight times the multiplier, and the risk, of each answer that counts."""
    return [
        [
            (part.multiplier * item.weight, option.risk)
            for item in part.checklist.items
            if (option := picked_option(result.audit, result.answers, item.id))
        ]
        for part in result.audit.parts
    ]


def _weighed(result: Assessment, rows: _Rows, factors: list[int]) -> tuple[Fraction, Band]:
    """Return the score and the band of the answers given, with every weight times its factor."""
    left = iter(factors)
    sums = []
    for domain in rows:
        weighed = [(weight * next(left), risk) for weight, risk in domain]
        sums.append((sum(weight * risk for weight, risk in weighed), sum(weight for weight, _ in weighed)))
    flags = [flag.band.rank for id in result.flags if (flag := result.audit.items[id].red_flag)]
    score = Fraction(sum(points for points, _ in sums), sum(weight for _, weight in sums))
    ranks = [_rank(result.audit, Fraction(points, weight)) - 1 for points, weight in sums if weight]
    return score, BANDS[max(_rank(result.audit, score), *flags, *ranks)]


def _rank(audit: Audit, score: Fraction) -> int:
    return sum(score >= start for start in audit.policy.bands.starts[1:])
