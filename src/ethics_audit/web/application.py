"""The application: the pages of the form under their addresses, for any server or application of the ASGI kind."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from ethics_audit.base.errors import EthicsAuditError, UnknownIdError
from ethics_audit.base.language import N_, gettext, speaking
from ethics_audit.documents import catalog
from ethics_audit.documents.catalog import Name
from ethics_audit.model.definitions import Audit, Checklist, as_audit
from ethics_audit.web import origins
from ethics_audit.web.callbacks import CallbackError, Finish, Finished, User
from ethics_audit.web.drafts import Drafts
from ethics_audit.web.finishing import Endings
from ethics_audit.web.origins import Origin
from ethics_audit.web.pages import Pages
from ethics_audit.web.requests import URGENT, Visits, Work
from ethics_audit.web.security import Careful
from ethics_audit.web.templating import FILES, Keeps, Looks

LOG = logging.getLogger("ethics_audit.web")
GET = ["GET"]
FORM = ["GET", "POST"]
POST = ["POST"]
PLAIN = {
    "Not Found": N_("There is no such page."),
    "Method Not Allowed": N_("This page is not opened in this way."),
}


def nothing_more(_finish: Finish) -> None:
    """What is done with a finished audit if nothing else is wanted: its draft stays."""


def app(
    audit: Audit | Checklist | Name = "quarterly",
    *,
    drafts: Drafts,
    user: User,
    finished: Finished = nothing_more,
    templates: Path | None = None,
    hosts: Iterable[str] = (),
    kept: str = "",
) -> ASGIApp:
    """The form of an audit, to be run by a server or mounted in another application.

    It needs no script, no cookie and no session of its own. What another site sends is refused, and every response
    carries the headers that keep it private. Every page speaks the language of the audit, as far as it is translated.

    Args:
        audit: What is asked: a definition, or a name that `ethics_audit.load_audit` takes.
        drafts: Where the answers are kept until the audit is finished.
        user: Says who sends a request; None or an empty name where nobody is signed in, who is then refused. It may
            also raise an `HTTPException` of Starlette, such as one that leads to a page for signing in.
        finished: Is given a `Finish` when somebody finishes an audit. It keeps the result if the draft still has the
            number that it is given, and gives the path of the page to go to, or None; if the draft has another number
            or is gone, it keeps nothing and gives False.
        templates: A folder with templates or a style of your own; what is not there is taken from the package.
        hosts: The hosts under which browsers see the form, such as ``practice.example``, or its origins, such as
            ``https://practice.example``, if a proxy changes the header `Host`; what that header says by default.
        kept: How the answers are kept, in a sentence for the page before the first question.

    `user`, `finished` and the methods of `drafts` are plain or asynchronous. What they give is checked: if it is of
    another kind, the request fails, and the error says what was expected.

    Raises:
        ArgumentError: If one of the hosts is none.
        UnknownIdError: If there is no such audit.
        ChecklistError: If its definition is wrong.
    """
    definition = as_audit(audit) if isinstance(audit, Audit | Checklist) else catalog.load_audit(audit)
    with speaking(definition.language):
        by_site = gettext("The site that shows you this form keeps your answers. Its owner can say who can read them.")
    looks = Looks(definition, templates, Keeps([kept or by_site]))
    routes = form(definition, Visits(definition, drafts, user), finished, looks)
    return careful(routes, looks, origins.named(hosts))


def form(audit: Audit, visits: Visits, finished: Finished, looks: Looks) -> list[Route]:
    """The addresses of the form."""
    pages, endings = Pages(audit, visits, looks), Endings(audit, visits, finished, looks)
    return [
        answered(visits, "/", pages.begin, GET),
        answered(visits, "/practice", pages.practice, FORM),
        answered(visits, "/questions/{item}", pages.question, FORM),
        answered(visits, "/questions/{item}/today", pages.item_today, GET),
        answered(visits, "/questions/{item}/feedback", pages.feedback, GET),
        answered(visits, "/today", pages.today, GET),
        answered(visits, "/later", endings.later, GET),
        answered(visits, "/check", endings.check, GET),
        answered(visits, "/finish", endings.finish, POST),
        answered(visits, "/done", endings.done, GET),
        answered(visits, "/report", endings.report, GET),
        *(Route(path, looks.file, methods=GET) for path in FILES),
    ]


def answered(visits: Visits, path: str, work: Work, methods: list[str]) -> Route:
    """An address, and what answers there."""
    return Route(path, visits.answered_by(work), methods=methods)


def careful(routes: list[Route], looks: Looks, own: Collection[Origin] = ()) -> ASGIApp:
    """An application of these routes, in which what goes wrong is told on a page too."""

    def told(request: Request, failure: Exception) -> Response:
        if isinstance(failure, CallbackError):
            LOG.error("%s", failure)
        status, words = _words(failure)
        response = looks.page(request, "trouble", status, told=words, urgent=request.scope.get(URGENT, ()))
        response.headers.update(getattr(failure, "headers", None) or {})
        return response

    handlers = dict.fromkeys([HTTPException, EthicsAuditError, Exception], told)
    application = Starlette(routes=routes, exception_handlers=handlers)
    application.router.redirect_slashes = False  # it would build an address of what the request calls its host
    return Careful(application, looks.language, own)


def _words(failure: Exception) -> tuple[int, str]:
    if isinstance(failure, HTTPException):
        plain = PLAIN.get(failure.detail)
        return failure.status_code, gettext(plain) if plain else failure.detail
    if isinstance(failure, UnknownIdError):
        return 404, f"{failure}."
    if isinstance(failure, EthicsAuditError) and not isinstance(failure, CallbackError):
        return 503, f"{failure}."
    return 500, gettext("Something went wrong in the program. What you saved before is safe.")
