"""Internal consistency: alpha and omega with their intervals, and what must be said beside them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from support.drawn import drawn
from support.held import held, study_of
from support.studied import reference_study

import ethics_audit as ea
from ethics_audit.research import reliability
from ethics_audit.research.factor import one_factor

STUDY = reference_study()
FIRST = reliability(STUDY.at("1"), draws=200)
NAN = float("nan")
COMPLETE = arrays(
    float, st.tuples(st.integers(2, 20), st.integers(2, 5)), elements=st.sampled_from([0.0, 30.0, 70.0, 100.0])
)


def test_alpha_of_pairs() -> None:
    """Alpha from all pairs of answers is that of R, with equal and with the shipped weights, and of pingouin."""
    assert FIRST.of("desk").value == held("alpha.desk.q1.pairwise")["raw"]
    assert FIRST.of("desk").value == held("alpha.desk.q1.pairwise", "Python")
    assert FIRST.of("desk", weights="shipped").value == held("alpha_weighted.desk.q1.pairwise")
    assert FIRST.of("desk").n == held("n.desk.q1")["rows"]


def test_alpha_of_complete_rows() -> None:
    """Alpha, its standard error and Feldt's interval from complete rows are those of R."""
    found = FIRST.of("desk", answers="complete")
    assert found.value == held("alpha.desk.q1.complete.obs")["raw"]
    assert found.value == held("alpha.desk.q1.listwise", "Python")
    assert {"low": found.low, "high": found.high} == held("alpha_ci_feldt.desk.q1.complete")
    assert found.se == held("alpha_ase.desk.q1.complete")
    assert found.n == held("n.desk.q1")["complete"]
    assert FIRST.of("desk", weights="shipped", answers="complete").value == held("alpha_weighted.desk.q1.complete")


def test_constant_items_leave_k() -> None:
    """A constant item is not counted, and is named."""
    assert FIRST.of("door").value == held("alpha.door.q1.pairwise_without_constant")
    assert next(one.items for one in FIRST.coefficients if one.domain == "door") == 4
    assert any("door.d (its answers do not vary)" in note for note in FIRST.notes)
    table = STUDY.at("1").table.drop_columns(["door.e"])
    without = reliability(ea_study(table), draws=10)
    assert without.of("door").value == held("alpha.door_abcd.q1.pairwise_without_constant")


def ea_study(table: object) -> object:
    """The reference study with another table."""
    return type(STUDY)(STUDY.audit, table, STUDY.person, STUDY.occasion)


def test_omega() -> None:
    """Omega with both weights and the loadings are those of lavaan and of factanal."""
    assert FIRST.of("desk", "omega").value == held("omega_total.desk.q1.complete")
    assert FIRST.of("desk", "omega").value == held("omega_total.desk.q1.complete.factanal")
    assert FIRST.of("desk", "omega", weights="shipped").value == held("omega_weighted.desk.q1.complete")
    assert FIRST.factors["desk"].loadings == held("loadings.desk.q1.complete")
    assert FIRST.factors["desk"].boundary == ()


def test_boundary_is_reported() -> None:
    """Where one item takes the whole factor, the note names it (a Heywood case)."""
    assert FIRST.factors["door"].boundary == ("door.c",)
    assert any("door.c (a Heywood case)" in note for note in FIRST.notes)


def test_it_always_says_that_an_audit_is_an_index() -> None:
    """The note on formative models and COSMIN stands first, also without any number."""
    for study in (STUDY.at("1"), STUDY.where([False] * len(STUDY))):
        found = reliability(study, draws=10)
        assert found.notes[0].startswith("An audit is an index of gaps (a formative model)")
        assert "COSMIN" in found.notes[0]
    assert found.account == "No domain has answers from which alpha can be computed."


