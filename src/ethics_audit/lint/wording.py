"""Rules for the words of every text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ethics_audit.base.errors import Problem
from ethics_audit.lint.rules import every_item_rule, item_rule
from ethics_audit.lint.words import any_of, texts
from ethics_audit.model.items import Item

UNFINISHED = re.compile(
    r"\?\?+|\.\.+|\[[\w ]+\]|<\w+>|\{\w*\}|\*\*|www\.|https?:|\b(?!had |that )(\w+) \1\b", re.IGNORECASE
)
KNOWN_ACRONYMS = {"AI", "US", "UK", "OK", "HIPAA", "TV", "ID"}
QUOTES = "\"'"


def _found(item: Item, words: str, message: str, hint: str) -> Iterator[Problem]:
    for place, text in texts(item):
        if match := any_of(words).search(text):
            yield Problem(place, message.format(match.group()), hint)


@every_item_rule
def no_blame(item: Item) -> Iterator[Problem]:
    """No word judges the reader. People answer honestly if an honest answer does not make them look bad."""
    yield from _found(item, "blame", "blames ({!r})", "say what happened, and let the reader judge")


@every_item_rule
def no_statement_of_law(item: Item) -> Iterator[Problem]:
    """No text says what the law is where the reader works.

    The law differs by place and changes over time, so say whom to ask, or what to look up.
    """
    yield from _found(item, "law", "says what the law is ({!r})", "say whom to ask, or what to look up")


@every_item_rule
def plain_words(item: Item) -> Iterator[Problem]:
    """Every text is in plain words, which a tired person understands at once."""
    yield from _found(item, "heavy", "is not in plain words: {!r}", "say it as you would to a friend")


@every_item_rule
def no_acronyms(item: Item) -> Iterator[Problem]:
    """No text uses an abbreviation that not everyone knows, nor capitals for emphasis."""
    for place, text in texts(item):
        if unknown := [word for word in re.findall(r"\b[A-Z]{2,}s?\b", text) if word not in KNOWN_ACRONYMS]:
            yield Problem(place, f"contains {unknown[0]!r}", "write it out")


@item_rule
def clients_are_clients(item: Item) -> Iterator[Problem]:
    """The people whom the checklists are about are always called clients."""
    yield from _found(item, "not_client", "says {!r}", "say 'client'")


@every_item_rule
def everyone_is_they(item: Item) -> Iterator[Problem]:
    """A person whose gender is not stated is "they"."""
    yield from _found(item, "gendered", "says {!r}", "say 'they'")


@every_item_rule
def finished(item: Item) -> Iterator[Problem]:
    """No text contains a placeholder: everything that a person reads is finished."""
    for place, text in [*texts(item), ("example", item.example)]:
        if match := any_of("placeholder").search(text) or UNFINISHED.search(text):
            yield Problem(place, f"is not finished ({match.group()!r})", "write it")


@every_item_rule
def tidy(item: Item) -> Iterator[Problem]:
    """A text begins with a capital letter, ends with a period, and has no stray spaces or exclamation marks.

    A label needs no period.
    """
    for place, text in [*texts(item), ("example", item.example)]:
        if not text:
            continue
        if text != text.strip() or re.search(r"\s\s|\s[.,;:?!]|!", text):
            yield Problem(place, "has stray spaces or an exclamation mark", "remove them")
        elif not text.lstrip(QUOTES)[:1].isupper() and not text[0].isdigit():
            yield Problem(place, "does not begin with a capital letter", "begin it with one")
        elif not place.endswith(("label", "prompt")) and not text.rstrip(QUOTES).endswith((".", "?")):
            yield Problem(place, "does not end with a period", "add one")


@every_item_rule
def nothing_hidden(item: Item) -> Iterator[Problem]:
    """No remedy or action advises anyone to backdate or remove something, or to hide it from those who help."""
    for problem in _found(item, "cover_up", "could be read as advice to hide ({!r})", "say what stays unchanged"):
        if problem.place in {"remedy", "red_flag.action"}:
            yield problem


@every_item_rule
def no_loose_claim(item: Item) -> Iterator[Problem]:
    """A rationale claims no more than its sources show; figures belong in the evidence."""
    if match := any_of("loose_claim").search(item.rationale):
        yield Problem("rationale", f"claims what it does not show ({match.group()!r})", "say what may happen")
