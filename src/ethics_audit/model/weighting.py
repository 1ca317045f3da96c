"""Weights from elsewhere: the ratings of one rater or several, and an audit that is scored with them."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Self

from attrs import evolve, field, frozen

from ethics_audit.base import causes
from ethics_audit.base.errors import ChecklistError, Problem
from ethics_audit.base.language import gettext
from ethics_audit.base.public import public
from ethics_audit.base.validation import (
    Defined,
    as_tuple,
    each,
    holds,
    instance,
    item_id,
    name,
    repeated,
    version,
    whole,
)
from ethics_audit.model.definitions import Audit, Checklist, Part
from ethics_audit.model.items import Item, Rating

PANEL = "judgement-panel"
"""The source of a weight that comes from a weight file."""
MARK = "_reweighted"
"""The end of the id of an audit with other weights."""
LONGEST_ID, LONGEST_TITLE = 64, 80
MOST_RATINGS = 10_000


@public()
@frozen
class ItemRating(Defined):
    """What raters made of an item.

    Attributes:
        item: The id of the item.
        severity: The harm to a client if the gap does its harm, from 1 (nuisance) to 4 (grave).
        likelihood: How likely that harm, or discipline for it, is where the gap is at its worst: 1 seldom, 2 often,
            3 nearly always.
    """

    item: str = field(metadata=holds(item_id))
    severity: int = field(metadata=holds(whole(1, 4)))
    likelihood: int = field(metadata=holds(whole(1, 3)))


@public()
@frozen
class Weights(Defined):
    """Ratings of every item of an audit, by one rater or as the median of several.

    Attributes:
        audit: The id of the audit or checklist whose items were rated.
        version: Its version.
        ratings: The ratings; in documents a table from item ids to ``{severity, likelihood}``.
        raters: How many people rated.
    """

    audit: str = field(metadata=holds(name))
    version: str = field(metadata=holds(version))
    ratings: tuple[ItemRating, ...] = field(
        metadata=holds(each(instance(ItemRating), at_least=1, at_most=MOST_RATINGS)), converter=as_tuple
    )
    raters: int = field(metadata=holds(whole(1, 10_000)), default=1)

    @staticmethod
    def _items_rated_once(ratings: tuple[ItemRating, ...]) -> Iterator[Problem]:
        """Weights rate each item once."""
        for id in repeated([rating.item for rating in ratings]):
            yield causes.repeated("ratings", id, kind="the item")

    @cached_property
    def by_item(self) -> Mapping[str, ItemRating]:
        """The ratings by item id, in order."""
        return MappingProxyType({rating.item: rating for rating in self.ratings})

    @classmethod
    def median(cls, raters: Iterable[Self]) -> Self:
        """Return the median of several raters' severities and likelihoods; between two middle values, the higher.

        Args:
            raters: The ratings of at least one rater, all of the same items.

        Raises:
            ArgumentError: If there is none, or if they are not of the same items.
        """
        forms = tuple(raters)
        rated = {(form.audit, form.version, frozenset(form.by_item)) for form in forms}
        if len(rated) != 1:
            raise causes.wrong_argument("raters", "ratings of the same items", [form.audit for form in forms])
        ratings = [
            ItemRating(
                id,
                _middle(form.by_item[id].severity for form in forms),
                _middle(form.by_item[id].likelihood for form in forms),
            )
            for id in forms[0].by_item
        ]
        return cls(forms[0].audit, forms[0].version, ratings, sum(form.raters for form in forms))


def reweighted(audit: Audit, weights: Weights) -> Audit:
    """Return an audit that is scored with other ratings, and with the weights and the gravity that follow from them.

    Its id ends in ``_reweighted``, its title says so, and its digest follows from what differs. Options, flags and
    texts stay.

    Raises:
        ChecklistError: If the weights are for another audit or version, leave out an item or name one that the audit
            does not have, with every problem.
    """
    if problems := list(misfits(audit, weights)):
        raise ChecklistError(problems, "weights")
    return evolve(
        audit,
        id=f"{audit.id[: LONGEST_ID - len(MARK)]}{MARK}",
        title=gettext("{title} (other weights)", title=audit.title[:LONGEST_TITLE]),
        parts=[Part(_checklist(part.checklist, weights), part.multiplier) for part in audit.parts],
    )


def misfits(audit: Audit, weights: Weights) -> Iterator[Problem]:
    """Yield a problem for everything in which weights do not fit an audit."""
    for key, wanted, given in (("audit", audit.id, weights.audit), ("version", audit.version, weights.version)):
        if given != wanted:
            yield causes.unexpected(key, repr(wanted), given, code="other-definition")
    for id in weights.by_item:
        if id not in audit.items:
            yield causes.unknown(f"ratings.{id}", f"an item of {audit.id}", id, audit.items)
    for id in audit.items:
        if id not in weights.by_item:
            yield causes.missing(f"ratings.{id}", "rate every item")


def _middle(numbers: Iterable[int]) -> int:
    """Return the median; between two middle numbers, the higher."""
    ranked = sorted(numbers)
    return ranked[len(ranked) // 2]


def _checklist(checklist: Checklist, weights: Weights) -> Checklist:
    return evolve(checklist, items=[_item(item, weights.by_item[item.id]) for item in checklist.items])


def _item(item: Item, rated: ItemRating) -> Item:
    rating = Rating(rated.severity, rated.likelihood, "expert", (PANEL,))
    return evolve(item, rating=rating, weight=rating.weight)
