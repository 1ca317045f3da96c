"""Agreement: kappa with four ways of weighting, and its standard error."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builders import item, scale
from support.drawn import drawn
from support.held import LEVELS, held, study_of
from support.studied import reference_study

import ethics_audit as ea
from ethics_audit.research import agreement
from ethics_audit.research.kappa import WEIGHTS, kappa

STUDY = reference_study()
FOUND = agreement(STUDY.at("1"), STUDY.at("2"))
ITEM = item("one.a", scale=scale(*LEVELS))
WORDS = st.lists(
    st.tuples(*[st.sampled_from(["r0", "r30", "r70", "r100", "unsure", "n/a", "", None])] * 2), max_size=30
)


def test_reference_values() -> None:
    """Kappas and standard errors are those of psych, vcd and statsmodels; psych's interval is too wide."""
    desk = FOUND.of("desk.a").kappas
    assert desk["quadratic"].value == held("kappa_quadratic.desk.a.q1q2")["kappa"]
    assert desk["quadratic"].n == held("kappa_quadratic.desk.a.q1q2")["n"]
    for name, way in (
        ("kappa_quadratic_vcd", "quadratic"),
        ("kappa_linear", "linear"),
        ("kappa_unweighted", "unweighted"),
    ):
        expected = held(f"{name}.desk.a.q1q2")
        assert (desk[way].value, desk[way].se) == (expected["kappa"], expected["ase"])
    for way in ("quadratic", "linear"):
        expected = held(f"kappa_{way}.desk.a.q1q2", "Python")
        assert (desk[way].low, desk[way].high) == (expected["low"], expected["high"])
        assert (desk[way].value, desk[way].se) == (expected["kappa"], expected["ase"])
    assert desk["risk"].value == held("kappa_by_risk.desk.a.q1q2")


def test_columns_of_one_item() -> None:
    """Two columns of answers to one item give what the studies give."""
    columns = [STUDY.at(quarter).column("desk.a") for quarter in ("1", "2")]
    found = agreement(*columns, item=STUDY.audit.items["desk.a"])
    assert found.of("desk.a").kappas == FOUND.of("desk.a").kappas
    assert found.of("desk.a").left_out == 9
    assert found.of("desk.a").same.value == pytest.approx(np.trace(FOUND.of("desk.a").table) / 51)
    assert found.account.startswith("Agreement on 1 item is told")
    assert FOUND.account.startswith("Agreement on 12 items is told")


@pytest.mark.property
@drawn()
@given(WORDS)
def test_kappa_is_symmetric(pairs: list[tuple[str | None, str | None]]) -> None:
    """Both sides can change places; kappa is at most 1, and its table holds every pair with two options."""
    a, b = [one for one, _ in pairs], [other for _, other in pairs]
    there, back = agreement(a, b, item=ITEM).items[0], agreement(b, a, item=ITEM).items[0]
    assert there.table.tolist() == back.table.T.tolist()
    assert int(there.table.sum()) + there.left_out == len(pairs)
    for way, found in there.kappas.items():
        other = back.kappas[way]
        if found.value is None:
            assert (other.value, other.reason) == (None, found.reason)
        else:
            assert found.value == pytest.approx(other.value, abs=1e-9)
            assert found.se == pytest.approx(other.se, abs=1e-6)
            assert found.value <= 1 + 1e-12


def test_perfect_and_opposite() -> None:
    """Kappa is 1 with the same answers, with no error, and −1 with opposite ones in equal shares."""
    same = agreement(["r0", "r100", "r30"], ["r0", "r100", "r30"], item=ITEM).items[0]
    assert all(found.value == pytest.approx(1) and found.se == pytest.approx(0) for found in same.kappas.values())
    opposite = agreement(["r0", "r100"], ["r100", "r0"], item=ITEM).items[0]
    assert all(found.value == pytest.approx(-1) for found in opposite.kappas.values())


def test_numbers_that_cannot_be_had() -> None:
    """No pairs, or one answer alone, give None with a reason."""
    empty = agreement([], [], item=ITEM)
    assert {found.reason for found in empty.items[0].kappas.values()} == {"nobody answered both times"}
    assert empty.items[0].same.value is None
    assert "nobody answered both times" in str(empty)
    one = agreement(["r0", "r0", None], ["r0", "r0", "r0"], item=ITEM).items[0]
    assert {found.reason for found in one.kappas.values()} == {"every answer is the same"}
    assert one.same.value == 1


@pytest.mark.parametrize("way", WEIGHTS)
def test_one_side_with_one_answer(way: str) -> None:
    """Where one side gave one answer alone, kappa is 0 whatever the other gave: no standard error of 0 is claimed."""
    for table in ([[8, 0], [6, 0]], [[0, 3, 0], [0, 4, 0], [0, 2, 0]], [[0, 0, 5], [0, 0, 3], [0, 0, 1]]):
        counts = np.array(table, float)
        for side in (counts, counts.T):
            found = kappa(side, WEIGHTS[way](np.linspace(0, 100, len(side))))
            assert (found.value, found.se, found.low, found.high) == (0, None, None, None)
            assert found.reason == "one side has one answer alone, so that kappa is 0 and has no interval"


def test_weights() -> None:
    """Weights are 1 for the same option and fall to 0 for the farthest; those by risk follow the risks."""
    risks = np.array([0.0, 30, 70, 100])
    for weigh in WEIGHTS.values():
        assert np.diag(weigh(risks)).tolist() == [1] * 4
        assert weigh(risks)[0, 3] == 0
    assert WEIGHTS["linear"](risks)[0, 1] == pytest.approx(2 / 3)
    assert WEIGHTS["quadratic"](risks)[0, 1] == pytest.approx(8 / 9)
    assert WEIGHTS["risk"](risks)[0, 1] == pytest.approx(0.91)
    assert kappa(np.array([[3.0]]), WEIGHTS["linear"](np.zeros(1))).reason == "every answer is the same"


def test_pairing_of_studies() -> None:
    """People on one side alone are counted; an unanswered item leaves a pair out."""
    a = study_of([[0], [100], [30]], person=["p", "q", "r"])
    b = study_of([[100], [0], [None], [0]], person=["q", "p", "r", "s"])
    found = agreement(a, b)
    assert found.items[0].kappas["unweighted"].value == pytest.approx(1)
    assert (found.items[0].kappas["unweighted"].n, found.items[0].left_out) == (2, 1)
    assert found.notes == ("Left out: 1 who are on one side alone.",)


def test_sides_that_cannot_be_compared() -> None:
    """One study and one column, two definitions, no item, other lengths and unknown words are refused."""
    first = STUDY.at("1")
    with pytest.raises(ea.ArgumentError, match="two studies, or two columns"):
        agreement(first, ["r0"])
    with pytest.raises(ea.ArgumentError, match=r"a study of reference 1\.0"):
        agreement(first, study_of([[0]]))
    with pytest.raises(ea.ArgumentError, match="the item that the answers belong to"):
        agreement(["r0"], ["r0"])
    with pytest.raises(ea.ArgumentError, match="1 answers, as many as in a"):
        agreement(["r0"], ["r0", "r0"], item=ITEM)
    with pytest.raises(ea.AnswerError, match=r"b\[1\].*r30"):
        agreement(["r0", "r0"], [float("nan"), "r3"], item=ITEM)
    with pytest.raises(ea.ArgumentError, match=r"desk\.a"):
        FOUND.of("desk.aa")
