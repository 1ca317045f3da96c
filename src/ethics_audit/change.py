"""What changed between two audits: an exact decomposition of the difference of their scores.

The difference is the sum over all items of the difference of their contributions. If the definition changed in between,
the earlier answers are scored under the newer one as well, and each part splits in two: what the answers did, under the
newer definition, and what the definition did, to the earlier answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple

from attrs import frozen

from ethics_audit.answers import UNSURE, Answers, NotApplicable, carried
from ethics_audit.drift import Drift, drift, risk_now
from ethics_audit.errors import ArgumentError
from ethics_audit.explanation import applies, findings, picked_option
from ethics_audit.model import Audit, Item, Option
from ethics_audit.scoring import Scored, score

if TYPE_CHECKING:
    from ethics_audit.assessment import Assessment

Kind = Literal[
    "improved",
    "slipped",
    "same",
    "newly_answered",
    "no_longer_answered",
    "now_applicable",
    "no_longer_applicable",
    "retired",
]
State = Literal["picked", "open", "out", "gone"]


@frozen
class Parts:
    """A part of the difference of two scores, in points of the score; negative where it lowered the score.

    Attributes:
        answers: What the answers did; None if either side of that has no score.
        checklist: What the change of the definition did; 0 if it did not change, None if either side has no score.
        total: Both; None if one of the two audits has no score.
    """

    answers: Fraction | None
    checklist: Fraction | None
    total: Fraction | None


@frozen
class ItemChange(Parts):
    """What became of an item.

    Attributes:
        item: The item, as it is now; as it was, if it has been retired.
        kind: ``improved`` or ``slipped`` (another option, with less or more risk as the newer definition rates it),
            ``same`` (the same option, or one of the same risk, or not counted in either), ``newly_answered``,
            ``no_longer_answered``, ``now_applicable`` (and open), ``no_longer_applicable``, or ``retired`` (the newer
            definition does not have it).
        before: The option picked earlier, if one was.
        after: The option picked now, if one is.
    """

    item: Item
    kind: Kind
    before: Option | None
    after: Option | None


@frozen
class DomainChange(Parts):
    """What became of a domain; its parts are those of its items.

    Attributes:
        id: The checklist's id.
        title: Its title.
        before: Its own result earlier; None if it was not in the audit.
        after: Its own result now; None if it is not in the audit any more.
    """

    id: str
    title: str
    before: Scored | None
    after: Scored | None


@frozen(repr=False)
class Change(Parts):
    """What changed from an earlier result to a later one; the parts sum to the difference of the scores, exactly.

    Attributes:
        earlier: The earlier result.
        later: The later one.
        items: Every item that has a part in the difference, or that is not ``same``; the largest total first.
        domains: Every domain of both, in the order of the later audit.
        not_carried: Ids of the items whose earlier answers do not fit the newer definition.
    """

    earlier: Assessment
    later: Assessment
    items: tuple[ItemChange, ...]
    domains: tuple[DomainChange, ...]
    not_carried: tuple[str, ...]

    @property
    def improved(self) -> tuple[ItemChange, ...]:
        """The items with a better answer, the largest total first."""
        return self.of_kind("improved")

    @property
    def slipped(self) -> tuple[ItemChange, ...]:
        """The items with a worse answer, the largest total first."""
        return self.of_kind("slipped")

    @property
    def flags_raised(self) -> tuple[str, ...]:
        """Ids of the items whose red flag is raised now and was not."""
        return tuple(id for id in self.later.flags if id not in self.earlier.flags)

    @property
    def flags_cleared(self) -> tuple[str, ...]:
        """Ids of the items whose red flag was raised, and which have an answer now that does not raise it."""
        return tuple(id for id in self._flags_down if _state(id, self.later) == "picked")

    @property
    def flags_not_known(self) -> tuple[str, ...]:
        """Ids of the items whose red flag was raised, and which are open now, or do not apply any more."""
        return tuple(id for id in self._flags_down if _state(id, self.later) != "picked")

    @property
    def _flags_down(self) -> list[str]:
        return [id for id in self.earlier.flags if id not in self.later.flags]

    @property
    def drift(self) -> tuple[Drift, ...]:
        """Boundary crossings that have become more frequent; see `drift`."""
        return drift((self.earlier, self.later))

    def of_kind(self, kind: Kind) -> tuple[ItemChange, ...]:
        """The items of one kind, the largest total first; see `ItemChange`."""
        return tuple(one for one in self.items if one.kind == kind)

    def __str__(self) -> str:
        from ethics_audit import text_change

        return text_change.page(self)

    def __repr__(self) -> str:
        return f"<Change of {self.later.audit.id}: total {self.total}, items {len(self.items)}>"


def change(earlier: Assessment, later: Assessment) -> Change:
    """What changed from one result to a later one of the same audit, under the same version or another.

    Raises:
        ArgumentError: If they are results of two audits.
    """
    if earlier.audit.id != later.audit.id:
        told = f"is a result of {earlier.audit.id!r}; one of {later.audit.id!r} is needed"
        raise ArgumentError("earlier", told)
    between, not_carried = carried(later.audit, earlier.answers)
    same = earlier.audit.digest == later.audit.digest
    before = _contributions(earlier.audit, earlier.answers, earlier)
    after = _contributions(later.audit, later.answers, later)
    middle = before if same else _contributions(later.audit, between, score(later.audit, between)[0])
    ledger = _Ledger(before, middle, after)
    every = {**earlier.audit.items, **later.audit.items}
    items = [found for item in every.values() if (found := _item_change(item, earlier, later, ledger))]
    return Change(
        **ledger.parts(every),
        earlier=earlier,
        later=later,
        items=tuple(sorted(items, key=lambda one: (-abs(one.total or 0), one.item.id))),
        domains=tuple(_domain_changes(earlier, later, every, ledger)),
        not_carried=not_carried,
    )


_Contributions = dict[str, Fraction] | None
"""What each item adds to a score, where it adds something; None without a score."""


def _contributions(audit: Audit, answers: Answers, whole: Scored) -> _Contributions:
    if whole.exact is None:
        return None
    return {finding.item.id: finding.contribution for finding in findings(audit, answers, whole)}


class _Ledger(NamedTuple):
    """Contributions earlier; of the earlier answers under the later definition; and later."""

    before: _Contributions
    middle: _Contributions
    after: _Contributions

    def parts(self, ids: Iterable[str]) -> dict[str, Fraction | None]:
        """The fields of `Parts` for some items together."""
        ids = list(ids)
        return {
            "answers": _difference(self.middle, self.after, ids),
            "checklist": _difference(self.before, self.middle, ids),
            "total": _difference(self.before, self.after, ids),
        }


def _difference(before: _Contributions, after: _Contributions, ids: list[str]) -> Fraction | None:
    if before is None or after is None:
        return None
    return sum((after.get(id, Fraction()) - before.get(id, Fraction()) for id in ids), Fraction())


def _item_change(item: Item, earlier: Assessment, later: Assessment, ledger: _Ledger) -> ItemChange | None:
    """What became of an item; None where that is nothing."""
    was, now = _state(item.id, earlier), _state(item.id, later)
    before = picked_option(earlier.audit, earlier.answers, item.id)
    after = picked_option(later.audit, later.answers, item.id)
    kind = _kind(was, now, after.risk - risk_now(item, before) if before and after else 0)
    parts = ledger.parts([item.id])
    if kind == "same" and not any(parts.values()):
        return None
    return ItemChange(**parts, item=item, kind=kind, before=before, after=after)


def _state(id: str, result: Assessment) -> State:
    item = result.audit.items.get(id)
    if item is None:
        return "gone"
    answer = result.answers.given.get(id, UNSURE)
    if not applies(item, result.answers) or isinstance(answer, NotApplicable):
        return "out"
    return "open" if answer is UNSURE else "picked"


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
    earlier: Assessment, later: Assessment, every: Mapping[str, Item], ledger: _Ledger
) -> Iterator[DomainChange]:
    before = {domain.id: domain for domain in earlier.domains}
    after = {domain.id: domain for domain in later.domains}
    for id in {**after, **before}:
        ids = [item.id for item in every.values() if item.domain == id]
        title = (after.get(id) or before[id]).title
        yield DomainChange(**ledger.parts(ids), id=id, title=title, before=before.get(id), after=after.get(id))
