"""Agreement of two occasions or two raters, item by item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from attrs import frozen

from ethics_audit.base.causes import unknown, wrong_argument
from ethics_audit.base.errors import AnswerError
from ethics_audit.base.likeness import nearest
from ethics_audit.frames.cells import Array, is_gap
from ethics_audit.frames.states import State
from ethics_audit.frames.study import Study
from ethics_audit.model.items import NOT_APPLICABLE_WORD, UNSURE_WORD, Item
from ethics_audit.research.kappa import WEIGHTS, kappa
from ethics_audit.research.pairing import paired
from ethics_audit.research.result import Estimate, Result

OPEN = (None, UNSURE_WORD, NOT_APPLICABLE_WORD)
"""What is no option; a pair with any of these is left out."""


@frozen(eq=False)
class ItemAgreement:
    """The agreement on one item.

    Attributes:
        item: Its id.
        options: Its options by risk; the rows and columns of `table`.
        table: The number of pairs with each two options.
        left_out: The pairs without an option on one side.
        kappas: Kappa by its weights: ``unweighted``, ``linear``, ``quadratic`` and ``risk``.
    """

    item: str
    options: tuple[str, ...]
    table: Array
    left_out: int
    kappas: Mapping[str, Estimate]

    @property
    def same(self) -> Estimate:
        """The share of pairs with the same option."""
        n = int(self.table.sum())
        return (
            Estimate(float(np.trace(self.table)) / n, n)
            if n
            else Estimate(None, 0, reason="nobody answered both times")
        )


@frozen(eq=False)
class Agreement(Result):
    """The agreement of two occasions or raters.

    Attributes:
        items: That on each item.
    """

    shows = "reliability"
    sources: ClassVar[tuple[str, ...]] = ("cohen1968", "fleiss1969")

    items: tuple[ItemAgreement, ...]
    notes: tuple[str, ...]

    def of(self, item: str) -> ItemAgreement:
        """Return the agreement on one item.

        Raises:
            ArgumentError: If it was not compared.
        """
        known = {one.item: one for one in self.items}
        if item not in known:
            raise wrong_argument("item", "an item that was compared", item, nearest(str(item), known))
        return known[item]

    @property
    def account(self) -> str:
        """Which kappas, and how their intervals were found."""
        return (
            f"Agreement on {len(self.items)} item{'s' * (len(self.items) != 1)} is told by kappa without weights and "
            "with linear and quadratic weights and weights by risk, with large-sample standard errors and 95 % "
            "intervals, beside the share of pairs with the same answer; pairs without two options were left out."
        )

    def rows(self) -> Sequence[dict[str, Any]]:
        """Return a row for each item and way of weighting."""
        return [
            {
                "item": one.item,
                "weights": way,
                "n": k.n,
                "left out": one.left_out,
                "same": one.same.value,
                "kappa": k.value,
                "se": k.se,
                "low": k.low,
                "high": k.high,
                "reason": k.reason,
            }
            for one in self.items
            for way, k in one.kappas.items()
        ]


def agreement(
    a: Study | Iterable[str | None], b: Study | Iterable[str | None], *, item: Item | None = None
) -> Agreement:
    """Compare two occasions or two raters by kappa, (p_o − p_e) / (1 − p_e), for each item (Cohen 1968).

    Agreement counts 1 for the same option and 0 for others (``unweighted``), ``1 − |i − j| / (m − 1)`` (``linear``),
    1 − ((i − j) / (m − 1))² (``quadratic``), for places i and j among m options by risk, or 1 − ((r_i − r_j) / 100)²
    (``risk``). The standard error is that of Fleiss, Cohen & Everitt (1969); n counts pairs with two options.

    Args:
        a: The one side: part of a study with a row a person, such as ``study.at(1)``; or the answers to one item in
            the words of its options.
        b: The other side, of the same kind. Studies are paired by person, answers by place.
        item: The item that two columns of answers belong to.

    Raises:
        ArgumentError: If the sides are of two kinds or two definitions, columns come without an item or differ in
            length, or studies cannot be paired.
        AnswerError: If a column holds what is no answer to the item.
    """
    if isinstance(a, Study) and isinstance(b, Study):
        return _of_studies(a, b)
    if isinstance(a, Study) or isinstance(b, Study):
        raise wrong_argument("b", "two studies, or two columns of answers", "one of each")
    if not isinstance(item, Item):
        raise wrong_argument("item", "the item that the answers belong to", item, "item=audit.items['…']")
    ones, others = (_places(side, item, name) for side, name in ((a, "a"), (b, "b")))
    if len(ones) != len(others):
        raise wrong_argument("b", f"{len(ones)} answers, as many as in a", len(others))
    return Agreement((_agreement(item, ones, others),), ())


def _of_studies(a: Study, b: Study) -> Agreement:
    if a.audit.digest != b.audit.digest:
        raise wrong_argument("b", f"a study of {a.audit.id} {a.audit.version}", f"{b.audit.id} {b.audit.version}")
    both = paired(a, b)
    sides = [
        np.where(one.states == State.ANSWERED, one.codes.astype(int), -1)[rows]
        for one, rows in ((a, both.first), (b, both.second))
    ]
    found = tuple(_agreement(item, sides[0][:, place], sides[1][:, place]) for place, item in enumerate(a.items))
    alone = both.only_first + both.only_second
    return Agreement(found, (f"Left out: {alone} who are on one side alone.",) if alone else ())


def _places(answers: Iterable[str | None], item: Item, side: str) -> Array:
    """Return the place of each answer among the options by risk; -1 if it is none."""
    places: dict[object, int] = {option.id: place for place, option in enumerate(item.ranked)}
    known: dict[object, int] = {**dict.fromkeys(OPEN, -1), **places}
    given = [None if is_gap(word) else word for word in answers]
    wrong = [
        unknown(f"{side}[{row}]", f"an answer to {item.id}", word, item.by_id)
        for row, word in enumerate(given)
        if word is not None and (not isinstance(word, str) or word not in known)
    ]
    if wrong:
        raise AnswerError(wrong, side)
    return np.array([known[word] for word in given], np.int64)


def _agreement(item: Item, ones: Array, others: Array) -> ItemAgreement:
    known = (ones >= 0) & (others >= 0)
    options = item.ranked
    table = np.zeros((len(options),) * 2)
    np.add.at(table, (ones[known].astype(int), others[known].astype(int)), 1)
    risks = np.array([option.risk for option in options], float)
    kappas = {way: kappa(table, weigh(risks)) for way, weigh in WEIGHTS.items()}
    return ItemAgreement(item.id, tuple(option.id for option in options), table, int((~known).sum()), kappas)
