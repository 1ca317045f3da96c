"""The pages of an occasion: what a person writes in their own words, one question a page, and the record of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from attrs import evolve, frozen
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from ethics_audit.assessment import wording
from ethics_audit.assessment.assessment import assess
from ethics_audit.assessment.markdown import decision_record
from ethics_audit.assessment.own_words import REVIEW, WRITTEN, written
from ethics_audit.base.dates import today
from ethics_audit.base.language import gettext
from ethics_audit.history.decisions import kept_record, write_record
from ethics_audit.model.answer_sheet import LONGEST_WRITTEN, AnswerSheet, Decision
from ethics_audit.model.definitions import Audit
from ethics_audit.web import questions
from ethics_audit.web.callbacks import Finish, Onward
from ethics_audit.web.questions import Slip
from ethics_audit.web.requests import Visit, Visits
from ethics_audit.web.templating import Renderer, sent_to

WEEKS = 4
GET, FORM = ["GET"], ["GET", "POST"]


@frozen
class OccasionPages:
    """The pages of one's own words and of the record."""

    _audit: Audit
    _visits: Visits
    _renderer: Renderer
    _answers: Path | None

    def finished(self, keep: Callable[[Finish], Onward]) -> Callable[[Finish], Onward]:
        """Return what keeps a finished audit, and of an occasion whose answers are in a file, writes the record too."""

        def kept(finish: Finish) -> Onward:
            onward = keep(finish)
            if onward is not False and self._renderer.writes and self._answers:
                write_record(self._answers, finish.result, finish.sheet.decision or Decision(), today())
            return onward

        return kept

    def routes(self) -> list[Route]:
        """Return the routes of these pages."""
        return [
            self._visits.route("/words/{field}", self.words, FORM),
            self._visits.route("/record", self.record, GET),
            self._visits.route("/record.md", self.record_file, GET),
        ]

    def words(self, visit: Visit) -> Response:
        """Ask a question that is answered in one's own words, or keep what was written."""
        field = visit.request.path_params["field"]
        if field not in WRITTEN:
            raise HTTPException(404)
        known = getattr(visit.words, field)
        if not visit.sends:
            return self._page(visit, field, known)
        wanted = _cleaned(visit.said("words"))
        if told := _wrong(field, wanted):
            return self._page(visit, field, visit.said("words"), Slip("words", told), 422)
        if wanted != known:
            visit, trouble = self._visits.keep(
                visit, lambda now: getattr(now.words, field), wanted, lambda now: self._with(now, field, wanted)
            )
            if trouble:
                return self._page(visit, field, visit.said("words"), Slip("words", trouble.words), trouble.status)
        if visit.said("go") == "later":
            return sent_to(visit.request, "/later")
        return sent_to(visit.request, self._after(visit, field))

    def _with(self, visit: Visit, field: str, words: str) -> AnswerSheet:
        """Return the sheet of a visit with these words."""
        decision = evolve(visit.words, **{field: words})
        return evolve(self._visits.sheet(visit, visit.answers), decision=decision)

    def _page(self, visit: Visit, field: str, shown: str, slip: Slip | None = None, status: int = 200) -> Response:
        names = list(WRITTEN)
        place = names.index(field)
        checks = visit.checks
        soon = (today() + timedelta(weeks=WEEKS)).isoformat()
        asked = WRITTEN[field]
        before = "/practice" if place == 0 else f"/words/{names[place - 1]}" if place > 1 else "/check"
        return self._renderer.page(
            visit.request,
            "words",
            status,
            slips=[slip] if slip else [],
            field=field,
            is_day=field == REVIEW,
            question=gettext(asked.question),
            hint=gettext(asked.hint) if asked.hint else "",
            written=shown or (soon if field == REVIEW else ""),
            most=LONGEST_WRITTEN,
            shown=visit.mark(getattr(visit.words, field)),
            query="?from=check" if checks else "",
            back="/check" if checks else before,
            skip=self._after(visit, field),
        )

    def _after(self, visit: Visit, field: str) -> str:
        """Return the page after one's own words: a question of the checklist, the next words, or all answers."""
        names = list(WRITTEN)
        place = names.index(field)
        if visit.checks or field == names[-1]:
            return "/check"
        if place == 0:
            item = questions.next_open(questions.asked(self._audit, visit.answers), visit.answers)
            return f"/questions/{item.id}" if item else "/check"
        return f"/words/{names[place + 1]}"

    def record(self, visit: Visit) -> Response:
        """Show the record, to print or to save."""
        if not visit.answers.given:
            return sent_to(visit.request, "/")
        result = assess(self._audit, visit.answers)
        items = questions.asked(self._audit, visit.answers)
        return self._renderer.page(
            visit.request,
            "record",
            urgent=questions.urgent(self._audit, visit.answers),
            day=today().isoformat(),
            words=written(visit.words),
            items=items,
            told=lambda item: questions.in_words(item, visit.answers.given.get(item.id)),
            band=wording.band_text(result),
            score=wording.of_hundred(result),
            missing=[one.item for one in result.findings],
            limits=wording.limits(self._audit),
            kept_as=kept_record(self._answers) if self._answers else None,
        )

    def record_file(self, visit: Visit) -> Response:
        """Return the record as a file."""
        if not visit.answers.given:
            return sent_to(visit.request, "/")
        content = decision_record(assess(self._audit, visit.answers), visit.words, today())
        name = f"{self._audit.id}-{today().isoformat()}.md"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type="text/markdown", headers=headers)


def _cleaned(text: str) -> str:
    return "\n".join(line.expandtabs().rstrip() for line in text.splitlines()).strip()


def _wrong(field: str, text: str) -> str:
    """Return what is wrong with what was written; empty if nothing is."""
    if field != REVIEW:
        return (
            gettext("Use at most {most} characters; these are {count}.", most=LONGEST_WRITTEN, count=len(text))
            if len(text) > LONGEST_WRITTEN
            else ""
        )
    try:
        is_ahead = not text or date.fromisoformat(text) >= today()
    except ValueError:
        is_ahead = False
    return "" if is_ahead else gettext("Choose a day from today on, such as {day}.", day=today().isoformat())
