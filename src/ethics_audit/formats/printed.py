"""Pages to print: HTML without script, under a policy that allows nothing but their own style."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape

from ethics_audit.base.errors import ArgumentError
from ethics_audit.base.language import gettext
from ethics_audit.base.version import __version__
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import Item

_STYLE = (
    "*{box-sizing:border-box}"
    "html{font:100%/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif}"
    "body{margin:0 auto;max-width:48rem;padding:2.5rem 1rem;background:#fcfbf8;color:#1f2326;overflow-wrap:anywhere}"
    "h1,h2,h3{line-height:1.25;break-after:avoid}h1{margin:0 0 1rem;font-size:1.9rem}h2{margin:2.5rem 0 1rem}"
    "h3{margin:0 0 .5rem;font-size:1.08rem}p,ul,ol{margin:0 0 .75rem}ul,ol{padding-left:1.4rem}li{margin-bottom:.4rem}"
    ".quiet{color:#555b60;font-size:.875rem}"
    ".box{display:inline-block;margin-right:1.2rem}"
    ".box::before{content:'';display:inline-block;width:.8em;height:.8em;border:1px solid;margin-right:.4em}"
    "table{width:100%;border-collapse:collapse}tr,.whole{break-inside:avoid}thead{display:table-header-group}"
    "th,td{padding:.4rem .5rem;border:1px solid #d8d4c9;text-align:start;vertical-align:top;font-weight:400}"
    "@media print{@page{margin:18mm 16mm}html{font-size:10pt}body{max-width:none;padding:0;background:none}}"
)


def page(audit: Audit, title: str, body: Iterable[str], style: str = "") -> bytes:
    """Return a page: its title, its body in HTML, and the definition that it was made from."""
    css = _STYLE + style
    digest = b64encode(sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        f'<!DOCTYPE html>\n<html lang="{audit.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="ethics-audit {__version__}">\n'
        f"<title>{escape(title)}</title>\n<style>{css}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n"
        f'{"".join(body)}<p class="quiet">{escape(audit.id)} {audit.version}, {audit.digest[:12]}</p>\n'
        "</body>\n</html>\n"
    ).encode()


def paragraphs(text: str) -> str:
    """Return a text as paragraphs."""
    return "".join(f"<p>{escape(line)}</p>\n" for line in text.splitlines() if line.strip())


def listed(texts: Iterable[str], tag: str = "ul") -> str:
    """Return texts as a list."""
    return f"<{tag}>\n{''.join(f'<li>{escape(text)}</li>{chr(10)}' for text in texts)}</{tag}>\n"


def boxes(texts: Iterable[str]) -> str:
    """Return texts side by side, each with a box to check."""
    return "".join(f'<span class="box">{escape(text)}</span>' for text in texts)


def seen_in(audit: Audit, place: str) -> list[tuple[str, list[Item]]]:
    """Return the titles of the checklists with the items that can be seen in a place, without empty ones.

    Raises:
        ArgumentError: If there are none.
    """
    parts = [part.checklist for part in audit.parts]
    found = [(one.title, [item for item in one.items if place in item.seen_in]) for one in parts]
    if not any(items for _, items in found):
        hint = f'give its items seen_in = ["{place}"] where it is true'
        raise ArgumentError("format", f"no question of {audit.id} can be seen in: {place}", hint)
    return [(title, items) for title, items in found if items]


def only_if(audit: Audit, item: Item) -> str:
    """Return for which practices a question is, as a sentence in brackets; empty if it is for all."""
    facts = " ".join(map(audit.fact_text, sorted(item.requires)))
    only = gettext("Only if: {facts}", facts=facts)
    return f" ({only})" if facts else ""
