"""Cards to print for a group: role plays and long cases, and what the facilitator needs afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ethics_audit.base.errors import ArgumentError
from ethics_audit.base.language import N_, gettext
from ethics_audit.formats.printed import listed, page, paragraphs
from ethics_audit.formats.wording import in_its_language
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import NEEDED, Item

ENDING = ".html"
LIMITS = (
    "It is to be printed: it computes nothing, and no answers can be read from it.",
    "It holds the role plays and the long cases, not the other cases.",
    "Weights, risks, sections and sources are left out.",
)

_ROLES = (("client", N_("Client")), ("clinician", N_("Clinician")), ("observer", N_("Observer")))
_GUIDE = N_(
    "Three people play: one has the card of the client, one that of the clinician. The third watches, and reads the "
    "case aloud before you begin. Play for about ten minutes. Then the observer speaks first, the client next, and the "
    "clinician last. Nobody plays a case of their own."
)
_STYLE = (
    ".card{margin:0 0 1.5rem;padding:1.25rem 1.5rem;border:1px solid #d8d4c9;border-top:.4rem solid #1c5a64;"
    "border-radius:.4rem;break-inside:avoid}.card h3{display:flex;justify-content:space-between}"
    ".apart{break-before:page}"
    "@media print{.card{min-height:98mm;margin-bottom:6mm;font-size:11pt}}"
)


@in_its_language
def export(audit: Audit) -> bytes:
    """Return the page: the cards, two on a sheet, then the long cases, then the facilitator's part.

    Raises:
        ArgumentError: If no case has a role play, and no checklist a long case.
    """
    played = list(_played(audit))
    if not (played or any(part.checklist.discussion for part in audit.parts)):
        hint = "the cases of 'scenarios' have some"
        raise ArgumentError("format", f"{audit.id} has no role play and no long case for a group", hint)
    guide = paragraphs(gettext(_GUIDE)) if played else ""
    cards = "".join(card for number, steps in enumerate(played, 1) for card in _cards(number, steps[0]))
    return page(audit, audit.title, [guide, cards, *_discussions(audit), *_facilitator(played)], _STYLE)


def _played(audit: Audit) -> Iterator[list[Item]]:
    """Yield each case that has a role play, with its second step if it has one."""
    for part in audit.parts:
        items = part.checklist.items
        for place, item in enumerate(items):
            if item.roleplay:
                yield [item, *(step for step in items[place + 1 : place + 2] if step.follows == item.id)]


def _case(number: int) -> str:
    return escape(gettext("Case {number}", number=number))


def _cards(number: int, item: Item) -> Iterator[str]:
    for role, told in _ROLES:
        case = "" if role == "client" else paragraphs(item.prompt)
        lines = case + listed(getattr(item.roleplay, role))
        head = f"<span>{escape(gettext(told))}</span><span>{_case(number)}</span>"
        yield f'<section class="card">\n<h3>{head}</h3>\n{lines}</section>\n'


def _discussions(audit: Audit) -> Iterator[str]:
    for found in (part.checklist.discussion for part in audit.parts):
        if found:
            body = paragraphs(found.text) + listed(found.questions, "ol")
            yield f'<section class="apart">\n<h2>{escape(found.title)}</h2>\n{body}</section>\n'


def _facilitator(played: list[list[Item]]) -> Iterator[str]:
    if not played:
        return
    title = gettext("For the facilitator, after the role play")
    yield f'<section class="apart">\n<h2>{escape(title)}</h2>\n'
    for number, steps in enumerate(played, 1):
        yield f"<h3>{_case(number)}</h3>\n"
        yield from map(_answers, steps)
    yield "</section>\n"


def _answers(item: Item) -> str:
    options = "".join(
        f"<dt><strong>{escape(option.label)}</strong></dt>\n<dd>{paragraphs(option.feedback)}</dd>\n"
        for option in item.options
    )
    needed = f"<p><strong>{escape(gettext(NEEDED))}</strong></p>\n{paragraphs(item.needed)}" if item.needed else ""
    return f"{paragraphs(item.question)}<dl>\n{options}</dl>\n{needed}"