def test_intervals_draw_people() -> None:
    """The bootstrap gives the same for the same seed, holds the estimate, and draws all rows of a person together."""
    pooled = reliability(STUDY, draws=200)
    again, other = reliability(STUDY, draws=200), reliability(STUDY, draws=200, seed=1)
    assert pooled.of("desk") == again.of("desk") != other.of("desk")
    low, high = pooled.of("desk").low, pooled.of("desk").high
    assert low is not None and high is not None and low < pooled.of("desk").value < high  # noqa: PT018
    assert {one.interval for one in pooled.coefficients if one.name == "alpha" and one.items > 1} == {"bootstrap"}
    assert pooled.notes[1].startswith("Some people have several rows")
    doubled = study_of(
        [[a, b, c] for a, b, c in ROWS for _ in "ab"], person=[str(row) for row in range(12) for _ in "ab"]
    )
    once = study_of([[a, b, c] for a, b, c in ROWS[:11]] + [[30, 70, NAN]], person=[str(row) for row in range(12)])
    wide, narrow = reliability(once, draws=300).of("one"), reliability(doubled, draws=300).of("one")
    assert wide.low is not None and narrow.low is not None  # noqa: PT018
    assert narrow.low == pytest.approx(wide.low, abs=0.2)


ROWS = [[0, 30, 0], [30, 30, 0], [100, 70, 70], [0, 0, 30], [70, 100, 30], [0, 70, 0]] * 2


def test_account_names_what_ran() -> None:
    """Domains with numbers, methods, draws and seed are told."""
    assert "alpha of desk, door was" in FIRST.account
    assert "by the method of Feldt and by a percentile bootstrap over people (200 draws, seed 0)" in FIRST.account
    plain = reliability(study_of(ROWS), draws=10)
    assert "Feldt;" in plain.account
    assert plain.of("one", answers="pairwise") == plain.of("one", answers="complete")


def test_pingouins_faults() -> None:
    """A pair without overlap is no covariance of 0, and a constant item is not in k."""
    rows = [[0, 30, NAN], [100, 70, NAN], [30, NAN, 0], [70, NAN, 100], [0, 0, NAN]]
    found = reliability(study_of(rows), draws=10).of("one")
    assert found.value is None
    assert "fewer than two rows answer both one.i1 and one.i2" in found.reason
    with_constant = reliability(study_of([[*row, 0] for row in ROWS]), draws=10).of("one")
    assert with_constant == reliability(study_of(ROWS), draws=10).of("one")


@pytest.mark.property
@drawn()
@given(COMPLETE)
def test_pairs_are_complete_where_nothing_is_missing(risks: np.ndarray) -> None:
    """Where nothing is missing, both alphas are that of the definition, and rows in another order give the same."""
    found = reliability(study_of(risks), draws=1)
    varying = risks[:, risks.std(0) > 0]
    k, total = varying.shape[1], varying.sum(1).var(ddof=1)
    if k > 1 and total > 1e-6:
        expected = k / (k - 1) * (1 - varying.var(0, ddof=1).sum() / total)
        assert found.of("one").value == pytest.approx(expected, abs=1e-9)
        assert reliability(study_of(risks[::-1]), draws=1).of("one").value == pytest.approx(expected, abs=1e-9)
    assert found.of("one") == found.of("one", answers="complete")


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[0, 0], [0, 0]], "fewer than two items vary"),
        ([[0, 100], [100, 0]], "the variance of the sum is not positive"),
        ([[0, 100]], "there are fewer than two such rows"),
        ([[NAN, NAN], [NAN, 0]], "fewer than two items vary"),
    ],
)
def test_numbers_that_cannot_be_had(rows: list[list[float]], reason: str) -> None:
    """Each None has its reason, and nothing else breaks."""
    found = reliability(study_of(rows), draws=10)
    assert found.of("one").value is None
    assert found.of("one").reason == reason
    assert reason in str(found)


def test_one_person_has_no_interval() -> None:
    """Alpha of several rows of one person has no interval, and says why."""
    found = reliability(study_of(ROWS, person=["p"] * 12), draws=10)
    alpha = next(one for one in found.coefficients if one.name == "alpha")
    assert (alpha.estimate.low, alpha.interval) == (None, "no interval from fewer than two people")


