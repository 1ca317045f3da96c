"""A page of the report as a PDF, printed by a browser that is installed; nothing leaves the computer."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from ethics_audit.base.errors import ArgumentError
from ethics_audit.report.page import MARK

VARIABLE = "ETHICS_AUDIT_BROWSER"
"""The environment variable that names the browser to print with."""
NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "chrome.exe"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge", "brave-browser", "brave"),
)
"""What browsers that can print by themselves are called."""
PROGRAMS = ("/Applications", "~/Applications", "${PROGRAMFILES}", "${PROGRAMFILES(X86)}", "${LOCALAPPDATA}")
"""Where programs are installed on macOS and on Windows."""
INSTALLED = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "Brave Browser.app/Contents/MacOS/Brave Browser",
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "BraveSoftware/Brave-Browser/Application/brave.exe",
)
QUIET = (
    *("--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--no-pdf-header-footer"),
    *("--disable-extensions", "--disable-sync", "--disable-component-update", "--disable-background-networking"),
    *("--disable-quic", "--host-resolver-rules=MAP * ~NOTFOUND"),
)
"""A window that is not shown, of a browser that knows no address but the page's."""
SECONDS = 60
PDF_MARK = f"/Creator ({MARK.partition(' ')[0]} ".encode()
"""What the first bytes of a PDF of this program contain."""
_CREATOR = re.compile(rb"/Creator \((?:[^()\\]|\\.)*\)", re.DOTALL)


def pdf(page: str) -> bytes:
    """Return a page as a PDF.

    The browser reads a copy that only this user can read, with a profile of its own, and both are deleted.

    Raises:
        ArgumentError: If no browser is found that can print it.
    """
    tried = []
    for browser in browsers():
        if printed := _printed(browser, page):
            return _signed(printed)
        tried.append(browser)
    found = f"{' and '.join(tried)} printed nothing" if tried else "found none"
    raise ArgumentError(
        "pdf",
        f"expected Chrome, Chromium, Edge or Brave to print with, {found}",
        f"install one, or name one in {VARIABLE}; or leave out --pdf and print the page to a PDF in any browser",
    )


def browsers() -> Iterator[str]:
    """Yield the browsers to try, in order: the one that is named, or else those that are found."""
    if named := os.environ.get(VARIABLE):
        yield named
        return
    yield from filter(None, map(shutil.which, NAMES))
    for folder in PROGRAMS:
        place = Path(_expanded(folder))
        yield from (str(path) for name in INSTALLED if place.is_absolute() and (path := place / name).is_file())


def _expanded(folder: str) -> str:
    """Return a folder with the user's home and the value of a variable in it; empty if there is no such variable."""
    if folder.startswith("${"):
        return os.environ.get(folder[2:-1], "")
    return str(Path(folder).expanduser())


def _printed(browser: str, page: str) -> bytes:
    """Return what a browser prints of a page; empty if it prints nothing."""
    with TemporaryDirectory(prefix="ethics-audit-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_bytes(page.encode())
        own = [f"--user-data-dir={Path(folder, 'profile')}", f"--print-to-pdf={target}"]
        command = [browser, *QUIET, *own, source.as_uri()]
        nowhere = subprocess.DEVNULL
        try:
            subprocess.run(  # noqa: S603 - a browser that the user has installed or named, and no shell
                command, stdin=nowhere, stdout=nowhere, stderr=nowhere, timeout=SECONDS, check=False
            )
            return target.read_bytes()
        except (OSError, subprocess.TimeoutExpired):
            return b""


def _signed(printed: bytes) -> bytes:
    """Return a PDF that names this program where the browser named itself and the system; no byte moves."""

    def creator(found: re.Match[bytes]) -> bytes:
        room = len(found[0]) - len(b"/Creator ()")
        return b"/Creator (%s)" % MARK.encode()[:room].ljust(room)

    return _CREATOR.sub(creator, printed, count=1)
