"""The result in three sentences: the band and why, what it rests on, and what it is."""

from __future__ import annotations

from ethics_audit.assessment.explanation import Reason, decimal
from ethics_audit.assessment.result import Result
from ethics_audit.base.language import N_, gettext, ngettext
from ethics_audit.model.bands import Band
from ethics_audit.model.definitions import CASES, OCCASION, PRACTICE
from ethics_audit.report.supervision import LeftOut

IS = {
    PRACTICE: N_("It shows gaps in practice as you reported them: no judgment of you, and no probability."),
    OCCASION: N_("It shows what is missing from a careful decision, as you reported it: a low score is no permission."),
    CASES: N_("It shows how far answers to invented cases went wrong: other answers can be defended."),
}


def verdict(result: Result, hidden: LeftOut) -> list[str]:
    """Return the three sentences; the second is missing where nothing applies."""
    return [_band(result, hidden), *_rests(result), gettext(IS[result.audit.kind])]


def _band(result: Result, hidden: LeftOut) -> str:
    if result.band_low is None or result.band_high is None:
        return gettext("There is no band: nothing here applies to this practice.")
    if result.band is None:
        low, high = result.band_low.told, result.band_high.told
        return gettext("There is no band yet: it is at least {low} and at most {high}.", low=low, high=high)
    told = [one for one in result.reasons if one.kind in _CAUSES and not _is_hidden(one, hidden)]
    deciding = {one.kind for one in told if one.band == result.band}
    if not deciding:
        return gettext("The band is {band}, because of an answer that is left out here.", band=result.band.told)
    kind = min(deciding, key=[*_CAUSES].index)
    return _CAUSES[kind](result, result.band, [one for one in told if one.kind == kind])


def _is_hidden(reason: Reason, hidden: LeftOut) -> bool:
    return hidden.hides_id(reason.item or reason.domain or "")


def _of_score(result: Result, band: Band, _reasons: list[Reason]) -> str:
    assert result.exact is not None  # noqa: S101 - a band has a score
    return gettext("The band is {band}, with a score of {score} of 100.", band=band.told, score=decimal(result.exact))


def _of_flags(result: Result, band: Band, reasons: list[Reason]) -> str:
    assert result.exact is not None  # noqa: S101 - a raised flag is an answer
    return ngettext(
        "The band is {band} because of a red flag, whatever the score ({score} of 100).",
        "The band is {band} because of {count} red flags, whatever the score ({score} of 100).",
        len(reasons),
        band=band.told,
        score=decimal(result.exact),
    )


def _of_domain(result: Result, band: Band, reasons: list[Reason]) -> str:
    (domain,) = [one for one in result.domains if one.id == reasons[0].domain]
    assert domain.band is not None  # noqa: S101 - it is the weakest
    return gettext(
        "The band is {band} because {domain} is {other}: a good average hides no weak domain.",
        band=band.told,
        domain=domain.title,
        other=domain.band.told,
    )


_CAUSES = {"flag": _of_flags, "score": _of_score, "weakest_domain": _of_domain}
"""The sentence for each kind of reason that can fix the band of the whole; an earlier one is named before a later."""


def _rests(result: Result) -> list[str]:
    every = len(result.audit.items) - len(result.not_applicable)
    if not every or result.band_low is None or result.band_high is None:
        return []
    numbers = {"answered": every - len(result.open), "count": every}
    if not result.open:
        return [
            ngettext(
                "It rests on one answer; no question is open.",
                "It rests on {count} answers; no question is open.",
                every,
            )
        ]
    if result.band_low == result.band_high:
        words = gettext("It rests on {answered} of {count} answers; the open ones cannot change the band.", **numbers)
    else:
        ends = {"low": result.band_low.told, "high": result.band_high.told}
        words = gettext(
            "It rests on {answered} of {count} answers; the open ones can still make the band {low} to {high}.",
            **numbers,
            **ends,
        )
    return [words]
