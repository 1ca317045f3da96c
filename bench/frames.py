"""Measure tables of many audits against what a user would otherwise write, as ratios of one run.

    python bench/frames.py [ROWS]            (needs the `bench` extra; 1,000,000 rows by default)

Each row of output is a median of CPU time over interleaved rounds; scores are compared before they are timed. *Overall*
is one score; *full* is score, interval, coverage, band and flags of the audit and each domain. A ratio is how many
times faster the library is; "aim" is the least aimed at. Scripts that are slow get 100,000 rows.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
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
CODES = 8
UNSURE, AWAY, MISSING = 5, 6, 7  # the codes of the quarterly audit for unsure, n/a, and no answer
FEW = 100_000
PROFILE = frozenset({"telehealth", "minors", "insurance"})
ASKED: dict[str, Any] = {"profile": PROFILE, "codebook": "audit"}
FULL = ("score", "low", "high", "coverage", "band", "flags")


class Task(NamedTuple):
    """Something to be measured against what a user would write."""

    told: str
    aim: float | None
    ours: Callable[[], Any]
    theirs: Callable[[], Any]


class Plain(NamedTuple):
    """An item as a careful user would take it from the exported definition; its codes are those of the codebook."""

    id: str
    domain: str
    weight: int
    risks: list[int]
    flag: tuple[int, int] | None
    grave: list[int]


def plain_items(audit: ea.Audit) -> list[Plain]:
    """The items that apply, with the risks of their codes, a flag's risk and rank, and the rank each code forces."""
    book = codebook(audit)
    found = []
    for item in audit.items.values():
        if item.requires <= PROFILE:
            risks = [item.by_id[word].risk for word in book[item.id].values() if word in item.by_id]
            flag = (item.red_flag.at, item.red_flag.band.rank) if item.red_flag else None
            grave = [audit.policy.forced(item)[risk] for risk in risks]
            found.append(Plain(item.id, item.domain, item.weight, risks, flag, grave))
    return found


def drawn(audit: ea.Audit, rows: int) -> dict[str, np.ndarray]:
    """Random answers as codes to the items that apply: 5 % open, 5 % n/a where that can be."""
    chance = np.random.default_rng(7)
    found = {}
    for item in audit.items.values():
        if not item.requires <= PROFILE:
            continue
        codes = chance.integers(0, len(item.options), rows, dtype=np.uint8)
        kind = chance.random(rows, dtype=np.float32)
        codes[kind < RARE] = MISSING
        if item.not_applicable:
            codes[kind > 1 - RARE] = AWAY
        found[item.id] = codes
    return found


def polars_script(frame: pl.LazyFrame, items: list[Plain], *, full: bool) -> pl.LazyFrame:
    """When-then expressions, as one would write them: scores alone, or everything that a band takes."""
    points = {item.id: worth(item) for item in items}
    picked = {item.id: pl.col(item.id) < UNSURE for item in items}
    weights = {item.id: pl.when(picked[item.id]).then(item.weight).otherwise(0) for item in items}
    if not full:
        total, asked = pl.sum_horizontal(points.values()), pl.sum_horizontal(weights.values())
        return frame.select((total / asked).alias("score"))
    opened = {item.id: ~picked[item.id] & (pl.col(item.id) != AWAY) for item in items}
    domains = list(dict.fromkeys(item.domain for item in items))
    sums = []
    for domain in domains:
        some = [item for item in items if item.domain == domain]
        gaps = [pl.when(opened[item.id]).then(item.weight).otherwise(0) for item in some]
        sums += [
            pl.sum_horizontal([points[item.id] for item in some]).cast(pl.Int64).alias(f"p {domain}"),
            pl.sum_horizontal([weights[item.id] for item in some]).cast(pl.Int64).alias(f"a {domain}"),
            pl.sum_horizontal(gaps).cast(pl.Int64).alias(f"m {domain}"),
            *flag_columns(some, opened, domain),
            *grave_columns(some, opened, domain),
        ]
    every = [pl.sum_horizontal([f"{name} {domain}" for domain in domains]).alias(f"{name} ") for name in "pam"]
    every += [
        pl.max_horizontal([f"{name} {domain}" for domain in domains]).alias(f"{name} ") for name in ("now", "later")
    ]
    every += flag_columns(items, opened, "")[2:]
    made = frame.with_columns(sums).with_columns(every)
    made = made.with_columns([one for domain in domains for one in ranks(domain, grave_floors(domain))])
    floors = [pl.max_horizontal([f"{name} {domain}" for domain in domains]).fill_null(0) - 1 for name in RANKS]
    made = made.with_columns(ranks("", floors))
    return made.select([one for scope in ["", *domains] for one in results(scope)])


