"""Calls to the functions of an embedding application: asynchronous ones are awaited, and each result is checked."""

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
from ethics_audit.base.public import public
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.web.drafts import Draft, Drafts

LOCAL_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""A path on this site, without characters that a browser would drop or read differently."""


class CallbackError(EthicsAuditError, TypeError):
    """A function of the application that takes other arguments or returns a value that is not allowed."""

    code = "argument"


@public("ethics_audit.web")
@frozen
class Finish:
    """An audit at the moment when somebody finishes it.

    Attributes:
        request: The request that finishes it.
        user: Who finishes it.
        sheet: The answers; `sheet.audit` is the id of the audit.
        number: The number of the finished draft: if the draft has another one by now, or is gone, keep nothing.
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
    """Return who sends a request; None for nobody, or for a name without a visible character."""
    result = _called("user", user, request)
    if result is None:
        return None
    if not isinstance(result, str):
        raise _unexpected("user", "a str, or None for nobody", result)
    return result if any(sign.isprintable() and not sign.isspace() for sign in result) else None


def loaded(drafts: Drafts, user: str, audit: str) -> Draft | None:
    """Return the draft of a user; None if there is none. Refuse the draft of another audit."""
    result = _called("drafts.load", drafts.load, user, audit)
    if result is None:
        return None
    if not (isinstance(result, Draft) and isinstance(result.sheet, AnswerSheet) and type(result.number) is int):
        raise _unexpected("drafts.load", "a Draft of an AnswerSheet and a whole number, or None", result)
    if result.sheet.audit != audit:
        raise CallbackError(f"drafts.load: expected a draft of {audit!r}, got one of another audit")
    return result


def saved(drafts: Drafts, user: str, sheet: AnswerSheet, before: int | None) -> bool:
    """Save a sheet, and return whether it was kept."""
    result = _called("drafts.save", drafts.save, user, sheet.audit, sheet, before)
    if not isinstance(result, bool):
        raise _unexpected("drafts.save", "True or False", result)
    return result


def finished(done: Finished, finish: Finish) -> Onward:
    """Return the path of the next page, None for the page with the report, or False if the draft has changed."""
    result = _called("finished", done, finish)
    if result is None or result is False:
        return result
    if not isinstance(result, str):
        raise _unexpected("finished", "a str, None or False", result)
    if not LOCAL_PATH.fullmatch(result):
        raise CallbackError("finished: expected a path on this site, such as '/audits/7', got another address")
    return result


def _called(name: str, function: Callable[..., object], *arguments: object) -> object:
    """Call a function in this worker thread, await its result in the loop if need be, and return it."""
    try:
        signature(function).bind(*arguments)
    except TypeError as failure:
        message = f"{name}: expected a function of {len(arguments)} arguments, got another ({failure})"
        raise CallbackError(message) from None
    except ValueError:
        pass  # some C functions have no signature
    result = function(*arguments)
    return from_thread.run(_awaited, result) if isawaitable(result) else result


async def _awaited(result: Awaitable[object]) -> object:
    return await result


def _unexpected(name: str, expected: str, got: object) -> CallbackError:
    """Return the error of a value; only its type is shown, since the value can hold answers."""
    return CallbackError(f"{name}: expected {expected}, got a value of type {type(got).__name__}")
