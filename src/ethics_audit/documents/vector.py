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

An audit with facts of its own has the format ``ea3``: after the letters of the profile, a point and a sign for each own
fact that its items require, in the order of the ids: ``1`` if it holds, and else ``0``.

The line has everything that a score depends on, but not the reasons given with ``n/a``. Its meaning never changes:
another format would get another version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from attrs import field, frozen

from ethics_audit.base import causes
from ethics_audit.base.errors import AnswerError, Problem, shown
from ethics_audit.model.answers import UNSURE, Answer, Answers, NotApplicable
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import Item

FORMAT = "ea2"
UNCHECKED = "ea1"
WITH_OWN_FACTS = "ea3"
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
_KNOWN = (UNCHECKED, FORMAT, WITH_OWN_FACTS)
_FORMAT = re.compile(r"(ea\d+):", re.ASCII)
_FORM = re.compile(
    r"(?P<format>ea\d+):(?P<id>[a-z0-9_]+):(?P<version>[0-9.]+):(?P<digest>[0-9a-f]{12}):(?P<profile>[A-Za-z]*)(?:\.(?P<own>[01]+))?:"
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
    code = _code(audit)
    profile = "".join(sorted(FACT_LETTERS[fact] for fact in answers.profile if fact in FACT_LETTERS))
    own = "".join("1" if fact in answers.profile else "0" for fact in code.facts)
    signs = "".join(one.signs[_key(answers.given.get(id))] for id, one in code.items.items())
    line = ":".join((code.format, *_head(audit), f"{profile}.{own}" if own else profile, signs))
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
    code = _code(audit)
    problems = list(_profile_problems(parsed["profile"], parsed["own"] or "", code))
    given = dict(_answers(code, parsed["answers"], problems))
    if problems:
        raise AnswerError(problems, SOURCE)
    own = [fact for fact, sign in zip(code.facts, parsed["own"] or "", strict=True) if sign == "1"]
    return Answers(given, frozenset([_FACTS[letter] for letter in parsed["profile"]] + own))


def _parsed(vector: str) -> re.Match[str]:
    given = vector.strip() if isinstance(vector, str) else ""
    named, parsed = _FORMAT.match(given), _FORM.fullmatch(given)
    if named and named[1] not in _KNOWN:
        message = f"expected the format {' or '.join(_KNOWN)}, got {named[1]}"
        raise _refused(message, "a newer version of ethics-audit may read it", "newer-version")
    if parsed is None or not _is_whole(parsed):
        message = f"expected {FORMAT}:audit:version:digest:profile:answers:check, got {shown(vector)}"
        raise _refused(message, "was it cut off, or copied with something around it?", "format")
    if parsed["check"] and parsed["check"] != check(given.rpartition(":")[0]):
        message = "is damaged: its check does not match, so a sign was lost, added or changed"
        raise _refused(message, "copy it again from its source", "damaged")
    return parsed


def _is_whole(parsed: re.Match[str]) -> bool:
    """Return whether a vector has all parts of its format, and no other."""
    has_check, has_own = parsed["check"] is not None, parsed["own"] is not None
    return has_check is (parsed["format"] != UNCHECKED) and has_own is (parsed["format"] == WITH_OWN_FACTS)


def _refused(message: str, hint: str, code: str) -> AnswerError:
    return AnswerError([Problem("", message, hint, code)], SOURCE)


def _profile_problems(letters: str, own: str, code: _Code) -> Iterator[Problem]:
    for letter in letters:
        if letter not in _FACTS:
            yield causes.unexpected("profile", "letters of profile facts", letter)
    if list(letters) != sorted(set(letters)):
        yield causes.unexpected("profile", "each letter once, in order", letters)
    if len(own) != len(code.facts):
        yield causes.unexpected("profile", f"{len(code.facts)} signs of own facts", len(own))


def _head(audit: Audit) -> Head:
    return Head(audit.id, audit.version, audit.digest[:DIGEST_LENGTH])


class _Signs(NamedTuple):
    """The signs of one item.

    Attributes:
        width: How many signs an answer takes.
        signs: The signs of each answer; see `_key`.
        meaning: The answer that signs stand for; None for not answered.
    """

    width: int
    signs: Mapping[object, str]
    meaning: Mapping[str, Answer | None]


class _Code(NamedTuple):
    """How the answers to an audit are written.

    Attributes:
        items: The signs of each item, in the order of their ids.
        facts: The own facts that the items require, in the order of their ids.
        length: How many signs there are for the answers.
    """

    items: Mapping[str, _Signs]
    facts: tuple[str, ...]
    length: int

    @property
    def format(self) -> str:
        """The format that is written."""
        return WITH_OWN_FACTS if self.facts else FORMAT


@frozen
class _ByDigest:
    """An audit as the key of a cache: the digest covers all that the signs depend on, and is computed once."""

    digest: str
    audit: Audit = field(eq=False)


def _code(audit: Audit) -> _Code:
    return _code_of(_ByDigest(audit.digest, audit))


@lru_cache(maxsize=64)
def _code_of(key: _ByDigest) -> _Code:
    ordered = sorted(key.audit.items.values(), key=lambda item: item.id)
    items = {item.id: _signs(item) for item in ordered}
    own = tuple(fact for fact in key.audit.facts if fact in key.audit.own_facts)
    return _Code(items, own, sum(one.width for one in items.values()))


def _key(answer: Answer | None) -> object:
    """Return an answer without its reason."""
    return NotApplicable if isinstance(answer, NotApplicable) else answer


def _signs(item: Item) -> _Signs:
    width = 1 if len(item.options) <= len(DIGITS) else 2
    signs: dict[object, str] = {
        option.id: "".join(DIGITS[place // len(DIGITS) ** power % len(DIGITS)] for power in reversed(range(width)))
        for place, option in enumerate(item.ranked)
    }
    meaning: dict[str, Answer | None] = {signs[option.id]: option.id for option in item.ranked}
    special: dict[object, str] = {NotApplicable: DOES_NOT_APPLY, UNSURE: NOT_KNOWN, None: NOTHING}
    signs |= {answer: sign * width for answer, sign in special.items()}
    if item.not_applicable:
        meaning[DOES_NOT_APPLY * width] = NotApplicable()
    return _Signs(width, signs, {**meaning, NOT_KNOWN * width: UNSURE, NOTHING * width: None})


def _answers(code: _Code, signs: str, problems: list[Problem]) -> Iterator[tuple[str, Answer]]:
    """Yield the answers that the signs stand for; add problems to `problems`."""
    if len(signs) != code.length:
        hint = "was it cut off?" if len(signs) < code.length else ""
        problems.append(causes.unexpected("answers", f"{code.length} signs", len(signs), hint))
        return
    at = 0
    for id, one in code.items.items():
        sign = signs[at : at + one.width]
        at += one.width
        if sign not in one.meaning:
            problems.append(causes.unexpected(id, f"one of {' '.join(one.meaning)}", sign))
        elif (answer := one.meaning[sign]) is not None:
            yield id, answer
