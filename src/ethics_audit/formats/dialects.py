"""The parts of an expression and how each program writes them: one dialect per program.

Around them, expressions use only what all programs write alike: whole numbers, comparisons with ``>=``, ``>`` and
``=``, and the words ``and`` and ``or``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ethics_audit.model.items import Item

INTEGER, NUMBER, TRUTH, TEXT = "integer", "number", "truth", "text"

RESULTS = {
    "band": TEXT,
    "score": NUMBER,
    "low": NUMBER,
    "high": NUMBER,
    "coverage": NUMBER,
    "band_low": TEXT,
    "band_high": TEXT,
    "provisional": TRUTH,
    "flags": TEXT,
    "points": INTEGER,
    "weight": INTEGER,
    "open_weight": INTEGER,
}
"""The results of an audit and of each domain, in the order in which a person reads them, with the kind of each.

The names are those of an assessment.
"""

WHOLE = ""
"""The scope of the whole audit; the scope of a domain is the id of its checklist."""
IN_WORDS = "told"
"""The name of the result in words."""


def fact_link(fact: str) -> str:
    """Return the name of the question whether a fact holds; no item has such a name."""
    return f"fact:{fact}"


class Term(NamedTuple):
    """An amount that counts when the answer to an item is one of some words."""

    item: Item
    words: tuple[str, ...]
    amount: int


class Dialect(ABC):
    """How one program writes an expression; what nearly all programs write alike is here.

    Attributes:
        NOTHING: A value that is not there; only results may have it.
        IF: The function that chooses between two values.
        RESULTS_KEPT: Whether later steps can use every result.
    """

    NOTHING = "''"
    IF = "if"
    RESULTS_KEPT = True

    @abstractmethod
    def answered(self, item: Item, words: Sequence[str]) -> str:
        """Return the condition that the answer to the item is one of these words."""

    @abstractmethod
    def total(self, terms: Sequence[Term]) -> str:
        """Return the sum of the terms that count; all of them belong to one domain."""

    @abstractmethod
    def holds(self, fact: str) -> str:
        """Return the condition that the practice has this fact."""

    @abstractmethod
    def step(self, scope: str, name: str) -> str:
        """Return the value of an earlier step."""

    @abstractmethod
    def rounded(self, above: str, below: str, parts: int) -> str:
        """Return a quotient, rounded down to parts of one, such as 10 for tenths, so that it never overstates."""

    @abstractmethod
    def listed(self, ids: Sequence[tuple[str, str]]) -> str:
        """Return a text of the ids whose condition holds, separated by spaces; conditions come before their ids."""

    def choice(self, condition: str, then: str, other: str) -> str:
        """Return one value where the condition holds, else the other."""
        return f"{self.IF}({condition}, {then}, {other})"

    def text(self, value: str) -> str:
        """Return a literal text."""
        return f"'{in_quotes(value)}'"

    def joined(self, pieces: Sequence[str]) -> str:
        """Return texts and numbers as one text."""
        return f"concat({', '.join(pieces)})"

    def truth(self, condition: str) -> str:
        """Return a condition as a result."""
        return condition

    def spaced(self, ids: Sequence[tuple[str, str]]) -> list[str]:
        """Return each id with a space before it, or an empty text where its condition does not hold."""
        return [self.choice(condition, self.text(f" {id}"), self.text("")) for condition, id in ids]


class Chained(Dialect):
    """A dialect that makes one choice for each term and compares words one by one."""

    @abstractmethod
    def equal(self, item: Item, word: str) -> str:
        """Return the condition that the answer to the item is this word."""

    def answered(self, item: Item, words: Sequence[str]) -> str:
        """Return the condition that the answer is one of these words."""
        return either(self.equal(item, word) for word in words)

    def total(self, terms: Sequence[Term]) -> str:
        """Return a sum with one choice for each term."""
        return added(self.choice(self.answered(term.item, term.words), str(term.amount), "0") for term in terms)


def in_quotes(text: str) -> str:
    """Return a text without quotes, which can be put between quotes."""
    return text.replace("'", "\u2019")


def both(conditions: Iterable[str]) -> str:
    """Return the condition that all of these hold."""
    return f"({' and '.join(conditions)})"


def either(conditions: Iterable[str]) -> str:
    """Return the condition that any of these holds."""
    return f"({' or '.join(conditions)})"


def added(terms: Iterable[int | str]) -> str:
    """Return the sum of the terms; whole numbers are already added here."""
    terms = list(terms)
    known = sum(term for term in terms if isinstance(term, int))
    pieces = [*([str(known)] if known else []), *(term for term in terms if isinstance(term, str))]
    return f"({' + '.join(pieces)})" if len(pieces) > 1 else "".join(pieces) or "0"
