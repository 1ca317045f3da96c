"""The names that a Questionnaire and its responses share, and how both are written."""

from __future__ import annotations

import json
from typing import Any

from ethics_audit.base.language import ORIGINAL
from ethics_audit.formats.dialects import INTEGER, NUMBER, TEXT, TRUTH, WHOLE
from ethics_audit.formats.wording import label
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import LABELS, Item

URN = "urn:ethics-audit"
PROFILE, RESULT = "profile", "result"
TYPES = {INTEGER: "integer", NUMBER: "decimal", TEXT: "string", TRUTH: "boolean"}


def url(audit: Audit) -> str:
    """Return the URL of the Questionnaire; a translation is a Questionnaire of its own."""
    language = f":{audit.language}" if audit.language != ORIGINAL else ""
    return f"{URN}:questionnaire:{audit.id}{language}"


def is_named(canonical: object, audit: Audit) -> bool:
    """Return whether this names the Questionnaire of an audit, in any language, with or without its version."""
    if not isinstance(canonical, str):
        return False
    name, _, version = canonical.partition("|")
    return f"{name}:".startswith(f"{URN}:questionnaire:{audit.id}:") and version in ("", audit.version)


def domain_link(checklist: str) -> str:
    """Return the link of the group of a domain."""
    return f"domain:{checklist}"


def result_link(scope: str, name: str) -> str:
    """Return the link of a result; a domain has a single one with all its results."""
    return f"{RESULT}:{name if scope == WHOLE else domain_link(scope)}"


def coding(item: Item, word: str) -> dict[str, str]:
    """Return the coding of an answer to an item."""
    return {"system": system(item.id, word), "code": word, "display": label(item, word)}


def system(item: str, word: str) -> str:
    """Return the code system of a word."""
    return f"{URN}:answer" if word in LABELS else f"{URN}:item:{item}"


def document(resource: dict[str, Any]) -> bytes:
    """Return a resource as JSON."""
    return (json.dumps(resource, ensure_ascii=False, indent=1) + "\n").encode()
