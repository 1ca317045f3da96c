"""What the functions of an application give: awaited if they are asynchronous, and checked before it is believed."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from inspect import isawaitable, signature
from typing import Literal

from anyio import from_thread
from attrs import frozen
from starlette.requests import Request

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.base.errors import EthicsAuditError
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.web.drafts import Draft, Drafts

LOCAL_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""A path on this site, with no sign that a browser would leave out or read as another one."""


class CallbackError(EthicsAuditError, TypeError):
    """A function of the application is not called as it is here, or gives what it may not."""


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
        CallbackError: If it is no name.
    """
    given = _called("user", user, request)
    if given is None:
        return None
    if not isinstance(given, str):
        raise _wrong("user", "a str, or None for nobody", given)
    return given if any(sign.isprintable() and not sign.isspace() for sign in given) else None


def loaded(drafts: Drafts, user: str, audit: str) -> Draft | None:
    """Return the draft of a user.

    Raises:
        CallbackError: If it is none, or that of another audit.
    """
    given = _called("drafts.load", drafts.load, user, audit)
    if given is None:
        return None
    if not (isinstance(given, Draft) and isinstance(given.sheet, AnswerSheet) and type(given.number) is int):
        raise _wrong("drafts.load", "a Draft of an AnswerSheet and a whole number, or None", given)
    if given.sheet.audit != audit:
        raise CallbackError(f"drafts.load was asked for a draft of {audit!r}, and gave one of another audit")
    return given


def saved(drafts: Drafts, user: str, sheet: AnswerSheet, before: int | None) -> bool:
    """Return whether a sheet is kept.

    Raises:
        CallbackError: If that is not said.
    """
    given = _called("drafts.save", drafts.save, user, sheet.audit, sheet, before)
    if not isinstance(given, bool):
        raise _wrong("drafts.save", "True or False", given)
    return given


def finished(done: Finished, finish: Finish) -> Onward:
    """Return the path to go on at, None for the page with the report, or False if the draft was changed meanwhile.

    Raises:
        CallbackError: If it is none of these.
    """
    given = _called("finished", done, finish)
    if given is None or given is False:
        return given
    if not isinstance(given, str):
        raise _wrong("finished", "a str, None or False", given)
    if not LOCAL_PATH.fullmatch(given):
        raise CallbackError("finished gave an address that is not a path on this site, such as '/audits/7'")
    return given


def _called(name: str, function: Callable[..., object], *arguments: object) -> object:
    """What a function gives, called in this worker thread; what is asynchronous is awaited in the loop."""
    try:
        signature(function).bind(*arguments)
    except TypeError as failure:
        raise CallbackError(f"{name} cannot be called with {len(arguments)} arguments: {failure}") from None
    except ValueError:
        pass  # some functions of C do not tell what they take
    given = function(*arguments)
    return from_thread.run(_awaited, given) if isawaitable(given) else given


async def _awaited(given: Awaitable[object]) -> object:
    return await given


def _wrong(name: str, expected: str, given: object) -> CallbackError:
    return CallbackError(f"{name} must give {expected}; it gave a value of the type {type(given).__name__}")
