"""Hints of text that may identify a person. A help for the writer and no more: it misses much."""

from __future__ import annotations

import re
from unicodedata import normalize

from ethics_audit.base.language import N_

_LATIN = "".join(map(chr, range(0x250)))
_CAPITAL, _SMALL = (f"[{''.join(filter(kind, _LATIN))}]" for kind in (str.isupper, str.islower))
_MONTH = (
    r"(?i:jan(?:uary?)?|feb(?:ruary?)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?"
    r"|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)"
)
_NO_NAME = (  # words that begin sentences in English, Spanish and German, parts of books, days and months
    r"(?:The|An?|My|Our|In|On|At|This|Next|Last|New|El|La|Los|Las|Una?|Mi|Mis|En|Nuev[ao]"
    r"|D(?:ie|er|as|en|em|es)|(?:[KMSD]?ein|Ihr|Jed|Dies|Nächst|Letzt|Neu|Unser)(?:e[mnrs]?)?|I[mn]|Am|Zu[mr]?"
    r"|Bei[m]?|Vo[mnr]|Mit|Nach|Für|Ohne|Über|Seit|Und|Oder|Heute|Morgen|Gestern|Bitte"
    r"|Plan|Parte?|Section|Sección|Form|Option|Opción|Standard|Teil"
    rf"|\w+day|\w+tag|Mittwoch|{_MONTH})\b"
)
_NAME = rf"(?!{_NO_NAME})\b{_CAPITAL}[\w'\u2019-]*{_SMALL}\b"
_TITLE = (
    r"(?:[Mm]rs?|Ms|Miss|Mx|[Dd]ra?|[Dd]octora?|[Ss]ra?|[Ss]rta|[Dd]on|[Dd]oña|[Ss]eñor(?:a|ita)?|Herrn?|Frau|Prof)"
)

_SIGNS = (
    (N_("an e-mail address"), r"[\w.+-]+@[\w-]+\.\w"),
    (N_("a web address"), r"https?://|www\.\w"),
    (N_("a date"), r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b(?:19|20)\d{2}-\d{2}-\d{2}\b"),
    (N_("a date"), rf"\b[0-3]?\d(?:[.º]|st|nd|rd|th|ro)?\s+(?:of\s+|de\s+)?(?!may\b){_MONTH}\b"),
    (N_("a date"), rf"\b{_MONTH}\.?\s+[0-3]?\d(?:st|nd|rd|th)?\b"),
    (N_("a phone number or another long number"), r"\+?\d(?:[ ()./-]{0,2}\d){5,}"),
    (N_("a street"), r"\b\d+\s+\w+\s+(?:St|Street|Ave|Avenue|Rd|Road|Lane|Drive)\b"),
    (N_("a street"), r"(?i:stra(?:ß|ss)e|\wstr\.|\wgasse|\wallee)\s+\d"),
    (N_("a street"), r"\b(?i:calle|avenida|avda?\.?|av\.|paseo|plaza)(?!\w)[^.\d]{2,40}\d"),
    (N_("a street"), rf"\b[Cc]/\s?{_CAPITAL}|#\s?\d+\s?-\s?\d"),
    (N_("a name"), rf"\b{_TITLE}\.?\s+{_CAPITAL}"),
    (N_("a name"), rf"{_NAME}\s+{_NAME}"),
    (N_("initials"), rf"\b{_CAPITAL}\.\s?{_CAPITAL}\.|{_NAME}\s+{_CAPITAL}\."),
)


def looks_like(text: str) -> str:
    """Return what the first identifying passage looks like, such as ``a date``; empty if there is none."""
    composed = normalize("NFC", text)
    return next((kind for kind, pattern in _SIGNS if re.search(pattern, composed)), "")
