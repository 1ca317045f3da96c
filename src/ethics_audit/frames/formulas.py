"""CSV cells that a spreadsheet would run as a formula: escaped when written, unescaped when read.

A text that begins with one of these characters and is not a number gets a single quote before it. So does a text that
begins with such quotes already, so that reading can remove exactly one.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

_FORMULA = "'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_NUMBER = r"[+-]?[0-9][0-9.,]*([eE][+-]?[0-9]+)?"


def escaped_name(name: str) -> str:
    """Return a column's name as it is written to CSV."""
    return f"'{name}" if re.match(_FORMULA, name) and not re.fullmatch(_NUMBER, name) else name


def unescaped_name(name: str) -> str:
    """Return a column's name as it was before it was written to CSV."""
    return name[1:] if re.match(f"'{_FORMULA}", name) else name


def escaped(cells: pa.Array) -> pa.Array:
    """Return a column of text as it is written to CSV."""
    formulas = pc.match_substring_regex(cells, f"^{_FORMULA}")
    if not pc.any(formulas).as_py():
        return cells
    escape = pc.and_not(formulas, pc.match_substring_regex(cells, f"^{_NUMBER}$"))
    quoted = pc.binary_join_element_wise(pa.scalar("'", cells.type), cells, pa.scalar("", cells.type))
    return pc.if_else(escape, quoted, cells)


def unescaped(cells: pa.Array) -> pa.Array:
    """Return a column of text as it was before it was written to CSV."""
    quoted = pc.match_substring_regex(cells, f"^'{_FORMULA}")
    if not pc.any(quoted).as_py():
        return cells
    return pc.if_else(quoted, pc.utf8_slice_codeunits(cells, 1), cells)
