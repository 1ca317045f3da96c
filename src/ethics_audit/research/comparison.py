"""Comparing groups: how far apart their results are, what chance would give, and what the missing answers could do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, ClassVar, Literal

from attrs import evolve, frozen

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.likeness import nearest
from ethics_audit.base.public import public
from ethics_audit.research.contrast import Contrast, Resampled, contrast
from ethics_audit.research.grouping import Scored, clusters, two_or_more
from ethics_audit.research.multiplicity import benjamini_hochberg, holm
from ethics_audit.research.result import Estimate, Result, cell

Correction = Literal["holm", "bh"]
_CORRECTIONS = {
    "holm": ("Holm", holm, "holm1979"),
    "bh": ("Benjamini-Hochberg", benjamini_hochberg, "benjamini1995"),
}
DRAWS = 2000
SMALLEST_P = 0.001
_NOTES = (
    (
        "Rows without a result are in no mean. The bounds are what the difference can be over all rows to which an "
        "item applies, whatever the unsure and blank answers really are; they say nothing of chance, and the interval "
        "nothing of missing answers."
    ),
)
_CLUSTERED = (
    "Means are of rows. The interval is of a percentile bootstrap of whole clusters, too short where they are few; p "
    "is of a permutation of groups over whole clusters. Hedges' g and Cliff's delta describe the rows."
)


@public("ethics_audit.research")
@frozen
class Comparison(Result):
    """The contrasts of groups.

    Attributes:
        group: The column of the groups.
        contrasts: One for each result and pair of groups.
        correction: ``holm`` or ``bh``.
        draws, seed: Of the bootstrap and the permutation; None without clusters.
    """

    shows: ClassVar[str] = "hypotheses testing"

    group: str
    contrasts: tuple[Contrast, ...]
    correction: Correction
    draws: int | None
    seed: int | None
    notes: tuple[str, ...]

    def rows(self) -> Sequence[Mapping[str, Any]]:
        """Return a row for each contrast."""
        return [contrast.row for contrast in self.contrasts]

    @property
    def sources(self) -> tuple[str, ...]:
        """The keys of the sources of the formulas that ran."""
        tests = ("welch1947", "mann1947") if self.seed is None else ("cameron2008", "phipson2010")
        corrected = (_CORRECTIONS[self.correction][2],) if len(self.contrasts) > 1 else ()
        return (*tests, "hedges1981", "cliff1993", *corrected)

    @property
    def account(self) -> str:
        """What ran, for a methods section."""
        sizes: dict[str, dict[Any, int]] = {}
        for one in self.contrasts:
            sizes.setdefault(one.outcome, {}).update({one.first: one.n_first, one.second: one.n_second})
        outcomes = ", ".join(f"{name} (n = {' and '.join(map(str, n.values()))})" for name, n in sizes.items())
        told = "Welch's test with 95 % intervals and the Mann-Whitney test"
        if self.seed is not None:
            told = "a bootstrap (95 % percentile intervals) and a permutation test of whole clusters "
            told += f"({self.draws} draws, seed {self.seed})"
        groups = ", ".join(map(str, sizes[self.contrasts[0].outcome]))
        whole = (
            f"The groups of {self.group} ({groups}) were compared on {outcomes} by {told}, with Hedges' g and Cliff's "
            "delta; rows without a result were left out, and the range over all possible missing answers is given."
        )
        if len(self.contrasts) == 1:
            return whole
        return (
            f"{whole} The p of {len(self.contrasts)} contrasts were adjusted after {_CORRECTIONS[self.correction][0]}."
        )

    def __str__(self) -> str:
        """Return three lines for each contrast, and the notes."""
        lines = [line for contrast in self.contrasts for line in self._told(contrast)]
        return "\n".join([*lines, *(f"Note: {note}" for note in self.notes)])

    def _told(self, one: Contrast) -> Iterator[str]:
        sizes = f"{one.first} (n = {one.n_first}) - {one.second} (n = {one.n_second})"
        yield f"{one.outcome}: {sizes} = {_interval(one.difference)}"
        test = "permutation" if self.seed is not None else f"Welch t({cell(one.df)}) = {cell(one.t)}"
        p = f"p {_chance(one.p)}, after {_CORRECTIONS[self.correction][0]} {_chance(one.p_adjusted)}"
        ranks = "" if self.seed is not None else f"; Mann-Whitney p {_chance(one.mann_whitney_p)}"
        yield f"  {test}, {p}{ranks}; Hedges' g {cell(one.hedges_g)}, Cliff's delta {cell(one.cliffs_delta)}"
        if one.bounds.low is not None:
            ends = f"{cell(one.bounds.low)} to {cell(one.bounds.high)} (n = {one.bounds.n})"
            yield f"  whatever the missing answers are: {ends}"


def _chance(p: float | None) -> str:
    return "< 0.001" if p is not None and p < SMALLEST_P else f"= {cell(p)}"


def _interval(estimate: Estimate) -> str:
    if estimate.value is None:
        return f"none: {estimate.reason}"
    ends = f" [{cell(estimate.low)}, {cell(estimate.high)}]" if estimate.low is not None else f" ({estimate.reason})"
    return f"{cell(estimate.value)}{ends}"


def compare(
    study: Scored,
    group: str,
    outcomes: str | Sequence[str] = "score",
    cluster: str | Sequence[str] | None = None,
    *,
    correction: Correction = "holm",
    draws: int = DRAWS,
    seed: int = 1,
) -> Comparison:
    """Compare groups of rows on results of `score_frame`; with more than two groups, each with each.

    Args:
        study: The study, or the study under other weights.
        group: The column of the groups, in ascending order: differences are the earlier less the later. Rows without a
            group are left out, and counted in a note.
        outcomes: Results such as ``score`` or ``boundaries.score``.
        cluster: The columns that together name what rows belong to, such as ``study.person`` or a site. Where a person
            has several rows it is needed, since they are not independent; where each row is a cluster of its own, it
            changes nothing.
        correction: ``holm`` (familywise error) or ``bh`` (Benjamini-Hochberg, false discovery rate), over the p of all
            contrasts of the call.
        draws: How many draws the bootstrap and the permutation make.
        seed: Their seed.

    Raises:
        ArgumentError: If a column or a result does not exist, there are fewer than two groups or more than fifty, rows
            are not independent and no cluster is given, or clusters are split between groups or people between
            clusters.
    """
    names = list(dict.fromkeys([outcomes] if isinstance(outcomes, str) else outcomes))
    if not names:
        raise wrong_argument("outcomes", "at least one result", names)
    if correction not in _CORRECTIONS:
        raise wrong_argument("correction", "holm or bh", correction, nearest(correction, _CORRECTIONS))
    if draws < 1:
        raise wrong_argument("draws", "at least one", draws)
    kinds = two_or_more(study, group)
    numbers = clusters(study, cluster, kinds)
    resampled = None if numbers is None else Resampled(numbers, draws, seed)
    pairs = list(combinations(kinds.items(), 2))
    found = [contrast(study, name, first, second, resampled) for name in names for first, second in pairs]
    adjusted = _CORRECTIONS[correction][1]([one.p for one in found])
    contrasts = tuple(evolve(one, p_adjusted=p) for one, p in zip(found, adjusted, strict=True))
    without = len(study) - sum(int(rows.sum()) for rows in kinds.values())
    notes = [*_NOTES, *([_CLUSTERED] if numbers is not None else [])]
    notes += [f"{without} rows have no {group} and are left out."] if without else []
    made, by = (draws, seed) if resampled else (None, None)
    return Comparison(group, contrasts, correction, made, by, tuple(notes))
