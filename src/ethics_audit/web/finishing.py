"""The last pages: coming back later, checking the answers, finishing, the report."""

from __future__ import annotations

from datetime import datetime

from starlette.responses import HTMLResponse, RedirectResponse, Response

from ethics_audit.assessment.assessment import Assessment, assess
from ethics_audit.base.errors import StoreError
from ethics_audit.base.language import gettext
from ethics_audit.history.quarters import next_plans
from ethics_audit.model.definitions import Audit
from ethics_audit.report import page
from ethics_audit.web import callbacks, questions
from ethics_audit.web.callbacks import Finish, Finished
from ethics_audit.web.questions import Slip, mark
from ethics_audit.web.requests import Trouble, Visit, Visits
from ethics_audit.web.templating import Looks, sent_to


class Endings:
    """The way out of the questions.

    Args:
        audit: What was asked.
        visits: Know the drafts.
        finished: Is given what a user finishes, and says where to go then, if elsewhere than here.
        looks: Makes the pages.
    """

    def __init__(self, audit: Audit, visits: Visits, finished: Finished, looks: Looks) -> None:
        self._audit = audit
        self._visits = visits
        self._finished = finished
        self._looks = looks

    def later(self, visit: Visit) -> Response:
        """That all is saved, and what must be done today all the same."""
        return self._looks.page(visit.request, "later", urgent=questions.urgent(self._audit, visit.answers))

    def check(self, visit: Visit, trouble: Trouble | None = None) -> Response:
        """Every answer, each with the way to change it."""
        items = questions.asked(self._audit, visit.answers)
        given = visit.answers.given
        return self._looks.page(
            visit.request,
            "check",
            trouble.status if trouble else 200,
            slips=[Slip("finish", trouble.told)] if trouble else [],
            shown=mark(visit.answers),
            urgent=questions.urgent(self._audit, visit.answers),
            facts=questions.facts_told(visit.answers),
            groups=questions.by_domain(self._audit, items),
            told=lambda item: questions.told(item, given.get(item.id)),
            open=[one for one in items if one.id not in given],
            count=len(items),
            ends=questions.any_picked(items, visit.answers),
        )

    def finish(self, visit: Visit) -> Response:
        """Hand over the result of what the page showed, unless the draft is changed before it is taken."""
        if visit.number is None or not questions.any_picked(questions.asked(self._audit, visit.answers), visit.answers):
            return sent_to(visit.request, "/check")
        if visit.said("shown") != mark(visit.answers):
            return self.check(visit, _changed())
        sheet, result = self._visits.sheet(visit, visit.answers), assess(self._audit, visit.answers)
        try:
            onward = callbacks.finished(self._finished, Finish(visit.request, visit.user, sheet, visit.number, result))
        except StoreError as failure:
            told = gettext("Your answers are saved, but the audit is not finished. {failure}", failure=failure)
            return self.check(visit, Trouble(told, 503))
        if onward is False:
            return self.check(self._visits.again(visit), _changed())
        if onward:
            return RedirectResponse(onward, 303)
        # the report needs the draft: if that is forgotten, it is shown here or nowhere
        return sent_to(visit.request, "/done") if self._visits.again(visit).stored else _report(result)

    def done(self, visit: Visit) -> Response:
        """That the audit is finished, and first of all what must be done today."""
        if not visit.answers.given:
            return sent_to(visit.request, "/")
        return self._looks.page(visit.request, "done", urgent=questions.urgent(self._audit, visit.answers))

    def report(self, visit: Visit) -> Response:
        """The report of what is answered."""
        if not visit.answers.given:
            return sent_to(visit.request, "/")
        return _report(assess(self._audit, visit.answers))


def _report(result: Assessment) -> Response:
    """The report of a result, made today."""
    today = datetime.now().astimezone().date()
    return as_response(page.html(result, day=today, plans=next_plans(result)))


def _changed() -> Trouble:
    """That the page shows no more what would be finished."""
    told = gettext(
        "Your answers were changed, or this audit was finished, in another window or by another program after you "
        "opened this page. Nothing was finished from here: look at your answers once more."
    )
    return Trouble(told, 409)


def as_response(report: str) -> Response:
    """A report, which allows its own style and nothing else."""
    return HTMLResponse(report, headers={"Content-Security-Policy": f"{page.policy()}; frame-ancestors 'none'"})
