"""Access to the form on this computer: only for the browser in which somebody entered the code from the terminal."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from hmac import compare_digest

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ethics_audit.base.language import gettext
from ethics_audit.web import origins
from ethics_audit.web.questions import Slip
from ethics_audit.web.security import SAFE_METHODS, entered_in
from ethics_audit.web.templating import FILES, Renderer

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LENGTH = 10
MOST_TRIES = 5
LAUNCH = "/launch"
KEY_BYTES = 32


def new_link() -> str:
    """Return a word for a link that nobody can guess."""
    return secrets.token_urlsafe(KEY_BYTES)


def new_code() -> str:
    """Return a code that nobody can guess, without characters that look alike."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))
    return f"{signs[:5]}-{signs[5:]}"


class Guard:
    """A gate that lets through only the one browser in which the form is open.

    A request must name exactly the host that is served, so that a site whose own name resolves to this computer gets
    nothing. The code works once and is exchanged for a cookie; a few wrong codes disable it.

    Args:
        app: The application behind the gate.
        renderer: Renders the page that asks for the code.
        host: The allowed value of the header `Host`, such as ``127.0.0.1:8123``; its pages have the scheme `http`.
        more: Other allowed values, each exact; their pages can have either scheme, because something forwards them.
        code: The code that the terminal shows.
        link: The word that opens the form from a link, once, like the code; empty if there is no such link.
        start: The path of the page that comes after the code.
        used: Called for each request that is let through.
    """

    def __init__(
        self,
        app: ASGIApp,
        renderer: Renderer,
        *,
        host: str,
        code: str,
        used: Callable[[], object],
        more: Iterable[str] = (),
        link: str = "",
        start: str = "/",
    ) -> None:
        self._app = app
        self._renderer = renderer
        self._host = host
        self._own = {**{other: origins.origins(other) for other in more}, host: {origins.origin(f"http://{host}")}}
        self._code = _plain(code)
        self._link = link
        self._start = start
        self._used = used
        self._key = secrets.token_urlsafe(KEY_BYTES)
        self._cookie = f"ethics_audit_{host.partition(':')[2]}"
        self._tries_left = MOST_TRIES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, as the ASGI protocol demands."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        app: ASGIApp
        if refused := self._refused(request):
            app = refused
        elif self._knows(request.headers):
            self._used()
            app = self._renderer.page(request, "launched", start=self._start) if _comes_by_link(request) else self._app
        elif scope["path"] in FILES:
            app = self._app
        else:
            app = await self._asked(request)
        await app(scope, receive, send)

    def _refused(self, request: Request) -> Response | None:
        hosts, senders = request.headers.getlist("host"), request.headers.getlist("origin")
        own = self._own.get(hosts[0]) if len(hosts) == 1 else None
        if own is None or not request.scope["path"].startswith("/"):
            words = gettext("This address is not served here. Open {address}", address=f"http://{self._host}/")
            return PlainTextResponse(words, 421)
        foreign = len(senders) > 1 or any(origins.origin(sender) not in own for sender in senders)
        if foreign and request.method not in SAFE_METHODS:
            return PlainTextResponse(gettext("This was sent from another site."), 403)
        return None

    def _knows(self, headers: Headers) -> bool:
        """Return whether the cookie is there; other programs on this computer may have set others of its name."""
        pairs = [part.strip().partition("=") for line in headers.getlist("cookie") for part in line.split(";")]
        return any(name == self._cookie and _same(value, self._key) for name, _, value in pairs)

    async def _asked(self, request: Request) -> Response:
        """Return the page that asks for the code, or the response to a code that was entered."""
        if _comes_by_link(request):
            is_right = bool(self._link) and _same(request.query_params.get("key", ""), self._link)
            return self._opened(request) if self._tries_left and is_right else self._door(request, 401)
        if request.method != "POST" or request.scope["path"] != LAUNCH:
            return self._door(request, 401)
        try:
            entered = await entered_in(request)
        except HTTPException as failure:
            return PlainTextResponse(failure.detail, failure.status_code)
        if not self._tries_left:
            return self._door(request, 403)
        if not _same(_plain(entered.get("code", [""])[0]), self._code):
            self._tries_left -= 1
            return self._door(request, 403, Slip("code", gettext("This is not the code. Look at it once more.")))
        return self._opened(request)

    def _opened(self, request: Request) -> Response:
        """Return the response that opens the form in this browser, and in no other from now on."""
        self._tries_left = 0
        response = self._renderer.page(request, "launched", start=self._start)
        response.set_cookie(self._cookie, self._key, httponly=True, samesite="strict")
        return response

    def _door(self, request: Request, status: int, slip: Slip | None = None) -> Response:
        is_open = self._tries_left > 0
        return self._renderer.page(request, "launch", status, slips=[slip] if slip and is_open else [], open=is_open)


def _comes_by_link(request: Request) -> bool:
    return request.method == "GET" and request.scope["path"] == LAUNCH


def _plain(code: str) -> str:
    """Return a code without the separators that people type."""
    return "".join(sign for sign in code.lower() if sign.isalnum())


def _same(given: str, kept: str) -> bool:
    return compare_digest(given.encode(), kept.encode())
