"""Measure tables of many audits against what a user would otherwise write, as ratios of one run.

    python bench/frames.py [ROWS]            (needs the `bench` extra; 1,000,000 rows by default)

Each row of output is a median of CPU time over interleaved rounds; scores are compared before they are timed. *Overall*
is one score; *full* are sums, scores, intervals, coverage and bands of the audit and each domain; the other scripts
leave flags and the weakest domain out. A ratio is how many times faster the library is; "aim" is the least aimed at.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

import ethics_audit as ea
from ethics_audit.frames.codebook import codebook

ROUNDS = 3
RARE = 0.05
PROFILE = frozenset({"telehealth", "minors", "insurance"})
SUMS = ("points", "weight", "open_weight")
FULL = ("points", "weight", "open_weight", "score", "low", "high", "coverage", "band", "band_low", "band_high")


class Task(NamedTuple):
    """Something to be measured against what a user would write."""

    told: str
    aim: float | None
    ours: Callable[[], Any]
    theirs: Callable[[], Any]


class Numbers(NamedTuple):
    """The audit as plain numbers: per item its domain, weight, and for each code risk, asked or open."""

    domains: list[str]
    items: list[tuple[str, int, int, list[int | None], int, int]]


def numbers(audit: ea.Audit) -> Numbers:
    """What a careful user would take from the exported definition: (id, domain, weight, risks, unsure, n/a)."""
    book = codebook(audit)
    items = []
    for place, part in enumerate(audit.parts):
        for item in part.checklist.items:
            if item.requires <= PROFILE:
                words = book[item.id]
                risks = [item.by_id[words[code]].risk if words.get(code) in item.by_id else None for code in range(8)]
                items.append((item.id, place, item.weight, risks, 4, 5))
    return Numbers([part.checklist.id for part in audit.parts], items)


def drawn(audit: ea.Audit, rows: int) -> dict[str, np.ndarray]:
    """Random answers as codes: 5 % open, 5 % n/a where that can be."""
    chance = np.random.default_rng(7)
    found = {}
    for item in audit.items.values():
        codes = chance.integers(0, len(item.options), rows, dtype=np.uint8)
        kind = chance.random(rows, dtype=np.float32)
        codes[kind < RARE] = 6
        if item.not_applicable:
            codes[kind > 1 - RARE] = 5
        found[item.id] = codes
    return found


def polars_script(frame: pl.LazyFrame, plain: Numbers, *, full: bool) -> pl.LazyFrame:
    """When-then expressions, as one would write them."""
    points, weights, opened = ([[] for _ in plain.domains] for _ in range(3))
    for id, place, weight, risks, unsure, away in plain.items:
        column = pl.col(id)
        worth = pl.when(column == 0).then(0)
        for code, risk in enumerate(risks[1:], 1):
            if risk is not None:
                worth = worth.when(column == code).then(weight * risk)
        points[place].append(worth.otherwise(0))
        picked = column < unsure
        weights[place].append(pl.when(picked).then(weight).otherwise(0))
        if full:
            opened[place].append(pl.when(picked | (column == away)).then(0).otherwise(weight))
    if not full:
        total, asked = (pl.sum_horizontal([one for some in kind for one in some]) for kind in (points, weights))
        return frame.select((total / asked).alias("score"))
    sums = [
        pl.sum_horizontal(some[place]).cast(pl.Int64).alias(f"{name}{place}")
        for place, _ in enumerate(plain.domains)
        for name, some in (("p", points), ("a", weights), ("m", opened))
    ]
    made = frame.select(sums)
    every = [
        pl.sum_horizontal([f"{name}{place}" for place, _ in enumerate(plain.domains)]).alias(f"{name}w")
        for name in "pam"
    ]
    made = made.with_columns(every)
    return made.select([one for scope in [*map(str, range(len(plain.domains))), "w"] for one in results(scope)])


def results(scope: str) -> list[pl.Expr]:
    """Score, interval, coverage and the bands of the scores alone; the flags and floors are left out."""
    p, a, m = (pl.col(f"{name}{scope}") for name in "pam")
    return [
        *(one.alias(f"{name}{scope}") for name, one in (("points", p), ("weight", a), ("open", m))),
        (p / a).alias(f"score{scope}"),
        (p / (a + m)).alias(f"low{scope}"),
        ((p + 100 * m) / (a + m)).alias(f"high{scope}"),
        (a / (a + m)).alias(f"coverage{scope}"),
        *(
            band(top, below).alias(f"{name}{scope}")
            for name, top, below in (("b", p, a), ("l", p, a + m), ("h", p + 100 * m, a + m))
        ),
    ]


def band(points: pl.Expr, weight: pl.Expr) -> pl.Expr:
    """A band by comparisons."""
    return (
        pl.when(points >= 60 * weight)
        .then(3)
        .when(points >= 35 * weight)
        .then(2)
        .when(points >= 15 * weight)
        .then(1)
        .otherwise(0)
    )


def pandas_script(frame: pd.DataFrame, plain: Numbers, words: dict[str, dict[Any, str]] | None) -> pd.Series:
    """Maps over columns, as a researcher writes them."""
    points = weights = 0
    for id, _, weight, risks, _, _ in plain.items:
        known = {
            code if words is None else words[id][code]: risk for code, risk in enumerate(risks) if risk is not None
        }
        risk = frame[id].map(known)
        points = points + (risk * weight).fillna(0)
        weights = weights + risk.notna() * weight
    return points / weights


def numpy_script(columns: dict[str, np.ndarray], plain: Numbers) -> np.ndarray:
    """One look-up an item and sum."""
    points = weights = 0
    for id, _, weight, risks, _, _ in plain.items:
        codes = columns[id]
        points = points + np.array([weight * (risk or 0) for risk in risks])[codes]
        weights = weights + np.array([0 if risk is None else weight for risk in risks])[codes]
    return points / weights


def duckdb_script(table: Any, plain: Numbers) -> Any:
    """A CASE an item and quantity."""
    points, weights = [], []
    for id, _, weight, risks, unsure, _ in plain.items:
        whens = " ".join(f"WHEN {code} THEN {weight * risk}" for code, risk in enumerate(risks) if risk is not None)
        points.append(f'CASE "{id}" {whens} ELSE 0 END')
        weights.append(f'CASE WHEN "{id}" < {unsure} THEN {weight} ELSE 0 END')
    return table.project(f"({' + '.join(points)})::DOUBLE / ({' + '.join(weights)}) AS score")


def tasks(audit: ea.Audit, rows: int) -> list[Task]:
    """Everything that is measured; results are compared here."""
    columns = drawn(audit, rows)
    plain = numbers(audit)
    polars, pandas, table = pl.DataFrame(columns), pd.DataFrame(columns), pa.table(columns)
    book = codebook(audit)
    few = 100_000
    words = pd.DataFrame(
        {
            id: pd.Series(
                pd.Categorical.from_codes(
                    np.minimum(codes[:few], len(list(book[id].values())) - 1), list(dict.fromkeys(book[id].values()))
                )
            )
            for id, codes in columns.items()
        }
    )
    texts = words.astype(str)
    relation = duckdb.from_arrow(table.slice(0, few))

    def score(frame: Any, **more: Any) -> Any:
        return ea.score_frame(frame, audit, profile=PROFILE, **more)

    def overall(frame: Any, **more: Any) -> Any:
        return score(frame, columns=["score"], domains=False, **more)

    def full(frame: Any) -> Any:
        return score(frame, columns=FULL)

    found = overall(polars)["score"].to_numpy()
    for other in (
        polars_script(polars.lazy(), plain, full=False).collect()["score"].to_numpy(),
        pandas_script(pandas.head(few), plain, None).to_numpy(),
        numpy_script({id: codes[:few] for id, codes in columns.items()}, plain),
        duckdb_script(relation, plain).fetchnumpy()["score"],
    ):
        assert np.array_equal(found[: len(other)], np.asarray(other))
    lazy = polars.lazy()
    return [
        Task(
            "Polars table, overall, against when-then (streaming)",
            4,
            lambda: overall(polars),
            lambda: polars_script(lazy, plain, full=False).collect(engine="streaming"),
        ),
        Task(
            "Polars table, full, against when-then (streaming)",
            3,
            lambda: full(polars),
            lambda: polars_script(lazy, plain, full=True).collect(engine="streaming"),
        ),
        Task(
            "Polars LazyFrame, overall, against the same",
            3,
            lambda: overall(lazy).collect(engine="streaming"),
            lambda: polars_script(lazy, plain, full=False).collect(engine="streaming"),
        ),
        Task(
            "Polars LazyFrame, full, against the same",
            2,
            lambda: full(lazy).collect(engine="streaming"),
            lambda: polars_script(lazy, plain, full=True).collect(engine="streaming"),
        ),
        Task(
            "pandas, codes, overall, against a map script",
            None,
            lambda: overall(pandas.head(few)),
            lambda: pandas_script(pandas.head(few), plain, None),
        ),
        Task(
            "pandas, categories, overall, against a map script",
            15,
            lambda: overall(words),
            lambda: pandas_script(words, plain, book),
        ),
        Task(
            "pandas, text, overall, against a map script",
            10,
            lambda: overall(texts),
            lambda: pandas_script(texts, plain, book),
        ),
        Task("NumPy look-ups, overall", None, lambda: overall(table), lambda: numpy_script(columns, plain)),
        Task(
            "DuckDB, overall, against a CASE an item and quantity",
            3,
            lambda: overall(relation, on_invalid="missing").fetchnumpy(),
            lambda: duckdb_script(relation, plain).fetchnumpy(),
        ),
        Task(
            "reading every byte once", None, lambda: overall(table), lambda: [codes.sum() for codes in columns.values()]
        ),
    ]


def timed(call: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    begin = time.process_time()
    call()
    return time.process_time() - begin


def main() -> None:
    """Print a row a task."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="?", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    print(f"{rows:,} audits of the quarterly audit; CPU time")
    for task in tasks(ea.load_audit("quarterly"), rows):
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(timed(task.ours))
            theirs.append(timed(task.theirs))
        mine, other = statistics.median(ours), statistics.median(theirs)
        aim = "" if task.aim is None else f"  aim {task.aim:g}{'' if other / mine >= task.aim else ', MISSED'}"
        print(f"{task.told:<55} {1000 * mine:>9.0f} ms {1000 * other:>9.0f} ms  {other / mine:>6.2f} times{aim}")


if __name__ == "__main__":
    main()
