"""What in a text looks as if it could tell who somebody is. A hint for the writer, and no more: it misses much."""

from __future__ import annotations

import re

from ethics_audit.language import N_

_SIGNS = (
    (N_("an e-mail address"), r"[\w.+-]+@[\w-]+\.\w"),
    (N_("a web address"), r"https?://|www\.\w"),
    (N_("a date"), r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b(?:19|20)\d{2}-\d{2}-\d{2}\b"),
    (N_("a phone number or another long number"), r"\+?\d(?:[ ()./-]{0,2}\d){5,}"),
    (N_("a street"), r"\b\d+\s+\w+\s+(?:St|Street|Ave|Avenue|Rd|Road|Lane|Drive)\b|\w+(?:straße|strasse)\s+\d+"),
    (N_("a street"), r"\b(?:[Cc]alle|[Aa]venida|[Pp]aseo|[Pp]laza)\b[^.\d]{2,40}\d"),
    (N_("a name"), r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dra?|Sra?|Srta|Don|Doña)\.?\s+[^\W\d_]\w*"),
    (N_("a name"), r"(?<=[^\s.!?:] )[A-Z][a-z]+ [A-Z][a-z]+\b"),
    (N_("initials"), r"\b[A-Z]\.\s?[A-Z]\."),
)


def looks_like(text: str) -> str:
    """What the first thing of this kind in a text looks like, such as ``a date``; empty if there is none."""
    return next((told for told, pattern in _SIGNS if re.search(pattern, text)), "")
