"""The laws of the score: what holds for every valid audit and every set of answers.

Each check takes an audit and hypothesis's data, from which it draws answers, and fails by an `AssertionError`.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from fractions import Fraction
from typing import Any, cast

import attrs
from attrs import evolve, frozen
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ethics_audit.assessment.assessment import Assessment, assess
from ethics_audit.assessment.change.trend import trend
from ethics_audit.assessment.explanation import applies
from ethics_audit.assessment.records import AssessmentRecord, record
from ethics_audit.assessment.scoring import Scored
from ethics_audit.documents.codec import from_json, from_toml, to_json, to_toml
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.model.answers import UNSURE, Answer, Answers, not_applicable
from ethics_audit.model.bands import Band
from ethics_audit.model.definitions import Audit, Checklist, Item, Part, Scale
from ethics_audit.testing.decision_checks import (
    change_adds_up,
    plan_is_exact,
    vector_reproduces,
    weights_within_range,
)
from ethics_audit.testing.strategies import answer_to, answers_for

Check = Callable[[Audit, st.DataObject], None]


@frozen
class Law:
    """A law of the score.

    Attributes:
        number: Its number in the specification.
        text: What it says.
        check: Draws answers for an audit and asserts the law.
        speaks_of: Whether it says anything about an audit; one of flags says nothing where there are none.
    """

    number: int
    text: str
    check: Check
    speaks_of: Callable[[Audit], bool] = lambda _: True

    def __str__(self) -> str:
        return f"{self.number} {self.text.partition(':')[0]}"

    def hold(self, audit: Audit | Checklist, *, max_examples: int = 100) -> None:
        """Check the law on `max_examples` sets of answers to this audit, if it speaks of it.

        Raises:
            AssertionError: If it does not hold, with the smallest answers found that show it.
        """
        definition = Audit.of(audit) if isinstance(audit, Checklist) else audit
        if not self.speaks_of(definition):
            return

        @settings(max_examples=max_examples, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.data())
        def check(data: st.DataObject) -> None:
            self.check(definition, data)

        check()


def hold_to_laws(audit: Audit | Checklist, *, max_examples: int = 100) -> None:
    """Check every law on this audit or checklist; see `Law.hold`."""
    for law in LAWS:
        law.hold(audit, max_examples=max_examples)


def _bounds(audit: Audit, data: st.DataObject) -> None:
    result = assess(audit, data.draw(answers_for(audit)))
    for scored in (result, *result.domains):
        _within_bounds(scored)


def _within_bounds(scored: Scored) -> None:
    if scored.interval is None:
        assert (scored.score, scored.coverage, scored.band) == (None, None, None)
        return
    low, high = scored.interval
    assert 0 <= low <= high <= 100
    assert scored.score is None or low <= scored.score <= high
    assert scored.coverage is not None
    assert 0 <= scored.coverage <= 1


def _monotone(audit: Audit, data: st.DataObject) -> None:
    answers = data.draw(answers_for(audit))
    picked = [id for id, answer in answers.given.items() if isinstance(answer, str)]
    assume(picked)
    item = audit.items[data.draw(st.sampled_from(picked))]
    riskier = [option.id for option in item.options if option.risk >= _risk(item, answers)]
    before = assess(audit, answers)
    after = assess(audit, answers.changed({item.id: data.draw(st.sampled_from(riskier))}))
    for old, new in zip((before, *before.domains), (after, *after.domains), strict=True):
        for name in ("exact", "low", "high", "band_low", "band_high", "band"):
            was, now = getattr(old, name), getattr(new, name)
            assert was is None or now is None or was <= now, name


def _risk(item: Item, answers: Answers) -> int:
    answer = answers.given[item.id]
    assert isinstance(answer, str)
    return item.by_id[answer].risk


def _additive(audit: Audit, data: st.DataObject) -> None:
    result = assess(audit, data.draw(answers_for(audit)))
    total = sum((finding.contribution for finding in result.findings), Fraction())
    assert total == (result.exact or 0)
    assert not result.findings or sum(finding.share for finding in result.findings) == 1


def _order(audit: Audit, data: st.DataObject) -> None:
    answers = data.draw(answers_for(audit))
    shuffled = Answers(dict(data.draw(st.permutations(list(answers.given.items())))), answers.profile)
    assert _figures(assess(_shuffled(audit, data), shuffled)) == _figures(assess(audit, answers))


def _shuffled(audit: Audit, data: st.DataObject) -> Audit:
    def shuffle(values: Any) -> Any:
        return tuple(data.draw(st.permutations(values)))

    parts = []
    for part in shuffle(audit.parts):
        items = [evolve(item, scale=Scale(shuffle(item.options))) for item in shuffle(part.checklist.items)]
        parts.append(Part(evolve(part.checklist, items=items), part.multiplier))
    return evolve(audit, parts=parts)


def _figures(result: Assessment) -> dict[str, Any]:
    """Everything a result says, without the order in which the definition lists things."""
    return {
        "whole": _fields(result),
        "domains": {domain.id: _fields(domain) for domain in result.domains},
        "findings": [(finding.item.id, finding.contribution, finding.share) for finding in result.findings],
        "lists": [sorted(result.open), sorted(result.not_applicable), sorted(result.set_aside)],
        "digest": result.audit.digest,
    }


def _fields(scored: Scored) -> tuple[Any, ...]:
    return tuple(getattr(scored, field.name) for field in attrs.fields(Scored))


def _scale(audit: Audit, data: st.DataObject) -> None:
    heaviest = max(item.weight for item in audit.items.values())
    factor = data.draw(st.integers(1, 100 // heaviest))
    answers = data.draw(answers_for(audit))
    heavier = _with_items(audit, lambda item: evolve(item, weight=item.weight * factor, rating=None))
    before, after = assess(audit, answers), assess(heavier, answers)
    for old, new in zip((before, *before.domains), (after, *after.domains), strict=True):
        for name in ("exact", "low", "high", "coverage", "band", "band_low", "band_high", "provisional", "flags"):
            assert getattr(old, name) == getattr(new, name), name


def _with_items(audit: Audit, change: Callable[[Item], Item | None]) -> Audit:
    """The audit with each item changed or, where `change` gives None, left out; an empty checklist is left out."""
    kept = [(part, [new for item in part.checklist.items if (new := change(item)) is not None]) for part in audit.parts]
    return evolve(
        audit, parts=[Part(evolve(part.checklist, items=items), part.multiplier) for part, items in kept if items]
    )


def _not_applicable_is_absent(audit: Audit, data: st.DataObject) -> None:
    can_be = [item.id for item in audit.items.values() if item.not_applicable]
    gone = data.draw(st.sampled_from(can_be))
    answers = data.draw(answers_for(audit)).changed({gone: not_applicable()})
    with_it = assess(audit, answers)
    without = assess(_with_items(audit, lambda item: None if item.id == gone else item), answers.changed({gone: None}))
    assert _fields(with_it) == _fields(without)
    left = {domain.id: _fields(domain) for domain in without.domains}
    for domain in with_it.domains:
        assert domain.id not in left or left[domain.id] == _fields(domain)


def _nothing_answered(audit: Audit, data: st.DataObject) -> None:
    given: dict[str, Answer] = dict.fromkeys(data.draw(st.lists(st.sampled_from(sorted(audit.items)))), UNSURE)
    result = assess(audit, Answers(given, data.draw(answers_for(audit)).profile))
    for scored in (result, *result.domains):
        assert (scored.score, scored.exact, scored.band) == (None, None, None)
        assert scored.coverage in (0, None)
        assert not scored.provisional
        assert scored.interval in (None, (0, 100))


def _narrowing(audit: Audit, data: st.DataObject) -> None:
    answers = data.draw(answers_for(audit))
    before = assess(audit, answers)
    assume(before.open)
    item = audit.items[data.draw(st.sampled_from(before.open))]
    after = assess(audit, answers.changed({item.id: data.draw(answer_to(item))}))
    for old, new in zip((before, *before.domains), (after, *after.domains), strict=True):
        _inside(new, old)


def _inside(inner: Scored, outer: Scored) -> None:
    """One result's interval and range of bands lie in the other's; vacuous where nothing applies any more."""
    if inner.interval is None:
        return
    assert outer.interval is not None
    assert outer.interval[0] <= inner.interval[0] <= inner.interval[1] <= outer.interval[1]
    assert None not in (outer.band_low, inner.band_low, inner.band_high, outer.band_high)
    assert outer.band_low <= inner.band_low <= inner.band_high <= outer.band_high  # type: ignore[operator]


def _containment(audit: Audit, data: st.DataObject) -> None:
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


def _flags(audit: Audit, data: st.DataObject) -> None:
    flagged = [item for item in audit.items.values() if item.red_flag]
    item = data.draw(st.sampled_from(flagged))
    answers = data.draw(answers_for(audit)).changed({item.id: data.draw(answer_to(item, picked=True))})
    assume(applies(item, answers))
    result = assess(audit, answers)
    assert item.red_flag is not None
    assert (item.id in result.flags) == (_risk(item, answers) >= item.red_flag.at)
    plain = assess(_with_items(audit, lambda one: evolve(one, red_flag=None) if one.id == item.id else one), answers)
    for without, with_flag in zip((plain, *plain.domains), (result, *result.domains), strict=True):
        for name in ("band", "band_low", "band_high"):
            was, now = getattr(without, name), getattr(with_flag, name)
            assert was is None or now is None or was <= now, name
    raised = [one for one in flagged if one.id in result.flags and one.red_flag]
    for one in raised:
        assert one.red_flag is not None
        assert result.band_low is not None
        assert result.band_low >= one.red_flag.band
        assert one.red_flag.band is not Band.CRITICAL or result.band is Band.CRITICAL


def _weakest_domain(audit: Audit, data: st.DataObject) -> None:
    result = assess(audit, data.draw(answers_for(audit)))
    for name in ("band", "band_low", "band_high"):
        whole = getattr(result, name)
        known = [band for domain in result.domains if (band := getattr(domain, name)) is not None]
        assert whole is None or not known or whole >= max(known).below, name


def _round_trip(audit: Audit, data: st.DataObject) -> None:
    for part in audit.parts:
        assert from_toml(to_toml(part.checklist), Checklist) == part.checklist
        assert from_json(to_json(part.checklist), Checklist) == part.checklist
    assert from_toml(to_toml(audit), Audit) == audit
    assert from_json(to_json(audit), Audit) == audit
    sheet = AnswerSheet(audit.id, data.draw(answers_for(audit)), audit.version)
    assert from_toml(to_toml(sheet), AnswerSheet) == sheet
    assert from_json(to_json(sheet), AnswerSheet) == sheet
    result = assess(audit, sheet.answers)
    plans = [result.plan("low"), result.plan(budget=3)]
    told = record(result, plans=plans, trend=trend([result, result]), what_if=result.change_from(result))
    assert from_json(to_json(told), AssessmentRecord) == told
    vector_reproduces(audit, data)


def _frozen(audit: Audit, data: st.DataObject) -> None:
    answers = data.draw(answers_for(audit))
    mine: dict[str, Answer] = dict(answers.given)
    taken = Answers(mine, answers.profile)
    result = assess(audit, taken)
    before = _figures(result)
    mine.clear()
    for value in (result, audit, audit.parts[0], audit.parts[0].checklist.items[0], taken, *result.domains):
        for field in attrs.fields(cast(Any, type(value))):
            assert _refuses(lambda value=value, name=field.name: setattr(value, name, None)), field.name  # type: ignore[misc]
    for mapping in (taken.given, audit.items, audit.parts[0].checklist.items[0].by_id):
        assert _refuses(lambda mapping=mapping: mapping.__setitem__("x", "y"))  # type: ignore[misc]
    assert all(isinstance(part, tuple) for part in (result.flags, result.domains, result.findings, result.reasons))
    assert _figures(assess(audit, answers)) == before == _figures(result)
    assert _figures(pickle.loads(pickle.dumps(result))) == before  # noqa: S301 - our own bytes


def _refuses(change: Callable[[], object]) -> bool:
    try:
        change()
    except (AttributeError, TypeError):
        return True
    return False


def _splitting(audit: Audit, data: st.DataObject) -> None:
    answers = data.draw(answers_for(audit))
    long = [part for part in audit.parts if len(part.checklist.items) > 1]
    part = data.draw(st.sampled_from(long))
    at = data.draw(st.integers(1, len(part.checklist.items) - 1))
    other = "other" if all(one.checklist.id != "other" for one in audit.parts) else "another"
    moved = {item.id: f"{other}.{item.id.partition('.')[2]}" for item in part.checklist.items[at:]}
    split = [
        Part(evolve(part.checklist, items=part.checklist.items[:at]), part.multiplier),
        Part(
            evolve(
                part.checklist,
                id=other,
                retired=(),
                items=[evolve(item, id=moved[item.id]) for item in part.checklist.items[at:]],
            ),
            part.multiplier,
        ),
    ]
    parts = [new for one in audit.parts for new in (split if one is part else [one])]
    renamed = {moved.get(id, id): answer for id, answer in answers.given.items()}
    after = assess(evolve(audit, parts=parts), Answers(renamed, answers.profile))
    before = assess(audit, answers)
    assert (after.points, after.weight, after.open_weight) == (before.points, before.weight, before.open_weight)
    assert after.exact == before.exact


LAWS = (
    Law(1, "Bounds: 0 ≤ low ≤ score ≤ high ≤ 100; 0 ≤ coverage ≤ 1.", _bounds),
    Law(
        2,
        "Monotone: a riskier option never lowers the score, low, high, band_low, band_high, or a band that is present "
        "on both sides.",
        _monotone,
    ),
    Law(3, "Additive: the contributions sum to the score, as fractions.", _additive),
    Law(4, "Order: permuting checklists, items, options or answers changes nothing.", _order),
    Law(5, "Scale: multiplying all weights by one factor changes no score, interval, coverage or band.", _scale),
    Law(
        6,
        "n/a = absent from the checklist: answering n/a gives the result of the audit without that item.",
        _not_applicable_is_absent,
        lambda audit: len(audit.items) > 1 and any(item.not_applicable for item in audit.items.values()),
    ),
    Law(7, "Nothing answered: no score, no band, coverage 0; never 0 risk.", _nothing_answered),
    Law(8, "Narrowing: one more answer gives an interval and a band range inside the old ones.", _narrowing),
    Law(
        9,
        "Containment: whatever the open items turn out to be, the final score lies in [low, high] and the final band "
        "in [band_low, band_high].",
        _containment,
    ),
    Law(
        10,
        "Flags: raising a red flag never lowers a band; a raised critical flag makes the audit critical.",
        _flags,
        lambda audit: any(item.red_flag for item in audit.items.values()),
    ),
    Law(11, "Weakest domain: band ≥ worst domain - 1.", _weakest_domain),
    Law(
        12,
        "Plan: applying it reaches the target; no cheaper set does (checked by brute force on small audits).",
        plan_is_exact,
    ),
    Law(
        13,
        "Weight range: contains the score; contains every score that weights drawn within ±d produce; its ends are "
        "reached.",
        weights_within_range,
    ),
    Law(14, "Change: the parts sum to the difference, as fractions.", change_adds_up),
    Law(
        15,
        "Round trip: checklist → TOML → checklist, and answers and assessments → JSON → the same values; the compact "
        "vector reproduces the assessment.",
        _round_trip,
    ),
    Law(17, "Frozen: nothing returned can be changed by the caller, and no call changes what another sees.", _frozen),
    Law(
        18,
        "Splitting a checklist in two with the same multiplier leaves the audit's score unchanged.",
        _splitting,
        lambda audit: any(len(part.checklist.items) > 1 for part in audit.parts),
    ),
)
"""Every law that one audit can show, in the order of the specification."""
