"""The last pages: coming back later, checking the answers, finishing, the report."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ethics_audit.assessment.assessment import Assessment, assess
from ethics_audit.assessment.own_words import written
from ethics_audit.base.dates import today
from ethics_audit.base.errors import ChecklistError, StoreError
from ethics_audit.base.language import gettext
from ethics_audit.history.quarters import next_plans
from ethics_audit.model.definitions import Audit
from ethics_audit.report import page
from ethics_audit.web import callbacks, questions
from ethics_audit.web.callbacks import Finish, Finished, Onward
from ethics_audit.web.events import FINISHED, Event
from ethics_audit.web.past import AFTER, Past
from ethics_audit.web.questions import Slip
from ethics_audit.web.requests import WRONG, Trouble, Visit, Visits
from ethics_audit.web.templating import Renderer, address, sent_to


@frozen
class FinishPages:
    """The pages after the questions; see `ethics_audit.web.app` for what `finished` returns."""

    _audit: Audit
    _visits: Visits
    _finished: Finished
    _renderer: Renderer
    _past: Past

    def later(self, visit: Visit) -> Response:
        """Show that all is saved, and what must be done today all the same."""
        return self._renderer.page(visit.request, "later", urgent=questions.urgent(self._audit, visit.answers))

    def check(self, visit: Visit, trouble: Trouble | None = None) -> Response:
        """Show every answer with a link to change it."""
        items = questions.asked(self._audit, visit.answers)
        given = visit.answers.given
        return self._renderer.page(
            visit.request,
            "check",
            trouble.status if trouble else 200,
            slips=[Slip("finish", words) for words in _told(visit, trouble)],
            remark=self._past.remark(visit.request.query_params.get(AFTER, ""), visit.answers),
            shown=self._mark(visit),
            urgent=questions.urgent(self._audit, visit.answers),
            facts=questions.facts_in_words(self._audit, visit.answers),
            groups=questions.by_domain(self._audit, items),
            told=lambda item: questions.in_words(item, given.get(item.id)),
            open=[item for item in items if item.id not in given],
            count=len(items),
            ends=questions.any_picked(items, visit.answers),
            words=written(visit.words) if self._renderer.writes else [],
        )

    def finish(self, visit: Visit) -> Response:
        """Pass on the result of the answers that the page showed, unless the draft has changed."""
        if visit.number is None or not questions.any_picked(questions.asked(self._audit, visit.answers), visit.answers):
            return sent_to(visit.request, "/check")
        if visit.said("shown") != self._mark(visit):
            return self.check(visit, _changed())
        sheet, result = self._visits.sheet(visit, visit.answers), assess(self._audit, visit.answers)
        onward = self._passed_on(Finish(visit.request, visit.user, sheet, visit.number, result))
        if isinstance(onward, Trouble):
            return self.check(visit, onward)
        if onward is False:
            return self.check(self._visits.again(visit), _changed())
        self._visits.happened(visit, [Event(FINISHED, visit.user, self._audit.id, self._audit.version)])
        if onward:
            return RedirectResponse(onward, 303)
        # the report needs the draft: if that was deleted, it is shown here or nowhere
        return sent_to(visit.request, "/done") if self._visits.again(visit).stored else self._report(visit, result)

    def _passed_on(self, finish: Finish) -> Onward | Trouble:
        """Return what the application makes of a finished audit, or the reason if it is not finished."""
        try:
            return callbacks.finished(self._finished, finish)
        except StoreError as failure:
            return _unfinished(callbacks.told_of(failure), 503)
        except ChecklistError as failure:  # which is the developer's, such as one that was edited without a new version
            callbacks.LOG.error("finished: %s", failure)
            return _unfinished(gettext(WRONG), 500)

    def _mark(self, visit: Visit) -> str:
        """Return what a page with all answers carries: it may be sent to a program that has another version."""
        return visit.mark((self._audit.version, visit.answers))

    def done(self, visit: Visit) -> Response:
        """Show that the audit is finished, and first of all what must be done today."""
        if not visit.answers.given:
            return sent_to(visit.request, "/")
        return self._renderer.page(visit.request, "done", urgent=questions.urgent(self._audit, visit.answers))

    def report(self, visit: Visit) -> Response:
        """Show the report of the answers."""
        if not visit.answers.given:
            return sent_to(visit.request, "/")
        back = (address(visit.request, "/done"), gettext("Back"))
        return self._report(visit, assess(self._audit, visit.answers), [back])

    def _report(self, visit: Visit, result: Assessment, links: Sequence[tuple[str, str]] = ()) -> Response:
        nonce = self._renderer.nonce(visit.request)
        return report_response(page.html(result, day=today(), plans=next_plans(result), links=links, nonce=nonce))


def _told(visit: Visit, trouble: Trouble | None) -> list[str]:
    """Return what is wrong with the answers of a page, or was when they were to be finished."""
    words = [trouble.words] if trouble else []
    if visit.is_whole:
        return words
    misfits = gettext(
        "Some of what was kept does not fit these questions and does not count. Please look at what stands as not "
        "answered below."
    )
    return [misfits, *words]


def _unfinished(failure: object, status: int) -> Trouble:
    words = gettext("Your answers are saved, but the audit is not finished. {failure}", failure=failure)
    return Trouble(words, status)


def _changed() -> Trouble:
    """Return why what the page shows can no longer be finished."""
    words = gettext(
        "Your answers were changed, or this audit was finished, in another window or by another program after you "
        "opened this page. Nothing was finished from here: look at your answers once more."
    )
    return Trouble(words, 409)


def report_response(report: str) -> Response:
    """Return the response of a report, which allows its own style and nothing else."""
    return HTMLResponse(report, headers={"Content-Security-Policy": f"{page.policy()}; frame-ancestors 'none'"})
