"""The report in a browser: what loads, who can read it, and what is printed."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import pytest
from attrs import evolve
from support import browser, report_pages
from support.builders import audit, checklist, item, scale
from support.counted import COUNTED
from support.report_pages import (
    INJECTIONS,
    KINDS,
    everything,
    flagged,
    page,
    parsed,
    quarter,
    saved,
    words,
    written,
)

import ethics_audit as ea
from ethics_audit.report.page import html

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [browser.needed, pytest.mark.browser, pytest.mark.slow]
WIDTHS = (1280, 320)
SCHEMES = ("light", "dark")
CRITERIA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests here."""
    with browser.started() as running:
        yield running


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Iterator[Any]:
    """Opens a page in a window of its own."""
    contexts = []

    def show(told: str, *, width: int = 1280, **more: Any) -> browser.Watched:
        context = chromium.new_context(viewport={"width": width, "height": 800}, **more)
        contexts.append(context)
        watched = browser.Watched(context.new_page())
        watched.page.goto(saved(tmp_path, told))
        return watched

    yield show
    for context in contexts:
        context.close()


@every_kind
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_everyone_can_read_it(opened: Any, kind: str, scheme: str, width: int) -> None:
    """No kind of page breaks a rule of WCAG 2.2 A or AA that a machine can check: wide, narrow, light and dark."""
    from axe_playwright_python.sync_playwright import Axe

    watched = opened(page(kind), width=width, color_scheme=scheme)
    options = {"runOnly": {"type": "tag", "values": CRITERIA}, "resultTypes": ["violations"]}
    found = Axe().run(watched.page, options=options)
    COUNTED["views that axe looked at"] += 1
    assert not found.response["violations"], found.generate_report()


@every_kind
def test_it_loads_nothing(opened: Any, kind: str, tmp_path: Path) -> None:
    """Only the page itself is asked for, nothing breaks its policy, and its style is in force."""
    watched = opened(page(kind))
    assert watched.requests == [(tmp_path / "report.html").as_uri()]
    assert watched.complaints == []
    assert watched.page.evaluate("getComputedStyle(document.body).maxWidth") == "992px"


@every_kind
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_is_wider_than_the_window(opened: Any, kind: str, width: int) -> None:
    """At 400 % zoom, on a phone and on a desk nobody has to scroll sideways, and no text is cut off."""
    shown = opened(page(kind), width=width).page
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    outside = """[...document.querySelectorAll('main *:not(svg *)')].filter(one => {
        const box = one.getBoundingClientRect();
        return box.width > 1 && (box.right > innerWidth + 0.5 || box.left < -0.5);
    }).map(one => one.outerHTML.slice(0, 200))"""
    assert shown.evaluate(outside) == []


@pytest.mark.parametrize("start", range(0, len(INJECTIONS), 60))
def test_what_is_written_stays_text(opened: Any, start: int) -> None:
    """A browser finds the same elements and attributes as with plain words, and shows what was written."""
    texts = INJECTIONS[start : start + 60]
    shape = """[...document.querySelectorAll('*')].map(
        one => one.tagName + ' ' + [...one.attributes].map(each => each.name).sort().join(' '))"""
    hostile = opened(html(**written(texts)))
    tame = opened(html(**written([f"plain words {place}" for place in range(len(texts))])))
    assert hostile.page.evaluate(shape) == tame.page.evaluate(shape)
    assert hostile.complaints == []
    shown = words(hostile.page.evaluate("document.body.textContent"))
    for place, one in enumerate(texts):
        assert words(f"{one} [c{place}.picked] {one} 100 See the first page.") in shown


def test_policy_stops_what_would_slip_through(opened: Any) -> None:
    """Even if a script or a style stood in the page, it would not run."""
    told = page("quarter").replace("<h1", "<script>document.title = 'run'</script><h1 style='color: red'", 1)
    watched = opened(told)
    assert watched.page.title() != "run"
    assert watched.page.evaluate("getComputedStyle(document.querySelector('h1')).color") != "rgb(255, 0, 0)"
    assert len(watched.complaints) == 2


def test_keyboard_reaches_every_link(opened: Any) -> None:
    """Tab goes through every link in the order of the page, each with a visible focus, the way past the rest first."""
    shown = opened(html(**everything(), details=True)).page
    links = shown.evaluate(
        "[...document.querySelectorAll('a, summary')].map(one => one.textContent.trim() + (one.href ?? ''))"
    )
    focused = """() => { const one = document.activeElement, style = getComputedStyle(one),
        box = one.getBoundingClientRect();
        return [one.textContent.trim() + (one.href ?? ''), style.outlineStyle, parseFloat(style.outlineWidth) >= 2,
            box.right > 0 && box.bottom > 0 && box.top < innerHeight]; }"""
    for link in links:
        shown.keyboard.press("Tab")
        assert shown.evaluate(focused) == [link, "solid", True, True]
    assert "#main" in links[0]


