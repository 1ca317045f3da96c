"""What in a text looks as if it could tell who somebody is. A hint for the writer, and no more: it misses much."""

from __future__ import annotations

import re

_SIGNS = (
    ("an e-mail address", r"[\w.+-]+@[\w-]+\.\w"),
    ("a web address", r"https?://|www\.\w"),
    ("a date", r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b(?:19|20)\d{2}-\d{2}-\d{2}\b"),
    ("a phone number or another long number", r"\+?\d(?:[ ()./-]{0,2}\d){5,}"),
    ("a street", r"\b\d+\s+\w+\s+(?:St|Street|Ave|Avenue|Rd|Road|Lane|Drive)\b|\w+(?:straße|strasse)\s+\d+"),
    ("a name", r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?\s+[^\W\d_]\w*|(?<=[^\s.!?:] )[A-Z][a-z]+ [A-Z][a-z]+\b"),
    ("initials", r"\b[A-Z]\.\s?[A-Z]\."),
)


def looks_like(text: str) -> str:
    """What the first thing of this kind in a text looks like, such as ``a date``; empty if there is none."""
    return next((told for told, pattern in _SIGNS if re.search(pattern, text)), "")
