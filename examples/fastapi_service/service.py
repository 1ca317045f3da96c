"""The service: sign-in, the form, the JSON endpoints and the reports.

Try it: docs/how-to/service.md has every command.
"""

import logging
import os
from contextlib import asynccontextmanager
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID
from weakref import WeakKeyDictionary

from fastapi import FastAPI, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy import text
from sqlalchemy.exc import DataError, SQLAlchemyError
from starlette.middleware.trustedhost import TrustedHostMiddleware

import ethics_audit as ea
from ethics_audit import web
from ethics_audit.report.page import html

from . import api, definitions, people
from .database import acting, engine, refuse_power
from .drafts import Drafts, finish, tell
from .guard import Guard

ORIGIN = os.environ["ORIGIN"]  # as browsers see it, such as https://audit.example
REPORTED = text("""SELECT audit, version, vector, finished FROM audits
                   WHERE organization = :organization AND person = :person AND id = :id""")
KEPT = "Your answers are kept in the database of this service. Nobody but you can see them here, nor your result."
UNREACHABLE = (
    "Nothing was saved just now: the database does not answer. What you saved before is safe. If somebody may be in "
    "danger, act now and talk to your supervisor; do not wait for this page."
)


@asynccontextmanager
async def running(_):
    await refuse_power()
    yield
    await engine.dispose()


application = FastAPI(lifespan=running, openapi_url=None, redirect_slashes=False)
application.add_middleware(Guard, origin=ORIGIN)
application.add_middleware(TrustedHostMiddleware, allowed_hosts=[urlsplit(ORIGIN).hostname], www_redirect=False)
application.include_router(people.router)
application.include_router(api.router)


@application.exception_handler(ea.EthicsAuditError)
async def refused(request, error):
    told = ea.error_record(error, locale=request.state.person.locale)
    return Response(ea.to_json(told), 422, media_type="application/json")


@application.exception_handler(RequestValidationError)
async def malformed(_, error):  # the places alone: what was sent can be an answer
    return JSONResponse({"code": "malformed", "places": [list(one["loc"]) for one in error.errors()]}, 422)


@application.exception_handler(DataError)
@application.exception_handler(UnicodeEncodeError)
async def unstorable(
    *_,
):  # signs that no text in PostgreSQL has; the error would write what stands around them into a log
    return JSONResponse({"code": "malformed", "places": []}, 422)


@application.exception_handler(SQLAlchemyError)
async def unreachable(_, error):  # nobody can be asked what is urgent, so that everybody is told
    logging.getLogger(__name__).error("the database does not answer: %s", type(error).__name__)
    return JSONResponse({"code": "database", "told": UNREACHABLE}, 503, {"retry-after": "60"})


class Forms:
    """The form of each organization's audit, for whoever is signed in."""

    def __init__(self):
        self.made = WeakKeyDictionary()  # as long as the definition is known

    async def __call__(self, scope, receive, send):
        request = Request(scope)
        try:
            person = await people.signed_in(request)
            asked = await api.asked_now(person)
        except HTTPException as error:
            await PlainTextResponse(error.detail, error.status_code)(scope, receive, send)
            return
        made = self.made.get(asked) or self.made.setdefault(asked, form(person.organization, asked))
        await made(scope, receive, send)


def form(organization, asked):
    async def finished(done):
        kept = await finish(done.request.state.person, done.number, done.result)
        return f"/audits/{kept}" if kept else False

    return web.app(
        asked.audit,
        drafts=Drafts(organization),
        user=lambda request: request.state.person.id,
        finished=finished,
        notify=partial(tell, organization),
        nonce=lambda request: request.state.nonce,
        hosts=[ORIGIN],
        kept=KEPT,
    )


application.mount("/audit", Forms())
if folder := os.environ.get("FRONT_END"):  # a built front end, such as that of examples/react_form
    application.mount("/app", StaticFiles(directory=folder, html=True))


@application.get("/audits/{id}", response_class=HTMLResponse)
async def report(id: UUID, request: Request, person: people.SignedIn):
    async with acting(person.organization, person.id) as db:
        row = (await db.execute(REPORTED, {"id": id, **person.whose})).first()
    if row is None:
        raise HTTPException(404)
    asked = await definitions.found(person, row.audit, row.version)
    result = ea.load_vector(row.vector, asked.audit)
    return await run_in_threadpool(html, result, day=row.finished.date(), nonce=request.state.nonce)


@application.get("/ready")
async def ready():
    """Say whether the database answers, for whoever starts and stops this service."""
    async with engine.connect() as db:
        await db.execute(text("SELECT 1"))
    return "ready"