def test_keyboard_skips_to_the_page(opened: Any) -> None:
    """The first link leads into the main part."""
    shown = opened(page("everything")).page
    shown.keyboard.press("Tab")
    shown.keyboard.press("Enter")
    assert shown.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("width", [320, 777, 1280])
def test_dots_stand_where_the_numbers_are(opened: Any, width: int) -> None:
    """On the screen a dot is within a twentieth of a pixel of its score, at every width."""
    result, before = flagged(), everything()["earlier"][-1][1]
    shown = opened(html(result, earlier=[("before", before)]), width=width).page
    centres = """kind => [...document.querySelectorAll(`#result .scale circle.${kind}`)].map(dot => {
        const one = dot.getBoundingClientRect(), zones = [...dot.closest('.scale').querySelectorAll('.zone')];
        const [first, last] = [zones[0], zones.at(-1)].map(zone => zone.getBoundingClientRect());
        return [(one.left + one.right) / 2 - first.left, last.right - first.left]; })"""
    for kind, sides in (("now", [result, *result.domains]), ("before", [before, *before.domains])):
        drawn = shown.evaluate(centres, kind)
        assert len(drawn) == len(sides)
        for (centre, whole), one in zip(drawn, sides, strict=True):
            assert abs(centre - float(one.exact) / 100 * whole) < 0.05


SCORES = (0, 100, 3, 97, 50, 61)
"""Scores at both ends of the scale, beside them and between."""
TITLES = (
    "A",
    "W" * 100,
    "Límites profesionales y relaciones múltiples",
    "أخلاقيات المهنة في العيادة",
    "臨床倫理" * 20,
    "B",
)
BOXES = """() => [...document.querySelectorAll('.plot')].map(plot => {
    const boxes = kind => [...plot.querySelectorAll(kind)].map(one => one.getBoundingClientRect())
        .filter(box => box.width > 0).map(box => [box.left, box.top, box.right, box.bottom]);
    const figure = plot.parentElement.getBoundingClientRect();
    return {figure: [figure.left, figure.top, figure.right, figure.bottom], zones: boxes('.zone'),
        words: boxes('.label bdi, .value .number, .value .band, text'), marks: boxes('.mark'),
        drawn: boxes('circle, .range')}; })"""
_Box = list[float]


def _overlap(one: _Box, other: _Box) -> bool:
    """Whether two boxes share more than the half of a pixel."""
    return all(min(one[end], other[end]) - max(one[end - 2], other[end - 2]) > 0.5 for end in (2, 3))


def _ends() -> ea.Assessment:
    """Scores at both ends of the scale, some of them flagged or not certain, under short, long and foreign titles."""
    parts = []
    answers: dict[str, str] = {}
    for place, (points, title) in enumerate(zip(SCORES, TITLES, strict=True)):
        flag = ea.RedFlag(1, ea.Band.CRITICAL, "Stop.") if place % 2 else None
        items = [
            item(f"d{place}.i", 9, scale=scale(*sorted({0, points, 100})), red_flag=flag),
            *[item(f"d{place}.open")] * (place % 3 == 0),
        ]
        parts.append(evolve(checklist(f"d{place}", *items), title=title))
        answers[f"d{place}.i"] = f"r{points}"
    return ea.assess(audit(*parts), answers)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize(
    ("width", "media"),
    [
        (320, "screen"),
        (375, "screen"),
        (768, "screen"),
        (769, "screen"),
        (1280, "screen"),
        (438, "print"),
        (673, "print"),
    ],
)
def test_words_stand_beside_the_bands(opened: Any, width: int, media: str, direction: str) -> None:
    """No word or sign stands on a band or on another word, and nothing that is drawn leaves its figure."""
    result = _ends()
    before = result.what_if({f"d{place}.i": f"r{points}" for place, points in enumerate((100, 0, 0, 100, 0, 0))})
    told = html(result, earlier=[("before", before)]).replace("<main", f'<main dir="{direction}"', 1)
    shown = opened(told, width=width).page
    shown.emulate_media(media=media)
    plots = shown.evaluate(BOXES)
    assert [len(plot["zones"]) for plot in plots] == [4 * (len(SCORES) + 1)]
    for plot in plots:
        written = [*plot["words"], *plot["marks"]]
        assert not [(one, zone) for one in written for zone in plot["zones"] if _overlap(one, zone)]
        assert not [pair for pair in combinations(plot["words"], 2) if _overlap(*pair)]
        left, top, right, bottom = plot["figure"]
        for one in [*written, *plot["drawn"]]:
            assert one[0] >= left
            assert one[1] >= top
            assert one[2] <= right
            assert one[3] <= bottom


