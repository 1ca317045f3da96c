"""Courses of continuing education, and the sums of their hours."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethics_audit import EthicsAuditError
from ethics_audit.history import Course
from ethics_audit.model.courses import missing, total

HOURS = st.decimals(0, 999, places=2).map(lambda number: f"{number.normalize():f}")


@given(st.lists(HOURS))
def test_hours_add_up_exactly(hours: list[str]) -> None:
    """A sum is that of the decimals, whatever a float would make of it."""
    assert Decimal(total(hours)) == sum(map(Decimal, hours))


def test_sum_has_no_idle_zeros() -> None:
    """Three times ten cents of an hour are 0.3, and no hours are 0."""
    assert [total(["0.10"] * 3), total([]), total(["40", "60.00"])] == ["0.3", "0", "100"]


@given(HOURS, HOURS)
def test_missing_hours_reach_what_is_required(have: str, required: str) -> None:
    """What is missing and what is there make what is required; nothing is missing where it is reached."""
    short = missing(have, required)
    assert bool(short) == (Decimal(have) < Decimal(required))
    if short:
        assert Decimal(have) + Decimal(short) == Decimal(required)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (("", "Ethics", "3"), "day: expected a date such as"),
        (("2026-05-02", " ", "3"), "title: expected non-empty text"),
        (("2026-05-02", "Ethics", "1,5"), "hours: expected hours such as '1.5'"),
        (("2026-05-02", "Ethics", "-1"), "hours: expected hours such as '1.5'"),
        (("2026-05-02", "Ethics", "0.00"), "hours: expected more than 0"),
        (("2026-05-02", "Ethics", "2", "2.5"), "ethics_hours: expected at most its 2 hours, got '2.5'"),
    ],
)
def test_wrong_course_is_refused(values: tuple[str, ...], told: str) -> None:
    """The error names the field and what was expected."""
    with pytest.raises(EthicsAuditError, match=told):
        Course(*values)


def test_a_course_may_be_of_ethics_alone() -> None:
    """All of its hours may be hours of ethics."""
    assert Course("2026-05-02", "Ethics", "2", "2.0").ethics_hours == "2.0"
