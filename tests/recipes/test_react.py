"""The React front end is built from its lock file, and works in a browser: by keyboard, narrow, and in two windows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support import browser
from support.react_service import Service, served
from support.recipes import EXAMPLES

import ethics_audit as ea

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FORM = EXAMPLES / "react_form"
NPM = shutil.which("npm") or ""
needs_npm = pytest.mark.skipif(not NPM, reason="no npm is found: install Node.js 20 or later from https://nodejs.org")
SECRETS = {"risk", "weight", "flag", "flags", "remedy", "effort", "points", "score", "band", "citations", "vector"}


def in_browser(test: Any) -> Any:
    """Mark a test that builds the form and drives it."""
    for mark in (needs_npm, browser.needed, pytest.mark.browser, pytest.mark.slow):
        test = mark(test)
    return test


def test_the_lock_names_the_public_registry_alone() -> None:
    """Every package has a pinned version, the registry's address and a hash."""
    lock = json.loads((FORM / "package-lock.json").read_text("utf-8"))
    wanted = json.loads((FORM / "package.json").read_text("utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert packages
    for name, one in packages.items():
        assert one["resolved"].startswith("https://registry.npmjs.org/"), name
        assert one["integrity"].startswith("sha512-"), name
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert packages[f"node_modules/{name}"]["version"] == version


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install and build the form as its first users do, beside nothing of ours."""
    folder = tmp_path_factory.mktemp("react") / "react_form"
    shutil.copytree(FORM, folder, ignore=shutil.ignore_patterns("node_modules", "dist", "*.d.ts"))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for command in (["ci", "--no-audit"], ["run", "build"]):
        subprocess.run([NPM, *command], check=True, cwd=folder, env={**os.environ, "PATH": path})
    return folder / "dist"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Run one browser for all tests of this module."""
    with browser.started() as running:
        yield running


@pytest.fixture
def service(built: Path) -> Iterator[tuple[Service, str]]:
    """Serve the form with an audit."""
    service = Service(built, "brief")
    with served(service) as address:
        yield service, address


Window = Callable[..., browser.Watched]


@pytest.fixture
def window(chromium: Browser) -> Iterator[Window]:
    """Return a function that opens a window of its own."""
    contexts = []

    def make(**more: Any) -> browser.Watched:
        contexts.append(chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, "locale": "en-US", **more}))
        return browser.Watched(contexts[-1].new_page())

    yield make
    for context in contexts:
        context.close()


def reach(page: Page, name: str) -> None:
    """Press Tab up to the field with this name or value, or the button or link with these words."""
    script = (
        "() => { const on = document.activeElement; return [on.name, on.value, on.id, on.textContent, on.tagName]; }"
    )
    for _ in range(200):
        page.keyboard.press("Tab")
        if name in page.evaluate(script):
            return
    raise AssertionError(f"no way to {name}")


def press(page: Page, name: str) -> None:
    """Press a button by keyboard, and wait until the heading of the next page has the focus."""
    reach(page, name)
    page.keyboard.press("Enter")
    page.locator("#heading:focus").wait_for()


def settled(page: Page) -> None:
    """Wait until everything is saved."""
    page.get_by_text("Everything is saved.").or_(page.get_by_text("Todo está guardado.")).wait_for()


def heading(page: Page) -> str:
    """Return the heading of the page."""
    return page.locator("#heading").inner_text()


def turn_to(page: Page, title: str) -> None:
    """Go on to the page with this heading."""
    while heading(page) != title:
        page.locator("nav button:not(.quiet)").click()


def pick(page: Page, item: str, option: str) -> None:
    """Pick an answer."""
    page.locator(f"input[name='{item}'][value='{option}']").check()


def keys_in(document: Any) -> set[str]:
    """Return every key of a JSON document, at any depth."""
    if isinstance(document, dict):
        return set(document).union(*map(keys_in, document.values()))
    return set().union(*map(keys_in, document)) if isinstance(document, list) else set()


