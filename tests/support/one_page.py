"""The page that needs no installation, as somebody uses it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import ethics_audit as ea
from ethics_audit.model.bands import Band
from support import browser
from support.builders import audit, checklist, item

if TYPE_CHECKING:
    from playwright.sync_api import Page

marks = [browser.needed, pytest.mark.browser, pytest.mark.slow]
FLAG = ea.RedFlag(100, Band.CRITICAL, "Call somebody.")
DESK = audit(
    checklist(
        "desk",
        item("desk.door", red_flag=FLAG),
        item("desk.drawer", not_applicable=True),
        item("desk.key", event=True, requires=["minors"]),
    )
)


def click(page: Page, name: str) -> None:
    """Click the button with exactly this name."""
    page.get_by_role("button", name=name, exact=True).click()


def title(page: Page) -> str:
    """The heading of the view, without what stands before a question."""
    return page.inner_text("h1").split("\n")[-1]


def begin(page: Page, *, keep: bool = True, past_practice: bool = True) -> None:
    """Say where answers should be, and go past the facts of the practice."""
    page.check("#keep-here" if keep else "#keep-nothing")
    click(page, "Begin")
    if past_practice:
        click(page, "Go on")


def fits(page: Page) -> None:
    """Check that a view breaks no rule of accessibility, light and dark, and fits a phone, a zoom and large text."""
    from axe_playwright_python.sync_playwright import Axe

    before = page.viewport_size or {"width": 360, "height": 740}
    for width, size in ((1280, ""), (360, ""), (320, ""), (640, "212.5%")):
        page.set_viewport_size({"width": width, "height": 740})
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (title(page), width)
        assert page.evaluate(browser.OUTSIDE) == [], (title(page), width)
    page.evaluate("document.documentElement.removeAttribute('style')")
    page.set_viewport_size(before)
    for scheme in browser.SCHEMES:
        page.emulate_media(color_scheme=scheme)
        options = {"runOnly": {"type": "tag", "values": browser.CRITERIA}, "resultTypes": ["violations"]}
        found = Axe().run(page, options=options)
        assert not found.response["violations"], (title(page), scheme, found.generate_report())


def saved(page: Page) -> bytes:
    """The file that the page saves."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the answers as a file").last.click()
    return Path(download.value.path()).read_bytes()
