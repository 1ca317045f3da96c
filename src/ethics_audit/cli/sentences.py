"""Commands of this program as they are typed, and sentences out of which they can be copied in one piece."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Mapping

import click

from ethics_audit.base.language import ORIGINAL, gettext, spoken
from ethics_audit.base.layout import width
from ethics_audit.cli.options import VARIABLE

_JOINT = "\0"
"""Stands for a space in what stays in one piece; no path and no command contains it."""


def whole(value: object) -> str:
    """Return a path or a command so that `sentence` leaves it in one piece."""
    return str(value).replace(" ", _JOINT)


def sentence(text: str) -> str:
    """Return a paragraph; what is `whole` in it gets a line of its own if it does not fit on another."""
    return textwrap.fill(text, width(), break_long_words=False, break_on_hyphens=False).replace(_JOINT, " ")


def arguments_of(options: Mapping[str, object]) -> list[str]:
    """Return options as they are typed, by their names; those that are not set are left out."""
    return [word for option, value in options.items() if value for word in (option, str(value))]


def typed(*words: str) -> str:
    """Return a command of this program as a person types it, in the language that was asked for."""
    locale = click.get_current_context().meta.get(VARIABLE)
    return shlex.join(["ethics-audit", *words, *arguments_of({"--locale": locale})])


def to_begin() -> str:
    """Return the command that begins an audit: in another language, the audit that is translated."""
    return typed("start", *([] if spoken() == ORIGINAL else ["brief"]))


def whole_page(file: str) -> str:
    """Return how to see all of the page of an answers file."""
    return sentence(gettext("All of it: {command}", command=whole(typed("score", file, "--all"))))


def next_command(*words: str) -> str:
    """Return the command that comes next."""
    return sentence(gettext("Next: {command}", command=whole(typed(*words))))
