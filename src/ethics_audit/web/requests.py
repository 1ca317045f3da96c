"""A request together with the draft of its user, and the saving of answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from attrs import evolve, frozen
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ethics_audit.base.errors import StoreError
from ethics_audit.base.language import N_, gettext
from ethics_audit.model.answer_sheet import AnswerSheet, Decision
from ethics_audit.model.answers import Answers, Fitting
from ethics_audit.model.definitions import Audit
from ethics_audit.web import callbacks, events, questions
from ethics_audit.web.callbacks import LOG, Notify, User
from ethics_audit.web.drafts import Draft, Drafts
from ethics_audit.web.events import Event
from ethics_audit.web.questions import mark
from ethics_audit.web.security import Entered, entered_in

URGENT = "ethics_audit.urgent"
"""The key in a request's scope for what must be done today because of its answer, even if that cannot be kept."""

WRONG = N_("Something went wrong in the program. What you saved before is safe.")
"""What a clinician is told of a mistake that is the developer's."""

EVENTS = "ethics_audit.events"
"""The key in a request's scope for the events that the application is told of after the response."""


MOST_TRIES = 8
"""How often a part of a draft is saved while other windows save other parts."""


class Visit(NamedTuple):
    """A request with its user and their draft.

    Attributes:
        request: The request.
        user: Who sends it.
        stored: The draft as it is kept; None if there is none.
        answers: Its answers, as far as they fit this version of the audit.
        entered: The fields of the form that was sent.
        is_whole: Whether every answer of a draft of this version fits it.
    """

    request: Request
    user: str
    stored: Draft | None
    answers: Answers
    entered: Entered
    is_whole: bool = True

    @property
    def number(self) -> int | None:
        """The number of the draft; None if there is none."""
        return self.stored.number if self.stored else None

    @property
    def sends(self) -> bool:
        """Whether a form was sent."""
        return self.request.method == "POST"

    @property
    def words(self) -> Decision:
        """What was written about an occasion so far."""
        return (self.stored and self.stored.sheet.decision) or Decision()

    @property
    def checks(self) -> bool:
        """Whether a page was opened from the one that lists all answers."""
        return self.request.query_params.get("from") == "check"

    def mark(self, value: object) -> str:
        """Return the mark of a value that is shown to this user; what another one was shown keeps nothing here."""
        return mark(value, self.user)

    def said(self, field: str) -> str:
        """Return the first value of a field; an empty string if there is none."""
        return self.entered.get(field, [""])[0]


class Trouble(NamedTuple):
    """The reason why something was not kept, in words and as an HTTP status."""

    words: str
    status: int


Work = Callable[[Visit], Response]
Routed = Callable[[str, Work, list[str]], Route]
"""Makes a route of a path, the work of its page, and the methods that it takes."""


@frozen
class Visits:
    """Turns requests into visits, and keeps answers; see `ethics_audit.web.app` for what the application gives."""

    _audit: Audit
    _drafts: Drafts
    _user: User
    _notify: Notify | None = None

    def route(self, path: str, work: Work, methods: list[str]) -> Route:
        """Return a route that does this work in a thread, where it may wait."""

        def answered(request: Request, entered: Entered) -> Response:
            if item := self._audit.items.get(request.path_params.get("item", "")):
                request.scope[URGENT] = questions.urgent_of(item, entered.get("answer", [""])[0])
            response = work(self._visit(request, entered))
            if self._notify and (happened := request.scope.get(EVENTS)):
                response.background = BackgroundTask(_tell, self._notify, happened)
            return response

        return route(path, answered, methods)

    def happened(self, visit: Visit, happened: Iterable[Event]) -> None:
        """Note what the application is told of once the response is sent."""
        if self._notify:
            visit.request.scope.setdefault(EVENTS, []).extend(happened)

    def _visit(self, request: Request, entered: Entered) -> Visit:
        user = callbacks.user_of(self._user, request)
        if user is None:
            raise HTTPException(401, gettext("Please sign in first."))
        return self._with_draft(request, user, entered)

    def _with_draft(self, request: Request, user: str, entered: Entered) -> Visit:
        stored = callbacks.loaded(self._drafts, user, self._audit.id)
        if stored is None:
            return Visit(request, user, None, Answers(), entered)
        fitting = stored.sheet.answers.fitting(self._audit)
        is_whole = not fitting.left_out or stored.sheet.version != self._audit.version
        if not is_whole:
            _tell_of_edit(self._audit, fitting)
        return Visit(request, user, stored, fitting.answers, entered, is_whole)

    def again(self, visit: Visit) -> Visit:
        """Return the same visit with the current draft."""
        return self._with_draft(visit.request, visit.user, visit.entered)

    def sheet(self, visit: Visit, answers: Answers) -> AnswerSheet:
        """Return the sheet of a visit with these answers to this version of the audit."""
        known = visit.stored.sheet if visit.stored else AnswerSheet(self._audit.id, answers)
        return evolve(known, answers=answers, version=self._audit.version)

    def keep(
        self, visit: Visit, part: Callable[[Visit], object], wanted: object, sheet: Callable[[Visit], AnswerSheet]
    ) -> tuple[Visit, Trouble | None]:
        """Keep one part of a draft, unless it was changed after the page was opened.

        A change of another part meanwhile is no obstacle: the draft is read again, and saved with both.

        Args:
            visit: The visit; what its page shows is marked in the field `shown`.
            part: Returns the part in the draft of a visit.
            wanted: What the part is to be.
            sheet: Returns the draft of a visit with the part as it is wanted.

        Returns:
            The visit with the draft that was read last, and the reason if the part is not kept.
        """
        for _ in range(MOST_TRIES):
            if visit.stored and part(visit) == wanted:
                return visit, None
            if visit.said("shown") != visit.mark(part(visit)):
                break
            try:
                if self._saved(visit, sheet(visit)):
                    return visit, None
            except StoreError as failure:
                return visit, Trouble(gettext("This is not saved. {failure}", failure=callbacks.told_of(failure)), 503)
            visit = self.again(visit)
        return visit, changed()

    def _saved(self, visit: Visit, sheet: AnswerSheet) -> bool:
        """Save a sheet in place of the draft of a visit, if that is still the current one."""
        whole = _with_what_fits_elsewhere(visit, sheet)
        if not callbacks.saved(self._drafts, visit.user, whole, visit.number):
            return False
        self.happened(visit, events.kept(self._audit, visit.user, visit.answers, sheet.answers))
        return True