@in_browser
def test_a_whole_audit_by_keyboard(service: tuple[Service, str], window: Window) -> None:
    """Every question that applies is answered by keyboard alone, and the result is the one that `assess` has."""
    kept, address = service
    watched = window()
    page = watched.page
    page.goto(address)
    assert heading(page) == "Your practice"
    for fact in ("profession.counselor", "telehealth"):
        reach(page, fact)
        page.keyboard.press("Space")
    given: dict[str, Any] = {}
    items = [item for item in kept.audit.items.values() if item.requires <= {"telehealth"}]
    for place, item in enumerate(items):
        while page.locator(f"fieldset[id='{item.id}']").count() == 0:
            press(page, "Next")
        choices = [*(option.id for option in item.options), "unsure", *["n/a"] * item.not_applicable]
        steps = place % len(choices)
        reach(page, item.id)
        page.keyboard.press("Space")
        for _ in range(steps):
            page.keyboard.press("ArrowDown")
        given[item.id] = choices[steps]
        if choices[steps] == "n/a" and not item.event:
            page.keyboard.press("Tab")
            page.keyboard.type("My agency does this")
            given[item.id] = ea.not_applicable("My agency does this")
    press(page, "Next")
    page.get_by_text(f"You have answered {len(items)} of {len(items)} questions.").wait_for()
    press(page, "Finish")
    assert heading(page) == "Your audit is finished"
    expected = ea.assess(kept.audit, ea.Answers(given, {"profession.counselor", "telehealth"}))
    assert expected.not_applicable
    (result,) = kept.results
    assert (result.answers, result.score, result.vector) == (expected.answers, expected.score, expected.vector)
    assert keys_in([json.loads(one) for one in kept.sent]) & SECRETS == set()
    assert watched.complaints == []
    reach(page, "Read your report")
    page.keyboard.press("Enter")
    page.get_by_text("Your result").first.wait_for()
    assert all(url.startswith(address) for url in watched.requests)


@in_browser
def test_conditions_follow_the_answers(service: tuple[Service, str], window: Window) -> None:
    """A question shows and hides as its conditions hold, and what was answered before stays kept and is not counted."""
    kept, address = service
    page = window().page
    page.goto(address)
    page.get_by_label("I supervise other clinicians").check()
    turn_to(page, "Supervision")
    pick(page, "supervision.gatekeeping", "no")
    settled(page)
    page.reload()
    assert page.get_by_label("I supervise other clinicians").is_checked()
    page.get_by_label("I supervise other clinicians").uncheck()
    while heading(page) != "Check and finish":
        assert heading(page) != "Supervision"
        page.get_by_role("button", name="Next").click()
    settled(page)
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("link", name="Read your report").wait_for()
    (result,) = kept.results
    assert result.set_aside == ("supervision.gatekeeping",)


@in_browser
def test_a_second_window_is_refused_and_loses_nothing(service: tuple[Service, str], window: Window) -> None:
    """What was changed elsewhere is not written over; both windows' answers are there after loading it."""
    kept, address = service
    first, second = window().page, window().page
    for page in (first, second):
        page.goto(address)
        turn_to(page, "Confidentiality")
    pick(first, "confidentiality.limits_explained", "all")
    settled(first)
    pick(second, "confidentiality.limits_explained", "n/a")
    second.get_by_label("Why does it not apply?").fill("I see no new clients")
    told = second.get_by_role("alert").filter(has_text="changed in another window")
    told.wait_for()
    second.get_by_label("Why does it not apply?").fill("I see no new clients now")
    pick(second, "confidentiality.unmade_report", "no")
    second.wait_for_timeout(600)
    assert dict(kept.sheet.answers.given) == {"confidentiality.limits_explained": "all"}
    pick(first, "confidentiality.minimum_disclosure", "each")
    settled(first)
    second.get_by_role("button", name="Load what is saved").click()
    settled(second)
    assert dict(kept.sheet.answers.given) == {
        "confidentiality.limits_explained": ea.not_applicable("I see no new clients now"),
        "confidentiality.minimum_disclosure": "each",
        "confidentiality.unmade_report": "no",
    }
    assert second.locator("input[value='each']:checked").count() == 1


