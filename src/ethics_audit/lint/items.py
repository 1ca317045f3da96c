"""Rules for the parts of an item: what must be there, how long it may be, and how the parts fit together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ethics_audit.base.causes import missing
from ethics_audit.base.errors import Problem
from ethics_audit.documents import references
from ethics_audit.lint.rules import every_item_rule, item_rule
from ethics_audit.lint.words import any_of, sentences
from ethics_audit.model.items import Item

LONGEST = {"rationale": 340, "remedy": 340, "example": 300, "needed": 200}
LONGEST_PROMPT = 180
LONGEST_CASE = 500
LONGEST_LABEL = 90
LONGEST_CASE_LABEL = 130
LONGEST_ACTION = 700
LONGEST_FEEDBACK = 250
SEVERITY_OF_NO_DUTY = 2


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
    published judgment, and ``normative`` only if nothing was counted, or not exactly this, and the norm is named too.
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
    elif basis == "normative" and counted and references.NORM not in item.rating.sources:
        yield Problem(
            at, f"is normative, but {counted[0].id} has figures", f"write empirical, or name {references.NORM} too"
        )


NOT_ASKED = re.compile(r"\b[Cc]odes?\b[^.;]*\b(?:do|does) not\b|\b[Nn]o code\b")


@every_item_rule
def two_codes(item: Item) -> Iterator[Problem]:
    """An item cites sections from the codes of two professions, or of one and a law or standard.

    What only one code asks, or only a law, may not apply to everyone, and guidance binds nobody. Where the rationale
    says that codes do not ask for it, and the severity is 1 or 2, any section about it is enough.
    """
    cited = _cited(item)
    stated = item.rating is None or item.rating.severity > SEVERITY_OF_NO_DUTY or not NOT_ASKED.search(item.rationale)
    binding = [code for code in cited if code.binds]
    if not stated and cited:
        return
    if len({code.profession or code.id for code in binding}) < 2:  # noqa: PLR2004 - two, as it says
        yield Problem("citations", "cites fewer than two codes", "cite the codes of at least two professions")
    elif not any(code.kind == "code" for code in binding):
        yield Problem("citations", "cites no professional code", "add a section of one")


def _cited(item: Item) -> set[references.Code]:
    known = references.codes()
    return {known[citation.code] for citation in item.citations if citation.code in known}


@every_item_rule
def own_code_cited(item: Item) -> Iterator[Problem]:
    """An item that is asked of one profession cites the code of that profession."""
    cited = {code.profession for code in _cited(item) if code.binds}
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


@every_item_rule
def requires_possible(item: Item) -> Iterator[Problem]:
    """An item does not require two professions, because hardly anyone has both and all facts are needed."""
    professions = sorted(fact for fact in item.requires if fact.startswith("profession."))
    if len(professions) > 1:
        yield Problem("requires", f"needs {' and '.join(professions)} at once", "write an item for each")


@item_rule
def feedback_for_cases(item: Item) -> Iterator[Problem]:
    """Only the options of a case have feedback; answers about one's own practice get no comment."""
    if any(option.feedback for option in item.options):
        yield Problem("options", "have feedback, but the item is not a case", "name in 'about' the items it belongs to")
