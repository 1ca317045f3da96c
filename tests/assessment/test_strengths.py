"""What is at its best."""

from support.builders import audit, checklist, item

import ethics_audit as ea
from ethics_audit.assessment.strengths import by_domain, foremost

RESULT = ea.assess(
    audit(
        checklist("a", item("a.light", 1), item("a.heavy", 5), item("a.gap", 9), item("a.middle", 4)),
        checklist("b", item("b.gap", 99)),
        checklist("c", item("c.some", 3), item("c.top", 7), item("c.last", 2)),
    ),
    {
        **dict.fromkeys(["a.light", "a.heavy", "a.middle", "c.some", "c.top", "c.last"], "r0"),
        "a.gap": "r50",
        "b.gap": "r100",
    },
)


def test_the_heaviest_of_each_domain() -> None:
    """Two of each domain that has any, by weight."""
    found = [(domain.id, [(item.id, option.id) for item, option in best]) for domain, best in by_domain(RESULT)]
    assert found == [
        ("a", [("a.heavy", "r0"), ("a.middle", "r0")]),
        ("c", [("c.top", "r0"), ("c.some", "r0")]),
    ]


def test_the_foremost_of_all() -> None:
    """First the heaviest of each domain, then the others, each by weight."""
    assert [item.id for item, _ in foremost(RESULT)] == [
        *("c.top", "a.heavy"),
        *("a.middle", "c.some", "c.last", "a.light"),
    ]
