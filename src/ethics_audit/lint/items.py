"""Rules for the parts of an item: what must be there, how long it may be, and how the parts fit together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ethics_audit.base.causes import missing
from ethics_audit.base.errors import Problem
from ethics_audit.documents import references
from ethics_audit.lint.rules import case_rule, every_item_rule, item_rule
from ethics_audit.lint.words import any_of, sentences
from ethics_audit.model.items import Item

LONGEST = {"rationale": 340, "remedy": 340, "example": 300}
LONGEST_PROMPT = 180
LONGEST_CASE = 500
LONGEST_LABEL = 90
LONGEST_CASE_LABEL = 130
LONGEST_ACTION = 700
LONGEST_FEEDBACK = 250
SHORTEST_FEEDBACK = 25
FEWEST_OPTIONS = 3
"""Of a case and of a crossing."""
MOST_OPTIONS = 6
LEAST_SEVERITY = {"moderate": 2, "high": 3, "critical": 4}


@every_item_rule
def text_length(item: Item) -> Iterator[Problem]:
    """Texts are short: a prompt is read in one breath, a label at a glance.

    A case may be longer.
    """
    case = bool(item.about)
    lengths = [("prompt", item.prompt, LONGEST_CASE if case else LONGEST_PROMPT)]
    lengths += [(key, getattr(item, key), longest) for key, longest in LONGEST.items()]
    lengths += [("red_flag.action", item.red_flag.action, LONGEST_ACTION)] if item.red_flag else []
    for place, option in enumerate(item.options):
        lengths.append((f"options[{place}].label", option.label, LONGEST_CASE_LABEL if case else LONGEST_LABEL))
        lengths.append((f"options[{place}].feedback", option.feedback, LONGEST_FEEDBACK))
    for at, text, longest in lengths:
        if len(text) > longest:
            yield Problem(at, f"expected at most {longest} characters, got {len(text)}", "say less")


@every_item_rule
def rating_given(item: Item) -> Iterator[Problem]:
    """A weight says where it comes from: severity × likelihood, with a basis and a source."""
    if item.rating is None:
        yield missing("rating", "rate severity and likelihood, and name the basis and the source")


@every_item_rule
def no_figure_no_empirical(item: Item) -> Iterator[Problem]:
    """A weight says honestly what it is based on.

    It is ``empirical`` only if one of its sources has figures or a counted order, ``expert`` only if a source is a
    published judgment, and ``normative`` only if nothing was counted.
    """
    if item.rating is None:
        return
    known = [references.evidence()[id] for id in item.rating.sources if id in references.evidence()]
    counted = [source for source in known if source.counts]
    published = [source for source in known if source.id != references.NORM and not source.counts]
    at, basis = "rating.basis", item.rating.basis
    if basis == "empirical" and not counted:
        yield Problem(at, "is empirical, but no source has a figure", "name one that has, or change the basis")
    elif basis == "expert" and not published:
        yield Problem(at, "is expert, but no source is a published judgment", "name one, or write normative")
    elif basis == "normative" and counted:
        yield Problem(at, f"is normative, but {counted[0].id} has figures", "write empirical, or remove the source")


@every_item_rule
def two_codes(item: Item) -> Iterator[Problem]:
    """An item cites sections from the codes of two professions, or of one and a law or standard.

    What only one code asks, or only a law, may not apply to everyone. Guidance binds nobody and does not count.
    """
    cited = _cited(item)
    speakers = {code.profession or code.id for code in cited}
    if len(speakers) < 2:  # noqa: PLR2004 - two, as it says
        yield Problem("citations", "cites fewer than two codes", "cite the codes of at least two professions")
    elif not any(code.kind == "code" for code in cited):
        yield Problem("citations", "cites no professional code", "add a section of one")


def _cited(item: Item) -> set[references.Code]:
    known = references.codes()
    cited = (known[citation.code] for citation in item.citations if citation.code in known)
    return {code for code in cited if code.binds}


@every_item_rule
def own_code_cited(item: Item) -> Iterator[Problem]:
    """An item that is asked of one profession cites the code of that profession."""
    cited = {code.profession for code in _cited(item)}
    for fact in sorted(fact for fact in item.requires if fact.startswith("profession.") and fact not in cited):
        yield Problem("citations", f"cites no code of {fact}", "add a section of its code")


@every_item_rule
def two_sentences_why(item: Item) -> Iterator[Problem]:
    """A rationale says in two sentences why the item matters to the client."""
    if (count := sentences(item.rationale)) != 2:  # noqa: PLR2004 - two, as it says
        hint = "say in one what happens, and in the other what helps"
        yield Problem("rationale", f"expected two sentences, got {count}", hint)
    elif not any_of("concerned").search(item.rationale):
        yield Problem("rationale", "does not mention the client", "say what it means for the client")


@every_item_rule
def remedy_is_a_step(item: Item) -> Iterator[Problem]:
    """A remedy is a first step that can be done this quarter and checked off; "Be more careful" cannot."""
    if match := any_of("wish").match(item.remedy):
        yield Problem("remedy", f"is a wish ({match.group()!r})", "name a first step that can be checked off")


NO_STORY = re.compile(
    r"\b(?:I|[Mm]y|me|[Yy]ou|[Yy]our)\b|"
    r"^(?:Always|Never|Do not|Remember|Make sure|Be)\b|"
    r"^(?:Example|For example|What if|If an?\b|Clients? (?:can|may|might|could)|Imagine)|"
    r"\b(?:Dr|Mr|Mrs|Ms|Prof)\.? [A-Z]|\bmight be\b|\bcan be harmed\b"
)


@every_item_rule
def example_given(item: Item) -> Iterator[Problem]:
    """An item tells one short case of harm to someone else, invented or well documented."""
    if not item.example:
        yield missing("example", "tell in one or two sentences how somebody was harmed")
    elif NO_STORY.search(re.sub(r'"[^"]*"', "", item.example)):
        yield Problem("example", "does not tell what happened to someone else", "tell one case, without a name")


@item_rule
def options_in_order(item: Item) -> Iterator[Problem]:
    """The options go from best to worst or from worst to best, so that nobody misreads them."""
    risks = [option.risk for option in item.options]
    tail = risks[:-1] if risks[-1] == 0 else risks
    if sorted(risks) != risks and sorted(risks, reverse=True) != risks and sorted(tail) != tail:
        yield Problem("options", f"are out of order: {risks}", "sort them by risk; only a risk of 0 may be last")


FREQUENCIES = ("always", "usually", "mostly", "often", "sometimes", "seldom", "rarely", "never")


@item_rule
def labels_in_order(item: Item) -> Iterator[Problem]:
    """If the labels are words of frequency, their risks rise or fall with them."""
    words = [(option.label.lower().split()[0].strip(",."), option.risk) for option in item.options]
    ranked = [(FREQUENCIES.index(word), risk) for word, risk in words if word in FREQUENCIES]
    risks = [risk for _, risk in sorted(ranked)]
    if risks not in (sorted(risks), sorted(risks, reverse=True)):
        yield Problem("options", "have risks that do not follow their labels", "let the risk follow the frequency")


OPPOSITES = {"yes": "no", "no": "yes", "always": "never", "never": "always", "all": "none", "none": "all"}


@every_item_rule
def options_say_what_they_are(item: Item) -> Iterator[Problem]:
    """An option is a real answer, and its id says the same as its label.

    No label repeats ``unsure`` or ``n/a``, which are answers to every item that allows them.
    """
    for place, option in enumerate(item.options):
        word = option.label.lower().split()[0].strip(",.")
        if any_of("no_answer").fullmatch(option.label.rstrip(".")):
            yield Problem(f"options[{place}].label", f"{option.label!r} is not an answer of its own", "leave it out")
        elif word == OPPOSITES.get(option.id) or (
            option.id in FREQUENCIES and word in FREQUENCIES and option.id not in option.label.lower()
        ):
            message = f"the id {option.id!r} has the label {option.label!r}"
            yield Problem(f"options[{place}].id", message, "make both say the same")


@every_item_rule
def requires_possible(item: Item) -> Iterator[Problem]:
    """An item does not require two professions, because hardly anyone has both and all facts are needed."""
    professions = sorted(fact for fact in item.requires if fact.startswith("profession."))
    if len(professions) > 1:
        yield Problem("requires", f"needs {' and '.join(professions)} at once", "write an item for each")


@every_item_rule
def options_few(item: Item) -> Iterator[Problem]:
    """An item has two to six options; people cannot tell more apart."""
    if len(item.options) > MOST_OPTIONS:
        yield Problem("options", f"expected at most {MOST_OPTIONS} options, got {len(item.options)}")


@every_item_rule
def flag_for_the_grave(item: Item) -> Iterator[Problem]:
    """A red flag is for what an average must never hide.

    Its band matches the severity: critical needs 4, high 3, moderate 2.
    """
    if item.red_flag and item.rating and item.rating.severity < (least := LEAST_SEVERITY[item.red_flag.band]):
        message = f"is {item.red_flag.band}, but the severity is {item.rating.severity}"
        yield Problem("red_flag.band", message, f"{item.red_flag.band} needs a severity of {least}")


@every_item_rule
def flag_at_an_option(item: Item) -> Iterator[Problem]:
    """A red flag starts at the risk of one of the options, so that readers see which answers raise it."""
    if item.red_flag and item.red_flag.at not in (risks := sorted({option.risk for option in item.options})):
        yield Problem("red_flag.at", f"expected one of {risks}, got {item.red_flag.at}", "choose the risk of an option")


@every_item_rule
def flag_needs_an_answer(item: Item) -> Iterator[Problem]:
    """An item with a red flag does not allow ``n/a``, because nobody may skip the question."""
    if item.red_flag and item.not_applicable:
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


@item_rule
def feedback_for_cases(item: Item) -> Iterator[Problem]:
    """Only the options of a case have feedback; answers about one's own practice get no comment."""
    if any(option.feedback for option in item.options):
        yield Problem("options", "have feedback, but the item is not a case", "name in 'about' the items it belongs to")


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
    if len(item.options) < FEWEST_OPTIONS:
        yield Problem("options", f"expected at least {FEWEST_OPTIONS} options, got {len(item.options)}")
    elif len(risks) < FEWEST_OPTIONS:
        yield Problem("options", f"expected at least {FEWEST_OPTIONS} different risks, got {sorted(risks)}")


@case_rule
def a_case_ends_with_a_question(item: Item) -> Iterator[Problem]:
    """A case describes a situation and ends with the question that the options answer."""
    if not item.prompt.endswith("?"):
        yield Problem("prompt", "does not end with a question", 'add one, such as "What do you do?"')
    elif sentences(item.prompt) < 2:  # noqa: PLR2004 - a situation and a question
        yield Problem("prompt", "does not describe a situation", "describe it in a few sentences before the question")
    elif re.sub(r'"[^"]*"', "", item.prompt).count("?") > 1:
        yield Problem("prompt", "asks more than one question", "ask one")


@every_item_rule
def crossing_can_grow(item: Item) -> Iterator[Problem]:
    """A crossing asks how often, with at least three answers and no red flag, because it shows a drift."""
    if item.crossing and len(item.options) < FEWEST_OPTIONS:
        yield Problem(
            "options", f"expected at least {FEWEST_OPTIONS} options, got {len(item.options)}", "ask how often"
        )
    if item.crossing and item.red_flag:
        yield Problem("crossing", "is given with a red flag", "keep only the flag, which must not wait for a drift")
