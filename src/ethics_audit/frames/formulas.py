"""Cells of CSV that a spreadsheet would take for a formula: written as text, and read back as what they are.

A text that begins with one of these signs, and is no number, gets a single quote before it; so does one that begins
with such quotes already, so that reading can take exactly one away.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

_FORMULA = "'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_NUMBER = r"[+-]?[0-9][0-9.,]*([eE][+-]?[0-9]+)?"


def escaped_name(name: str) -> str:
    """Return a column's name as CSV has it."""
    return f"'{name}" if re.match(_FORMULA, name) and not re.fullmatch(_NUMBER, name) else name


def unescaped_name(name: str) -> str:
    """Return a column's name that CSV has."""
    return name[1:] if re.match(f"'{_FORMULA}", name) else name


def escaped(cells: pa.Array) -> pa.Array:
    """Return a column of text as CSV has it."""
    formulas = pc.match_substring_regex(cells, f"^{_FORMULA}")
    if not pc.any(formulas).as_py():
        return cells
    told = pc.and_not(formulas, pc.match_substring_regex(cells, f"^{_NUMBER}$"))
    quoted = pc.binary_join_element_wise(pa.scalar("'", cells.type), cells, pa.scalar("", cells.type))
    return pc.if_else(told, quoted, cells)


def unescaped(cells: pa.Array) -> pa.Array:
    """Return a column of text that CSV has."""
    told = pc.match_substring_regex(cells, f"^'{_FORMULA}")
    if not pc.any(told).as_py():
        return cells
    return pc.if_else(told, pc.utf8_slice_codeunits(cells, 1), cells)
