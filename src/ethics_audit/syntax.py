"""Text to plain values, strictly: what the parsers of TOML and JSON let through is refused here."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from ethics_audit.checks import repeated
from ethics_audit.errors import shown

LARGEST = {"toml": 1_000_000, "json": 8_000_000}
"""The most characters that a document may have."""

LARGEST_FILE = 4 * max(LARGEST.values())
"""The most bytes that are read of a file."""

LONGEST_TOML_LINE = 4_000
MOST_KEY_PARTS = 100
"""The parser's time grows with the square of the parts of a dotted key, so lines and keys are bounded."""

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
        raise ValueError(f"this is not {syntax.upper()}: {failure}") from None


def _parse_toml(text: str) -> Any:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_TOML_LINE and not _ONE_TEXT.fullmatch(line):
            raise ValueError(f"line {number} has {len(line)} characters; allowed are {LONGEST_TOML_LINE}")
        if (parts := line.partition("=")[0].count(".")) > MOST_KEY_PARTS:
            raise ValueError(f"line {number} has a key of {parts} parts; allowed are {MOST_KEY_PARTS}")
    return tomllib.loads(text)


def _parse_json(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_unique_keys, parse_constant=_no_constant)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(pairs)
    if len(unique) < len(pairs):
        twice = repeated([key for key, _ in pairs])
        raise ValueError(f"the key {shown(twice[0])} stands twice in one object")
    return unique


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is not a number of JSON")
