"""The form works in a real browser by keyboard, without scripts, narrow and dark, and other pages cannot abuse it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support import browser
from support.web_program import Program

import ethics_audit as ea
from ethics_audit.history import Action, History, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [browser.needed, pytest.mark.browser, pytest.mark.slow]
REFUSED = "Failed to load resource: the server responded with a status of 4"
FOCUSED = """() => { const one = document.activeElement, box = one.getBoundingClientRect();
    const ring = [one, one.closest('.choice')].filter(Boolean).map(each => getComputedStyle(each))
        .some(style => style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2);
    return {text: one.textContent.trim(), id: one.id, ring, none: one === document.body,
    seen: box.bottom > 0 && box.top < innerHeight
        && box.right > 0 && box.left < innerWidth}; }"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Run one browser for all tests of this module."""
    with browser.started() as running:
        yield running


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """Return a function that starts the program in an empty folder."""
    started: list[Program] = []

    def begin(*arguments: str) -> Program:
        started.append(Program(tmp_path, *arguments))
        started[-1].told()
        return started[-1]

    yield begin
    for one in started:
        with suppress(ProcessLookupError):  # it may have been stopped from its page
            one.kill()
        one.close()


@pytest.fixture
def window(chromium: Browser) -> Iterator[Callable[..., browser.Watched]]:
    """Return a function that opens a window with its own profile."""
    contexts = []

    def make(**more: Any) -> browser.Watched:
        contexts.append(chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **more}))
        return browser.Watched(contexts[-1].new_page())

    yield make
    for context in contexts:
        context.close()


def enter(page: Page, server: Program, leads_to: str = "h1:has-text('efore you begin'), h1:has-text('so far')") -> None:
    """Enter the code, and let the browser go on by itself to a page that has this."""
    page.goto(server.address)
    page.fill("#code", server.code)
    page.click("button")
    page.wait_for_selector(leads_to)


def click(page: Page, label: str) -> None:
    """Click the link or button with exactly this label, and wait for the next page."""
    named = page.get_by_role("link", name=label, exact=True).or_(page.get_by_role("button", name=label, exact=True))
    with page.expect_navigation():
        named.click()


