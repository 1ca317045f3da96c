"""What an expression is made of, and how a program writes it: a dialect for each program.

Only whole numbers, comparisons with ``>=``, ``>`` and ``=``, and the words ``and`` and ``or`` are used beside it, which
all of them write alike.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from ethics_audit.model.definitions import Item

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
"""What is told of an audit and of each domain, in the order in which a person reads it, with the kind of value.

The names are those of an assessment.
"""

WHOLE = ""
"""The scope of the whole audit; that of a domain is the id of its checklist."""


TOLD = "told"
"""The name of the result in words."""


class Term(NamedTuple):
    """What is added where the answer to an item is one of some words."""

    item: Item
    words: tuple[str, ...]
    amount: int


class Dialect(Protocol):
    """How one program writes what an expression is made of.

    Attributes:
        NOTHING: A value that is not there, for results only.
        RESULTS_KEPT: Whether every result can be used in later steps.
    """

    NOTHING: str
    RESULTS_KEPT: bool

    def answered(self, item: Item, words: Sequence[str]) -> str:
        """Whether the answer to the item is one of these words."""

    def total(self, terms: Sequence[Term]) -> str:
        """The sum of the terms whose words are the answer; all of them are of one domain."""

    def holds(self, fact: str) -> str:
        """Whether the practice has this fact."""

    def step(self, scope: str, name: str) -> str:
        """The value of an earlier step."""

    def choice(self, condition: str, then: str, other: str) -> str:
        """One value where the condition holds, else the other."""

    def text(self, value: str) -> str:
        """A text as it stands."""

    def truth(self, condition: str) -> str:
        """A condition as a result."""

    def listed(self, ids: Sequence[tuple[str, str]]) -> str:
        """Of pairs of a condition and an id, the ids whose condition holds, with spaces between."""

    def rounded(self, above: str, below: str, parts: int) -> str:
        """A quotient in tenths, or other parts of one, rounded down: what is shown never reaches what it does not."""

    def joined(self, pieces: Sequence[str]) -> str:
        """Texts and numbers as one text."""


class Written:
    """What all the programs write nearly alike."""

    NOTHING = "''"
    IF = "if"
    RESULTS_KEPT = True

    def choice(self, condition: str, then: str, other: str) -> str:
        """One value where the condition holds, else the other."""
        return f"{self.IF}({condition}, {then}, {other})"

    def text(self, value: str) -> str:
        """A text; a quote would end it."""
        return f"'{in_quotes(value)}'"

    def joined(self, pieces: Sequence[str]) -> str:
        """One call with all of them."""
        return f"concat({', '.join(pieces)})"

    def truth(self, condition: str) -> str:
        """A condition, which is a value."""
        return condition

    def spaced(self, ids: Sequence[tuple[str, str]]) -> list[str]:
        """Each id with a space before it, or an empty text where its condition does not hold."""
        return [self.choice(condition, self.text(f" {id}"), self.text("")) for condition, id in ids]


class Chained(Written, ABC):
    """One choice for each term, and words compared one by one."""

    @abstractmethod
    def equal(self, item: Item, word: str) -> str:
        """Whether the answer is this word."""

    def answered(self, item: Item, words: Sequence[str]) -> str:
        """Whether the answer is one of these."""
        return either(self.equal(item, word) for word in words)

    def total(self, terms: Sequence[Term]) -> str:
        """One choice for each term."""
        return added(self.choice(self.answered(term.item, term.words), str(term.amount), "0") for term in terms)


def in_quotes(text: str) -> str:
    """A text between quotes, which a quote would end."""
    return text.replace("'", "\u2019")


def both(conditions: Iterable[str]) -> str:
    """Whether all of these hold."""
    return f"({' and '.join(conditions)})"


def either(conditions: Iterable[str]) -> str:
    """Whether any of these holds."""
    return f"({' or '.join(conditions)})"


def added(terms: Iterable[int | str]) -> str:
    """The sum; whole numbers are added here already."""
    terms = list(terms)
    known = sum(term for term in terms if isinstance(term, int))
    told = [*([str(known)] if known else []), *(term for term in terms if isinstance(term, str))]
    if len(told) > 1:
        return f"({' + '.join(told)})"
    return told[0] if told else "0"
