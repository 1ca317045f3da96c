"""What texts may hold, as JSON Schema: the same characters as `ethics_audit.base.validation` lets through.

The patterns say what must not be there, since ``$`` means one thing in Python and another in JavaScript.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

from ethics_audit.base.validation import JOINERS

_LEAP = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)"
_DAYS = "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"


def line(longest: int) -> dict[str, Any]:
    """Text on one line that says something."""
    blank = "[^ \\u00a0\\u3000]"
    return {"type": "string", "maxLength": longest, "pattern": blank, "not": {"pattern": _unprinted("")}}


def lines(longest: int) -> dict[str, Any]:
    """Text of any number of lines, or none."""
    return {"type": "string", "maxLength": longest, "not": {"pattern": _unprinted("\n")}}


def day() -> dict[str, Any]:
    """A day of the calendar, or nothing."""
    told = f"^(?!0000)([0-9]{{4}}-({_DAYS})|{_LEAP}-02-29)?$(?!\\n)"
    return {"type": "string", "pattern": told}


@cache
def _unprinted(but: str) -> str:
    """A class of the characters that a text must not have."""
    allowed = {*JOINERS, *but}
    ranges: list[list[int]] = []
    for code in range(sys.maxunicode + 1):
        if chr(code).isprintable() or chr(code) in allowed:
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in ranges)}]"
