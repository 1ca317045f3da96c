"""Days in HTML: in words, on one line, and for programs as they are."""

from __future__ import annotations

import re
from datetime import date

from markupsafe import Markup

from ethics_audit.base.dates import in_words

_DAY = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")
_WHOLE = Markup('<time class="day" datetime="{}">{}</time>')


def whole_days(text: str) -> Markup:
    """Return a text with its ISO days in words of the current language, in which no line breaks inside a day."""
    return Markup().join(_told(part) if place % 2 else part for place, part in enumerate(_DAY.split(text)))


def _told(text: str) -> Markup | str:
    try:
        date.fromisoformat(text)
    except ValueError:
        return text
    return _WHOLE.format(text, in_words(text))
