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
        ["Write it on one page.", subpoena, "you", "December 24, 2026", "open, chosen November 26, 2026", "1"],
        ["Ask them all.", emergency, "Dana", "October 1, 2026 (past)", "partly done", "2"],
    ]
    assert others == [
        ["Send the form at once.", consent, "you", "September 30, 2026", "done, chosen August 30, 2026", "3"],
        ["Something else.", "boundaries.gone", "Dana", "no day set", "dropped, chosen August 30, 2026", "4"],
    ]
    (only,) = by_id(parsed(html(quarter(), actions=actions()[:2])), "chosen").iter("table")
    assert "(past)" not in words(only)
