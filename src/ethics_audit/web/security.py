"""The protection of every request and every response, on this computer or inside another application."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ethics_audit.base.language import gettext, speaking
from ethics_audit.base.validation import JOINERS
from ethics_audit.web import origins
from ethics_audit.web.origins import Origin
from ethics_audit.web.policy import POLICY

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SAFE_METHODS = frozenset({"GET", "HEAD"})
FORM_TYPE = "application/x-www-form-urlencoded"
LARGEST_FORM = 65_536
MOST_FIELDS = 200
KEPT_SIGNS = f"{JOINERS}\r\n\t"

Entered = dict[str, list[str]]
"""The fields of a form with the values that were entered."""


class Security:
    """Refuses requests from other sites, adds the headers that keep a response private, and sets the language.

    Browsers send the origin of a request in `Sec-Fetch-Site`, and older ones in `Origin`; a page cannot change either.
    A request from another origin, or without these headers, changes nothing here.

    Args:
        app: The application to protect.
        language: The language of its responses.
        own: The origins under which browsers see it; those of the header `Host` if there are none.
    """

    def __init__(self, app: ASGIApp, language: str, own: Collection[Origin] = ()) -> None:
        self._app = app
        self._language = language
        self._own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, as the ASGI protocol demands."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_private(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        allowed = scope["method"] in SAFE_METHODS or comes_from_here(Headers(scope=scope), self._own)
        with speaking(self._language):
            app = self._app if allowed else PlainTextResponse(gettext("This was sent from another site."), 403)
            await app(scope, receive, send_private)


def comes_from_here(headers: Headers, own: Collection[Origin] = ()) -> bool:
    """Return whether a page of the same origin sent a request: one of `own`, or else of the header `Host`."""
    sites, hosts, senders = (headers.getlist(name) for name in ("sec-fetch-site", "host", "origin"))
    if sites not in ([], ["same-origin"]):
        return False
    if sites and not own:
        return True
    if len(senders) != 1 or len(hosts) != 1:
        return False
    return origins.origin(senders[0]) in (own or origins.origins(hosts[0]))


async def entered_in(request: Request) -> Entered:
    """Return the fields of a form, without the invisible characters of pasted text; refuse anything else."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise HTTPException(415, gettext("This is not a form."))
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > LARGEST_FORM:
                raise HTTPException(413, gettext("This is more than a form here can hold."))
    except ClientDisconnect:
        raise HTTPException(400, gettext("This form cannot be read.")) from None
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise HTTPException(400, gettext("This form cannot be read.")) from None
    return {name: [_visible(value) for value in values] for name, values in fields.items()}


def _visible(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable() or sign in KEPT_SIGNS)
