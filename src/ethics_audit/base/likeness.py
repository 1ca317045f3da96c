"""The known name that is most like a wrong one, and the hint that tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

NAMES_LISTED = 8
CANDIDATES = 8
LONGEST_NAME = 300


def nearest(given: object, known: Iterable[str]) -> str:
    """Return a hint: the known name most like the one given, or else the names that exist."""
    return hint_at(closest(given, known), known)


def hint_at(near: str, known: Iterable[str]) -> str:
    """Return a hint of the nearest known name, or of those that exist if there is none."""
    if near:
        return f"did you mean {near!r}?"
    names = sorted(map(str, known))
    if not names:
        return "there are none"
    listed = ", ".join(names[:NAMES_LISTED])
    return f"known: {listed}" + (f" and {len(names) - NAMES_LISTED} more" if len(names) > NAMES_LISTED else "")


def similar(given: object, known: Iterable[str]) -> str:
    """Return a hint with the known name most like the one given, or an empty string."""
    near = closest(given, known)
    return hint_at(near, ()) if near else ""


def closest(given: object, known: Iterable[str]) -> str:
    """Return the known name most like the one given, or an empty string if none is like it."""
    import difflib

    spelling, names = folded(given), _Names.of(tuple(map(str, known)))
    close = difflib.get_close_matches(spelling, names.candidates(spelling), n=1, cutoff=0.6)
    return names.by_spelling[close[0]] if close else ""


class _Names:
    """Known names by the pairs of signs in them, so that a wrong one is compared with few of them.

    Attributes:
        by_spelling: The names by what their spellings have in common.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self.by_spelling = {folded(name): name for name in known}
        self._by_pair: dict[str, list[str]] = {}
        for spelling in self.by_spelling:
            for pair in _pairs(spelling):
                self._by_pair.setdefault(pair, []).append(spelling)

    @staticmethod
    @lru_cache(maxsize=16)
    def of(known: tuple[str, ...]) -> _Names:
        """Return these names, which are often asked for again."""
        return _Names(known)

    def candidates(self, spelling: str) -> list[str]:
        """Return the spellings that share the most pairs with one, as a part of all that they have."""
        pairs = _pairs(spelling)
        shared = Counter(other for pair in pairs for other in self._by_pair.get(pair, ()))
        return sorted(shared, key=lambda other: shared[other] / (len(pairs) + len(other)), reverse=True)[:CANDIDATES]


def _pairs(spelling: str) -> set[str]:
    """Return every two neighboring signs, with marks for the beginning and the end."""
    marked = f"^{spelling}$"
    return {marked[place : place + 2] for place in range(len(marked) - 1)}


def folded(name: object) -> str:
    """Return what two spellings of a name have in common: lowercase Latin letters and digits, without separators.

    Letters of other alphabets that look like Latin ones become Latin.
    """
    from unicodedata import combining, normalize

    given = str(name)[:LONGEST_NAME]
    if given.isascii():
        return "".join(filter(str.isalnum, given.lower()))
    apart = normalize("NFKD", given).translate(_LOOK_ALIKES).casefold()
    return "".join(sign for sign in apart if sign.isalnum() and not combining(sign))


_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁһАВЕКМНОРСТХІЈЅαερονικτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧıȷ",
    "aeopcyxijsdhABEKMHOPCTXIJSaepoviktuABEZHIKMNOPTYXij",
)
"""Cyrillic, Greek and dotless letters with the Latin letters they resemble."""
