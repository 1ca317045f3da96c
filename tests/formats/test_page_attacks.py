"""The page that needs no installation holds against hostile definitions, storage, files and other windows."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from attrs import evolve
from support import one_page
from support.builders import audit, checklist, item
from support.one_page import DESK, begin, click, saved, title

import ethics_audit as ea
from ethics_audit.formats.page import document
from ethics_audit.model.items import Citation
from ethics_audit.model.translation import _reworded

pytestmark = one_page.marks
KEY = f"ethics-audit/example/{DESK.digest[:16]}"
PAYLOADS = [
    "</script><!--<script><img src=x onerror=alert(1)>",
    "{{7*7}} {prompt} ${1} $& $1 %s",
    "\"'`;alert(1)//\\",
    "\u05d0\u05d1 abc \u05d2",
    "]]>&lt;b&gt;&amp;",
]


def reworded(payload: str) -> ea.Audit:
    """An audit all of whose texts hold a payload."""
    part = DESK.parts[0]
    texts = _reworded(part.checklist, lambda place, _: f"{place[-9:]} {payload}")
    return evolve(DESK, title=payload, parts=[evolve(part, checklist=texts)])


def storing(entries: dict[str, str]) -> str:
    """A script that puts entries into the storage before the page runs, once."""
    return f"if (!sessionStorage.x) {{ Object.assign(localStorage, {json.dumps(entries)}); sessionStorage.x = 1; }}"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_words_stay_words(payload: str, opened: Any) -> None:
    """Whatever a definition says is shown as text in every view: no element and no script comes of it."""
    page = opened(reworded(payload)).page
    assert payload in page.inner_text("header")
    begin(page)
    assert payload in page.inner_text("h1")
    page.check("#answer-r100")
    click(page, "Go on")
    assert payload in page.inner_text(".urgent")
    click(page, "Go on")
    page.check("#answer-r50")
    click(page, "Go on")
    assert payload in page.inner_text("main")
    click(page, "See the result")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    told = page.inner_text("main")
    assert told.count(payload) >= 6
    assert page.locator("img").count() == 0
    assert page.evaluate("document.scripts.length") == 2


def test_line_separators_are_text(opened: Any) -> None:
    """U+2028, which ends a line of a script, is in the data without ending anything."""
    page = document.export(reworded("a\u00a0b")).decode().replace("\u00a0", "\u2028")
    assert json.loads(page.split('id="data">')[1].split("</script>")[0])["audit"]["title"] == "a\u2028b"
    assert opened(reworded("a\u00a0b")).page.inner_text("header") == "a\u00a0b"


def test_names_that_javascript_knows(opened: Any) -> None:
    """Codes, checklists, items and options may be called as what every object has."""
    names = ("constructor", "valueof", "tostring", "hasownproperty")
    cited = [Citation("constructor", "1")]
    items = [item(f"constructor.{name}", citations=cited, not_applicable=True) for name in names]
    page = opened(audit(checklist("constructor", *items))).page
    begin(page)
    assert "See constructor 1." in page.inner_text("#why") or page.locator("#why").count()
    for _ in names:
        page.check("#answer-r100")
        click(page, "Go on")
    click(page, "See the result")
    assert list(json.loads(saved(page))["answers"]) == [f"constructor.{name}" for name in names]


GARBAGE = [
    "",
    "{",
    "null",
    "[]",
    "7",
    '"x"',
    "[" * 100_000,
    '{"audit": "example", "answers": {"__proto__": "r0"}}',
    '{"audit": "example", "answers": {"constructor": "r0"}}',
    '{"audit": "example", "__proto__": {"answers": {}}}',
    '{"audit": "example", "profile": {"length": 1}}',
    '{"audit": "example", "profile": [["minors"]]}',
    '{"audit": "example", "answers": {"desk.door": {"id": "r0"}}}',
    '{"audit": "example", "answers": {"desk.drawer": {"not_applicable": 1}}}',
    '{"audit": "example", "answers": {"desk.drawer": {"not_applicable": "a\\u202eb"}}}',
    '{"audit": "example", "answers": {"desk.drawer": {"not_applicable": "a", "more": 1}}}',
    '{"audit": "example", "answers": {"desk.drawer": {"not_applicable": "' + "a" * 501 + '"}}}',
    '{"audit": "example", "decision": {"toString": "x"}}',
    '{"audit": "example", "decision": {"review": "2027-02-30"}}',
    '{"audit": "example", "decision": {"review": "soon"}}',
    '{"audit": "example", "decision": ["x"]}',
    '{"audit": "example", "notes": {"x": "y"}}',
    '{"audit": "example", "notes": {"desk.door": ""}}',
    '{"audit": "example", "notes": {"desk.door": "two\\nlines"}}',
    '{"audit": "example", "notes": [{"item": "desk.door", "text": "y"}]}',
    '{"audit": "example", "weights": {}}',
    '{"audit": "example", "version": 1}',
    '{"audit": "example", "version": null, "answers": []}',
]


def test_garbage_in_the_storage_is_told_and_stays(opened: Any) -> None:
    """What cannot be read is told, not used, and never written over; the page works beside it."""
    page = opened(DESK, f"if (window.name) localStorage['{KEY}'] = JSON.parse(window.name);").page
    for text in GARBAGE:
        page.evaluate("text => { window.name = JSON.stringify(text); }", text)
        page.reload()
        assert "cannot be read" in page.inner_text("main"), text
        click(page, "Begin")
        click(page, "Go on")
        page.check("#answer-r0")
        click(page, "Go on")
        assert page.evaluate("key => localStorage[key]", KEY) == text


def test_garbage_beside_the_answers(opened: Any) -> None:
    """An earlier audit that cannot be read, or a strange wish about keys, changes nothing else."""
    kept = json.dumps({"audit": "example", "version": "1.0", "answers": {"desk.door": "r0"}})
    entries = {KEY: kept, f"{KEY}/earlier": "{", "ethics-audit.keys": "</p>", f"{KEY}/other": "x" * 1_000_000}
    page = opened(DESK, storing(entries)).page
    assert title(page) == "Your audit so far"
    assert "another version" in page.inner_text("main")
    click(page, "Go on")
    assert title(page) == "I do desk.drawer."


def test_a_file_of_odd_bytes(opened: Any, tmp_path: Path) -> None:
    """A picture, a huge file and an empty one are refused; a file with a mark of its byte order is read."""
    page = opened(DESK).page
    good = b'\xef\xbb\xbf{"audit": "example", "version": "1.0", "profile": [], "answers": {"desk.door": "r0"}}'
    for content in (b"\x89PNG\r\n\x1a\n\xff\xfe", b" " * 2_000_001, b""):
        (tmp_path / "one.json").write_bytes(content)
        page.set_input_files("#file", tmp_path / "one.json")
        page.get_by_role("heading", name="This file cannot be used").wait_for()
        click(page, "Back")
    (tmp_path / "one.json").write_bytes(good)
    page.set_input_files("#file", tmp_path / "one.json")
    page.get_by_role("heading", name="What is this file?").wait_for()


@pytest.mark.parametrize(
    "fault",
    [
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }",
        "() => { Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no'); }}); }",
    ],
    ids=["full", "forbidden"],
)
def test_the_storage_goes_away_in_the_middle(fault: str, opened: Any) -> None:
    """When the browser is full or forbids its storage later, the answers stay on the page and can be saved."""
    page = opened(DESK).page
    begin(page)
    page.evaluate(fault)
    page.check("#answer-r0")
    click(page, "Go on")
    assert "cannot keep your last" in page.inner_text("[role=alert]")
    assert json.loads(saved(page))["answers"] == {"desk.door": "r0"}


def test_another_window_deletes_everything(opened: Any) -> None:
    """Answers that another window deleted do not come back unasked."""
    page = opened(DESK).page
    begin(page)
    page.evaluate("localStorage.clear()")
    page.check("#answer-r0")
    click(page, "Go on")
    assert title(page) == "Your answers were changed in another window"
    assert page.evaluate("localStorage.length") == 0
    click(page, "Use the other window's answers")
    assert title(page) == "Before you begin"


class _Counting(BaseHTTPRequestHandler):
    """Serves a page and notes what is asked for."""

    asked: list[str]
    page: bytes

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


ATTEMPTS = [
    "fetch('/leak')",
    "new Promise((done, no) => { Object.assign(new Image(), {onload: done, onerror: no, src: '/leak'}); })",
    "new Promise((done, no) => { Object.assign(new EventSource('/leak'), {onopen: done, onerror: no}); })",
    "import('/leak')",
]
FORM = """() => {
    const form = Object.assign(document.createElement('form'), {action: '/leak'});
    document.body.append(form);
    form.submit();
}"""


def test_it_asks_a_server_for_nothing(chromium: Any) -> None:
    """Served by a web server, the page is all that is asked for, and it cannot be made to ask for more."""
    _Counting.asked, _Counting.page = [], document.export(DESK)
    with HTTPServer(("127.0.0.1", 0), _Counting) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/page.html")
        begin(page)
        page.check("#answer-r0")
        click(page, "Go on")
        for attempt in ATTEMPTS:
            assert page.evaluate(f"({attempt}).then(() => true, () => false)") is False, attempt
        page.evaluate(FORM)
        page.evaluate("() => { navigator.sendBeacon('/leak'); }")
        page.wait_for_timeout(300)
        page.close()
        server.shutdown()
    assert _Counting.asked == ["/page.html"]
