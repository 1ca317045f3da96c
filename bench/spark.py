"""Measure a Spark table of many audits, which the workers score, beside a plain `mapInArrow` over the same table.

    python bench/spark.py [ROWS]      (needs the `bench` extra, pyspark and Java; 1,000,000 rows by default)

Spark runs on this machine with eight executors' worth of threads, and as many partitions. The plain function gives some
of its columns on, as many as the results have, and does nothing else. Each figure is a median of interleaved rounds.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import frames
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark import sql

import ethics_audit as ea

EXECUTORS = 8
ROUNDS = 3


def session() -> sql.SparkSession:
    """Start Spark on this machine, with this Python."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.driver.memory": "2g"}
    builder = sql.SparkSession.builder.master(f"local[{EXECUTORS}]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    started = builder.getOrCreate()
    started.sparkContext.setLogLevel("ERROR")
    return started


def audits(spark: sql.SparkSession, folder: str, rows: int) -> sql.DataFrame:
    """Write random answers to a Parquet file for each executor, and return them as a table."""
    table = pa.table(frames.drawn(ea.load_audit("quarterly"), rows))
    share = -(-rows // EXECUTORS)
    for place in range(EXECUTORS):
        pq.write_table(table.slice(place * share, share), Path(folder, f"{place}.parquet"))
    return spark.read.parquet(folder)


def plain(table: sql.DataFrame, width: int) -> sql.DataFrame:
    """Give some columns of each batch on."""

    def passed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield batch.select(list(range(width)))

    by_position = table.toDF(*(str(place) for place, _ in enumerate(table.columns)))
    return by_position.mapInArrow(passed, by_position.select(by_position.columns[:width]).schema)


def seconds(work: Callable[[], Any]) -> float:
    """Measure how long something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def run(table: sql.DataFrame) -> None:
    """Have the workers make every row, and write none."""
    table.write.format("noop").mode("overwrite").save()


def told(table: sql.DataFrame, columns: Collection[str], *, domains: bool) -> str:
    """Measure the making of some results."""
    began = time.perf_counter()
    scored = ea.score_frame(table, ea.load_audit("quarterly"), **frames.ASKED, columns=columns, domains=domains)
    planned = time.perf_counter() - began
    passed = plain(table, len(scored.columns))
    both = [(seconds(partial(run, scored)), seconds(partial(run, passed))) for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(each) for each in zip(*both, strict=True))
    times = f"{ours / theirs:.2f} times a plain mapInArrow ({theirs:.1f} s)"
    return f"{ours:.1f} s, {times}; planned in {planned * 1000:.0f} ms"


def main() -> None:
    """Print what each takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="?", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        spark = session()
        table = audits(spark, folder, rows)
        print(f"{rows:,} rows in {table.rdd.getNumPartitions()} partitions")
        print("one score:", told(table, ["score"], domains=False))
        print("full:", told(table, frames.FULL, domains=True))
        spark.stop()


if __name__ == "__main__":
    main()
