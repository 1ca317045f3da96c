"""Whether the numbers of a record agree with each other, as far as can be told without the definition."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from ethics_audit.assessment.scoring import Scored
from ethics_audit.base.causes import unexpected
from ethics_audit.base.errors import AnswerError, Problem
from ethics_audit.documents.vector import Head, head

NUMBERS = ("score", "low", "high", "coverage")
NEARLY = 1e-6
"""How far numbers may be apart that another program has written again."""


def of_sums(sums: tuple[int, int, int], numbers: Iterable[float | None], place: str = "") -> Iterator[Problem]:
    """Yield a problem for each number that does not follow from the points, the weight and the open weight."""
    scored = Scored(*sums, flags=(), band=None, band_low=None, band_high=None, provisional=False)
    for name, given in zip(NUMBERS, numbers, strict=True):
        follows = getattr(scored, name)
        if not _alike(given, follows):
            said = f"{follows}, which follows from points, weight and open_weight"
            yield unexpected(f"{place}{name}", said, given)


def of_domains(domains: Iterable[Any]) -> Iterator[Problem]:
    """Yield the same for each domain."""
    for at, one in enumerate(domains):
        numbers = (getattr(one, name) for name in NUMBERS)
        yield from of_sums((one.points, one.weight, one.open_weight), numbers, f"domains[{at}].")


def of_contributions(score: float | None, contributions: Iterable[float]) -> Iterator[Problem]:
    """Yield a problem if what the findings add to the score is not the score."""
    total = math.fsum(contributions)
    if not _alike(score or 0.0, total):
        yield unexpected("score", f"{total}, the sum of the contributions in findings", score)


def of_flags(flags: Iterable[str], domains: Iterable[Any]) -> Iterator[Problem]:
    """Yield a problem if the flags are not those of the domains."""
    raised = sorted({flag for one in domains for flag in one.flags})
    if sorted(flags) != raised:
        yield unexpected("flags", f"those in domains ({', '.join(raised) or 'none'})", tuple(flags))


def of_vector(vector: str, needed: Head) -> Iterator[Problem]:
    """Yield a problem if a vector is none, or is not of this definition; a newer one may be."""
    try:
        named = head(vector)
    except AnswerError as refused:
        yield from (one._replace(place="vector") for one in refused.problems if one.code != "newer-version")
        return
    wanted = needed._replace(digest=needed.digest[: len(named.digest)])
    if named != wanted:
        yield unexpected("vector", f"one of {' '.join(wanted)}, as audit says", " ".join(named))


def _alike(one: float | None, other: float | None) -> bool:
    return one is other if one is None or other is None else math.isclose(one, other, rel_tol=0, abs_tol=NEARLY)