RANKS = ("given", "best", "worst")
GRAVE = ("grave", "grave", "graver")


def worth(item: Plain) -> pl.Expr:
    """The points of an item."""
    column = pl.col(item.id)
    found = pl.when(column == 0).then(item.weight * item.risks[0])
    for code, risk in enumerate(item.risks[1:], 1):
        found = found.when(column == code).then(item.weight * risk)
    return found.otherwise(0)


def flag_columns(items: list[Plain], opened: dict[str, pl.Expr], scope: str) -> list[pl.Expr]:
    """What raised flags force, what open ones could, and the ids of the raised ones, the worst first."""
    flagged = sorted((item for item in items if item.flag), key=lambda item: (-(item.flag or (0, 0))[1], item.id))
    raised, ids, could = [pl.lit(0)], [], [pl.lit(0)]
    for item in flagged:
        at, rank = item.flag or (0, 0)
        codes = [code for code, risk in enumerate(item.risks) if risk >= at]
        is_raised = pl.col(item.id).is_between(min(codes), max(codes))
        raised.append(pl.when(is_raised).then(rank).otherwise(0))
        could.append(pl.when(is_raised | opened[item.id]).then(rank).otherwise(0))
        ids.append(pl.when(is_raised).then(pl.lit(item.id)))
    text = pl.concat_str(ids, separator=";", ignore_nulls=True) if ids else pl.lit("")
    return [
        pl.max_horizontal(raised).alias(f"now {scope}"),
        pl.max_horizontal(could).alias(f"later {scope}"),
        text.alias(f"flags {scope}"),
    ]


def grave_columns(items: list[Plain], opened: dict[str, pl.Expr], domain: str) -> list[pl.Expr]:
    """What grave gaps force on their domain, and what open ones could."""
    grave, could = [pl.lit(0)], [pl.lit(0)]
    for item in items:
        if any(item.grave):
            forced = pl.lit(0)
            for code, rank in enumerate(item.grave):
                forced = pl.when(pl.col(item.id) == code).then(rank).otherwise(forced)
            grave.append(forced)
            could.append(pl.when(opened[item.id]).then(max(item.grave)).otherwise(forced))
    return [pl.max_horizontal(grave).alias(f"grave {domain}"), pl.max_horizontal(could).alias(f"graver {domain}")]


def grave_floors(domain: str) -> list[pl.Expr]:
    """What grave gaps force now, with every open item at its best, and at its worst."""
    return [pl.col(f"{name} {domain}") for name in GRAVE]


def rank_of(points: pl.Expr, weight: pl.Expr) -> pl.Expr:
    """A band by comparisons."""
    high = pl.when(points >= 60 * weight).then(3).when(points >= 35 * weight).then(2)
    return high.when(points >= 15 * weight).then(1).otherwise(0)


def ranks(scope: str, floors: list[pl.Expr]) -> list[pl.Expr]:
    """The bands of the answers given, and with every open item at its best and at its worst."""
    p, a, m, now, later = (pl.col(f"{name} {scope}") for name in ("p", "a", "m", "now", "later"))
    given = pl.max_horizontal(rank_of(p, a), now, floors[0])
    best = pl.max_horizontal(rank_of(p, a + m), now, floors[1])
    worst = pl.max_horizontal(rank_of(p + 100 * m, a + m), later, floors[2])
    asked, closed = a + m > 0, m == 0
    return [
        pl.when(asked & closed).then(best).when(a > 0).then(given).alias(f"given {scope}"),
        pl.when(asked).then(best).alias(f"best {scope}"),
        pl.when(asked & closed).then(best).when(asked).then(worst).alias(f"worst {scope}"),
    ]


