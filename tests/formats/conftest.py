"""Programs that the tests of exported forms need, installed or started once."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support import browser
from support.engines import ENGINES, LFORMS, from_npm, needs, unpack

from ethics_audit.formats.page import document

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    import ethics_audit as ea


@pytest.fixture(scope="session")
def modules() -> Path:
    """Return the folder of the npm packages, installed once for each set of versions into the user's cache."""
    needs("node", "nodejs")
    needs("npm", "npm")
    needs("tar", "tar")
    lock = (ENGINES / "package-lock.json").read_bytes() + repr(LFORMS).encode()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ethics-audit-engines"
    folder = cache / hashlib.sha256(lock).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as waiting:
        fcntl.flock(waiting, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(ENGINES / name, folder)
            from_npm(folder, "ci")
            for name, version in LFORMS.items():
                unpack(folder, name, *version.split())
            (folder / "done").touch()
    return folder / "node_modules"


@pytest.fixture(scope="session")
def java() -> None:
    """Skip without Java and its compiler, because the program is started from its source."""
    needs("java", "default-jdk-headless")
    needs("javac", "default-jdk-headless")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Run one browser for all tests of this module."""
    with browser.started() as running:
        yield running


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., browser.Watched]]:
    """Return a function that opens the page of an audit from a file, on a phone; whatever it asks for is watched."""
    contexts: list[Any] = []
    pages: list[browser.Watched] = []

    def make(definition: ea.Audit, script: str = "", **more: Any) -> browser.Watched:
        path = tmp_path / "page.html"
        path.write_bytes(document.export(definition))
        contexts.append(chromium.new_context(**{"viewport": {"width": 360, "height": 740}, **more}))
        contexts[-1].set_default_timeout(10_000)
        pages.append(browser.Watched(contexts[-1].new_page()))
        pages[-1].page.on("dialog", lambda dialog: dialog.accept())
        pages[-1].page.add_init_script(script)
        pages[-1].page.goto(path.as_uri())
        return pages[-1]

    yield make
    for one in pages:
        assert one.complaints == []
        assert all(address.startswith(("file://", "blob:")) for address in one.requests), one.requests
    for context in contexts:
        context.close()
