"""Why a band is higher than its score alone gives, as marks that a chart shows and its legend explains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ethics_audit.assessment.result import Result
from ethics_audit.assessment.scoring import Domain, Scored, rank
from ethics_audit.assessment.wording import band_text, flags_text, short_band
from ethics_audit.base.language import gettext


class Mark(NamedTuple):
    """A sign beside a band.

    Attributes:
        kind: ``flag``, ``grave`` or ``domain``, which raise the band; ``raised``, a flag without which the band is the
            same; or ``unsure``.
        words: What it says.
    """

    kind: str
    words: str

    @property
    def lifts(self) -> bool:
        """Whether the band is higher than the score alone gives."""
        return self.kind in ("flag", "grave", "domain")


def marks(result: Result, one: Scored) -> list[Mark]:
    """Return what stands beside the band of a result or of one of its domains."""
    return [*_marks(result, one)]


def told(one: Scored, found: Iterable[Mark]) -> str:
    """Return the band in words, with the reason where it is not the score, and the number of red flags."""
    lifts = [mark.words for mark in found if mark.lifts]
    return ", ".join(part for part in (*(lifts or [band_text(one)]), flags_text(one)) if part)


def _marks(result: Result, one: Scored) -> Iterator[Mark]:
    band, flagged = _rank(one), _flagged(result, one)
    words = {"band": short_band(one)}
    lifted = band > _of_score(result, one)
    if one.provisional:
        yield Mark("unsure", gettext("? open questions can still change this band"))
    if lifted and flagged == band:
        yield Mark("flag", gettext("{band} because of a red flag, not the score", **words))
    elif one.flags:
        yield Mark("raised", gettext("a red flag is raised"))
    if lifted and isinstance(one, Domain):
        if _grave(result, one, besides=one.flags if flagged == band else ()) == band:
            yield Mark("grave", gettext("{band} because of a grave gap, not the score", **words))
    elif lifted and flagged < band:
        yield Mark("domain", gettext("{band} because of the weakest domain, not the score", **words))


def _rank(one: Scored) -> int:
    """Return the rank of the band, or of the least that it can be; 0 if nothing applies."""
    band = one.band or one.band_low
    return band.rank if band else 0


def _of_score(result: Result, one: Scored) -> int:
    """Return the rank that the score alone gives; where the band is not known yet, that of the best answers."""
    weight = one.weight + (0 if one.band else one.open_weight)
    return rank(one.points, weight, result.audit.policy.bands)


def _flagged(result: Result, one: Scored) -> int:
    flags = (result.audit.items[id].red_flag for id in one.flags)
    return max((flag.band.rank for flag in flags if flag), default=0)


def _grave(result: Result, domain: Domain, besides: tuple[str, ...]) -> int:
    """Return the highest rank that a gap forces on its domain, besides flags that say so themselves."""
    forced = result.audit.policy.forced
    gaps = (one for one in result.findings if one.item.domain == domain.id and one.item.id not in besides)
    return max((forced(one.item)[one.option.risk] for one in gaps), default=0)
