"""The codebook of an audit: the answer that each whole number means, in tables that hold numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from numbers import Integral
from typing import Any, Final, Literal

from ethics_audit.base.causes import unexpected, unknown, wrong_argument
from ethics_audit.base.errors import AnswerError, Problem, shown
from ethics_audit.base.likeness import nearest
from ethics_audit.documents.syntax import parse
from ethics_audit.frames.packing import Codes, PackedAudit, words_of
from ethics_audit.model.definitions import Audit

FORMAT = "ethics-audit/codebook"
FORMAT_VERSION = 1
OWN: Final = "audit"
"""The argument that means the codebook that `codebook` returns."""

Codebook = Mapping[str, Mapping[int, str]] | Mapping[int, str] | Literal["audit"]
"""The word that each whole number means: for each item, or for all; or the audit's own.

Where columns are read as other programs write them, a fact may have the words ``yes`` and ``no`` too.
"""
_KEYS = ("format", "format_version", "audit", "items", "answers")


def codebook(audit: Audit) -> dict[str, dict[int, str]]:
    """Return for each item the word of each whole number: its options from 0, ordered by risk and then by id.

    ``unsure`` and ``n/a`` have the same numbers in every item. The number after these, and null, mean no answer, which
    the codebook writes as the empty text.
    """
    codes = Codes.of(audit)
    return {
        item.id: {**{code: word for word, code in words_of(item, codes).items()}, codes.missing: ""}
        for item in audit.items.values()
    }


def document(audit: Audit) -> str:
    """Return the codebook as JSON, with the definition that it belongs to."""
    head = {"id": audit.id, "version": audit.version, "digest": audit.digest}
    items: dict[str, Any] = {
        id: {str(number): words[number] for number in sorted(words)} for id, words in codebook(audit).items()
    }
    content = {"format": FORMAT, "format_version": FORMAT_VERSION, "audit": head, "items": items}
    return json.dumps(content, indent=2) + "\n"


def read(text: str, audit: Audit) -> dict[str, dict[int, str]] | dict[int, str]:
    """Read a codebook from its document: ``items`` has the words of each item, or ``answers`` those of all.

    Raises:
        ValueError: If it is not a codebook, or was written for another definition.
    """
    raw = parse(text, "json")
    if not isinstance(raw, dict) or raw.get("format") != FORMAT or raw.get("format_version") != FORMAT_VERSION:
        raise ValueError(f"expected format {FORMAT!r}, version {FORMAT_VERSION}")
    if others := [key for key in raw if key not in _KEYS]:
        raise ValueError(f"expected a known key, got {shown(others[0])} ({nearest(others[0], _KEYS)})")
    head = {"id": audit.id, "version": audit.version, "digest": audit.digest}
    if raw.get("audit", head) != head:
        raise ValueError(
            f"expected a codebook for {audit.id} {audit.version} {audit.digest[:12]}, got one for another definition"
        )
    items, answers = raw.get("items"), raw.get("answers")
    if isinstance(answers, dict) and items is None:
        return {_number(number): word for number, word in answers.items()}
    if (
        answers is not None
        or not isinstance(items, dict)
        or not all(isinstance(words, dict) for words in items.values())
    ):
        raise ValueError("expected items, a table of tables, or answers, one table for all items")
    return {id: {_number(number): word for number, word in words.items()} for id, words in items.items()}


def _number(text: str) -> int:
    if not re.fullmatch("0|-?[1-9][0-9]*", text):
        raise ValueError(f"expected a whole number, got {shown(text)}")
    return int(text)


def numbers_of(packed: PackedAudit, codebook: Codebook | None) -> dict[str, dict[int, int]] | None:
    """Return the codes of the whole numbers of each item that has a codebook; None if they are the codes themselves.

    Raises:
        AnswerError: With every unknown item, number and word of the codebook.
        ArgumentError: If it is not a codebook.
    """
    if codebook is None:
        return {}
    if isinstance(codebook, str) and codebook == OWN:
        return None
    if not isinstance(codebook, Mapping):
        raise wrong_argument("codebook", f"a mapping of words, or {OWN!r}", codebook)
    problems: list[Problem] = []
    if codebook and not any(key in packed.words_of or isinstance(words, Mapping) for key, words in codebook.items()):
        found = _of_all(codebook, packed, problems)
    else:
        of_items = {id: words for id, words in codebook.items() if id not in packed.audit.facts}
        found = {str(id): dict(_of_item(id, words, packed, problems)) for id, words in of_items.items()}
    if problems:
        raise AnswerError(problems, "codebook")
    return found


def _of_all(words: Mapping[Any, Any], packed: PackedAudit, problems: list[Problem]) -> dict[str, dict[int, int]]:
    """Return the same words for every item; a number whose word an item lacks is not an answer to it."""
    every = {word for known in packed.words_of.values() for word in known}
    sound = dict(_sound("", words, every, problems))
    return {
        id: {number: codes[word] for number, word in sound.items() if word in codes}
        for id, known in packed.words_of.items()
        for codes in [{**known, "": packed.codes.missing}]
    }


def _of_item(id: Any, words: Any, packed: PackedAudit, problems: list[Problem]) -> Iterator[tuple[int, int]]:
    known = packed.words_of.get(id)
    if known is None:
        problems.append(unknown(str(id), "an item of the audit", id, packed.words_of))
    elif not isinstance(words, Mapping):
        problems.append(unexpected(id, "a mapping from whole number to word", words))
    else:
        for number, word in _sound(f"{id}.", words, known, problems):
            yield number, known.get(word, packed.codes.missing)


def _sound(place: str, words: Mapping[Any, Any], known: Any, problems: list[Problem]) -> Iterator[tuple[int, str]]:
    """Yield the valid numbers and words of a codebook; add the problems of others to `problems`."""
    for number, word in words.items():
        if not isinstance(number, Integral) or isinstance(number, bool) or abs(int(number)) >= 1 << 63:
            problems.append(unexpected(f"{place}{number}", "a whole number", number))
        elif not isinstance(word, str) or (word and word not in known):
            problems.append(unknown(f"{place}{number}", "an answer", word, known))
        else:
            yield int(number), word
