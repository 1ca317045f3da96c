"""Rules for cases: a situation, a question, and answers that tempt."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ethics_audit.base.errors import Problem
from ethics_audit.lint.rules import case_rule
from ethics_audit.lint.words import any_of, sentences
from ethics_audit.model.items import Item

SHORTEST_FEEDBACK = 25
FEWEST_ANSWERS = 3


@case_rule
def feedback_given(item: Item) -> Iterator[Problem]:
    """Every option of a case says what speaks for or against it, each in its own words."""
    seen: set[str] = set()
    for place, option in enumerate(item.options):
        at = f"options[{place}].feedback"
        if len(option.feedback) < SHORTEST_FEEDBACK:
            yield Problem(at, "is missing or too short", "say what speaks for or against the option")
        elif option.feedback in seen:
            yield Problem(at, "is the feedback of another option", "write a new one")
        seen.add(option.feedback)


@case_rule
def labels_tempt(item: Item) -> Iterator[Problem]:
    """No answer to a case calls itself right or wrong: the label says what is done, the feedback what follows."""
    labels = [(f"options[{place}].label", option.label) for place, option in enumerate(item.options)]
    for at, text in (("prompt", item.prompt), *labels):
        if match := any_of("giveaway").search(text):
            yield Problem(at, f"gives the answer away ({match.group()!r})", "say only what is done")


@case_rule
def no_flag_on_a_case(item: Item) -> Iterator[Problem]:
    """A case raises no red flag, because what one would do in a story is not what one did."""
    if item.red_flag:
        yield Problem("red_flag", "is given for a case", "leave it to items about one's own practice")


@case_rule
def answers_that_tempt(item: Item) -> Iterator[Problem]:
    """A case has at least three options that go wrong to different degrees.

    One can be defended, and the others are what a decent person might choose.
    """
    risks = {option.risk for option in item.options}
    if len(item.options) < FEWEST_ANSWERS:
        yield Problem("options", f"expected at least {FEWEST_ANSWERS} options, got {len(item.options)}")
    elif len(risks) < FEWEST_ANSWERS:
        yield Problem("options", f"expected at least {FEWEST_ANSWERS} different risks, got {sorted(risks)}")


@case_rule
def a_case_ends_with_a_question(item: Item) -> Iterator[Problem]:
    """A case describes a situation and ends with the question that the options answer."""
    if not item.prompt.endswith("?"):
        yield Problem("prompt", "does not end with a question", 'add one, such as "What do you do?"')
    elif sentences(item.prompt) < 2:  # noqa: PLR2004 - a situation and a question
        yield Problem("prompt", "does not describe a situation", "describe it in a few sentences before the question")
    elif re.sub(r'"[^"]*"', "", item.prompt).count("?") > 1:
        yield Problem("prompt", "asks more than one question", "ask one")