def press(page: Page) -> None:
    """Press Enter, and wait for the next page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def reach(page: Page, wanted: str) -> None:
    """Press Tab up to the element with this text or id; each stop must be visible and have a focus ring."""
    for _ in range(400):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        for _ in range(20):  # a busy browser draws the ring a moment later
            if found["ring"] or found["none"]:
                break
            page.wait_for_timeout(100)
            found = page.evaluate(FOCUSED)
        assert found["ring"] or found["none"], found
        assert found["seen"], found
        if wanted in {found["text"], found["id"]}:
            return
    raise AssertionError(f"no way to {wanted}")


def lands_on(page: Page, attribute: str, wanted: str) -> None:
    """Wait until what has the focus has this in its class or id; a busy browser moves the focus a moment later."""
    for _ in range(100):
        if wanted in page.evaluate(f"document.activeElement.{attribute}"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the focus is not on {wanted}")


@pytest.mark.parametrize("script", [False, True])
def test_whole_audit_by_keyboard(script: bool, program: Any, window: Any, history_file: Path) -> None:  # noqa: FBT001
    """A whole audit can be done with Tab, arrows, space and Enter, with scripts on or off, without a complaint."""
    server = program("boundaries", "--keep")
    watched = window(java_script_enabled=script)
    page, keys = watched.page, watched.page.keyboard
    page.goto(server.address)
    reach(page, "code")
    keys.type(server.code)
    press(page)
    page.wait_for_selector("h1:has-text('Before you begin')")
    reach(page, "Begin")
    press(page)
    reach(page, "fact-1")
    keys.press("Space")
    reach(page, "Save and go on")
    press(page)
    reach(page, "Save and go on")
    press(page)
    assert page.title().startswith("Error: ")
    lands_on(page, "className", "slips")
    keys.press("Tab")
    keys.press("Enter")
    lands_on(page, "id", "answer-1")
    reach(page, "Why is this asked?")
    keys.press("Enter")
    assert page.locator("details[open]").count() == 1
    count = 0
    while "/questions/" in page.url:
        if page.url.endswith("/today"):
            lands_on(page, "className", "urgent")
            reach(page, "Go on")
            press(page)
            continue
        reach(page, "answer-1")
        keys.press("Space")
        for _ in range(count % 2):
            keys.press("ArrowDown")
        press(page)
        count += 1
    assert page.url.endswith("/check")
    reach(page, "finish")
    press(page)
    page.wait_for_selector("h1:has-text('Your audit is finished')")
    reach(page, "Read the report")
    press(page)
    page.wait_for_selector("h2:has-text('Your result')")
    (kept,) = History(opened(history_file)).audits()
    assert len(kept.result.answers.given) == count > 20
    assert len(set(kept.result.answers.given.values())) > 2
    assert all(request.startswith(server.address) for request in watched.requests)
    assert not any(server.code in request for request in watched.requests)
    assert [one for one in watched.complaints if not one.startswith(REFUSED)] == []


def test_everyone_can_use_the_first_pages(program: Any, window: Any) -> None:
    """The first pages are accessible, also for a second browser."""
    server = program("boundaries", "--keep")
    watched = window()
    page = watched.page
    page.goto(server.address)
    browser.fits(watched)
    page.fill("#code", "wrong")
    click(page, "Open")
    browser.fits(watched)
    enter(page, server)
    browser.fits(watched)
    click(page, "Begin")
    browser.fits(watched)
    page.check("#fact-1")
    click(page, "Save and go on")
    browser.fits(watched)
    page.click("summary")
    browser.fits(watched)
    click(page, "Save and go on")
    browser.fits(watched)
    second = window()
    second.page.goto(server.address)
    browser.fits(second)
    page.goto(f"{server.address}nothing")
    browser.fits(watched)
    assert [one for one in watched.complaints if not one.startswith(REFUSED)] == []


def test_everyone_can_use_the_other_pages(program: Any, window: Any, history_file: Path, tmp_path: Path) -> None:
    """The pages from a question that does not apply to the report are accessible, with every kind of error."""
    audit = ea.load_audit("consent")
    History(opened(history_file)).keep(ea.assess(audit, {"consent.no_consent": "no"}), date.today())  # noqa: DTZ011
    server = program("consent", "--file", "mine.toml")
    watched = window()
    page = watched.page
    enter(page, server)
    item = next(one for one in audit.items.values() if one.not_applicable and not one.event and not one.requires)
    page.goto(f"{server.address}questions/{item.id}")
    page.check("input[value='n/a']")
    assert page.locator("#reason").is_visible()
    browser.fits(watched)
    click(page, "Save and go on")
    browser.fits(watched)
    page.fill("#reason", "none here")
    click(page, "Save and come back later")
    browser.fits(watched)
    click(page, "Go on")
    browser.fits(watched)
    page.goto(f"{server.address}questions/{item.id}")
    sheet = ea.load_answers(tmp_path / "mine.toml")
    changed = sheet.answers.changed({item.id: "unsure"})
    (tmp_path / "mine.toml").write_text(ea.to_toml(ea.AnswerSheet(sheet.audit, changed, sheet.version)), "utf-8")
    page.check("#answer-1")
    click(page, "Save and go on")
    assert "What is kept now: I do not know" in page.inner_text("main")
    browser.fits(watched)
    page.goto(f"{server.address}check")
    assert "Nothing is answered yet" in page.inner_text("main")
    browser.fits(watched)
    page.goto(f"{server.address}questions/{item.id}")
    page.check("#answer-1")
    click(page, "Save and go on")
    page.goto(f"{server.address}check")
    browser.fits(watched)
    click(page, "Finish")
    assert page.url.endswith("/keep")
    browser.fits(watched)
    page.check("#way-2")
    click(page, "Keep it")
    browser.fits(watched)
    page.check("#way-1")
    click(page, "Keep it")
    browser.fits(watched)
    click(page, "Read the report")
    browser.fits(watched)
    assert [one for one in watched.complaints if not one.startswith(REFUSED)] == []


def test_everyone_can_use_cases(program: Any, window: Any) -> None:
    """The feedback page of a case is accessible."""
    server = program("scenarios", "--no-keep")
    watched = window()
    enter(watched.page, server)
    click(watched.page, "Begin")
    click(watched.page, "Save and go on")
    browser.fits(watched)
    watched.page.check("#answer-1")
    click(watched.page, "Save and go on")
    assert watched.page.url.endswith("/feedback")
    browser.fits(watched)
    assert watched.complaints == [one for one in watched.complaints if one.startswith(REFUSED)]


def test_everyone_can_use_the_pages_of_a_red_flag(program: Any, window: Any) -> None:
    """The pages with what must be done today are accessible: at once, when stopping, in the list and at the end."""
    audit = ea.load_audit("confidentiality")
    item = next(one for one in audit.items.values() if one.red_flag and not one.requires)
    worst = max(item.options, key=lambda option: option.risk)
    server = program("confidentiality", "--ephemeral")
    watched = window()
    page = watched.page
    enter(page, server)
    page.goto(f"{server.address}questions/{item.id}")
    page.check(f"input[value='{worst.id}']")
    click(page, "Save and go on")
    assert page.url.endswith("/today")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    browser.fits(watched)
    click(page, "Stop here")
    browser.fits(watched)
    click(page, "Go on")
    browser.fits(watched)
    click(page, "Check your answers")
    browser.fits(watched)
    click(page, "Finish")
    browser.fits(watched)
    assert [one for one in watched.complaints if not one.startswith(REFUSED)] == []


def test_back_and_reload(program: Any, window: Any) -> None:
    """The browser's back and reload buttons show what is kept, and send nothing twice."""
    server = program("boundaries", "--no-keep")
    page = window().page
    enter(page, server)
    click(page, "Begin")
    click(page, "Save and go on")
    first = page.url
    page.check("#answer-2")
    click(page, "Save and go on")
    page.go_back()
    assert page.url == first
    assert page.locator("#answer-2").is_checked()
    page.check("#answer-1")
    click(page, "Save and go on")
    assert page.url != first
    assert page.locator(".slips:visible").count() == 0
    page.reload()
    page.go_back()
    assert page.locator("#answer-1").is_checked()


