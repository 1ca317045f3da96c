"""The chosen actions in the report."""

from support.report_pages import (
    actions,
    by_id,
    flagged,
    page,
    parsed,
    quarter,
    words,
)
from support.report_reading import cells

from ethics_audit.report.page import html


def test_actions_tell_who_by_when_and_what_became_of_them() -> None:
    """Open actions come first; one whose day is past says so; one for an item that has left names it by its id."""
    to_do, others = (cells(table) for table in by_id(parsed(page("everything")), "chosen").iter("table"))
    items = flagged().audit.items

    def asked(id: str) -> str:
        return f"{words(items[id].question)} [{id}]"

    subpoena, emergency, consent = map(asked, [one.action.item for one in actions()[:3]])
    assert to_do == [
        ["Write it on one page.", subpoena, "you", "2026-12-24", "open, chosen 2026-11-26", "1"],
        ["Ask them all.", emergency, "Dana", "2026-10-01 (past)", "partly done", "2"],
    ]
    assert others == [
        ["Send the form at once.", consent, "you", "2026-09-30", "done, chosen 2026-08-30", "3"],
        ["Something else.", "boundaries.gone", "Dana", "no day set", "dropped, chosen 2026-08-30", "4"],
    ]
    (only,) = by_id(parsed(html(quarter(), actions=actions()[:2])), "chosen").iter("table")
    assert "(past)" not in words(only)
