"""Rules for red flags: which items have one, what raises it, and what it says to do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ethics_audit.base.errors import Problem
from ethics_audit.lint.rules import every_item_rule, item_rule
from ethics_audit.lint.words import any_of
from ethics_audit.model.items import Item

GRAVEST = 4
LEAST_SEVERITY = {"moderate": 2, "high": 3, "critical": 4}


@every_item_rule
def flag_for_the_grave(item: Item) -> Iterator[Problem]:
    """A red flag is for what an average must never hide.

    Its band matches the severity: critical needs 4, high 3, moderate 2.
    """
    if item.red_flag and item.rating and item.rating.severity < (least := LEAST_SEVERITY[item.red_flag.band]):
        message = f"is {item.red_flag.band}, but the severity is {item.rating.severity}"
        yield Problem("red_flag.band", message, f"{item.red_flag.band} needs a severity of {least}")


@item_rule
def grave_harm_flagged(item: Item) -> Iterator[Problem]:
    """An item of severity 4 has a red flag, because grave harm must never be hidden by an average."""
    if item.rating and item.rating.severity == GRAVEST and not item.red_flag:
        hint = "add one, or leave this rule out with --ignore and say why in the log of the item"
        yield Problem("red_flag", f"is missing, but the severity is {GRAVEST}", hint)


@every_item_rule
def flag_at_an_option(item: Item) -> Iterator[Problem]:
    """A red flag starts at the risk of one of the options, so that readers see which answers raise it."""
    if item.red_flag and item.red_flag.at not in (risks := sorted({option.risk for option in item.options})):
        yield Problem("red_flag.at", f"expected one of {risks}, got {item.red_flag.at}", "choose the risk of an option")


@every_item_rule
def flag_needs_an_answer(item: Item) -> Iterator[Problem]:
    """An item with a red flag does not allow ``n/a``, because nobody may skip the question, unless it is an event."""
    if item.red_flag and item.not_applicable and not item.event:
        yield Problem("not_applicable", "is true, but the item has a red flag", "require a profile fact instead")


_THINGS = r"(?:record|note|file|message|letter|bill|entr|picture|everything|evidence|keys?\b)"
_KEEP = re.compile(
    rf"\b(?:keep|leave|preserve)\b[^.]{{0,60}}{_THINGS}|(?:as it is|as they are|unchanged)|"
    r"\b(?:not|nothing)\b[^.]{0,20}\b(?:alter|destroy|delete|change)|"
    r"\b(?:alter|destroy|delete|change|backdate)\w*\b (?:or \w+ )?(?:nothing|no\b)|\btouch the record no",
    re.IGNORECASE,
)


@every_item_rule
def flag_acts_today(item: Item) -> Iterator[Problem]:
    """The action of a red flag begins with "Today" and says whom to call and what to leave unchanged."""
    if item.red_flag is None:
        return
    at, action = "red_flag.action", item.red_flag.action
    if not action.startswith("Today"):
        yield Problem(at, "does not begin with 'Today'", "say what to do today")
    if not any_of("help").search(action):
        yield Problem(at, "names nobody to call", "name a supervisor, an ethics consultant, an insurer, a lawyer")
    if not _KEEP.search(action):
        yield Problem(at, "does not say what to preserve", "say that records are left unchanged")