def test_second_profile_is_refused(program: Any, window: Any) -> None:
    """A second profile is asked for the code before its use, and refused afterwards."""
    server = program("boundaries", "--no-keep")
    mine, other = window().page, window().page
    other.goto(server.address)
    enter(mine, server)
    other.fill("#code", server.code)
    click(other, "Open")
    assert "This form is open elsewhere" in other.inner_text("main")
    for path in ("", "check", "questions/boundaries.place", "report"):
        other.goto(f"{server.address}{path}")
        assert "This form is open elsewhere" in other.inner_text("main")
    assert other.context.cookies() == []
    (cookie,) = mine.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Strict", -1)


class Elsewhere:
    """A page on another port of this computer, with forms and frames that lead to ours."""

    def __init__(self, address: str, code: str) -> None:
        page = "".join(
            f'<form method="post" action="{address}{path}" enctype="{kind}"><input name="{name}" value="{value}">'
            f'<input name="shown" value="x"><button id="{path}-{number}">go</button></form>'
            for path, name, value in (("practice", "fact", "minors"), ("launch", "code", code), ("finish", "a", "b"))
            for number, kind in enumerate(["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"])
        )
        told = f'<!doctype html><title>x</title>{page}<iframe src="{address}check"></iframe><a href="{address}">in</a>'

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("content-type", "text/html")
                self.end_headers()
                self.wfile.write(told.encode())

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever).start()

    def close(self) -> None:
        """Stop it."""
        self.server.shutdown()
        self.server.server_close()


@pytest.mark.parametrize("referrer", ["", "no-referrer"])
def test_another_port_can_send_nothing(referrer: str, program: Any, window: Any, tmp_path: Path) -> None:
    """Forms from another port are refused, even in the signed-in browser, and no page can be framed."""
    server = program("boundaries", "--file", "mine.toml", "--no-keep")
    page = window().page
    elsewhere = Elsewhere(server.address, server.code)
    try:
        for signed_in in (False, True):
            if signed_in:
                enter(page, server)
            for path in ("practice", "launch", "finish"):
                for number in range(3):
                    page.goto(elsewhere.address)
                    if referrer:
                        page.evaluate(f"document.querySelectorAll('form').forEach(one => one.rel = '{referrer}')")
                    with page.expect_response(lambda one: one.request.method == "POST") as sent:
                        page.click(f"#{path}-{number}")
                    assert sent.value.status == 403
                    assert sent.value.request.all_headers()["sec-fetch-site"] == "same-site"
                    assert ("cookie" in sent.value.request.all_headers()) == signed_in
        page.goto(elsewhere.address)
        assert page.frames[1].url.startswith("chrome-error:")
        click(page, "in")
        assert "Before you begin" in page.inner_text("main")
    finally:
        elsewhere.close()
    assert not (tmp_path / "mine.toml").exists()


