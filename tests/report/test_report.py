"""The report as HTML: what stands in it, and what can never stand in it."""

import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.builders import audit, checklist, item
from support.report_pages import (
    DAY,
    HEAD,
    INJECTIONS,
    KINDS,
    SVG,
    actions,
    by_id,
    cases,
    earlier,
    everything,
    flagged,
    page,
    parsed,
    quarter,
    shape,
    shifted,
    words,
    written,
)

import ethics_audit as ea
from ethics_audit.assessment import cases as case_rules
from ethics_audit.assessment import page as text_page
from ethics_audit.assessment import wording as text
from ethics_audit.assessment import working
from ethics_audit.assessment.blocks import Listed, Paragraph, Rows, Section
from ethics_audit.assessment.change import change as change_page
from ethics_audit.assessment.explanation import decimal
from ethics_audit.assessment.planning import plan as text_plan
from ethics_audit.assessment.scoring import Scored
from ethics_audit.base import language
from ethics_audit.base.errors import plain
from ethics_audit.documents import references
from ethics_audit.model.definitions import Translation
from ethics_audit.report import chart, slopes
from ethics_audit.report import page as door
from ethics_audit.report.page import html
from ethics_audit.testing import answers_for, audits

EXACT = Fraction(1, 10_000)
every_kind = pytest.mark.parametrize("kind", KINDS)
many = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def cells(table: Element) -> list[list[str]]:
    """The texts of the rows of a table's body."""
    body = next(table.iter("tbody"))
    return [[words(cell) for cell in row] for row in body.iter("tr")]


def places(figure: Element, kind: str) -> list[Fraction]:
    """Where the dots of a kind stand, as scores."""
    plot = next(one for one in figure.iter(f"{SVG}svg") if one.get("role") == "img")
    return [score(one.get("cx")) for one in plot.iter(f"{SVG}circle") if one.get("class") == kind]


def score(place: str | None) -> Fraction:
    """A place across as the score that it stands for."""
    assert place
    assert place.endswith("%")
    return Fraction(place[:-1])


