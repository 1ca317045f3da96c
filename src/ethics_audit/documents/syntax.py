"""Text to plain values, strictly: what the parsers of TOML and JSON let through is refused here."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from typing import Any

from ethics_audit.base.errors import shown
from ethics_audit.base.validation import repeated

LARGEST = {"toml": 1_000_000, "json": 8_000_000}
"""The most characters that a document may have."""

LONGEST_TOML_LINE = 4_000
MOST_KEY_PARTS = 100
"""The parser's time grows with the square of the parts of a dotted key, so lines and keys are bounded."""

MOST_LEVELS = 200
"""So deep may lists and objects of JSON be nested."""

MOST_DIGITS = 4_000
"""The interpreter reads no more than a little over that."""

_ONE_TEXT = re.compile(r'\s*[A-Za-z0-9_-]{1,100} = ".*"')
"""A line that gives a plain key one text, which may be long."""


def parse(text: str, syntax: str) -> Any:
    """The value of a TOML or JSON document.

    Raises:
        ValueError: If it is too large, is not of this syntax, repeats a key, or holds NaN or an infinity.
    """
    if len(text) > LARGEST[syntax]:
        raise ValueError(f"{len(text)} characters are given; allowed are {LARGEST[syntax]}")
    try:
        return _parse_toml(text) if syntax == "toml" else _parse_json(text)
    except RecursionError:
        raise ValueError(f"this is not {syntax.upper()} that can be read: it is nested too deeply") from None
    except ValueError as failure:
        raise ValueError(f"this is not {syntax.upper()}: {_strange(text, str(failure))}") from None


_STRANGE = (
    (
        re.compile("[\u00ab\u00bb\u2018-\u201f\u2032\u2033\u2039\u203a\uff02\uff07]"),
        "has curly quotes ({}), as word processors write them; write straight quotes",
    ),
    (
        re.compile("[\u00a0\u2000-\u200f\u2028\u2029\u202f\u2060\u3000\ufeff]"),
        "has a blank that is no plain one ({}); write a plain blank, or none",
    ),
)
"""Signs that programs for text put in the place of others, and what is told of them."""

_WITHIN = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*')
"""Texts and comments, which may hold any sign."""


def _strange(text: str, failure: str) -> str:
    """What a parser says of its first failure; of a line with signs that no document is written with, what they are."""
    lines = text.split("\n")
    named = re.search(r"line (\d+)", failure)
    number = int(named[1]) if named else len(text.rstrip().split("\n"))
    line = _WITHIN.sub("", lines[min(number, len(lines)) - 1][:LONGEST_TOML_LINE])
    for signs, told in _STRANGE:
        if found := signs.search(line):
            shown = found[0] if found[0].isprintable() else f"U+{ord(found[0]):04X}"
            return f"line {number} {told.format(shown)}"
    return failure


def _parse_toml(text: str) -> Any:
    if "\r" in text and "\n" not in text:
        raise ValueError("its lines end as on Macs of long ago (CR alone); save it with the line ends of today")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_TOML_LINE and not _ONE_TEXT.fullmatch(line):
            raise ValueError(f"line {number} has {len(line)} characters; allowed are {LONGEST_TOML_LINE}")
        if (parts := line.partition("=")[0].count(".")) > MOST_KEY_PARTS:
            raise ValueError(f"line {number} has a key of {parts} parts; allowed are {MOST_KEY_PARTS}")
    return tomllib.loads(text)


def _parse_json(text: str) -> Any:
    value = json.loads(text, object_pairs_hook=_unique_keys, parse_constant=_no_constant, parse_int=_whole)
    if text.count("[") + text.count("{") > MOST_LEVELS:
        _refuse_depth(value)
    return value


def _refuse_depth(value: Any) -> None:
    """Refuse what is nested deeper than any document; newer parsers of JSON go deeper than Python itself can.

    Raises:
        RecursionError: If it is.
    """
    level = [value]
    for _ in range(MOST_LEVELS + 1):
        level = [inner for one in level if isinstance(one, dict | list) for inner in _members(one)]
        if not level:
            return
    raise RecursionError


def _members(one: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return one.values() if isinstance(one, dict) else one


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"a number of {len(digits)} digits is given; allowed are {MOST_DIGITS}")
    return int(digits)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(pairs)
    if len(unique) < len(pairs):
        twice = repeated([key for key, _ in pairs])
        raise ValueError(f"the key {shown(twice[0])} stands twice in one object")
    return unique


def _no_constant(word: str) -> Any:
    raise ValueError(f"expected a number of JSON, got {word}")
