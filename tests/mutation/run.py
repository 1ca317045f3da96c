"""Try mutants of the package on its tests, and hold the outcome to what is allowed.

    python tests/mutation/run.py map                    which tests run which line (once, and after changes of tests)
    python tests/mutation/run.py try [MODULE…]          every mutant of some modules or rooms; of all without a name
    python tests/mutation/run.py try --sample 200       some of them, drawn
    git diff -U0 COMMIT | python tests/mutation/run.py try --changed -     those on lines that changed
    python tests/mutation/run.py count                  hold the numbers of mutants to ``totals.toml``; --anew writes it

A mutant that no test notices must be named in ``survivors.toml`` with a reason: nobody could notice what it changes, or
somebody could. Without those that nobody could notice, 98 % must be noticed where ``STRICT`` says so, 90 % elsewhere.
The number of mutants of each room is in ``totals.toml``; if it falls, code was removed, which is the time to write it
anew, or the search for mutants broke.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from promises import commit, keep  # noqa: E402

from mutation.mapped import LINES, TO, Map  # noqa: E402 - found beside this file
from mutation.mutants import SOURCE, Mutant, mutants_of  # noqa: E402
from mutation.runner import ROOT, Runner  # noqa: E402

FOLDER = ROOT / "build" / "mutants"
QUICK = "not slow and not browser and not engines and not power"
NOTICED = ("killed", "timeout")
STRICT = re.compile(
    r"(base|model|documents|assessment|history)/"
    r"|frames/(kernel|packing|sums|results)\.py|web/(security|requests)\.py"
)
"""Where 98 % of the mutants must be noticed; 90 % elsewhere."""


@define
class Tally:
    """What became of the mutants."""

    named: dict[str, str]
    """The known survivors, and what is said of each: that it is the same, or that it is left."""

    kept: Path | None
    outcomes: dict[str, Counter[str]] = field(factory=dict)
    troubles: list[str] = field(factory=list)

    def tell(self, mutant: Mutant, outcome: str, test: str) -> None:
        """Count a mutant, and print it if nobody noticed."""
        said = self.named.get(mutant.key)
        if said and outcome not in NOTICED:
            outcome = said
        elif said:
            self.troubles.append(f"named as a survivor, but noticed by {test}: {mutant.key}")
        elif outcome not in NOTICED:
            print(f"{outcome} {mutant.module}:{mutant.line} {mutant.key} {test}".strip(), flush=True)
        strictly = "strict" if STRICT.match(mutant.module) else "other"
        self.outcomes.setdefault(f"{mutant.room} ({strictly})", Counter())[outcome] += 1
        if self.kept:
            with self.kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps([mutant.key, outcome, test]) + "\n")

    def close(self, expected: int, *, sample: bool) -> int:
        """Print the numbers, and give 1 if too few were noticed, one is not named, or one was lost.

        A sample is held as a whole: a few mutants of one room say little.
        """
        together = sum(self.outcomes.values(), Counter[str]())
        for room, counted in [*sorted(self.outcomes.items()), ("all", together)]:
            share = _share(counted)
            rest = ", ".join(f"{name} {number}" for name, number in sorted(counted.items()))
            print(f"{room}: {counted.total()} mutants, {share:.1%} of those that change something noticed ({rest})")
            if (room == "all") == sample and share < (0.98 if "strict" in room else 0.9):
                self.troubles.append(f"{room}: too few are noticed")
            unnamed = counted["survived"] + counted["untested"] + counted["failed"]
            if unnamed and room != "all" and not sample:
                self.troubles.append(f"{room}: {unnamed} neither noticed nor named")
        if together.total() != expected:
            self.troubles.append(f"{expected} mutants, but {together.total()} outcomes")
        print(*self.troubles, sep="\n")
        return int(bool(self.troubles))

    def figures(self) -> dict[str, Any]:
        """Give the numbers for the page of promises; a failure is what somebody could notice, and no test did."""
        together = sum(self.outcomes.values(), Counter[str]())
        noticed = sum(together[outcome] for outcome in NOTICED)
        tried = {"small changes of the code": together.total(), "of them without effect": together["same"]}
        return {"failures": together.total() - together["same"] - noticed, "tried": tried}


def _share(counted: Counter[str]) -> float:
    """Give the noticed of those that somebody could notice; all of none."""
    changing = counted.total() - counted["same"]
    return sum(counted[outcome] for outcome in NOTICED) / changing if changing else 1.0


def named_survivors() -> dict[str, str]:
    """Read the survivors that are named: ``same`` if nobody could notice, ``left`` if somebody could."""
    groups = tomllib.loads((HERE / "survivors.toml").read_text("utf-8"))["survivors"]
    return {key: group["are"] for group in groups for key in group["mutants"]}


def modules(names: list[str]) -> Iterator[Path]:
    """Find the modules of the package that have a name, or are in a room of that name."""
    for path in sorted(SOURCE.rglob("*.py")):
        where = path.relative_to(SOURCE).as_posix()
        if not where.startswith("compiled/") and (
            not names or any(f"{where}/".startswith(f"{name}/") for name in names)
        ):
            yield path


def changed_lines(diff: Iterable[str]) -> dict[str, set[int]]:
    """Find the lines of the package that a diff changed, by module."""
    found: dict[str, set[int]] = {}
    module = ""
    for line in diff:
        if line.startswith("+++ "):
            module = line.strip().partition("src/ethics_audit/")[2]
        elif hunk := re.match(r"@@ \S+ \+(\d+)(?:,(\d+))? @@", line):
            first, number = int(hunk[1]), int(hunk[2] or 1)
            found.setdefault(module, set()).update(range(first, first + number))
    return found


def chosen(arguments: argparse.Namespace) -> list[Mutant]:
    """Find the mutants that were asked for."""
    found = [mutant for path in modules(arguments.modules) for mutant in mutants_of(path)]
    if arguments.changed:
        lines = changed_lines(arguments.changed)
        found = [mutant for mutant in found if mutant.line in lines.get(mutant.module, ())] or found
    if arguments.sample and arguments.sample < len(found):
        found = random.Random(arguments.seed).sample(found, arguments.sample)
    found.sort(key=lambda mutant: (not mutant.function, mutant.module, mutant.line))  # what is quick to try comes first
    return found


def try_mutants(arguments: argparse.Namespace) -> int:
    """Try the mutants that were asked for, and print what became of them."""
    tally = Tally(named_survivors(), arguments.kept)
    mutants, measured_at, begun = chosen(arguments), commit(), time.monotonic()
    runner = Runner(mutants, Map(arguments.map), tally.tell, arguments.patience)
    options = ["-q", "-n0", "-s", "--no-header", "-m", QUICK, "-p", "no:cacheprovider", f"--rootdir={ROOT}"]
    ended = pytest.main([*options, str(ROOT / "tests")], plugins=[runner])
    if not (arguments.modules or arguments.changed or ended):
        keep("mutants", {"commit": measured_at, "seconds": round(time.monotonic() - begun), **tally.figures()})
    return tally.close(len(mutants), sample=bool(arguments.sample)) or int(ended)


def count(arguments: argparse.Namespace) -> int:
    """Hold the number of mutants of each room to what it was, and the named survivors to what there is."""
    found = [mutant for path in modules([]) for mutant in mutants_of(path)]
    now = Counter(mutant.room for mutant in found)
    kept = HERE / "totals.toml"
    if arguments.anew:
        kept.write_text("".join(f"{room} = {number}\n" for room, number in sorted(now.items())), "utf-8")
    before = tomllib.loads(kept.read_text("utf-8"))
    fallen = [f"{room}: {number} before, {now[room]} now" for room, number in before.items() if now[room] < number]
    gone = [f"named, but not there: {key}" for key in named_survivors().keys() - {mutant.key for mutant in found}]
    print(f"{len(found)} mutants", *fallen, *sorted(gone), sep="\n")
    return int(bool(fallen or gone))


def make_map(arguments: argparse.Namespace) -> int:
    """Run the quick tests, and keep which lines each runs."""
    shutil.rmtree(arguments.map, ignore_errors=True)
    arguments.map.mkdir(parents=True)
    own = {TO: str(arguments.map), "COVERAGE_FILE": str(arguments.map / LINES)}
    own |= {"PYTHONPATH": str(ROOT / "tests"), "LAW_EXAMPLES": "5"}
    counted = ["--cov", "--cov-report=", "--cov-fail-under=0", "-p", "mutation.mapped"]
    command = [sys.executable, "-m", "pytest", "-q", "-m", QUICK, "-p", "no:cacheprovider", *counted, "tests"]
    return subprocess.run(command, check=False, cwd=ROOT, env=os.environ | own).returncode


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["map", "try", "count"])
    parser.add_argument("modules", nargs="*", help="as model or frames/kernel.py")
    parser.add_argument(
        "--changed", type=argparse.FileType(), help="only lines that a diff changed; all if none of them has a mutant"
    )
    parser.add_argument("--sample", type=int, help="only so many, drawn")
    parser.add_argument("--seed", default="1", help="what the sample is drawn from")
    parser.add_argument("--patience", type=float, default=15, help="seconds of tests for one mutant")
    parser.add_argument("--map", type=Path, default=FOLDER, help="the folder of the map")
    parser.add_argument("--anew", action="store_true", help="write the totals anew")
    parser.add_argument("--kept", type=Path, help="a file to which each outcome is added, as a line of JSON")
    arguments = parser.parse_args()
    return {"map": make_map, "try": try_mutants, "count": count}[arguments.command](arguments)


if __name__ == "__main__":
    sys.exit(main())
