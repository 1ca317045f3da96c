"""The ledger of a change: an exact decomposition of the difference of two scores.

The difference is the sum over all items of the difference of their contributions. If the definition changed in between,
the earlier answers are scored under the newer one as well, and each part splits in two: what the answers did, under the
newer definition, and what the definition did, to the earlier answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from ethics_audit.assessment.change.change import Change, DomainChange, ItemChange, Kind, State, state
from ethics_audit.assessment.change.drift import risk_now
from ethics_audit.assessment.explanation import picked_option
from ethics_audit.assessment.result import Result, scored
from ethics_audit.base.errors import ArgumentError
from ethics_audit.model.items import Item


def change(earlier: Result, later: Result) -> Change:
    """Return what changed from one result to a later one of the same audit, under the same version or another.

    Raises:
        ArgumentError: If they are results of different audits.
    """
    if earlier.audit.id != later.audit.id:
        raise ArgumentError("earlier", f"expected a result of {later.audit.id!r}, got one of {earlier.audit.id!r}")
    fitting = earlier.answers.fitting(later.audit)
    same = earlier.audit.digest == later.audit.digest
    before, after = _contributions(earlier), _contributions(later)
    middle = before if same else _contributions(scored(Result, later.audit, fitting.answers))
    ledger = _Ledger(before, middle, after)
    every = {**earlier.audit.items, **later.audit.items}
    items = [found for item in every.values() if (found := _item_change(item, earlier, later, ledger))]
    return Change(
        **ledger.parts(every),
        earlier=earlier,
        later=later,
        items=tuple(sorted(items, key=lambda one: (-abs(one.total or 0), one.item.id))),
        domains=tuple(_domain_changes(earlier, later, every, ledger)),
        not_carried=fitting.items,
    )


_Contributions = dict[str, Fraction] | None
"""What each item adds to a score, if anything; None without a score."""


def _contributions(result: Result) -> _Contributions:
    if result.exact is None:
        return None
    return {finding.item.id: finding.contribution for finding in result.findings}


class _Ledger(NamedTuple):
    """Contributions: of the earlier answers, of the same answers under the later definition, of the later answers."""

    before: _Contributions
    middle: _Contributions
    after: _Contributions

    def parts(self, ids: Iterable[str]) -> dict[str, Fraction | None]:
        """Return the fields of `Parts` for some items together."""
        ids = list(ids)
        return {
            "answers": _difference(self.middle, self.after, ids),
            "checklist": _difference(self.before, self.middle, ids),
            "total": _difference(self.before, self.after, ids),
        }


def _difference(before: _Contributions, after: _Contributions, ids: list[str]) -> Fraction | None:
    if before is None or after is None:
        return None
    changed = [id for id in ids if after.get(id) != before.get(id)]
    return sum((after.get(id, Fraction()) - before.get(id, Fraction()) for id in changed), Fraction())


def _item_change(item: Item, earlier: Result, later: Result, ledger: _Ledger) -> ItemChange | None:
    """Return what became of an item; None if nothing did."""
    was, now = state(item.id, earlier), state(item.id, later)
    before = picked_option(earlier.audit, earlier.answers, item.id)
    after = picked_option(later.audit, later.answers, item.id)
    kind = _kind(was, now, after.risk - risk_now(item, before) if before and after else 0)
    parts = ledger.parts([item.id])
    if kind == "same" and not any(parts.values()):
        return None
    return ItemChange(**parts, item=item, kind=kind, before=before, after=after)


def _kind(was: State, now: State, more_risk: int) -> Kind:
    if now == "gone":
        return "retired"
    if now == "picked":
        if was != "picked":
            return "newly_answered"
        return "slipped" if more_risk > 0 else "improved" if more_risk < 0 else "same"
    if now == "open":
        return "no_longer_answered" if was == "picked" else "same" if was == "open" else "now_applicable"
    return "no_longer_applicable" if was in {"picked", "open"} else "same"


def _domain_changes(
    earlier: Result, later: Result, every: Mapping[str, Item], ledger: _Ledger
) -> Iterator[DomainChange]:
    before = {domain.id: domain for domain in earlier.domains}
    after = {domain.id: domain for domain in later.domains}
    for id in {**after, **before}:
        ids = [item.id for item in every.values() if item.domain == id]
        title = (after.get(id) or before[id]).title
        yield DomainChange(**ledger.parts(ids), id=id, title=title, before=before.get(id), after=after.get(id))
