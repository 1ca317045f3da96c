"""Rules about the parts of an item: what must be there, how long it may be, and what must fit what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ethics_audit import references
from ethics_audit.errors import Problem
from ethics_audit.lint.rules import case_rule, every_item_rule, item_rule
from ethics_audit.lint.words import sentences
from ethics_audit.model import Item, RedFlag

LONGEST = {"rationale": 340, "remedy": 340, "example": 300}
LONGEST_PROMPT = 180
LONGEST_CASE = 500
LONGEST_LABEL = 90
LONGEST_CASE_LABEL = 130
LONGEST_ACTION = 700
LONGEST_FEEDBACK = 250
FEWEST_CASE_OPTIONS = 3
MOST_OPTIONS = 6
DEFENSIBLE = 30
INDEFENSIBLE = 60
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
    published = [one for one in known if one.id != references.NORM]
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
    """An item cites sections of at least two codes, and a professional code among them.

    What one code alone asks, or only a law, may not be asked of everyone.
    """
    codes = {citation.code for citation in item.citations}
    known = references.codes()
    if len(codes) < 2:  # noqa: PLR2004 - two, as it says
        yield Problem("citations", f"cites {len(codes)} code{'s' * (not codes)}", "cite sections of at least two")
    elif not any(known[code].kind == "code" for code in codes if code in known):
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
        yield Problem(
            "rationale", f"is {count} sentence{'s' * (count != 1)}", "say it in two: what happens, what helps"
        )


_WISH = re.compile(
    r"(?:You\b|I\b|We\b|Clinicians?\b|Therapists?\b|Consider\b|Try to\b|Always\b|Never\b|Be\b|Remember\b|Ensure\b|"
    r"Improve\b|Strive\b|Continue\b|Think about\b|Work on\b|Become\b|Increase\b|Avoid\b|Review your practice\b|It is\b|"
    r"Make an effort\b|Pay (?:more )?attention\b|Do better\b|Familiari[sz]e\b|Commit\b|Aim\b|Understand\b|Reflect\b|"
    r"Learn more\b|Respect\b|Maintain\b|Promote\b)"
)


@every_item_rule
def remedy_is_a_step(item: Item) -> Iterator[Problem]:
    """A remedy is a first step that can be done this quarter and ticked off. "Be more careful" cannot."""
    if match := _WISH.match(item.remedy):
        yield Problem("remedy", f"is a wish ({match.group()!r})", "say what to do first, so that it can be ticked off")


@every_item_rule
def example_given(item: Item) -> Iterator[Problem]:
    """An item tells one short case of harm, invented or well documented, about someone else."""
    if not item.example:
        yield Problem("example", "is missing", "tell in one or two sentences how somebody was harmed")
    elif re.search(r"\b(?:I|my|me)\b", re.sub(r'"[^"]*"', "", item.example)):
        yield Problem("example", "speaks in the first person", "tell it of someone else")


@item_rule
def options_in_order(item: Item) -> Iterator[Problem]:
    """The options go from the best to the worst or the other way, so that an answer is not read wrongly."""
    risks = [option.risk for option in item.options]
    tail = risks[:-1] if risks[-1] == 0 else risks
    if sorted(risks) != risks and sorted(risks, reverse=True) != risks and sorted(tail) != tail:
        yield Problem(
            "options", f"are out of order: {risks}", "sort them by risk; one that does not arise may stand last"
        )


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
_KEEP = re.compile(
    r"\b(?:keep|leave|preserve|unchanged|(?:destroy|delete|change|backdate) (?:nothing|no)|touch the record|as it is|"
    r"as they are)\b",
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
    """Every option of a case says what speaks for it or against it."""
    for place, option in enumerate(item.options):
        if not option.feedback:
            yield Problem(f"options[{place}].feedback", "is missing", "say what speaks for it or against it")


@case_rule
def answers_that_tempt(item: Item) -> Iterator[Problem]:
    """A case has at least three options that go wrong in different measure.

    One can be defended, and the others are what a decent person might choose.
    """
    risks = {option.risk for option in item.options}
    if len(item.options) < FEWEST_CASE_OPTIONS:
        yield Problem("options", f"there are {len(item.options)}", f"give at least {FEWEST_CASE_OPTIONS}")
    elif len(risks) < FEWEST_CASE_OPTIONS or not any(risk >= INDEFENSIBLE for risk in risks):
        yield Problem("options", f"the risks are {sorted(risks)}", "let them differ in how far they go wrong")


@case_rule
def a_case_ends_with_a_question(item: Item) -> Iterator[Problem]:
    """A case tells a situation and ends with the question that the options answer."""
    if not item.prompt.endswith("?"):
        yield Problem("prompt", "does not end with a question", 'end it with what is asked, such as "What do you do?"')
    elif sentences(item.prompt) < 2:  # noqa: PLR2004 - a situation and a question
        yield Problem("prompt", "tells no situation", "tell it in a few sentences before the question")
