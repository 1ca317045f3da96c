"""A form to print for somebody who sees the clinician work: a supervisor or a peer answers the same questions."""

from __future__ import annotations

from html import escape

from ethics_audit.base.language import N_, gettext
from ethics_audit.formats.printed import boxes, page, paragraphs, seen_in
from ethics_audit.formats.wording import in_its_language
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import OBSERVER, Item

ENDING = ".html"
LIMITS = (
    "It shows only the questions whose answer somebody else can see (seen_in); it computes nothing.",
    "Weights, ratings, risks and red flags are left out.",
)
_GUIDE = N_(
    "A clinician answers these questions about their own work. Please say what you have seen of it yourself: not what "
    "you think of it, and not what you were told. Where you have seen nothing, check “Not seen”; that is an answer too."
)
_STYLE = ".question{margin:0 0 1.25rem;padding-top:.75rem;border-top:1px solid #d8d4c9;break-inside:avoid}"


@in_its_language
def export(audit: Audit) -> bytes:
    """Return the form.

    Raises:
        ArgumentError: If an observer can see the answer to none of the questions.
    """
    blanks = escape(gettext("Who was observed, by whom, from when to when: ____________"))
    body = [paragraphs(gettext(_GUIDE)), f"<p>{blanks}</p>\n"]
    for title, items in seen_in(audit, OBSERVER):
        body += [f"<h2>{escape(title)}</h2>\n", *map(_question, items)]
    return page(audit, gettext("{title}: what an observer saw", title=audit.title), body, _STYLE)


def _question(item: Item) -> str:
    quoted, asked = escape(gettext("“{question}”", question=item.question)), escape(gettext("What did you see?"))
    answers = boxes([*(option.label for option in item.options), gettext("Not seen")])
    head = f'<p>{quoted} <span class="quiet">{item.id}</span></p>'
    return f'<div class="question">\n{head}\n<p><strong>{asked}</strong></p>\n<p>{answers}</p>\n</div>\n'
