"""The words of the program as gettext sees them: what is to be translated, what is, and invented languages."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import ethics_audit
from support.builders import ROOT

SOURCE = Path(ethics_audit.__file__).parent
"""Where the program that is tested stands: the tree, or the installed package."""
LOCALES = SOURCE / "locales"
OPEN, CLOSE = "⟪", "⟫"
ACCENTS = str.maketrans("aceinouyACEINOUY", "áçéíñóúýÁÇÉÍÑÓÚÝ")
PLACEHOLDER = re.compile(r"\{\w+\}|%\(\w+\)s|%%|</?\w+[^>]*>|&\w+;|\n")

Words = str | tuple[str, str]


@cache
def messages(ending: str = "") -> frozenset[Words]:
    """Every message in the code and the templates, or in files that end so; one for a number of things is a pair."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    methods = [method for method in methods if method[0].endswith(ending)]
    found = extract_from_dir(SOURCE, methods, options, {**DEFAULT_KEYWORDS, "N_": None})
    return frozenset(_words(words) for _, _, words, _, _ in found)


def languages() -> list[str]:
    """The languages that the program is translated into."""
    return sorted(file.parent.parent.name for file in LOCALES.glob("*/LC_MESSAGES/ethics_audit.po"))


@cache
def catalogue(locale: str) -> Catalog:
    """The catalogue of a language, as its translator writes it."""
    with (LOCALES / locale / "LC_MESSAGES" / "ethics_audit.po").open("rb") as file:
        return read_po(file, locale)


def said(found: Catalog) -> dict[Words, tuple[str, ...]]:
    """Every message of a catalogue with its translation; with several for a number of things."""
    strings = {_words(one.id): one.string for one in found if one.id}
    return {id: (text,) if isinstance(text, str) else tuple(text or ()) for id, text in strings.items()}


def _words(id: str | tuple[str, ...] | list[str]) -> Words:
    return id if isinstance(id, str) else (id[0], id[1])


def offer(folder: Path, locale: str, say: Callable[[str], str], words: frozenset[Words] | None = None) -> None:
    """Put a compiled catalogue that says messages in other words into the locales of a folder."""
    made = Catalog(locale="en")
    for message in words or messages():
        made.add(message, say(message) if isinstance(message, str) else tuple(map(say, message)))
    path = folder / "locales" / locale / "LC_MESSAGES" / "ethics_audit.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, made)


def pseudo(message: str) -> str:
    """A message between marks, longer and with accents, its places for values and its tags as they are."""
    parts = re.split(f"({PLACEHOLDER.pattern})", message)
    changed = "".join(part if place % 2 else part.translate(ACCENTS) for place, part in enumerate(parts))
    return f"{OPEN}{changed}{'~' * (len(message) // 3)}{CLOSE}"


def outside(page: str, *marks: str) -> str:
    """What stands outside of every pair of marks, whatever stands inside of what."""
    kept, depth = [], 0
    for sign in page:
        depth += any(sign == mark[0] for mark in marks)
        if not depth:
            kept.append(sign)
        depth -= any(sign == mark[1] for mark in marks)
        assert depth >= 0, page
    assert depth == 0, page
    return "".join(kept)
