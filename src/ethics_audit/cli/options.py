"""What several commands share: the exit status, and options."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import Any

import click

from ethics_audit.bands import BANDS

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


def locale_option(command: Command) -> Command:
    """The language of the questions."""
    told = "The language of the questions, such as es; that of the original if left out."
    return click.option("--locale", metavar="LOCALE", help=told)(command)


def json_option(command: Command) -> Command:
    """Whether JSON is printed."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")(command)


def history_option(command: Command) -> Command:
    """Which history."""
    told = "A file, or a PostgreSQL URL; by default the one that 'ethics-audit paths' shows."
    return click.option("--history", "place", metavar="PLACE", default="", help=told)(command)
