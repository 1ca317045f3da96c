"""Sentences in lines, with what a person may copy out of them in one piece."""

from __future__ import annotations

import textwrap

from ethics_audit.base.layout import WIDTH

_JOINT = "\0"
"""Stands for a space in what stays in one piece; no path and no command holds it."""


def whole(told: object) -> str:
    """A path or a command that `sentence` leaves in one piece."""
    return str(told).replace(" ", _JOINT)


def sentence(text: str) -> str:
    """A paragraph; what is `whole` in it stands on a line of its own where it is too long for another."""
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False).replace(_JOINT, " ")
