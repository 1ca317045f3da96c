"""A blank form to print: one page of HTML without script."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ethics_audit.base.language import gettext
from ethics_audit.formats.wording import LIMITS_OF_PAPER, PROFILE_TITLE, in_its_language, label
from ethics_audit.model.answers import allowed
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import Item

ENDING = ".html"
LIMITS = ("It is for pen and paper: it computes nothing, and no answers can be read from it.", *LIMITS_OF_PAPER)

_STYLE = (
    "body{font:11pt/1.4 serif;max-width:42em;margin:2em auto;padding:0 1em}"
    "li{margin:.8em 0;break-inside:avoid}p{margin:.2em 0}"
    "span.a{display:inline-block;margin-right:1.2em}"
    "span.a::before{content:'';display:inline-block;width:.8em;height:.8em;border:1px solid;margin-right:.4em}"
)


@in_its_language
def export(audit: Audit) -> bytes:
    """Return the page."""
    title = escape(audit.title)
    facts = "".join(f"<p>{_box(audit.fact_text(fact))}</p>\n" for fact in audit.facts)
    date = escape(gettext("Date: ____________"))
    profile = f"<h2>{escape(gettext(PROFILE_TITLE))}</h2>\n{facts}" if facts else ""
    page = (
        f'<!DOCTYPE html>\n<html lang="{audit.language}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{date}</p>\n"
        f"{profile}{''.join(_domains(audit))}<p>{escape(audit.id)} {audit.version}, {audit.digest[:12]}</p>\n"
        "</body>\n</html>\n"
    )
    return page.encode()


def _domains(audit: Audit) -> Iterator[str]:
    start = 1
    for part in audit.parts:
        items = "".join(_question(audit, item) for item in part.checklist.items)
        yield f'<h2>{escape(part.checklist.title)}</h2>\n<ol start="{start}">\n{items}</ol>\n'
        start += len(part.checklist.items)


def _question(audit: Audit, item: Item) -> str:
    facts = " ".join(map(audit.fact_text, sorted(item.requires)))
    only = f"<p><em>{escape(gettext('Only if: {facts}', facts=facts))}</em></p>" if facts else ""
    boxes = "".join(_box(label(item, word)) for word in allowed(item))
    return f"<li><p>{escape(item.question)}</p>{only}<p>{boxes}</p></li>\n"


def _box(text: str) -> str:
    return f'<span class="a">{escape(text)}</span>'
