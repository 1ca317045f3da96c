"""The page as a file: its data, its style and its script, under a policy that allows these alone and no request."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from posixpath import dirname, join, normpath
from typing import Any

from ethics_audit.assessment.own_words import WRITTEN, Written
from ethics_audit.assessment.wording import limits, minutes
from ethics_audit.base.language import gettext, spoken
from ethics_audit.base.packages import shipped
from ethics_audit.base.version import __version__
from ethics_audit.documents import codec, references
from ethics_audit.formats.json_schema import unprintable
from ethics_audit.formats.page.words import words
from ethics_audit.formats.wording import in_its_language
from ethics_audit.model.answer_sheet import LONGEST_NOTE, LONGEST_WRITTEN
from ethics_audit.model.answers import LONGEST_REASON
from ethics_audit.model.bands import BANDS
from ethics_audit.model.definitions import Audit
from ethics_audit.model.profile import PROFESSIONS
from ethics_audit.model.translation import foreign

ENDING = ".html"
LIMITS = (
    "It keeps answers in the browser, without encryption, or nowhere; only a file that is saved from it leaves it.",
    "It compares with one earlier audit; history, plan, notes, weight ranges and report are made from the saved file.",
)

MAIN = "script/main.js"
_IMPORT = re.compile(r"^import [^;]*?\"(?P<path>[^\"]+)\";\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const|function)", re.MULTILINE)


@in_its_language
def export(audit: Audit) -> bytes:
    """Return the page."""
    shared = (shipped("base", "styles", name).read_text("utf-8") for name in ("colours.css", "questions.css"))
    style = "".join([*shared, _own("style.css")])
    script = "".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in _modules(MAIN, {}).values())
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    needs_script = gettext("This page needs JavaScript, which is turned off in this browser.")
    return (
        f'<!DOCTYPE html>\n<html lang="{spoken()}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<link rel="icon" href="data:,">\n'
        f'<meta name="generator" content="ethics-audit {__version__}">\n'
        f"<title>{escape(audit.title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<header><p dir="auto">{escape(audit.title)}</p></header>\n<main id="main">\n'
        f"<noscript><p>{escape(needs_script)}</p>"
        f'</noscript>\n</main>\n<script type="application/json" id="data">{_embedded(_data(audit))}</script>\n'
        f'<script type="module">{script}</script>\n</body>\n</html>\n'
    ).encode()


def _data(audit: Audit) -> dict[str, Any]:
    """Return everything that the script needs: the definition as it is exported, and the words around it."""
    checklists = [part.checklist for part in audit.parts]
    cited = {one.code for item in audit.items.values() for one in item.citations}
    codes = {id: code for id, code in references.codes().items() if id in cited}
    return {
        "audit": json.loads(codec.to_json(audit)),
        "kind": audit.kind,
        "words": words(audit),
        "bands": {band.value: band.told for band in BANDS},
        "limits": limits(audit),
        "minutes": minutes(audit),
        "introductions": [one.introduction for one in checklists if one.introduction],
        "examples": [one.worked_example for one in checklists if one.worked_example],
        "headings": {id: item.heading for id, item in audit.items.items() if item.heading},
        "codes": {id: [code.short, code.profession, code.kind] for id, code in codes.items()},
        "professions": {fact: gettext(name) for fact, name in PROFESSIONS.items()},
        "facts": audit.statements,
        "known": sorted(audit.known_facts),
        "unprintable": unprintable("\n"),
        "written": {field: _texts(asked) for field, asked in WRITTEN.items()},
        "longest": {"reason": LONGEST_REASON, "written": LONGEST_WRITTEN, "note": LONGEST_NOTE},
        "foreign": foreign(audit, spoken()),
    }


def _texts(asked: Written) -> dict[str, str]:
    return {name: gettext(text) if text else "" for name, text in asked._asdict().items()}


def _embedded(data: dict[str, Any]) -> str:
    """Return data as JSON in which nothing can end or comment out the element that holds it."""
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")


def _modules(path: str, found: dict[str, str]) -> dict[str, str]:
    """Add a module of the script to those that are found, after all that it imports; each is there once."""
    text = _own(path)
    for imported in _IMPORT.finditer(text):
        if (other := normpath(join(dirname(path), imported["path"]))) not in found:
            _modules(other, found)
    found[path] = text
    return found


def _own(name: str) -> str:
    return files("ethics_audit.formats.page").joinpath(name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
