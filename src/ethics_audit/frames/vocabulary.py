"""The words that other programs write for the questions and the answers of an audit, in every language it is in.

Texts are compared by what people see of them: without markup, numbering, quotation marks and more than one space, in
lower case. A text that two things share stands for neither.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from ethics_audit.base.language import gettext, offered, speaking
from ethics_audit.base.likeness import folded
from ethics_audit.documents import catalog
from ethics_audit.model.answers import allowed
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import LABELS, NOT_APPLICABLE_WORD, NOT_ARISEN, UNSURE_WORD, WINDOWS, Item

GAPS = frozenset({"NA", "<NA>", "NaN", "nan", "NULL", "null", ".", "#N/A"})
"""What programs write into text where there is no value, unless it answers the question."""
CODES = {NOT_APPLICABLE_WORD: "0na"}
"""The codes of answers in exported forms whose programs do not take the word."""

LONGEST_LABEL = 100
"""So many signs of a label suffice, since SPSS and others cut it."""

_TAG = re.compile(r"<[^<>]{1,200}>")
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "−": "-"})  # noqa: RUF001 - what is written
_NUMBER = re.compile(
    r"^[\W_]*(?:(?:question|pregunta|item|ítem|no|n\.?º|q|p)[\W_]*)?\d+(?:[.\-_]\d+)*[a-z]?[\s.:)=\]\-_]+"
)
_ESCAPED = re.compile(r"\\([\\*_#])")
_AT_END = re.compile(r"\s*[(\[]\s*\d+\s*[)\]]$")


def said(text: str) -> str:
    """Return what two spellings of a text have in common."""
    plain = html.unescape(_TAG.sub(" ", text)) if "<" in text or "&" in text else text
    plain = _ESCAPED.sub(r"\1", plain) if "\\" in plain else plain
    plain = plain if plain.isascii() else unicodedata.normalize("NFKC", plain).translate(_QUOTES)
    return " ".join(plain.casefold().split()).strip("'\"*.: ")


def unnumbered(text: str) -> str:
    """Return such a text without a number before or behind it, as in ``1 = Never`` and ``Never (1)``."""
    return said(_NUMBER.sub("", _AT_END.sub("", said(text))))


def squeeze(text: str) -> str:
    """Return the letters and digits of such a text, which is all that some programs leave of a title."""
    return "".join(filter(str.isalnum, text))


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what each text stands for; a text of several is left out."""
    found: dict[str, str] = {}
    unclear = set()
    for text, meant in pairs:
        if found.setdefault(text, meant) != meant:
            unclear.add(text)
    return {text: meant for text, meant in found.items() if text not in unclear}


@lru_cache(maxsize=32)
def answers(audit: Audit) -> Mapping[str, Mapping[str, str]]:
    """Return for each item the word that each text means: a label in any language, or a word written differently."""
    texts: dict[str, list[tuple[str, str]]] = {id: list(_general(item)) for id, item in audit.items.items()}
    for item in _every(audit):
        texts[item.id] += (
            (said(option.label), option.id) for option in item.options if option.id in audit.items[item.id].by_id
        )
    return {id: _unique([*pairs, *_words(audit.items[id]).items()]) for id, pairs in texts.items()}


def answer(known: Mapping[str, str], text: str) -> str | None:
    """Return the word that a text means; ``""`` if it means no answer, and None if it means nothing.

    Args:
        known: The words of an item by their texts, as `answers` has them.
        text: What a program wrote.
    """
    given = said(text)
    found = known.get(given) or known.get(unnumbered(given))
    if found is None and len(given) >= LONGEST_LABEL:
        found = next(
            iter(_unique((given, word) for label, word in known.items() if label.startswith(given)).values()), None
        )
    return "" if found is None and (not given or text.strip() in GAPS) else found


def _words(item: Item) -> dict[str, str]:
    """Return the words themselves as they may be written."""
    words = allowed(item)
    spaced = _unique((said(word.replace("_", " ")), word) for word in words)
    return {**spaced, **_unique((said(word), word) for word in words), **{CODES[w]: w for w in words if w in CODES}}


def _general(item: Item) -> Iterator[tuple[str, str]]:
    for locale in sorted(offered()):
        with speaking(locale):
            texts = [(gettext(text), word) for word, text in LABELS.items()]
            if item.event:
                texts.append((gettext(NOT_ARISEN), NOT_APPLICABLE_WORD))
        yield from ((said(text), word) for text, word in texts if word in allowed(item))


@lru_cache(maxsize=1)
def open_answers() -> frozenset[str]:
    """Return the labels, in any language, of what answers a question without picking an option."""
    found = {UNSURE_WORD, NOT_APPLICABLE_WORD}
    for locale in sorted(offered()):
        with speaking(locale):
            found |= {gettext(text) for text in (*LABELS.values(), NOT_ARISEN)}
    return frozenset(map(said, found))


def _every(audit: Audit) -> Iterator[Item]:
    for part in audit.parts:
        for checklist in catalog.in_every_language(part.checklist):
            yield from (item for item in checklist.items if item.id in audit.items)


@lru_cache(maxsize=32)
def questions(audit: Audit) -> Mapping[str, tuple[str, ...]]:
    """Return the items and facts that each text asks for: mostly one."""
    found: dict[str, dict[str, None]] = {}
    for text, known in (*_prompts(audit), *_facts(audit)):
        found.setdefault(said(text), {})[known] = None
    return {text: tuple(known) for text, known in found.items()}


def squeezed(asked: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the same items and facts by their texts without anything between letters."""
    found: dict[str, dict[str, None]] = {}
    for text, known in asked.items():
        found.setdefault(squeeze(text), {}).update(dict.fromkeys(known))
    return {text: tuple(known) for text, known in found.items()}


def _prompts(audit: Audit) -> Iterator[tuple[str, str]]:
    windows: dict[str, list[str]] = {name: [] for name in WINDOWS}
    for locale in sorted(offered()):
        with speaking(locale):
            for name, text in WINDOWS.items():
                windows[name].append(gettext(text))
    for item in _every(audit):
        yield item.prompt, item.id
        for window in windows.get(item.window, ()):
            yield f"{window}: {item.prompt}", item.id
        yield item.question, item.id


def _facts(audit: Audit) -> Iterator[tuple[str, str]]:
    for locale in sorted(offered()):
        with speaking(locale):
            yield from ((audit.fact_text(fact), fact) for fact in audit.facts)


def titled(audit: Audit) -> Mapping[str, str]:
    """Return the item that the title of each domain with the name of a question stands for, both folded."""
    return _unique(
        (folded(part.checklist.title + item.id.partition(".")[2]), item.id)
        for part in audit.parts
        for item in part.checklist.items
    )
