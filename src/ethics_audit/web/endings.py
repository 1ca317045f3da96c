"""The last pages: coming back later, checking the answers, finishing, the report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from starlette.responses import HTMLResponse, RedirectResponse, Response

from ethics_audit.assessment import Assessment, assess
from ethics_audit.errors import StoreError
from ethics_audit.history.around import next_plans
from ethics_audit.language import gettext
from ethics_audit.model import Audit
from ethics_audit.report import page
from ethics_audit.web import entries
from ethics_audit.web.entries import Slip, mark
from ethics_audit.web.looks import Looks, sent_to
from ethics_audit.web.visits import Trouble, Visit

Finished = Callable[[str, Assessment], str | None]


class Endings:
    """The way out of the questions.

    Args:
        audit: What was asked.
        finished: Is given the result when a user finishes, and says where to go then, if elsewhere than here.
        looks: Makes the pages.
    """

    def __init__(self, audit: Audit, finished: Finished, looks: Looks) -> None:
        self._audit = audit
        self._finished = finished
        self._looks = looks

    def later(self, visit: Visit) -> Response:
        """That all is saved."""
        return self._looks.page(visit.request, "later")

    def check(self, visit: Visit, trouble: Trouble | None = None) -> Response:
        """Every answer, each with the way to change it."""
        items = entries.asked(self._audit, visit.answers)
        given = visit.answers.given
        return self._looks.page(
            visit.request,
            "check",
            trouble.status if trouble else 200,
            slips=[Slip("finish", trouble.told)] if trouble else [],
            shown=mark(visit.answers),
            facts=entries.facts_told(visit.answers),
            groups=entries.by_domain(self._audit, items),
            told=lambda item: entries.told(item, given.get(item.id)),
            open=[one for one in items if one.id not in given],
            count=len(items),
            ends=entries.any_picked(items, visit.answers),
        )

    def finish(self, visit: Visit) -> Response:
        """Hand over the result of what the page showed."""
        if not entries.any_picked(entries.asked(self._audit, visit.answers), visit.answers):
            return sent_to(visit.request, "/check")
        if visit.said("shown") != mark(visit.answers):
            return self.check(visit, _changed())
        try:
            onward = self._finished(visit.user, assess(self._audit, visit.answers))
        except StoreError as failure:
            told = gettext("Your answers are saved, but the audit is not finished. {failure}", failure=failure)
            return self.check(visit, Trouble(told, 503))
        return RedirectResponse(onward, 303) if onward else sent_to(visit.request, "/done")

    def done(self, visit: Visit) -> Response:
        """That the audit is finished."""
        return self._looks.page(visit.request, "done") if visit.answers.given else sent_to(visit.request, "/")

    def report(self, visit: Visit) -> Response:
        """The report of what is answered."""
        if not visit.answers.given:
            return sent_to(visit.request, "/")
        result = assess(self._audit, visit.answers)
        today = datetime.now().astimezone().date()
        return as_response(page.html(result, day=today, plans=next_plans(result)))


def _changed() -> Trouble:
    """That the page shows no more what would be finished."""
    told = gettext(
        "An answer was changed in another window or by another program after you opened this page. Nothing is finished "
        "yet: look at your answers once more."
    )
    return Trouble(told, 409)


def as_response(report: str) -> Response:
    """A report, which allows its own style and nothing else."""
    return HTMLResponse(report, headers={"Content-Security-Policy": f"{page.policy()}; frame-ancestors 'none'"})
