"""Test–retest: intraclass correlations, errors of measurement and limits of agreement."""

import numpy as np
import pyarrow as pa
import pytest
from support.held import held, study_of
from support.studied import reference_study

import ethics_audit as ea
from ethics_audit.research import Study, retest

STUDY = reference_study()
CONTROL = STUDY.where([group == "control" for group in STUDY.column("group")])
FOUND = retest(CONTROL, "1", "2")


def two(first: list[float], second: list[float]) -> Study:
    """People who answered one item on both occasions."""
    people = [f"p{place}" for place in range(len(first))]
    rows = [[risk] for risk in (*first, *second)]
    return study_of(rows, person=people * 2, occasion=[1] * len(first) + [2] * len(second))


@pytest.mark.parametrize(
    ("name", "ours", "theirs"),
    [("ICC1", "icc_1", "ICC(1,1)"), ("ICC2", "icc_a", "ICC(A,1)"), ("ICC3", "icc_c", "ICC(C,1)")],
)
def test_reference_correlations(name: str, ours: str, theirs: str) -> None:
    """Each ICC and its F interval are those of psych, and of pingouin."""
    found, expected = getattr(FOUND, ours), held("icc.score.control.q1q2")[name]
    assert found.value == expected["icc"]
    assert found.low == expected["low"]
    assert found.high == expected["high"]
    assert found.value == held("icc.score.control.q1q2", "Python")[theirs]
    assert found.n == 30


def test_reference_errors() -> None:
    """Errors of measurement, detectable change and limits of agreement are those of R."""
    expected = held("retest.score.control.q1q2")
    assert FOUND.sem_c.value == expected["sem_consistency"]
    assert FOUND.sem_a.value == expected["sem_agreement"]
    assert FOUND.sdc_c.value == expected["sdc95_consistency"]
    assert (FOUND.change.value, FOUND.change.low, FOUND.change.high) == (
        expected["mean_change"],
        expected["loa_low"],
        expected["loa_high"],
    )
    assert FOUND.sd_change.value == expected["sd_change"]
    assert FOUND.sem_c.value == held("rci.q1q4")["sem"]
    assert FOUND.change.n == expected["n"]


def test_a_shift_of_everybody_counts_for_agreement_alone() -> None:
    """Where everybody changes alike, consistency is 1 and agreement is not; the error for agreement holds the shift."""
    found = retest(two([0, 0, 30, 70], [30, 30, 70, 100]), 1, 2)
    msc, mse = 4 * 32.5**2 / 2, np.var([30, 30, 40, 30], ddof=1) / 2
    assert found.sem_a.value == pytest.approx(np.sqrt(mse + (msc - mse) / 4))
    assert found.sem_c.value == pytest.approx(np.sqrt(mse))
    assert found.sdc_a.value == pytest.approx(1.959963984540054 * np.sqrt(2) * np.sqrt(mse + (msc - mse) / 4))
    assert found.icc_a.value < found.icc_c.value
    exact = retest(two([0, 70, 0], [30, 100, 30]), 1, 2)
    assert (exact.icc_c.value, exact.icc_c.low) == (1, None)
    assert exact.icc_a.value < 1
    assert exact.icc_a.low is None
    assert exact.icc_1.low is not None


def test_people_who_are_all_alike() -> None:
    """Two people who trade places have no ICC(A,1), whose denominator MSR + MSC is 0; the others are -1."""
    found = retest(two([0, 70], [70, 0]), 1, 2)
    assert (found.icc_a.value, found.icc_a.reason) == (None, "results do not vary among people")
    assert (found.icc_1.value, found.icc_c.value) == (-1, -1)


@pytest.mark.parametrize(
    ("first", "last", "value"),
    [
        ([0, 30, 30], [100, 70, 70], -3 / 19),  # the freedom of the interval is next to 0
        ([0, 30, 100, 70], [100, 70, 0, 30], -2),  # the freedom is 0 / 0
        ([30, 70], [100, 70], -0.96),  # both ends would be -1
    ],
)
def test_no_interval_beside_its_value(first: list[float], last: list[float], value: float) -> None:
    """Where the interval of ICC(A,1) has no freedom, or would not hold the value, there is none."""
    found = retest(two(first, last), 1, 2).icc_a
    assert (found.value, found.low, found.high) == (pytest.approx(value), None, None)


def test_people_on_one_occasion_are_counted() -> None:
    """People on one occasion alone, or without a result, are left out, counted and told."""
    rows = [[0], [30], [70], [100], [0], [70], [None], [30], [30]]
    study = study_of(rows, person=[*"abcde", *"bcdf"], occasion=[1] * 5 + [2] * 4)
    found = retest(study, 1, 2)
    assert (found.change.n, found.only_first, found.only_second, found.without) == (2, 2, 1, 1)
    assert found.notes == (
        "Left out: 2 people on 1 alone.",
        "Left out: 1 person on 2 alone.",
        "Left out: 1 person on both occasions, without a result on one of them.",
    )
    assert "2 people who have a result on both occasions" in found.account


@pytest.mark.parametrize(
    ("study", "reason"),
    [
        (two([0], [30]), "fewer than two people have a result on both occasions"),
        (two([30, 30, 30], [30, 30, 30]), "results do not vary among people"),
        (two([30, 30, 30], [70, 70, 70]), "results do not vary among people"),
    ],
)
def test_numbers_that_cannot_be_had(study: Study, reason: str) -> None:
    """Too few people, or people who are all alike, give None with a reason."""
    found = retest(study, 1, 2)
    assert {found.icc_1.reason, found.icc_a.reason, found.icc_c.reason} == {reason}
    assert reason in str(found)
    assert len(found.rows()) == 9


def test_the_same_twice() -> None:
    """Where nobody changed, every correlation is 1 without an interval, and the error is 0."""
    found = retest(two([0, 30, 100], [0, 30, 100]), 1, 2)
    assert [one.value for one in (found.icc_1, found.icc_a, found.icc_c, found.sem_a)] == [1, 1, 1, 0]
    assert found.icc_1.low is None


def test_another_outcome() -> None:
    """Any numeric result can be compared."""
    assert retest(CONTROL, "1", "2", outcome="desk.score").outcome == "desk.score"
    with pytest.raises(ea.ArgumentError, match=r"desk\.score"):
        retest(CONTROL, "1", "2", outcome="desk.scores")


def test_studies_that_cannot_be_paired() -> None:
    """No person, an unknown or the same occasion, and two rows of one person are refused."""
    with pytest.raises(ea.ArgumentError, match="an occasion of the study"):
        retest(CONTROL, "1", "9")
    with pytest.raises(ea.ArgumentError, match="another occasion"):
        retest(CONTROL, "1", "1")
    nobody = Study(STUDY.audit, STUDY.table, occasion="quarter")
    with pytest.raises(ea.ArgumentError, match="whose rows name people"):
        retest(nobody, "1", "2")
    twice = Study(STUDY.audit, pa.concat_tables([STUDY.table, STUDY.table]), ("person",), "quarter")
    with pytest.raises(ea.ArgumentError, match="two rows of 'p01'"):
        retest(twice, "1", "2")