def results(scope: str) -> list[pl.Expr]:
    """Score, interval, coverage, band and flags."""
    p, a, m = (pl.col(f"{name} {scope}") for name in "pam")
    given, best, worst = (pl.col(f"{name} {scope}") for name in RANKS)
    enough = pl.when(100 * a >= 80 * (a + m)).then(given)
    band = pl.when(best == worst).then(best).otherwise(enough)
    name = f"{scope}." if scope else ""
    return [
        (p / a).alias(f"{name}score"),
        (p / (a + m)).alias(f"{name}low"),
        ((p + 100 * m) / (a + m)).alias(f"{name}high"),
        (a / (a + m)).alias(f"{name}coverage"),
        band.cast(pl.UInt8).alias(f"{name}band"),
        pl.col(f"flags {scope}").alias(f"{name}flags"),
    ]


def same(ours: pl.DataFrame, theirs: pl.DataFrame) -> None:
    """Assert that every column has the same values, to the last bit."""
    for name in theirs.columns:
        mine = (
            ours[name].to_physical()
            if name.endswith("band")
            else ours[name].fill_null(float("nan"))
            if ours[name].dtype.is_float()
            else ours[name]
        )
        assert mine.cast(theirs[name].dtype).equals(theirs[name], null_equal=True), name


def pandas_script(frame: pd.DataFrame, items: list[Plain], words: dict[str, dict[int, str]] | None) -> pd.Series:
    """Maps over columns, as a researcher writes them."""
    points = weights = 0
    for item in items:
        known = {code if words is None else words[item.id][code]: risk for code, risk in enumerate(item.risks)}
        risk = frame[item.id].map(known).astype(float)
        points = points + (risk * item.weight).fillna(0)
        weights = weights + risk.notna() * item.weight
    return points / weights


def numpy_script(columns: dict[str, np.ndarray], items: list[Plain]) -> np.ndarray:
    """One look-up an item and sum."""
    points = weights = 0
    for item in items:
        risks = np.array([*item.risks, *[0] * (CODES - len(item.risks))])
        points = points + (item.weight * risks)[columns[item.id]]
        weights = weights + (item.weight * (np.arange(CODES) < UNSURE))[columns[item.id]]
    return points / weights


def duckdb_script(table: Any, items: list[Plain]) -> Any:
    """A CASE an item and quantity, for the score alone."""
    sums = [" + ".join(quantities(item)[place] for item in items) for place in (0, 1)]
    return table.project(f"({sums[0]})::DOUBLE / ({sums[1]}) AS score")


def quantities(item: Plain) -> tuple[str, ...]:
    """Points, weight, open weight, and what its flag and its gravity force now and could force, of an item in SQL."""
    whens = " ".join(f"WHEN {code} THEN {item.weight * risk}" for code, risk in enumerate(item.risks))
    opened = f'"{item.id}" >= {UNSURE} AND "{item.id}" <> {AWAY}'
    at, rank = item.flag or (101, 0)
    raised = [str(code) for code, risk in enumerate(item.risks) if risk >= at] or ["-1"]
    is_raised = f'"{item.id}" IN ({", ".join(raised)})'
    forced = " ".join(f"WHEN {code} THEN {rank}" for code, rank in enumerate(item.grave))
    grave = f'CASE "{item.id}" {forced} ELSE 0 END'
    return (
        f'CASE "{item.id}" {whens} ELSE 0 END',
        f'CASE WHEN "{item.id}" < {UNSURE} THEN {item.weight} ELSE 0 END',
        f"CASE WHEN {opened} THEN {item.weight} ELSE 0 END",
        f"CASE WHEN {is_raised} THEN {rank} ELSE 0 END",
        f"CASE WHEN {is_raised} OR ({opened}) THEN {rank} ELSE 0 END",
        grave,
        f"CASE WHEN {opened} THEN {max(item.grave)} ELSE {grave} END",
    )


