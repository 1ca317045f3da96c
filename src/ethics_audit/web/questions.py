"""Which questions are asked, in which order, and what an entry in the form means."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import NamedTuple

from ethics_audit.assessment.scoring import applies
from ethics_audit.base.errors import AnswerError
from ethics_audit.base.language import gettext
from ethics_audit.model.answers import LONGEST_REASON, UNSURE, Answer, Answers, NotApplicable, not_applicable
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import NOT_APPLICABLE_WORD, NOT_ARISEN, UNSURE_WORD, Item
from ethics_audit.model.profile import FACTS, PROFESSIONS

SHORTEST_REASON = 2


class Slip(NamedTuple):
    """A mistake in an entry.

    Attributes:
        field: The id of the field to correct.
        told: What to do.
    """

    field: str
    told: str


def asked(audit: Audit, answers: Answers) -> list[Item]:
    """Return the items that apply, in order."""
    return [item for item in audit.items.values() if applies(item, answers)]


def next_open(items: Sequence[Item], answers: Answers, after: str = "") -> Item | None:
    """Return the next item without an answer after this one, or of all; None if there is none."""
    start = next((place for place, item in enumerate(items, 1) if item.id == after), 0)
    return next((item for item in items[start:] if item.id not in answers.given), None)


def any_picked(items: Sequence[Item], answers: Answers) -> bool:
    """Return whether an option is picked for any of these items; without one there is no result."""
    return any(isinstance(answers.given.get(item.id), str) for item in items)


class Urgent(NamedTuple):
    """An action that must be taken today because of an answer.

    Attributes:
        item: The question.
        answer: The answer in words.
        action: What to do.
    """

    item: Item
    answer: str
    action: str


def urgent_of(item: Item, answer: Answer | None) -> list[Urgent]:
    """Return what must be done today because of one answer, if anything."""
    flag = item.raised_by(answer)
    return [Urgent(item, in_words(item, answer), flag.action)] if flag else []


def urgent(audit: Audit, answers: Answers) -> list[Urgent]:
    """Return what must be done today because of the answers to the items that apply."""
    return [flag for item in asked(audit, answers) for flag in urgent_of(item, answers.given.get(item.id))]


def by_domain(audit: Audit, items: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    """Return the items under the titles of their checklists."""
    groups = [
        (part.checklist.title, [item for item in items if item.domain == part.checklist.id]) for part in audit.parts
    ]
    return [(title, inside) for title, inside in groups if inside]


def facts_asked(audit: Audit) -> dict[str, str]:
    """Return the facts on which an item of this audit depends, with their statements."""
    return audit.statements


def with_facts(audit: Audit, answers: Answers, ticked: Collection[str]) -> Answers:
    """Return the answers with another profile; facts that are not asked stay as they are."""
    offered = {*PROFESSIONS, *facts_asked(audit)}
    return Answers(answers.given, (answers.profile - offered) | (offered & set(ticked)))


def meant(item: Item, picked: str, reason: str) -> Answer | Slip:
    """Return the answer that was picked, or the mistake in the entry."""
    if picked in item.by_id:
        return picked
    if picked == UNSURE_WORD:
        return UNSURE
    if picked == NOT_APPLICABLE_WORD and item.not_applicable:
        return not_applicable() if item.event else _reason(" ".join(reason.split()))
    return Slip("answer-1", gettext("Pick an answer, or skip the question for now."))


def _reason(reason: str) -> NotApplicable | Slip:
    if len(reason) < SHORTEST_REASON:
        return Slip("reason", gettext("Say in a few words why it does not apply."))
    try:
        return not_applicable(reason)
    except AnswerError:
        words = gettext("Use at most {most} characters; these are {count}.", most=LONGEST_REASON, count=len(reason))
        return Slip("reason", words)


def in_words(item: Item, answer: Answer | None) -> str:
    """Return an answer in words."""
    if isinstance(answer, NotApplicable) and item.event:
        return gettext(NOT_ARISEN)
    if isinstance(answer, NotApplicable):
        return gettext("Does not apply: {reason}", reason=answer.reason) if answer.reason else gettext("Does not apply")
    if answer is None:
        return gettext("Not answered")
    return item.by_id[answer].label if isinstance(answer, str) else gettext("I do not know")


def facts_in_words(audit: Audit, answers: Answers) -> list[str]:
    """Return the facts of a profile in words."""
    known = {**PROFESSIONS, **FACTS, **audit.own_facts}
    return [gettext(statement) for fact, statement in known.items() if fact in answers.profile]


def mark(value: object, user: str = "") -> str:
    """Return a short digest of a value; a page carries that of what it shows to whom, so that a change is noticed."""
    return sha256(repr((user, value)).encode()).hexdigest()[:16]
