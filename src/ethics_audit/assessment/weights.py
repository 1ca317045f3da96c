"""Does a result depend on the weights? Exact answers for weights that may each be off, independently.

If every weight w may be anything from w·(1 - p/100) to w·(1 + p/100), the score ``sum of w·r / sum of w`` is largest
where the answers above some risk weigh the most and all others the least, and smallest the other way round: a
linear-fractional problem, solved by sorting on risk. A score can reach a threshold t if the largest
``sum of w·(r - t)`` is not negative, and can stay below it if the smallest is negative.

The band is always that of the answers given; the interval says what open answers can do to it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from attrs import frozen

from ethics_audit.assessment.explanation import decimal, percentage
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.scoring import LOWEST, applies
from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.language import gettext
from ethics_audit.base.public import public
from ethics_audit.model.bands import BANDS, Band

PERCENTS = (10, 25, 50)
"""The percentages that a report lists."""
SHOWN_PERCENT = 25
WHOLE = 100
TENTHS = 10
_HIGHEST = len(BANDS) - 1

Percent = int | float | Decimal | Fraction
Rows = list[tuple[int, int]]
"""The answers that count, as (weight × multiplier, risk)."""
Factors = tuple[int, int]
"""What the heaviest and the lightest weights are multiplied by; only their ratio matters."""


@public()
@frozen
class WeightRange:
    """What a result can be if every weight is off by up to so many percent, in either direction and independently.

    Attributes:
        percent: By how much.
        low: The exact lowest score of the answers given.
        high: The exact highest.
        band_low: The lowest band of the answers given, red flags, grave gaps and the weakest domain included.
        band_high: The highest.
    """

    percent: Fraction
    low: Fraction
    high: Fraction
    band_low: Band
    band_high: Band


class _Weighed(NamedTuple):
    """What a band depends on: each domain's answers, the rank that flags and grave gaps force, where each rank begins.

    A domain forced by a grave gap forces the audit to one rank less, whatever the weights.
    """

    domains: list[Rows]
    rows: Rows
    forced: int
    starts: tuple[int, int, int, int]


def dependence(result: Result) -> tuple[Fraction | None, list[WeightRange]]:
    """Return the tolerance of a result, and its ranges at the percentages that a report lists."""
    weighed = _weighed(result)
    ranges = [found for percent in PERCENTS if (found := _range(weighed, Fraction(percent)))]
    return None if result.band is None else _tolerance(weighed), ranges


def weight_range(result: Result, percent: Percent) -> WeightRange | None:
    """Return the exact extremes of the score and the band if every weight may be off by up to `percent`.

    See `Assessment.weight_range`; a float counts as exactly the number that it holds.
    """
    return _range(_weighed(result), _exact(percent))


def _range(weighed: _Weighed, exact: Fraction) -> WeightRange | None:
    if not weighed.domains:
        return None
    rows, factors = weighed.rows, _factors(exact)
    low, high = _bands(weighed, factors)
    lowest = WHOLE - _highest([(weight, WHOLE - risk) for weight, risk in rows], factors)
    return WeightRange(exact, lowest, _highest(rows, factors), BANDS[low], BANDS[high])


def weight_tolerance(result: Result) -> Fraction | None:
    """Return the largest percentage, in tenths, by which every weight may be off without changing the band.

    None if there is no band.
    """
    return None if result.band is None else _tolerance(_weighed(result))


def _tolerance(weighed: _Weighed) -> Fraction:
    def changes(tenths: int) -> bool:
        factors = _factors(Fraction(tenths, TENTHS))
        highest = _highest_rank(weighed, factors)
        return highest > weighed.forced and _can_stay(weighed, highest - 1, factors)

    return Fraction(bisect_left(range(1, WHOLE * TENTHS), True, key=changes), TENTHS)  # noqa: FBT003 - what is sought


def sentence(result: Result) -> str:
    """Say whether the result depends on the weights; empty if it is too early to say."""
    if result.exact is None:
        return ""
    tolerance = weight_tolerance(result)
    if tolerance is None or result.band is None:
        return _of_score(result)
    beyond = tolerance + Fraction(1, TENTHS)
    if beyond == WHOLE:
        return gettext(
            "Even if every weight were off by nearly its whole size, the band would stay {band}.", band=result.band.told
        )
    reach = weight_range(result, beyond)
    assert reach is not None  # noqa: S101 - there is a band
    others, *more = [band.told for band in (reach.band_low, reach.band_high) if band != result.band]
    if more:
        others = gettext("{band} or {other}", band=others, other=more[0])
    if not tolerance:
        return gettext(
            "It is a close call: if weights were off by as little as {percent}, the band could be {others}.",
            percent=percentage(decimal(beyond)),
            others=others,
        )
    return gettext(
        "Even if every weight were off by up to {percent}, the band would stay {band}; beyond that it could become "
        "{others}.",
        percent=percentage(decimal(tolerance)),
        band=result.band.told,
        others=others,
    )


def _of_score(result: Result) -> str:
    """Say how far the score depends on the weights; empty if it does not."""
    reach = weight_range(result, SHOWN_PERCENT)
    assert reach is not None  # noqa: S101 - something is answered
    if reach.low == reach.high:
        return ""
    return gettext(
        "If every weight were off by up to {percent}, the score of what is answered would lie between {low} and "
        "{high}.",
        percent=percentage(SHOWN_PERCENT),
        low=decimal(reach.low),
        high=decimal(reach.high),
    )


def _exact(percent: Percent) -> Fraction:
    if isinstance(percent, Percent) and not isinstance(percent, bool):
        try:
            exact = Fraction(percent)
        except (ValueError, OverflowError):
            exact = Fraction(-1)
        if 0 <= exact < WHOLE:
            return exact
    raise wrong_argument("percent", f"a number from 0 to less than {WHOLE}", percent)


def _factors(percent: Fraction) -> Factors:
    off, whole = percent.numerator, WHOLE * percent.denominator
    return whole + off, whole - off


def _weighed(result: Result) -> _Weighed:
    given = result.answers.given
    domains: list[Rows] = []
    whole: Counter[int] = Counter()
    for part in result.audit.parts:
        weights: Counter[int] = Counter()
        for item in part.checklist.items:
            if isinstance(answer := given.get(item.id), str) and applies(item, result.answers):
                weights[item.by_id[answer].risk] += part.multiplier * item.weight
        domains += [_rows(weights)] if weights else []
        whole.update(weights)
    flags = [flag.band.rank for id in result.flags if (flag := result.audit.items[id].red_flag)]
    policy = result.audit.policy
    graves = [policy.forced(finding.item)[finding.option.risk] - 1 for finding in result.findings]
    return _Weighed(domains, _rows(whole), max([LOWEST, *flags, *graves]), policy.bands.starts)


def _rows(weights: Mapping[int, int]) -> Rows:
    """Return the weight of each risk: answers of one risk are off together in every extreme."""
    return [(weight, risk) for risk, weight in weights.items()]


def _highest(rows: Rows, factors: Factors) -> Fraction:
    """Return the largest score: the answers with the largest risks at their heaviest, the others at their lightest."""
    up, down = factors
    points = sum(down * weight * risk for weight, risk in rows)
    weight = sum(down * weight for weight, _ in rows)
    best = Fraction(points, weight)
    for more, risk in sorted(rows, key=lambda row: -row[1]):
        points += (up - down) * more * risk
        weight += (up - down) * more
        best = max(best, Fraction(points, weight))
    return best


def _bands(weighed: _Weighed, factors: Factors) -> tuple[int, int]:
    """Return the lowest and the highest rank; the lowest needs one set of weights that keeps everything down."""
    highest = _highest_rank(weighed, factors)
    lower = (rank for rank in range(weighed.forced, highest) if _can_stay(weighed, rank, factors))
    return next(lower, highest), highest


def _highest_rank(weighed: _Weighed, factors: Factors) -> int:
    """Return the largest of what flags and grave gaps force and of what the score and each domain can reach by itself.

    A domain forces the rank below its own.
    """
    above = range(_HIGHEST, weighed.forced, -1)
    highest = next((rank for rank in above if _reaches(weighed.rows, weighed.starts[rank], factors)), weighed.forced)
    forced = range(_HIGHEST - 1, highest, -1)
    return next((rank for rank in forced if _any_reaches(weighed, rank + 1, factors)), highest)


def _any_reaches(weighed: _Weighed, rank: int, factors: Factors) -> bool:
    return any(_reaches(rows, weighed.starts[rank], factors) for rows in weighed.domains)


def _reaches(rows: Rows, start: int, factors: Factors) -> bool:
    """Return whether the score of these answers can be `start` or more."""
    return _largest(rows, start, factors) >= 0


def _largest(rows: Rows, level: int, factors: Factors) -> int:
    """Return the largest ``sum of w·(r - level)``."""
    up, down = factors
    return sum([weight * (up if risk > level else down) * (risk - level) for weight, risk in rows])


def _can_stay(weighed: _Weighed, rank: int, factors: Factors) -> bool:
    """Return whether some weights leave the score in this rank or below, and no domain more than one above it."""
    start = weighed.starts[rank + 1]
    cap = weighed.starts[rank + 2] if rank + 2 <= _HIGHEST else None
    total: Fraction | int = 0
    for rows in weighed.domains:
        if (least := _least(rows, start, cap, factors)) is None:
            return False
        total += least
    return total < 0


def _least(rows: Rows, start: int, cap: int | None, factors: Factors) -> Fraction | int | None:
    """Return the least ``sum of w·(r - start)`` of a domain whose own score is below `cap`; None if it cannot be.

    Weights that are the best for the sum, light from `start` on and heavy below, may leave the domain's score too high.
    Then answers between `start` and `cap` get heavier, those first that add least to the sum for what they take off:
    the continuous knapsack. "Below" needs no margin, since sums near the least one are reached below the cap.
    """
    up, down = factors
    weighted = [(weight * (up if risk < start else down), risk) for weight, risk in rows]
    light = sum([weight * (risk - start) for weight, risk in weighted])
    if cap is None:
        return light
    if sum([weight * (up if risk < cap else down) * (risk - cap) for weight, risk in rows]) >= 0:
        return None
    if (excess := sum([weight * (risk - cap) for weight, risk in weighted])) <= 0:
        return light
    least, over = Fraction(light), Fraction(excess)
    for weight, risk in sorted((row for row in rows if start <= row[1] < cap), key=lambda row: row[1]):
        relief = weight * (up - down) * (cap - risk)
        part = min(Fraction(1), over / relief)
        least += part * weight * (up - down) * (risk - start)
        over -= part * relief
    return least
