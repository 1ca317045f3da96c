"""Rules for the window of an item: the time that it asks about, which stands before its prompt."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ethics_audit.base.errors import Problem
from ethics_audit.lint.prompts import from_subject
from ethics_audit.lint.rules import checklist_rule, practice_rule
from ethics_audit.lint.words import any_of
from ethics_audit.model.definitions import PRACTICE, Checklist
from ethics_audit.model.items import Item

PRESENT = "present"


@checklist_rule
def window_given(checklist: Checklist) -> Iterator[Problem]:
    """An item that is asked every quarter says which time it asks about; one for an occasion, or a case, does not.

    A habit is asked of three months, a state of the present, and a rare event of twelve months.
    """
    practice = checklist.kind == PRACTICE
    for place, item in enumerate(checklist.items):
        at = f"items[{place}] ({item.id}).window"
        if practice and not item.window:
            yield Problem(at, "is missing", 'write "three months", "present" or "twelve months"')
        elif item.window and not practice:
            yield Problem(at, f"is {item.window!r}, but the item is about one occasion", "leave it out")


@practice_rule
def no_other_period(item: Item) -> Iterator[Problem]:
    """No text names another time than the window, which stands before the prompt.

    The prompt names none at all, since it would be read twice.
    """
    if match := any_of("period").search(item.prompt):
        yield Problem("prompt", f"names a time ({match.group()!r})", "leave it to the window")
    labels = [(f"options[{place}].label", option.label) for place, option in enumerate(item.options)]
    for at, text in (*labels, ("remedy", item.remedy)):
        match = re.search(r"\b(?:last|past) ((?:\w+ )?(?:day|week|month|quarter|year)s?)\b", text, re.IGNORECASE)
        if match and match[1].lower() != item.window:
            yield Problem(at, f"names another time than the window ({match.group()!r})", "leave it out")


@practice_rule
def tense_fits(item: Item) -> Iterator[Problem]:
    """A prompt about the present is in the present tense, and one about months in the past tense.

    The present perfect fits both.
    """
    statement = from_subject(item.prompt)
    if item.window == PRESENT and (match := any_of("past").match(statement)):
        yield Problem("prompt", f"is in the past tense ({match.group()!r}) for a state", "write what is so at present")
    elif item.window not in ("", PRESENT) and (match := any_of("at_present").match(statement)):
        message = f"is in the present tense ({match.group()!r}) for {item.window}"
        yield Problem("prompt", message, "write what was done")
