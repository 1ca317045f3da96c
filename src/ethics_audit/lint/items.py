"""Rules about the parts of an item: what must be there, how long it may be, and what must fit what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ethics_audit.base.errors import Problem
from ethics_audit.documents import references
from ethics_audit.lint.rules import case_rule, every_item_rule, item_rule
from ethics_audit.lint.words import any_of, sentences
from ethics_audit.model.definitions import Item, RedFlag

LONGEST = {"rationale": 340, "remedy": 340, "example": 300}
LONGEST_PROMPT = 180
LONGEST_CASE = 500
LONGEST_LABEL = 90
LONGEST_CASE_LABEL = 130
LONGEST_ACTION = 700
LONGEST_FEEDBACK = 250
SHORTEST_FEEDBACK = 25
FEWEST_CASE_OPTIONS = 3
FEWEST_CROSSING_OPTIONS = 3
MOST_OPTIONS = 6
GRAVE = {"moderate": 2, "high": 3, "critical": 4}


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
            yield Problem(at, f"has {len(text)} characters; allowed are {longest}", "say less")


@every_item_rule
def rating_given(item: Item) -> Iterator[Problem]:
    """A weight says where it comes from: severity × likelihood, with a basis and a source."""
    if item.rating is None:
        yield Problem("rating", "is missing", "rate severity and likelihood, and name the basis and the source")


@every_item_rule
def no_figure_no_empirical(item: Item) -> Iterator[Problem]:
    """A weight says honestly what it rests on.

    It is ``empirical`` only if one of its sources has figures or a counted order, ``expert`` only if a source
    is a published judgement, and ``normative`` where nothing was counted.
    """
    if item.rating is None:
        return
    known = [references.evidence()[id] for id in item.rating.sources if id in references.evidence()]
    counted = [one for one in known if one.counts]
    published = [one for one in known if one.id != references.NORM and not one.counts]
    if item.rating.basis == "empirical" and not counted:
        yield Problem(
            "rating.basis", "is empirical, but no source has a figure", "name one that has, or say what it is"
        )
    elif item.rating.basis == "expert" and not published:
        yield Problem(
            "rating.basis", "is expert, but no source is a published judgement", "name one, or write normative"
        )
    elif item.rating.basis == "normative" and counted:
        yield Problem(
            "rating.basis", f"is normative, but {counted[0].id} has figures", "write empirical, or take it out"
        )


@every_item_rule
def two_codes(item: Item) -> Iterator[Problem]:
    """An item cites sections from the codes of two professions, or of one and a law or standard.

    What one code alone asks, or only a law, may not be asked of everyone.
    """
    known = references.codes()
    cited = {known[citation.code] for citation in item.citations if citation.code in known}
    speakers = {code.profession or code.id for code in cited}
    if len(speakers) < 2:  # noqa: PLR2004 - two, as it says
        yield Problem("citations", "cites fewer than two", "cite sections of the codes of at least two professions")
    elif not any(code.kind == "code" for code in cited):
        yield Problem("citations", "cites no professional code", "add a section of one")


@every_item_rule
def own_code_cited(item: Item) -> Iterator[Problem]:
    """An item that is asked of one profession cites that profession's code."""
    known = references.codes()
    cited = {known[citation.code].profession for citation in item.citations if citation.code in known}
    for fact in sorted(fact for fact in item.requires if fact.startswith("profession.")):
        if fact not in cited:
            yield Problem("citations", f"cites no code of {fact}", "add a section of its code")


@every_item_rule
def two_sentences_why(item: Item) -> Iterator[Problem]:
    """A rationale says in two sentences why it matters to the client."""
    if (count := sentences(item.rationale)) != 2:  # noqa: PLR2004 - two, as it says
        told = f"is {count} sentence{'s' * (count != 1)}"
        yield Problem("rationale", told, "say it in two: what happens, what helps")
    elif not CONCERNED.search(item.rationale):
        yield Problem("rationale", "says nothing of the client", "say what it means to the client")


CONCERNED = re.compile(
    r"\b(?:clients?|people|persons?|someone|somebody|they|them|their|those|child(?:ren)?|others?|nobody|everyone|another|"
    r"each|members?|relatives?|teenagers?|supervisees?|trainees?|colleagues?|he|she|the (?:one|ones|next|other))\b",
    re.IGNORECASE,
)


@every_item_rule
def remedy_is_a_step(item: Item) -> Iterator[Problem]:
    """A remedy is a first step that can be done this quarter and ticked off. "Be more careful" cannot."""
    if match := any_of("wish").match(item.remedy):
        yield Problem("remedy", f"is a wish ({match.group()!r})", "say what to do first, so that it can be ticked off")


