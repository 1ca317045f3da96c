"""Sentences in lines, with paths and commands that can be copied out of them in one piece."""

from __future__ import annotations

import textwrap

from ethics_audit.base.layout import WIDTH

_JOINT = "\0"
"""Stands for a space in what stays in one piece; no path and no command contains it."""


def whole(value: object) -> str:
    """Return a path or a command so that `sentence` leaves it in one piece."""
    return str(value).replace(" ", _JOINT)


def sentence(text: str) -> str:
    """Return a paragraph; what is `whole` in it gets a line of its own if it does not fit on another."""
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False).replace(_JOINT, " ")