def duckdb_full(table: Any, items: list[Plain]) -> Any:
    """Everything that a band takes, a CASE an item and quantity."""
    domains = list(dict.fromkeys(item.domain for item in items))
    sums = []
    for domain in domains:
        some = [item for item in items if item.domain == domain]
        told = [quantities(item) for item in some]
        sums += [f'{" + ".join(one[place] for one in told)} AS "{"pam"[place]} {domain}"' for place in range(3)]
        flagged = [one for one, item in zip(told, some, strict=True) if item.flag]
        for place, name in ((3, "now"), (4, "later")):
            sums.append(f'greatest(0, {", ".join(one[place] for one in flagged) or 0}) AS "{name} {domain}"')
        grave = [one for one, item in zip(told, some, strict=True) if any(item.grave)]
        for place, name in ((5, "grave"), (6, "graver")):
            sums.append(f'greatest(0, {", ".join(one[place] for one in grave) or 0}) AS "{name} {domain}"')
    for scope in ["", *domains]:
        flagged = [item for item in items if item.flag and scope in {"", item.domain}]
        ids = [
            f"CASE WHEN {quantities(item)[3].partition('WHEN ')[2].partition(' THEN')[0]} THEN '{item.id}' END"
            for item in sorted(flagged, key=lambda item: (-(item.flag or (0, 0))[1], item.id))
        ]
        sums.append(f"concat_ws(';', {', '.join(ids) or 'NULL'}) AS \"flags {scope}\"")
    table = table.project(", ".join(sums))
    whole = [" + ".join(f'"{name} {domain}"' for domain in domains) + f' AS "{name} "' for name in "pam"]
    whole += [
        "greatest(" + ", ".join(f'"{name} {domain}"' for domain in domains) + f') AS "{name} "'
        for name in ("now", "later")
    ]
    table = table.project(", ".join(["*", *whole]))
    ranked = [one for domain in domains for one in sql_ranks(domain, [f'"{name} {domain}"' for name in GRAVE])]
    table = table.project(", ".join(["*", *ranked]))
    worst = [
        "coalesce(greatest(" + ", ".join(f'"{name} {domain}"' for domain in domains) + "), 0) - 1" for name in RANKS
    ]
    table = table.project(", ".join(["*", *sql_ranks("", worst)]))
    return table.project(", ".join(one for scope in ["", *domains] for one in sql_results(scope)))


def sql_ranks(scope: str, floors: list[str]) -> list[str]:
    """The bands of the answers given, and with every open item at its best and at its worst."""
    p, a, m, now, later = (f'"{name} {scope}"' for name in ("p", "a", "m", "now", "later"))

    def rank(points: str, weight: str) -> str:
        steps = " ".join(f"WHEN {points} >= {at} * {weight} THEN {rank}" for at, rank in ((60, 3), (35, 2), (15, 1)))
        return f"CASE {steps} ELSE 0 END"

    given = f"greatest({rank(p, a)}, {now}, {floors[0]})"
    best = f"greatest({rank(p, f'({a} + {m})')}, {now}, {floors[1]})"
    worst = f"greatest({rank(f'({p} + 100 * {m})', f'({a} + {m})')}, {later}, {floors[2]})"
    return [
        f'CASE WHEN {m} = 0 AND {a} > 0 THEN {best} WHEN {a} > 0 THEN {given} END AS "given {scope}"',
        f'CASE WHEN {a} + {m} > 0 THEN {best} END AS "best {scope}"',
        f'CASE WHEN {m} = 0 AND {a} > 0 THEN {best} WHEN {a} + {m} > 0 THEN {worst} END AS "worst {scope}"',
    ]


def sql_results(scope: str) -> list[str]:
    """Score, interval, coverage, band and flags."""
    p, a, m, given, best, worst = (f'"{name} {scope}"' for name in ("p", "a", "m", *RANKS))
    name = f"{scope}." if scope else ""
    enough = f"WHEN 100 * {a} >= 80 * ({a} + {m}) THEN {given}"
    return [
        f'{p}::DOUBLE / {a} AS "{name}score"',
        f'{p}::DOUBLE / ({a} + {m}) AS "{name}low"',
        f'({p} + 100 * {m})::DOUBLE / ({a} + {m}) AS "{name}high"',
        f'{a}::DOUBLE / ({a} + {m}) AS "{name}coverage"',
        f'CASE WHEN {best} = {worst} THEN {best} {enough} END AS "{name}band"',
        f'"flags {scope}" AS "{name}flags"',
    ]


def in_words(columns: dict[str, np.ndarray], book: dict[str, dict[int, str]]) -> pd.DataFrame:
    """The same answers as categories, with gaps."""
    found = {}
    for id, codes in columns.items():
        words = [word for word in book[id].values() if word]
        places = np.full(CODES, -1, np.int8)
        for place, code in enumerate(code for code, word in book[id].items() if word):
            places[code] = place
        found[id] = pd.Categorical.from_codes(places[codes], words)
    return pd.DataFrame(found)


