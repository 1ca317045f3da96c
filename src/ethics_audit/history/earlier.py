"""What was said the last time: offered for confirmation, or told after the person has answered again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from attrs import frozen

from ethics_audit.assessment.wording import answer_text
from ethics_audit.base.language import gettext
from ethics_audit.history.replay import Book
from ethics_audit.model.actions import DONE, Followed
from ethics_audit.model.answers import Answer, Answers, NotApplicable
from ethics_audit.model.definitions import PRACTICE, Audit
from ethics_audit.model.items import Item


@frozen
class Earlier:
    """What was said about the practice the last time.

    Attributes:
        day: The day on which it was said.
        profile: The facts of the practice.
        answers: The answers that fit the audit of today, by item id.
    """

    day: date
    profile: frozenset[str]
    answers: Mapping[str, Answer]

    @property
    def reasons(self) -> dict[str, NotApplicable]:
        """The answers that an item does not apply, with the reason that was given."""
        return {
            id: answer for id, answer in self.answers.items() if isinstance(answer, NotApplicable) and answer.reason
        }


def earlier(book: Book, audit: Audit, day: date) -> Earlier | None:
    """Return what was said in the last kept assessment of the same audit before a day; only an audit of a practice."""
    alike = [number for number in book.standing() if book.audits[number].audit.id == audit.id]
    before = [number for number in alike if date.fromisoformat(book.audits[number].day) < day]
    if not before:
        return None
    last = book.written(before[-1])
    return recalled(audit, last.sheet.answers, date.fromisoformat(last.day))


def recalled(audit: Audit, answers: Answers, day: date) -> Earlier | None:
    """Return what these answers say about the practice, as far as they fit the audit of today."""
    if audit.kind != PRACTICE:
        return None
    fitting = answers.fitting(audit).answers
    return Earlier(day, fitting.profile, MappingProxyType(dict(fitting.given)))


def remark(item: Item, answer: Answer, earlier: Earlier | None, actions: Iterable[Followed] = ()) -> str:
    """Return what is said after an answer about the one of the last time; empty if there was none.

    Args:
        item: The item.
        answer: The answer of today.
        earlier: What was said the last time.
        actions: The actions with their states, in the order in which they were chosen.
    """
    if earlier is None or (last := earlier.answers.get(item.id)) is None:
        return ""
    is_same = last == answer or (isinstance(last, NotApplicable) and isinstance(answer, NotApplicable))
    told = gettext("The same as last time.")
    if not is_same:
        told = gettext("Last time: {answer}.", answer=answer_text(item, last).rstrip("."))
    before, now = _risk(item, last), _risk(item, answer)
    if item.raised_by(answer):
        return told
    if before is not None and now is not None and now < before:
        better = gettext("Better than last time.")
        return f"{told} {better}"
    is_gap_again = now != 0 and (is_same or before is not None) and not isinstance(answer, NotApplicable)
    states = [followed.state for followed in actions if followed.action.item == item.id]
    if is_gap_again and states[-1:] == [DONE]:
        kindly = gettext(
            "You had marked your step about this as done. If something got in the way, supervision or a colleague is "
            "a good place for it."
        )
        return f"{told} {kindly}"
    return told


def _risk(item: Item, answer: Answer) -> int | None:
    return item.by_id[answer].risk if isinstance(answer, str) else None
