"""The steps after an audit: what became of earlier ones, choosing new ones, and changing or settling them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from attrs import frozen
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from ethics_audit.assessment.result import Result
from ethics_audit.assessment.wording import EFFORTS
from ethics_audit.base.dates import next_audit, today
from ethics_audit.base.errors import StoreError
from ethics_audit.base.language import N_, gettext
from ethics_audit.history import History, Kept, calendar
from ethics_audit.history.replay import Book
from ethics_audit.model.actions import (
    DONE,
    DROPPED,
    LONGEST_OWNER,
    LONGEST_STEP,
    OPEN,
    PARTLY,
    WEEKS,
    Action,
    Followed,
)
from ethics_audit.model.definitions import PRACTICE, Audit
from ethics_audit.model.items import Item
from ethics_audit.web import questions
from ethics_audit.web.past import Past
from ethics_audit.web.questions import Slip, mark
from ethics_audit.web.requests import Routed, Visit, changed
from ethics_audit.web.templating import Renderer, sent_to

MOST_OFFERED = 3
BECAME = {DONE: N_("Done"), PARTLY: N_("Still at it"), OPEN: N_("Not begun yet"), DROPPED: N_("No longer wanted")}
"""What may have become of a step, in the words of the form."""
CALENDAR = {"content-type": "text/calendar; charset=utf-8", "content-disposition": 'attachment; filename="steps.ics"'}


class Entry(NamedTuple):
    """A step as it stands in the fields of a page.

    Attributes:
        item: The question.
        answer: Its answer in words.
        takes: How long the first step takes, in words.
        is_urgent: Whether it must be done today.
        is_taken: Whether it is chosen.
        step: What is to be done.
        due: The day by which, as it was entered.
        owner: Who does it.
    """

    item: Item
    answer: str
    takes: str
    is_urgent: bool
    is_taken: bool
    step: str
    due: str
    owner: str

    def action(self) -> Action:
        """Return the action that was entered, once `slips` finds nothing wrong with it."""
        return Action(self.item.id, self.step, self.owner, self.due)


@frozen
class StepPages:
    """The pages about steps, from those of an earlier audit to the calendar."""

    _history: History
    _renderer: Renderer

    def routes(self, routed: Routed) -> list[Route]:
        """Return the routes of these pages."""
        return [
            routed("/kept/{number:int}/steps", self.choose, ["GET", "POST"]),
            routed("/steps", self.steps, ["GET"]),
            routed("/steps/calendar", self.calendar, ["GET"]),
            routed("/steps/{number:int}", self.step, ["GET", "POST"]),
        ]

    def before(self, past: Past, visit: Visit) -> Response:
        """Ask or keep what became of the steps that are still to be done, if there are any."""
        found = past.steps()
        said = {one.number: visit.said(f"state-{one.number}") for one in found}
        slips = []
        if visit.sends:
            try:
                for one in found:
                    if said[one.number] in BECAME and said[one.number] != one.state:
                        self._history.settle(one.number, said[one.number])
            except StoreError as failure:
                slips = [_unsaved(f"state-{found[0].number}-1", failure)]
        if not found or (visit.sends and not slips):
            return sent_to(visit.request, "/practice")
        status = 503 if slips else 200
        return self._renderer.page(
            visit.request, "before", status, slips=slips, steps=found, picked=said, became=BECAME, day=_now()
        )

    def choose(self, visit: Visit) -> Response:
        """Offer the next steps after an audit, or keep those that were chosen."""
        kept = self._history.audit(visit.request.path_params["number"])
        if kept.result.audit.kind != PRACTICE:
            raise HTTPException(404, gettext("There is no such page."))
        entries = _entered(visit, kept.result) if visit.sends else self._offered(kept.result)
        slips = self._kept(entries, kept) if visit.sends else []
        if visit.sends and not slips:
            return sent_to(visit.request, "/steps")
        return self._renderer.page(
            visit.request,
            "choose",
            422 if slips else 200,
            slips=slips,
            entries=entries,
            urgent=questions.urgent(kept.result.audit, kept.result.answers),
            chosen=[one for one in self._history.actions() if one.is_open],
            kept=kept,
            day=_now(),
        )

    def _offered(self, result: Result) -> list[Entry]:
        """Return what must be done today and the largest gaps, as far as no step about them is still to be done."""
        busy = {one.action.item for one in self._history.actions() if one.is_open}
        free = [one.item for one in result.findings if one.item.id not in busy]
        urgent = [item for item in free if item.id in result.flags]
        rest = [item for item in free if item.id not in result.flags]
        later = (today() + timedelta(weeks=WEEKS)).isoformat()
        return [
            _entry(item, result, step=item.remedy, due=_now() if item in urgent else later)
            for item in [*urgent, *rest][: max(MOST_OFFERED, len(urgent))]
        ]

    def _kept(self, entries: Sequence[Entry], kept: Kept) -> list[Slip]:
        """Keep the steps that were chosen, unless one is wrong; return what is wrong. One that is kept is kept once."""
        taken = [(place, one) for place, one in enumerate(entries, 1) if one.is_taken]
        if not taken:
            return [Slip("take-1", gettext("Tick the steps that you want to take, or go on without any."))]
        if wrong := [slip for place, one in taken for slip in slips(place, one.step, one.due, one.owner)]:
            return wrong
        known = {one.action.item: one.action for one in self._history.actions() if one.is_open}
        for place, one in taken:
            if one.item.id in known and known[one.item.id].step != one.step:
                words = gettext("You chose a step about this in another window. You can change it there.")
                return [Slip(f"take-{place}", words)]
        try:
            for _, one in taken:
                if one.item.id not in known:
                    self._history.choose(one.action(), kept.number)
        except StoreError as failure:
            return [_unsaved(f"take-{taken[0][0]}", failure)]
        return []

    def steps(self, visit: Visit) -> Response:
        """Show what is to be done and what is settled."""
        book = self._history.book()
        every = [one for one in book.followed() if one.became is None]
        return self._renderer.page(
            visit.request,
            "steps",
            open=sorted((one for one in every if one.is_open), key=lambda one: one.action.due or "9"),
            settled=[one for one in every if not one.is_open],
            item=lambda one: _item(book, one),
            became=BECAME,
            day=_now(),
            last=next((number for number in reversed(book.standing()) if _asked(book, number).kind == PRACTICE), 0),
        )

    def step(self, visit: Visit) -> Response:
        """Show one step to change or settle it, or keep what was entered."""
        book = self._history.book()
        number = book.current(visit.request.path_params["number"])
        book.chosen_after(number)
        known = next(one for one in book.followed() if one.number == number)
        state, entered = known.state, known.action
        found: list[Slip] = []
        if visit.sends:
            state = visit.said("state") if visit.said("state") in BECAME else known.state
            step, due, owner = (_plain(visit.said(f"{name}-1")) for name in ("step", "due", "owner"))
            if not (found := slips(1, step, due, owner, past=known.action.due)):
                entered = Action(known.action.item, step, owner, due)
                is_there = any((one.action, one.state) == (entered, state) for one in book.followed())
                found = [] if is_there else self._changed(visit, known, entered, state)
            if not found:
                return sent_to(visit.request, "/steps")
        return self._renderer.page(
            visit.request,
            "step",
            422 if found else 200,
            slips=found,
            number=number,
            shown=mark(known),
            item=_item(book, known),
            state=state,
            step=visit.said("step-1") if visit.sends else entered.step,
            due=visit.said("due-1") if visit.sends else entered.due,
            owner=visit.said("owner-1") if visit.sends else entered.owner,
            became=BECAME,
            day=min(filter(None, [_now(), known.action.due])),
        )

    def _changed(self, visit: Visit, known: Followed, wanted: Action, state: str) -> list[Slip]:
        """Keep a step that was changed or settled; return what is in the way."""
        if visit.said("shown") != mark(known):
            return [Slip("step-1", changed().words)]
        try:
            now = known if wanted == known.action else self._history.replace(known.number, wanted)
            if state != now.state:
                self._history.settle(now.number, state)
        except StoreError as failure:
            return [_unsaved("step-1", failure)]
        return []

    def calendar(self, _visit: Visit) -> Response:
        """Return what is still to be done, and the next audit, as a file for a calendar."""
        book = self._history.book()
        last = max((date.fromisoformat(kept.day) for kept in book.audits.values()), default=today())
        due = max(next_audit(last), today())
        return Response(calendar.ics(book, datetime.now().astimezone(), due), headers=CALENDAR)


def slips(place: int, step: str, due: str, owner: str, past: str = "") -> list[Slip]:
    """Return what is wrong with an entered step; a day that it had already may be past."""
    found = []
    if not (step and step.isprintable() and len(step) <= LONGEST_STEP):
        words = gettext("Say in a sentence what you will do, in at most {most} characters.", most=LONGEST_STEP)
        found.append(Slip(f"step-{place}", words))
    if due and not (due == past or (_is_day(due) and due >= _now())):
        words = gettext("Choose a day from today on, such as {day}, or leave it empty.", day=_now())
        found.append(Slip(f"due-{place}", words))
    if not (owner == "" or owner.isprintable()) or len(owner) > LONGEST_OWNER:
        words = gettext("Name who helps in at most {most} characters.", most=LONGEST_OWNER)
        found.append(Slip(f"owner-{place}", words))
    return found


def _asked(book: Book, number: int) -> Audit:
    """Return the definition of an assessment."""
    return book.definition(book.audits[number].definition)


def _item(book: Book, one: Followed) -> Item:
    """Return the question that a step is about."""
    return _asked(book, book.chosen_after(one.number)).items[one.action.item]


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _entered(visit: Visit, result: Result) -> list[Entry]:
    """Return the steps that a page offered, with what was entered."""
    gaps = {one.item.id: one.item for one in result.findings}
    taken = visit.entered.get("take", [])
    return [
        _entry(
            gaps[id],
            result,
            is_taken=id in taken,
            **{name: _plain(visit.said(f"{name}-{place}")) for name in ("step", "due", "owner")},
        )
        for place, id in enumerate(visit.entered.get("item", []), 1)
        if id in gaps
    ]


def _entry(item: Item, result: Result, *, step: str, due: str, owner: str = "", is_taken: bool = False) -> Entry:
    answer = questions.in_words(item, result.answers.given[item.id])
    takes = gettext(EFFORTS[item.effort - 1])
    return Entry(item, answer, takes, item.id in result.flags, is_taken, step, due, owner)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _unsaved(field: str, failure: StoreError) -> Slip:
    return Slip(field, gettext("This is not saved. {failure}", failure=failure))


def _now() -> str:
    return today().isoformat()