def _tell_of_edit(audit: Audit, fitting: Fitting) -> None:
    """Tell the developer that a draft does not fit its own version; the clinician is asked again."""
    places = ", ".join(f"{one.place} ({one.code})" for one in fitting.left_out)
    words = "a draft of %s %s does not fit it: %s; a definition that is edited needs a new version"
    LOG.error(words, audit.id, audit.version, places)


def _with_what_fits_elsewhere(visit: Visit, sheet: AnswerSheet) -> AnswerSheet:
    """Return a sheet with those answers of the draft that fit another version of the audit alone.

    That version may run beside this one. A sheet with answers to several versions has none itself.
    """
    known, own = visit.stored.sheet.answers if visit.stored else Answers(), sheet.answers
    aside = known.given.keys() - visit.answers.given.keys() - own.given.keys()
    facts = known.profile - visit.answers.profile
    if not (aside or facts):
        return sheet
    given = {**own.given, **{id: answer for id, answer in known.given.items() if id in aside}}
    return evolve(sheet, answers=Answers(given, own.profile | facts), version=None)


def route(path: str, work: Callable[[Request, Entered], Response], methods: list[str]) -> Route:
    """Return a route that does this work with a request and the form that was sent in a thread, where it may wait."""

    async def respond(request: Request) -> Response:
        entered = await entered_in(request) if request.method == "POST" else {}
        return await to_thread.run_sync(work, request, entered, limiter=threads())

    return Route(path, respond, methods=methods)


async def _tell(notify: Notify, happened: Iterable[Event]) -> None:
    """Tell of events in threads of their own, so that a hook that hangs stops no page."""
    for event in happened:
        await to_thread.run_sync(callbacks.told, notify, event, limiter=_limiter(_HOOKS, MOST_HOOKS))


def alone(path: str, work: Work, methods: list[str]) -> Route:
    """Return a route that does this work outside of any audit, with a visit that has no draft."""
    return route(path, lambda request, entered: work(Visit(request, "", None, Answers(), entered)), methods)


_THREADS: RunVar[CapacityLimiter] = RunVar("ethics_audit.web")
_HOOKS: RunVar[CapacityLimiter] = RunVar("ethics_audit.web.hooks")
MOST_THREADS, MOST_HOOKS = 40, 10


def threads() -> CapacityLimiter:
    """Return the threads of all forms; those of the application stay free for its own asynchronous functions."""
    return _limiter(_THREADS, MOST_THREADS)


def _limiter(known: RunVar[CapacityLimiter], most: int) -> CapacityLimiter:
    try:
        return known.get()
    except LookupError:
        made = CapacityLimiter(most)
        known.set(made)
        return made


def changed() -> Trouble:
    """Return the trouble that another window or program was faster."""
    words = gettext(
        "This was changed in another window or by another program after you opened the page. Nothing was written over. "
        "To keep what stands here, save once more."
    )
    return Trouble(words, 409)