@every_kind
def test_page_is_sound(kind: str) -> None:
    """A page is well formed; ids are its own, references lead somewhere, and headings never skip a level."""
    root = parsed(page(kind))
    every = list(root.iter())
    ids = [one.get("id") for one in every if one.get("id")]
    assert len(ids) == len(set(ids))
    for one in every:
        for name in ("aria-labelledby", "aria-describedby"):
            assert set((one.get(name) or "").split()) <= set(ids)
        if (href := one.get("href", "")).startswith("#"):
            assert href[1:] in ids
    levels = [int(str(one.tag)[1]) for one in every if re.fullmatch("h[1-6]", str(one.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(words(one) for one in every if re.fullmatch("h[1-6]|a|caption|figcaption", str(one.tag)))


@every_kind
def test_page_has_landmarks(kind: str) -> None:
    """A screen reader finds the language, the title, a way past the rest, the main part and named sections."""
    root = parsed(page(kind))
    assert root.get("lang") == KINDS[kind]()["result"].audit.language
    assert words(next(root.iter("title")))
    body = next(root.iter("body"))
    assert (body[0].get("class"), body[0].get("href")) == ("skip", "#main")
    assert [str(one.tag) for one in body[1:]] == ["header", "main"]
    assert [one.get("href") for one in next(root.iter("nav")).iter("a")] == [
        f"#{section.get('id')}" for section in root.iter("section")
    ]
    assert all(section.get("aria-labelledby") for section in root.iter("section"))
    for table in root.iter("table"):
        assert words(table[0])
        assert str(table[0].tag) == "caption"
        assert {one.get("scope") for one in table.iter("th")} <= {"row", "col"}
    for svg in root.iter(f"{SVG}svg"):
        if svg.get("aria-hidden") != "true" and svg.get("class") != "room":
            assert svg.get("role") == "img"
            assert [one.tag for one in svg[:2]] == [f"{SVG}title", f"{SVG}desc"]
            assert (svg.get("aria-labelledby"), svg.get("aria-describedby")) == (svg[0].get("id"), svg[1].get("id"))


@every_kind
def test_page_loads_and_runs_nothing(kind: str) -> None:
    """No script, no style of an element's own, nothing from elsewhere; the policy knows the one style by its hash."""
    root = parsed(page(kind))
    tags = {str(one.tag).rpartition("}")[2] for one in root.iter()}
    assert not tags & {"script", "link", "img", "image", "iframe", "object", "form", "base", "use", "a:href"}
    names = {str(name) for one in root.iter() for name in one.attrib}
    assert not names & {"style", "src", "srcset", "background", "ping", "target", "download"}
    assert not [name for name in names if name.startswith("on")]
    (style,) = list(root.iter("style"))
    assert not re.search(r"url\(|@import|expression", style.text or "")
    digest = b64encode(sha256((style.text or "").encode()).digest()).decode()
    (policy,) = [one.get("content") for one in root.iter("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert page(kind).index("Content-Security-Policy") < page(kind).index("<style>")


def facts(result: ea.Assessment, beside: ea.Assessment | None) -> Iterator[str]:
    """What the page of plain text tells, and what each gap says."""
    yield f"{result.audit.title} {result.audit.version}"
    for section in text_page.sections(result, beside):
        if section.id != "definition":
            yield from facts_of(section)
    for finding in result.findings:
        yield f"{finding.item.prompt} [{finding.item.id}] {finding.option.label} {finding.item.remedy}"
    yield result.audit.digest


def facts_of(section: Section) -> Iterator[str]:
    """Yield what the paragraphs, the named values and the lists of a section say."""
    for block in section.blocks:
        match block:
            case Paragraph(text=words):
                yield words
            case Rows(rows):
                yield from (f"{row.name} {row.value}" for row in rows)
            case Listed(entries, mark) if mark:
                for entry in entries:
                    yield f"{entry.text} [{entry.id}]" if entry.id else entry.text
                    yield entry.then
                    yield from (f"{row.name} {row.value}" for row in entry.rows)


@every_kind
def test_page_tells_what_the_text_tells(kind: str) -> None:
    """Every fact of the page of plain text stands in the report."""
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
    assert set(titles) <= named


@many
@given(st.data())
def test_any_audit_is_told_whole(data: st.DataObject) -> None:
    """For any audit and any answers the page is well formed, tells every fact, and draws every number in its place."""
    definition = data.draw(audits())
    results = [ea.assess(definition, data.draw(answers_for(definition))) for _ in range(3)]
    before, other, result = results
    told = html(result, earlier=[("first", other), ("before", before)], beside=other, plans=[result.plan("low")])
    root = parsed(told)
    shown = words(root)
    for fact in facts(result, other):
        assert words(fact) in shown
    whole = by_id(root, "result")
    assert_drawn(whole, [(result, before)], definition)
    if definition.kind != "cases" and len(definition.parts) > 1:
        sides = [(result, before), *zip(result.domains, before.domains, strict=True)]
        assert_drawn(by_id(root, "domains"), sides, definition)
    elif definition.kind == "cases":
        now = case_rules.by_domain(result)
        was = {one.id: one for one in case_rules.by_domain(before)}
        assert bool(now) == any(one.get("id") == "domains" for one in root.iter())
        if now:
            expected = [Fraction(one.points, one.weight) for one in now]
            assert near(places(by_id(root, "domains"), "now"), expected)
            kept = [was[one.id] for one in now if one.id in was]
            assert near(places(by_id(root, "domains"), "before"), [Fraction(one.points, one.weight) for one in kept])
    assert_adds_up(root, result)


def near(drawn: list[Fraction], expected: list[Fraction]) -> bool:
    """Whether places are those of the scores, to what a ten-thousandth of the width can show."""
    return len(drawn) == len(expected) and all(
        abs(one - other) <= EXACT for one, other in zip(drawn, expected, strict=True)
    )


def assert_drawn(section: Element, sides: list[tuple[Scored, Scored]], definition: ea.Audit) -> None:
    """The dots, the hollow dots, the whiskers and the bands of a figure are where the numbers are."""
    assert near(places(section, "now"), [now.exact for now, _ in sides if now.weight])
    assert near(places(section, "before"), [was.exact for _, was in sides if was.weight])
    plot = next(one for one in section.iter(f"{SVG}svg") if one.get("role") == "img")
    lines = [one for one in plot.iter(f"{SVG}line") if one.get("class") == "range"]
    whiskers = [score(one.get(end)) for one in lines[::3] for end in ("x1", "x2")]
    ends = []
    for now, _ in sides:
        if now.open_weight:
            asked = now.weight + now.open_weight
            ends += [Fraction(now.points, asked), Fraction(now.points + 100 * now.open_weight, asked)]
    assert near(whiskers, ends)
    zones = [(score(one.get("x")), score(one.get("width"))) for one in plot.iter(f"{SVG}rect")]
    bands = definition.policy.bands
    edges = [0, bands.moderate, bands.high, bands.critical, 100]
    assert zones == [(low, high - low) for low, high in pairwise(edges)]
    told = [words(one) for one in plot.iter(f"{SVG}text") if one.get("class") == "value"]
    assert [one.split(",")[0] for one in told] == [text.score_text(now) for now, _ in sides]


def assert_adds_up(root: Element, result: ea.Assessment) -> None:
    """Every gap stands in the table with its points and what it adds, and the points sum to those of the result."""
    found = [one for one in root.iter() if one.get("id") == "adds"]
    assert bool(found) == (result.exact is not None)
    tables = list(found[0].iter("table")) if found else []
    assert bool(tables) == bool(result.findings)
    if tables:
        rows = cells(tables[0])
        assert [row[4] for row in rows] == [decimal(one.contribution) for one in result.findings]
        assert [int(row[3]) for row in rows] == [one.counted for one in result.findings]
        assert sum(int(row[3]) for row in rows) == result.points
        assert sum(one.contribution for one in result.findings) == result.exact
        foot = [words(cell) for cell in next(tables[0].iter("tfoot"))[0]]
        assert foot == ["All together", "", "", str(result.points), text.score_text(result)]


def test_what_adds_up_is_explained() -> None:
    """The division stands over the contributions, with the warning that what is shown is cut."""
    shown = words(by_id(parsed(page("quarter")), "adds"))
    for told in (working.SUMS, working.division(quarter()), "cut after one decimal"):
        assert told in shown


def test_today_comes_first() -> None:
    """What must be done today stands before everything, then the result, the domains and what to do next."""
    root = parsed(page("everything"))
    order = [section.get("id") for section in root.iter("section")]
    assert order[:4] == ["today", "result", "domains", "next"]
    assert [str(one.tag) for one in next(root.iter("main"))][:3] == ["section", "nav", "section"]
    assert parsed(page("quarter")).find(".//section[@id='today']") is None


def test_table_carries_the_numbers_of_the_plot() -> None:
    """Beside the plot stands a table with the same numbers, of the same denominators, and in words."""
    result, (name, before) = flagged(), earlier()[-1]
    root = parsed(html(result, earlier=[(name, before)]))
    (table,) = list(by_id(root, "domains").iter("table"))
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
        assert f"{title}: {text.score_text(now)}" in told
        assert f"{name} {text.score_text(was)}" in told
    perfect = KINDS["all perfect"]()["result"]
    assert "All: 0.0, before 0.0" in words(by_id(parsed(html(perfect, earlier=[("before", perfect)])), "plot-desc"))


def test_legend_tells_what_is_drawn() -> None:
    """Each kind of mark is told of once it is drawn for any domain, and only then."""

    def legend(page: str) -> str:
        return words(next(by_id(parsed(page), "domains").iter("ul")))

    opened = "what open questions can still make of it"
    assert legend(page("everything")) == f"this audit 2026-q3 {opened}"
    assert legend(page("nothing answered")) == f"2026-q1 {opened}"
    assert legend(page("all perfect")) == "this audit"
    assert (
        legend(html(quarter(), earlier=[("before", KINDS["nothing answered"]()["result"])])) == f"this audit {opened}"
    )
    half = quarter().what_if(dict.fromkeys((id for id in quarter().audit.items if id.startswith("consent.")), None))
    assert legend(html(half)) == f"this audit {opened}"


def test_bands_without_room_have_no_name() -> None:
    """A name and a number stand on a band only where there is room; the words under the plot tell them all."""
    wide = chart.zones(ea.Thresholds())
    assert [(one.name, one.tick) for one in wide] == [
        *(("low", "0"), ("moderate", "15"), ("high", "35"), ("critical", "60")),
    ]
    narrow = chart.zones(ea.Thresholds(1, 2, 30))
    assert [(one.name, one.tick) for one in narrow] == [("", "0"), ("", ""), ("high", ""), ("critical", "30")]
    assert "Bands: low from 0, moderate from 1, high from 2, critical from 3." in words(parsed(page("huge")))


def test_next_names_the_sections_of_the_own_profession_first() -> None:
    """Citations are links to their codes, those of the reader's profession first; an unknown code is plain text."""
    cited = [ea.Citation("aca-2014", "B.1.d"), ea.Citation("nasw-2021", "1.03"), ea.Citation("house-rules", "7")]
    definition = audit(checklist("a", item("a.i", citations=cited)))
    answers = ea.Answers({"a.i": "r100"}, {"profession.social_worker"})
    root = parsed(html(ea.assess(definition, answers)))
    urls = {id: code.url for id, code in references.codes().items()}
    links = [(words(one), one.get("href")) for one in by_id(root, "next").iter("a")]
    assert links == [("NASW 2021 1.03", urls["nasw-2021"]), ("ACA 2014 B.1.d", urls["aca-2014"])]
    assert "house-rules 7" in words(by_id(root, "next"))
    listed = words(by_id(root, "cited"))
    assert listed.index("NASW Code of Ethics") < listed.index("ACA Code of Ethics") < listed.index("house-rules 7")
    assert f"B.1.d {references.sections()[cited[0]].title}" in listed
    assert all(code.url.startswith("https://") for code in references.codes().values())


def test_sections_of_a_code_stand_in_its_own_order() -> None:
    """Every section that a gap cites is listed, in the order of the references: 1.2 before 1.10."""
    root = parsed(page("all critical"))
    cited = {one for finding in KINDS["all critical"]()["result"].findings for one in finding.item.citations}
    lists = [[words(line) for line in inner] for inner in by_id(root, "cited").findall(".//li/ul")]
    by_code = {one.code: [] for one in cited}
    for citation, section in references.sections().items():
        if citation in cited:
            by_code[citation.code].append(f"{citation.section} {section.title}")
    assert sorted(lists) == sorted(by_code.values())


def test_plans_stand_in_the_order_given() -> None:
    """Each plan is a section of its own, with what it brings, its steps and what its sum of efforts is worth."""
    given = everything()
    root = parsed(page("everything"))
    for place, plan in enumerate(given["plans"], 1):
        section = by_id(root, f"plan-{place}")
        shown = words(section)
        assert words(section[0]) == text_plan.section(plan).title
        for told in facts_of(text_plan.section(plan)):
            assert words(told) in shown
        assert len(list(section.iter("h3"))) == min(len(plan.steps), text_plan.MOST_STEPS)


def test_actions_tell_who_by_when_and_what_became_of_them() -> None:
    """Open actions come first; one whose day is past says so; one for an item that has left names it by its id."""
    to_do, others = (cells(table) for table in by_id(parsed(page("everything")), "chosen").iter("table"))
    items = flagged().audit.items

    def asked(id: str) -> str:
        return f"{words(items[id].prompt)} [{id}]"

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


def test_change_tells_its_parts() -> None:
    """What changed since the last earlier audit: the rows, the kinds, every better and worse answer, and the cut."""
    result, all_earlier = flagged(), earlier()
    root = parsed(html(result, earlier=all_earlier))
    section = by_id(root, "since")
    change = result.change_from(all_earlier[-1][1])
    shown = words(section)
    assert "The earlier audit: 2026-q3." in shown
    told = Section("since", "", change_page.since(change))
    assert [type(block) for block in told.blocks] == [Rows, Listed, Paragraph]
    for words_of_it in ("What makes the difference:", *facts_of(told)):
        assert words(words_of_it) in shown
    better, worse = (cells(table) for table in section.iter("table"))
    assert [row[0] for row in better] == [f"{words(one.item.prompt)} [{one.item.id}]" for one in change.improved]
    assert [row[2] for row in worse] == [change_page.signed("", one.total) for one in change.slipped]
    same = words(by_id(parsed(html(result, earlier=[("before", result)])), "since"))
    assert "No answer that counts has changed." in same
    assert change_page.CUT_OFF not in same


def test_change_tells_answers_from_the_checklist() -> None:
    """Under a new version, what the answers did and what the checklist did are told apart."""
    shown = words(by_id(parsed(page("revised")), "since"))
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
    """Each domain has a frame with a point for each score and a line between neighbours, and a row of the numbers."""
    result, all_earlier = flagged(), earlier()
    results = [*(one for _, one in all_earlier), result]
    section = by_id(parsed(html(result, earlier=all_earlier)), "trend")
    frames = list(section.iter(f"{SVG}svg"))
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


@given(st.lists(st.none() | st.fractions(0, 100), min_size=2, max_size=9))
def test_lines_join_neighbours_only(scores: list[Fraction | None]) -> None:
    """A score that is missing breaks the line; a place down is the score to a hundredth of a pixel."""
    drawn = slopes.slope(scores, ea.Thresholds())
    assert len(drawn.points) == len([one for one in scores if one is not None])
    assert len(drawn.lines) == len([1 for pair in pairwise(scores) if None not in pair])
    inside = slopes.HEIGHT - 2 * slopes.MARGIN
    back = [100 - (Fraction(point.y) - slopes.MARGIN) * 100 / inside for point in drawn.points]
    assert near(back, [one for one in scores if one is not None])
    assert sorted(map(float, drawn.bands), reverse=True) == list(map(float, drawn.bands))


def test_long_history_is_cut_to_the_last_audits() -> None:
    """Of many audits the last eight are drawn and listed, and the page says so."""
    section = by_id(parsed(page("huge")), "trend")
    assert "The last 8 of 13 audits." in words(section)
    assert all(len(row) == 10 for row in cells(next(section.iter("table"))))
    assert "The last" not in words(by_id(parsed(page("everything")), "trend"))


def test_drift_warns() -> None:
    """Crossings that have become more frequent are told with their steps; without any there is no such section."""
    given = everything()
    found = ea.trend([*(one for _, one in given["earlier"]), given["result"]]).drift
    shown = words(by_id(parsed(page("everything")), "drift"))
    assert found
    for told in facts_of(Section("drift", "", change_page.drift_blocks(found))):
        assert words(told) in shown
    assert 'id="drift"' not in html(quarter(), earlier=[("before", quarter())])


def test_cases_are_told_by_domain() -> None:
    """For cases the domains are those that they are about, with the number of cases, and the earlier score if any."""
    root = parsed(page("cases"))
    expected = text_page.case_rows(cases())
    (table,) = list(by_id(root, "domains").iter("table"))
    assert [row[:3] for row in cells(table)] == [
        [title, decimal(Fraction(one.points, one.weight)), told] for title, one, told in expected
    ]
    few = ea.assess(cases().audit, dict(list(cases(0).answers.given.items())[:1]))
    (table,) = list(by_id(parsed(html(cases(), earlier=[("few", few)])), "domains").iter("table"))
    assert [row[3] != "-" for row in cells(table)].count(True) == 1
    assert len(list(by_id(parsed(html(cases())), "domains").iter("th"))) == 3 + len(expected)


@cache
def tame(count: int) -> list[tuple[str, list[str]]]:
    """The shape of a page of plain words."""
    return shape(parsed(html(**written([f"plain words {place}" for place in range(count)]))))


@pytest.mark.parametrize("start", range(0, len(INJECTIONS), 100))
def test_what_is_written_is_text(start: int) -> None:
    """Whatever stands in a text, the page has the elements and attributes of the same page with plain words."""
    texts = INJECTIONS[start : start + 100]
    hostile = parsed(html(**written(texts)))
    assert shape(hostile) == tame(len(texts))
    shown = words(by_id(hostile, "adds"))
    for place, one in enumerate(texts):
        assert words(f"{one} [c{place}.picked] {one} 100 {one} (effort") in shown


@pytest.mark.parametrize("text", INJECTIONS)
def test_each_place_shows_what_is_written(text: str) -> None:
    """So it is with each text by itself, which stands as it was written in every place of the page."""
    root = parsed(html(**written([text])))
    assert shape(root) == tame(1)
    for part, forms in PLACES.items():
        shown = words(by_id(root, part))
        for form in forms:
            assert words(form.format(text)) in shown, (part, form)
    for name in ("title", "h1"):
        assert words(next(root.iter(name))) == words(f"{text} 1.0")


PLACES = {
    "today": ["{0} {0} [c0.picked]"],
    "next": ["{0} [c0.picked] Answer {0} 100: adds", "But {0} Why {0} Do {0} (effort", "See {0} {0}"],
    "plan-1": ["{0} [c0.picked] Flag", "Do {0}"],
    "chosen": ["{0} {0} [c0.picked] {0} no day set"],
    "since": ["The earlier audit: {0}.", '{0} [c0.drifts] from "{0} 1" to "{0} 50"'],
    "trend": ["On the left is {0}", "{0}: "],
    "drift": ['{0} [c0.drifts] "{0} 1", then "{0} 50"'],
    "beside": ["You chose: {0} 0."],
    "open": ["{0} [c0.open]"],
    "not-scored": ["c0.out: not applicable ({0})"],
    "adds": ["{0} [c0.picked] {0} 100 {0} (effort"],
    "cited": ["{0} {0}"],
    "about": ["History {0}"],
}
"""Where a text must stand, by section."""


@pytest.mark.parametrize(
    "steers", ["\x00", "a\u202eb", "\u2066x", "line\nbreak", "\ud800", "\x1b[31m", "\u200b", "\x85"]
)
def test_what_steers_is_shown(steers: str) -> None:
    """Controls in a name or a hash, which no file could hold, are spelled out."""
    told = html(quarter(), earlier=[(steers, quarter())], head=steers)
    assert told.encode("utf-8")
    root = parsed(told)
    assert f"The earlier audit: {plain(steers, 300)}." in words(by_id(root, "since"))
    assert f"History {plain(steers, 300)}" in words(by_id(root, "about"))
    assert not [one for one in told if not one.isprintable() and one != "\n"]


def test_page_says_where_it_comes_from() -> None:
    """The audit, its version and digest, the library, the day, and the hash with what it is for; or no word of it."""
    shown = words(by_id(parsed(page("everything")), "about"))
    result = quarter()
    assert shown.startswith(
        f"About this page Audit quarterly 1.0 Definition {result.audit.digest} Made by ethics-audit {ea.__version__}"
    )
    assert f"Day {DAY.isoformat()} History {HEAD} Keep this page" in shown
    without = words(by_id(parsed(page("quarter")), "about"))
    assert "Day" not in without
    assert "Keep this page" not in without
    assert "<time" not in page("quarter")


def test_page_reads_no_clock() -> None:
    """The same result gives the same page."""
    assert html(**everything()) == html(**everything())


def test_earlier_results_are_of_the_same_audit() -> None:
    """A result of another audit is refused, with the reason."""
    with pytest.raises(ea.ArgumentError, match="expected results of one audit"):
        html(quarter(), earlier=[("cases", cases())])


def test_report_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the error says what to install."""
    monkeypatch.setitem(sys.modules, "jinja2", None)
    door._environment.cache_clear()
    door.policy.cache_clear()
    with pytest.raises(ea.MissingExtraError, match=r"pip install 'ethics-audit\[report\]'"):
        html(quarter())


def test_door_opens_without_the_extra() -> None:
    """Importing the report loads no template engine; only a page needs it."""
    program = "import sys, ethics_audit.report.page; print('jinja2' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"
    )


def test_no_template_trusts_a_text(root: Path) -> None:
    """No template marks anything as safe, and the environment escapes everything."""
    sources = [path.read_text("utf-8") for path in (root / "src/ethics_audit/report").rglob("*.j2")]
    assert len(sources) > 10
    assert not [one for one in sources if re.search(r"\bsafe\b|Markup|autoescape|\|\s*tojson", one)]
    assert door._environment().autoescape is True


def test_evolved_title_is_shown_whole() -> None:
    """A title too long for a row of the plot is cut there and stands whole in the table."""
    long = "A very long title of a domain that no row has room for"
    definition = audit(evolve(checklist("a", item("a.i")), title=long), checklist("b", item("b.i")))
    root = parsed(html(ea.assess(definition, {"a.i": "r50"})))
    assert cells(next(by_id(root, "domains").iter("table")))[1][0] == long
    labels = [words(one) for one in by_id(root, "domains").iter(f"{SVG}text") if one.get("class") == "label"]
    assert labels == ["All", "A very long title of a…", "B"]


def test_shifted_quarters_differ() -> None:
    """The invented earlier quarters are not the same, so that the tests above see a change."""
    assert len({one.exact for _, one in earlier()}) == 3
    assert shifted(quarter(), 3, 1).flags == ()


def halfway() -> ea.Assessment:
    """The result of an audit of which all is translated but an item, and a text of another one."""
    said = {"scale": ea.Scale([ea.Option("r0", "No", 0), ea.Option("r100", "Riesgo", 100)]), "remedy": "Empiece."}
    items = [
        item("a.said", prompt="Dicho.", rationale="Importa.", citations=[ea.Citation("aca-2014", "B.1.d")], **said),
        item("a.half", prompt="A medias.", rationale="It hurts.", **said),
        item("a.not", prompt="Not said.", rationale="It is not known."),
    ]
    told = Translation("xx", missing=("a.half.rationale", "a.not"))
    definition = audit(evolve(checklist("a", *items), title="Parte", translation=told), checklist("b", item("b.i")))
    return ea.assess(
        evolve(definition, title="Prueba", translation=Translation("xx")), dict.fromkeys(definition.items, "r100")
    )


def languages(root: Element) -> dict[str, set[str]]:
    """What is marked as being in a language, by the language."""
    found: dict[str, set[str]] = {}
    for one in root.iter():
        if "lang" in one.attrib and one is not root:
            found.setdefault(one.attrib["lang"], set()).add(words(one))
    return found


def test_texts_in_a_language_that_the_program_does_not_speak() -> None:
    """The page is in English, and what is translated, and nothing else, is marked as being in its language."""
    root = parsed(html(halfway()))
    assert root.get("lang") == "en"
    assert languages(root) == {"xx": {"Prueba 1.0", "Parte", "Dicho.", "A medias.", "Importa.", "Riesgo"}}
    assert languages(parsed(html(quarter()))) == {}


def test_texts_that_are_not_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is in the language of its audit, and what is not translated, and the codes, are marked as English."""
    monkeypatch.setattr(language, "_files", lambda: {"xx": []})
    root = parsed(html(halfway()))
    assert root.get("lang") == "xx"
    (codes,) = [words(one) for one in by_id(root, "cited") if one.tag == "ul"]
    assert languages(root) == {
        "en": {"B", "It hurts.", "Not said.", "It is not known.", "I do b.i.", "It matters.", "Risk 100", codes}
    }


def test_flags_stand_beside_a_label_where_there_is_room() -> None:
    """In a language of longer words they are shown on wide screens only, and the label has the room that is left."""
    dots = [chart.Dot("A", "100.0", told, Fraction(100)) for told in ("", "11 red flags", "11 alertas rojas")]
    rows = chart.plot(dots, ea.Thresholds()).rows
    assert [(one.told, one.more, one.room) for one in rows] == [
        ("100.0", "", 82),
        ("100.0, 11 red flags", "", 40),
        ("100.0", ", 11 alertas rojas", 82),
    ]
