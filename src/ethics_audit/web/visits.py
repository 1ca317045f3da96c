"""A request with what is known of the person behind it; and keeping what they answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from attrs import evolve
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ethics_audit.answers import Answers, carried
from ethics_audit.errors import StoreError
from ethics_audit.language import gettext
from ethics_audit.model import Audit
from ethics_audit.sheet import AnswerSheet
from ethics_audit.web.careful import Entered, entered_in
from ethics_audit.web.drafts import Drafts

User = Callable[[Request], str | None]


class Visit(NamedTuple):
    """A request, by whom, and what is known of them.

    Attributes:
        stored: The draft as it is kept.
        answers: Its answers, as far as they fit this version of the audit.
        entered: What was entered in the form.
    """

    request: Request
    user: str
    stored: AnswerSheet | None
    answers: Answers
    entered: Entered

    @property
    def sends(self) -> bool:
        """Whether a form was sent."""
        return self.request.method == "POST"

    def said(self, field: str) -> str:
        """What was entered in a field."""
        return self.entered.get(field, [""])[0]


class Trouble(NamedTuple):
    """Why something was not kept, in words and as a status of HTTP."""

    told: str
    status: int


Work = Callable[[Visit], Response]


class Visits:
    """Makes visits of requests, and keeps what was answered.

    Args:
        audit: What is asked.
        drafts: Where answers are kept.
        user: Says who sends a request.
    """

    def __init__(self, audit: Audit, drafts: Drafts, user: User) -> None:
        self._audit = audit
        self._drafts = drafts
        self._user = user

    def answered_by(self, work: Work) -> Callable[[Request], Awaitable[Response]]:
        """What answers a request by this work, in a thread that may wait."""

        async def respond(request: Request) -> Response:
            entered = await entered_in(request) if request.method == "POST" else {}
            return await run_in_threadpool(lambda: work(self._visit(request, entered)))

        return respond

    def _visit(self, request: Request, entered: Entered) -> Visit:
        user = self._user(request)
        if user is None:
            raise HTTPException(401, gettext("Please sign in first."))
        stored = self._drafts.load(user)
        answers = stored.answers if stored else Answers()
        if stored and stored.version not in {None, self._audit.version}:
            answers, _ = carried(self._audit, answers)
        return Visit(request, user, stored, answers, entered)

    def keep(self, visit: Visit, answers: Answers) -> Trouble | None:
        """Keep the answers of a visit; gives why they are not kept."""
        sheet = evolve(
            visit.stored or AnswerSheet(self._audit.id, answers), answers=answers, version=self._audit.version
        )
        try:
            kept = self._drafts.save(visit.user, sheet, visit.stored)
        except StoreError as failure:
            return Trouble(gettext("This is not saved. {failure}", failure=failure), 503)
        return None if kept else changed()


def changed() -> Trouble:
    """That another window or program was faster."""
    told = gettext(
        "This was changed in another window or by another program after you opened the page. Nothing was written over. "
        "To keep what stands here, save once more."
    )
    return Trouble(told, 409)
