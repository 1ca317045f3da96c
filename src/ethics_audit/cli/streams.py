"""Standard input and output: whether each is a terminal, and how it is encoded."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TextIO

from ethics_audit.base import layout

ACCESSIBLE = "ACCESSIBLE"
"""The environment variable by which people who have a terminal read aloud tell programs so."""
NARROWEST, WIDEST = 40, 100
"""The columns of a terminal that are used at least, and at most: longer lines are hard to read."""


def configure() -> None:
    """Write UTF-8 to files and pipes whatever the code page, and replace what a terminal cannot show.

    Surrogates, which stand for undecodable bytes in file names, are written as escapes. Undecodable input is an error
    where it is read.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            at_terminal = stream.isatty()
            stream.reconfigure(
                encoding=None if at_terminal else "utf-8", errors="replace" if at_terminal else "backslashreplace"
            )
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="strict")


def is_terminal(*streams: TextIO | None) -> bool:
    """Return whether each of these is a terminal; one that is closed or missing is not."""
    return all(stream is not None and not stream.closed and stream.isatty() for stream in streams)


def screen_width() -> int:
    """Return the width of a line: on the terminal, at least 39 and at most 99 columns.

    The last column stays free: some terminals begin a new line there.
    """
    if not is_terminal(sys.stdout):
        return layout.WIDTH
    from shutil import get_terminal_size

    return min(max(get_terminal_size().columns, NARROWEST), WIDEST) - 1


def wants_words_alone() -> bool:
    """Return whether nothing may be drawn: for a screen reader, or on a terminal that only prints."""
    return bool(os.environ.get(ACCESSIBLE)) or (is_terminal(sys.stdout) and os.environ.get("TERM") == "dumb")


def pages() -> bool:
    """Return whether a person can read through a pager that gets no file; on Windows every pager does."""
    return is_terminal(sys.stdin, sys.stdout) and os.name != "nt"


def shows(signs: str) -> bool:
    """Return whether standard output can encode these characters."""
    try:
        signs.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def results_alone() -> Iterator[None]:
    """Send what a compiled library prints on its own to standard error: HiGHS does now and then, although told not to.

    See https://github.com/ERGO-Code/HiGHS/issues/2783.
    """
    if not (sys.stdout and sys.stderr):
        yield
        return
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def drop_unwritable() -> None:
    """Drop output that cannot be written; the interpreter would try again when it exits, and change the exit status."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream:
                stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
