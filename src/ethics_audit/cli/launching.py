"""Opening the form in the browser of the person who started it, and in no other."""

from __future__ import annotations

import os
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

PAGE = """<!DOCTYPE html>
<meta charset="utf-8"><meta http-equiv="refresh" content="0; url={link}"><title>ethics-audit</title>
"""


@contextmanager
def page_with(link: str) -> Iterator[Path]:
    """Write a page that leads to a link, for this account alone, and remove it in the end.

    Other people on this computer can see the arguments of a program, such as the address that a browser is started
    with; they cannot see what stands in a file of one's own.
    """
    with tempfile.TemporaryDirectory(prefix="ethics-audit-") as folder:
        path = Path(folder) / "open.html"
        path.write_text(PAGE.format(link=escape(link)), "utf-8")
        yield path


def opens(page: Path) -> bool:
    """Open a page in the browser, and return whether there is one that somebody here can see."""
    is_remote = "SSH_CONNECTION" in os.environ
    has_no_screen = sys.platform.startswith(("linux", "freebsd")) and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if is_remote or has_no_screen:
        return False
    try:
        return webbrowser.open(page.as_uri())
    except webbrowser.Error:
        return False
