"""The language of each text of an audit, which is not always that of the page around it."""

from __future__ import annotations

from markupsafe import Markup

from ethics_audit.language import ORIGINAL, spoken
from ethics_audit.model import Audit, Translation, item_of
from ethics_audit.translation import TITLE


class Tongues:
    """Knows in which language a text stands: in that of its translation, or in the original where it has none.

    Args:
        audit: Whose texts they are.
    """

    def __init__(self, audit: Audit) -> None:
        own = next(iter(audit.translations), None)
        self._known = {"": _told(own), **{part.checklist.id: _told(part.checklist.translation) for part in audit.parts}}

    def lang(self, place: str) -> Markup:
        """The attribute for an element whose text is in another language than the page, and otherwise nothing.

        Args:
            place: Where the text stands, such as ``boundaries.gifts.prompt``, or ``boundaries.title`` for the title of
                a checklist; ``.title`` is that of the audit. Empty for words of the program itself.
        """
        domain, _, inside = place.partition(".")
        locale, missing = self._known[domain]
        original = not missing.isdisjoint({inside} if inside == TITLE else {place, item_of(place)})
        language = ORIGINAL if original else locale
        return Markup(' lang="{}"').format(language) if place and language != spoken() else Markup()

    def said(self, text: str, place: str) -> str:
        """A text within a sentence of the page, marked where it is in another language."""
        lang = self.lang(place)
        return Markup("<span{}>{}</span>").format(lang, text) if lang else text


def _told(translation: Translation | None) -> tuple[str, frozenset[str]]:
    return (translation.locale, frozenset(translation.missing)) if translation else (ORIGINAL, frozenset())
