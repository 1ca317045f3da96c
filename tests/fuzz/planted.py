"""Readers with a fault of each kind, in a module of its own, which every process finds by its name."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from fuzz import engine, mutations
from fuzz.promises import promise
from fuzz.readers import READERS, Reader

SHOWN = 3
"""Not 1, by which Python ends when it finds no module."""


def raises(content: bytes) -> None:
    """Raise what nobody expects."""
    if b"ea1" not in content:
        {}["planted"]


def keeps_silent(content: bytes) -> None:
    """Break a promise."""
    promise(content.startswith(b"ea"), "planted")


def takes_memory(content: bytes) -> None:
    """Take more memory than any input may."""
    if not content.startswith(b"ea"):
        (b"x" * ((1 << 29) + 512 * len(content))).count(b"y")


def takes_time(content: bytes) -> None:
    """Take more than the second that is allowed here."""
    until = time.process_time() + 1.5 * (not content.startswith(b"ea"))
    while time.process_time() < until:
        pass


def fuzzed(read: Callable[[bytes], None], folder: Path) -> None:
    """Fuzz a reader with a fault."""
    READERS["vector"] = Reader(read, (mutations.as_text,))
    engine.LONGEST = 1.0
    run = engine.Run("vector", folder)
    run.until(engine.spent() + 3.0, 1)


def again(read: Callable[[bytes], None], content: Path) -> None:
    """Read an input once more; end the process with status SHOWN if it has a fault."""
    engine.LONGEST = 1.0
    try:
        engine.tried(Reader(read, ()), content.read_bytes())
    except (KeyError, AssertionError):
        os._exit(SHOWN)
