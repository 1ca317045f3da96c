"""A result as one line for a database column, a log or a link: the compact vector.

::

    ea2:quarterly:1.0:7c3a9f0e21b4:Ccmt:0210-0~.3…:x0K

Between colons: the format with its version, the id and the version of the audit, the first twelve digits of its digest,
the profile, one sign an item, and a check. Items stand in the order of their ids, whatever order they are asked in. An
option is its place among the options of its item, ordered by risk and then by id: ``0`` is the best answer, and then
``1`` to ``9``, ``A`` to ``Z``, ``a`` to ``z``. ``~`` is unsure, ``.`` is ``n/a``, ``-`` is not answered. An item with
more than 62 options has two signs. A profile is a set of letters (`FACT_LETTERS`). Every sign can stand in a link as it
is.

The check is three signs over all that stands before its colon. With the first every sign that is lost or added is
found, since it counts them; with the others every sign that is another, and any two that are exchanged, since they are
a polynomial of the signs at a primitive root of a prime; whatever else is changed passes once in some thousands. The
format ``ea1`` had no check; it is read and not written any more.

The line holds everything that a score depends on; the reasons given with ``n/a`` are not in it. What is written here
never changes its meaning: another format would have another version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import NamedTuple

from ethics_audit.base.errors import AnswerError, Problem, shown
from ethics_audit.model.answers import UNSURE, Answer, Answers, NotApplicable
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import Item

FORMAT = "ea2"
UNCHECKED = "ea1"
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
DIGEST_LENGTH = 12
PRIME = 3833
"""The largest prime that two signs can hold; `ROOT` is a primitive root of it."""
ROOT = 10
NOTHING, NOT_KNOWN, DOES_NOT_APPLY = "-", "~", "."
SOURCE = "vector"

FACT_LETTERS = MappingProxyType(
    {
        "telehealth": "t",
        "minors": "m",
        "couples_or_groups": "c",
        "supervises": "s",
        "trainee": "l",
        "insurance": "i",
        "employs_staff": "e",
        "research": "r",
        "ai_tools": "a",
        "profession.counselor": "C",
        "profession.psychologist": "P",
        "profession.social_worker": "S",
        "profession.marriage_family_therapist": "M",
        "profession.uk_counsellor": "U",
    }
)
"""The letter of each profile fact; a letter is never given to another fact."""

_FACTS = {letter: fact for fact, letter in FACT_LETTERS.items()}
_FORMAT = re.compile(r"(ea\d+):", re.ASCII)
_FORM = re.compile(
    r"(?P<format>ea\d+):(?P<id>[a-z0-9_]+):(?P<version>[0-9.]+):(?P<digest>[0-9a-f]{12}):(?P<profile>[A-Za-z]*):"
    r"(?P<answers>[0-9A-Za-z~.-]*)(?::(?P<check>[0-9A-Za-z]{3}))?",
    re.ASCII,
)


def is_vector(text: str) -> bool:
    """Whether a text begins as a vector does."""
    return _FORMAT.match(text) is not None


class Head(NamedTuple):
    """Which definition a vector was written under."""

    id: str
    version: str
    digest: str


def encode(audit: Audit, answers: Answers) -> str:
    """The vector of answers that fit the audit."""
    profile = "".join(sorted(FACT_LETTERS[fact] for fact in answers.profile))
    signs = "".join(_sign(item, answers.given.get(item.id)) for item in _in_order(audit))
    line = ":".join((FORMAT, *_head(audit), profile, signs))
    return f"{line}:{check(line)}"


def check(line: str) -> str:
    """The check of a vector: the number of its signs, and their polynomial."""
    value = 0
    for sign in line:
        value = (value * ROOT + ord(sign)) % PRIME
    base = len(DIGITS)
    return DIGITS[len(line) % base] + DIGITS[value // base] + DIGITS[value % base]


def head(vector: str) -> Head:
    """The definition that a vector names.

    Raises:
        AnswerError: If it is no vector, or one of another format.
    """
    return Head(*_parsed(vector).group("id", "version", "digest"))


def decode(vector: str, audit: Audit) -> Answers:
    """The answers of a vector, without the reasons given with ``n/a``.

    Blanks around it, as a column of fixed length pads it with, are passed over.

    Raises:
        AnswerError: If it is no vector, was written under another definition than `audit`, or is damaged; with every
            problem.
    """
    parsed = _parsed(vector)
    named, needed = Head(*parsed.group("id", "version", "digest")), _head(audit)
    if named != needed:
        told = f"was written under {' '.join(named)}; the definition given is {' '.join(needed)}"
        raise AnswerError([Problem("", told, "read it with the definition that it names")], SOURCE)
    problems = list(_profile_problems(parsed["profile"]))
    given = dict(_answers(audit, parsed["answers"], problems))
    if problems:
        raise AnswerError(problems, SOURCE)
    return Answers(given, frozenset(_FACTS[letter] for letter in parsed["profile"]))


def _parsed(vector: str) -> re.Match[str]:
    given = vector.strip() if isinstance(vector, str) else ""
    named, parsed = _FORMAT.match(given), _FORM.fullmatch(given)
    if named and named[1] not in {FORMAT, UNCHECKED}:
        told = f"is of the format {named[1]}; this version reads {FORMAT} and {UNCHECKED}"
        raise AnswerError([Problem("", told, "a newer version of ethics-audit may read it")], SOURCE)
    if parsed is None or (parsed["check"] is None) is (parsed["format"] == FORMAT):
        told = f"expected {FORMAT}:audit:version:digest:profile:answers:check, got {shown(vector)}"
        raise AnswerError([Problem("", told, "was it cut off, or copied with something around it?")], SOURCE)
    if parsed["check"] and parsed["check"] != check(given.rpartition(":")[0]):
        told = "is damaged: its check does not fit, so that a sign is lost, added or another than it was"
        raise AnswerError([Problem("", told, "copy it again from where it is kept")], SOURCE)
    return parsed


def _profile_problems(letters: str) -> Iterator[Problem]:
    for letter in letters:
        if letter not in _FACTS:
            yield Problem("profile", f"{letter!r} is given, which stands for no profile fact")
    if list(letters) != sorted(set(letters)):
        yield Problem("profile", f"expected each letter once, in their order, got {letters!r}")


def _head(audit: Audit) -> Head:
    return Head(audit.id, audit.version, audit.digest[:DIGEST_LENGTH])


def _in_order(audit: Audit) -> list[Item]:
    return sorted(audit.items.values(), key=lambda item: item.id)


def _width(item: Item) -> int:
    return 1 if len(item.options) <= len(DIGITS) else 2


def _sign(item: Item, answer: Answer | None) -> str:
    width = _width(item)
    if not isinstance(answer, str):
        special = NOTHING if answer is None else NOT_KNOWN if answer is UNSURE else DOES_NOT_APPLY
        return special * width
    place = [option.id for option in item.ranked].index(answer)
    return "".join(DIGITS[place // len(DIGITS) ** power % len(DIGITS)] for power in reversed(range(width)))


def _answers(audit: Audit, signs: str, problems: list[Problem]) -> Iterator[tuple[str, Answer]]:
    """The answers that the signs stand for; adds what is wrong to `problems`."""
    items = _in_order(audit)
    if len(signs) != (needed := sum(_width(item) for item in items)):
        problems.append(
            Problem(
                "answers",
                f"{len(signs)} signs are given; allowed are {needed}",
                "was it cut off?" if len(signs) < needed else "",
            )
        )
        return
    at = 0
    for item in items:
        sign = signs[at : at + (width := _width(item))]
        at += width
        meaning = _meaning(item, width)
        if sign in meaning:
            if (answer := meaning[sign]) is not None:
                yield item.id, answer
        else:
            problems.append(Problem(item.id, f"expected one of {' '.join(meaning)}, got {sign!r}"))


def _meaning(item: Item, width: int) -> dict[str, Answer | None]:
    """What each sign of an item stands for."""
    signs: dict[str, Answer | None] = {_sign(item, option.id): option.id for option in item.ranked}
    if item.not_applicable:
        signs[DOES_NOT_APPLY * width] = NotApplicable()
    return {**signs, NOT_KNOWN * width: UNSURE, NOTHING * width: None}
