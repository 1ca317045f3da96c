"""The React front end is built from its lock file, and works with the service: by keyboard, narrow, in two windows."""

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
from support.recipes import EXAMPLES
from support.service import Service

import ethics_audit as ea

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FORM = EXAMPLES / "react_form"
NPM = shutil.which("npm") or ""
needs_npm = pytest.mark.skipif(not NPM, reason="no npm is found: install Node.js 20 or later from https://nodejs.org")
SECRETS = {"risk", "weight", "flag", "flags", "remedy", "effort", "points", "score", "band", "citations", "vector"}
SIGN_IN = "authorization => fetch('/session', {method: 'POST', headers: {authorization}})"
NOT_SIGNED_IN = {"en-US": "You are not signed in.", "es-MX": "No ha iniciado sesión."}
CASES = ("7.0", '[{ id = "scenarios" }]')
WRITTEN, SAID_BACK, RECORDING = "consent.written", "consent.said_back", "consent.recording"


def in_browser(test: Any) -> Any:
    """Mark a test that builds the form and drives it."""
    for mark in (needs_npm, browser.needed, pytest.mark.browser, pytest.mark.slow):
        test = mark(test)
    return test


def test_the_lock_holds_every_package_to_its_hash() -> None:
    """Every package has a pinned version and a hash, wherever it comes from; no address of a registry is named."""
    lock = json.loads((FORM / "package-lock.json").read_text("utf-8"))
    wanted = json.loads((FORM / "package.json").read_text("utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    for name, one in packages.items():
        assert "resolved" not in one, name
        assert one["integrity"].startswith("sha512-"), name
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert packages[f"node_modules/{name}"]["version"] == version


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install and build the form as its first users do, from nothing but its sources."""
    folder = tmp_path_factory.mktemp("react") / "react_form"
    shutil.copytree(FORM, folder, ignore=shutil.ignore_patterns("node_modules", "dist", "*.d.ts"))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for command in (["ci", "--no-audit"], ["run", "build"]):
        subprocess.run([NPM, *command], check=True, cwd=folder, env={**os.environ, "PATH": path})
    return folder / "dist"


@pytest.fixture(scope="module")
def site(service: Service, built: Path, served_here: Callable[..., str]) -> str:
    """The address of the service with the front end."""
    settings = {**service.settings, "FRONT_END": str(built)}
    return served_here("fastapi_service.service:application", settings, origin=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Run one browser for all tests of this module."""
    with browser.started() as running:
        yield running


class Desk:
    """A clinician with windows, and what the service keeps of her answers."""

    def __init__(self, chromium: Browser, service: Service, site: str, locale: str, asked: tuple[str, ...]) -> None:
        self.site = site
        self.service = service
        self.audit = service.define("north", *asked)
        self.locale = locale
        self.context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale=locale)
        page = self.context.new_page()
        page.goto(f"{site}/app/")
        again = page.get_by_role("button")
        again.wait_for()
        assert page.get_by_role("status").inner_text().startswith(NOT_SIGNED_IN[locale])
        self.sign_in(page)
        again.click()
        page.locator("#heading").wait_for()
        page.close()

    def sign_in(self, page: Page, person: str = "ann") -> None:
        """Sign in as the host's own pages do, in a window that is open."""
        token = self.service.token("north", person, locale=self.locale)
        page.evaluate(SIGN_IN, f"Bearer {token}")

    def opened(self) -> browser.Watched:
        """Open the form in a window."""
        watched = browser.Watched(self.context.new_page())
        watched.page.goto(f"{self.site}/app/")
        watched.page.locator("#heading").wait_for()
        return watched

    def kept(self) -> dict[str, Any]:
        """Return the answers that the service keeps."""
        ((sheet,),) = self.service.run("SELECT sheet FROM drafts")
        return dict(sheet["answers"])

    def result(self) -> ea.Assessment:
        """Return the only result that the service keeps."""
        ((vector,),) = self.service.run("SELECT vector FROM audits")
        return ea.load_vector(vector, self.audit)


@pytest.fixture
def desk(chromium: Browser, service: Service, site: str) -> Iterator[Callable[..., Desk]]:
    """Return a function that seats a clinician who has answered nothing yet."""
    service.emptied()
    desks: list[Desk] = []

    def sit(locale: str = "en-US", *asked: str) -> Desk:
        desks.append(Desk(chromium, service, site, locale, asked))
        return desks[-1]

    yield sit
    for one in desks:
        one.context.close()


def reach(page: Page, name: str) -> None:
    """Press Tab up to the field with this name or value, or the button or link with these words."""
    script = "() => { const on = document.activeElement; return [on.name, on.value, on.textContent]; }"
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


def saved(page: Page) -> None:
    """Wait until everything is saved."""
    page.get_by_text("Everything is saved.").or_(page.get_by_text("Todo está guardado.")).wait_for()


def turn_to(page: Page, title: str) -> None:
    """Go on to the page with this heading."""
    while page.locator("#heading").inner_text() != title:
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
def test_a_whole_audit_by_keyboard(desk: Callable[..., Desk]) -> None:
    """Every question that applies is answered by keyboard alone, and the result is the one that `assess` has."""
    ann = desk()
    watched = ann.opened()
    page = watched.page
    told: list[Any] = []

    def note(response: Any) -> None:
        told.append(response)

    page.on("response", note)
    page.reload()
    profile = {"minors", "profession.counselor"}
    for fact in ("profession.counselor", "minors"):
        reach(page, fact)
        page.keyboard.press("Space")
    given: dict[str, Any] = {}
    asked = [item for item in ann.audit.items.values() if item.requires <= profile]
    for place, item in enumerate(asked):
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
            given[item.id] = {"not_applicable": "My agency does this"}
    press(page, "Next")
    page.get_by_text(f"You have answered {len(asked)} of {len(asked)} questions.").wait_for()
    saved(page)
    assert ann.kept() == given
    press(page, "Finish")
    answers = {id: ea.not_applicable() if isinstance(one, dict) else one for id, one in given.items()}
    expected = ea.assess(ann.audit, ea.Answers(answers, profile))
    result = ann.result()
    assert (result.vector, result.score, result.low) == (expected.vector, expected.score, expected.low)
    assert all((expected.score, expected.not_applicable, expected.not_arisen, expected.open))
    sent = [one.json() for one in told if "/api/" in one.url and one.ok]
    assert len(sent) > len(asked) / 10
    assert keys_in(sent) & SECRETS == set()
    assert all(url.startswith(ann.site) for url in watched.requests)
    assert watched.complaints == []
    reach(page, "Read your report")
    page.keyboard.press("Enter")
    page.get_by_text("Your result").first.wait_for()


@in_browser
def test_conditions_follow_the_answers(desk: Callable[..., Desk]) -> None:
    """A question shows and hides as its conditions hold; what was answered before stays kept, and is not counted."""
    ann = desk()
    page = ann.opened().page
    estimate = page.locator("fieldset[id='consent.cost_estimate']")
    for fact, shown in (("us", 0), ("self_pay", 1)):
        page.locator(f"input[value='{fact}']").check()
        turn_to(page, "Informed consent")
        assert estimate.count() == shown
        page.get_by_role("button", name="Back").click()
    turn_to(page, "Informed consent")
    pick(page, "consent.cost_estimate", "none")
    pick(page, WRITTEN, "all")
    saved(page)
    page.reload()
    page.locator("input[value='us']").uncheck()
    turn_to(page, "Informed consent")
    assert page.locator(f"input[name='{WRITTEN}'][value='all']").is_checked()
    assert estimate.count() == 0
    turn_to(page, "Check and finish")
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("link", name="Read your report").wait_for()
    expected = ea.assess(ann.audit, ea.Answers({WRITTEN: "all", "consent.cost_estimate": "none"}, {"self_pay"}))
    assert expected.set_aside == ("consent.cost_estimate",)
    assert ann.result().score == expected.score


@in_browser
def test_a_case_goes_on_when_its_first_step_is_answered(desk: Callable[..., Desk]) -> None:
    """The second step of a case, which would give the first one away, is shown after it."""
    page = desk("en-US", *CASES).opened().page
    turn_to(page, "Short cases")
    second = page.locator("fieldset[id='scenarios.subpoena_order']")
    assert second.count() == 0
    pick(page, "scenarios.subpoena", "wait")
    second.wait_for()
    assert "The case goes on" in second.inner_text()


@in_browser
def test_a_second_window_is_refused_and_loses_nothing(desk: Callable[..., Desk]) -> None:
    """What was changed elsewhere is not written over; both windows' answers are there after loading it."""
    ann = desk()
    first, second = ann.opened().page, ann.opened().page
    for page in (first, second):
        turn_to(page, "Informed consent")
    pick(first, RECORDING, "signed")
    saved(first)
    pick(second, RECORDING, "n/a")
    reason = second.get_by_label("Why does it not apply?")
    reason.fill("Nothing is recorded")
    second.get_by_role("alert").filter(has_text="changed in another window").wait_for()
    reason.fill("Nothing is ever recorded")
    pick(second, WRITTEN, "most")
    second.wait_for_timeout(600)
    assert ann.kept() == {RECORDING: "signed"}
    pick(first, SAID_BACK, "all")
    saved(first)
    second.get_by_role("button", name="Load what is saved").click()
    saved(second)
    assert ann.kept() == {
        RECORDING: {"not_applicable": "Nothing is ever recorded"},
        SAID_BACK: "all",
        WRITTEN: "most",
    }
    assert second.locator(f"input[name='{SAID_BACK}'][value='all']").is_checked()


@in_browser
def test_what_was_finished_elsewhere_begins_anew(desk: Callable[..., Desk]) -> None:
    """An audit that another window finished is left alone, and the person is told that a new one begins."""
    ann = desk()
    first = ann.opened().page
    turn_to(first, "Informed consent")
    pick(first, WRITTEN, "all")
    saved(first)
    second = ann.opened().page
    turn_to(second, "Informed consent")
    turn_to(first, "Check and finish")
    first.get_by_role("button", name="Finish").click()
    first.get_by_role("link", name="Read your report").wait_for()
    pick(second, RECORDING, "signed")
    second.get_by_role("button", name="Load what is saved").click()
    second.get_by_role("status").filter(has_text="A new one begins here").wait_for()
    saved(second)
    assert ann.kept() == {RECORDING: "signed"}
    assert ann.result().answers == ea.Answers({WRITTEN: "all"})


@in_browser
def test_what_is_refused_is_told_at_its_place(desk: Callable[..., Desk]) -> None:
    """The words of the library stand at the answer; it gets the focus when the person asks for it, or finishes."""
    ann = desk("es-MX")
    page = ann.opened().page
    turn_to(page, "Consentimiento informado")
    pick(page, RECORDING, "n/a")
    reason = page.get_by_label("¿Por qué no corresponde?")
    reason.fill("x" * 501)
    slip = page.locator(f"fieldset[id='{RECORDING}'] .slip")
    slip.get_by_text("500 caracteres como máximo").wait_for()
    page.get_by_role("button", name="Siguiente").click()
    page.get_by_role("button", name="Mostrar qué").click()
    page.locator("textarea:focus").wait_for()
    turn_to(page, "Revisar y terminar")
    page.get_by_role("button", name="Terminar").click()
    page.locator("textarea:focus").wait_for()
    assert reason.get_attribute("aria-invalid") == "true"
    assert len(reason.input_value()) == 501
    page.keyboard.press("Control+A")
    page.keyboard.type("Solo doy supervisión")
    saved(page)
    assert slip.inner_text() == ""
    assert ann.kept() == {RECORDING: {"not_applicable": "Solo doy supervisión"}}


@in_browser
def test_nothing_is_lost_while_the_service_is_away(desk: Callable[..., Desk]) -> None:
    """Signed out or offline, the answers stay in the window, and are saved afterwards."""
    ann = desk()
    page = ann.opened().page
    turn_to(page, "Informed consent")
    page.evaluate("fetch('/session', {method: 'DELETE'})")
    pick(page, WRITTEN, "all")
    page.get_by_role("alert").filter(has_text="you are signed out").wait_for()
    ann.sign_in(page)
    ann.context.set_offline(True)
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("alert").filter(has_text="cannot be reached").wait_for()
    ann.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    saved(page)
    assert ann.kept() == {WRITTEN: "all"}


@in_browser
def test_a_window_that_was_left_open_writes_into_nobody_elses_audit(desk: Callable[..., Desk]) -> None:
    """Who signs in later is not given what an earlier window still holds, also if it loads what is saved."""
    ann = desk()
    first, second = ann.opened().page, ann.opened().page
    turn_to(first, "Informed consent")
    turn_to(second, "Informed consent")
    pick(second, RECORDING, "signed")
    saved(second)
    pick(first, WRITTEN, "all")
    load = first.get_by_role("button", name="Load what is saved")
    load.wait_for()
    ann.sign_in(second, "bob")
    pick(second, WRITTEN, "none")
    for page in (second, first):
        if page is first:
            load.click()
        page.get_by_role("alert").filter(has_text="somebody else is signed in").wait_for()
    assert ann.service.run("SELECT DISTINCT person FROM drafts") == [("ann",)]
    ann.sign_in(second)
    second.get_by_role("button", name="Try again").click()
    saved(second)
    assert ann.kept() == {RECORDING: "signed", WRITTEN: "none"}


@in_browser
def test_what_cannot_wait_stands_first(desk: Callable[..., Desk]) -> None:
    """What an answer asks for today is told at once, and a button leads to it from anywhere on the page."""
    ann = desk()
    page = ann.opened().page
    turn_to(page, "Informed consent")
    pick(page, "consent.secret_recording", "yes")
    result = ea.assess(ann.audit, ea.Answers({"consent.secret_recording": "yes"}))
    (action,) = [one.action for one in result.reasons if one.action]
    page.get_by_role("alert").get_by_text(action).wait_for()
    page.get_by_role("button", name="Do today").click()
    page.locator("#today:focus").wait_for()


@in_browser
def test_every_page_is_for_everybody(desk: Callable[..., Desk]) -> None:
    """No page breaks a rule of accessibility or is wider than a telephone, and each names its language."""
    watched = desk("es-MX").opened()
    page = watched.page
    browser.fits(watched)
    turn_to(page, "Consentimiento informado")
    pick(page, RECORDING, "n/a")
    page.locator("textarea").fill("x" * 501)
    page.locator(".slip p").wait_for()
    browser.fits(watched)
    page.locator("textarea").fill("x")
    saved(page)
    turn_to(page, "Revisar y terminar")
    browser.fits(watched)
    assert page.evaluate("document.documentElement.lang") == "es"
