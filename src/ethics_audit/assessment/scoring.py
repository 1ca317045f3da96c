"""The arithmetic of a score, and nothing else.

Over the items of a domain that apply and are not answered ``n/a``, all integers::

    A = sum of w      where an option was picked            weight
    P = sum of w × r  where an option was picked            points
    M = sum of w      where the answer is unsure or absent  open_weight

    score = P / A      low, high = P / (A + M), (P + 100·M) / (A + M)      coverage = A / (A + M)

An audit's sums are its domains' sums, each times the domain's multiplier. Bands are compared without division. Three
rules stand above the score: a red flag forces its domain and the audit, a grave gap forces its domain, and the audit is
at most one band below its worst domain.
"""

from __future__ import annotations

from itertools import chain
from operator import mul
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import frozen

from ethics_audit.base.public import public
from ethics_audit.model.answers import UNSURE, Answers
from ethics_audit.model.bands import BANDS, Band
from ethics_audit.model.definitions import Audit, Checklist
from ethics_audit.model.items import WORST_RISK, Item
from ethics_audit.model.policy import Policy, Thresholds

if TYPE_CHECKING:
    from fractions import Fraction

LOWEST = 0


@frozen
class Scored:
    """The sums of a domain or of a whole audit, and what follows from them.

    Attributes:
        points: P, the sum of weight × risk over the picked options.
        weight: A, the sum of the weights of the items with a picked option.
        open_weight: M, the sum of the weights of the items that are unsure or not answered.
        flags: Ids of the items whose red flag is raised, the worst first.
        band: The band, or None where it is not known yet.
        band_low: The band if every open item were answered at its best; None if nothing applies.
        band_high: The band if every open item were answered at its worst; None if nothing applies.
        provisional: Whether `band` is that of the answers given while open items could still change it.
    """

    points: int
    weight: int
    open_weight: int
    flags: tuple[str, ...]
    band: Band | None
    band_low: Band | None
    band_high: Band | None
    provisional: bool

    @property
    def exact(self) -> Fraction | None:
        """The score as an exact fraction; None if nothing is answered."""
        from fractions import Fraction

        return Fraction(self.points, self.weight) if self.weight else None

    @property
    def score(self) -> float | None:
        """From 0 (no gap reported) to 100 (every gap reported); None if nothing is answered."""
        return self.points / self.weight if self.weight else None

    @property
    def low(self) -> float | None:
        """The score if every open item were answered at its best; None if nothing applies."""
        return self.points / asked if (asked := self.weight + self.open_weight) else None

    @property
    def high(self) -> float | None:
        """The score if every open item were answered at its worst; None if nothing applies."""
        points, asked = self.worst
        return points / asked if asked else None

    @property
    def worst(self) -> tuple[int, int]:
        """The points and the weight if every open item were answered at its worst; `high` is their quotient."""
        return self.points + WORST_RISK * self.open_weight, self.weight + self.open_weight

    @property
    def interval(self) -> tuple[float, float] | None:
        """`low` and `high`, between which the true score lies; None if nothing applies."""
        return (self.low, self.high) if self.low is not None and self.high is not None else None

    @property
    def coverage(self) -> float | None:
        """The answered share of the weight that applies, from 0 to 1; None if nothing applies."""
        return self.weight / asked if (asked := self.weight + self.open_weight) else None


@public()
@frozen
class Domain(Scored):
    """The result of one checklist; `id` and `title` are those of the checklist."""

    id: str
    title: str


class _Sums(NamedTuple):
    """The sums over some items, the raised flags, and the ranks that flags and grave gaps force.

    Both ranks are as answered, and with every open item at its worst. A flag forces its domain and the audit; a grave
    gap forces its domain alone, and reaches the audit through the rule of the weakest domain.
    """

    points: int
    weight: int
    open_weight: int
    flags: tuple[tuple[int, str], ...]
    flagged: tuple[int, int]
    grave: tuple[int, int] = (LOWEST, LOWEST)

    @property
    def forced(self) -> tuple[int, int]:
        """The ranks that flags and grave gaps force together."""
        return max(self.flagged[0], self.grave[0]), max(self.flagged[1], self.grave[1])


class _Ranks(NamedTuple):
    """Three ranks: of the answers given, and with every open item at its best and at its worst."""

    given: int | None
    best: int | None
    worst: int | None


def applies(item: Item, answers: Answers) -> bool:
    """Return whether the profile has every fact that the item requires."""
    return item.requires <= answers.profile


