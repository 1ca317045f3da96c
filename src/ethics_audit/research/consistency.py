"""Internal consistency: alpha and omega of each domain, and why they may not be asked of an audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

import numpy as np
from attrs import evolve, field, frozen

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.likeness import nearest
from ethics_audit.frames.cells import Array
from ethics_audit.frames.study import Study
from ethics_audit.research.bootstrap import GROUPS, intervals
from ethics_audit.research.coefficients import alpha, feldt, standard_error
from ethics_audit.research.covariance import FEWEST
from ethics_audit.research.domains import Domain, Varying
from ethics_audit.research.factor import Factor, one_factor
from ethics_audit.research.result import Estimate, Result

FORMATIVE = (
    "An audit is an index of gaps (a formative model): its items make up the score and need not go together. COSMIN "
    "asks for internal consistency of reflective scales only; test–retest and evidence of content come first."
)

REPEATED = (
    "Some people have several rows, which are not independent: intervals come from drawing people, and n counts rows."
)
IN_GROUPS = (
    f"Of more than {GROUPS:,} people, the bootstrap draws {GROUPS:,} groups made at random (Wolter 2007), not single "
    "people."
)


@frozen
class Coefficient:
    """One coefficient of one domain.

    Attributes:
        domain: Its id.
        name: ``alpha`` or ``omega``.
        weights: ``equal``, or ``shipped`` (the weights of the audit).
        answers: ``pairwise`` (all pairs of answers) or ``complete`` (rows that answer every item that varies).
        items: The number of items that vary, k.
        estimate: The number.
        interval: How its interval was found: ``Feldt``, ``bootstrap``, or why there is none.
    """

    domain: str
    name: str
    weights: str
    answers: str
    items: int
    estimate: Estimate
    interval: str


@frozen
class Loadings:
    """The one factor of a domain, from complete rows.

    Attributes:
        loadings: λ of each item in points of risk; the variance of the factor is 1.
        boundary: The items whose own variance is at the boundary (a Heywood case).
    """

    loadings: Mapping[str, float]
    boundary: tuple[str, ...]


@frozen
class Reliability(Result):
    """The internal consistency of each domain.

    Attributes:
        coefficients: Each coefficient, by domain.
        factors: The factor behind omega, by domain, where there is one.
        draws, seed: Of the bootstrap.
    """

    shows = "internal consistency"
    sources: ClassVar[tuple[str, ...]] = (
        "cronbach1951",
        "feldt1987",
        "duhachek2004",
        "joreskog1967",
        "mcdonald1999",
        "mokkink2018",
    )

    coefficients: tuple[Coefficient, ...]
    factors: Mapping[str, Loadings] = field(repr=False)
    draws: int
    seed: int
    notes: tuple[str, ...]

    @property
    def limits(self) -> tuple[str, ...]:
        """What limits every domain alike."""
        return tuple(note for note in self.notes if note in {FORMATIVE, REPEATED, IN_GROUPS})

    def of(self, domain: str, name: str = "alpha", *, weights: str = "equal", answers: str = "pairwise") -> Estimate:
        """Return one coefficient of a domain; omega is of complete rows alone.

        Raises:
            ArgumentError: If there is no such coefficient.
        """
        wanted = (domain, name, weights, "complete" if name == "omega" else answers)
        known = {(one.domain, one.name, one.weights, one.answers): one.estimate for one in self.coefficients}
        if wanted not in known:
            names = map(" ".join, known)
            raise wrong_argument("domain", "a coefficient", " ".join(wanted), nearest(" ".join(wanted), names))
        return known[wanted]

    @property
    def account(self) -> str:
        """What was computed, and how the intervals were found."""
        domains = dict.fromkeys(one.domain for one in self.coefficients if one.estimate.value is not None)
        if not domains:
            return "No domain has answers from which alpha can be computed."
        how = {one.interval for one in self.coefficients}
        drawn = f"a percentile bootstrap over people ({self.draws} draws, seed {self.seed})"
        ways = [*(["the method of Feldt"] if "Feldt" in how else []), *([drawn] if "bootstrap" in how else [])]
        told = f", with 95 % intervals by {' and by '.join(ways)}" if ways else ""
        return (
            f"Cronbach's alpha of {', '.join(domains)} was computed with equal weights and with those of the audit, "
            f"from all pairs of answers and from complete rows{told}; omega is from one factor by maximum likelihood "
            "on complete rows."
        )

    def rows(self) -> Sequence[dict[str, Any]]:
        """Return a row for each coefficient."""
        return [
            {
                "domain": one.domain,
                "coefficient": one.name,
                "weights": one.weights,
                "answers": one.answers,
                "items": one.items,
                "n": one.estimate.n,
                "value": one.estimate.value,
                "low": one.estimate.low,
                "high": one.estimate.high,
                "se": one.estimate.se,
                "interval": one.interval,
                "reason": one.estimate.reason,
            }
            for one in self.coefficients
        ]


def reliability(study: Study, *, draws: int = 1000, seed: int = 0) -> Reliability:
    """Compute alpha and omega of each domain, with equal weights and with those of the audit.

    Alpha is k/(k − 1) · (1 − Σ w²C_ii / ΣΣ w_i w_j C_ij) over the items that vary (Cronbach 1951); omega is
    (Σ wλ)² / ((Σ wλ)² + Σ w²θ) of one factor by maximum likelihood (Jöreskog 1967; McDonald 1999). The 95 % interval
    of alpha is Feldt's (Feldt, Woodruff & Salih 1987), beside a standard error (Duhachek & Iacobucci 2004), where
    every row is complete and a person's only one; elsewhere it is a percentile bootstrap over people. Omega has none.
    Nothing is imputed.

    Args:
        study: Its rows. Take those of one occasion with `Study.at`, unless occasions shall be pooled.
        draws: How many times people are drawn.
        seed: The start of the random numbers.

    Raises:
        ArgumentError: If `draws` is not a positive whole number.
    """
    if draws < 1:
        raise wrong_argument("draws", "a whole number of at least 1", draws)
    found: list[Coefficient] = []
    factors: dict[str, Loadings] = {}
    notes = [FORMATIVE, *([REPEATED] if len(set(study.people().tolist())) < len(study) else [])]
    for id in study.domains:
        varying = Varying.of(Domain.of(study, id))
        complete = varying.complete()
        for answers, one in (("pairwise", varying), ("complete", complete)):
            found += _alphas(one, answers, draws, seed)
        factor = one_factor(complete.some.matrix)
        found += [_omega(complete, weights, factor) for weights in WEIGHTS]
        notes += [*varying.notes, *_missing(varying, complete)]
        if isinstance(factor, Factor):
            factors[id] = _loadings(complete, factor)
            notes += _boundary(id, factors[id])
    if any(one.interval == "bootstrap" for one in found) and len(set(study.people().tolist())) > GROUPS:
        notes.append(IN_GROUPS)
    return Reliability(tuple(found), factors, draws, seed, tuple(notes))


WEIGHTS = ("equal", "shipped")


def _weighed(varying: Varying, weights: str) -> Array:
    part = varying.part
    return part.weights.astype(float) if weights == "shipped" else np.ones(len(part.items))


def _alphas(varying: Varying, answers: str, draws: int, seed: int) -> Iterator[Coefficient]:
    """Yield alpha for each way of weighting."""
    part, c = varying.part, varying.some.matrix
    n, k = part.risks.shape
    weighed = [_weighed(varying, weights) for weights in WEIGHTS]
    found = [varying.estimate(float(alpha(c, w)), n, "the variance of the sum is not positive") for w in weighed]
    if varying.is_complete and len(np.unique(part.people)) == n:
        ways: Iterable[tuple[Estimate, str]] = [_feldt(one, c, w) for one, w in zip(found, weighed, strict=True)]
    else:
        ways = _drawn(found, part, weighed, draws, seed)
    for weights, (estimate, way) in zip(WEIGHTS, ways, strict=True):
        yield Coefficient(part.id, "alpha", weights, answers, k, estimate, way)


def _feldt(estimate: Estimate, covariances: Array, weights: Array) -> tuple[Estimate, str]:
    if estimate.value is None:
        return estimate, ""
    low, high = feldt(estimate.value, estimate.n, len(weights))
    return evolve(estimate, low=low, high=high, se=standard_error(covariances, weights, estimate.n)), "Feldt"


def _drawn(
    found: Sequence[Estimate], part: Domain, weighed: Sequence[Array], draws: int, seed: int
) -> Iterator[tuple[Estimate, str]]:
    statistics = [partial(alpha, weights=w) for w in weighed]
    known = any(one.value is not None for one in found)
    ends = intervals(part.risks, part.people, statistics, draws, seed) if known else [""] * len(found)
    for one, interval in zip(found, ends, strict=True):
        if one.value is None or isinstance(interval, str):
            yield one, "" if one.value is None else str(interval)
        else:
            yield evolve(one, low=interval[0], high=interval[1]), "bootstrap"


def _omega(complete: Varying, weights: str, factor: Factor | str) -> Coefficient:
    n, k = complete.part.risks.shape
    value = np.nan if isinstance(factor, str) else factor.omega(_weighed(complete, weights))
    estimate = complete.estimate(value, n, str(factor))
    return Coefficient(complete.part.id, "omega", weights, "complete", k, estimate, "")


def _loadings(complete: Varying, factor: Factor) -> Loadings:
    names = complete.part.items
    loadings = dict(zip(names, factor.loadings.tolist(), strict=True))
    return Loadings(loadings, tuple(names[place] for place in factor.boundary))


def _missing(varying: Varying, complete: Varying) -> Iterator[str]:
    """Tell how many rows are complete, and what left the complete rows beside."""
    if not varying.is_complete:
        rows, whole, pair = len(varying.part.risks), len(complete.whole.risks), int(varying.some.counts.min())
        yield f"{varying.whole.id}: {whole} of {rows} rows are complete; each pair of items has {pair} or more."
    also: dict[str, list[str]] = {}
    for name, why in complete.left_out.items():
        if name not in varying.left_out and len(complete.whole.risks) >= FEWEST:
            also.setdefault(why, []).append(name)
    for why, names in also.items():
        yield f"{varying.whole.id}: in complete rows also left out ({why}): {', '.join(names)}."


def _boundary(id: str, loadings: Loadings) -> Iterator[str]:
    if loadings.boundary:
        yield (
            f"{id}: omega stands on the boundary, since one factor explains all that varies in "
            f"{', '.join(loadings.boundary)} (a Heywood case); do not rely on it."
        )
