"""The checks of the laws of the score itself: its bounds, and which changes of an audit or answers move it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import attrs
from attrs import evolve
from hypothesis import assume
from hypothesis import strategies as st

from ethics_audit.assessment.assessment import Assessment, assess
from ethics_audit.assessment.scoring import Scored, applies
from ethics_audit.model.answers import UNSURE, Answer, Answers, not_applicable
from ethics_audit.model.bands import Band
from ethics_audit.model.definitions import Audit, Part
from ethics_audit.model.items import Item, Scale
from ethics_audit.testing.strategies import answer_to, answers_for


def bounds(audit: Audit, data: st.DataObject) -> None:
    """Check that every score lies in its interval, within 0 and 100."""
    result = assess(audit, data.draw(answers_for(audit)))
    for scored in (result, *result.domains):
        if scored.interval is None:
            assert (scored.score, scored.coverage, scored.band) == (None, None, None)
            continue
        low, high = scored.interval
        assert 0 <= low <= high <= 100
        assert scored.score is None or low <= scored.score <= high
        assert scored.coverage is not None
        assert 0 <= scored.coverage <= 1


def monotone(audit: Audit, data: st.DataObject) -> None:
    """Check that a riskier option in place of a picked one lowers nothing."""
    answers = data.draw(answers_for(audit))
    picked = [id for id, answer in answers.given.items() if isinstance(answer, str)]
    assume(picked)
    item = audit.items[data.draw(st.sampled_from(picked))]
    riskier = [option.id for option in item.options if option.risk >= picked_risk(item, answers)]
    before = assess(audit, answers)
    after = assess(audit, answers.changed({item.id: data.draw(st.sampled_from(riskier))}))
    never_falls(before, after, "exact", "low", "high", "band_low", "band_high", "band")


def additive(audit: Audit, data: st.DataObject) -> None:
    """Check that the contributions of the findings sum to the score, and their shares to 1."""
    result = assess(audit, data.draw(answers_for(audit)))
    total = sum((finding.contribution for finding in result.findings), Fraction())
    assert total == (result.exact or 0)
    assert not result.findings or sum(finding.share for finding in result.findings) == 1


def order(audit: Audit, data: st.DataObject) -> None:
    """Check that the figures are the same however the definition and the answers are ordered.

    The second step of a case is taken for a case of its own, since it has to stand behind the first.
    """
    answers = data.draw(answers_for(audit))
    shuffled = Answers(dict(data.draw(st.permutations(list(answers.given.items())))), answers.profile)
    assert figures(assess(_shuffled(audit, data), shuffled)) == figures(assess(audit, answers))


def _shuffled(audit: Audit, data: st.DataObject) -> Audit:
    def shuffle(values: Any) -> Any:
        return tuple(data.draw(st.permutations(values)))

    parts = []
    for part in shuffle(audit.parts):
        items = [evolve(item, scale=Scale(shuffle(item.options)), follows="") for item in shuffle(part.checklist.items)]
        parts.append(Part(evolve(part.checklist, items=items), part.multiplier))
    return evolve(audit, parts=parts)


def scale(audit: Audit, data: st.DataObject) -> None:
    """Check that all weights, or all multipliers, times one factor give the same figures."""
    answers = data.draw(answers_for(audit))
    factor = data.draw(st.integers(1, 100 // max(item.weight for item in audit.items.values())))
    unrated = with_items(audit, lambda item: evolve(item, rating=None))
    _same_figures(unrated, with_items(unrated, lambda item: evolve(item, weight=item.weight * factor)), answers)
    times = data.draw(st.integers(1, 100 // max(part.multiplier for part in audit.parts)))
    parts = [evolve(part, multiplier=part.multiplier * times) for part in audit.parts]
    _same_figures(audit, evolve(audit, parts=parts), answers)


def _same_figures(audit: Audit, heavier: Audit, answers: Answers) -> None:
    before, after = assess(audit, answers), assess(heavier, answers)
    for old, new in zip((before, *before.domains), (after, *after.domains), strict=True):
        for name in ("exact", "low", "high", "coverage", "band", "band_low", "band_high", "provisional", "flags"):
            assert getattr(old, name) == getattr(new, name), name


def not_applicable_is_absent(audit: Audit, data: st.DataObject) -> None:
    """Check that n/a gives the figures of the audit without that item."""
    can_be = [item.id for item in audit.items.values() if item.not_applicable]
    gone = data.draw(st.sampled_from(can_be))
    answers = data.draw(answers_for(audit)).changed({gone: not_applicable()})
    with_it = assess(audit, answers)
    without = assess(with_items(audit, lambda item: None if item.id == gone else item), answers.changed({gone: None}))
    assert scored_fields(with_it) == scored_fields(without)
    left = {domain.id: scored_fields(domain) for domain in without.domains}
    for domain in with_it.domains:
        assert domain.id not in left or left[domain.id] == scored_fields(domain)


def nothing_answered(audit: Audit, data: st.DataObject) -> None:
    """Check that without an answer, or with unsure ones only, there is neither a score nor a band."""
    given: dict[str, Answer] = dict.fromkeys(data.draw(st.lists(st.sampled_from(sorted(audit.items)))), UNSURE)
    result = assess(audit, Answers(given, data.draw(answers_for(audit)).profile))
    for scored in (result, *result.domains):
        assert (scored.score, scored.exact, scored.band) == (None, None, None)
        assert scored.coverage in (0, None)
        assert not scored.provisional
        assert scored.interval in (None, (0, 100))


def has_flags_or_gravity(audit: Audit) -> bool:
    """Return whether some item can raise a flag or force a band by its gravity."""
    return any(item.red_flag or any(audit.policy.forced(item)) for item in audit.items.values())


def flags_and_gravity(audit: Audit, data: st.DataObject) -> None:
    """Check that a red flag is raised where it says, and that flags and grave gaps then hold the band up."""
    telling = [item for item in audit.items.values() if item.red_flag or any(audit.policy.forced(item))]
    item = data.draw(st.sampled_from(telling))
    answers = data.draw(answers_for(audit)).changed({item.id: data.draw(answer_to(item, picked=True))})
    assume(applies(item, answers))
    result = assess(audit, answers)
    risk = picked_risk(item, answers)
    assert (item.id in result.flags) == (item.red_flag is not None and risk >= item.red_flag.at)
    calm = with_items(audit, lambda other: evolve(other, red_flag=None) if other.id == item.id else other)
    never_falls(assess(calm, answers), result, "band", "band_low", "band_high")
    light = evolve(audit, policy=evolve(audit.policy, gravity=()))
    never_falls(assess(light, answers), result, "band_low", "band_high")
    for id in result.flags:
        flag = audit.items[id].red_flag
        assert flag is not None
        assert result.band_low is not None
        assert result.band_low >= flag.band
        assert flag.band is not Band.CRITICAL or result.band is Band.CRITICAL
    domain = next(domain for domain in result.domains if domain.id == item.domain)
    assert domain.band_low is not None
    assert domain.band_low.rank >= audit.policy.forced(item)[risk]


def weakest_domain(audit: Audit, data: st.DataObject) -> None:
    """Check that the audit is at most one band better than its worst domain."""
    result = assess(audit, data.draw(answers_for(audit)))
    for name in ("band", "band_low", "band_high"):
        whole = getattr(result, name)
        known = [band for domain in result.domains if (band := getattr(domain, name)) is not None]
        assert whole is None or not known or whole >= max(known).below, name


def narrowing(audit: Audit, data: st.DataObject) -> None:
    """Check that one more answer widens no interval and no range of bands."""
    answers = data.draw(answers_for(audit))
    before = assess(audit, answers)
    assume(before.open)
    item = audit.items[data.draw(st.sampled_from(before.open))]
    after = assess(audit, answers.changed({item.id: data.draw(answer_to(item))}))
    for old, new in zip((before, *before.domains), (after, *after.domains), strict=True):
        _inside(new, old)


def containment(audit: Audit, data: st.DataObject) -> None:
    """Check that the complete audit lies in the interval and the range of bands of the incomplete one."""
    answers = data.draw(answers_for(audit))
    before = assess(audit, answers)
    complete = data.draw(answers_for(audit, complete=True)).given
    absent = data.draw(st.frozensets(st.sampled_from(sorted(audit.items))))
    found_out: dict[str, Answer] = {
        id: not_applicable() if id in absent and audit.items[id].not_applicable else complete[id] for id in before.open
    }
    after = assess(audit, answers.changed(found_out))
    assert not after.open_weight
    for old, new in zip((before, *before.domains), (after, *after.domains), strict=True):
        _inside(new, old)
        if new.band is not None:
            assert old.band_low is not None
            assert old.band_high is not None
            assert old.band_low <= new.band <= old.band_high


def _inside(inner: Scored, outer: Scored) -> None:
    """Assert that one interval and range of bands lie in the other's; nothing is asked where nothing applies."""
    if inner.interval is None:
        return
    assert outer.interval is not None
    assert outer.interval[0] <= inner.interval[0] <= inner.interval[1] <= outer.interval[1]
    assert None not in (outer.band_low, inner.band_low, inner.band_high, outer.band_high)
    assert outer.band_low <= inner.band_low <= inner.band_high <= outer.band_high  # type: ignore[operator]


