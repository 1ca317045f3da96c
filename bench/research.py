"""Measure statistics of items, and the reading of a survey's file, against what a researcher would otherwise run.

    python bench/research.py [PEOPLE]        (needs the `bench` extra; 100,000 people by default)

One domain of 25 items with 8 % of answers missing. Each row of output is a median of CPU time over interleaved rounds;
numbers are compared before they are timed. *Statistics* are the covariances of all pairs, alpha, each item–rest
correlation and alpha without each item. A ratio is how many times faster the library is; "aim" is the least aimed at.
R's `psych` is measured in the same run, where Rscript, the package and its GPArotation are there.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pingouin
import pyarrow as pa

import ethics_audit as ea
from ethics_audit import research
from ethics_audit.research.coefficients import alpha, alphas_without, item_rest
from ethics_audit.research.covariance import Covariance
from ethics_audit.research.factor import Factor, one_factor

ROUNDS = 5
ITEMS = 25
RISKS = (0, 30, 70, 100)
MISSING = 0.08
NEAR = 1e-9
RSCRIPT = shutil.which("Rscript")
PSYCH = """
options(digits = 15); suppressMessages(library(psych))
x <- matrix(readBin(commandArgs(TRUE)[1], "double", 1e9), ncol = {items}); x[is.nan(x)] <- NA
before <- sum(proc.time()[1:2]); found <- suppressMessages(suppressWarnings({call}))
cat(sum(proc.time()[1:2]) - before, found, "\\n")
"""
ALPHA = "alpha(as.data.frame(x))$total$raw_alpha"
OMEGA = "omega(x[complete.cases(x), ], nfactors = 1, fm = 'ml', plot = FALSE)$omega.tot"


class Task(NamedTuple):
    """Something to be measured against another way; each call returns CPU seconds."""

    told: str
    aim: float | None
    ours: Callable[[], float]
    theirs: Callable[[], float]


def invented_audit() -> ea.Audit:
    """An audit of one domain."""
    scale = ea.Scale([ea.Option(f"r{risk}", f"Risk {risk}", risk) for risk in RISKS])
    texts = {"rationale": "It matters.", "remedy": "Begin.", "effort": 1, "scale": scale}
    items = [ea.Item(id=f"one.i{place}", prompt=f"I do {place}.", weight=1, **texts) for place in range(ITEMS)]
    return ea.Audit("bench", "1.0", "Bench", [ea.Part(ea.Checklist("one", "1.0", "One", items))])


def drawn(people: int) -> np.ndarray:
    """Risks that go together, with gaps."""
    chance = np.random.default_rng(7)
    trait = chance.normal(size=(people, 1))
    places = np.clip(np.round((trait + chance.normal(size=(people, ITEMS))) * 1.2 + 1.5), 0, len(RISKS) - 1)
    risks = np.array(RISKS, float)[places.astype(int)]
    risks[chance.random(risks.shape) < MISSING] = np.nan
    return risks


def ours(risks: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Alpha, item–rest correlations, and alpha without each item."""
    covariances = Covariance.of(risks).matrix
    return float(alpha(covariances, np.ones(len(covariances)))), item_rest(covariances), alphas_without(covariances)


def ours_omega(risks: np.ndarray) -> float:
    """Omega of the correlations of complete rows, as psych gives it."""
    factor = one_factor(np.corrcoef(risks[~np.isnan(risks).any(axis=1)].T))
    assert isinstance(factor, Factor)
    return factor.omega(np.ones(ITEMS))


def one_call(frame: pd.DataFrame) -> float:
    """Alpha by pingouin."""
    return float(pingouin.cronbach_alpha(data=frame)[0])


def every_call(frame: pd.DataFrame) -> list[float]:
    """Alpha, and alpha without each item, by pingouin."""
    return [one_call(frame), *(one_call(frame.drop(columns=name)) for name in frame)]


def psych(file: Path, call: str, expected: float, near: float = NEAR) -> float:
    """CPU seconds of a call of R's psych, which gives what is expected."""
    command = [RSCRIPT or "", "-e", PSYCH.format(items=ITEMS, call=call), str(file)]
    seconds, found = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert abs(float(found) - expected) < near
    return float(seconds)


def has_psych() -> bool:
    """Whether Rscript, psych and what its omega needs are there."""
    if RSCRIPT is None:
        return False
    command = [RSCRIPT, "-e", "library(psych); library(GPArotation)"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def tasks(people: int, folder: Path) -> list[Task]:
    """Everything that is measured; numbers are compared here."""
    risks, audit = drawn(people), invented_audit()
    frame = pd.DataFrame(risks)
    found, _, without = ours(risks)
    assert np.allclose([found, *without], every_call(frame), rtol=0, atol=NEAR)
    words = np.where(np.isnan(risks), "", np.char.add("r", np.nan_to_num(risks).astype(int).astype(str)))
    columns: dict[str, Any] = {name: words[:, place] for place, name in enumerate(audit.items)}
    answers = pd.DataFrame({"person": np.arange(people), **columns})
    survey, binary = folder / "survey.csv", folder / "risks.bin"
    answers.to_csv(survey, index=False)
    risks.T.tofile(binary)
    study = research.Study(audit, pa.table({name: pa.array(column) for name, column in columns.items()}))
    assert np.array_equal(study.risks, risks, equal_nan=True)
    statistic = partial(timed, lambda: ours(risks))
    read = partial(timed, lambda: research.read(survey, audit, person="person"))
    found_tasks = [
        Task("statistics / pingouin's alpha, one call", 4, statistic, partial(timed, lambda: one_call(frame))),
        Task(f"statistics / its {ITEMS + 1} calls", 50, statistic, partial(timed, lambda: every_call(frame))),
        Task(
            f"research.items / its {ITEMS + 1} calls",
            None,
            partial(timed, lambda: research.items(study, "one")),
            partial(timed, lambda: every_call(frame)),
        ),
        Task("research.read / pandas.read_csv", 0.5, read, partial(timed, lambda: pd.read_csv(survey))),
    ]
    if has_psych():
        omega = ours_omega(risks)
        found_tasks += [
            Task("statistics / psych::alpha", 25, statistic, lambda: psych(binary, ALPHA, found)),
            Task(
                "omega of complete rows / psych::omega",
                None,
                partial(timed, lambda: ours_omega(risks)),
                lambda: psych(binary, OMEGA, omega, near=1e-6),
            ),
        ]
    return found_tasks


def timed(call: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    begin = time.process_time()
    call()
    return time.process_time() - begin


def main() -> None:
    """Print a row a task."""
    parser = argparse.ArgumentParser()
    parser.add_argument("people", nargs="?", type=int, default=100_000)
    people = parser.parse_args().people
    print(f"{people:,} people × {ITEMS} items, {MISSING:.0%} missing; CPU time")
    with tempfile.TemporaryDirectory() as folder:
        for task in tasks(people, Path(folder)):
            pairs = [(task.ours(), task.theirs()) for _ in range(ROUNDS)]
            mine, other = (statistics.median(side) for side in zip(*pairs, strict=True))
            aim = "" if task.aim is None else f"  aim {task.aim:g}{'' if other / mine >= task.aim else ', MISSED'}"
            print(f"{task.told:<42} {1000 * mine:>7.1f} ms {1000 * other:>9.1f} ms  {other / mine:>7.2f} times{aim}")
    if not has_psych():
        print("psych was not measured: Rscript, psych or GPArotation is not there")


if __name__ == "__main__":
    main()
