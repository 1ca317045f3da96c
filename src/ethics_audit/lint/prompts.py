"""Rules about the prompt of an item about one's own practice: what a machine can hear when it is read aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ethics_audit.base.errors import Problem
from ethics_audit.lint.rules import item_rule, practice_rule
from ethics_audit.lint.words import any_of, sentences
from ethics_audit.model.definitions import Item

FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine)\b", re.IGNORECASE)
LEADING = re.compile(
    r"^(?:In|When|Before|After|At|For|On|With|If|Without|During|As|Since|While|Beside|Where)\b", re.IGNORECASE
)
SUBJECT = re.compile(r"\b(?:I|[Mm]y)\b")
SUBORDINATE = re.compile(
    r",? \b(?:when|before|after|if|unless|until|that|who|whom|whose|which|what|how|where|why|whether|because|although|"
    r"without|such as|for example|than|including|so that)\b.*",
    re.DOTALL,
)
PERIOD = re.compile(
    r"\b(?:(?:last|past) (?:\w+ )?(?:days?|weeks?|months?|quarters?|years?)|this (?:month|quarter|year)|today|now|"
    r"at present|current(?:ly)?|ever|in my (?:career|life)|I last)\b"
)
COUNTED = re.compile(r"^(?:Once|Twice|Several times|Often|\d+ times)\b")


def _from_subject(prompt: str) -> str:
    """A prompt without what leads up to its subject, such as "In the last three months" or "When I consult"."""
    parts = prompt.split(", ")
    while len(parts) > 1 and LEADING.match(parts[0]) and (SUBJECT.match(parts[1]) or LEADING.match(parts[1])):
        del parts[0]
    rest = ", ".join(parts)
    subject = SUBJECT.search(rest) if LEADING.match(rest) else None
    return rest[subject.start() :] if subject else rest


def _main_clause(prompt: str) -> str:
    """A prompt without what leads up to its subject and without what hangs on its verb."""
    return SUBORDINATE.sub("", _from_subject(prompt))


@item_rule
def first_person(item: Item) -> Iterator[Problem]:
    """A prompt speaks in the first person.

    It is about the reader's own practice, and not about practice as such.
    """
    if not FIRST_PERSON.search(item.prompt):
        yield Problem("prompt", "does not speak in the first person", "begin with what I do")


@practice_rule
def done_not_intended(item: Item) -> Iterator[Problem]:
    """A prompt asks what was or is done, in the last three months or now.

    What one will, should or tries to do is answered with a good heart and measures nothing.
    """
    meant = any_of("intention").match(_from_subject(item.prompt)) and not item.prompt.startswith("If ")
    if meant or any_of("future").search(item.prompt):
        yield Problem("prompt", "asks about an intention", "ask what was done in the last three months")


@item_rule
def behaviour_not_attitude(item: Item) -> Iterator[Problem]:
    """A prompt asks about something that another person could see.

    Nearly everyone respects confidentiality; how many told each new client its limits is another question.
    """
    if any_of("attitude").match(_from_subject(item.prompt)):
        yield Problem("prompt", "asks about an attitude", "ask about something that another person could see")


@item_rule
def one_idea(item: Item) -> Iterator[Problem]:
    """A prompt asks about one thing.

    "I explain fees and limits" cannot be answered by someone who does one of them, and nobody can tell what the answer
    meant.
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
    """A prompt is a statement, or the beginning of one that the options complete; the options are answers to it."""
    if not item.prompt.rstrip("\"'").endswith((".", ":")):
        yield Problem("prompt", "is no statement", "end it with a full stop, or a colon if the options complete it")
    elif item.prompt.endswith(":") and item.options[0].label.startswith(("Yes", "No", "Always", "Never")):
        yield Problem("prompt", "ends with a colon that the options do not complete", "end it with a full stop")


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


@practice_rule
def period_stated(item: Item) -> Iterator[Problem]:
    """A prompt about the past says in which time, above all where the options count how often something happened."""
    counted = [option.label for option in item.options if COUNTED.match(option.label)]
    past = any_of("past").match(_from_subject(item.prompt))
    if (counted or past) and not PERIOD.search(item.prompt):
        told = repr(counted[0]) if counted else repr(past.group() if past else "")
        yield Problem("prompt", f"does not say in which time ({told})", 'begin with "In the last three months"')


@item_rule
def may_not_arise(item: Item) -> Iterator[Problem]:
    """A prompt about a situation that may not arise allows ``n/a``, or requires a fact.

    Otherwise a person must invent an answer.
    """
    conditional = re.match(r"(?:When|Whenever|If|Before|Where)\b(?! my\b)", item.prompt)
    if conditional and not (item.not_applicable or item.requires):
        yield Problem("not_applicable", "is false, but the situation may not arise", "allow n/a, or require a fact")


FACTS = {
    "minors": r"under 18|child|children|minors?|teenagers?|parents?",
    "telehealth": r"remote(?:ly)?|video|telehealth|online session|at a distance",
    "supervises": r"whom I supervise|I supervise|my supervisees?|my trainees?",
    "employs_staff": r"my (?:staff|employees|assistants?|receptionists?)|the people I employ",
    "couples_or_groups": r"couples?|(?:each|new|every) (?:family|group)|groups? that I (?:lead|run)",
    "insurance": r"insurers?|insurance|payers?",
    "research": r"research participants?|my research",
    "ai_tools": r"AI tools?",
}
NEVER = re.compile(r"(?:Never|No\b|None\b|Nobody\b|With none)")


@item_rule
def fact_required(item: Item) -> Iterator[Problem]:
    """A prompt about what not every practice has requires the fact, allows ``n/a``, or has an option for it."""
    if item.requires or item.not_applicable or any(NEVER.match(one.label) for one in item.options if not one.risk):
        return
    prompt = item.prompt.partition(", such as")[0]
    for fact, words in FACTS.items():
        if match := re.search(rf"\b(?:{words})\b", prompt, re.IGNORECASE):
            yield Problem("requires", f"is empty, but not everyone has this: {match.group()!r}", f"require {fact!r}")
            return


@item_rule
def no_gender_assumed(item: Item) -> Iterator[Problem]:
    """A prompt calls a client "they"."""
    if match := any_of("one_gender").search(item.prompt):
        yield Problem("prompt", f"says {match.group()!r}", "say 'they'")
