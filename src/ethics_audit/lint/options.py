"""Rules for the options of an item: how many, in what order, with what risks."""

from __future__ import annotations

from collections.abc import Iterator

from ethics_audit.base.errors import Problem
from ethics_audit.lint.rules import every_item_rule, item_rule, practice_rule
from ethics_audit.lint.words import any_of
from ethics_audit.model.items import Item

MOST_OPTIONS = 6
FEWEST_OF_A_CROSSING = 3
SMALLEST_STEP = 20
"""The highest risk of the first step away from the best answer."""
GRAVE = 3
"""The severity from which already the first step away from the best can be grave."""


@item_rule
def options_in_order(item: Item) -> Iterator[Problem]:
    """The options go from best to worst or from worst to best, so that nobody misreads them."""
    risks = [option.risk for option in item.options]
    if risks not in (sorted(risks), sorted(risks, reverse=True)):
        yield Problem("options", f"are out of order: {risks}", "sort them by risk")


@practice_rule
def first_step_small(item: Item) -> Iterator[Problem]:
    """The first step away from the best option has a risk of at most 20.

    Somebody who is nearly always right has little to mend. A step that is itself grave may have more: where it raises
    a red flag, or the severity is 3 or 4.
    """
    first = min(option.risk for option in item.options if option.risk)
    flagged = item.red_flag is not None and item.red_flag.at <= first
    grave = item.rating is not None and item.rating.severity >= GRAVE
    if first > SMALLEST_STEP and not (flagged or grave):
        message = f"begin with a step of {first}, though the item has no red flag there and a severity below {GRAVE}"
        yield Problem("options", message, f"add a smaller step, of at most {SMALLEST_STEP}")


FREQUENCIES = ("always", "usually", "mostly", "often", "sometimes", "seldom", "rarely", "never")


@item_rule
def labels_in_order(item: Item) -> Iterator[Problem]:
    """If the labels are words of frequency, their risks rise or fall with them."""
    words = [(option.label.lower().split()[0].strip(",."), option.risk) for option in item.options]
    ranked = [(FREQUENCIES.index(word), risk) for word, risk in words if word in FREQUENCIES]
    risks = [risk for _, risk in sorted(ranked)]
    if risks not in (sorted(risks), sorted(risks, reverse=True)):
        yield Problem("options", "have risks that do not follow their labels", "let the risk follow the frequency")


@item_rule
def events_have_their_own_options(item: Item) -> Iterator[Problem]:
    """An event has options that say what was done, because what comes up once a quarter has no frequency."""
    words = [option.label.lower().split()[0].strip(",.") for option in item.options]
    if item.event and (counted := [word for word in words if word in FREQUENCIES]):
        hint = 'write options of its own, such as "Each time", "In part" and "No"'
        yield Problem("options", f"count how often ({counted[0]!r}), but the item asks about an event", hint)


OPPOSITES = {"yes": "no", "no": "yes", "always": "never", "never": "always", "all": "none", "none": "all"}


@every_item_rule
def options_say_what_they_are(item: Item) -> Iterator[Problem]:
    """An option is a real answer, and its id says the same as its label.

    No label repeats ``unsure`` or ``n/a``, which are answers to every item that allows them, or the id of another
    option; none is a number alone, which a table may have as the code of another option.
    """
    for place, option in enumerate(item.options):
        word = option.label.lower().split()[0].strip(",.")
        alone = option.label.casefold().strip(" .")
        other = next((one.id for one in item.options if one is not option and alone == one.id.replace("_", " ")), None)
        if other or alone.isdecimal():
            told = f"is the id {other!r} of another option" if other else "is a number, as codes of answers are"
            yield Problem(f"options[{place}].label", f"{option.label!r} {told}", "say it in words of its own")
            continue
        if any_of("no_answer").fullmatch(option.label.rstrip(".")):
            yield Problem(f"options[{place}].label", f"{option.label!r} is not an answer of its own", "leave it out")
        elif word == OPPOSITES.get(option.id) or (
            option.id in FREQUENCIES and word in FREQUENCIES and option.id not in option.label.lower()
        ):
            message = f"the id {option.id!r} has the label {option.label!r}"
            yield Problem(f"options[{place}].id", message, "make both say the same")


@every_item_rule
def options_few(item: Item) -> Iterator[Problem]:
    """An item has two to six options; people cannot tell more apart."""
    if len(item.options) > MOST_OPTIONS:
        yield Problem("options", f"expected at most {MOST_OPTIONS} options, got {len(item.options)}")


@every_item_rule
def crossing_can_grow(item: Item) -> Iterator[Problem]:
    """A crossing asks how often, with at least three answers and no red flag, because it shows a drift."""
    if item.crossing and len(item.options) < FEWEST_OF_A_CROSSING:
        yield Problem(
            "options", f"expected at least {FEWEST_OF_A_CROSSING} options, got {len(item.options)}", "ask how often"
        )
    if item.crossing and item.red_flag:
        yield Problem("crossing", "is given with a red flag", "keep only the flag, which must not wait for a drift")
