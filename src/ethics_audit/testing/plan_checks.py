"""The check of the law of plans."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

import attrs
from hypothesis import strategies as st

from ethics_audit.assessment.assessment import Assessment, assess
from ethics_audit.assessment.planning.plan import Plan
from ethics_audit.assessment.scoring import Scored
from ethics_audit.model.bands import BANDS
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import Item
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
        """The items that the plan may choose from, in the order of the audit."""
        ids = {finding.item.id for finding in self.result.findings} | (set(self.result.open) if self.certain else set())
        return [
            item
            for item in self.result.audit.items.values()
            if item.id in ids and self.plan.domain in (None, item.domain)
        ]

    def after(self, changes: Mapping[str, str]) -> Scored:
        """Return the figures of the audit, or of the plan's domain, with these changes."""
        whole = self.result.what_if(changes)
        if self.plan.domain is None:
            return Scored(**{field.name: getattr(whole, field.name) for field in attrs.fields(Scored)})
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
