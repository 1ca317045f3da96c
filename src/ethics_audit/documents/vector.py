"""The compact vector: a result as one line for a database column, a log or a link.

::

    ea2:quarterly:1.0:7c3a9f0e21b4:Ccmt:0210-0~.3…:x0K

Colons separate the format with its version, the id and the version of the audit, the first twelve digits of its digest,
the profile, one sign per item, and a check. Items are in the order of their ids, not in the order of the questions. An
option is written as its place in `Item.ranked`: ``0`` is the best answer, then ``1`` to ``9``, ``A`` to ``Z`` and ``a``
to ``z``. ``~`` means unsure, ``.`` means ``n/a``, ``-`` means not answered. An item with more than 62 options takes two
signs, since a scale may have 100. The profile is a set of letters (`FACT_LETTERS`). No sign needs escaping in a URL.

The check is three signs over everything before its colon. The first counts the signs, so that a lost or an added one is
found. The others are a polynomial of the signs at a primitive root of a prime, so that any one changed sign and any two
exchanged signs are found; other changes go unnoticed once in some thousands. The format ``ea1`` had no check; it is
still read, and no longer written.

The line has everything that a score depends on, but not the reasons given with ``n/a``. Its meaning never changes:
another format would get another version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import NamedTuple

from ethics_audit.base import causes
from ethics_audit.base.errors import AnswerError, Problem, shown
from ethics_audit.model.answers import UNSURE, Answer, Answers, NotApplicable
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import Item

FORMAT = "ea2"
UNCHECKED = "ea1"
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
DIGEST_LENGTH = 12
PRIME = 3833
"""The largest prime that fits in two signs; `ROOT` is a primitive root of it."""
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
        "self_pay": "p",
        "platform": "g",
        "forensic": "f",
        "coaching": "k",
        "compact": "x",
        "us": "u",
        "profession.counselor": "C",
        "profession.psychologist": "P",
        "profession.social_worker": "S",
        "profession.marriage_family_therapist": "M",
        "profession.uk_counsellor": "U",
    }
)
"""The letter of each profile fact; a letter is never reused for another fact."""

_FACTS = {letter: fact for fact, letter in FACT_LETTERS.items()}
_FORMAT = re.compile(r"(ea\d+):", re.ASCII)
_FORM = re.compile(
    r"(?P<format>ea\d+):(?P<id>[a-z0-9_]+):(?P<version>[0-9.]+):(?P<digest>[0-9a-f]{12}):(?P<profile>[A-Za-z]*):"
    r"(?P<answers>[0-9A-Za-z~.-]*)(?::(?P<check>[0-9A-Za-z]{3}))?",
    re.ASCII,
)


def is_vector(text: str) -> bool:
    """Return whether a text begins like a vector."""
    return _FORMAT.match(text) is not None


class Head(NamedTuple):
    """The definition that a vector was written under."""

    id: str
    version: str
    digest: str


def encode(audit: Audit, answers: Answers) -> str:
    """Return the vector of answers that fit the audit."""
    profile = "".join(sorted(FACT_LETTERS[fact] for fact in answers.profile))
    signs = "".join(_sign(item, answers.given.get(item.id)) for item in _in_order(audit))
    line = ":".join((FORMAT, *_head(audit), profile, signs))
    return f"{line}:{check(line)}"


def check(line: str) -> str:
    """Return the check of a vector: the number of its signs, and their polynomial."""
    value = 0
    for sign in line:
        value = (value * ROOT + ord(sign)) % PRIME
    base = len(DIGITS)
    return DIGITS[len(line) % base] + DIGITS[value // base] + DIGITS[value % base]


def head(vector: str) -> Head:
    """Return the definition that a vector names.

    Raises:
        AnswerError: If it is not a vector, or is in another format.
    """
    return Head(*_parsed(vector).group("id", "version", "digest"))


def decode(vector: str, audit: Audit) -> Answers:
    """Return the answers of a vector, without the reasons given with ``n/a``.

    Surrounding blanks, such as the padding of a fixed-length column, are ignored.

    Raises:
        AnswerError: If it is not a vector, was written under another definition than `audit`, or is damaged; with
            every problem.
    """
    parsed = _parsed(vector)
    named, needed = Head(*parsed.group("id", "version", "digest")), _head(audit)
    if named != needed:
        message = f"was written under {' '.join(named)}, but the definition given is {' '.join(needed)}"
        raise _refused(message, "read it with the definition that it names", "other-definition")
    problems = list(_profile_problems(parsed["profile"]))
    given = dict(_answers(audit, parsed["answers"], problems))
    if problems:
        raise AnswerError(problems, SOURCE)
    return Answers(given, frozenset(_FACTS[letter] for letter in parsed["profile"]))


def _parsed(vector: str) -> re.Match[str]:
    given = vector.strip() if isinstance(vector, str) else ""
    named, parsed = _FORMAT.match(given), _FORM.fullmatch(given)
    if named and named[1] not in {FORMAT, UNCHECKED}:
        message = f"expected the format {FORMAT} or {UNCHECKED}, got {named[1]}"
        raise _refused(message, "a newer version of ethics-audit may read it", "newer-version")
    if parsed is None or (parsed["check"] is None) is (parsed["format"] == FORMAT):
        message = f"expected {FORMAT}:audit:version:digest:profile:answers:check, got {shown(vector)}"
        raise _refused(message, "was it cut off, or copied with something around it?", "format")
    if parsed["check"] and parsed["check"] != check(given.rpartition(":")[0]):
        message = "is damaged: its check does not match, so a sign was lost, added or changed"
        raise _refused(message, "copy it again from its source", "damaged")
    return parsed


def _refused(message: str, hint: str, code: str) -> AnswerError:
    return AnswerError([Problem("", message, hint, code)], SOURCE)


def _profile_problems(letters: str) -> Iterator[Problem]:
    for letter in letters:
        if letter not in _FACTS:
            yield causes.unexpected("profile", "letters of profile facts", letter)
    if list(letters) != sorted(set(letters)):
        yield causes.unexpected("profile", "each letter once, in order", letters)


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
    """Yield the answers that the signs stand for; add problems to `problems`."""
    items = _in_order(audit)
    if len(signs) != (needed := sum(_width(item) for item in items)):
        hint = "was it cut off?" if len(signs) < needed else ""
        problems.append(causes.unexpected("answers", f"{needed} signs", len(signs), hint))
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
            problems.append(causes.unexpected(item.id, f"one of {' '.join(meaning)}", sign))


def _meaning(item: Item, width: int) -> dict[str, Answer | None]:
    """Return the answer that each sign of an item stands for."""
    signs: dict[str, Answer | None] = {_sign(item, option.id): option.id for option in item.ranked}
    if item.not_applicable:
        signs[DOES_NOT_APPLY * width] = NotApplicable()
    return {**signs, NOT_KNOWN * width: UNSURE, NOTHING * width: None}
