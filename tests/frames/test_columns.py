"""Columns of answers and facts, in every kind that they come in."""

from math import isnan
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from support.builders import checklist, item
from support.table_kinds import BOOK, FLAG, KINDS, from_duckdb

import ethics_audit as ea
from ethics_audit.frames.packing import PackedAudit


@pytest.mark.parametrize(
    "column",
    [
        pa.array([0, 1, 2, None, 4, 9, -1, 300], pa.int64()),
        pa.array([0.0, 1.0, 2.0, float("nan"), 4.0, 0.5, -1.0, 1e30], pa.float64()),
        pd.Series(["r0", "r50", "r100", "", "unsure", "x", "x0", "r0 x"]),
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


def test_columns_of_no_use() -> None:
    """A column of nulls is not answered; one of lists is of a kind that holds no answers."""
    definition = ea.Audit.of(checklist("a", item("a.i")))
    (row,) = ea.score_frame(pa.table({"a.i": pa.nulls(1)}), definition).to_pylist()
    assert (row["score"], row["open_weight"]) == (None, 1)
    with pytest.raises(ea.AnswerError, match=r"a.i: is a column of list<.*>, which holds no answers"):
        ea.score_frame(pa.table({"a.i": pa.array([[1]])}), definition)


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
    with pytest.raises(ea.AnswerError, match="minors, fact_minors: state the same fact, minors"):
        ea.score_frame(twice, definition)


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
        with pytest.raises(ea.AnswerError, match="a.i: expected one of r0, r50, r100, unsure; got 'r9' in row 1"):
            ea.score_frame(pa.table({"a.i": told}), definition)
    halves = pd.DataFrame({"a.i": pd.Series([1.0, 0.5, 3.0]).astype("category")})
    found = ea.score_frame(halves, definition, codebook=BOOK, on_invalid="missing")
    assert (found["points"].tolist(), found["invalid"].tolist()) == ([0, 0, 100], [0, 1, 0])
    mixed = pd.DataFrame({"a.i": pd.Series(["r0", 3, pd.NA], dtype=object).astype("category")})
    assert ea.score_frame(mixed, definition, codebook=BOOK)["points"].tolist() == [0, 100, 0]


@pytest.mark.parametrize("unused", [0, 5, 30, 200])
def test_categories_that_nobody_chose(unused: int) -> None:
    """However many categories there are, fewer or more than codes or than a byte holds, gaps are no answers."""
    words = [*(f"x{place}" for place in range(unused)), "r0", "r100"]
    chosen = pd.Categorical(["r100", None, "r0", None, "r100"], words)
    table = pd.DataFrame({"a.i": chosen, "a.j": chosen[::-1]})
    definition = ea.Audit.of(checklist("a", item("a.i"), item("a.j")))
    for frame in (table, pa.Table.from_pandas(table)):
        found = ea.score_frame(frame, definition, columns=["points", "open_weight"], domains=False)
        assert np.array_equal(found["points"], [200, 0, 0, 0, 200])
        assert np.array_equal(found["open_weight"], [0, 2, 0, 2, 0])