@pytest.mark.parametrize("width", [320, 360])
def test_names_of_columns_are_not_broken(opened: Any, width: int) -> None:
    """A narrow table has room for the longest word of the names beside its values, in other languages too."""
    rooms = """[...document.querySelectorAll('td:not(:empty)')].flatMap(cell => {
        const pen = document.createElement('canvas').getContext('2d');
        pen.font = getComputedStyle(cell, '::before').font;
        const room = parseFloat(getComputedStyle(cell.parentElement).gridTemplateColumns);
        return cell.dataset.label.split(' ').map(word => [word, pen.measureText(word).width, room]); })"""
    found = opened(page("Spanish"), width=width).page.evaluate(rooms)
    assert "autoevaluación" in {word for word, _, _ in found}
    assert all(needed < room for _, needed, room in found)


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_small_charts_stand_in_rows(opened: Any, width: int) -> None:
    """Each frame has its number above its right end and is level with its neighbors, even with a long title."""
    places = """[...document.querySelectorAll('.courses figure')].map(one => {
        const [title, number, chart] = ['span', '.value', '.slope'].map(kind => one.querySelector(kind)
            .getBoundingClientRect());
        return [chart.bottom - one.parentElement.getBoundingClientRect().top, chart.right - number.right,
            number.bottom - title.bottom, number.left - title.right]; })"""
    found = opened(page("Spanish"), width=width).page.evaluate(places)
    columns = {360: 1, 768: 3, 1280: 4}[width]
    lowest = [bottom for bottom, *_ in found]
    assert all(len({*lowest[start : start + columns]}) == 1 for start in range(0, len(lowest), columns))
    assert len({*lowest}) == -(-len(lowest) // columns)
    assert all(abs(right) < 1 and abs(end) < 1 and gap > 0 for _, right, end, gap in found)


@pytest.mark.parametrize("width", [360, 1280])
def test_days_stay_on_one_line(opened: Any, width: int) -> None:
    """From the width of a phone on, wherever a day is shown, but for the plots, whose texts have one line."""
    lines = """[...document.querySelectorAll("time")].map(day => {
        const range = document.createRange();
        range.selectNodeContents(day);
        return new Set([...range.getClientRects()].map(one => one.top)).size; })"""
    found = opened(page("Spanish"), width=width).page.evaluate(lines)
    assert len(found) > 10
    assert max(found) == 1


@pytest.mark.parametrize("scheme", SCHEMES)
def test_colours_of_the_system_are_used(opened: Any, scheme: str) -> None:
    """With forced colors, marks and texts have the text color of the system, on its background color."""
    shown = opened(page("everything"), forced_colors="active", color_scheme=scheme).page
    ground, ink = shown.evaluate("(style => [style.backgroundColor, style.color])(getComputedStyle(document.body))")
    style = "([mark, name]) => getComputedStyle(document.querySelector(`#result ${mark}`))[name]"
    assert ground != ink
    for mark in (".zone", ".courses circle.before"):
        assert shown.evaluate(style.replace("#result ", ""), [mark, "fill"]) == ground
    for mark in ("circle.now", ".names text", ".ticks text", ".mark.flag"):
        assert shown.evaluate(style, [mark, "fill"]) == ink
    for mark in (".zone", "circle.before", "line.range", "line.track", ".mark.raised"):
        assert shown.evaluate(style, [mark, "stroke"]) == ink


def test_texts_differ_from_their_ground(opened: Any) -> None:
    """In both schemes every text of a plot has a contrast of 4.5 or more to its ground, and every mark of 3."""
    for scheme in SCHEMES:
        shown = opened(page("everything"), color_scheme=scheme).page
        style = """kind => [...document.querySelectorAll(`#result ${kind}`)].map(one => getComputedStyle(one))
            .map(one => one.fill === 'none' ? one.stroke : one.fill)"""
        zones = {*shown.evaluate(style, "rect.zone")}
        assert len(zones) == 4
        for kind in ("circle.now", ".range"):
            assert min(contrast(one, zone) for one in shown.evaluate(style, kind) for zone in zones) >= 3
        rings = "[...document.querySelectorAll('#result .before')].map(one => getComputedStyle(one).stroke)"
        assert min(contrast(one, zone) for one in shown.evaluate(rings) for zone in zones) >= 3
        paper = shown.evaluate("getComputedStyle(document.body).backgroundColor")
        for kind in (".names text", ".ticks text", ".mark.flag"):
            assert min(contrast(one, paper) for one in shown.evaluate(style, kind)) >= 4.5


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colors as WCAG defines it."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return sum(share * one for share, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def printed(shown: Any, paper: str = "A4") -> list[str]:
    """Return the text of each printed page."""
    from pypdf import PdfReader

    return [one.extract_text() for one in PdfReader(BytesIO(shown.pdf(format=paper, print_background=True))).pages]


@pytest.mark.parametrize(
    ("kind", "paper"), [("everything", "A4"), ("quarter", "Letter"), ("all critical", "A4"), ("huge", "Letter")]
)
def test_print_holds_everything(opened: Any, kind: str, paper: str) -> None:
    """With its details open every section is printed, every gap at least by its beginning, and no page is empty."""
    told = printed(opened(html(**KINDS[kind](), details=True)).page, paper)
    assert all(one.strip() for one in told)
    letters = _letters("".join(told))
    result = KINDS[kind]()["result"]
    for section in parsed(page(kind)).iter("h2"):
        assert _letters(words(section)) in letters
    for finding in result.findings if kind != "huge" else ():  # a PDF keeps right-to-left text in another order
        assert _letters(finding.item.prompt[:30]) in letters
    assert result.audit.digest in letters


@pytest.mark.parametrize("kind", ["everything", "quarter", "Spanish", "all perfect", "occasion", "cases"])
def test_folded_report_prints_on_two_pages(opened: Any, kind: str) -> None:
    """A report whose details are folded fits on two pages, and nothing of the details is printed."""
    told = printed(opened(page(kind)).page)
    assert len(told) <= 2
    assert KINDS[kind]()["result"].audit.digest not in _letters("".join(told))


def test_full_report_of_a_quarter_prints_on_eight_pages(opened: Any) -> None:
    """All details of a quarter with 75 gaps and a plan fit on eight pages."""
    result = quarter()
    assert len(printed(opened(html(result, plans=[result.plan("low")], details=True)).page)) <= 8


def test_worst_quarter_has_a_limit(opened: Any) -> None:
    """Every question at its worst, with every red flag told whole, fits on two pages, and on eight with its details."""
    worst = report_pages._ends(ea.load_audit("quarterly"), 100)
    told = printed(opened(html(worst)).page)
    assert len(told) <= 2
    for one in worst.reasons:
        assert _letters(one.action or "") in _letters("".join(told))
    assert len(printed(opened(html(worst, details=True)).page)) <= 8


@pytest.mark.parametrize("audience", ["", "supervision"])
@pytest.mark.parametrize("locale", [None, "es"])
@pytest.mark.parametrize("name", ["quarterly", "brief"])
def test_worst_has_a_limit_in_each_language(opened: Any, name: str, locale: str | None, audience: str) -> None:
    """With every red flag raised a page takes two sheets of paper, and eight with its details."""
    worst = report_pages._ends(ea.load_audit(name, locale=locale), 100)
    assert len(printed(opened(html(worst, day=report_pages.DAY, audience=audience)).page)) <= 2
    assert len(printed(opened(html(worst, day=report_pages.DAY, audience=audience, details=True)).page)) <= 8


@pytest.mark.parametrize("locale", [None, "es"])
@pytest.mark.parametrize("flags", range(7))
def test_few_flags_print_on_two_pages(opened: Any, flags: int, locale: str | None) -> None:
    """However many red flags an ordinary quarter raises, its folded report takes two sheets of paper."""
    definition, answers = ea.load_audit("quarterly", locale=locale), quarter().answers
    raising = [one for one in definition.items.values() if one.red_flag and one.requires <= answers.profile][:flags]
    raised = {one.id: max(one.options, key=lambda option: option.risk).id for one in raising}
    result = ea.assess(definition, answers.changed(raised))
    assert len(result.flags) == flags
    for more in ({}, {"audience": "supervision"}):
        assert len(printed(opened(html(result, day=report_pages.DAY, **more)).page)) <= 2


def test_line_leads_to_its_details(opened: Any) -> None:
    """A line that names a section of the details opens it."""
    shown = opened(page("quarter")).page
    shown.click("a[href='#gaps']")
    assert shown.locator("#gaps").is_visible()
    assert not shown.locator("#about").is_visible()


def _letters(told: str) -> str:
    """A text without the spaces and breaks that a line or a page puts into it, and without joined letters."""
    return "".join(normalize("NFKC", told).split())


def test_print_is_light(opened: Any) -> None:
    """In a dark scheme the paper stays white and the text dark."""
    shown = opened(page("everything"), color_scheme="dark").page
    shown.emulate_media(media="print", color_scheme="dark")
    assert _luminance(shown.evaluate("getComputedStyle(document.body).color")) < 0.1
