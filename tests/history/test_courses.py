"""Courses are entries of the history like all others."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from support.histories import ListStore, result

import ethics_audit as ea
from ethics_audit import history
from ethics_audit.base.errors import IntegrityError
from ethics_audit.history import Course, History, bodies, chain

ETHICS = Course("2026-05-02", "Ethics of AI scribes", "3", "1.5", "State board")
OTHER = Course("2026-06-01", "Grief", "6")


def test_courses_are_kept_beside_the_audits(tmp_path: Path) -> None:
    """A course is in the chain, whatever is kept before and after it."""
    kept = History(history.opened(tmp_path / "history.db"))
    first = kept.note(ETHICS)
    kept.keep(result(notes="r100"))
    second = kept.note(OTHER)
    again = History(history.opened(tmp_path / "history.db"))
    assert again.courses() == {first: ETHICS, second: OTHER}
    assert again.verify().count == second
    assert [one.number for one in again.audits()] == [1]


def test_removed_course_leaves_its_place_in_the_chain() -> None:
    """What is removed is gone for good, the removal is on record, and the chain holds."""
    kept = History(ListStore())
    first, second = kept.note(ETHICS), kept.note(OTHER)
    kept.drop(first)
    assert kept.courses() == {second: OTHER}
    assert kept.verify().removed == 1
    with pytest.raises(ea.UnknownIdError) as caught:
        kept.drop(first)
    assert str(caught.value) == f"there is no course with the number '{first}' (known: {second})"


def test_body_of_an_entry() -> None:
    """A body is the shortest JSON, with letters as they are, so that the same value has the same bytes for ever."""
    kept = bodies.KeptCourse("2026-05-03", Course("2026-05-02", "Ética", "3", "1.5", "State board"))
    assert bodies.body(kept) == (
        '{"day":"2026-05-03","course":'
        '{"day":"2026-05-02","title":"Ética","hours":"3","ethics_hours":"1.5","provider":"State board"}}'
    )


def test_days_up_to_tomorrow() -> None:
    """A course is noted up to the day after today, which other time zones have reached; today is its day by default."""
    now = datetime(2026, 5, 2, 12, tzinfo=UTC)
    kept = History(store := ListStore(), lambda: now)
    today = now.astimezone().date()
    kept.note(Course((today + timedelta(days=1)).isoformat(), "Later", "1"))
    with pytest.raises(ea.ArgumentError) as caught:
        kept.note(Course(late := (today + timedelta(days=2)).isoformat(), "Later", "1"))
    assert str(caught.value) == f"day: expected a day up to today, got {late}"
    assert [bodies.read(one, bodies.KeptCourse).day for one in store.entries()] == [today.isoformat()]


def test_course_is_not_of_the_future() -> None:
    """A course that is not finished yet cannot be noted."""
    kept = History(ListStore())
    late = (date.today() + timedelta(days=9)).isoformat()  # noqa: DTZ011 - days as a person sees them
    with pytest.raises(ea.ArgumentError, match="a day up to today"):
        kept.note(Course(late, "Later", "1"))
    assert not kept.courses()


def test_every_fault_of_an_outline_is_told() -> None:
    """An entry whose outline cannot be read is named with each of its faults."""
    wrong = chain.entry(None, "audit", "2026-05-02T00:00:00Z", "salt", '{"day":3,"definition":"x","corrects":null}')
    with pytest.raises(IntegrityError) as caught:
        bodies.outline(wrong)
    assert str(caught.value).endswith(
        "cannot be read: day: expected text, got 3; definition: expected a whole number, got 'x'; audit: is missing"
    )
