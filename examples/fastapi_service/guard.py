"""What every request passes before the application sees it, and every response before a browser does."""

import asyncio
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

LARGEST = 256 * 1024
PATIENCE_SECONDS = 30
READS = {"GET", "HEAD", "OPTIONS"}
HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Guard:
    """Refuses changes of another site, what is too large, and what is too slow; sends a policy with a new nonce."""

    def __init__(self, app, origin):
        self.app = app
        self.origin = origin

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = scope.setdefault("state", {})["nonce"] = secrets.token_urlsafe(18)
        body, refusal = b"", self.refusal(scope["method"], scope["path"], Headers(scope=scope))
        if refusal is None:
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    body = await whole(receive)
            except TimeoutError:
                refusal = PlainTextResponse("This took too long.", 408, {"connection": "close"})
            if body is None:
                return
            if len(body) > LARGEST:
                refusal = PlainTextResponse("This is too large.", 413)
        await (refusal or self.app)(scope, once(body, receive), under_policy(send, nonce))

    def refusal(self, method, path, headers):
        """Return why a request is refused; None if it is not. Browsers name the sender of every change as `Origin`."""
        if method in READS:
            return None
        if headers.getlist("origin") != [self.origin]:
            return PlainTextResponse("This was sent from another site.", 403)
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if path.startswith("/api/") and method != "DELETE" and kind != "application/json":
            return PlainTextResponse("This is not JSON.", 415)
        return None


async def whole(receive):
    """Return the body of a request, or as much of it as shows that it is too large; None if it did not arrive."""
    body, more = b"", True
    while more and len(body) <= LARGEST:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return body


def once(body, receive):
    """Return what gives the body that was read already, and then whatever comes after it."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def received():
        return waiting.pop() if waiting else await receive()

    return received


def under_policy(send, nonce):
    """Return a `send` that puts the policy of this service in the place of any other."""
    own = f"'self' 'nonce-{nonce}'"
    policy = (
        f"default-src 'none'; script-src {own}; style-src {own}; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )

    async def sent(message):
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["content-security-policy"] = policy
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent
