"""Calls to the functions of an embedding application: asynchronous ones are awaited, and each result is checked."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable, signature
from typing import Literal

from anyio import from_thread
from attrs import frozen
from starlette.requests import Request

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.base.causes import CODES
from ethics_audit.base.errors import LONGEST_PLACE, ArgumentError, DocumentError, EthicsAuditError, plain
from ethics_audit.base.language import gettext
from ethics_audit.base.public import public
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.web.drafts import Draft, Drafts
from ethics_audit.web.events import Event
from ethics_audit.web.origins import LOCAL_PATH

LOG = logging.getLogger("ethics_audit.web")
NONCE = re.compile(r"[A-Za-z0-9+/_-]{16,256}={0,2}")
"""What a browser takes as a nonce, and long enough that nobody guesses it."""
ASKED = "ethics_audit.nonce"
"""The key in a request's scope for the nonce of its response."""


class CallbackError(EthicsAuditError, TypeError):
    """A function of the application that returns a value that is not allowed."""

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
Notify = Callable[[Event], object]
Nonce = Callable[[Request], str | Awaitable[str]]

ARGUMENTS: dict[str, tuple[str, ...]] = {
    "user": ("request",),
    "finished": ("finish",),
    "notify": ("event",),
    "nonce": ("request",),
    "drafts.load": ("user", "audit"),
    "drafts.save": ("user", "audit", "sheet", "before"),
}
"""What each function of an application is called with."""


def check(functions: Mapping[str, object]) -> None:
    """Refuse what cannot be called in the way that its name demands; methods of drafts are looked at when called."""
    for name, function in functions.items():
        if not callable(function):
            got = "none" if function is None else type(function).__name__
            raise ArgumentError(name, f"expected a function of ({', '.join(ARGUMENTS[name])}), got {got}")
        if not name.startswith("drafts.") and (wrong := _misfit(name, function)):
            raise ArgumentError(name, wrong)


def _misfit(name: str, function: Callable[..., object]) -> str:
    """Return what is wrong with the arguments that a function takes, or an empty string."""
    wanted = ARGUMENTS[name]
    try:
        takes = signature(function)
    except ValueError:
        return ""  # some C functions have no signature
    try:
        takes.bind(*wanted)
    except TypeError:
        return f"expected a function of ({', '.join(wanted)}), got one of ({', '.join(takes.parameters)})"
    return ""


def user_of(user: User, request: Request) -> str | None:
    """Return who sends a request; None for nobody."""
    result = _called(user, request)
    if result is None:
        return None
    if not isinstance(result, str):
        raise _unexpected("user", "a str, or None for nobody", result)
    if not any(sign.isprintable() and not sign.isspace() for sign in result):
        raise CallbackError("user: expected a name, or None for nobody, got a str without a visible character")
    return "".join(result)  # a plain str, whatever stands for one, such as Django's SimpleLazyObject


def loaded(drafts: Drafts, user: str, audit: str) -> Draft | None:
    """Return the draft of a user; None if there is none. Refuse the draft of another audit."""
    try:
        result = _called(_fitting("drafts.load", drafts.load), user, audit)
    except DocumentError as refused:  # its words are for a developer, and quote what was answered
        wrong = ", ".join(f"{plain(one.place, LONGEST_PLACE)} ({one.code})" for one in refused.problems)
        raise CallbackError(f"drafts.load: the sheet cannot be read: {wrong}") from None
    if result is None:
        return None
    if not (isinstance(result, Draft) and isinstance(result.sheet, AnswerSheet) and type(result.number) is int):
        part = result.number if isinstance(result, Draft) and isinstance(result.sheet, AnswerSheet) else result
        raise _unexpected("drafts.load", "a Draft of an AnswerSheet and an int, or None", part)
    if result.sheet.audit != audit:
        raise CallbackError(f"drafts.load: expected a draft of {audit!r}, got one of another audit")
    return result


def saved(drafts: Drafts, user: str, sheet: AnswerSheet, before: int | None) -> bool:
    """Save a sheet, and return whether it was kept."""
    result = _called(_fitting("drafts.save", drafts.save), user, sheet.audit, sheet, before)
    if not isinstance(result, bool):
        raise _unexpected("drafts.save", "True or False", result)
    return result


def finished(done: Finished, finish: Finish) -> Onward:
    """Return the path of the next page, None for the page with the report, or False if the draft has changed."""
    result = _called(done, finish)
    if result is None or result is False:
        return result
    if not isinstance(result, str):
        raise _unexpected("finished", "a str, None or False", result)
    if not LOCAL_PATH.fullmatch(result):
        raise CallbackError("finished: expected a path on this site, such as '/audits/7', got another address")
    return result


def nonce_of(nonce: Nonce, request: Request) -> str:
    """Return the nonce of a response, which is asked for once; a page that tells of a failure there has none."""
    if ASKED not in request.scope:
        request.scope[ASKED] = ""
        result = _called(nonce, request)
        if not isinstance(result, str) or not NONCE.fullmatch(result):
            raise _unexpected("nonce", "a str of 16 to 256 signs of base64", result)
        request.scope[ASKED] = result
    return str(request.scope[ASKED])


def told(notify: Notify, event: Event) -> None:
    """Tell the application of an event; what goes wrong there is logged by its type, and changes nothing here."""
    try:
        _called(notify, event)
    except Exception as failure:  # noqa: BLE001 - whatever a hook raises, the answer is kept
        LOG.error("notify: raised %s for an event %r", type(failure).__name__, event.kind)  # noqa: TRY400


def told_of(failure: EthicsAuditError) -> str:
    """Return what a user is told of a failure; where a database is, and what it says, is for the log alone."""
    if failure.code != "database":
        return str(failure)
    LOG.error("%s", failure)
    return gettext(CODES[failure.code])


def _fitting(name: str, function: Callable[..., object]) -> Callable[..., object]:
    """Return a function, unless it takes other arguments."""
    if wrong := _misfit(name, function):
        raise CallbackError(f"{name}: {wrong}")
    return function


def _called(function: Callable[..., object], *arguments: object) -> object:
    """Call a function in this worker thread, await its result in the loop if need be, and return it."""
    result = function(*arguments)
    return from_thread.run(_awaited, result) if isawaitable(result) else result


async def _awaited(result: Awaitable[object]) -> object:
    return await result


def _unexpected(name: str, expected: str, got: object) -> CallbackError:
    """Return the error of a value; only its type is shown, since the value can hold answers."""
    return CallbackError(f"{name}: expected {expected}, got a value of type {type(got).__name__}")
