"""One process that reads damaged inputs until its time is over, or until an input ends it.

Hypothesis draws the inputs, so that a seed repeats a run, and makes each input with a new fault smaller. The input that
is being read stands in a file, where the process that watches this one finds it if this one ends or hangs.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from math import inf
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st

from ethics_audit.base.errors import EthicsAuditError
from fuzz.readers import READERS, Reader, corpus

LONGEST = 5.0
"""The most seconds of a processor for one input."""
HANGS = 3 * LONGEST
"""After so many, the system ends the process, whatever it does."""
MEMORY = 256 << 20
MEMORY_OF_A_BYTE = 256
"""The most memory that one input may take beside what was taken before: so much, and so much for each byte."""
ADDRESSES = 6 << 30
CURRENT, STATUS, FAULTS = "current", "status.json", "faults"
CRASHES = "crash-"
"""Inputs of the corpus that end the process in which they are read: users have another one, and so have the tests."""
A_BATCH = 50
"""Always as many, so that a longer run reads what a shorter one did, and more."""
SAVED_EACH = 0.3
"""So often the counts are written, in seconds of a processor."""


class SlowError(AssertionError):
    """An input that takes too long."""


class LargeError(AssertionError):
    """An input that takes too much memory."""


@st.composite
def inputs(draw: st.DrawFn, reader: Reader, seeds: list[bytes]) -> bytes:
    """Draw an input of the corpus, damaged up to four times."""
    content = draw(st.sampled_from(seeds))
    chance: Random = draw(st.randoms(use_true_random=False))
    for _ in range(draw(st.integers(0, 4))):
        content = draw(st.sampled_from(reader.mutations))(content, chance)
    return content


def spent() -> float:
    """Return the seconds of a processor that this process and those of its own have taken."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def peaks() -> tuple[int, int]:
    """Return the most memory that this process and one of its own have had, in bytes; 0 where no system tells it."""
    if sys.platform == "win32":
        return 0, 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1 << 10
    own, other = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return unit * own, unit * max(own, other)  # the libraries of a process of its own take about as much as here


@contextmanager
def within_bounds(content: bytes) -> Iterator[None]:
    """Refuse that the work in the ``with`` block takes too long, or too much memory for the size of the input."""
    with suppress(OSError):  # Linux alone forgets the peak of earlier inputs
        Path("/proc/self/clear_refs").write_text("5")
    before, start = peaks(), spent()
    limit(HANGS)
    try:
        yield
    finally:
        limit(0)
        took = spent() - start
        grown = max(after - had for after, had in zip(peaks(), before, strict=True))
        if took > LONGEST:
            raise SlowError(f"took {took:.1f} s")
        if grown > MEMORY + MEMORY_OF_A_BYTE * len(content):
            raise LargeError(f"took {grown >> 20:,} MB for {len(content):,} bytes")


def tried(reader: Reader, content: bytes) -> bool:
    """Read an input, and return whether it was accepted; raise its fault."""
    try:
        with warnings.catch_warnings(), within_bounds(content):
            warnings.simplefilter("ignore")
            reader.read(content)
    except EthicsAuditError as failure:
        str(failure)
        return False
    return True


def place_of(fault: BaseException) -> str:
    """Return the kind of a fault, by which faults are told apart, with the last line of the library on its way."""
    frames = traceback.extract_tb(fault.__traceback__)
    own = [frame for frame in frames if "ethics_audit" in frame.filename] or frames
    last = own[-1]
    beyond = frames[-1].name if "fuzz" in frames[-1].filename else ""
    where = "/".join(Path(last.filename).parts[-2:])
    return f"{type(fault).__name__} at {where}:{last.lineno} {beyond}".strip()


