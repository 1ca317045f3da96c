"""The two pages that everybody reads: what stands in them."""

import pytest
from support.builders import checklist, item
from support.report_pages import by_id, parsed, words

import ethics_audit as ea
from ethics_audit.report.page import html

FLAG = ea.RedFlag(100, ea.Band.HIGH, "Stop.")


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (1, "1 gap, with its first step"),
        (20, "All 20 gaps, with the first step for each"),
        (21, "All 21 gaps, with the first step for the 20 largest"),
    ],
)
def test_every_gap_is_announced_as_it_is_told(count: int, told: str) -> None:
    """Only the largest gaps have their first step, and the line that leads to them says so."""
    every = checklist("a", *(item(f"a.i{place}") for place in range(count)))
    root = parsed(html(ea.assess(every, dict.fromkeys((one.id for one in every.items), "r100"))))
    assert words(by_id(root, "next")).endswith(told)
    assert words(by_id(root, "gaps")).count("Begin.") == min(count, 20)


@pytest.mark.parametrize(("flags", "is_short"), [(1, False), (2, True)])
def test_steps_beside_red_flags_are_short(flags: int, *, is_short: bool) -> None:
    """With more than one red flag a step beside them says what to do, and nothing else."""
    raised = [item(f"a.flag{place}", red_flag=FLAG) for place in range(flags)]
    every = checklist("a", *raised, item("a.gap"))
    root = parsed(html(ea.assess(every, dict.fromkeys((one.id for one in every.items), "r100"))))
    told = words(by_id(root, "next"))
    assert "Do Begin. (minutes)" in told
    assert ("Why It matters." not in told) == is_short
