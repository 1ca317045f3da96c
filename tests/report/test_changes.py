"""What changed since earlier audits, in the report."""

from itertools import pairwise

import pytest
from support.report_pages import (
    KINDS,
    SVG,
    by_id,
    cases,
    earlier,
    everything,
    flagged,
    page,
    parsed,
    quarter,
    shifted,
    words,
)
from support.report_reading import cells, facts_of

import ethics_audit as ea
from ethics_audit.assessment import wording as text
from ethics_audit.assessment.blocks import Listed, Paragraph, Rows, Section
from ethics_audit.assessment.change import change as change_page
from ethics_audit.report import slopes
from ethics_audit.report.page import html


def test_change_tells_its_parts() -> None:
    """What changed since the last earlier audit: the rows, the kinds, every better and worse answer, and the cut."""
    result, all_earlier = flagged(), earlier()
    root = parsed(html(result, earlier=all_earlier))
    section = by_id(root, "changes")
    change = result.change_from(all_earlier[-1][1])
    shown = words(section)
    assert "The earlier audit: 2026-q3." in shown
    told = Section("since", "", change_page.since(change))
    assert [type(block) for block in told.blocks] == [Rows, Listed, Paragraph]
    for words_of_it in ("What makes the difference:", *facts_of(told)):
        assert words(words_of_it) in shown
    better, worse = (cells(table) for table in section.iter("table"))
    assert [row[0] for row in better] == [words(one.item.question) for one in change.improved[:10]]
    assert f"and {len(change.improved) - 10} more" in shown
    assert [row[2] for row in worse] == [change_page.signed("", one.total) for one in change.slipped]
    same = words(by_id(parsed(html(result, earlier=[("before", result)])), "changes"))
    assert "No answer that counts has changed." in same
    assert change_page.CUT_OFF not in same


def test_change_tells_answers_from_the_checklist() -> None:
    """Under a new version, the parts of the answers and of the checklist are separate."""
    shown = words(by_id(parsed(page("revised")), "changes"))
    change = KINDS["revised"]()["result"].change_from(KINDS["revised"]()["earlier"][0][1])
    assert f"Answers {change_page.signed('', change.answers)}" in shown
    assert f"Checklist {change_page.signed('', change.checklist)} (version 1.0 to 2.0" in shown
    rows = cells(next(by_id(parsed(page("revised")), "trend").iter("table")))
    assert [row[:3] for row in rows] == [
        ["All", "50.0", "94.4"],
        ["A", "66.6", "100.0"],
        ["C", "-", "50.0"],
        ["B", "0.0", "-"],
    ]


def test_course_is_drawn_for_each_domain() -> None:
    """Each domain has a frame with a point for each score and a line between neighbors, and a row of numbers."""
    result, all_earlier = flagged(), earlier()
    results = [*(one for _, one in all_earlier), result]
    section = by_id(parsed(html(result, earlier=all_earlier)), "trend")
    frames = [one for one in section.iter(f"{SVG}svg") if one.get("role") == "img"]
    series = [results, *([one.domains[place] for one in results] for place in range(len(result.domains)))]
    assert len(frames) == len(series)
    for frame, scored in zip(frames, series, strict=True):
        points = [(one.get("cx"), one.get("cy")) for one in frame.iter(f"{SVG}circle")]
        assert points == [
            (f"{100 * place / 3:.4f}%", slopes.down(one.exact))
            for place, one in enumerate(scored)
            if one.exact is not None
        ]
        lines = [one for one in frame.iter(f"{SVG}line") if one.get("class") == "course"]
        assert [(one.get("x1"), one.get("y1"), one.get("x2"), one.get("y2")) for one in lines] == [
            (*before, *after) for before, after in pairwise(points)
        ]
    rows = cells(next(section.iter("table")))
    assert [row[1:-1] for row in rows] == [[text.score_text(one) for one in scored] for scored in series]


def test_long_history_is_cut_to_the_last_audits() -> None:
    """Of many audits the last eight are drawn and listed, and the page says so."""
    section = by_id(parsed(page("huge")), "trend")
    assert "The last 8 of 13 audits." in words(section)
    assert all(len(row) == 10 for row in cells(next(section.iter("table"))))
    assert "The last" not in words(by_id(parsed(page("everything")), "trend"))


def test_drift_warns() -> None:
    """Crossings that have become more frequent are shown with their steps; without any there is no section."""
    given = everything()
    found = ea.trend([*(one for _, one in given["earlier"]), given["result"]]).drift
    shown = words(by_id(parsed(page("everything")), "drift"))
    assert found
    for told in facts_of(Section("drift", "", change_page.drift_blocks(found))):
        assert words(told) in shown
    assert 'id="drift"' not in html(quarter(), earlier=[("before", quarter())])


def test_earlier_results_are_of_the_same_audit() -> None:
    """A result of another audit is refused, with the reason."""
    with pytest.raises(ea.ArgumentError, match="expected results of one audit"):
        html(quarter(), earlier=[("cases", cases())])


def test_shifted_quarters_differ() -> None:
    """The invented earlier quarters are not the same, so that the tests above see a change."""
    assert len({one.exact for _, one in earlier()}) == 3
    assert shifted(quarter(), 3, 1).flags == ()
