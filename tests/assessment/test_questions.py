"""Which open items to find out about next."""

import pytest
from support.builders import checklist, item
from support.plans import worst

import ethics_audit as ea
from ethics_audit.base.errors import ArgumentError

FLAG = ea.RedFlag(100, ea.Band.CRITICAL, "Stop and call.")


def test_equal_steps_and_questions_come_by_item_id() -> None:
    """Equal steps and questions come by item id, in any order of the audit."""
    definition = checklist("a", item("a.z"), item("a.b"))
    assert [step.item.id for step in worst(definition).plan("low").steps] == ["a.b", "a.z"]
    assert [one.item.id for one in ea.assess(definition, {}).next_questions()] == ["a.b", "a.z"]


def test_five_questions_unless_said_otherwise() -> None:
    """The default."""
    assert len(ea.assess(checklist("a", *(item(f"a.i{place}") for place in range(7))), {}).next_questions()) == 5


def test_next_questions_come_by_flag_and_weight() -> None:
    """Questions come with flags first, then by weight; each says by how much any answer narrows the interval."""
    definition = ea.Audit(
        "x",
        "1.0",
        "X",
        (
            ea.Part(checklist("a", item("a.small", 1, red_flag=FLAG), item("a.big", 5), item("a.known", 4)), 1),
            ea.Part(checklist("b", item("b.double", 5)), 2),
        ),
    )
    result = ea.assess(definition, {"a.known": "r0", "a.big": "unsure"})
    questions = result.next_questions(3)
    assert [(one.item.id, one.narrows, one.left) for one in questions] == [
        ("a.small", 5, 75),
        ("b.double", 50, 25),
        ("a.big", 25, 0),
    ]
    for option in ("r0", "r50", "r100"):
        low, high = ea.assess(definition, {"a.known": "r0", "a.small": option}).interval or (0, 0)
        assert high - low == 75
    assert len(result.next_questions(2)) == 2
    assert (
        ea.assess(definition, {"a.known": "r0", "a.big": "r0", "a.small": "r0", "b.double": "r0"}).next_questions()
        == ()
    )
    with pytest.raises(ArgumentError, match="count: expected a whole number from 1, got 0"):
        result.next_questions(0)
