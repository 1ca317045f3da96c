"""The items and facts that the titles of columns stand for: ids, names of exported forms, and questions in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, KeysView, Mapping
from functools import cached_property
from typing import NamedTuple

from ethics_audit.base.likeness import folded
from ethics_audit.frames import vocabulary
from ethics_audit.frames.names import fact_of
from ethics_audit.frames.raw import DELIMITERS
from ethics_audit.frames.vocabulary import said, squeeze, unnumbered
from ethics_audit.model.definitions import Audit

LONG_ENOUGH = 40
"""So many signs of a question suffice, since some programs cut it."""

_UNIT = "q|qtr|quarter|t|time|timepoint|w|wave|v|visit|m|month|y|year|p|period|r|round|occasion|trimestre|instance"
_YEAR = r"(?:19|20)\d\d"
OCCASION = (
    rf"(?:baseline|follow[\W_]?up|pre|post|before|after|{_YEAR}[\W_]*q[\W_]*\d|q\d[\W_]*{_YEAR}|{_YEAR}|"
    rf"(?:{_UNIT})[\W_]*\d{{1,4}}|\d{{1,2}})"
)
_BEFORE = re.compile(rf"({OCCASION})[\W_]+(.+)", re.IGNORECASE | re.DOTALL)
_BEHIND = re.compile(rf"[\W_]+({OCCASION})[\])]?$", re.IGNORECASE)
_LONGEST_OCCASION = 30
_WHOLE = re.compile(OCCASION, re.IGNORECASE)
_OF_RESULTS = re.compile(r"(?:at_once|today|result|results|note)[\W_]*$", re.IGNORECASE)
_OF_FACTS = re.compile(r"(?:^|[\W_])(?:profile|facts?|practice)$", re.IGNORECASE)
_PART = re.compile(r"(?=( - | \| |: |\. |\] ?|\[|/|\)\s))")
_SELECTED = re.compile(r"\s+[-–]\s+Selected Choice\s*$", re.IGNORECASE)


class Claim(NamedTuple):
    """What a title stands for.

    Attributes:
        known: The id of the item or the fact.
        by: How it was recognized: ``id``, ``name`` (of an exported form), ``group`` or ``prompt``.
        occasion: The occasion that the title names, such as ``q1``.
        is_before: Whether it stands before the name, where it may be a number of the question as well.
    """

    known: str
    by: str
    occasion: str = ""
    is_before: bool = False


class Matcher:
    """Recognizes titles of columns.

    Args:
        audit: The definition.
        exported: The item or fact of each name that exported forms use.
    """

    def __init__(self, audit: Audit, exported: Mapping[str, str]) -> None:
        self._audit = audit
        known = {*audit.items, *audit.facts}
        self._exported = {name: meant for name, meant in exported.items() if meant in known}
        self._ids = {folded(id): id for id in audit.items}
        facts = {folded(name): fact for name, fact in fact_of(audit).items() if fact in audit.facts}
        self._whole = {**facts, **self._ids}
        self._marked = {**{name: fact for name, fact in facts.items() if name.startswith("fact")}, **self._ids}
        self._lengths = {len(name) for name in self._whole}
        self._titled = vocabulary.titled(audit)
        self._asked = vocabulary.questions(audit)
        self._seen: dict[str, tuple[Claim, ...]] = {}

    def of(self, title: str) -> tuple[Claim, ...]:
        """Return what a title may stand for: mostly nothing or one thing."""
        if title not in self._seen:
            self._seen[title] = tuple(self._claims(title)) if title.strip() else ()
        return self._seen[title]

    @property
    def items(self) -> KeysView[str]:
        """The ids of the items that titles may stand for."""
        return KeysView(self._audit.items)

    def joined(self, above: str, title: str) -> tuple[Claim, ...]:
        """Return what a title below another one stands for, as ``gifts`` below ``Boundaries``."""
        name = folded(f"{above}{title}")
        found = self._ids.get(name) or self._titled.get(name)
        return (Claim(found, "group"),) if found else self.of(f"{above}.{title}")

    def is_answer(self, title: str, cell: str) -> bool:
        """Return whether a cell answers what a title above it asks."""
        return any(
            cell in self._audit.items[known].by_id or vocabulary.answer(self._answers[known], cell)
            for known in {claim.known for claim in self.of(title)} & self._audit.items.keys()
        )

    @cached_property
    def _spelled(self) -> Mapping[str, tuple[str, ...]]:
        return vocabulary.squeezed(self._asked)

    @cached_property
    def _answers(self) -> Mapping[str, Mapping[str, str]]:
        return vocabulary.answers(self._audit)

    def is_below(self, above: str, title: str) -> bool:
        """Return whether a title names an item only together with the title above it, or the occasion of one."""
        if not above or not title.strip():
            return False
        name = folded(f"{above}{title}")
        return name in self._ids or name in self._titled or (is_occasion(title) and bool(self.of(above)))

    def _claims(self, title: str) -> Iterator[Claim]:
        title = title.strip()
        found = self._named(title) or self._timed(title, self._named)
        if found is not None:
            yield found
        elif asked := list(self._prompts(title)):
            yield from asked
        elif found := self._timed(title, self._grouped) or self._grouped(title):
            yield found
        else:
            yield from self._begun(title)

    def _timed(self, title: str, read: Callable[[str], Claim | None]) -> Claim | None:
        """Return what a title stands for besides the occasion that it names."""
        for name, occasion, is_before in apart(title):
            if claim := read(name):
                return claim._replace(occasion=occasion, is_before=is_before)
        return None

    def _named(self, title: str) -> Claim | None:
        if title in self._audit.items:
            return Claim(title, "id")
        if title in self._exported:
            return Claim(self._exported[title], "name")
        if (found := self._whole.get(folded(title))) is not None:
            return Claim(found, "id" if found in self._audit.items or found == title else "name")
        return None

    def _grouped(self, title: str) -> Claim | None:
        """Return the item or fact that a title names behind that of a group."""
        whole = folded(title)
        if not any(whole[-length:] in self._whole for length in self._lengths) and "/" not in title:
            return None
        for place, sign in enumerate(title, 1):
            group, name = title[: place - 1], title[place:]
            if sign.isalnum() or sign in DELIMITERS or (sign.isspace() and group[-1:].isalnum()):
                continue
            known = self._whole if _OF_FACTS.search(group) else self._marked
            found = known.get(folded(name)) or self._exported.get(name)
            if found is not None and not _OF_RESULTS.search(group):
                return Claim(found, "group")
        return None

    def _prompts(self, title: str) -> Iterator[Claim]:
        spaced = title if " " in title else title.replace("_", " ")
        for text, occasion, is_before in _without_occasions(_SELECTED.sub("", spaced)):
            if found := self._asked.get(text) or self._spelled.get(squeeze(text)):
                yield from (Claim(known, "prompt", occasion, is_before) for known in found)
                return

    def _begun(self, title: str) -> Iterator[Claim]:
        """Yield the items whose question begins as a long title does, which may be cut."""
        text = said(title).rstrip("…").rstrip(".")
        if len(text) >= LONG_ENOUGH:
            begun = {known for asked, those in self._asked.items() if asked.startswith(text) for known in those}
            yield from (Claim(known, "prompt") for known in sorted(begun))


def apart(title: str) -> Iterator[tuple[str, str, bool]]:
    """Yield what a title says besides an occasion behind or before it, the occasion, and whether that is before."""
    end = title[-_LONGEST_OCCASION:]
    if (found := _BEHIND.search(end)) and (name := title[: len(title) - len(end) + found.start()]):
        yield name, found[1], False
    if found := _BEFORE.fullmatch(title):
        yield found[2], found[1], True


def is_occasion(title: str) -> bool:
    """Return whether a title names an occasion and nothing else; a mere number does not."""
    return not title.strip().isdigit() and _WHOLE.fullmatch(title.strip()) is not None


def _without_occasions(title: str) -> Iterator[tuple[str, str, bool]]:
    """Yield the texts that a title may ask, longest first, each with an occasion that is left out of it."""
    text = said(title)
    yield text, "", False
    for asked, occasion, is_before in apart(text):
        yield said(asked), occasion, is_before
        yield unnumbered(asked), occasion, is_before
    yield unnumbered(text), "", False
    for found in _PART.finditer(text):
        yield said(text[found.end(1) :].removesuffix("]")), "", False
        yield unnumbered(text[found.end(1) :].removesuffix("]")), "", False
