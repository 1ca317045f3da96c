"""What the program is read from and writes to: a terminal, a file, another program, or nothing at all."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import TextIO


def settle() -> None:
    """Write UTF-8 into files and to other programs, whatever the code page; on a terminal replace what it cannot show.

    Half a sign, such as stands for a byte of a file's name that is no text, is written by its number. What is typed
    and is no text is an error where it is read.
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
    """Return whether each of these is a terminal; one that is closed, or not there at all, is none."""
    return all(stream is not None and not stream.closed and stream.isatty() for stream in streams)


def shows(signs: str) -> bool:
    """Return whether standard output can write these signs."""
    try:
        signs.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return False
    return True


def let_go() -> None:
    """Drop what cannot be written any more; the interpreter would try again at its end, and end with another status."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream:
                stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
