"""Fuzz every reader, or some: ``python -m fuzz [READER …] [--minutes N | --inputs N]``, with `tests` on the path.

So many inputs are the same in each run, on a slow machine and on a quick one; ``--seed`` draws others. It prints a line
a reader, and ends with status 1 if there is a fault. Each input with one is kept, with what was raised; once the fault
is mended, put it into the reader's folder in the corpus, where a test reads it. A run of minutes over every reader
is written down for the page of promises.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import signal
import tempfile
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from math import inf
from pathlib import Path
from typing import Any

from promises import commit, keep

from fuzz import engine
from fuzz.engine import CURRENT, FAULTS, STATUS
from fuzz.readers import READERS

WAITS = 600.0
"""An input that takes so many seconds by the clock waits for something that never comes, however busy the machine."""
MOST_TRIES = 20
"""So many processes are started for one reader, if inputs end each."""
PROCESSES: Any = multiprocessing.get_context(
    "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
)


class Total:
    """What was counted of one reader, over all its processes, and its faults, each with the input that is kept."""

    def __init__(self) -> None:
        self.inputs = self.accepted = 0
        self.slowest = self.spent = 0.0
        self.faults: dict[str, Path] = {}


def _ended(work: Callable[..., None], arguments: tuple[Any, ...], current: Path) -> str:
    """Do work in a process of its own, and return how an input ended it; empty if none did."""
    process = PROCESSES.Process(target=work, args=arguments, daemon=True)
    process.start()
    known, since = 0, time.monotonic()
    while process.is_alive():
        process.join(0.2)
        stamp = current.stat().st_mtime_ns if current.exists() else 0
        if stamp != known:
            known, since = stamp, time.monotonic()
        if time.monotonic() - since > WAITS:
            process.kill()
            process.join()
            return "waits for ever"
    if process.exitcode == -signal.SIGPROF if hasattr(signal, "SIGPROF") else False:
        return f"takes more than {engine.HANGS:.0f} s"
    if process.exitcode < 0:
        return f"ends the process by {signal.Signals(-process.exitcode).name}"
    return f"ends the process with status {process.exitcode}" if process.exitcode else ""


def fault_of(name: str, path: Path) -> str:
    """Read one input as users do, in a process of its own, and return its fault, with the traceback; empty without."""
    told = path.with_name(f"{path.name}.txt")
    told.unlink(missing_ok=True)
    ended = _ended(engine.one, (name, path, told), path)
    return ended or (told.read_text("utf-8") if told.exists() else "")


def fuzz(name: str, seconds: float, most: float, number: int, kept: Path) -> Total:
    """Fuzz one reader for so long, or with so many inputs; a process that an input ends is followed by another."""
    total, seen, tries = Total(), set[str](), 0
    while total.spent < seconds and total.inputs < most and tries < MOST_TRIES:
        tries += 1
        with tempfile.TemporaryDirectory(prefix="fuzz-run-") as there:
            folder = Path(there)
            ended = _ended(
                engine.run, (name, folder, seconds - total.spent, most - total.inputs, number), folder / CURRENT
            )
            found = _add(total, folder)
            if ended and (folder / CURRENT).exists():
                found[ended] = folder / CURRENT
            for place in found.keys() - seen:
                if how := fault_of(name, found[place]):
                    total.faults.setdefault(how.partition("\n")[0], _kept(kept / name, how, found[place]))
            seen |= found.keys() - {ended}
        if not ended:
            break
        number += 1_000_000
    return total


def _add(total: Total, folder: Path) -> dict[str, Path]:
    """Add what one process counted, and return its faults."""
    if not (folder / STATUS).exists():
        return {}
    found = json.loads((folder / STATUS).read_text("utf-8"))
    total.inputs += found["inputs"]
    total.accepted += found["accepted"]
    total.spent += found["spent"]
    total.slowest = max(total.slowest, found["slowest"])
    return {place: folder / FAULTS / name for place, name in found["faults"].items()}


def _kept(folder: Path, how: str, path: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    content = path.read_bytes()
    copy = folder / sha256(content).hexdigest()[:12]
    copy.write_bytes(content)
    copy.with_suffix(".txt").write_text(how, "utf-8")
    return copy


def main(given: Sequence[str] | None = None) -> int:
    """Fuzz the readers that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description="Fuzz readers.")
    parser.add_argument("readers", nargs="*", metavar="READER", help=f"one of {', '.join(READERS)}; all by default")
    until = parser.add_mutually_exclusive_group()
    until.add_argument("--minutes", type=float, help="of a processor, for all readers together; 60 by default")
    until.add_argument("--inputs", type=int, help="so many for each reader, the same in each run")
    parser.add_argument("--seed", type=int, default=1, help="repeats a run; 1 by default")
    parser.add_argument("--kept", type=Path, default=Path("build", "fuzz"), help="where inputs with a fault are kept")
    asked = parser.parse_args(given)
    names = asked.readers or list(READERS)
    if unknown := [name for name in names if name not in READERS]:
        parser.error(f"there is no reader {unknown[0]}")
    if PROCESSES.get_start_method() == "forkserver":
        PROCESSES.set_forkserver_preload(["fuzz.engine"])
    most = inf if asked.inputs is None else asked.inputs
    minutes = asked.minutes or (60 if asked.inputs is None else inf)
    each, faults, inputs, begun = 60 * minutes / len(names), 0, 0, time.monotonic()
    measured_at = "" if asked.readers or asked.inputs else commit()
    titles = ("inputs", "accepted", "refused")
    print(f"{'reader':24}{''.join(f'{title:>9}' for title in titles)} faults   slowest a second", flush=True)
    for name in names:
        total = fuzz(name, each, most, asked.seed, asked.kept)
        faults += len(total.faults) + (not total.inputs)
        inputs += total.inputs
        counts = f"{total.inputs:9,}{total.accepted:9,}{total.inputs - total.accepted:9,}{len(total.faults):7}"
        rate = total.inputs / max(total.spent, 0.01)
        print(f"{name:24}{counts}{total.slowest:8.2f} s{rate:9.0f}", flush=True)
        for place, path in total.faults.items():
            print(f"  {place}: {path}", flush=True)
    if measured_at:
        tried = {"damaged inputs": inputs, "readers": len(names)}
        seconds = round(time.monotonic() - begun)
        keep("fuzz", {"commit": measured_at, "failures": faults, "seconds": seconds, "tried": tried})
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
