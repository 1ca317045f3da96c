"""Change between occasions: the reference values, the index, and what is refused."""

import numpy as np
import pytest
from attrs import evolve
from support.builders import audit, checklist, item
from support.studied import reference_study
from support.values import TOLERANCE, held

from ethics_audit.base.errors import ArgumentError
from ethics_audit.frames.study import Study
from ethics_audit.research import Changes, change
from ethics_audit.research.result import Estimate
from ethics_audit.research.two_groups import welch

pa = pytest.importorskip("pyarrow")
ONE = audit(checklist("a", item("a.i", not_applicable=True)))


def waves(*rows: tuple[object, ...], **more: list[object]) -> Study:
    """A study of rows of person, wave, group and answer."""
    who, wave, group, answer = (list(column) for column in zip(*rows, strict=True))
    return Study(ONE, pa.table({"who": who, "wave": wave, "group": group, "a.i": answer, **more}), ("who",), "wave")


FOUR = waves(
    *(("k", 1, "x", "r0"), ("k", 2, "x", "r100"), ("l", 1, "x", "r50"), ("l", 2, "y", "r50")),
    *(("m", 1, "y", "r100"), ("m", 2, "y", "r0"), ("n", 1, None, "r0"), ("n", 2, None, "r0")),
    *(("o", 1, "y", "n/a"), ("o", 2, "y", "r0"), ("p", 1, "y", "r0"), ("q", 2, "y", "r0")),
)


def test_reference_values() -> None:
    """The mean changes, the index and its counts are those of R."""
    want = held("rci.q1q4")
    found = change(reference_study(), "1", "4", want["sem"], group="group")
    control, trained, everybody = found.groups
    assert control.mean.value == pytest.approx(want["mean_change_control"], abs=TOLERANCE)
    assert trained.mean.value == pytest.approx(want["mean_change_trained"], abs=TOLERANCE)
    assert (everybody.mean.n, everybody.improved, everybody.worse) == (want["n"], want["improved"], want["worse"])
    apart = found.differences["control - trained"]
    assert apart.value == pytest.approx(control.mean.value - trained.mean.value)
    x, y = (found.change[[row % 2 == side for row in range(60)]] for side in (0, 1))
    assert (apart.low, apart.high) == pytest.approx(welch(x, y)[:2])
    people = {row["person"]: row["rci"] for row in found.people().to_pylist()}
    assert {id: people[id] for id in want["first_five"]} == pytest.approx(want["first_five"], abs=TOLERANCE)


def test_sem_of_a_retest_is_taken() -> None:
    """An estimate serves as the SEM; the index is the change over √2 SEM, and its source is cited."""
    found = change(FOUR, 1, 2, Estimate(25.0, 30))
    assert found.rci.tolist() == pytest.approx([100 / (25 * 2**0.5), 0, -100 / (25 * 2**0.5), 0, np.nan], nan_ok=True)
    assert found.sources == ("jacobson1991",)
    assert found.differences == {}
    assert "a SEM of 25.000: beyond ±1.96, 1 improved and 1 became worse" in found.account


def test_groups_are_those_of_the_first_occasion() -> None:
    """Each group and everybody, with n and interval; who has one occasion or no group is told, nothing is imputed."""
    found = change(FOUR, 1, 2, group="group")
    x, y, everybody = found.groups
    assert (x.group, x.mean.value, x.mean.n, x.sd) == ("x", 50, 2, pytest.approx(50 * 2**0.5))
    assert (x.mean.low, x.mean.high) == pytest.approx((50 - 12.706204736 * 50, 50 + 12.706204736 * 50))
    assert (y.mean.value, y.mean.n, y.mean.low, y.mean.reason) == (-100, 1, None, "one person has no interval")
    assert (everybody.mean.value, everybody.mean.n, everybody.improved) == (0, 4, None)
    assert found.notes == (
        "2 people have a row on one of the occasions alone, and no change.",
        "1 people have no group; they are among everybody alone.",
    )
    assert found.differences == {"x - y": Estimate(150, 3, reason="too few changes, or all the same")}
    assert found.sources == ("welch1947",)
    assert found.account.endswith("compared by Welch's interval, not corrected for several.")
    assert str(found).splitlines()[0] == "group      n  mean change  low       high     sd      improved  worse"
    assert found.people()["change"].to_pylist() == [100, 0, -100, 0, None]


def test_nobody_on_both_occasions() -> None:
    """Without anybody, or without a score, there is no mean, and why."""
    found = change(waves(("k", 1, "x", "r0"), ("l", 2, "x", "r0")), 1, 2, 5, group="group")
    assert [(one.mean.value, one.mean.reason) for one in found.groups] == [(None, "nobody has both scores")] * 2
    assert found.differences == {}
    assert found.people().num_rows == 0
    assert found.people().column_names == ["who", "before", "after", "change", "rci"]
    rows = ("k", 1, "x", "r0"), ("k", 2, "x", "r0"), ("l", 1, "y", "n/a"), ("l", 2, "y", "r0")
    assert change(waves(*rows), 1, 2, group="group").differences["x - y"].reason == "a group has no change"


DIFFERENT = waves(("k", 1, "x", "r0"), ("k", 2, "x", "r50"), ea_definition=["q 1.0 ab", "q 1.1 cd"])


def test_different_definitions_are_refused_unless_rescored() -> None:
    """Rows that say that they were answered under two definitions are compared only if that is said to be meant."""
    told = "study: expected one definition in 'ea_definition', got 2: q 1.0 ab, q 1.1 cd .*rescored=True"
    with pytest.raises(ArgumentError, match=told):
        change(DIFFERENT, 1, 2)
    found = change(DIFFERENT, 1, 2, rescored=True)
    assert found.groups[-1].mean.value == 50
    assert "answered under 2 definitions, and all scored under " in found.notes[0]
    same = evolve(DIFFERENT, table=DIFFERENT.table.set_column(4, "digest", pa.array(["ab", "ab"])))
    assert change(same, 1, 2).notes == ()


def test_what_is_refused() -> None:
    """An occasion that does not exist, the same twice, a SEM of nothing, no score, nobody known, a person twice."""
    for arguments, told in (
        ((1, 3), "occasion: expected an occasion of the study, got 3 .known: 1, 2."),
        ((1, 1), "last: expected another occasion than the first"),
        ((1, 2, 0), "sem: expected a standard error of measurement above 0, got 0"),
        ((1, 2, Estimate(None, 3, reason="no variance")), "sem: .* got None"),
        ((1, 2, float("nan")), "sem: .* got nan"),
    ):
        with pytest.raises(ArgumentError, match=told):
            change(FOUR, *arguments)
    with pytest.raises(ArgumentError, match="outcome: expected a score"):
        change(FOUR, 1, 2, outcome="coverage")
    with pytest.raises(ArgumentError, match="study that says who is who"):
        change(evolve(FOUR, person=()), 1, 2)
    with pytest.raises(ArgumentError, match="one row for each person at 2, got .'k'."):
        change(waves(("k", 1, "x", "r0"), ("k", 2, "x", "r0"), ("l", 2, "x", "r0"), ("k", 2, "x", "r0")), 1, 2)


def test_domains_have_changes() -> None:
    """The change of one domain is that of its score."""
    found: Changes = change(FOUR, 1, 2, outcome="a.score")
    assert found.change.tolist() == pytest.approx([100, 0, -100, 0, np.nan], nan_ok=True)
