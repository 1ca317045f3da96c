"""The pages that ask questions; each answer is kept before the next page is shown."""

from __future__ import annotations

from datetime import date

from attrs import frozen
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ethics_audit.assessment import wording
from ethics_audit.base.dates import next_audit
from ethics_audit.base.language import gettext
from ethics_audit.documents import references
from ethics_audit.history.earlier import Earlier
from ethics_audit.model.answers import Answer, Answers, word_of
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import Item
from ethics_audit.model.profile import PROFESSIONS
from ethics_audit.web import questions
from ethics_audit.web.past import AFTER, Past
from ethics_audit.web.questions import Slip
from ethics_audit.web.requests import Trouble, Visit, Visits
from ethics_audit.web.templating import Renderer, sent_to


@frozen
class QuestionPages:
    """The pages from the beginning to the last question."""

    _audit: Audit
    _visits: Visits
    _renderer: Renderer
    _past: Past

    def begin(self, visit: Visit) -> Response:
        """Show what this audit is, with a link to the next open question."""
        items = questions.asked(self._audit, visit.answers)
        checklists = [part.checklist for part in self._audit.parts]
        finished = self._past.finished()
        return self._renderer.page(
            visit.request,
            "begin",
            limits=wording.limits(self._audit),
            count=len(self._audit.items),
            minutes=wording.minutes(self._audit),
            caution=gettext(wording.CAUTION),
            introductions=[one.introduction for one in checklists if one.introduction],
            examples=[one.worked_example for one in checklists if one.worked_example],
            urgent=questions.urgent(self._audit, visit.answers),
            asked=len(items),
            answered=sum(item.id in visit.answers.given for item in items),
            onward=_onward(self._audit, visit.answers),
            start="/before" if self._past.steps() else "/practice",
            finished=finished,
            is_changed=finished is not None and finished.result.answers != visit.answers,
            next_audit=next_audit(date.fromisoformat(finished.day)).isoformat() if finished else "",
        )

    def practice(self, visit: Visit) -> Response:
        """Ask or keep the facts of the practice, which decide what is asked."""
        if not visit.sends:
            return self._practice(visit, visit.answers, known=self._known(visit))
        wanted = questions.with_facts(self._audit, visit.answers, visit.entered.get("fact", []))
        onward = "/words/situation" if self._renderer.writes else _onward(self._audit, wanted)
        if wanted == visit.answers and visit.stored:
            return sent_to(visit.request, onward)
        visit, trouble = self._visits.keep(
            visit,
            lambda now: sorted(now.answers.profile),
            sorted(wanted.profile),
            lambda now: self._visits.sheet(now, Answers(now.answers.given, wanted.profile)),
        )
        if trouble:
            return self._practice(visit, wanted, trouble)
        known = questions.urgent(self._audit, visit.answers)
        is_raised = any(action not in known for action in questions.urgent(self._audit, wanted))
        return sent_to(visit.request, "/today" if is_raised else onward)

    def today(self, visit: Visit) -> Response:
        """Show what must be done today because of all answers."""
        onward = _onward(self._audit, visit.answers)
        if urgent := questions.urgent(self._audit, visit.answers):
            return self._renderer.page(visit.request, "today", urgent=urgent, onward=onward)
        return sent_to(visit.request, onward)

    def _known(self, visit: Visit) -> Earlier | None:
        """Return what was said of the practice the last time, before anything is said now."""
        return None if visit.answers.given or visit.answers.profile else self._past.earlier()

    def _practice(
        self, visit: Visit, wanted: Answers, trouble: Trouble | None = None, known: Earlier | None = None
    ) -> Response:
        return self._renderer.page(
            visit.request,
            "practice",
            trouble.status if trouble else 200,
            slips=[Slip("fact-1", trouble.words)] if trouble else [],
            shown=visit.mark(sorted(visit.answers.profile)),
            ticked=known.profile if known else wanted.profile,
            known=known.day.isoformat() if known else "",
            professions={fact: gettext(name) for fact, name in PROFESSIONS.items()},
            facts=questions.facts_asked(self._audit),
        )

    def question(self, visit: Visit) -> Response:
        """Ask a question, or keep its answer."""
        item = self._item(visit)
        return self._answer(visit, item) if visit.sends else self._question(visit, item)

    def _item(self, visit: Visit) -> Item:
        """Return the question that a request names, or answer 404 if it does not apply to this practice."""
        items = {item.id: item for item in questions.asked(self._audit, visit.answers)}
        if (id := visit.request.path_params["item"]) not in items:
            raise HTTPException(404, gettext("There is no such question for your practice."))
        return items[id]

    def _answer(self, visit: Visit, item: Item) -> Response:
        """Keep the answer that was picked, or say what is wrong with it."""
        leaves = visit.said("go") == "later"
        if leaves and not visit.said("answer"):
            return sent_to(visit.request, "/later")
        answer = questions.meant(item, visit.said("answer"), visit.said("reason"))
        if isinstance(answer, Slip):
            return self._question(visit, item, answer, 422)
        visit, trouble = self._visits.keep(
            visit,
            lambda now: now.answers.given.get(item.id),
            answer,
            lambda now: self._visits.sheet(now, now.answers.changed({item.id: answer})),
        )
        if trouble:
            return self._question(visit, item, Slip("answer-1", trouble.words), trouble.status)
        if leaves:
            return sent_to(visit.request, "/later")
        if item.raised_by(answer) and visit.said("shown") != visit.mark(answer):  # else its flag was shown before
            return sent_to(visit.request, f"/questions/{item.id}/today{_query(visit)}")
        return sent_to(visit.request, self._after_answer(visit, item, answer))

    def _after_answer(self, visit: Visit, item: Item, answer: Answer | None) -> str:
        """Return the page after an answer: what there is to say about it, or else the next question."""
        if isinstance(answer, str) and (item.by_id[answer].feedback or item.needed):
            return f"/questions/{item.id}/feedback{_query(visit)}"
        is_told = answer is not None and self._past.remark(item.id, Answers({item.id: answer}))
        return self._after(visit, item) + (f"?{AFTER}={item.id}" if is_told else "")

    def item_today(self, visit: Visit) -> Response:
        """Show what must be done today because of the latest answer, before asking anything else."""
        item = self._item(visit)
        answer = visit.answers.given.get(item.id)
        if urgent := questions.urgent_of(item, answer):
            return self._renderer.page(
                visit.request, "today", urgent=urgent, onward=self._after_answer(visit, item, answer)
            )
        return sent_to(visit.request, f"/questions/{item.id}{_query(visit)}")

    def _after(self, visit: Visit, item: Item) -> str:
        """Return the page after a question."""
        onward = "/check" if visit.checks else _onward(self._audit, visit.answers, item.id)
        is_last = onward == "/check" and not visit.checks
        return "/words/principles" if is_last and self._renderer.writes else onward

    def _question(self, visit: Visit, item: Item, slip: Slip | None = None, status: int = 200) -> Response:
        items = questions.asked(self._audit, visit.answers)
        place = items.index(item)
        known = visit.answers.given.get(item.id)
        past = self._past.earlier() if known is None and item.not_applicable and not item.event else None
        last = past.reasons.get(item.id) if past else None
        picked = visit.said("answer") if visit.sends else word_of(known) if known is not None else ""
        return self._renderer.page(
            visit.request,
            "question",
            status,
            slips=[slip] if slip else [],
            item=item,
            picked=picked,
            urgent=questions.urgent_of(item, picked) if slip else [],
            reason=visit.said("reason") if visit.sends else getattr(known or last, "reason", ""),
            recalled=last is not None,
            remark=self._past.remark(visit.request.query_params.get(AFTER, ""), visit.answers),
            known=questions.in_words(item, known) if slip and known is not None else "",
            shown=visit.mark(known),
            query=_query(visit),
            domain=next(title for title, inside in questions.by_domain(self._audit, items) if item in inside),
            place=place + 1,
            count=len(items),
            back=f"/questions/{items[place - 1].id}"
            if place
            else "/words/situation"
            if self._renderer.writes
            else "/practice",
            skip=self._after(visit, item),
            cited=[references.label(source) for source in references.ordered(item.citations, visit.answers.profile)],
        )

    def feedback(self, visit: Visit) -> Response:
        """Show the feedback on the answer to a case."""
        item = self._item(visit)
        answer = visit.answers.given.get(item.id)
        option = item.by_id.get(answer) if isinstance(answer, str) else None
        if option is None:
            return sent_to(visit.request, f"/questions/{item.id}")
        return self._renderer.page(
            visit.request,
            "feedback",
            item=item,
            option=option,
            query=_query(visit),
            onward=self._after(visit, item),
        )


def _onward(audit: Audit, answers: Answers, after: str = "") -> str:
    """Return the path of the next open question after this one, or else of the page that lists all answers."""
    item = questions.next_open(questions.asked(audit, answers), answers, after)
    return f"/questions/{item.id}" if item else "/check"


def _query(visit: Visit) -> str:
    return "?from=check" if visit.checks else ""
