"""Strict parsing of TOML and JSON: what the standard parsers let through is refused here."""

from __future__ import annotations

import json
import re
from typing import Any

from ethics_audit.base.errors import shown
from ethics_audit.base.validation import repeated

LARGEST = {"toml": 1_000_000, "json": 8_000_000}
"""The most characters that a document may have."""

LONGEST_TOML_LINE = 4_000
MOST_KEY_PARTS = 100
"""The parser takes quadratic time in the parts of a dotted key, so lines and keys are limited."""

MOST_LEVELS = 200
"""The deepest nesting of lists and objects in JSON."""

MOST_DIGITS = 4_000
"""Python reads numbers of little more than this."""

_ONE_TEXT = r'\s*[A-Za-z0-9_-]{1,100} = ".*"\r?'
"""A line with a plain key and one text, which may be long."""


def parse(text: str, syntax: str) -> Any:
    """Return the value of a TOML or JSON document.

    Raises:
        ValueError: If it is too large, is not in this syntax, repeats a key, or contains NaN or an infinity.
    """
    if len(text) > LARGEST[syntax]:
        raise ValueError(f"expected at most {LARGEST[syntax]} characters, got {len(text)}")
    try:
        return _parse_toml(text) if syntax == "toml" else _parse_json(text)
    except RecursionError:
        raise ValueError(f"this {syntax.upper()} cannot be read: it is nested too deeply") from None
    except ValueError as failure:
        raise ValueError(f"this is not {syntax.upper()}: {_strange(text, str(failure))}") from None


_STRANGE = (
    (
        "[\u00ab\u00bb\u2018-\u201f\u2032\u2033\u2039\u203a\uff02\uff07]",
        "has curly quotes ({}), which word processors insert; use straight quotes",
    ),
    (
        "[\u00a0\u2000-\u200f\u2028\u2029\u202f\u2060\u3000\ufeff]",
        "has a special blank ({}); use a plain blank, or none",
    ),
)
"""Signs that text editors insert in place of others, and what a message says of them."""

_WITHIN = r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*'
"""Texts and comments, which may contain any sign."""


def _strange(text: str, failure: str) -> str:
    """Return a parser's message on its first failure, or a better one if the line has special signs."""
    lines = text.split("\n")
    named = re.search(r"line (\d+)", failure)
    number = int(named[1]) if named else len(text.rstrip().split("\n"))
    line = re.sub(_WITHIN, "", lines[min(number, len(lines)) - 1][:LONGEST_TOML_LINE])
    for signs, message in _STRANGE:
        if found := re.search(signs, line):
            sign = found[0] if found[0].isprintable() else f"U+{ord(found[0]):04X}"
            return f"line {number} {message.format(sign)}"
    return failure


def _parse_toml(text: str) -> Any:
    import tomllib

    if "\r" in text and "\n" not in text:
        raise ValueError("its lines end with CR alone, as on very old Macs; save it with LF or CRLF line ends")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_TOML_LINE and not re.fullmatch(_ONE_TEXT, line):
            raise ValueError(f"line {number}: expected at most {LONGEST_TOML_LINE} characters, got {len(line)}")
        if (parts := line.partition("=")[0].count(".") + 1) > MOST_KEY_PARTS:
            raise ValueError(f"line {number}: expected a key of at most {MOST_KEY_PARTS} parts, got {parts}")
    return tomllib.loads(text)


def _parse_json(text: str) -> Any:
    value = json.loads(text, object_pairs_hook=_unique_keys, parse_constant=_no_constant, parse_int=_whole)
    if text.count("[") + text.count("{") > MOST_LEVELS:
        _refuse_depth(value)
    return value


def _refuse_depth(value: Any) -> None:
    """Refuse deeper nesting than any document has; newer JSON parsers go deeper than Python's recursion can.

    Raises:
        RecursionError: If the value is nested too deeply.
    """
    level = [value]
    for _ in range(MOST_LEVELS + 1):
        lists = [list(outer.values()) if isinstance(outer, dict) else outer for outer in level]
        level = [inner for inside in lists if isinstance(inside, list) for inner in inside]
        if not level:
            return
    raise RecursionError


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"expected a number of at most {MOST_DIGITS} digits, got {len(digits)}")
    return int(digits)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(pairs)
    if len(unique) < len(pairs):
        twice = repeated([key for key, _ in pairs])
        raise ValueError(f"the key {shown(twice[0])} appears twice in one object")
    return unique


def _no_constant(word: str) -> Any:
    raise ValueError(f"expected a JSON number, got {word}")