def splitting(audit: Audit, data: st.DataObject) -> None:
    """Check that a checklist cut in two with the same multiplier leaves the audit's sums as they are."""
    answers = data.draw(answers_for(audit))
    long = [part for part in audit.parts if len(part.checklist.items) > 1]
    part = data.draw(st.sampled_from(long))
    at = data.draw(st.integers(1, len(part.checklist.items) - 1))
    second = "other" if all(each.checklist.id != "other" for each in audit.parts) else "another"
    moved = {item.id: f"{second}.{item.id.partition('.')[2]}" for item in part.checklist.items[at:]}
    renamed_items = [evolve(item, id=moved[item.id], follows="") for item in part.checklist.items[at:]]
    halves = [
        Part(evolve(part.checklist, items=part.checklist.items[:at]), part.multiplier),
        Part(evolve(part.checklist, id=second, retired=(), items=renamed_items), part.multiplier),
    ]
    parts = [new for each in audit.parts for new in (halves if each is part else [each])]
    renamed = {moved.get(id, id): answer for id, answer in answers.given.items()}
    after = assess(evolve(audit, parts=parts), Answers(renamed, answers.profile))
    before = assess(audit, answers)
    assert (after.points, after.weight, after.open_weight) == (before.points, before.weight, before.open_weight)
    assert after.exact == before.exact


