"""The checks of the laws of what is computed from results: plans, weight ranges and changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from attrs import evolve
from hypothesis import strategies as st

from ethics_audit.assessment.assessment import Assessment, assess
from ethics_audit.assessment.explanation import picked_option
from ethics_audit.assessment.planning.plan import Plan
from ethics_audit.assessment.scoring import Scored
from ethics_audit.model.bands import BANDS, Band
from ethics_audit.model.definitions import Audit, Part
from ethics_audit.model.items import Item
from ethics_audit.testing.score_checks import scored_fields
from ethics_audit.testing.strategies import answers_for

FEW = 7
"""The most gaps of which every combination is tried."""


class _Case(NamedTuple):
    """A plan, and the result it was made for."""

    result: Assessment
    plan: Plan
    certain: bool

    @property
    def gaps(self) -> list[Item]:
        """The items that the plan may choose from, in the order of the audit; no raised flag is one."""
        ids = {finding.item.id for finding in self.result.findings} | (set(self.result.open) if self.certain else set())
        ids -= set(self.result.flags)
        return [
            item
            for item in self.result.audit.items.values()
            if item.id in ids and self.plan.domain in (None, item.domain)
        ]

    @property
    def raised(self) -> list[str]:
        """The ids of the raised flags of the audit, or of the plan's domain."""
        return [id for id in self.result.flags if self.plan.domain in (None, id.partition(".")[0])]

    def after(self, changes: Mapping[str, str]) -> Scored:
        """Return the figures of the audit, or of the plan's domain, with these changes."""
        whole = self.result.what_if(changes)
        if self.plan.domain is None:
            return Scored(*scored_fields(whole))
        return next(domain for domain in whole.domains if domain.id == self.plan.domain)

    def reaches(self, changes: Mapping[str, str]) -> bool:
        """Return whether these changes give the target band or a better one.

        That must hold whatever the open answers are, unless the plan may rely on the answers given.
        """
        after = self.after(changes)
        assert self.plan.to is not None
        at_most = after.band_high is not None and after.band_high <= self.plan.to
        return at_most or (not self.certain and after.band is not None and after.band <= self.plan.to)

    def value(self, scored: Scored) -> Fraction:
        """Return what the plan lowers: the score, or the score with every open item at its worst."""
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
    """Check a plan for a band and one for a budget."""
    _plan_is_cheapest(audit, data)
    _budget_buys_the_most(audit, data)


def _plan_is_cheapest(audit: Audit, data: st.DataObject) -> None:
    """Check that it reaches the band, that no step can be spared, and that among few gaps no set is better."""
    result = assess(audit, data.draw(answers_for(audit)))
    domain = data.draw(st.none() | st.sampled_from([part.checklist.id for part in audit.parts]))
    certain = data.draw(st.booleans())
    plan = result.plan(data.draw(st.sampled_from(BANDS)), domain=domain, certain=certain)
    case = _Case(result, plan, certain)
    assert [item.id for item in plan.raised] == case.raised
    if plan.raised:
        assert not plan.steps
        assert not plan.reached
        return
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
        reaching = [chosen for chosen in _subsets(case.gaps) if case.reaches(_closed(chosen))]
        case.is_best_of(reaching, lambda items: (_effort(items), len(items), case.value(case.after(_closed(items)))))


def _budget_buys_the_most(audit: Audit, data: st.DataObject) -> None:
    """Check that the budget is kept, and that among few gaps no set within it lowers the score more."""
    result = assess(audit, data.draw(answers_for(audit)))
    budget = data.draw(st.integers(0, 12))
    certain = data.draw(st.booleans())
    plan = result.plan(budget=budget, certain=certain)
    case = _Case(result, plan, certain)
    assert plan.effort <= budget
    assert plan.after == case.after(plan.changes)
    assert plan.reduction == case.value(plan.before) - case.value(plan.after)
    if len(case.gaps) <= FEW:
        affordable = [chosen for chosen in _subsets(case.gaps) if _effort(chosen) <= budget]
        case.is_best_of(affordable, lambda items: (case.value(case.after(_closed(items))), _effort(items), len(items)))


