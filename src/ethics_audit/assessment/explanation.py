"""The reasons and the gaps behind a result: pure functions of an audit, its answers and their score."""

from __future__ import annotations

from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from ethics_audit.assessment.scoring import Domain, Scored, applies, rank
from ethics_audit.base.language import N_, gettext, ngettext
from ethics_audit.base.public import public
from ethics_audit.model.answers import UNSURE, Answers
from ethics_audit.model.bands import BANDS, Band
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import Item, Option

if TYPE_CHECKING:
    from fractions import Fraction

HARMS = MappingProxyType({1: N_("little harm"), 2: N_("harm that mends"), 3: N_("serious harm"), 4: N_("grave harm")})
"""What a gap of each severity can do to a client."""

Kind = Literal["score", "flag", "grave", "weakest_domain", "missing"]


@public()
@frozen
class Finding:
    """A gap: an applicable item whose picked option has a risk.

    Attributes:
        item: The item.
        option: The option that was picked.
        points: Its weight × risk.
        counted: Its points times the multiplier of its domain: its part of the audit's points.
        whole: The score of the audit.
    """

    item: Item
    option: Option
    points: int
    counted: int
    whole: Scored

    @property
    def contribution(self) -> Fraction:
        """What it adds to the audit's score, in points of the score; the contributions sum to the score."""
        from fractions import Fraction

        return Fraction(self.counted, self.whole.weight)

    @property
    def share(self) -> Fraction:
        """Its part of the audit's score; the shares sum to 1."""
        from fractions import Fraction

        return Fraction(self.counted, self.whole.points)


@public()
@frozen
class Reason:
    """Something that fixed the band.

    Attributes:
        kind: ``score``, ``flag``, ``grave`` (a grave gap forces its domain), ``weakest_domain`` or ``missing``.
        text: One sentence, or two.
        band: The band it speaks for: reached, forced or possible.
        domain: The id of the domain it is about, if it is about one.
        item: The id of the item it is about, if it is about one.
        action: What to do today; for a flag only.
    """

    kind: Kind
    text: str
    band: Band
    domain: str | None = None
    item: str | None = None
    action: str | None = None


def decimal(value: Fraction | int) -> str:
    """Return a number with one decimal, rounded down, so that no shown score reaches a threshold that it does not."""
    tenths = value * 10 // 1
    return f"{tenths // 10}.{tenths % 10}"


def percentage(number: object) -> str:
    """Return a number of hundredths with its percent sign."""
    return gettext("{number} %", number=number)


def picked_option(audit: Audit, answers: Answers, id: str) -> Option | None:
    """Return the option picked for an item; None if there is none or the item is not scored or not in the audit."""
    item, answer = audit.items.get(id), answers.given.get(id)
    return item.by_id[answer] if item and isinstance(answer, str) and applies(item, answers) else None


def findings(audit: Audit, answers: Answers, whole: Scored) -> tuple[Finding, ...]:
    """Return every gap, the largest contribution first; equal ones by item id."""
    given = answers.given
    found = []
    for part in audit.parts:
        for item in part.checklist.items:
            answer = given.get(item.id)
            if isinstance(answer, str) and (option := item.by_id[answer]).risk and applies(item, answers):
                points = item.weight * option.risk
                found.append(Finding(item, option, points, part.multiplier * points, whole))
    return tuple(sorted(found, key=lambda finding: (-finding.counted, finding.item.id)))


def open_ids(audit: Audit, answers: Answers) -> tuple[str, ...]:
    """Return the ids of the items that apply and are unsure or not answered, in order."""
    given = answers.given
    return tuple(id for id, item in audit.items.items() if applies(item, answers) and given.get(id, UNSURE) is UNSURE)