NO_STORY = re.compile(
    r"\b(?:I|[Mm]y|me|[Yy]ou|[Yy]our)\b|"
    r"^(?:Always|Never|Do not|Remember|Make sure|Be)\b|"
    r"^(?:Example|For example|What if|If an?\b|Clients? (?:can|may|might|could)|Imagine)|"
    r"\b(?:Dr|Mr|Mrs|Ms|Prof)\.? [A-Z]|\bmight be\b|\bcan be harmed\b"
)


@every_item_rule
def example_given(item: Item) -> Iterator[Problem]:
    """An item tells one short case of harm, invented or well documented, about someone else."""
    if not item.example:
        yield Problem("example", "is missing", "tell in one or two sentences how somebody was harmed")
    elif NO_STORY.search(re.sub(r'"[^"]*"', "", item.example)):
        yield Problem("example", "tells no case of someone else", "tell what happened to somebody, without a name")


@item_rule
def options_in_order(item: Item) -> Iterator[Problem]:
    """The options go from the best to the worst or the other way, so that an answer is not read wrongly."""
    risks = [option.risk for option in item.options]
    tail = risks[:-1] if risks[-1] == 0 else risks
    if sorted(risks) != risks and sorted(risks, reverse=True) != risks and sorted(tail) != tail:
        yield Problem(
            "options", f"are out of order: {risks}", "sort them by risk; one that does not arise may stand last"
        )


FREQUENCIES = ("always", "usually", "mostly", "often", "sometimes", "seldom", "rarely", "never")


@item_rule
def labels_in_order(item: Item) -> Iterator[Problem]:
    """Where the labels are words of frequency, their risks rise or fall with them."""
    words = [(option.label.lower().split()[0].strip(",."), option.risk) for option in item.options]
    ranked = [(FREQUENCIES.index(word), risk) for word, risk in words if word in FREQUENCIES]
    risks = [risk for _, risk in sorted(ranked)]
    if risks not in (sorted(risks), sorted(risks, reverse=True)):
        yield Problem("options", "have risks that do not follow their words", "let risk rise with how often, or fall")


OPPOSITES = {"yes": "no", "no": "yes", "always": "never", "never": "always", "all": "none", "none": "all"}


@every_item_rule
def options_say_what_they_are(item: Item) -> Iterator[Problem]:
    """An option is an answer of its own, and its id says the same as its label.

    ``unsure`` and ``n/a`` are answers to every item that allows them, so no label says so once more.
    """
    for place, option in enumerate(item.options):
        word = option.label.lower().split()[0].strip(",.")
        if any_of("no_answer").fullmatch(option.label.rstrip(".")):
            yield Problem(f"options[{place}].label", f"{option.label!r} is no answer of its own", "leave it out")
        elif word == OPPOSITES.get(option.id) or (
            option.id in FREQUENCIES and word in FREQUENCIES and option.id not in option.label.lower()
        ):
            told = f"the id {option.id!r} has the label {option.label!r}"
            yield Problem(f"options[{place}].id", told, "let both say the same")


@every_item_rule
def requires_possible(item: Item) -> Iterator[Problem]:
    """An item does not require two professions at once: all facts are needed, so hardly anyone would be asked."""
    professions = sorted(fact for fact in item.requires if fact.startswith("profession."))
    if len(professions) > 1:
        yield Problem("requires", f"needs {' and '.join(professions)} at once", "make an item for each")


@every_item_rule
def options_few(item: Item) -> Iterator[Problem]:
    """An item has two to six options: more are not told apart."""
    if len(item.options) > MOST_OPTIONS:
        yield Problem("options", f"there are {len(item.options)}", f"at most {MOST_OPTIONS}")


@every_item_rule
def flag_for_the_grave(item: Item) -> Iterator[Problem]:
    """A red flag is for what an average must never hide.

    Its band fits the severity: critical needs 4, high 3, moderate 2.
    """
    if item.red_flag and item.rating and item.rating.severity < (least := GRAVE[item.red_flag.band]):
        told = f"is {item.red_flag.band}, but the severity is {item.rating.severity}"
        yield Problem("red_flag.band", told, f"{item.red_flag.band} needs a severity of {least}")


@every_item_rule
def flag_at_an_option(item: Item) -> Iterator[Problem]:
    """A red flag is raised from the risk of one of the options, so that a reader sees which answers raise it."""
    if item.red_flag and item.red_flag.at not in (risks := sorted({option.risk for option in item.options})):
        yield Problem("red_flag.at", f"{item.red_flag.at} is no option's risk: {risks}", "choose one of them")


@every_item_rule
def flag_needs_an_answer(item: Item) -> Iterator[Problem]:
    """An item with a red flag does not allow ``n/a``: nobody can be excused from the question."""
    if item.red_flag and item.not_applicable:
        yield Problem("not_applicable", "is true on an item with a red flag", "require a fact of the practice instead")


