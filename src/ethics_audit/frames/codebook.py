"""The codebook of an audit: which whole number stands for which answer, in tables that hold numbers."""

from __future__ import annotations

import json
from typing import Any

from ethics_audit.frames.packing import Codes, words_of
from ethics_audit.model import Audit
from ethics_audit.syntax import parse

FORMAT = "ethics-audit/codebook"
FORMAT_VERSION = 1


def codebook(audit: Audit) -> dict[str, dict[int, str]]:
    """For each item, the word of each whole number: its options from 0, ordered by risk and then by id.

    ``unsure`` and ``n/a`` have the same numbers in every item; null, and the number after these, are no answer, which
    the codebook writes as the empty text.
    """
    codes = Codes.of(audit)
    return {
        item.id: {**{code: word for word, code in words_of(item, codes).items()}, codes.missing: ""}
        for item in audit.items.values()
    }


def document(audit: Audit) -> str:
    """The codebook as JSON, with the definition that it belongs to."""
    head = {"id": audit.id, "version": audit.version, "digest": audit.digest}
    items: dict[str, Any] = {
        id: {str(number): words[number] for number in sorted(words)} for id, words in codebook(audit).items()
    }
    return (
        json.dumps({"format": FORMAT, "format_version": FORMAT_VERSION, "audit": head, "items": items}, indent=2) + "\n"
    )


def read(text: str, audit: Audit) -> dict[str, dict[int, str]]:
    """A codebook from its document.

    Raises:
        ValueError: If it is none, or was written for another definition.
    """
    raw = parse(text, "json")
    if not isinstance(raw, dict) or raw.get("format") != FORMAT or raw.get("format_version") != FORMAT_VERSION:
        raise ValueError(f"format {FORMAT!r}, version {FORMAT_VERSION}, is needed")
    head = {"id": audit.id, "version": audit.version, "digest": audit.digest}
    if raw.get("audit", head) != head:
        raise ValueError(f"it was written for another definition than {audit.id} {audit.version} {audit.digest[:12]}")
    items = raw.get("items")
    if not isinstance(items, dict) or not all(isinstance(words, dict) for words in items.values()):
        raise ValueError("items must be a table of tables")
    return {id: {_number(number): word for number, word in words.items()} for id, words in items.items()}


def _number(text: str) -> int:
    if str(int(text)) != text:
        raise ValueError(f"{text!r} is given as a number; allowed is {int(text)}")
    return int(text)
