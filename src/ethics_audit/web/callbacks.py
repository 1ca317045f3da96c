"""What the functions of an application give: awaited if they are asynchronous, and checked before it is believed."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Literal

from anyio import from_thread
from attrs import frozen
from starlette.requests import Request

from ethics_audit.assessment import Assessment
from ethics_audit.sheet import AnswerSheet
from ethics_audit.web.drafts import Draft, Drafts

LOCAL_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""A path on this site, with no sign that a browser would leave out or read as another one."""


@frozen
class Finish:
    """An audit that somebody finishes.

    Attributes:
        request: The request that does it.
        user: Who finishes it.
        sheet: What was answered; `sheet.audit` is the id of the audit.
        number: Of the draft that was finished: if the draft has another one by now, or is gone, nothing may be kept.
        result: The result.
    """

    request: Request
    user: str
    sheet: AnswerSheet
    number: int
    result: Assessment


Onward = str | Literal[False] | None
User = Callable[[Request], str | Awaitable[str | None] | None]
Finished = Callable[[Finish], Onward | Awaitable[Onward]]


def user_of(user: User, request: Request) -> str | None:
    """Return who sends a request; None for nobody, which a name without a visible sign is too.

    Raises:
        TypeError: If it is no name.
    """
    given = _settled(user(request))
    if given is None:
        return None
    if not isinstance(given, str):
        raise _wrong("user", "a str, or None for nobody", given)
    return given if any(sign.isprintable() and not sign.isspace() for sign in given) else None


def loaded(drafts: Drafts, user: str, audit: str) -> Draft | None:
    """Return the draft of a user.

    Raises:
        TypeError: If it is none, or that of another audit.
    """
    given = _settled(drafts.load(user, audit))
    if given is None:
        return None
    if not (isinstance(given, Draft) and isinstance(given.sheet, AnswerSheet) and type(given.number) is int):
        raise _wrong("drafts.load", "a Draft of an AnswerSheet and a whole number, or None", given)
    if given.sheet.audit != audit:
        raise TypeError(f"drafts.load gave a draft of the audit {given.sheet.audit!r}, and was asked for {audit!r}")
    return given


def saved(drafts: Drafts, user: str, sheet: AnswerSheet, before: int | None) -> bool:
    """Return whether a sheet is kept.

    Raises:
        TypeError: If that is not said.
    """
    given = _settled(drafts.save(user, sheet.audit, sheet, before))
    if not isinstance(given, bool):
        raise _wrong("drafts.save", "True or False", given)
    return given


def finished(done: Finished, finish: Finish) -> Onward:
    """Return the path to go on at, None for the page with the report, or False if the draft was changed meanwhile.

    Raises:
        TypeError: If it is none of these.
    """
    given = _settled(done(finish))
    if given is None or given is False:
        return given
    if not isinstance(given, str):
        raise _wrong("finished", "a str, None or False", given)
    if not LOCAL_PATH.fullmatch(given):
        raise ValueError("finished gave an address that is not a path on this site, such as '/audits/7'")
    return given


def _settled(given: object) -> object:
    """What a function gave, in the worker thread that called it; what is asynchronous is awaited in the loop."""
    return from_thread.run(_awaited, given) if isawaitable(given) else given


async def _awaited(given: Awaitable[object]) -> object:
    return await given


def _wrong(name: str, expected: str, given: object) -> TypeError:
    return TypeError(f"{name} must give {expected}; it gave a value of the type {type(given).__name__}")