class Tables(NamedTuple):
    """The answers as tables of several kinds."""

    columns: dict[str, np.ndarray]
    polars: pl.DataFrame
    arrow: pa.Table
    pandas: pd.DataFrame
    words: pd.DataFrame
    texts: pd.DataFrame
    relation: Any


def tables(audit: ea.Audit, rows: int) -> Tables:
    """The slow scripts get the first 100,000 rows."""
    columns = drawn(audit, rows)
    few = {id: codes[:FEW] for id, codes in columns.items()}
    words = in_words(few, codebook(audit))
    every = pa.table(columns)
    duckdb.from_arrow(every).create("audits")
    return Tables(
        columns, pl.DataFrame(columns), every, pd.DataFrame(few), words, words.astype("str"), duckdb.table("audits")
    )


def tasks(audit: ea.Audit, rows: int) -> list[Task]:
    """Everything that is measured; results are compared here."""
    t, items, book = tables(audit, rows), plain_items(audit), codebook(audit)
    lazy = t.polars.lazy()

    def overall(frame: Any, **more: Any) -> Any:
        return ea.score_frame(frame, audit, **ASKED, columns=["score"], domains=False, **more)

    def full(frame: Any, **more: Any) -> Any:
        return ea.score_frame(frame, audit, **ASKED, columns=FULL, **more)

    def script(*, full: bool) -> pl.DataFrame:
        return polars_script(lazy, items, full=full).collect(engine="streaming")

    same(full(t.polars), script(full=True))
    same(full(t.polars), duckdb_full(t.relation, items).pl())
    found = overall(t.polars)["score"].to_numpy()
    for other in (
        script(full=False)["score"].to_numpy(),
        pandas_script(t.pandas, items, None).to_numpy(),
        pandas_script(t.words, items, book).to_numpy(),
        numpy_script(t.columns, items),
        duckdb_script(t.relation, items).to_arrow_table()["score"],
    ):
        assert np.array_equal(found[: len(other)], np.asarray(other))
    streamed = partial(pl.LazyFrame.collect, engine="streaming")
    return [
        Task("Polars, overall / when-then", 4, lambda: overall(t.polars), lambda: script(full=False)),
        Task("Polars, full / when-then", 3, lambda: full(t.polars), lambda: script(full=True)),
        Task("LazyFrame, overall / when-then", 3, lambda: streamed(overall(lazy)), lambda: script(full=False)),
        Task("LazyFrame, full / when-then", 2, lambda: streamed(full(lazy)), lambda: script(full=True)),
        Task(
            "pandas codes / map script", None, lambda: overall(t.pandas), lambda: pandas_script(t.pandas, items, None)
        ),
        Task("pandas categories / map", 15, lambda: overall(t.words), lambda: pandas_script(t.words, items, book)),
        Task("pandas text / map", 10, lambda: overall(t.texts), lambda: pandas_script(t.texts, items, book)),
        Task("PyArrow / NumPy look-ups", None, lambda: overall(t.arrow), lambda: numpy_script(t.columns, items)),
        Task(
            "DuckDB, overall / a CASE an item and sum",
            3,
            lambda: overall(t.relation, on_invalid="missing").to_arrow_table(),
            lambda: duckdb_script(t.relation, items).to_arrow_table(),
        ),
        Task(
            "DuckDB, full / a CASE an item and sum",
            2.5,
            lambda: full(t.relation, on_invalid="missing").to_arrow_table(),
            lambda: duckdb_full(t.relation, items).to_arrow_table(),
        ),
        Task(
            "DuckDB by Arrow, full / the same",
            2.5,
            lambda: full(t.relation.to_arrow_table(), on_invalid="missing"),
            lambda: duckdb_full(t.relation, items).to_arrow_table(),
        ),
        Task(
            "PyArrow / reading each byte",
            None,
            lambda: overall(t.arrow),
            lambda: [one.sum() for one in t.columns.values()],
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
        print(f"{task.told:<40} {1000 * mine:>9.0f} ms {1000 * other:>9.0f} ms  {other / mine:>6.2f} times{aim}")


if __name__ == "__main__":
    main()
