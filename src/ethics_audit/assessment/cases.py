"""Cases beside one's own practice: their sums by domain, and where they differ from what one says of oneself."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from attrs import frozen

from ethics_audit.assessment.result import Result
from ethics_audit.assessment.scoring import LOWEST, applies, rank
from ethics_audit.base.language import N_, gettext
from ethics_audit.model.definitions import CASES
from ethics_audit.model.items import Item, Option
from ethics_audit.model.policy import Thresholds

HIGH = 2

TEXTS = {
    "gap_in_case": N_(
        "In your own practice you see little or no gap here; in the case you chose an answer that can go wrong. Both "
        "can be true: a case leaves out what you know of your clients, and from inside it is hard to see what one does "
        "not look for. A good question for a colleague."
    ),
    "gap_in_practice": N_(
        "In the case you chose well; in your own practice you see a gap. So you know what helps, and what stands in "
        "the way is something else: time, a habit, a form. That is often the easiest gap to close."
    ),
    "flagged": N_(
        "In the case you chose well; in your own practice something must not wait. See what to do today first. That "
        "you know what helps in the case will help you there too."
    ),
}
"""What a contrast may mean, by its sense."""


@frozen
class Contrast:
    """A topic on which the answer to a case differs from what is said of one's own practice.

    Attributes:
        kind: ``gap_in_case``: own practice is in the band low and the case in high or critical; ``gap_in_practice``:
            the reverse.
        case: The case.
        option: The option that was picked for it.
        items: The answered items on the topic, of one's own practice.
        flagged: Whether one of these items raises its red flag.
    """

    kind: Literal["gap_in_case", "gap_in_practice"]
    case: Item
    option: Option
    items: tuple[Item, ...]
    flagged: bool = False

    @property
    def sense(self) -> str:
        """The key in `TEXTS` of what it may mean."""
        return "flagged" if self.flagged else self.kind

    @property
    def text(self) -> str:
        """What it may mean, in the current language and in words that do not scold."""
        return gettext(TEXTS[self.sense])


@frozen
class CaseDomain:
    """The answered cases about one domain: their number, points and weight, as in `Scored`."""

    id: str
    count: int
    points: int
    weight: int

    @property
    def exact(self) -> Fraction:
        """Their score as an exact fraction."""
        return Fraction(self.points, self.weight)


def by_domain(result: Result) -> tuple[CaseDomain, ...]:
    """Return the sums of the answered cases in each domain that they are about, in the order of the cases."""
    sums: dict[str, tuple[int, int, int]] = {}
    for case, option in _picked(result):
        if case.about:
            domain = case.about[0].partition(".")[0]
            count, points, weight = sums.get(domain, (0, 0, 0))
            sums[domain] = (count + 1, points + case.weight * option.risk, weight + case.weight)
    return tuple(CaseDomain(id, *three) for id, three in sums.items())


def contrasts(own: Result, cases: Result) -> tuple[Contrast, ...]:
    """Return where one's own practice is in the band low and a case on the topic in high or critical, or the reverse.

    Each side is banded by the thresholds of its own audit; several items on one topic count together, by weight.
    """
    on_topics = [(case, option) for case, option in _picked(cases) if case.about]
    practice = {item.id: (item, option) for item, option in _picked(own)} if on_topics else {}
    found = []
    for case, option in on_topics:
        answered = [practice[id] for id in case.about if id in practice]
        if not answered:
            continue
        in_practice = _rank(answered, own.audit.policy.bands)
        in_case = _rank([(case, option)], cases.audit.policy.bands)
        items = tuple(item for item, _ in answered)
        if in_practice == LOWEST and in_case >= HIGH:
            found.append(Contrast("gap_in_case", case, option, items))
        elif in_case == LOWEST and in_practice >= HIGH:
            flagged = any(item.id in own.flags for item in items)
            found.append(Contrast("gap_in_practice", case, option, items, flagged))
    return tuple(found)


def differences_beside(result: Result, beside: Result | None) -> tuple[Contrast, ...]:
    """Return the contrasts between a result and another one, whichever holds the cases; without another, its own."""
    other = beside or result
    return contrasts(other, result) if result.audit.kind == CASES else contrasts(result, other)


def _picked(result: Result) -> list[tuple[Item, Option]]:
    answers = result.answers
    given = [(item, answers.given.get(item.id)) for item in result.audit.items.values() if applies(item, answers)]
    return [(item, item.by_id[answer]) for item, answer in given if isinstance(answer, str)]


def _rank(picked: list[tuple[Item, Option]], bands: Thresholds) -> int:
    points = sum(item.weight * option.risk for item, option in picked)
    return rank(points, sum(item.weight for item, _ in picked), bands)
