"""The answers to one domain in a study, and the covariances of its items that vary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.likeness import nearest
from ethics_audit.frames.cells import Array
from ethics_audit.frames.study import Study
from ethics_audit.research.covariance import FEWEST, Covariance
from ethics_audit.research.result import Estimate

NAMED = 3
"""The pairs that a sentence names."""


@frozen(eq=False)
class Domain:
    """The answers to one domain.

    Attributes:
        id: Its id.
        items: The ids of its items.
        risks: Rows × items, NaN where there is no answer.
        weights: What each item counts.
        people: The number of each row's person.
    """

    id: str
    items: tuple[str, ...]
    risks: Array
    weights: Array
    people: Array

    @classmethod
    def of(cls, study: Study, id: str) -> Domain:
        """Return one domain of a study.

        Raises:
            ArgumentError: If the audit has no such domain.
        """
        if id not in study.domains:
            raise wrong_argument("domain", "a domain of the audit", id, nearest(str(id), study.domains))
        places = study.domains[id]
        names = tuple(study.items[place].id for place in places)
        return cls(id, names, study.risks[:, places], study.weights[places], study.people())

    def among(self, places: Array) -> Domain:
        """Return some of its items, and the rows that answer any of them."""
        some, names = self.risks[:, places], tuple(self.items[place] for place in places)
        rows = ~np.isnan(some).all(1)
        return Domain(self.id, names, some[rows], self.weights[places], self.people[rows])


@frozen(eq=False)
class Varying:
    """The items of a domain whose answers vary; only these have a part in coefficients.

    Attributes:
        whole: The domain.
        part: The same with the items that vary.
        every: The covariances of the whole.
        some: The covariances of the part.
        left_out: Why each other item is left out, by its id.
        unmet: The pairs that fewer than two rows answer together.
    """

    whole: Domain
    part: Domain
    every: Covariance
    some: Covariance
    left_out: Mapping[str, str]
    unmet: Sequence[str]

    @classmethod
    def of(cls, whole: Domain) -> Varying:
        """Find the items that vary."""
        every = Covariance.of(whole.risks)
        places, n = every.varying, np.diag(every.counts)
        left = {
            whole.items[place]: "fewer than two answers" if n[place] < FEWEST else "its answers do not vary"
            for place in np.setdiff1d(np.arange(len(whole.items)), places)
        }
        part, some = whole.among(places), every.among(places)
        return cls(whole, part, every, some, left, some.unmet(part.items))

    @property
    def is_complete(self) -> bool:
        """Whether each row answers every item that varies."""
        return not np.isnan(self.part.risks).any()

    def complete(self) -> Varying:
        """Return the same from the rows that answer every item that varies."""
        whole, places = self.whole, self.every.varying
        rows = ~np.isnan(whole.risks[:, places]).any(1)
        return Varying.of(Domain(whole.id, whole.items, whole.risks[rows], whole.weights, whole.people[rows]))

    def estimate(self, value: float, n: float, otherwise: str) -> Estimate:
        """Return a number, or why it cannot be had: for want of items or pairs, or otherwise."""
        reason = ""
        if len(self.whole.items) == 1:
            reason = "the domain has one item"
        elif len(self.whole.risks) < FEWEST:
            reason = "there are fewer than two such rows"
        elif len(self.part.items) < FEWEST:
            reason = "fewer than two items vary"
        elif np.isnan(value):
            reason = f"fewer than two rows answer {_listed(self.unmet)}" if self.unmet else otherwise
        return Estimate(None if reason else float(value), int(n), reason=reason)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, and the pairs without a covariance."""
        out = ", ".join(f"{name} ({why})" for name, why in self.left_out.items())
        left = f"{self.whole.id}: left out of the coefficients: {out}."
        pairs = f"{self.whole.id}: no covariance, since fewer than two rows answer {_listed(self.unmet)}."
        return (*([left] if out else []), *([pairs] if self.unmet else []))


def _listed(pairs: Sequence[str]) -> str:
    more = f" (and {len(pairs) - NAMED} more pairs)" if len(pairs) > NAMED else ""
    return "both " + ", or both ".join(pairs[:NAMED]) + more
