"""What is read of a form that was sent."""

from typing import Any

import anyio
from starlette.requests import Request

from ethics_audit.web.security import FORM_TYPE, entered_in


def entered(body: bytes) -> dict[str, list[str]]:
    """Return the fields of a form whose body is given."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def read() -> dict[str, list[str]]:
        scope = {"type": "http", "method": "POST", "headers": [(b"content-type", FORM_TYPE.encode())]}
        return await entered_in(Request(scope, receive))

    return anyio.run(read)


def test_a_blank_field_keeps_its_place() -> None:
    """A field that was emptied is there, and what stands behind it does not take its place."""
    assert entered(b"item=&item=gifts&note=") == {"item": ["", "gifts"], "note": [""]}
