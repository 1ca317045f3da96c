"""How the items of a domain behave, and how each goes with the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import numpy as np
from attrs import frozen

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.likeness import nearest
from ethics_audit.frames.cells import Array
from ethics_audit.frames.study import Study
from ethics_audit.model.items import WORST_RISK
from ethics_audit.research.coefficients import alphas_without, item_rest
from ethics_audit.research.domains import Domain, Varying
from ethics_audit.research.loevinger import greatest, scalability
from ethics_audit.research.result import Estimate, Result


@frozen
class ItemFigures:
    """How one item behaves.

    Attributes:
        item: Its id.
        n: The rows that answer it.
        mean, sd: Of its risk, 0 to 100; None if there are too few answers.
        best, worst: The shares of answers at risk 0 (the floor) and at risk 100 (the ceiling), 0 to 1.
        rest: Its correlation with the sum of the other items (the corrected item–total correlation); n is the fewest
            rows that answer it and another item.
        alpha_without: Alpha of the other items.
        h: Loevinger's H_i.
    """

    item: str
    n: int
    mean: float | None
    sd: float | None
    best: float | None
    worst: float | None
    rest: Estimate
    alpha_without: Estimate
    h: Estimate


@frozen
class Items(Result):
    """How the items of a domain behave.

    Attributes:
        domain: Its id.
        items: The figures of each item, in the order of the audit.
        h: Loevinger's H of the domain.
        complete: Whether only rows that answer every item that varies counted.
    """

    shows = "internal consistency"
    sources: ClassVar[tuple[str, ...]] = ("cronbach1951", "mokken1971")

    domain: str
    items: tuple[ItemFigures, ...]
    h: Estimate
    complete: bool
    notes: tuple[str, ...]

    def of(self, item: str) -> ItemFigures:
        """Return the figures of an item.

        Raises:
            ArgumentError: If the domain has no such item.
        """
        for figures in self.items:
            if figures.item == item:
                return figures
        names = [figures.item for figures in self.items]
        raise wrong_argument("item", "an item of the domain", item, nearest(str(item), names))

    @property
    def account(self) -> str:
        """Which rows and which covariances."""
        rows = "rows that answer all of them" if self.complete else "all pairs of answers"
        return (
            f"The {len(self.items)} items of {self.domain} are described by the covariances of {rows}: item–rest "
            "correlation, alpha without the item, and Loevinger's H."
        )

    def rows(self) -> Sequence[dict[str, Any]]:
        """Return a row for each item; ``pairs`` is the fewest rows that answer it and another item."""
        return [
            {
                "item": one.item,
                "n": one.n,
                "mean": one.mean,
                "sd": one.sd,
                "best": one.best,
                "worst": one.worst,
                "item–rest r": one.rest.value,
                "alpha without it": one.alpha_without.value,
                "H": one.h.value,
                "pairs": one.rest.n,
                "reason": one.rest.reason or one.alpha_without.reason or one.h.reason,
            }
            for one in self.items
        ]


def items(study: Study, domain: str, *, complete: bool = False) -> Items:
    """Describe the items of a domain: the risks of their answers, and how each item goes with the others.

    Covariances are those of all pairs of answers, C_ij = (Σz_i z_j − S_ij S_ji / N_ij) / (N_ij − 1). Item–rest
    r_i = Σ_{j≠i} C_ij / √(C_ii (ΣC − 2ΣC_i· + C_ii)). Alpha without an item is that of the others (Cronbach 1951).
    H_i = Σ_{j≠i} C_ij / Σ_{j≠i} max C_ij, with the greatest covariance that the margins allow (Loevinger 1948;
    Mokken 1971). Items whose answers do not vary have no part in these. Nothing is imputed.

    Args:
        study: Its rows; several rows of one person count as several.
        domain: The id of a domain.
        complete: Whether only rows that answer every item that varies count.

    Raises:
        ArgumentError: If the audit has no such domain.
    """
    varying = Varying.of(Domain.of(study, domain))
    varying = varying.complete() if complete else varying
    related = dict(_related(varying))
    hs, h = scalability(varying.some.matrix, greatest(varying.part.risks, varying.some))
    for name, own in zip(varying.part.items, hs, strict=True):
        related[name] += (varying.estimate(own, related[name][0].n, _NO_ORDER),)
    for name, why in varying.left_out.items():
        related[name] = (Estimate(None, 0, reason=why),) * 3
    found = tuple(ItemFigures(*alone, *related[alone[0]]) for alone in _alone(varying))
    n = min(_fewest(varying), default=0)
    return Items(domain, found, varying.estimate(h, n, _NO_ORDER), complete, varying.notes)


_NO_ORDER = "the margins allow no covariance"


def _alone(varying: Varying) -> Iterator[tuple[str, int, float | None, float | None, float | None, float | None]]:
    """Yield what is known of each item by itself."""
    risks, every = varying.whole.risks, varying.every
    spread = np.sqrt(np.diag(every.matrix))
    for place, name in enumerate(varying.whole.items):
        n = int(every.counts[place, place])
        ends = [float((risks[:, place] == end).sum()) / n if n else None for end in (0, WORST_RISK)]
        mean, sd = (None if np.isnan(one[place]) else float(one[place]) for one in (every.means, spread))
        yield name, n, mean, sd, ends[0], ends[1]


def _fewest(varying: Varying) -> Array:
    """Return for each item the fewest rows that answer it and another one."""
    counts = varying.some.counts.copy()
    np.fill_diagonal(counts, counts.diagonal() if len(counts) > 1 else 0)
    fewest: Array = counts.min(axis=1, initial=len(varying.whole.risks))
    return fewest


def _related(varying: Varying) -> Iterator[tuple[str, tuple[Estimate, ...]]]:
    """Yield each item's correlation with the others, and alpha without it."""
    c = varying.some.matrix
    lone = "one other item varies" if len(c) == 2 else "the sum of the other items does not vary"  # noqa: PLR2004
    rows = zip(varying.part.items, item_rest(c), alphas_without(c), _fewest(varying), strict=True)
    for name, rest, alpha, n in rows:
        yield name, (varying.estimate(rest, n, lone), varying.estimate(alpha, n, lone))
