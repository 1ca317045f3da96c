"""Rules for the prompts of items about one's own practice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ethics_audit.base.errors import Problem
from ethics_audit.lint.rules import item_rule, practice_rule
from ethics_audit.lint.words import any_of, is_list, sentences
from ethics_audit.model.items import Item
from ethics_audit.model.profile import FACTS

SUBJECT = re.compile(r"\b(?:I|[Mm]y)\b")
SUBORDINATE = re.compile(
    r",? \b(?:when|before|after|if|unless|until|that|who|whom|whose|which|what|how|where|why|whether|because|although|"
    r"without|such as|for example|than|including|so that)\b.*",
    re.DOTALL,
)


def from_subject(prompt: str) -> str:
    """Return a prompt without what precedes its subject, such as "In the last three months" or "When I consult"."""
    parts = prompt.split(", ")
    while (
        len(parts) > 1
        and any_of("leading").match(parts[0])
        and (SUBJECT.match(parts[1]) or any_of("leading").match(parts[1]))
    ):
        del parts[0]
    rest = ", ".join(parts)
    subject = SUBJECT.search(rest) if any_of("leading").match(rest) else None
    return rest[subject.start() :] if subject else rest


def _main_clause(prompt: str) -> str:
    """Return a prompt without what precedes its subject and without subordinate clauses."""
    return SUBORDINATE.sub("", from_subject(prompt))


@item_rule
def first_person(item: Item) -> Iterator[Problem]:
    """A prompt is in the first person.

    It asks about the reader's own practice, not about practice in general.
    """
    if not any_of("first_person").search(item.prompt):
        yield Problem("prompt", "is not in the first person", "begin with what I do")


@practice_rule
def done_not_intended(item: Item) -> Iterator[Problem]:
    """A prompt asks what was done in the last three months, or is done now.

    Questions about what one will, should or tries to do measure only good intentions.
    """
    meant = any_of("intention").match(from_subject(item.prompt)) and not item.prompt.startswith("If ")
    if meant or any_of("future").search(item.prompt):
        yield Problem("prompt", "asks about an intention", "ask what was done in the last three months")


@item_rule
def behaviour_not_attitude(item: Item) -> Iterator[Problem]:
    """A prompt asks about something that another person could see.

    Nearly everyone respects confidentiality, but not everyone tells each new client its limits.
    """
    if any_of("attitude").match(from_subject(item.prompt)):
        yield Problem("prompt", "asks about an attitude", "ask about something that another person could see")


@item_rule
def one_idea(item: Item) -> Iterator[Problem]:
    """A prompt asks about one thing.

    Someone who does one of two things cannot answer "I explain fees and limits", and nobody could interpret the answer.
    """
    main = _main_clause(item.prompt)
    joined = (
        any_of("joined").search(main)
        or any_of("joined_verb").search(main)
        or any_of("joined_anywhere").search(item.prompt.partition(", such as")[0])
    )
    if joined:
        yield Problem("prompt", f"asks two things at once ({joined.group()!r})", "make two items of it, or choose one")
    elif sentences(item.prompt) > 1 or ";" in item.prompt:
        yield Problem("prompt", "is more than one sentence", "say it in one")


@item_rule
def a_statement(item: Item) -> Iterator[Problem]:
    """A prompt is a statement, or the beginning of one that the options complete."""
    if not item.prompt.rstrip("\"'").endswith((".", ":")):
        yield Problem("prompt", "is not a statement", "end it with a period, or a colon if the options complete it")
    elif item.prompt.endswith(":") and item.options[0].label.startswith(("Yes", "No", "Always", "Never")):
        yield Problem("prompt", "ends with a colon, but the options do not complete it", "end it with a period")


@item_rule
def frequency_in_the_scale(item: Item) -> Iterator[Problem]:
    """How often something is done is said in the options, and nowhere else.

    "I always explain", answered with "sometimes", is not clear.
    """
    if match := any_of("frequency").search(item.prompt):
        yield Problem("prompt", f"says how often ({match.group()!r})", "leave it to the options")


@item_rule
def no_vague_words(item: Item) -> Iterator[Problem]:
    """A prompt has no word that lets everyone say yes, such as "appropriate", which each reader defines."""
    if match := any_of("vague").search(item.prompt):
        yield Problem("prompt", f"is vague ({match.group()!r})", "say what another person would see")


@item_rule
def no_double_negative(item: Item) -> Iterator[Problem]:
    """A prompt has at most one negative, because a tired reader answers two of them the wrong way."""
    if len(any_of("negative").findall(item.prompt)) > 1:
        yield Problem("prompt", "has two negatives", "rephrase it without them")


@item_rule
def may_not_arise(item: Item) -> Iterator[Problem]:
    """A prompt about a situation that may not arise asks about an event, allows ``n/a``, or requires a fact.

    Otherwise people have to make up an answer.
    """
    conditional = re.match(r"(?:When|Whenever|If|Before|Where)\b(?! my\b)", item.prompt)
    if conditional and not (item.not_applicable or item.requires):
        yield Problem("not_applicable", "is false, but the situation may not arise", "write event = true")


NEVER = re.compile(r"(?:Never|No\b|None\b|Nobody\b|With none)")


@item_rule
def fact_required(item: Item) -> Iterator[Problem]:
    """A prompt about what not every practice has requires the fact, allows ``n/a``, or has an option for it."""
    if (
        item.requires
        or item.not_applicable
        or any(NEVER.match(option.label) for option in item.options if not option.risk)
    ):
        return
    prompt = item.prompt.partition(", such as")[0]
    for fact in filter(is_list, FACTS):
        if match := any_of(fact).search(prompt):
            yield Problem("requires", f"is empty, but not every practice has {match.group()!r}", f"require {fact!r}")
            return


@item_rule
def no_gender_assumed(item: Item) -> Iterator[Problem]:
    """A prompt calls a client "they"."""
    if match := any_of("one_gender").search(item.prompt):
        yield Problem("prompt", f"says {match.group()!r}", "say 'they'")
