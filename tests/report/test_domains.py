"""The domains as a figure and as a table."""

from fractions import Fraction

from attrs import evolve
from support.builders import audit, checklist, item
from support.report_pages import (
    KINDS,
    by_id,
    cases,
    earlier,
    flagged,
    page,
    parsed,
    quarter,
    words,
)
from support.report_reading import cells

import ethics_audit as ea
from ethics_audit.assessment import page as text_page
from ethics_audit.assessment import wording as text
from ethics_audit.assessment.explanation import decimal
from ethics_audit.report import marks
from ethics_audit.report.page import html


def test_table_carries_the_numbers_of_the_plot() -> None:
    """The table has the same numbers as the plot, and so do the words of the plot."""
    result, (name, before) = flagged(), earlier()[-1]
    root = parsed(html(result, earlier=[(name, before)]))
    (table,) = list(by_id(root, "numbers").iter("table"))
    heads = [words(one) for one in next(table.iter("thead")).iter("th")]
    assert heads == ["Domain", "Score", "Range", "Answered", "Band", "Red flags", name]
    sides = [("All", result, before)]
    sides += [(now.title, now, was) for now, was in zip(result.domains, before.domains, strict=True)]
    assert cells(table) == [
        [
            *(title, text.score_text(now), text.interval_text(now), text.known_part(now), text.band_text(now)),
            *(text.flags_text(now), text.score_text(was)),
        ]
        for title, now, was in sides
    ]
    told = words(by_id(root, "plot-desc"))
    for title, now, was in sides:
        assert f"{title}: {text.score_text(now)}, {marks.told(now, marks.marks(result, now))}" in told
        assert f"{name} {text.score_text(was)}" in told
    perfect = KINDS["all perfect"]()["result"]
    assert "All: 0.0, low, before 0.0" in words(
        by_id(parsed(html(perfect, earlier=[("before", perfect)])), "plot-desc")
    )


def test_legend_tells_what_is_drawn() -> None:
    """The legend explains each kind of mark that is drawn, and no other."""

    def legend(page: str) -> str:
        return words(next(by_id(parsed(page), "result").iter("ul")))

    opened = "what open questions can still make of it"
    unsure = "? open questions can still change this band"
    lifted = "high because of a red flag, not the score"
    assert legend(page("everything")) == f"this audit 2026-q3 {opened} {lifted} {unsure} a red flag is raised"
    assert legend(page("nothing answered")) == f"2026-q1 {opened}"
    assert legend(page("all perfect")) == "this audit"
    nothing = KINDS["nothing answered"]()["result"]
    assert legend(html(quarter(), earlier=[("before", nothing)])) == f"this audit {opened} {unsure}"
    half = quarter().what_if(dict.fromkeys((id for id in quarter().audit.items if id.startswith("consent.")), None))
    assert legend(html(half)) == f"this audit {opened} {unsure}"


def test_cases_are_told_by_domain() -> None:
    """For cases the domains are those that they are about, with the number of cases, and the earlier score if any."""
    root = parsed(page("cases"))
    expected = text_page.case_rows(cases())
    (table,) = list(by_id(root, "numbers").iter("table"))
    assert [row[:3] for row in cells(table)] == [
        [title, decimal(Fraction(one.points, one.weight)), told] for title, one, told in expected
    ]
    few = ea.assess(cases().audit, dict(list(cases(0).answers.given.items())[:1]))
    (table,) = list(by_id(parsed(html(cases(), earlier=[("few", few)])), "numbers").iter("table"))
    assert [row[3] != "-" for row in cells(table)].count(True) == 1
    assert len(list(by_id(parsed(html(cases())), "numbers").iter("th"))) == 3 + len(expected)


def test_long_title_is_shown_whole() -> None:
    """A title that is longer than a line is whole in the plot and in the table."""
    long = "A very long title of a domain that no row has room for"
    definition = audit(evolve(checklist("a", item("a.i")), title=long), checklist("b", item("b.i")))
    root = parsed(html(ea.assess(definition, {"a.i": "r50"})))
    assert cells(next(by_id(root, "numbers").iter("table")))[1][0] == long
    labels = [words(one) for one in by_id(root, "result").iter("span") if one.get("class") == "label"]
    assert labels == ["All", long, "B"]