def test_draws_without_a_value() -> None:
    """Where most draws leave a pair without rows, there is no interval."""
    rows = [[0, 100, NAN], [30, 0, NAN], [NAN, 70, 0], [NAN, 0, 100], [100, NAN, 70], [0, NAN, 30]]
    found = reliability(study_of(rows), draws=100)
    assert found.coefficients[0].estimate.value is not None
    assert found.coefficients[0].interval == "no interval, since most draws have no value"


def test_many_people_are_drawn_in_groups() -> None:
    """The interval of many people is as wide as theory has it, and a note tells of the groups that it draws."""
    chance = np.random.default_rng(3)
    trait = chance.normal(size=(5000, 1))
    risks = np.array([0.0, 30.0, 70.0, 100.0])[
        np.clip(np.round(trait + chance.normal(size=(5000, 5)) + 1.5), 0, 3).astype(int)
    ]
    complete = reliability(study_of(risks), draws=1)
    risks[0, 0] = NAN
    pairwise = reliability(study_of(risks), draws=500)
    assert "draws 1,000 groups" in pairwise.limits[-1] and "groups" not in complete.limits[-1]  # noqa: PT018
    whole, drawn = complete.of("one"), pairwise.of("one")
    assert whole.low is not None and whole.high is not None and drawn.low is not None and drawn.high is not None  # noqa: PT018
    assert (drawn.high - drawn.low) / (whole.high - whole.low) == pytest.approx(1, abs=0.25)


def test_one_factor_needs_enough() -> None:
    """Fewer than three items, or as many items as rows, have no factor, and the reason is told."""
    two = reliability(study_of([row[:2] for row in ROWS]), draws=10).of("one", "omega")
    assert two.reason == "one factor needs at least 3 items that vary, and there are 2"
    few = reliability(study_of(ROWS[:3]), draws=10).of("one", "omega")
    assert "singular" in few.reason


def test_one_factor_gives_loadings_back() -> None:
    """The factor of λλ' + θ is λ and θ, also with a negative loading."""
    loadings, own = np.array([8.0, 5.0, -3.0, 6.0]), np.array([20.0, 30.0, 25.0, 10.0])
    found = one_factor(np.outer(loadings, loadings) + np.diag(own))
    assert not isinstance(found, str)
    assert found.loadings == pytest.approx(loadings, rel=1e-4)
    assert found.uniquenesses == pytest.approx(own, rel=1e-4)


def test_search_that_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that stops on a slope gives no factor."""
    monkeypatch.setattr("ethics_audit.research.factor.STEEPEST", 0.0)
    monkeypatch.setattr("ethics_audit.research.factor.SEARCH", {"maxiter": 1})
    rows = [[0, 30, 0, 70], [30, 30, 0, 0], [100, 70, 70, 0], [0, 0, 30, 30], [70, 100, 30, 100], [0, 70, 0, 70]]
    assert (
        reliability(study_of(rows * 2), draws=10).of("one", "omega").reason
        == "the search for one factor did not converge"
    )


def test_rows_that_are_never_complete() -> None:
    """Without complete rows the reason is told once, and no item is named for it."""
    found = reliability(
        study_of([[0, 30, NAN], [30, NAN, 0], [NAN, 100, 70], [70, 0, NAN], [100, NAN, 70]] * 2), draws=10
    )
    assert found.of("one", answers="complete").reason == "there are fewer than two such rows"
    assert found.notes[1:] == ("one: 0 of 10 rows are complete; each pair of items has 2 or more.",)


def test_items_that_are_constant_in_complete_rows() -> None:
    """An item that varies, but not in complete rows, is named for them alone."""
    rows = [[0, 30, 0], [30, 100, 0], [70, 0, 0], [NAN, 70, 100], [0, NAN, 30]]
    note = reliability(study_of(rows), draws=10).notes[-1]
    assert note == "one: in complete rows also left out (its answers do not vary): one.i2."


def test_unknown_coefficients() -> None:
    """A coefficient that there is not is refused with the nearest one, and so are no draws."""
    with pytest.raises(ea.ArgumentError, match="desk alpha equal pairwise"):
        FIRST.of("deks")
    with pytest.raises(ea.ArgumentError, match="at least 1"):
        reliability(STUDY, draws=0)
