"""The form as an ASGI application: its pages under their addresses, for any server or application."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from ethics_audit.base.errors import EthicsAuditError, UnknownIdError
from ethics_audit.base.language import N_, gettext, speaking
from ethics_audit.documents import catalog
from ethics_audit.documents.catalog import Name
from ethics_audit.model.definitions import Audit, Checklist, as_audit
from ethics_audit.web import callbacks, origins
from ethics_audit.web.callbacks import CallbackError, Finish, Finished, Nonce, Notify, User
from ethics_audit.web.drafts import Drafts
from ethics_audit.web.finishing import FinishPages
from ethics_audit.web.look import Look, Templates, no_nonce
from ethics_audit.web.origins import Origin
from ethics_audit.web.pages import QuestionPages
from ethics_audit.web.past import Past
from ethics_audit.web.requests import URGENT, WRONG, Visits
from ethics_audit.web.security import Security
from ethics_audit.web.templating import FILES, Keeps, Renderer

LOG = logging.getLogger("ethics_audit.web")
GET, POST, FORM = ["GET"], ["POST"], ["GET", "POST"]
PLAIN = {
    "Not Found": N_("There is no such page."),
    "Method Not Allowed": N_("This page is not opened in this way."),
}
"""Starlette's own words, in plain language."""


def nothing_more(_finish: Finish) -> None:
    """Do nothing with a finished audit; its draft stays."""


def app(
    audit: Audit | Checklist | Name = "quarterly",
    *,
    drafts: Drafts,
    user: User,
    finished: Finished = nothing_more,
    notify: Notify | None = None,
    templates: Templates | None = None,
    styles: Iterable[str] = (),
    nonce: Nonce | None = None,
    hosts: Iterable[str] = (),
    kept: str = "",
) -> ASGIApp:
    """Return the form of an audit, for a server to run or another application to mount.

    It needs no cookie, no session of its own and no script; the one that it has lets keys answer a question. It refuses
    requests from other sites, and every response has the headers that keep it private. Every page is in the language of
    the audit, as far as it is translated.

    Args:
        audit: The audit to ask: a definition, or a name that `ethics_audit.load_audit` takes.
        drafts: Where the answers are kept until the audit is finished.
        user: Returns who sends a request. None means that nobody is signed in, and the request is refused. It may also
            raise an `HTTPException` of Starlette, such as one that redirects to a sign-in page.
        finished: Takes a `Finish` when somebody finishes an audit. It keeps the result if the draft still has the
            number of the `Finish`, and returns the path of the next page, or None. If the draft has another number or
            is gone, it keeps nothing and returns False.
        notify: Called with an `Event` after an answer was kept or an audit finished, once the response is sent. What it
            returns is not used, and what it raises is logged by its type.
        templates: Your own templates or style: a folder, their texts by name, or a loader of Jinja that lists what it
            has. What is not there comes from the package. Templates are programs: take none from a stranger.
        styles: The addresses of style sheets that every page loads after its own: paths on your site, or addresses on
            another one, which may then give fonts and pictures too.
        nonce: Returns the nonce that your own policy has for the response to a request. The scripts and styles of the
            pages then carry it, and their own policy names it.
        hosts: The hosts under which browsers see the form, such as ``practice.example``, or its origins, such as
            ``https://practice.example``; needed if a proxy changes the header `Host`, which is used by default.
        kept: How the answers are kept, in a sentence for the page before the first question.

    All of these functions, and the methods of `drafts`, are plain or asynchronous. What they return is checked: if it
    is an empty name or of another type, the request fails, and the error says what was expected.

    Raises:
        ArgumentError: If a function takes other arguments, a template does not fit those of the package,
            or one of the styles or hosts is none.
        UnknownIdError: If there is no such audit.
        ChecklistError: If its definition is wrong.
    """
    given: dict[str, object] = {
        "user": user,
        "finished": finished,
        "drafts.load": getattr(drafts, "load", None),
        "drafts.save": getattr(drafts, "save", None),
    }
    given |= {name: function for name, function in {"notify": notify, "nonce": nonce}.items() if function is not None}
    callbacks.check(given)
    look = Look(templates, styles, partial(callbacks.nonce_of, nonce) if nonce else no_nonce)
    definition = as_audit(audit) if isinstance(audit, Audit | Checklist) else catalog.load_audit(audit)
    with speaking(definition.language):
        by_site = gettext("The site that shows you this form keeps your answers. Its owner can say who can read them.")
    renderer = Renderer(definition, look, Keeps([kept or by_site]))
    routes = form(definition, Visits(definition, drafts, user, notify), finished, renderer)
    return secured(routes, renderer, origins.named(hosts))


def form(audit: Audit, visits: Visits, finished: Finished, renderer: Renderer, past: Past | None = None) -> list[Route]:
    """Return the routes of the form."""
    past = past or Past(audit)
    pages = QuestionPages(audit, visits, renderer, past)
    finish_pages = FinishPages(audit, visits, finished, renderer, past)
    return [
        visits.route("/", pages.begin, GET),
        visits.route("/practice", pages.practice, FORM),
        visits.route("/questions/{item}", pages.question, FORM),
        visits.route("/questions/{item}/today", pages.item_today, GET),
        visits.route("/questions/{item}/feedback", pages.feedback, GET),
        visits.route("/today", pages.today, GET),
        visits.route("/later", finish_pages.later, GET),
        visits.route("/check", finish_pages.check, GET),
        visits.route("/finish", finish_pages.finish, POST),
        visits.route("/done", finish_pages.done, GET),
        visits.route("/report", finish_pages.report, GET),
        *(Route(path, renderer.file, methods=GET) for path in FILES),
    ]


def secured(routes: Sequence[BaseRoute], renderer: Renderer, own: Collection[Origin] = ()) -> ASGIApp:
    """Return a secured application of these routes, which shows errors on a page too."""

    def trouble_page(request: Request, failure: Exception) -> Response:
        if isinstance(failure, CallbackError):
            LOG.error("%s", failure)
        status, words = _words(failure)
        response = renderer.page(request, "trouble", status, told=words, urgent=request.scope.get(URGENT, ()))
        response.headers.update(getattr(failure, "headers", None) or {})
        return response

    handlers = dict.fromkeys([HTTPException, EthicsAuditError, Exception], trouble_page)
    application = Starlette(routes=routes, exception_handlers=handlers)
    application.router.redirect_slashes = False  # it would build an address from the host that the request names
    return Security(application, renderer.language, own)


def _words(failure: Exception) -> tuple[int, str]:
    """Return the HTTP status and the words for a failure."""
    if isinstance(failure, HTTPException):
        plain = PLAIN.get(failure.detail)
        return failure.status_code, gettext(plain) if plain else failure.detail
    if isinstance(failure, UnknownIdError):
        return 404, f"{failure}."
    if isinstance(failure, EthicsAuditError) and not isinstance(failure, CallbackError):
        return 503, f"{callbacks.told_of(failure).removesuffix('.')}."
    return 500, gettext(WRONG)