def reasons(
    audit: Audit, answers: Answers, whole: Scored, domains: tuple[Domain, ...], gaps: tuple[Finding, ...]
) -> tuple[Reason, ...]:
    """Return what fixed the band, in order.

    The score, each raised flag, each grave gap that holds a domain above its score, the weakest domain, and the missing
    answers.
    """
    found = [] if whole.exact is None else [_score_reason(audit, whole, whole.exact)]
    found += [_flag_reason(audit.items[id]) for id in whole.flags]
    found += _grave_reasons(audit, whole, domains, gaps)
    at_least = max((reason.band for reason in found if reason.kind != "grave"), default=Band.LOW)
    found += _weakest_reason(whole, domains, at_least=at_least)
    if whole.open_weight and whole.band_low is not None and whole.band_high is not None:
        found.append(_missing_reason(audit, answers, whole, whole.band_low, whole.band_high))
    return tuple(found)


def _score_reason(audit: Audit, whole: Scored, score: Fraction) -> Reason:
    starts = audit.policy.bands.starts
    band = BANDS[_reached(audit, whole)]
    words = {"score": decimal(score), "band": band.told, "start": starts[band.rank]}
    if band is Band.CRITICAL:
        text = gettext("The score of {score} is in the band {band} (from {start}).", **words)
    else:
        end = starts[band.rank + 1]
        text = gettext("The score of {score} is in the band {band} (from {start} up to {end}).", end=end, **words)
    return Reason("score", text, band)


def _flag_reason(item: Item) -> Reason:
    flag = item.red_flag
    assert flag is not None  # noqa: S101 - only an item with a flag can raise one
    text = gettext(
        'A red flag is raised ("{question}"): the band is at least {band}, whatever the score.',
        question=item.title,
        band=flag.band.told,
    )
    return Reason("flag", text, flag.band, item.domain, item.id, flag.action)


def _grave_reasons(audit: Audit, whole: Scored, domains: tuple[Domain, ...], gaps: tuple[Finding, ...]) -> list[Reason]:
    """Return a reason for each gap that forces a domain above the band of its score; a raised flag says it already."""
    reached = {domain.id: (domain, _reached(audit, domain)) for domain in domains}
    found = []
    for finding in gaps:
        item, (domain, by_score) = finding.item, reached[finding.item.domain]
        forced = audit.policy.forced(item)[finding.option.risk]
        if forced <= by_score or item.id in whole.flags:
            continue
        assert item.rating is not None  # noqa: S101 - only a rated item forces a band
        text = gettext(
            'A gap in {domain} can do {harm} ("{question}"): the domain is at least {band}, whatever its score.',
            domain=domain.title,
            harm=gettext(HARMS[item.rating.severity]),
            question=item.title,
            band=BANDS[forced].told,
        )
        found.append((-forced, Reason("grave", text, BANDS[forced], domain.id, item.id)))
    return [reason for _, reason in sorted(found, key=itemgetter(0))]


def _reached(audit: Audit, scored: Scored) -> int:
    """Return the rank of a score by itself."""
    return rank(scored.points, scored.weight, audit.policy.bands)


def _weakest_reason(whole: Scored, domains: tuple[Domain, ...], at_least: Band) -> list[Reason]:
    worst = max((domain for domain in domains if domain.band), key=lambda domain: domain.band or Band.LOW, default=None)
    if whole.band is None or worst is None or worst.band is None or worst.band.below <= at_least:
        return []
    least = worst.band.below
    text = gettext(
        "{domain} is {band}, so the whole is at least {least}: a good average hides no weak domain.",
        domain=worst.title,
        band=worst.band.told,
        least=least.told,
    )
    return [Reason("weakest_domain", text, least, worst.id)]


def _missing_reason(audit: Audit, answers: Answers, whole: Scored, low: Band, high: Band) -> Reason:
    still_open = ngettext("{count} question is open.", "{count} questions are open.", len(open_ids(audit, answers)))
    ends = {"low": low.told, "high": high.told}
    if low == high:
        then = gettext("Whatever the answers, the band is {band}.", band=low.told)
    elif whole.band is not None:
        then = gettext("The answers could still make it {low} to {high}, so the band is provisional.", **ends)
    else:
        then = gettext(
            "Too much depends on what is open for a band yet: it is at least {low} and at most {high}.",
            **ends,
        )
    return Reason("missing", f"{still_open} {then}", high)
