"""Two quarters in the browser alone, and the keys that answer a question."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from support import browser
from support.builders import audit, checklist, item

import ethics_audit as ea
from ethics_audit.base import dates
from ethics_audit.documents.answers_file import AnswersFile
from ethics_audit.history import History, opened
from ethics_audit.web import serving
from ethics_audit.web.serving import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [browser.needed, pytest.mark.browser, pytest.mark.slow]
CODE = "abcde-fghjk"
AUGUST, NOVEMBER = (datetime(2026, month, 20, 12, tzinfo=UTC) for month in (8, 11))
DEFINITION = audit(
    checklist(
        "a",
        item("a.one", red_flag=ea.RedFlag(100, "high", "Call somebody today.")),
        item("a.two", not_applicable=True),
        item("a.three", weight=3),
    ),
    checklist("b", item("b.four", weight=2)),
)


class Clock:
    """A day that stands still."""

    def __init__(self) -> None:
        self.at = AUGUST

    def now(self, zone: Any = None) -> datetime:
        """Return it."""
        return self.at.astimezone(zone)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Put the program into August 2026."""
    standing = Clock()
    monkeypatch.setattr(dates, "datetime", standing)
    return standing


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Run one browser for all tests of this module."""
    with browser.started() as running:
        yield running


@pytest.fixture
def opens(chromium: Browser, clock: Clock, tmp_path: Path) -> Iterator[Callable[..., browser.Watched]]:
    """Return a function that serves an audit with its answers in a file, and opens it in a new profile."""
    running: list[Any] = []

    def begin(file: str, **more: Any) -> browser.Watched:
        listener = serving.listening()
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        history = History(opened(tmp_path / "history.db"), clock.now)
        served = Served(DEFINITION, AnswersFile.opened(tmp_path / file, "example", None), history)
        app = serving.local(served, host, CODE, lambda: None)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
        thread.start()
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, **more)
        running.append((server, thread, context))
        begin.stop = lambda: stop(server, thread)  # type: ignore[attr-defined]
        watched = browser.Watched(context.new_page())
        watched.page.goto(f"http://{host}/")
        watched.page.fill("#code", CODE)
        watched.page.click("button")
        watched.page.wait_for_selector("h1:has-text('efore you begin')")
        return watched

    yield begin
    for server, thread, context in running:
        context.close()
        stop(server, thread)


def stop(server: Any, thread: threading.Thread) -> None:
    """Stop the program."""
    server.should_exit = True
    thread.join(30)


def go(page: Page, label: str) -> None:
    """Click the link or button with this label, and wait for the next page."""
    named = page.get_by_role("link", name=label, exact=True).or_(page.get_by_role("button", name=label, exact=True))
    with page.expect_navigation():
        named.first.click()


def type_answer(page: Page, key: str) -> None:
    """Answer a question with two keys, and wait for the next page."""
    page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def told(page: Page) -> str:
    """Return the words of a page."""
    return page.inner_text("main")


def answer_first(watched: browser.Watched) -> None:
    """Do the first audit, and choose two steps."""
    page = watched.page
    go(page, "Begin")
    page.check("#fact-1")
    go(page, "Save and go on")
    type_answer(page, "3")
    assert "Call somebody today." in told(page)
    go(page, "Go on")
    page.keyboard.press("5")
    page.fill("#reason", "only in the office")
    go(page, "Save and go on")
    type_answer(page, "3")
    type_answer(page, "2")
    go(page, "Finish")
    browser.fits(watched)
    go(page, "Choose your next steps")
    go(page, "Keep these steps")
    browser.fits(watched)
    page.check("#take-1")
    page.check("#take-2")
    page.fill("#step-2", "Ask Ann how she does it.")
    browser.fits(watched)
    go(page, "Keep these steps")
    assert "By October 15, 2026" in told(page)
    browser.fits(watched)
    with page.expect_download() as download:
        page.click("text=Put them into your calendar")
    assert b"Ask Ann how she does it." in Path(download.value.path()).read_bytes()
    page.get_by_role("link", name="Ask Ann").click()
    page.fill("#owner-1", "Ann")
    browser.fits(watched)
    go(page, "Save")
    assert "By October 15, 2026 · Ann" in told(page)
    page.go_back()
    page.reload()
    page.goto(page.url.partition("/steps")[0])
    assert "You finished it on August 20, 2026. The next one is due on November 19, 2026." in told(page)
    browser.fits(watched)


def answer_second(watched: browser.Watched) -> None:
    """Do the second audit, which knows the first one."""
    page = watched.page
    go(page, "Begin")
    assert "By October 15, 2026, which is past" in told(page)
    browser.fits(watched)
    page.locator("fieldset", has_text="Ask Ann").get_by_label("Done").check()
    go(page, "Save and go on")
    assert "This is what you said on August 20, 2026." in told(page)
    assert page.is_checked("#fact-1")
    browser.fits(watched)
    go(page, "Save and go on")
    type_answer(page, "1")
    assert "Better than last time." in told(page)
    browser.fits(watched)
    assert page.locator("#reason").is_hidden()
    page.keyboard.press("5")
    assert page.input_value("#reason") == "only in the office"
    browser.fits(watched)
    go(page, "Save and go on")
    type_answer(page, "3")
    assert "You had marked your step about this as done." in told(page)
    type_answer(page, "1")
    browser.fits(watched)
    go(page, "Finish")
    go(page, "From audit to audit")
    browser.fits(watched)
    page.click("summary")
    browser.fits(watched)


def test_two_quarters(opens: Callable[..., browser.Watched], clock: Clock, tmp_path: Path) -> None:
    """Steps, days and answers go from one quarter into the next, in the browser alone; every page is accessible."""
    first = opens("first.toml")
    answer_first(first)
    clock.at = NOVEMBER
    second = opens("second.toml")
    answer_second(second)
    kept = History(opened(tmp_path / "history.db"))
    assert [one.day for one in kept.audits()] == ["2026-08-20", "2026-11-20"]
    assert sorted(one.state for one in kept.actions()) == ["done", "dropped", "open"]
    assert [one for one in [*first.complaints, *second.complaints] if "status of 4" not in one] == []


def test_keys(opens: Callable[..., browser.Watched]) -> None:
    """Number keys pick, Enter goes on, w tells why and b goes back; not while writing, with Ctrl, or turned off."""
    watched = opens("mine.toml")
    page, keys = watched.page, watched.page.keyboard
    go(page, "Begin")
    go(page, "Save and go on")
    first = page.url
    keys.press("w")
    assert page.locator("details[open]").count() == 1
    keys.press("w")
    assert page.locator("details[open]").count() == 0
    for ignored in ("9", "0", "x", "Control+2", "Alt+2"):
        keys.press(ignored)
        assert page.locator("input:checked").count() == 0
    keys.press("2")
    assert page.locator("#answer-2").is_checked()
    page.evaluate("document.activeElement.blur()")
    with page.expect_navigation():
        keys.press("Enter")
    second = page.url
    keys.press("5")
    page.focus("#reason")
    keys.type("b1w")
    assert (page.url, page.input_value("#reason")) == (second, "b1w")
    page.focus("#answer-1")
    page.once("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        keys.press("b")
    assert page.url == first
    browser.fits(watched)
    page.click("text=Turn these keys off")
    keys.press("1")
    assert page.locator("#answer-2").is_checked()
    page.reload()
    keys.press("1")
    assert page.locator("#answer-2").is_checked()
    browser.fits(watched)
    page.click("text=Turn these keys off")
    keys.press("1")
    assert page.locator("#answer-1").is_checked()
    assert page.get_by_role("button", name="Turn these keys off").count() == 1
    assert [one for one in watched.complaints if "status of 4" not in one] == []


def test_without_script_nothing_is_said_of_keys(opens: Callable[..., browser.Watched]) -> None:
    """Without scripts there are no keys and no word of them, and the form works."""
    page = opens("mine.toml", java_script_enabled=False).page
    go(page, "Begin")
    go(page, "Save and go on")
    assert "Turn these keys off" not in told(page)
    page.check("#answer-1")
    go(page, "Save and go on")
    assert "question 2 of 4" in told(page)


def typing(watched: browser.Watched) -> Page:
    """Write a reason on the page of the second question."""
    page = watched.page
    go(page, "Begin")
    go(page, "Save and go on")
    type_answer(page, "1")
    page.keyboard.press("5")
    page.fill("#reason", "I see adults alone.")
    return page


def test_what_was_typed_outlasts_the_program(opens: Callable[..., browser.Watched]) -> None:
    """If the program has stopped, the page says so, and what was typed stays on it."""
    watched = opens("mine.toml")
    page = typing(watched)
    opens.stop()  # type: ignore[attr-defined]
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_text("Nothing was sent").wait_for()
    browser.fits(watched)
    assert "What you saved before is safe." in told(page)
    assert page.input_value("#reason") == "I see adults alone."
    assert page.evaluate("document.activeElement.className") == "slips unsent"


def test_what_was_typed_outlasts_the_key(opens: Callable[..., browser.Watched]) -> None:
    """If the program was started anew, what was typed stays, and is saved once the new code was entered."""
    page = typing(opens("mine.toml"))
    known = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_text("Nothing was sent").wait_for()
    page.context.add_cookies(known)
    go(page, "Save and go on")
    assert "question 3 of 4" in told(page)


def test_nothing_typed_is_left_without_a_word(opens: Callable[..., browser.Watched]) -> None:
    """Whoever leaves a page with words that were not saved is asked first; what was saved or not typed is not."""
    page = typing(opens("mine.toml"))
    asked: list[str] = []

    def stays(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stays)
    page.get_by_role("link", name="Back").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.input_value("#reason") == "I see adults alone."
    go(page, "Save and go on")
    page.go_back()
    go(page, "Skip for now")
    assert asked == ["beforeunload"]