def score(audit: Audit, answers: Answers) -> tuple[Scored, tuple[Domain, ...]]:
    """Return the result of an audit and of each of its domains, in order, for answers that fit it."""
    policy = audit.policy
    sums = [_domain_sums(part.checklist, answers, policy) for part in audit.parts]
    ranks = [_ranks(one, policy.bands, _Ranks(LOWEST, LOWEST, LOWEST)) for one in sums]
    domains = tuple(
        Domain(**_result(one, rank, policy), id=part.checklist.id, title=part.checklist.title)
        for one, rank, part in zip(sums, ranks, audit.parts, strict=True)
    )
    whole = _audit_sums(sums, [part.multiplier for part in audit.parts])
    one_below_worst = _Ranks(*(max(0, max((rank or 0) for rank in column) - 1) for column in zip(*ranks, strict=True)))
    return Scored(**_result(whole, _ranks(whole, policy.bands, one_below_worst), policy)), domains


def _domain_sums(checklist: Checklist, answers: Answers, policy: Policy) -> _Sums:
    given, profile, forces = answers.given, answers.profile, policy.forces
    points = weight = open_weight = 0
    flags: list[tuple[int, str]] = []
    flagged = flagged_if_open = grave = grave_if_open = LOWEST
    for item in checklist.items:
        if item.requires and not item.requires <= profile:
            continue
        answer = given.get(item.id, UNSURE)
        if answer is UNSURE:
            open_weight += item.weight
            grave_if_open = max(grave_if_open, policy.forced(item)[WORST_RISK])
            if red_flag := item.red_flag:
                flagged_if_open = max(flagged_if_open, red_flag.band.rank)
        elif isinstance(answer, str):
            weight += item.weight
            if risk := item.by_id[answer].risk:
                points += item.weight * risk
                if (rating := item.rating) and (forced := forces.get(rating.severity)) and forced[risk] > grave:
                    grave = forced[risk]
                if (red_flag := item.red_flag) and risk >= red_flag.at:
                    flags.append((red_flag.band.rank, item.id))
                    flagged = max(flagged, red_flag.band.rank)
    at_worst = (max(flagged, flagged_if_open), max(grave, grave_if_open))
    return _Sums(points, weight, open_weight, tuple(flags), (flagged, at_worst[0]), (grave, at_worst[1]))


def _audit_sums(sums: list[_Sums], multipliers: list[int]) -> _Sums:
    *columns, flags, flagged, _ = zip(*sums, strict=True)
    points, weight, open_weight = (sum(map(mul, multipliers, column)) for column in columns)
    given, at_worst = (max(ranks) for ranks in zip(*flagged, strict=True))
    return _Sums(points, weight, open_weight, tuple(chain.from_iterable(flags)), (given, at_worst))


def _ranks(sums: _Sums, bands: Thresholds, least: _Ranks) -> _Ranks:
    """Return the ranks of the score and of both ends of its interval, raised to what is forced and to `least`."""
    points, weight, open_weight, *_ = sums
    forced, forced_at_worst = sums.forced
    asked = weight + open_weight
    if not asked:
        return _Ranks(None, None, None)
    best = max(rank(points, asked, bands), forced, least.best or 0)
    if not open_weight:
        return _Ranks(best, best, best)
    return _Ranks(
        given=max(rank(points, weight, bands), forced, least.given or 0) if weight else None,
        best=best,
        worst=max(rank(points + WORST_RISK * open_weight, asked, bands), forced_at_worst, least.worst or 0),
    )


def rank(points: int, weight: int, bands: Thresholds) -> int:
    """Return the highest rank whose threshold the score ``points / weight`` reaches."""
    if points >= bands.high * weight:
        return 3 if points >= bands.critical * weight else 2
    return 1 if points >= bands.moderate * weight else 0


def covered(weight: int, open_weight: int, policy: Policy) -> bool:
    """Return whether enough is answered to show a band that is not certain."""
    return 100 * weight >= policy.min_coverage_percent * (weight + open_weight)


def _result(sums: _Sums, ranks: _Ranks, policy: Policy) -> dict[str, Any]:
    """Return the fields of `Scored`; the band is certain, or provisional if enough is answered, or not known."""
    points, weight, open_weight, flags, *_ = sums
    certain = ranks.best == ranks.worst
    rank = ranks.best if certain else ranks.given if covered(weight, open_weight, policy) else None
    band, low, high = (None if one is None else BANDS[one] for one in (rank, ranks.best, ranks.worst))
    return {
        "points": points,
        "weight": weight,
        "open_weight": open_weight,
        "flags": tuple(item for _, item in sorted(flags, key=lambda flag: (-flag[0], flag[1]))) if flags else (),
        "band": band,
        "band_low": low,
        "band_high": high,
        "provisional": rank is not None and not certain,
    }
