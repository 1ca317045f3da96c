"""The service behind a front end, kept in memory: the endpoints that the React form calls, by the library's functions."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

import ethics_audit as ea
from ethics_audit.report.page import html


class Service:
    """One person's draft, and the results."""

    def __init__(self, built: Path, audit: str) -> None:
        self.audits = {locale: ea.load_audit(audit, locale=locale) for locale in ("en", "es")}
        self.audit = self.audits["en"]
        self.number: int | None = None
        self.saves = 0
        self.sheet = ea.AnswerSheet(self.audit.id, ea.Answers({}))
        self.results: list[ea.Assessment] = []
        self.signed_in = True
        self.sent: list[str] = []
        routes = [
            Route("/api/questionnaire", self.questionnaire),
            Route("/api/draft", self.draft),
            Route("/api/draft", self.save, methods=["PUT"]),
            Route("/api/finish", self.finish, methods=["POST"]),
            Route("/audits/{index:int}", self.report),
            Mount("/", StaticFiles(directory=built, html=True)),
        ]
        refused: Any = {ea.EthicsAuditError: self.refused}
        self.application = Starlette(routes=routes, exception_handlers=refused)
        self.application.add_middleware(BaseHTTPMiddleware, dispatch=self.guarded)

    async def guarded(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Let in who is signed in, and let the form's own files alone act in the browser."""
        if request.url.path.startswith("/api/") and not self.signed_in:
            return Response(status_code=401)
        response = await call_next(request)
        if not request.url.path.startswith("/audits/"):
            response.headers["content-security-policy"] = "default-src 'self'"
        return response

    def questionnaire(self, request: Request) -> Response:
        """Tell what is asked, in the browser's language."""
        return self.told(ea.to_json(ea.questionnaire(self.spoken(request))))

    def draft(self, request: Request) -> Response:
        """Tell what is kept, as far as it fits."""
        fitting = self.sheet.answers.fitting(self.audit)
        kept = ea.AnswerSheet(self.audit.id, fitting.answers, self.audit.version)
        left_out = [{"place": one.place, "code": one.code} for one in fitting.left_out]
        return self.told(
            number=self.number, sheet=json.loads(ea.to_json(kept)), left_out=left_out, today=self.today(request)
        )

    async def save(self, request: Request) -> Response:
        """Keep a draft if it is still the one that was changed."""
        body = await request.json()
        sheet = ea.from_json(json.dumps(body["sheet"]), ea.AnswerSheet)
        sheet.answers_to(self.audit)
        self.claim(body["number"])
        self.sheet = sheet
        return self.told(number=self.number, today=self.today(request))

    async def finish(self, request: Request) -> Response:
        """Score the draft."""
        body = await request.json()
        self.claim(body["number"])
        self.results.append(ea.assess(self.audit, self.sheet.answers_to(self.audit)))
        today = self.today(request)
        self.number, self.sheet = None, ea.AnswerSheet(self.audit.id, ea.Answers({}))
        return self.told(report=f"/audits/{len(self.results) - 1}", today=today)

    def report(self, request: Request) -> Response:
        """Show a result."""
        result = self.results[request.path_params["index"]]
        return HTMLResponse(html(ea.assess(self.spoken(request), result.answers)))

    def refused(self, request: Request, error: Exception) -> Response:
        """Tell what is wrong in the reader's language."""
        assert isinstance(error, ea.EthicsAuditError)
        told = ea.error_record(error, locale=self.spoken(request).language)
        return Response(ea.to_json(told), 422, media_type="application/json")

    def spoken(self, request: Request) -> ea.Audit:
        """Return the audit in the browser's language."""
        return self.audits["es" if request.headers.get("accept-language", "").startswith("es") else "en"]

    def today(self, request: Request) -> list[str]:
        """Return what cannot wait."""
        audit = self.spoken(request)
        return [one.action for one in ea.assess(audit, self.sheet.answers.fitting(audit).answers).reasons if one.action]

    def claim(self, number: int | None) -> None:
        """Give the draft its next number, or refuse."""
        if number != self.number:
            raise HTTPException(409)
        self.saves += 1
        self.number = self.saves

    def told(self, text: str = "", **body: Any) -> Response:
        """Answer with JSON, and remember what was told."""
        self.sent.append(text or json.dumps(body))
        return Response(self.sent[-1], media_type="application/json")


@contextmanager
def served(service: Service) -> Iterator[str]:
    """Serve it in a thread, and give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(service.application, port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(30)
