"""Rules about the prompt of an item about one's own practice: what a machine can hear when it is read aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ethics_audit.errors import Problem
from ethics_audit.lint.rules import item_rule
from ethics_audit.lint.words import any_of, sentences
from ethics_audit.model import Item

FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|we|our)\b", re.IGNORECASE)
INTENTION = re.compile(r"I(?:'ll| (?:will|shall|should|ought|must|plan|intend|hope|want|wish|try|aim|strive|need)\b)")
ATTITUDE = re.compile(
    r"I (?:\w+ly )?(?:respect|value|believe|think that|feel|care|understand|appreciate|recogni[sz]e|reali[sz]e|support|"
    r"embrace|acknowledge|honou?r|know (?:the|that|about|my)|"
    r"am (?:\w+ )?(?:aware|committed|sensitive|open|respectful|mindful|comfortable|confident|careful|honest|ethical|"
    r"competent|knowledgeable|familiar))\b"
)
LEADING = re.compile(r"^(?:In|When|Before|After|At|For|On|With|If|Without|During|As|Since|While|Beside|Where)\b")
SUBORDINATE = re.compile(
    r",? \b(?:when|before|after|if|unless|until|that|who|whom|whose|which|what|how|where|why|whether|because|although|"
    r"without|such as|for example|than|including|so that|while)\b.*",
    re.DOTALL,
)
PERIOD = re.compile(
    r"\b(?:(?:last|past) (?:\w+ )?(?:days?|weeks?|months?|quarters?|years?)|this (?:month|quarter|year)|today|now|"
    r"at present|current(?:ly)?|ever|in my (?:career|life))\b"
)
COUNTED = re.compile(r"^(?:Once|Twice|Several times|Often|\d+ times)\b")


def _main_clause(prompt: str) -> str:
    """A prompt without what leads up to its subject and without what hangs on its verb."""
    subject = re.search(r"\b(?:I|[Mm]y)\b", prompt) if LEADING.match(prompt) else None
    return SUBORDINATE.sub("", prompt[subject.start() :] if subject else prompt)


@item_rule
def first_person(item: Item) -> Iterator[Problem]:
    """A prompt speaks in the first person.

    It is about the reader's own practice, and not about practice as such.
    """
    if not FIRST_PERSON.search(item.prompt):
        yield Problem("prompt", "does not speak in the first person", "begin with what I do")


@item_rule
def done_not_intended(item: Item) -> Iterator[Problem]:
    """A prompt asks what was or is done, in the last three months or now.

    What one will, should or tries to do is answered with a good heart and measures nothing.
    """
    if INTENTION.match(_main_clause(item.prompt)):
        yield Problem("prompt", "asks about an intention", "ask what was done in the last three months")


@item_rule
def behaviour_not_attitude(item: Item) -> Iterator[Problem]:
    """A prompt asks about something that another person could see.

    Nearly everyone respects confidentiality; how many told each new client its limits is another question.
    """
    if ATTITUDE.match(_main_clause(item.prompt)):
        yield Problem("prompt", "asks about an attitude", "ask about something that another person could see")


@item_rule
def one_idea(item: Item) -> Iterator[Problem]:
    """A prompt asks about one thing.

    "I explain fees and limits" cannot be answered by someone who does one of them, and nobody can tell what the answer
    meant.
    """
    main = _main_clause(item.prompt)
    joined = (
        re.search(r"\band/or\b", item.prompt) or any_of("joined").search(main) or any_of("joined_verb").search(main)
    )
    if joined:
        yield Problem("prompt", f"asks two things at once ({joined.group()!r})", "make two items of it, or choose one")
    elif sentences(item.prompt) > 1 or ";" in item.prompt:
        yield Problem("prompt", "is more than one sentence", "say it in one")


@item_rule
def a_statement(item: Item) -> Iterator[Problem]:
    """A prompt is a statement, or the beginning of one that the options complete; the options are answers to it."""
    if not item.prompt.rstrip("\"'").endswith((".", ":")):
        yield Problem("prompt", "is no statement", "end it with a full stop, or a colon if the options complete it")


@item_rule
def frequency_in_the_scale(item: Item) -> Iterator[Problem]:
    """How often something is done stands in the options, and nowhere else.

    "I always explain", answered "sometimes", says nothing clear.
    """
    if match := any_of("frequency").search(item.prompt):
        yield Problem("prompt", f"says how often ({match.group()!r})", "leave it to the options")


@item_rule
def no_vague_words(item: Item) -> Iterator[Problem]:
    """A prompt has no word that lets everyone say yes: what is appropriate to one is too little to another."""
    if match := any_of("vague").search(item.prompt):
        yield Problem("prompt", f"is vague ({match.group()!r})", "say what would be seen")


@item_rule
def no_double_negative(item: Item) -> Iterator[Problem]:
    """A prompt has at most one negative: a tired reader answers two of them the wrong way round."""
    if len(any_of("negative").findall(item.prompt)) > 1:
        yield Problem("prompt", "has two negatives", "turn it round")


@item_rule
def period_stated(item: Item) -> Iterator[Problem]:
    """Where the options count how often something happened, the prompt says in which time."""
    counted = [option.label for option in item.options if COUNTED.match(option.label)]
    if counted and not PERIOD.search(item.prompt):
        hint = 'begin with "In the last three months"'
        yield Problem("prompt", f"does not say in which time ({counted[0]!r})", hint)


@item_rule
def may_not_arise(item: Item) -> Iterator[Problem]:
    """A prompt about a situation that may not arise allows ``n/a``, or requires a fact.

    Otherwise a person must invent an answer.
    """
    conditional = re.match(r"(?:When|Whenever|If)\b(?! my\b)", item.prompt)
    if conditional and not (item.not_applicable or item.requires):
        yield Problem("not_applicable", "is false, but the situation may not arise", "allow n/a, or require a fact")