_HELP = re.compile(
    r"\b(?:supervisors?|consultants?|ethics committee|ethics line|insurer'?s?|helpline|lawyers?|professional body|"
    r"emergency|crisis line|colleagues?|doctor|authorit(?:y|ies)|association)\b",
    re.IGNORECASE,
)
_THINGS = r"(?:record|note|file|message|letter|bill|entr|picture|everything|evidence|keys?\b)"
_KEEP = re.compile(
    rf"\b(?:keep|leave|preserve)\b[^.]{{0,60}}{_THINGS}|(?:as it is|as they are|unchanged)|"
    r"\b(?:not|nothing)\b[^.]{0,20}\b(?:alter|destroy|delete|change)|"
    r"\b(?:alter|destroy|delete|change|backdate)\w*\b (?:or \w+ )?(?:nothing|no\b)|\btouch the record no",
    re.IGNORECASE,
)


@every_item_rule
def flag_acts_today(item: Item) -> Iterator[Problem]:
    """The action of a red flag begins with "Today" and says whom to call and what to keep as it is."""
    if item.red_flag:
        yield from (Problem("red_flag.action", message, hint) for message, hint in _lacks(item.red_flag))


def _lacks(flag: RedFlag) -> Iterator[tuple[str, str]]:
    if not flag.action.startswith("Today"):
        yield "does not begin with 'Today'", "say what to do today"
    if not _HELP.search(flag.action):
        yield "names nobody to call", "name a supervisor, an ethics consultant, an insurer, a lawyer"
    if not _KEEP.search(flag.action):
        yield "does not say what to preserve", "say that records are kept as they are"


@item_rule
def feedback_for_cases(item: Item) -> Iterator[Problem]:
    """Only the options of a case have feedback: one's own practice is answered without a comment."""
    if any(option.feedback for option in item.options):
        yield Problem("options", "have feedback, but the item is no case", "name in 'about' the items it belongs to")


@case_rule
def feedback_given(item: Item) -> Iterator[Problem]:
    """Every option of a case says what speaks for it or against it, each in its own words."""
    told: set[str] = set()
    for place, option in enumerate(item.options):
        if len(option.feedback) < SHORTEST_FEEDBACK:
            at = f"options[{place}].feedback"
            yield Problem(at, "is missing or says too little", "say what speaks for it or against it")
        elif option.feedback in told:
            yield Problem(f"options[{place}].feedback", "is that of another option", "write its own")
        told.add(option.feedback)


@case_rule
def labels_tempt(item: Item) -> Iterator[Problem]:
    """No answer to a case calls itself right or wrong: a label says what is done, and the feedback what follows."""
    labels = [(f"options[{place}].label", option.label) for place, option in enumerate(item.options)]
    for at, told in (("prompt", item.prompt), *labels):
        if match := any_of("giveaway").search(told):
            yield Problem(at, f"gives the answer away ({match.group()!r})", "say only what is done")


@case_rule
def no_flag_on_a_case(item: Item) -> Iterator[Problem]:
    """A case raises no red flag: what one would do in a story is not what was done."""
    if item.red_flag:
        yield Problem("red_flag", "stands on a case", "leave it to items about one's own practice")


@case_rule
def answers_that_tempt(item: Item) -> Iterator[Problem]:
    """A case has at least three options that go wrong in different measure.

    One can be defended, and the others are what a decent person might choose.
    """
    risks = {option.risk for option in item.options}
    if len(item.options) < FEWEST_CASE_OPTIONS:
        yield Problem("options", f"there are {len(item.options)}", f"give at least {FEWEST_CASE_OPTIONS}")
    elif len(risks) < FEWEST_CASE_OPTIONS:
        yield Problem("options", f"the risks are {sorted(risks)}", "let them differ in how far they go wrong")


@case_rule
def a_case_ends_with_a_question(item: Item) -> Iterator[Problem]:
    """A case tells a situation and ends with the question that the options answer."""
    if not item.prompt.endswith("?"):
        yield Problem("prompt", "does not end with a question", 'end it with what is asked, such as "What do you do?"')
    elif sentences(item.prompt) < 2:  # noqa: PLR2004 - a situation and a question
        yield Problem("prompt", "tells no situation", "tell it in a few sentences before the question")
    elif re.sub(r'"[^"]*"', "", item.prompt).count("?") > 1:
        yield Problem("prompt", "asks more than one question", "ask one")


@every_item_rule
def crossing_can_grow(item: Item) -> Iterator[Problem]:
    """A crossing says how often, in three answers or more, and raises no red flag: what is looked for is a drift."""
    if item.crossing and len(item.options) < FEWEST_CROSSING_OPTIONS:
        yield Problem("options", f"are {len(item.options)}; a crossing has three or more", "ask how often")
    if item.crossing and item.red_flag:
        yield Problem("crossing", "is given with a red flag", "keep the flag alone: it must not wait for a drift")
