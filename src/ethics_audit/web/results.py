"""The pages of the audits in the history: what comes after each, its report, and the course from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen
from starlette.responses import Response
from starlette.routing import Route

from ethics_audit.assessment.change.change import from_to
from ethics_audit.assessment.change.trend import trend
from ethics_audit.base.language import gettext
from ethics_audit.history import History, Kept
from ethics_audit.history.quarters import names, report_arguments
from ethics_audit.model.definitions import PRACTICE
from ethics_audit.report import changes, page
from ethics_audit.report.supervision import SUPERVISION
from ethics_audit.web import questions
from ethics_audit.web.finishing import report_response
from ethics_audit.web.requests import Routed, Visit
from ethics_audit.web.templating import Renderer, address

GET = ["GET"]


@frozen
class ResultPages:
    """The pages of the audits in the history."""

    _history: History
    _renderer: Renderer

    def routes(self, routed: Routed) -> list[Route]:
        """Return the routes of these pages."""
        return [
            routed("/kept/{number:int}", self.kept, GET),
            routed("/kept/{number:int}/report", self.report, GET),
            routed("/kept/{number:int}/report.html", self.report_file, GET),
            routed("/trend/{audit}", self.trend, GET),
        ]

    def kept(self, visit: Visit) -> Response:
        """Show that an audit is kept."""
        kept = self._history.audit(visit.request.path_params["number"])
        return self._renderer.page(
            visit.request,
            "kept",
            kept=kept,
            urgent=questions.urgent(kept.result.audit, kept.result.answers),
            has_steps=bool(kept.result.findings) and kept.result.audit.kind == PRACTICE,
            is_again=len(self._history.audits(kept.result.audit.id)) > 1,
        )

    def report(self, visit: Visit) -> Response:
        """Show the report of a kept audit, whole or for supervision, with the ways on from it."""
        number, audience = visit.request.path_params["number"], _audience(visit)
        here = address(visit.request, f"/kept/{number}")
        other = (
            (f"{here}/report", gettext("The whole report"))
            if audience
            else (f"{here}/report?for={SUPERVISION}", gettext("The page for supervision"))
        )
        saved = f"{here}/report.html?for={audience}" if audience else f"{here}/report.html"
        links = [(here, gettext("Back")), (saved, gettext("Save it as a file")), other]
        return report_response(self._report(number, audience, links)[1])

    def report_file(self, visit: Visit) -> Response:
        """Return the report of a kept audit as a file."""
        audience = _audience(visit)
        kept, content = self._report(visit.request.path_params["number"], audience)
        name = "-".join(filter(None, [kept.result.audit.id, kept.day, audience]))
        response = report_response(content)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.html"'
        return response

    def _report(self, number: int, audience: str, links: Sequence[tuple[str, str]] = ()) -> tuple[Kept, str]:
        book = self._history.book()
        kept = book.kept(number)
        return kept, page.html(kept.result, **report_arguments(book, kept), audience=audience, links=links)

    def trend(self, visit: Visit) -> Response:
        """Show the course of an audit from quarter to quarter."""
        audits = self._history.audits(visit.request.path_params["audit"])
        if len(audits) < 2:  # noqa: PLR2004 - a change is between two
            return self._renderer.page(visit.request, "trend", courses=None)
        history = changes.History(names(audits), trend(kept.result for kept in audits))
        courses, table = changes.course(history)
        return self._renderer.page(
            visit.request,
            "trend",
            courses=courses,
            table=table,
            change=history.trend.changes[-1],
            drift=[*changes.drift(history)],
            told=from_to,
            foreign={},
        )


def _audience(visit: Visit) -> str:
    """Return whom a report is for, as its address says; the clinician alone if it names nobody else."""
    return SUPERVISION if visit.request.query_params.get("for") == SUPERVISION else ""