def test_rebinding_is_refused(chromium: Browser, program: Any) -> None:
    """A foreign host name that resolves to this computer gets nothing and sends nothing."""
    server = program("boundaries", "--no-keep")
    port = server.address.rstrip("/").rpartition(":")[2]
    rules = "MAP evil.test 127.0.0.1, MAP localhost.evil.test 127.0.0.1"
    arguments = [*browser.ARGUMENTS, f"--host-resolver-rules={rules}"]
    with chromium.browser_type.launch(executable_path=browser.CHROMIUM, args=arguments) as misled:
        page = misled.new_page()
        enter(page, server)
        for name in ("evil.test", "localhost.evil.test", "localhost"):
            response = page.goto(f"http://{name}:{port}/check")
            assert response is not None
            assert response.status == 421
            read = "() => fetch('/check', {method: 'POST', body: 'x'}).then(one => one.status, () => 'refused')"
            assert page.evaluate(read) in {"refused", 403, 421}
        page.goto(server.address)
        assert "Before you begin" in page.inner_text("main")


def test_everyone_can_use_what_stands_around_the_audits(program: Any, window: Any, history_file: Path) -> None:
    """The page with all audits and all that it leads to fit and are accessible, from the choice to the end."""
    history, audit = History(opened(history_file)), ea.load_audit("brief")
    for answer in ("most", "none"):
        kept = history.keep(ea.assess(audit, {"confidentiality.limits_explained": answer}))
    history.choose(Action("confidentiality.limits_explained", "Write it into the form."), kept.number)
    server, watched = program("brief"), window()
    page = watched.page
    enter(page, server, "text=You finished this audit")
    browser.fits(watched)
    for way in (
        ["All audits", "Write it into the form."],
        ["All audits", "All steps, and the file for your calendar"],
        ["All audits", "From audit to audit"],
        ["All audits", "What is kept, and how to delete it"],
        ["What is kept, and how to delete it", "Encrypt it with a passphrase", "Save"],
        ["What is kept, and how to delete it", "Encrypt it with a passphrase"],
    ):
        for label in way:
            click(page, label)
        browser.fits(watched)
    for field in ("#passphrase", "#again"):
        page.fill(field, "correct horse battery")
    click(page, "Save")
    click(page, "Change the passphrase")
    click(page, "Save")
    browser.fits(watched)
    click(page, "Back")
    page.locator("main .list a").last.click()
    page.wait_for_url("**/audits/*")
    browser.fits(watched)
    click(page, "Delete it")
    assert len(History(opened(history_file, "correct horse battery")).audits()) == 1
    click(page, "All audits")
    page.goto(f"{server.address}kept/2/report")
    browser.fits(watched)
    for label in ("The page for supervision", "Back", "All audits", "Stop the program"):
        click(page, label)
    browser.fits(watched)
    click(page, "Stop the program")
    browser.fits(watched)
    assert server.ended() == 0
    assert [one for one in watched.complaints if not one.startswith(REFUSED)] == []


@pytest.mark.parametrize("way", ["keep", "encrypt", "nothing"])
def test_an_occasion_from_the_page_with_all_audits(way: str, program: Any, window: Any, history_file: Path) -> None:
    """From the first page to the record and back, every page fits, with the answers kept in each of the ways."""
    server, watched = program("--no-open"), window()
    page = watched.page
    enter(page, server, "h1:has-text('Your audits')")
    browser.fits(watched)
    click(page, "Working through a dilemma")
    click(page, "Begin")
    assert page.title().startswith("Error: ")
    browser.fits(watched)
    page.check(f"[value={way}]")
    for label in ("Begin", "Save and go on"):
        click(page, label)
    page.fill("#words", "A friend of a client asks for therapy.")
    browser.fits(watched)
    click(page, "Save and go on")
    page.check("#answer-1")
    click(page, "Save and go on")
    page.go_back()
    page.reload()
    assert page.is_checked("#answer-1")
    click(page, "All audits")
    assert "1 of 15 answered" in page.inner_text("main")
    browser.fits(watched)
    click(page, "Go on with: Working through a dilemma")
    click(page, "Check your answers")
    click(page, "Finish")
    if way == "encrypt":
        browser.fits(watched)
        for field in ("#passphrase", "#again"):
            page.fill(field, "correct horse battery")
        click(page, "Keep it")
    click(page, "Read the record of your decision")
    assert "A friend of a client asks for therapy." in page.inner_text("main")
    browser.fits(watched)
    with page.expect_download() as saved:
        page.get_by_text("Save a copy" if way == "keep" else "Save the record as a file").click()
    assert "> A friend of a client" in saved.value.path().read_text("utf-8")
    assert history_file.exists() == (way != "nothing")
    assert [one for one in watched.complaints if not one.startswith(REFUSED)] == []
