"""The report as HTML: what stands in it, and what can never stand in it."""

import re
import subprocess
import sys
from base64 import b64encode
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from attrs import evolve
from support.builders import audit, checklist, item
from support.report_pages import (
    INJECTIONS,
    KINDS,
    SVG,
    by_id,
    everything,
    page,
    parsed,
    quarter,
    shape,
    words,
    written,
)

import ethics_audit as ea
from ethics_audit.base import language
from ethics_audit.base.errors import plain
from ethics_audit.model.definitions import Translation
from ethics_audit.report import page as door
from ethics_audit.report.page import html

every_kind = pytest.mark.parametrize("kind", KINDS)


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
    assert all(section.get("aria-labelledby") for section in root.iter("section"))
    for table in root.iter("table"):
        assert words(table[0])
        assert str(table[0].tag) == "caption"
        assert {one.get("scope") for one in table.iter("th")} <= {"row", "col"}
    for svg in root.iter(f"{SVG}svg"):
        if svg.get("aria-hidden") != "true" and svg.get("class") != "inner":
            assert svg.get("role") == "img"
            assert [one.tag for one in svg[:2]] == [f"{SVG}title", f"{SVG}desc"]
            assert (svg.get("aria-labelledby"), svg.get("aria-describedby")) == (svg[0].get("id"), svg[1].get("id"))
    for plot in root.iter("div"):
        if plot.get("role") == "img":
            assert (plot.get("aria-labelledby"), plot.get("aria-describedby")) == (plot[0].get("id"), plot[1].get("id"))
            assert words(plot[0])
            assert words(plot[1])


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


@cache
def tame(count: int) -> list[tuple[str, list[str]]]:
    """The shape of a page of plain words."""
    return shape(parsed(html(**written([f"plain words {place}" for place in range(count)]))))


@pytest.mark.parametrize(
    "start", [pytest.param(at, marks=pytest.mark.slow if at else []) for at in range(0, len(INJECTIONS), 100)]
)
def test_what_is_written_is_text(start: int) -> None:
    """With any text, the page has the elements and attributes of the same page with plain words."""
    texts = INJECTIONS[start : start + 100]
    hostile = parsed(html(**written(texts)))
    assert shape(hostile) == tame(len(texts))
    shown = words(by_id(hostile, "gaps"))
    for place, one in enumerate(texts):
        assert words(f"{one} [c{place}.picked] {one} 100 See the first page.") in shown


@pytest.mark.parametrize(
    "text", [pytest.param(text, marks=pytest.mark.slow if place % 8 else []) for place, text in enumerate(INJECTIONS)]
)
def test_each_place_shows_what_is_written(text: str) -> None:
    """Each text by itself is shown as it was written in every place of the page."""
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
    "next": ["{0} For {0} Who {0}"],
    "strengths": ["{0} [c0.well] {0} 0"],
    "plan-1": ['{0} [c0.drifts] From "{0} 50" to "{0} 0"'],
    "chosen": ["{0} {0} [c0.picked] {0} no day set"],
    "changes": ["The earlier audit: {0}.", '{0} [c0.drifts] from "{0} 1" to "{0} 50"'],
    "trend": ["On the left is {0}", "{0}: "],
    "drift": ['{0} [c0.drifts] "{0} 1", then "{0} 50"'],
    "beside": ["You chose: {0} 0."],
    "needed": ["[c0.picked] {0}"],
    "open": ["At present: {0} [c0.open]"],
    "not-arisen": ["In the last twelve months: {0} [c0.once]"],
    "not-scored": ["{0}: not applicable ({0})"],
    "gaps": ["{0} [c0.picked] {0} 100 See the first page.", "{0} [c0.drifts] {0} 50 {0} 50"],
    "cited": ["{0}: {0}"],
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
    assert f"The earlier audit: {plain(steers, 300)}." in words(by_id(root, "changes"))
    assert f"History {plain(steers, 300)}" in words(by_id(root, "about"))
    assert not [one for one in told if not one.isprintable() and one != "\n"]


def test_page_reads_no_clock() -> None:
    """The same result gives the same page."""
    assert html(**everything()) == html(**everything())


def test_report_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the error says what to install."""
    monkeypatch.setitem(sys.modules, "jinja2", None)
    door.environment.cache_clear()
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
    assert door.environment().autoescape is True


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
    """Return the texts that are marked as being in a language, by language."""
    found: dict[str, set[str]] = {}
    for one in root.iter():
        if "lang" in one.attrib and one is not root:
            found.setdefault(one.attrib["lang"], set()).add(words(one))
    return found


def test_texts_in_a_language_that_the_program_does_not_speak() -> None:
    """The page is in English; the translated texts, and no others, are marked with their language."""
    root = parsed(html(halfway()))
    assert root.get("lang") == "en"
    assert languages(root) == {"xx": {"Prueba 1.0", "Parte", "Dicho.", "A medias.", "Importa.", "Riesgo", "Empiece."}}
    assert languages(parsed(html(quarter()))) == {}


def test_texts_that_are_not_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is in the language of its audit; untranslated texts and the codes are marked as English."""
    monkeypatch.setattr(language, "_files", lambda: {"xx": []})
    root = parsed(html(halfway()))
    assert root.get("lang") == "xx"
    (codes,) = [words(one) for one in by_id(root, "cited") if one.tag == "ul"]
    assert languages(root) == {
        "en": {"B", "Begin.", "It hurts.", "Not said.", "It is not known.", "I do b.i.", "Risk 100", codes}
    }