class Run:
    """The inputs of one reader that one process reads.

    Attributes:
        folder: Where the current input, the counts and the faults are written.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.folder = folder
        self._name, self._reader = name, READERS[name]
        self._seeds = [path.read_bytes() for path in corpus(name) if not path.name.startswith(CRASHES)]
        self._known: dict[str, bytes] = {}
        self._most = inf
        self._counts: dict[str, Any] = {"inputs": 0, "accepted": 0, "slowest": 0.0, "spent": 0.0, "faults": {}}
        self._begun = self._saved = spent()
        self._current = os.open(folder / CURRENT, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0))

    def until(self, end: float, number: int, most: float = inf) -> None:
        """Read inputs until so many seconds of a processor are spent, or so many are read; a batch has its own seed."""
        self._most = most
        while self._goes_on(end):
            self.batch(number, A_BATCH, end)
            number += 1
        self._save()

    def _goes_on(self, end: float) -> bool:
        return self._counts["inputs"] < self._most and spent() < end

    @property
    def faults(self) -> dict[str, str]:
        """The names of the inputs that are kept, by their faults."""
        return dict(self._counts["faults"])

    def batch(self, number: int, size: int, end: float) -> None:
        """Read so many inputs, drawn from a seed, or fewer if the time is over."""

        @seed(number)
        @settings(
            max_examples=size,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
            report_multiple_bugs=False,
            print_blob=False,
        )
        @given(inputs(self._reader, self._seeds))
        def read(content: bytes) -> None:
            if self._goes_on(end):
                self._read(content)

        found: dict[str, bytes] = {}
        self._found = found
        try:
            read()
        except BaseException as fault:
            if isinstance(fault, KeyboardInterrupt):
                raise
        for place, content in found.items():
            self._known[place] = content
            self.keep(place, content)

    def _read(self, content: bytes) -> None:
        os.lseek(self._current, 0, os.SEEK_SET)
        os.write(self._current, content)
        os.ftruncate(self._current, len(content))
        start = spent()
        self._counts["inputs"] += 1
        try:
            self._counts["accepted"] += tried(self._reader, content)
        except (SlowError, LargeError) as fault:
            self.keep(type(fault).__name__, content)  # to make it smaller would take too long
        except Exception as fault:
            place = place_of(fault)
            if place in self._known:
                return
            self._found[place] = content
            raise
        finally:
            now = spent()
            self._counts["slowest"] = max(self._counts["slowest"], now - start)
            self._counts["spent"] = now - self._begun
            if now - self._saved > SAVED_EACH:
                self._save()
                self._saved = now

    def keep(self, place: str, content: bytes) -> None:
        """Keep an input with a fault."""
        name = sha256(content).hexdigest()[:12]
        (self.folder / FAULTS / name).write_bytes(content)
        self._counts["faults"][place] = name
        self._save()

    def _save(self) -> None:
        part = self.folder / f"{STATUS}.part"
        part.write_text(json.dumps(self._counts), "utf-8")
        part.replace(self.folder / STATUS)


def limit(seconds: float) -> None:
    """Let the system end this process after so many more seconds of a processor, where it can; 0 lifts the limit."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def bounded() -> None:
    """Bound the memory of this process, where the system has such bounds."""
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard == resource.RLIM_INFINITY or hard > ADDRESSES:
            resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(name: str, folder: Path, seconds: float, most: float, number: int) -> None:
    """Fuzz a reader for so many seconds of a processor, or with so many inputs; the seeds' numbers begin with this one.

    Parquet and Arrow are read in this process, which takes a hundredth of the time; what is found counts if it is a
    fault too where another process reads them.
    """
    bounded()
    sys.frozen = True  # type: ignore[attr-defined]
    (folder / FAULTS).mkdir(parents=True, exist_ok=True)
    warm(name)
    Run(name, folder).until(spent() + seconds, number, most)


def warm(name: str) -> None:
    """Read one valid input, so that what is loaded once is there."""
    with suppress(SlowError, LargeError):
        tried(READERS[name], corpus(name)[-1].read_bytes())


def one(name: str, path: Path, told: Path) -> None:
    """Read one input, and write its fault if it has one."""
    bounded()
    warm(name)
    try:
        tried(READERS[name], path.read_bytes())
    except Exception as fault:  # noqa: BLE001 - the same
        told.write_text(f"{place_of(fault)}\n\n{''.join(traceback.format_exception(fault))}", "utf-8")
