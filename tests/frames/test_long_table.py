"""Long tables: a row an answer."""

import random
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from support.table_kinds import KINDS
from support.tables import random_sheets, same, word

import ethics_audit as ea
from ethics_audit.base.errors import ArgumentError
from ethics_audit.model.profile import KNOWN


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


LONG = {"id": "p0", "item": "boundaries.gifts", "answer": "most"}


@pytest.mark.parametrize("gap", [None, "", float("nan")])
def test_long_tables_whose_rows_name_no_audit(gap: Any, quarterly: ea.Audit) -> None:
    """Rows of several people would become those of one."""
    frame = pl.DataFrame({**LONG, "id": [gap, gap], "item": ["boundaries.gifts", "boundaries.secrecy"]}, strict=False)
    with pytest.raises(ea.AnswerError, match="id: expected the name of an audit, got none in 2 rows"):
        ea.score_frame(frame, quarterly, long=("id", "item", "answer"))


def test_long_tables_of_kinds_that_name_nothing(quarterly: ea.Audit) -> None:
    """They are refused, and of many names that are no items the first are told."""
    lists = pa.table({"id": [["p0"]], "item": ["boundaries.gifts"], "answer": ["most"]})
    with pytest.raises(ea.AnswerError, match="id: is a column of list<.*>, which cannot name anything"):
        ea.score_frame(lists, quarterly, long=("id", "item", "answer"))
    many = pa.table({"id": ["p0"] * 30, "item": [f"x.i{place}" for place in range(30)], "answer": ["most"] * 30})
    with pytest.raises(ea.AnswerError, match="item: 10 more names are unknown"):
        ea.score_frame(many, quarterly, long=("id", "item", "answer"))
    most = quarterly.items["boundaries.gifts"].by_id["most"].risk
    views = pa.table({name: pa.array([one], pa.string_view()) for name, one in LONG.items()})
    assert ea.score_frame(views, quarterly, long=("id", "item", "answer"))["score"].to_pylist() == [most]
    runs = pa.table({**many.slice(0, 1).to_pydict(), "item": pc.run_end_encode(pa.array(["boundaries.gifts"]))})
    assert ea.score_frame(runs, quarterly, long=("id", "item", "answer"))["score"].to_pylist() == [most]


def test_long_tables_that_are_wrong(quarterly: ea.Audit) -> None:
    """Answered twice, no such item, no audit, no item, a fact that is neither true nor false; all at once."""
    rows = [
        *[("p1", "boundaries.gifts", "none"), ("p1", "boundaries.gifts", "most"), ("p2", "boundaries.gift", "none")],
        *[(None, "consent.written", "all"), ("p2", None, "x"), ("p2", "minors", "perhaps")],
    ]
    table = pa.table(dict(zip(("id", "item", "answer"), map(list, zip(*rows, strict=True)), strict=True)))
    with pytest.raises(ea.AnswerError) as caught:
        ea.score_frame(table, quarterly, long=("id", "item", "answer"))
    told = [str(problem) for problem in caught.value.problems]
    assert told[0] == "id: expected the name of an audit, got none in 1 rows"
    assert told[1] == "boundaries.gifts: appears twice in 1 audits: 'p1' (keep one of them)"
    assert told[3].startswith(
        "item: expected an item, got 'boundaries.gift' in 1 rows (did you mean 'boundaries.gifts'?)"
    )
    assert told[4].startswith("item: expected an item, got None in 1 rows (each row needs an item)")
    assert told[2].startswith("minors: expected true or false, yes or no, 1 or 0")
    good = (
        table.slice(2, 1)
        .set_column(1, "item", pa.array(["boundaries.gifts"]))
        .set_column(2, "answer", pa.array(["nevr"]))
    )
    with pytest.raises(ea.AnswerError, match="got 'nevr' in row p2"):
        ea.score_frame(good, quarterly, long=("id", "item", "answer"))
    with pytest.raises(ArgumentError, match="expected a column, got 'person'"):
        ea.score_frame(table, quarterly, long=("person", "item", "answer"))
    for odd in ("id", ("id", "item"), ("id", "item", "item")):
        with pytest.raises(ArgumentError, match="expected three columns"):
            ea.score_frame(table, quarterly, long=odd)  # type: ignore[arg-type]
    most = quarterly.items["boundaries.gifts"].by_id["most"].risk
    categories = pl.DataFrame({"id": ["a"], "item": ["boundaries.gifts"], "answer": ["most"]}).cast(pl.Categorical)
    assert ea.score_frame(categories, quarterly, long=("id", "item", "answer"))["score"].to_list() == [most]
    with pytest.raises(TypeError, match="collect it first"):
        ea.score_frame(pl.LazyFrame({"id": [1]}), quarterly, long=("id", "item", "answer"))
