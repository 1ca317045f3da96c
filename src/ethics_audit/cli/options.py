"""What several commands share: the exit status, and options."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import Any

import click

from ethics_audit.bands import BANDS
from ethics_audit.errors import UnknownIdError
from ethics_audit.language import ORIGINAL, general_first, offered, speaking, spoken

FILE = click.Path(path_type=Path, readable=False)
BAND = click.Choice([band.value for band in BANDS])

Command = Callable[..., Any]


class Status(IntEnum):
    """The exit status of the program."""

    DONE = 0
    BAND_REACHED = 1
    WRONG_USAGE = 2
    BAD_INPUT = 3
    STORE_FAILED = 4
    INTEGRITY_BROKEN = 5
    LOCKED = 6
    INTERRUPTED = 130


def version_option(command: Command) -> Command:
    """The version of a definition."""
    told = "The version; the newest if left out."
    return click.option("--version", "version", metavar="VERSION", help=told)(command)


def _speak(context: click.Context, _option: click.Parameter, locale: str | None) -> str | None:
    if locale:
        context.with_resource(speaking(locale))
    return locale


def locale_option(command: Command) -> Command:
    """The language of the questions, and of all that is said around them."""
    told = "The language of the questions, such as es; that of the original if left out."
    return click.option("--locale", metavar="LOCALE", callback=_speak, help=told)(command)


def _speak_known(context: click.Context, option: click.Parameter, locale: str | None) -> None:
    if locale is not None and not offered().intersection(general_first(locale)):
        raise UnknownIdError("language", locale, offered())
    _speak(context, option, locale)


def speech_option(command: Command) -> Command:
    """The language of the program's own words, where a command asks no questions."""
    told = "The language of the program's own words, such as es."
    return click.option("--locale", metavar="LOCALE", callback=_speak_known, expose_value=False, help=told)(command)


def language(locale: str | None) -> list[str]:
    """The option that asks for a language, unless it is that of the original."""
    return [] if locale in {None, ORIGINAL} else ["--locale", locale]


def typed(*words: str) -> str:
    """A command of this program as a person types it, to go on in the language that is spoken."""
    return shlex.join(["ethics-audit", *words, *language(spoken())])


def json_option(command: Command) -> Command:
    """Whether JSON is printed."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")(command)


def history_option(command: Command) -> Command:
    """Which history."""
    told = "A file, or a PostgreSQL URL; by default the one that 'ethics-audit paths' shows."
    return click.option("--history", "place", metavar="PLACE", default="", help=told)(command)
