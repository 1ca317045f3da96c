"""The checks of the laws of what follows from a score: plans, weights, changes, vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

import attrs
from attrs import evolve
from hypothesis import strategies as st

from ethics_audit.assessment.assessment import Assessment, assess, load_vector
from ethics_audit.assessment.explanation import picked_option
from ethics_audit.assessment.planning.plan import Plan
from ethics_audit.assessment.scoring import Scored
from ethics_audit.base.errors import AnswerError
from ethics_audit.model.answers import NotApplicable, carried, not_applicable
from ethics_audit.model.bands import BANDS, Band
from ethics_audit.model.definitions import Audit, Checklist, Item, Part
from ethics_audit.testing.strategies import answers_for

FEW = 7
"""How many gaps are tried in every combination."""


class _Case(NamedTuple):
    """A plan, and the result that it is for."""

    result: Assessment
    plan: Plan
    certain: bool

    @property
    def gaps(self) -> list[Item]:
        """What the plan may choose from, in the order of the audit."""
        ids = {one.item.id for one in self.result.findings} | (set(self.result.open) if self.certain else set())
        return [
            item
            for item in self.result.audit.items.values()
            if item.id in ids and self.plan.domain in (None, item.domain)
        ]

    def after(self, changes: Mapping[str, str]) -> Scored:
        """The result of the audit or the domain with these changes."""
        whole = self.result.what_if(changes)
        if self.plan.domain is None:
            return Scored(**{field.name: getattr(whole, field.name) for field in attrs.fields(Scored)})
        return next(domain for domain in whole.domains if domain.id == self.plan.domain)

    def reaches(self, changes: Mapping[str, str]) -> bool:
        """Whether the band is then the one aimed at, or better; whatever is open, if it is not known or so asked."""
        after = self.after(changes)
        assert self.plan.to is not None
        at_most = after.band_high is not None and after.band_high <= self.plan.to
        return at_most or (not self.certain and after.band is not None and after.band <= self.plan.to)

    def value(self, scored: Scored) -> Fraction:
        """What the plan lowers: the score, or the score with every open item at its worst."""
        if not self.plan.at_worst:
            return scored.exact or Fraction()
        return Fraction(scored.points + 100 * scored.open_weight, scored.weight + scored.open_weight or 1)

    def is_best_of(self, sets: list[_Set], order: Callable[[_Set], tuple[Fraction | int, ...]]) -> None:
        """Assert that the plan is as good as the best of these sets of items."""
        best = min(sets, key=order)
        assert (self.plan.effort, len(self.plan.steps)) == (_effort(best), len(best))
        assert self.value(self.plan.after) == self.value(self.after(_closed(best)))


_Set = tuple[Item, ...]


def plan_is_exact(audit: Audit, data: st.DataObject) -> None:
    """A plan for a band and one for a budget."""
    _plan_is_cheapest(audit, data)
    _budget_buys_the_most(audit, data)


def _plan_is_cheapest(audit: Audit, data: st.DataObject) -> None:
    """Applying it reaches the band; none of its steps can be spared; among few gaps, no set is better."""
    result = assess(audit, data.draw(answers_for(audit)))
    domain = data.draw(st.none() | st.sampled_from([part.checklist.id for part in audit.parts]))
    certain = data.draw(st.booleans())
    plan = result.plan(data.draw(st.sampled_from(BANDS)), domain=domain, certain=certain)
    case = _Case(result, plan, certain)
    assert plan.reached == case.reaches(_closed(case.gaps))
    if not plan.reached:
        assert not plan.steps
        return
    assert case.reaches(plan.changes)
    assert plan.after == case.after(plan.changes)
    assert plan.reduction == case.value(plan.before) - case.value(plan.after)
    for spared in plan.changes:
        assert not case.reaches({id: best for id, best in plan.changes.items() if id != spared})
    if len(case.gaps) <= FEW:
        reaching = [some for some in _subsets(case.gaps) if case.reaches(_closed(some))]
        case.is_best_of(reaching, lambda some: (_effort(some), len(some), case.value(case.after(_closed(some)))))


def _budget_buys_the_most(audit: Audit, data: st.DataObject) -> None:
    """A budget is kept, and among few gaps no set within it takes more off the score."""
    result = assess(audit, data.draw(answers_for(audit)))
    budget = data.draw(st.integers(0, 12))
    certain = data.draw(st.booleans())
    plan = result.plan(budget=budget, certain=certain)
    case = _Case(result, plan, certain)
    assert plan.effort <= budget
    assert plan.after == case.after(plan.changes)
    assert plan.reduction == case.value(plan.before) - case.value(plan.after)
    if len(case.gaps) <= FEW:
        affordable = [some for some in _subsets(case.gaps) if _effort(some) <= budget]
        case.is_best_of(affordable, lambda some: (case.value(case.after(_closed(some))), _effort(some), len(some)))


def _closed(items: Iterable[Item]) -> dict[str, str]:
    """The changes that bring items to their best option."""
    return {item.id: next(option.id for option in item.options if option.risk == 0) for item in items}


def _subsets(gaps: list[Item]) -> list[_Set]:
    return [some for count in range(len(gaps) + 1) for some in combinations(gaps, count)]


def _effort(items: _Set) -> int:
    return sum(item.effort for item in items)


def weights_within_range(audit: Audit, data: st.DataObject) -> None:
    """The range contains the score and what any such weights give; its ends are reached; no larger tolerance holds."""
    result = assess(audit, data.draw(answers_for(audit)))
    percent = data.draw(st.integers(0, 99))
    found = result.weight_range(percent)
    if result.exact is None:
        assert found is None
        assert result.weight_tolerance() is None
        return
    assert found is not None
    assert found.low <= result.exact <= found.high
    rows = _rows(result)
    count = sum(len(domain) for domain in rows)
    factors = data.draw(st.lists(st.integers(100 - percent, 100 + percent), min_size=count, max_size=count))
    score, band = _weighed(result, rows, factors)
    assert found.low <= score <= found.high
    assert found.band_low <= band <= found.band_high
    heaviest_above = [100 + percent if risk > found.high else 100 - percent for domain in rows for _, risk in domain]
    heaviest_below = [100 + percent if risk < found.low else 100 - percent for domain in rows for _, risk in domain]
    assert _weighed(result, rows, heaviest_above)[0] == found.high
    assert _weighed(result, rows, heaviest_below)[0] == found.low
    _tolerance_is_the_largest(result)


def _tolerance_is_the_largest(result: Assessment) -> None:
    tolerance = result.weight_tolerance()
    assert (tolerance is None) == (result.band is None)
    if tolerance is None:
        return
    kept = result.weight_range(tolerance)
    assert kept is not None
    assert kept.band_low == kept.band_high == result.band
    if tolerance + Fraction(1, 10) < 100:
        beyond = result.weight_range(tolerance + Fraction(1, 10))
        assert beyond is not None
        assert beyond.band_low != beyond.band_high


_Rows = list[list[tuple[int, int]]]


def _rows(result: Assessment) -> _Rows:
    """For each domain, the weight times the multiplier and the risk of each answer that counts."""
    return [
        [
            (part.multiplier * item.weight, option.risk)
            for item in part.checklist.items
            if (option := picked_option(result.audit, result.answers, item.id))
        ]
        for part in result.audit.parts
    ]


def _weighed(result: Assessment, rows: _Rows, factors: list[int]) -> tuple[Fraction, Band]:
    """The score and the band of the answers given with every weight times its factor."""
    left = iter(factors)
    sums = []
    for domain in rows:
        weighed = [(weight * next(left), risk) for weight, risk in domain]
        sums.append((sum(weight * risk for weight, risk in weighed), sum(weight for weight, _ in weighed)))
    flags = [flag.band.rank for id in result.flags if (flag := result.audit.items[id].red_flag)]
    score = Fraction(sum(points for points, _ in sums), sum(weight for _, weight in sums))
    ranks = [_rank(result.audit, Fraction(points, weight)) - 1 for points, weight in sums if weight]
    return score, BANDS[max(_rank(result.audit, score), *flags, *ranks)]


def _rank(audit: Audit, score: Fraction) -> int:
    return sum(score >= start for start in audit.policy.bands.starts[1:])


def change_adds_up(audit: Audit, data: st.DataObject) -> None:
    """The parts of a change, by item, by domain and by answers and checklist, sum to the difference, as fractions."""
    newer = audit if data.draw(st.booleans()) else _edited(audit, data)
    earlier = assess(audit, data.draw(answers_for(audit)))
    later = assess(newer, data.draw(answers_for(newer)))
    change = later.change_from(earlier)
    between = assess(newer, carried(newer, earlier.answers)[0])
    assert change.total == _minus(later.exact, earlier.exact)
    if newer.digest == audit.digest:
        assert change.answers == change.total
        assert change.checklist == (None if earlier.exact is None else 0)
    else:
        assert change.answers == _minus(later.exact, between.exact)
        assert change.checklist == _minus(between.exact, earlier.exact)
    for name in ("answers", "checklist", "total"):
        whole = getattr(change, name)
        for parts in (change.items, change.domains):
            every = [getattr(part, name) for part in parts]
            assert all(part is None for part in every) if whole is None else sum(every) == whole
    for part in (change, *change.items, *change.domains):
        assert None in (part.answers, part.checklist) or part.total == part.answers + part.checklist  # type: ignore[operator]


def _minus(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one - other


def _edited(audit: Audit, data: st.DataObject) -> Audit:
    """A newer version: some items have left, some weigh more, some are asked of everyone now."""
    count = len(audit.items)
    edits = iter(
        data.draw(st.lists(st.sampled_from(["keep", "heavier", "gone", "for_all"]), min_size=count, max_size=count))
    )
    parts = []
    for part in audit.parts:
        items = [_edited_item(item, edit) for item, edit in zip(part.checklist.items, edits, strict=False)]
        kept = [item for item in items if item] or [part.checklist.items[0]]
        parts.append(Part(_newer(part.checklist, kept), part.multiplier))
    return evolve(audit, version="999.0", parts=parts)


def _edited_item(item: Item, edit: str) -> Item | None:
    heavier = min(100, item.weight * 2)
    return {
        "keep": item,
        "gone": None,
        "heavier": evolve(item, weight=heavier, rating=None),
        "for_all": evolve(item, requires=frozenset()),
    }[edit]


def _newer(checklist: Checklist, items: list[Item]) -> Checklist:
    return evolve(checklist, version="999.0", items=items)


def vector_reproduces(audit: Audit, data: st.DataObject) -> None:
    """A vector gives the assessment back, but for the reasons of n/a, and is refused by any other definition."""
    answers = data.draw(answers_for(audit))
    bare = answers.changed(
        {id: not_applicable() for id, answer in answers.given.items() if isinstance(answer, NotApplicable)}
    )
    result = assess(audit, answers)
    assert load_vector(result.vector, audit) == assess(audit, bare)
    assert load_vector(result.vector, audit).vector == result.vector
    assert result.vector.isascii()
    assert "\n" not in result.vector
    first = audit.parts[0].checklist.items[0]
    other = evolve(first, weight=first.weight % 100 + 1, rating=None)
    checklist = evolve(audit.parts[0].checklist, items=[other, *audit.parts[0].checklist.items[1:]])
    changed = evolve(audit, parts=[Part(checklist, audit.parts[0].multiplier), *audit.parts[1:]])
    try:
        load_vector(result.vector, changed)
    except AnswerError:
        return
    raise AssertionError("a vector was read against another definition")
