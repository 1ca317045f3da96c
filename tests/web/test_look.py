"""A mounted form looks like its host, under the host's own policy, and says what is none of both."""

from __future__ import annotations

import asyncio
import logging
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Mount, Route
from support import browser
from support.web_windows import DEFINITION, Memory, Window, ask

import ethics_audit as ea
from ethics_audit import web
from ethics_audit.web import policy

NONCE = "r4nd0m-w0rds-0f-th1s-resp0nse=="
SHEET = ea.AnswerSheet("example", ea.Answers({"a.one": "r0"}), "1.0")


def form(**more: Any) -> Any:
    """Return the form for one user."""
    return web.app(DEFINITION, drafts=Memory(SHEET), user=lambda _: "me", **more)


def rules(response: Any) -> dict[str, str]:
    """Return the rules of the policy of a response."""
    parts = response.headers["content-security-policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


def styles(window: Window) -> list[str]:
    """Return the addresses of the style sheets of a page."""
    return [one.attrib["href"] for one in window.tree.iter("link") if one.get("rel") == "stylesheet"]


def test_style_sheets_of_the_host() -> None:
    """Every page loads the host's style sheets after its own, and allows the sites that they come from."""
    own = [
        "/static/a.css?v=2",
        "https://Static.example/b.css",
        "https://static.example/c.css",
        "http://localhost:5173/",
    ]
    application = form(styles=own)
    for path in ("/", "/questions/a.one", "/check", "/nothing"):
        window = Window(application, path)
        assert styles(window) == ["/form.css", *own]
        found = rules(window.response)
        allowed = "'self' http://localhost:5173 https://static.example"
        assert {found[name] for name in ("style-src", "img-src", "font-src")} == {allowed}
        assert "static.example" not in found["script-src"] + found["connect-src"] + found["default-src"]
    assert styles(Window(form(styles="/one.css"))) == ["/form.css", "/one.css"]
    assert Window(form()).response.headers["content-security-policy"] == policy.POLICY


OTHERS = ("a.css", "", "//evil.example/a.css", "/\\evil.example", "javascript:alert(1)", "data:text/css,a", 7, None)
BROKEN = (
    "https://a.example;script-src *",
    "https://a.example, *",
    "https://*/a.css",
    "/a b.css",
    "https://a.example/a\n",
)


@pytest.mark.parametrize("address", [*OTHERS, *BROKEN])
def test_what_is_no_style_sheet(address: Any) -> None:
    """An address that is none, or could change the policy, is refused."""
    with pytest.raises(ea.ArgumentError, match="styles: expected the address of a style sheet, got "):
        form(styles=["/a.css", address])


async def _later(_: Any) -> str:
    await asyncio.sleep(0)
    return NONCE


@pytest.mark.parametrize("nonce", [lambda _: NONCE, _later])
def test_scripts_and_styles_carry_the_nonce(nonce: Any) -> None:
    """Every script and style of every page carries the nonce of the host, and the form's own policy names it."""
    application = form(nonce=nonce, styles=["/a.css"])
    for path in ("/", "/practice", "/questions/a.one", "/check", "/nothing"):
        window = Window(application, path)
        found = [one for one in window.tree.iter() if one.tag in {"script", "style"} or one.get("rel") == "stylesheet"]
        assert len(found) >= 2
        assert {one.get("nonce") for one in found} == {NONCE}
        for name in ("script-src", "style-src"):
            assert f"'nonce-{NONCE}'" in rules(window.response)[name]
    report = Window(application, "/report")
    assert [one.get("nonce") for one in report.tree.iter("style")] == [NONCE]
    assert "nonce" not in ask(form(), "GET", "/report").text


def test_nonce_is_asked_for_once_for_a_response() -> None:
    """A request has one nonce, and the next one another."""
    given: list[str] = []

    def nonce(_: Any) -> str:
        given.append(secrets.token_urlsafe(18))
        return given[-1]

    application = form(nonce=nonce)
    for count in (1, 2):
        response = ask(application, "GET", "/questions/a.one")
        assert len(given) == count
        assert response.text.count(f'nonce="{given[-1]}"') == 3


@pytest.mark.parametrize(
    "given", [None, "", "short", "x" * 257, f"{NONCE}'; script-src *", b"bytes", f"a b {NONCE}", 7]
)
def test_what_is_no_nonce(given: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A nonce that is none is an error, and the page that tells it has none."""
    with caplog.at_level(logging.ERROR):
        response = ask(form(nonce=lambda _: given), "GET", "/questions/a.one")
    assert (response.status_code, "nonce" in response.text) == (500, False)
    assert response.headers["content-security-policy"] == policy.POLICY
    told = f"nonce: expected a str of 16 to 256 signs of base64, got a value of type {type(given).__name__}"
    assert caplog.messages == [told]


def test_nonce_of_another_kind() -> None:
    """A nonce is a function of the request."""
    with pytest.raises(ea.ArgumentError, match=r"nonce: expected a function of \(request\), got str"):
        form(nonce=NONCE)


# in a browser, under the policy of the host alone


class Policed:
    """The policy of a host, with a nonce for each response, in place of any other."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = scope.setdefault("state", {})["nonce"] = secrets.token_urlsafe(18)
        own = f"style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'"
        by_nonce = f"default-src 'none'; {own}; connect-src 'self'; img-src 'self'"

        async def policed(message: Any) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message["headers"] if name != b"content-security-policy"]
                message["headers"] = [*kept, (b"content-security-policy", by_nonce.encode())]
            await send(message)

        await self._app(scope, receive, policed)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """Return the address of a site with a policy of its own, in which the form is mounted."""
    header = "{% block header %}<header><p id='ours'>Ours</p></header>{% endblock %}"
    head = "{% block head %}<style nonce='{{ nonce }}'>#ours { text-indent: 7px }</style>{% endblock %}"
    (tmp_path / "layout.html.j2").write_text(f"{{% extends 'ethics_audit/layout.html.j2' %}}{header}{head}")
    mounted = form(styles=["/brand.css"], nonce=lambda request: request.state.nonce, templates=tmp_path)
    brand = Route("/brand.css", lambda _: Response(":root { --accent: #800080 }", media_type="text/css"))
    application = Starlette(routes=[brand, Mount("/ethics", mounted)], middleware=[Middleware(Policed)])
    with served(application) as address:
        yield address


@contextmanager
def served(application: Any) -> Iterator[str]:
    """Serve an application, and give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(application, port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(30)


@browser.needed
@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("refused", [HTTPException(303, headers={"location": "/signin"}), HTTPException(403)], ids=str)
def test_whoever_is_no_longer_signed_in_loses_nothing(refused: HTTPException) -> None:
    """What was typed stays on the page if the host sends its user to sign in, or refuses them, and is kept later."""
    signed_in = True

    def user(_: Any) -> str:
        if not signed_in:
            raise refused
        return "me"

    mounted = web.app(DEFINITION, drafts=(drafts := Memory()), user=user)
    sign_in = Route("/signin", lambda _: Response("Sign in"))
    with served(Starlette(routes=[sign_in, Mount("/ethics", mounted)])) as site, browser.started() as running:
        page = running.new_page()
        page.goto(f"{site}/ethics/questions/a.two")
        page.check("input[value='n/a']")
        page.fill("#reason", "I see adults alone.")
        signed_in = False
        page.get_by_role("button", name="Save and go on").click()
        page.get_by_text("sign in again in another window").wait_for()
        assert (page.input_value("#reason"), drafts.kept) == ("I see adults alone.", {})
        signed_in = True
        page.get_by_role("button", name="Save and go on").click()
        page.wait_for_url(f"{site}/ethics/questions/b.three")
        assert drafts.given == {"a.two": ea.not_applicable("I see adults alone.")}


@browser.needed
@pytest.mark.browser
@pytest.mark.slow
def test_the_host_keeps_its_style_and_its_policy(site: str) -> None:
    """Under the host's policy alone, the host's style, the form's style and the keys work, and nothing is blocked."""
    with browser.started() as running:
        watched = browser.Watched(running.new_page())
        page = watched.page
        page.goto(f"{site}/ethics/questions/a.two")
        accent = page.evaluate("getComputedStyle(document.querySelector('button')).backgroundColor")
        assert accent == "rgb(128, 0, 128)"
        assert page.evaluate("getComputedStyle(document.querySelector('#ours')).textIndent") == "7px"
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site}/ethics/questions/b.three")
        page.goto(f"{site}/ethics/report")
        assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none"
        assert watched.complaints == []
