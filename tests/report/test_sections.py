"""What stands in the report: everything that the page of plain text says."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from support.builders import checklist, item
from support.drawn import drawn
from support.report_pages import (
    HEAD,
    KINDS,
    SVG,
    by_id,
    everything,
    page,
    parsed,
    quarter,
    words,
)
from support.report_reading import cells, facts_of, near, places, score

import ethics_audit as ea
from ethics_audit.assessment import cases as case_rules
from ethics_audit.assessment import page as text_page
from ethics_audit.assessment import wording as text
from ethics_audit.assessment import working
from ethics_audit.assessment.explanation import decimal
from ethics_audit.assessment.planning import plan as text_plan
from ethics_audit.assessment.scoring import Scored
from ethics_audit.base import language
from ethics_audit.report.details import MOST_FIRST_STEPS
from ethics_audit.report.page import html
from ethics_audit.testing import answers_for, audits

every_kind = pytest.mark.parametrize("kind", KINDS)


def facts(result: ea.Assessment, beside: ea.Assessment | None) -> Iterator[str]:
    """Yield what the page of plain text says, and each gap."""
    yield f"{result.audit.title} {result.audit.version}"
    for section in text_page.sections(result, beside):
        if section.id not in {"definition", "next", "why"}:
            yield from facts_of(section)
    yield from (reason.text for reason in result.reasons if reason.kind != "flag")
    for place, finding in enumerate(result.findings):
        yield f"{finding.item.prompt} [{finding.item.id}] {finding.option.label}"
        if finding.item.id not in result.flags and place < MOST_FIRST_STEPS:
            yield finding.item.remedy
    yield result.audit.digest


@every_kind
def test_page_tells_what_the_text_tells(kind: str) -> None:
    """Every fact of the page of plain text is in the report."""
    given = KINDS[kind]()
    shown = words(parsed(page(kind)))
    with language.speaking(given["result"].audit.language):
        told = [*facts(given["result"], given.get("beside"))]
    for fact in told:
        assert words(fact) in shown


@every_kind
def test_page_calls_things_as_the_text_does(kind: str) -> None:
    """The titles of the sections of plain text are headings here, or captions."""
    given = KINDS[kind]()
    told = [text_page.page(given["result"], given.get("beside")), *map(str, given.get("plans", []))]
    told += [str(ea.trend([*(one for _, one in given["earlier"]), given["result"]]))] if "earlier" in given else []
    titles = [line for page in told for line, under in pairwise(page.splitlines()) if re.fullmatch("--+", under)]
    named = {words(one) for one in parsed(page(kind)).iter() if one.tag in {"h2", "h3", "caption"}}
    assert titles
    assert {*titles} - {"Domains", "Ámbitos"} <= named


@pytest.mark.property
@drawn()
@given(st.data())
def test_any_audit_is_told_whole(data: st.DataObject) -> None:
    """For any audit and any answers the page is well formed, has every fact, and draws every number in its place."""
    definition = data.draw(audits())
    results = [ea.assess(definition, data.draw(answers_for(definition))) for _ in range(3)]
    before, other, result = results
    told = html(
        result, earlier=[("first", other), ("before", before)], beside=other, plans=[result.plan("low")], ids=True
    )
    root = parsed(told)
    shown = words(root)
    for fact in facts(result, other):
        assert words(fact) in shown
    figure = by_id(root, "result")
    if definition.kind != "cases":
        sides = [(result, before)]
        if len(definition.parts) > 1:
            sides += zip(result.domains, before.domains, strict=True)
        assert_drawn(figure, sides, definition)
    else:
        now = case_rules.by_domain(result)
        was = {one.id: one for one in case_rules.by_domain(before)}
        if now:
            expected = [Fraction(one.points, one.weight) for one in now]
            assert near(places(figure, "now"), expected)
            kept = [was[one.id] for one in now if one.id in was]
            assert near(places(figure, "before"), [Fraction(one.points, one.weight) for one in kept])
    assert_adds_up(root, result)


def assert_drawn(section: Element, sides: list[tuple[Scored, Scored]], definition: ea.Audit) -> None:
    """The dots, the hollow dots, the whiskers and the bands of a figure are where the numbers are."""
    assert near(places(section, "now"), [now.exact for now, _ in sides if now.weight])
    assert near(places(section, "before"), [was.exact for _, was in sides if was.weight])
    plot = next(one for one in section.iter() if one.get("role") == "img")
    lines = [one for one in plot.iter(f"{SVG}line") if one.get("class") == "range"]
    whiskers = [score(one.get(end)) for one in lines[::3] for end in ("x1", "x2")]
    ends = []
    for now, _ in sides:
        if now.open_weight:
            asked = now.weight + now.open_weight
            ends += [Fraction(now.points, asked), Fraction(now.points + 100 * now.open_weight, asked)]
    assert near(whiskers, ends)
    scales = [one for one in plot.iter(f"{SVG}svg") if one.get("class") == "scale"]
    assert len(scales) == len(sides)
    zones = [(score(one.get("x")), score(one.get("width"))) for one in scales[-1].iter(f"{SVG}rect")]
    bands = definition.policy.bands
    edges = [0, bands.moderate, bands.high, bands.critical, 100]
    assert zones == [(low, high - low) for low, high in pairwise(edges)]
    told = [words(one) for one in plot.iter("b")]
    assert told == [text.score_text(now) for now, _ in sides]


def assert_adds_up(root: Element, result: ea.Assessment) -> None:
    """Check that the tables have every gap by domain, with its points, and that they sum to those of the result."""
    tables = [one for found in root.iter() if found.get("id") == "gaps" for one in found.iter("table")]
    expected = [[one for one in result.findings if one.item.domain == part.checklist.id] for part in result.audit.parts]
    rows = [cells(table) for table in tables]
    assert [[(row[4], int(row[3])) for row in table] for table in rows] == [
        [(decimal(one.contribution), one.counted) for one in gaps] for gaps in expected if gaps
    ]
    assert sum(int(row[3]) for table in rows for row in table) == result.points


def test_what_adds_up_is_explained() -> None:
    """The division is above the contributions, with a note that shown numbers are cut."""
    shown = words(by_id(parsed(page("quarter")), "gaps"))
    for told in (working.SUMS, working.division(quarter()), "cut after one decimal"):
        assert told in shown


def test_today_comes_first() -> None:
    """What must be done today comes first, then the result, the domains and what to do next."""
    root = parsed(page("everything"))
    order = [section.get("id") for section in root.iter("section")]
    assert order[:5] == ["today", "result", "strengths", "since", "next"]
    assert parsed(page("quarter")).find(".//section[@id='today']") is None


def test_plans_stand_in_the_order_given() -> None:
    """Each plan is a section of its own: what it brings and its steps, without what the page says elsewhere."""
    given = everything()
    root = parsed(page("everything"))
    for place, plan in enumerate(given["plans"], 1):
        section = by_id(root, f"plan-{place}")
        assert words(by_id(root, f"plan-{place}-heading")) == text_plan.section(plan).title
        assert words(text_plan.section(plan).blocks[0].text) in words(section)
        assert len(list(section.iter("h4"))) == min(len(plan.steps), text_plan.MOST_STEPS)
        assert not any(item.red_flag.action in words(section) for item in plan.raised)


def test_page_says_where_it_comes_from() -> None:
    """The audit, its version and digest, the library, the day, and the hash with what it is for; or no word of it."""
    shown = words(by_id(parsed(page("everything")), "about"))
    result = quarter()
    assert shown.startswith(
        f"Audit quarterly {result.audit.version} Definition {result.audit.digest} Made by ethics-audit {ea.__version__}"
    )
    assert f"Day November 26, 2026 History {HEAD} Keep this page" in shown
    without = words(by_id(parsed(page("quarter")), "about"))
    assert "Day" not in without
    assert "Keep this page" not in without
    assert "<time" not in page("quarter")


def test_page_of_cases_tells_what_one_would_need_to_know() -> None:
    """Each answered case has its first sentence and what one would need to know; an open one gives nothing away."""
    steps = [
        item("x.one", prompt="He calls. What do you do?", needed="Since when?"),
        item("x.two", needed="Who knows?"),
    ]
    cases = evolve(checklist("x", *steps, item("x.three", follows="x.two", needed="And now?")), kind="cases")
    root = parsed(html(ea.assess(cases, {"x.one": "r0", "x.two": "unsure", "x.three": "r50"}), ids=True))
    shown = words(by_id(root, "needed"))
    assert shown == ("He calls. [x.one] Since when? The case goes on: I do x.three. [x.three] And now?")
