"""Chromium for tests, where it is installed."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import pytest

from support.counted import COUNTED

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
CHROMIUM = os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), "")

SIZES = ((1280, 800), (320, 640))
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
CRITERIA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
OUTSIDE = """[...document.querySelectorAll('body *')].filter(one => {
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    return box.width > 1 && style.clipPath === 'none' && !one.matches('.skip')
        && (box.right > innerWidth + 0.5 || box.left < -0.5);
}).map(one => one.outerHTML.slice(0, 200))"""

needed = pytest.mark.skipif(
    not CHROMIUM, reason="no Chromium is found: apt-get install chromium, or name one in CHROMIUM"
)
"""Skips a test where there is no browser."""


@contextmanager
def started() -> "Iterator[Browser]":
    """Run a browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Watched:
    """A page with everything that it requested and every complaint."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))


def fits(watched: Watched) -> None:
    """Check that a page breaks no rule of accessibility, and fits the window: wide, narrow, light and dark."""
    from axe_playwright_python.sync_playwright import Axe

    page = watched.page
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        assert page.evaluate(OUTSIDE) == [], page.url
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            options = {"runOnly": {"type": "tag", "values": CRITERIA}, "resultTypes": ["violations"]}
            found = Axe().run(page, options=options)
            COUNTED["views that axe looked at"] += 1
            assert not found.response["violations"], (page.url, width, scheme, found.generate_report())