@in_browser
def test_what_is_refused_is_told_at_its_place(service: tuple[Service, str], window: Window) -> None:
    """The words of the library stand at the answer, which has the focus when the person asks for it."""
    kept, address = service
    page = window(locale="es-MX").page
    page.goto(address)
    turn_to(page, "Confidencialidad")
    pick(page, "confidentiality.limits_explained", "n/a")
    page.get_by_label("¿Por qué no corresponde?").fill("x" * 501)
    slip = page.locator("fieldset[id='confidentiality.limits_explained'] .slip")
    slip.get_by_text("500 caracteres como máximo").wait_for()
    page.get_by_role("button", name="Siguiente").click()
    page.get_by_role("button", name="Mostrar qué").click()
    page.locator("textarea:focus").wait_for()
    turn_to(page, "Revisar y terminar")
    page.get_by_role("button", name="Terminar").click()
    page.locator("textarea:focus").wait_for()
    reason = page.get_by_label("¿Por qué no corresponde?")
    assert reason.get_attribute("aria-invalid") == "true"
    assert len(reason.input_value()) == 501
    assert kept.results == []
    page.keyboard.press("Control+A")
    page.keyboard.type("Solo doy supervisión")
    settled(page)
    assert slip.inner_text() == ""
    assert dict(kept.sheet.answers.given) == {
        "confidentiality.limits_explained": ea.not_applicable("Solo doy supervisión")
    }


@in_browser
def test_nothing_is_lost_while_the_service_is_away(service: tuple[Service, str], window: Window) -> None:
    """Signed out or offline, the answers stay in the window, and are saved afterwards."""
    kept, address = service
    page = window().page
    page.goto(address)
    turn_to(page, "Informed consent")
    kept.signed_in = False
    pick(page, "consent.written", "all")
    page.get_by_role("alert").filter(has_text="you are signed out").wait_for()
    kept.signed_in = True
    page.context.set_offline(True)
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("alert").filter(has_text="cannot be reached").wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    settled(page)
    assert dict(kept.sheet.answers.given) == {"consent.written": "all"}


@in_browser
def test_what_cannot_wait_stands_first(service: tuple[Service, str], window: Window) -> None:
    """What an answer asks for today is told at once, and a button leads to it from anywhere on the page."""
    kept, address = service
    page = window().page
    page.goto(address)
    turn_to(page, "Boundaries")
    pick(page, "boundaries.sexual_contact", "yes")
    result = ea.assess(kept.audit, ea.Answers({"boundaries.sexual_contact": "yes"}))
    (action,) = [one.action for one in result.reasons if one.action]
    page.get_by_role("alert").get_by_text(action).wait_for()
    page.get_by_role("button", name="Do today").click()
    page.locator("#today:focus").wait_for()


@in_browser
def test_every_page_is_for_everybody(service: tuple[Service, str], window: Window) -> None:
    """No page breaks a rule of accessibility or is wider than a telephone, and each names its language."""
    _, address = service
    watched = window(locale="es-MX")
    page = watched.page
    page.goto(address)
    page.locator("#heading").wait_for()
    browser.fits(watched)
    page.locator("nav button").last.click()
    page.locator("input[value='n/a']").first.check()
    page.locator("textarea").fill("x" * 501)
    page.locator(".slip p").wait_for()
    browser.fits(watched)
    page.locator("textarea").fill("x")
    settled(page)
    turn_to(page, "Revisar y terminar")
    browser.fits(watched)
    assert page.evaluate("document.documentElement.lang") == "es"
