"""The names that a Questionnaire and its responses share, and how both are written."""

from __future__ import annotations

import json
from typing import Any

from ethics_audit.base.language import ORIGINAL
from ethics_audit.formats.dialects import INTEGER, NUMBER, TEXT, TRUTH, WHOLE
from ethics_audit.formats.wording import LABELS, label
from ethics_audit.model.definitions import Audit, Item

URN = "urn:ethics-audit"
PROFILE, RESULT = "profile", "result"
TYPES = {INTEGER: "integer", NUMBER: "decimal", TEXT: "string", TRUTH: "boolean"}


def url(audit: Audit) -> str:
    """The name of the Questionnaire; one in another language than the original's is another Questionnaire."""
    language = f":{audit.language}" if audit.language != ORIGINAL else ""
    return f"{URN}:questionnaire:{audit.id}{language}"


def is_named(canonical: object, audit: Audit) -> bool:
    """Whether this names the Questionnaire of an audit, in any language, with its version or without one."""
    if not isinstance(canonical, str):
        return False
    name, _, version = canonical.partition("|")
    known = name == (plain := f"{URN}:questionnaire:{audit.id}") or name.startswith(f"{plain}:")
    return known and version in ("", audit.version)


def domain_link(checklist: str) -> str:
    """The name of a domain's group."""
    return f"domain:{checklist}"


def result_link(scope: str, name: str) -> str:
    """The name of a result: of a domain there is one, with everything in it."""
    return f"{RESULT}:{name if scope == WHOLE else domain_link(scope)}"


def coding(item: Item, word: str) -> dict[str, str]:
    """An answer to an item."""
    return {"system": system(item.id, word), "code": word, "display": label(item, word)}


def system(item: str, word: str) -> str:
    """The code system that a word is of."""
    return f"{URN}:answer" if word in LABELS else f"{URN}:item:{item}"


def document(resource: dict[str, Any]) -> bytes:
    """A resource as JSON."""
    return (json.dumps(resource, ensure_ascii=False, indent=1) + "\n").encode()
