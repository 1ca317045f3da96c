"""Items: what each is by itself, and how it goes with the others."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from support.drawn import drawn
from support.held import held, study_of
from support.studied import reference_study

import ethics_audit as ea
from ethics_audit.research import items

FIRST = reference_study().at("1")
COMPLETE = arrays(
    float, st.tuples(st.integers(3, 30), st.integers(2, 5)), elements=st.sampled_from([0.0, 30.0, 70.0, 100.0])
)
NAN = float("nan")


def test_reference_values_of_pairs() -> None:
    """Alpha without each item is that of R from all pairs of answers."""
    found = {one.item: one.alpha_without.value for one in items(FIRST, "desk").items}
    assert found == held("alpha_if_dropped.desk.q1.pairwise")


def test_reference_values_of_complete_rows() -> None:
    """Item–rest correlations, alpha without each item, and Loevinger's H are those of R from complete rows."""
    found = items(FIRST, "desk", complete=True)
    assert {one.item: one.rest.value for one in found.items} == held("item_rest_r.desk.q1.complete")
    assert {one.item: one.rest.value for one in found.items} == held("item_rest_r.desk.q1.complete.base")
    assert {one.item: one.alpha_without.value for one in found.items} == held("alpha_if_dropped.desk.q1.complete.obs")
    expected = held("loevinger_H.desk.q1.complete")
    assert found.h.value == expected["H"]
    assert {one.item: one.h.value for one in found.items} == expected["Hi"]
    assert all(one.n == 34 for one in found.items)
    assert "rows that answer all of them" in found.account


def test_constant_items_leave_and_are_named() -> None:
    """An item whose answers do not vary has a mean and no coefficient, and the note names it."""
    found = items(FIRST, "door")
    assert (found.of("door.d").mean, found.of("door.d").sd, found.of("door.d").best) == (0, 0, 1)
    assert found.of("door.d").rest.reason == "its answers do not vary"
    assert found.notes == ("door: left out of the coefficients: door.d (its answers do not vary).",)
    assert found.of("door.a").rest.value is not None


def test_domain_of_one_item() -> None:
    """A domain of one item has figures and no coefficients, with the reason."""
    [one] = items(FIRST, "key").items
    assert (one.n, one.rest.value, one.rest.n) == (58, None, 0)
    assert {one.rest.reason, one.alpha_without.reason, one.h.reason} == {"the domain has one item"}


def test_two_items() -> None:
    """Of two items, each is correlated with the other, and there is no alpha of one."""
    found = items(study_of([[0, 0], [30, 70], [100, 30], [70, 70]]), "one").items
    expected = np.corrcoef([0, 30, 100, 70], [0, 70, 30, 70])[0, 1]
    assert [one.rest.value for one in found] == [pytest.approx(expected)] * 2
    assert {one.alpha_without.reason for one in found} == {"one other item varies"}


def test_pairs_without_overlap_give_no_number() -> None:
    """Where fewer than two rows answer two items, what needs their covariance is None, and the pair is named."""
    rows = [[0, 30, NAN], [100, 0, NAN], [30, NAN, 0], [70, NAN, 100], [0, 0, NAN]]
    found = items(study_of(rows), "one")
    assert found.of("one.i1").rest.value is None
    assert "both one.i1 and one.i2" in found.of("one.i1").rest.reason
    assert found.of("one.i1").rest.n == 0
    parts, between = np.var([0, 100, 30, 70, 0], ddof=1) + np.var([0, 100], ddof=1), np.cov([30, 70], [0, 100])[0, 1]
    assert found.of("one.i1").alpha_without.value == pytest.approx(2 * (1 - parts / (parts + 2 * between)))
    assert found.notes == ("one: no covariance, since fewer than two rows answer both one.i1 and one.i2.",)


def test_many_pairs_are_cut() -> None:
    """The first three pairs are named, and the others counted."""
    rows = np.full((8, 4), NAN)
    for place in range(4):
        rows[2 * place : 2 * place + 2, place] = [0, 100]
    assert "(and 3 more pairs)" in items(study_of(rows), "one").notes[0]


def test_items_that_offset_each_other() -> None:
    """Where the sum of the others does not vary, there is no item–rest correlation."""
    found = items(study_of([[0, 0, 100], [30, 100, 0], [100, 0, 100]]), "one")
    assert found.of("one.i0").rest.reason == "the sum of the other items does not vary"


@pytest.mark.parametrize("rows", [np.empty((0, 3)), [[NAN, NAN, NAN]], [[0, 30, 100]], [[NAN, 0, 0], [0, NAN, 0]]])
def test_too_few_answers(rows: np.ndarray) -> None:
    """No rows, one row or empty rows give reasons and no numbers."""
    found = items(study_of(rows), "one")
    assert all(one.rest.value is None and one.rest.reason for one in found.items)
    assert found.h.value is None
    assert len(str(found).splitlines()) == 4 + len(found.notes)


@pytest.mark.property
@drawn()
@given(COMPLETE)
def test_item_rest_is_plain_correlation(risks: np.ndarray) -> None:
    """Where nothing is missing, item–rest r is the correlation with the sum of the other items that vary."""
    varying = risks[:, risks.std(0) > 0]
    found = [one for one in items(study_of(risks), "one").items if one.rest.value is not None]
    for place, one in enumerate(found if len(found) == varying.shape[1] else []):
        rest = np.delete(varying, place, 1).sum(1)
        assert one.rest.value == pytest.approx(np.corrcoef(varying[:, place], rest)[0, 1], abs=1e-9)


@pytest.mark.property
@drawn()
@given(COMPLETE, st.randoms(use_true_random=False))
def test_order_does_not_matter(risks: np.ndarray, chance: random.Random) -> None:
    """Rows and items in another order give the same numbers."""
    rows, columns = list(range(len(risks))), list(range(risks.shape[1]))
    chance.shuffle(rows)
    chance.shuffle(columns)
    plain = items(study_of(risks), "one").items
    mixed = items(study_of(risks[rows][:, columns]), "one").items
    for place, column in enumerate(columns):
        one, other = mixed[place], plain[column]
        assert one.h.value == (None if other.h.value is None else pytest.approx(other.h.value, abs=1e-9))
        assert one.rest.value == (None if other.rest.value is None else pytest.approx(other.rest.value, abs=1e-9))
        assert (one.n, one.mean, one.best, one.worst) == (other.n, pytest.approx(other.mean), other.best, other.worst)


def test_loevinger_of_a_perfect_scale() -> None:
    """H is 1 where nobody has a gap in an item without one in each easier item, also with different margins."""
    found = items(study_of([[0, 0, 0], [100, 0, 0], [100, 100, 0], [100, 100, 100]]), "one")
    assert found.h.value == pytest.approx(1)


def test_unknown_names() -> None:
    """An unknown domain or item is refused with the nearest name."""
    with pytest.raises(ea.ArgumentError, match="'desk'"):
        items(FIRST, "desks")
    with pytest.raises(ea.ArgumentError, match=r"door\.a"):
        items(FIRST, "door").of("door.aa")