def scored_fields(scored: Scored) -> tuple[Any, ...]:
    """Return the figures of an audit or a domain, in the order of `Scored`."""
    return tuple(getattr(scored, field.name) for field in attrs.fields(Scored))


def figures(result: Assessment) -> dict[str, Any]:
    """Return everything a result says, without the order in which the definition lists things."""
    return {
        "whole": scored_fields(result),
        "domains": {domain.id: scored_fields(domain) for domain in result.domains},
        "findings": [(finding.item.id, finding.contribution, finding.share) for finding in result.findings],
        "lists": [sorted(result.open), sorted(result.not_applicable), sorted(result.set_aside)],
        "digest": result.audit.digest,
    }


def never_falls(before: Assessment, after: Assessment, *names: str) -> None:
    """Assert that none of these figures is lower after than before, where both are there."""
    for old, new in zip((before, *before.domains), (after, *after.domains), strict=True):
        for name in names:
            was, now = getattr(old, name), getattr(new, name)
            assert was is None or now is None or was <= now, name


def picked_risk(item: Item, answers: Answers) -> int:
    """Return the risk of the option picked for an item."""
    answer = answers.given[item.id]
    assert isinstance(answer, str)
    return item.by_id[answer].risk


def with_items(audit: Audit, change: Callable[[Item], Item | None]) -> Audit:
    """Return the audit with each item changed or, where `change` gives None, left out; no checklist stays empty."""
    kept = [(part, [new for item in part.checklist.items if (new := change(item)) is not None]) for part in audit.parts]
    return evolve(
        audit, parts=[Part(evolve(part.checklist, items=items), part.multiplier) for part, items in kept if items]
    )
