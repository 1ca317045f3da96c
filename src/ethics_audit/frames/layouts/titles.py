"""The titles of a table: how many of its first rows they are, and what each column may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import frozen

from ethics_audit.frames.layouts.matching import Claim, Matcher, is_occasion
from ethics_audit.frames.raw import Raw

MOST_ROWS = 8
"""Titles begin within so many rows."""
FIRST_ROWS = 4
"""So many rows tell one sheet or delimiter from another."""
RESPONSES = frozenset({"response", "responses", "open-ended response", "respuesta", "respuestas"})
"""What SurveyMonkey writes below a question."""
_IMPORT_ID = re.compile(r'^\s*\{\s*"+ImportId"+', re.IGNORECASE)


@frozen
class Title:
    """The titles of one column.

    Attributes:
        name: The one that the program gave it, unique in the file.
        texts: All of them, from the first row down.
        above: The nearest title to its left in the rows of titles, where its own cell is empty, as below merged cells.
        is_over: Whether one of its titles reaches over columns to its right, as a merged cell does.
    """

    name: str
    texts: tuple[str, ...]
    above: tuple[str, ...] = ()
    is_over: bool = False

    def claims(self, matcher: Matcher) -> tuple[Claim, ...]:
        """Return what the column may stand for; titles above it count only if its own say nothing.

        A title such as ``Telehealth`` over those of items is that of their domain, and of no fact.
        """
        own = [(text, claim) for text in self.texts for claim in matcher.of(text)]
        pairs = [(above, text) for above in (*self.above, *self.texts[:-1]) for text in self.texts if above != text]
        below = [(text, claim) for above, text in pairs for claim in matcher.joined(above, text)]
        asks = any(claim.known in matcher.items for _, claim in (*own, *below))
        if asks or (self.is_over and not is_occasion(self.texts[-1])):
            own, below = (
                [(text, claim) for text, claim in some if claim.known in matcher.items or text == self.texts[-1]]
                for some in (own, below)
            )
        occasion = next(filter(is_occasion, (*self.above, *self.texts)), "")
        return tuple(
            claim if claim.occasion else claim._replace(occasion=occasion, is_before=True) for _, claim in own or below
        )

    def answers_to(self, name: str) -> bool:
        """Return whether somebody may call the column by this name."""
        return name in (self.name, *self.texts)


def depth(raw: Raw, matcher: Matcher) -> int:
    """Return how many of the first rows are titles: as far as the last that names what the audit asks."""
    rows = raw.rows[: _before_answers(raw, matcher)]
    known = recognized(rows, matcher)
    found = list(range(max(raw.own, 1)))
    for place in range(len(found), min(len(rows), MOST_ROWS)):
        above = [any(some) for some in zip(*(known[row] for row in found), strict=True)]
        follows = known[place + 1 : place + 2] if place + 1 < len(raw.rows) else [[True]]
        if _is_titles(rows[place], known[place], above, around=[known[place - 1], *follows]):
            found.append(place)
    return found[-1] + 1


def _before_answers(raw: Raw, matcher: Matcher) -> int:
    """Return how many of the first rows there are before one with an answer to what stands above it."""
    first = max(raw.own, 1)
    for place, row in enumerate(raw.rows[first : MOST_ROWS + 1], first):
        columns = zip(row, zip(*raw.rows[:place], strict=True), strict=True)
        if any(cell and matcher.is_answer(title, cell) for cell, titles in columns for title in titles if title):
            return place
    return MOST_ROWS + 1


def recognized(rows: Sequence[Sequence[str]], matcher: Matcher) -> list[list[bool]]:
    """Return which cells name something that the audit asks, by themselves or below another title."""
    found = []
    above: Sequence[str] = ()
    for row in rows:
        over = _over([cell.strip() for cell in above]) or [""] * len(row)
        found.append(
            [bool(matcher.of(cell)) or matcher.is_below(title, cell) for title, cell in zip(over, row, strict=True)]
        )
        above = row
    return found


def _over(cells: Sequence[str]) -> list[str]:
    """Return for each cell its text, or the nearest one to its left."""
    found: list[str] = []
    for cell in cells:
        found.append(cell or (found[-1] if found else ""))
    return found


def count(rows: Sequence[Sequence[str]], matcher: Matcher) -> int:
    """Return how many columns a row of titles names, at most."""
    return max((sum(row) for row in recognized(rows[:FIRST_ROWS], matcher)), default=0)


def _is_titles(
    row: Sequence[str], known: Sequence[bool], above: Sequence[bool], around: Sequence[Sequence[bool]]
) -> bool:
    """Return whether a row is titles, from the columns that are known in it, in titles above and in the rows around."""
    if any(_IMPORT_ID.match(cell) for cell in row):
        return True
    if not any(known):
        below = [
            cell.strip().casefold() for cell, is_known in zip(row, above, strict=True) if is_known and cell.strip()
        ]
        return bool(below) and all(cell in RESPONSES for cell in below)
    is_alone = not any(above) and not any(map(any, around))
    return sum(known) > 1 or is_alone or any(map(bool.__and__, known, above))


def titles(raw: Raw, rows: int) -> list[Title]:
    """Return the titles of each column, when so many rows are titles."""
    head = [[cell.strip() for cell in row] for row in raw.rows[:rows] if any(cell.strip() for cell in row)]
    naming = max(range(len(head)), key=lambda place: len({*head[place]} - {""}), default=0)
    found: list[Title] = []
    seen: dict[str, int] = {}
    for place in range(len(head[0]) if head else 0):
        texts = [row[place] for row in head if row[place] and not _IMPORT_ID.match(row[place])]
        own = [text for text in texts if text.casefold() not in RESPONSES]
        name = head[naming][place] or (own[-1] if own else f"column {place + 1}")
        seen[name] = seen.get(name, 0) + 1
        unique = name if seen[name] == 1 else f"{name}.{seen[name] - 1}"
        is_asked = head[-1][place].casefold() in RESPONSES
        is_over = not is_asked and any(row[place] and row[place + 1 : place + 2] == [""] for row in head[:-1])
        found.append(Title(unique, tuple(dict.fromkeys(texts)), tuple(_above(head, place)), is_over))
    return found


def _above(head: Sequence[Sequence[str]], place: int) -> Iterator[str]:
    """Yield the titles that reach over a column from its left."""
    for row in head[:-1]:
        if not row[place]:
            before = [cell for cell in row[:place] if cell]
            yield from before[-1:]
