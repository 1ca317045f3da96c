"""A result as one line for a database column, a log or a link: the compact vector.

::

    ea1:quarterly:1.0:7c3a9f0e21b4:CcmT:0210-0~.3…

Between colons: the format with its version, the id and the version of the audit, the first twelve digits of its digest,
the profile, and one sign an item. Items stand in the order of their ids, whatever order they are asked in. An option is
its place among the options of its item, ordered by risk and then by id: ``0`` is the best answer, and then ``1`` to
``9``, ``A`` to ``Z``, ``a`` to ``z``. ``~`` is unsure, ``.`` is ``n/a``, ``-`` is not answered. An item with more than
62 options has two signs. A profile is a set of letters (`FACT_LETTERS`). Every sign can stand in a link as it is.

The line holds everything that a score depends on; the reasons given with ``n/a`` are not in it. What is written here
never changes its meaning: another format would have another version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import NamedTuple

from ethics_audit.answers import UNSURE, Answer, Answers, NotApplicable
from ethics_audit.errors import AnswerError, Problem, shown
from ethics_audit.model import Audit, Item, Option

FORMAT = "ea1"
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
DIGEST_LENGTH = 12
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
_FORM = re.compile(
    r"(?P<format>ea\d+):(?P<id>[a-z0-9_]+):(?P<version>[0-9.]+):(?P<digest>[0-9a-f]{12}):(?P<profile>[A-Za-z]*):"
    r"(?P<answers>[0-9A-Za-z~.-]*)",
    re.ASCII,
)


class Head(NamedTuple):
    """Which definition a vector was written under."""

    id: str
    version: str
    digest: str


def encode(audit: Audit, answers: Answers) -> str:
    """The vector of answers that fit the audit."""
    profile = "".join(sorted(FACT_LETTERS[fact] for fact in answers.profile))
    signs = "".join(_sign(item, answers.given.get(item.id)) for item in _in_order(audit))
    return ":".join((FORMAT, *_head(audit), profile, signs))


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
    parsed = _FORM.fullmatch(vector.strip()) if isinstance(vector, str) else None
    if parsed is None:
        told = f"{shown(vector)} is given; allowed is {FORMAT}:audit:version:digest:profile:answers"
        raise AnswerError([Problem("", told, "was it cut off, or copied with something around it?")], SOURCE)
    if parsed["format"] != FORMAT:
        told = f"is of the format {parsed['format']}; this version reads {FORMAT}"
        raise AnswerError([Problem("", told, "a newer version of ethics-audit may read it")], SOURCE)
    return parsed


def _profile_problems(letters: str) -> Iterator[Problem]:
    for letter in letters:
        if letter not in _FACTS:
            yield Problem("profile", f"{letter!r} is given, which stands for no profile fact")
    if list(letters) != sorted(set(letters)):
        yield Problem("profile", f"{letters!r} is given; allowed is each letter once, in their order")


def _head(audit: Audit) -> Head:
    return Head(audit.id, audit.version, audit.digest[:DIGEST_LENGTH])


def _in_order(audit: Audit) -> list[Item]:
    return sorted(audit.items.values(), key=lambda item: item.id)


def _options(item: Item) -> list[Option]:
    return sorted(item.options, key=lambda option: (option.risk, option.id))


def _width(item: Item) -> int:
    return 1 if len(item.options) <= len(DIGITS) else 2


def _sign(item: Item, answer: Answer | None) -> str:
    width = _width(item)
    if not isinstance(answer, str):
        special = NOTHING if answer is None else NOT_KNOWN if answer is UNSURE else DOES_NOT_APPLY
        return special * width
    place = [option.id for option in _options(item)].index(answer)
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
            problems.append(Problem(item.id, f"{sign!r} is given; allowed is one of {' '.join(meaning)}"))


def _meaning(item: Item, width: int) -> dict[str, Answer | None]:
    """What each sign of an item stands for."""
    signs: dict[str, Answer | None] = {_sign(item, option.id): option.id for option in _options(item)}
    if item.not_applicable:
        signs[DOES_NOT_APPLY * width] = NotApplicable()
    return {**signs, NOT_KNOWN * width: UNSURE, NOTHING * width: None}
