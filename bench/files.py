"""Measure `ethics-audit batch` against moving the same columns without scoring them.

    python bench/files.py [ROWS]    (needs the `bench` extra; 1,048,576 rows by default)

Each figure is a median of interleaved rounds, in microseconds a row; CPU time counts every process. The memory of a run
is the sum of the peaks of its processes. Up to 1,048,576 audits are drawn at random; a file of more names the same row
groups again, is measured once, and only beside reading it, since nothing but memory could change.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import ethics_audit as ea
from ethics_audit.frames import binary
from ethics_audit.frames.batch import score_file
from ethics_audit.frames.lazy import scored_batch, scored_schema
from ethics_audit.frames.outputs import Wanted
from ethics_audit.frames.request import Request
from ethics_audit.frames.source import ROWS_AT_ONCE
from ethics_audit.frames.writers import whole_file

ROUNDS = 3
RARE = 0.05
GROUP = 1 << 17
DRAWN = 1 << 20
AUDIT = ea.load_audit("quarterly")
PROFILE = AUDIT.known_facts
EVERY = Wanted.of(AUDIT, columns=None, domains=True, prefix="", on_invalid="error")
ONE = Wanted.of(AUDIT, columns=["score"], domains=False, prefix="", on_invalid="error")
MICRO = 1_000_000


class Cost(NamedTuple):
    """CPU and wall seconds, and the most bytes of memory."""

    cpu: float
    wall: float
    memory: int


def drawn(rows: int) -> pa.Table:
    """Random answers as categories, 5 % open and 5 % n/a where that can be, beside the number of the row."""
    chance = np.random.default_rng(7)
    columns: dict[str, Any] = {"row": np.arange(rows)}
    for item in AUDIT.items.values():
        words = [*(option.id for option in item.options), "n/a"]
        places = chance.integers(0, len(item.options), rows).astype(np.int8)
        kind = chance.random(rows, dtype=np.float32)
        if item.not_applicable:
            places[kind > 1 - RARE] = len(item.options)
        columns[item.id] = pa.DictionaryArray.from_arrays(pa.array(places, mask=kind < RARE), pa.array(words))
    return pa.table(columns)


def repeat(path: Path, times: int) -> None:
    """Let a Parquet file name its row groups so many times."""
    once = pq.read_metadata(path)
    whole = pq.read_metadata(path)
    for _ in range(times - 1):
        whole.append_row_groups(once)
    footer = io.BytesIO()
    whole.write_metadata_file(footer)
    content = path.read_bytes()
    body = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    path.write_bytes(content[:body] + footer.getvalue()[4:])


def read(path: Path) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a file, as a program would that does nothing else; text of items as categories."""
    words = [field.name for field in pq.read_schema(path) if field.name in AUDIT.items and field.type == pa.string()]
    with pq.ParquetFile(path, pre_buffer=False, read_dictionary=words) as file:
        for group in range(file.num_row_groups):
            yield from file.iter_batches(ROWS_AT_ONCE, row_groups=[group], use_threads=False)


def read_alone(source: Path) -> None:
    """Read every column."""
    for _ in read(source):
        pass


def read_and_write(source: Path) -> None:
    """Read every column of a file, and write as many rows of results that are there already."""
    results = pq.read_table(source.with_name("results.parquet"), read_dictionary=texts())
    with pq.ParquetWriter(source.with_name("out.parquet"), results.schema, compression="zstd") as writer:
        for batch in read(source):
            writer.write_table(results[: len(batch)])


def texts() -> list[str]:
    """The results that are categories."""
    made = Request.of(AUDIT, list(AUDIT.items), EVERY, profile=PROFILE).made
    return [field.name for field in made if pa.types.is_dictionary(field.type)]


def ours(source: Path, wanted: Wanted) -> None:
    """Score a file into another."""
    score_file(source, source.with_name("out.parquet"), AUDIT, wanted, force=True, profile=PROFILE)


def all_cpu() -> float:
    """CPU seconds of this process and of those that it has waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def cost(job: Callable[..., object], *arguments: object) -> Cost:
    """Return what a call costs in this process and in those that it starts."""
    begin, start = all_cpu(), time.perf_counter()
    job(*arguments)
    cpu, wall = all_cpu() - begin, time.perf_counter() - start
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return Cost(cpu, wall, 1024 * sum(peaks))


@cache
def server() -> Any:
    """Return what starts processes that have everything imported already, and nothing else."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["__main__"])
    return context


def apart(job: Callable[..., Any], *arguments: object) -> Any:
    """Call a function in a new process."""
    with ProcessPoolExecutor(1, mp_context=server()) as pool:
        return pool.submit(job, *arguments).result()


