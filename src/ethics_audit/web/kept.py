"""The pages of the history on this computer: keeping a finished audit, and the reports of kept ones."""

from __future__ import annotations

from attrs import frozen
from starlette.responses import Response
from starlette.routing import Route

from ethics_audit.assessment.assessment import Assessment, assess
from ethics_audit.base.dates import today
from ethics_audit.base.errors import StoreError
from ethics_audit.base.language import gettext
from ethics_audit.history import History, Kept
from ethics_audit.history.bodies import LONGEST_CORRECTION
from ethics_audit.history.quarters import of_quarter
from ethics_audit.model.definitions import OCCASION, Audit
from ethics_audit.web.callbacks import Finish, Onward
from ethics_audit.web.drafts import FileDrafts
from ethics_audit.web.questions import Slip, mark
from ethics_audit.web.requests import Visit, Visits, changed
from ethics_audit.web.templating import Renderer, address, sent_to

NEW, CORRECTS = "new", "corrects"


@frozen
class HistoryPages:
    """The pages that keep finished audits, as they stand in the draft at that moment."""

    _audit: Audit
    _drafts: FileDrafts
    _history: History
    _renderer: Renderer

    def routes(self, visits: Visits) -> list[Route]:
        """Return the routes of these pages."""
        return [visits.route("/keep", self.keep, ["GET", "POST"])]

    def finished(self, finish: Finish) -> Onward:
        """Keep a result and return its path; if the quarter has one already, return the path of the page that asks."""
        with self._drafts.held(finish.number) as unchanged:
            if not unchanged:
                return False
            if self._audit.kind != OCCASION and of_quarter(self._history, finish.result, today()):
                return address(finish.request, "/keep")
            return address(finish.request, _address(self._history.keep(finish.result, today(), once=True)))

    def keep(self, visit: Visit) -> Response:
        """Ask whether a result replaces an earlier one of the quarter, and keep it."""
        result = assess(self._audit, visit.answers)
        if known := self._history.book().same(result, today()):
            return sent_to(visit.request, _address(known))
        earlier = of_quarter(self._history, result, today())
        if not (earlier and result.weight) or (visit.sends and visit.said("shown") != mark(visit.answers)):
            return sent_to(visit.request, "/check")
        kept = self._kept(visit, result, earlier[-1]) if visit.sends else None
        if isinstance(kept, Kept):
            return sent_to(visit.request, _address(kept))
        return self._renderer.page(
            visit.request,
            "keep",
            422 if kept else 200,
            slips=[kept] if kept else [],
            shown=mark(visit.answers),
            earlier=earlier[-1],
            way=visit.said("way"),
            reason=visit.said("reason"),
        )

    def _kept(self, visit: Visit, result: Assessment, earlier: Kept) -> Kept | Slip:
        way, reason = visit.said("way"), " ".join(visit.said("reason").split())
        if way not in {NEW, CORRECTS}:
            return Slip("way-1", gettext("Pick one of the two."))
        if way == CORRECTS and not (reason and reason.isprintable() and len(reason) <= LONGEST_CORRECTION):
            words = gettext("Say in a few words why, in at most {most} characters.", most=LONGEST_CORRECTION)
            return Slip("reason", words)
        try:
            with self._drafts.held(visit.number) as unchanged:
                if not unchanged:
                    return Slip("way-1", changed().words)
                if way == NEW:
                    return self._history.keep(result, today())
                return self._history.keep(result, today(), corrects=earlier.number, reason=reason)
        except StoreError as failure:
            return Slip("way-1", gettext("It is not kept. {failure}", failure=failure))


def _address(kept: Kept) -> str:
    return f"/kept/{kept.number}"