def _closed(items: Iterable[Item]) -> dict[str, str]:
    """Return the changes that bring items to their best option."""
    return {item.id: next(option.id for option in item.options if option.risk == 0) for item in items}


def _subsets(gaps: list[Item]) -> list[_Set]:
    return [chosen for count in range(len(gaps) + 1) for chosen in combinations(gaps, count)]


def _effort(items: _Set) -> int:
    return sum(item.effort for item in items)


def weights_within_range(audit: Audit, data: st.DataObject) -> None:
    """Check that the range is exactly what such weights can give, and that no larger tolerance keeps the band."""
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
    """Return for each domain the weight times the multiplier, and the risk, of each answer that counts."""
    return [
        [
            (part.multiplier * item.weight, option.risk)
            for item in part.checklist.items
            if (option := picked_option(result.audit, result.answers, item.id))
        ]
        for part in result.audit.parts
    ]


def _weighed(result: Assessment, rows: _Rows, factors: list[int]) -> tuple[Fraction, Band]:
    """Return the score and the band of the answers given, with every weight times its factor."""
    left = iter(factors)
    sums = []
    for domain in rows:
        weighed = [(weight * next(left), risk) for weight, risk in domain]
        sums.append((sum(weight * risk for weight, risk in weighed), sum(weight for weight, _ in weighed)))
    flags = [flag.band.rank for id in result.flags if (flag := result.audit.items[id].red_flag)]
    graves = [result.audit.policy.forced(finding.item)[finding.option.risk] - 1 for finding in result.findings]
    score = Fraction(sum(points for points, _ in sums), sum(weight for _, weight in sums))
    ranks = [_rank(result.audit, Fraction(points, weight)) - 1 for points, weight in sums if weight]
    return score, BANDS[max(_rank(result.audit, score), *flags, *graves, *ranks)]


def _rank(audit: Audit, score: Fraction) -> int:
    return sum(score >= start for start in audit.policy.bands.starts[1:])


def change_adds_up(audit: Audit, data: st.DataObject) -> None:
    """Check that the parts of a change, by item, by domain and by cause, sum to the difference, as fractions."""
    newer = audit if data.draw(st.booleans()) else _edited(audit, data)
    earlier = assess(audit, data.draw(answers_for(audit)))
    later = assess(newer, data.draw(answers_for(newer)))
    change = later.change_from(earlier)
    between = assess(newer, earlier.answers.fitting(newer).answers)
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


def _minus(later: Fraction | None, earlier: Fraction | None) -> Fraction | None:
    return None if later is None or earlier is None else later - earlier


def _edited(audit: Audit, data: st.DataObject) -> Audit:
    """Return a newer version: some items are gone, some weigh more, some are now asked of everyone."""
    count = len(audit.items)
    edits = iter(
        data.draw(st.lists(st.sampled_from(["keep", "heavier", "gone", "for_all"]), min_size=count, max_size=count))
    )
    parts = []
    for part in audit.parts:
        steps = (evolve(item, follows="") for item in part.checklist.items)  # what it follows may be gone
        items = [_edited_item(item, edit) for item, edit in zip(steps, edits, strict=False)]
        kept = [item for item in items if item] or [part.checklist.items[0]]
        parts.append(Part(evolve(part.checklist, version="999.0", items=kept), part.multiplier))
    return evolve(audit, version="999.0", parts=parts)


def _edited_item(item: Item, edit: str) -> Item | None:
    heavier = min(100, item.weight * 2)
    return {
        "keep": item,
        "gone": None,
        "heavier": evolve(item, weight=heavier, rating=None),
        "for_all": evolve(item, requires=frozenset()),
    }[edit]