def stages(source: Path) -> dict[str, float]:
    """Return the CPU seconds of each stage of `batch`, one after the other in one process."""
    request = Request.of(AUDIT, pq.read_schema(source).names, EVERY, profile=PROFILE)
    schema = scored_schema([pa.field("row", pa.int64())], request, ())
    spent = dict.fromkeys(("decode", "score", "encode", "compress"), 0.0)
    ordered = [field.name for field in schema if not pa.types.is_dictionary(field.type)]
    with (
        pq.ParquetWriter(os.devnull, schema, compression="none", write_statistics=ordered) as plain,
        whole_file(source.with_name("out.parquet"), schema, {}) as write,
    ):
        parts = binary.PARTS["parquet"](source, [])
        while (part := timed(spent, "decode", next, parts, None)) is not None:
            scored = pa.Table.from_batches([timed(spent, "score", scored_batch, part.batch, request, schema)])
            timed(spent, "encode", plain.write_table, scored)
            timed(spent, "compress", lambda scored=scored: (write(scored), write(scored[:0])))
    return {**spent, "compress": spent["compress"] - spent["encode"]}


def timed(spent: dict[str, float], stage: str, call: Callable[..., Any], *arguments: object) -> Any:
    """Call a function, and add the CPU time of all threads to a stage."""
    begin = time.process_time()
    found = call(*arguments)
    spent[stage] += time.process_time() - begin
    return found


def medians(jobs: dict[str, Callable[[], Cost]], rounds: int) -> dict[str, Cost]:
    """Return the medians of interleaved rounds."""
    every: dict[str, list[Cost]] = {told: [] for told in jobs}
    for _ in range(rounds):
        for told, job in jobs.items():
            every[told].append(job())
    return {told: Cost(*map(statistics.median, zip(*costs, strict=True))) for told, costs in every.items()}


def show(told: str, one: Cost, rows: int, other: Cost | None = None, aim: float | None = None) -> None:
    """Print a line: its ratio is that of the CPU times."""
    ratio = "" if other is None else f"  {one.cpu / other.cpu:5.2f} times"
    missed = "" if aim is None or other is None else f", aim {aim:g}{'' if one.cpu <= aim * other.cpu else ', MISSED'}"
    memory = f"{one.memory / 1e6:6.0f} MB"
    print(f"{told:<44}{MICRO * one.cpu / rows:6.2f} cpu {MICRO * one.wall / rows:7.2f} wall {memory}{ratio}{missed}")


READING, MOVING = "reading alone", "reading, and writing the same results"


def few(folder: Path, rows: int) -> None:
    """Measure a file of drawn audits, and each stage."""
    table = drawn(rows)
    source, text = folder / "in.parquet", folder / "text.parquet"
    pq.write_table(table, source, compression="zstd", row_group_size=GROUP)
    kinds = pa.schema([field.with_type(pa.int64() if field.name == "row" else pa.string()) for field in table.schema])
    pq.write_table(table.cast(kinds), text, compression="zstd", row_group_size=GROUP)
    scored = ea.score_frame(table[:ROWS_AT_ONCE], AUDIT, profile=PROFILE)
    pq.write_table(scored, folder / "results.parquet")
    del table, scored
    found = medians(
        {
            READING: lambda: apart(cost, read_alone, source),
            MOVING: lambda: apart(cost, read_and_write, source),
            "batch, every result": lambda: apart(cost, ours, source, EVERY),
            "the same from text": lambda: apart(cost, ours, text, EVERY),
            "batch, one score": lambda: apart(cost, ours, source, ONE),
        },
        ROUNDS,
    )
    show(READING, found[READING], rows)
    show(MOVING, found[MOVING], rows)
    show("batch, every result", found["batch, every result"], rows, found[MOVING], 2.5)
    show("the same from text", found["the same from text"], rows, found[MOVING], 2.5)
    show("batch, one score (against reading)", found["batch, one score"], rows, found[READING], 2)
    spent = apart(stages, source)
    for stage, seconds in spent.items():
        print(f"  {stage:<42}{MICRO * seconds / rows:6.2f} cpu")
    rest = found["batch, every result"].cpu - sum(spent.values())
    print(f"  {'a second process, and passing rows on':<42}{MICRO * rest / rows:6.2f} cpu")


def many(folder: Path, rows: int) -> None:
    """Measure a file that is larger than what is drawn."""
    source = folder / "in.parquet"
    pq.write_table(drawn(DRAWN), source, compression="zstd", row_group_size=GROUP)
    times = -(-rows // DRAWN)
    repeat(source, times)
    scored, alone = apart(cost, ours, source, EVERY), apart(cost, read_alone, source)
    show(READING, alone, times * DRAWN)
    show("batch, every result", scored, times * DRAWN, alone)


def main() -> None:
    """Print a line for each measurement."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="?", type=int, default=DRAWN)
    rows = parser.parse_args().rows
    print(
        f"{rows:,} audits with {len(AUDIT.items)} items, Parquet with zstd; microseconds a row, {os.cpu_count()} cores"
    )
    with tempfile.TemporaryDirectory() as folder:
        (many if rows > DRAWN else few)(Path(folder), rows)


if __name__ == "__main__":
    main()
