"""Changes as records."""

import pytest
from attrs import evolve
from support.builders import audit, checklist, item
from support.changes import FLAG

import ethics_audit as ea
from ethics_audit.assessment.change.records import DomainChangeRecord


def test_record_of_a_change_says_what_the_change_says() -> None:
    """Before is before and after is after, at each level; a raised flag is not a cleared one."""
    definition = audit(
        checklist("a", item("a.up", red_flag=FLAG), item("a.down", red_flag=FLAG), item("a.lost", red_flag=FLAG)),
        checklist("b", item("b.i", not_applicable=True)),
    )
    earlier = ea.assess(definition, {"a.up": "r0", "a.down": "r100", "a.lost": "r100", "b.i": "n/a"})
    later = ea.assess(definition, {"a.up": "r100", "a.down": "r0", "a.lost": "unsure", "b.i": "r50"})
    (told,) = ea.record(later, trend=ea.trend([earlier, later])).trend.changes  # type: ignore[union-attr]
    assert (told.flags_raised, told.flags_cleared, told.flags_not_known) == (("a.up",), ("a.down",), ("a.lost",))
    assert {one.item: (one.before, one.after) for one in told.items} == {
        "a.up": ("r0", "r100"),
        "a.down": ("r100", "r0"),
        "a.lost": ("r100", "unsure"),
        "b.i": ("n/a", "r50"),
    }
    assert [(one.id, one.before, one.after) for one in told.domains] == [("a", 200 / 3, 50.0), ("b", None, 50.0)]
    assert (told.earlier.score, told.later.score) == (earlier.score, later.score)
    assert (told.earlier.band, told.later.vector) == (earlier.band, later.vector)


@pytest.mark.parametrize("part", [100, -100])
def test_a_difference_is_no_more_than_a_whole_score(part: int) -> None:
    """From the worst to the best, or back."""
    assert DomainChangeRecord("a", None, None, None, None, float(part)).total == part
    with pytest.raises(ea.DocumentError, match="total: expected a number from -100 to 100, got"):
        DomainChangeRecord("a", None, None, None, None, part * 1.005)


def test_record_of_answers_that_do_not_count() -> None:
    """An item that is not in the audit, or does not apply, has no answer in the record."""
    old = checklist("a", item("a.left"), item("a.child", requires={"minors"}), item("a.i"))
    new = evolve(old, version="2.0", items=[item("a.child", requires={"minors"}), item("a.i")])
    earlier = ea.assess(old, ea.Answers({"a.left": "r50", "a.child": "r100", "a.i": "r0"}, {"minors"}))
    later = ea.assess(new, {"a.child": "r100", "a.i": "r0"})
    told = ea.record(later, what_if=later.change_from(earlier)).what_if
    assert told is not None
    assert {one.item: (one.kind, one.before, one.after) for one in told.items} == {
        "a.left": ("retired", "r50", None),
        "a.child": ("no_longer_applicable", "r100", None),
    }
