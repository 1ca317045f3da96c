"""Score tables of every kind: what can be asked, and what comes back."""

import subprocess
import sys
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from support.builders import checklist, item
from support.table_kinds import KINDS
from support.tables import coded, random_sheets, same, table_of

import ethics_audit as ea
from ethics_audit.base.errors import ArgumentError
from ethics_audit.frames import lazy
from ethics_audit.model.profile import KNOWN


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
    assert scored.aggregate("min(band), max(band), max(band_low)").fetchall() == [("low", "critical", "critical")]
    assert scored.filter("band = 'low'").project("score").fetchall() == [(0.0,)]
    for empty in (
        frame.iloc[:0],
        pl.DataFrame({"a.i": pl.Series([], dtype=pl.String)}),
        pa.table({"a.i": pa.array([], pa.string())}),
    ):
        assert len(ea.score_frame(empty, definition)) == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"columns": "score"}, "columns, domains, prefix: expected lists of names, and a text"),
        ({"columns": ["scor"]}, "columns: expected a known name, got 'scor' (did you mean 'score'?)"),
        ({"domains": ["b"]}, "domains: expected a known name, got 'b' (known: a)"),
        ({"on_missing_fact": "skip"}, "on_missing_fact: expected 'error' or 'set_aside', got 'skip'"),
        ({"on_invalid": "skip"}, "on_invalid: expected 'error' or 'missing', got 'skip'"),
        ({"id": "whom"}, "id: expected a column, got 'whom' (did you mean 'who'?)"),
        ({"prefix": ""}, "prefix: the table already has a column 'score' (give another prefix)"),
        ({"profile": ["minor"], "prefix": "x"}, "table: profile: expected a profile fact, got 'minor'"),
    ],
)
def test_what_cannot_be_asked(arguments: dict[str, Any], told: str) -> None:
    """One error each."""
    table = pa.table({"who": [1], "a.i": ["r0"], **({"score": [1]} if "prefix" in arguments else {})})
    with pytest.raises(ea.EthicsAuditError) as caught:
        ea.score_frame(table, checklist("a", item("a.i")), **arguments)
    assert str(caught.value).startswith(told)


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
    assert problem[:2] == ("minors", "states minors row by row, and profile= states it for every row")
    for wrong in ("telehealth", {"telehealth": False}, 5, [1]):
        with pytest.raises(ArgumentError, match="expected a list of facts"):
            ea.score_frame(table, definition, profile=wrong)  # type: ignore[arg-type]


def test_no_table_and_no_audit(quarterly: ea.Audit) -> None:
    """A TypeError each."""
    with pytest.raises(TypeError, match="audit"):
        ea.score_frame(pa.table({"a.i": [1]}), "quarterly")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        ea.score_frame([1, 2], quarterly)


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
    with pytest.raises(TypeError, match="got a lazy table of duckdb; collect it first"):
        ea.score_frame(duckdb.from_arrow(pa.table({"a.i": ["r0"]})), checklist("a", item("a.i")))


def test_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install."""
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(ea.MissingExtraError, match=r"pip install 'ethics-audit\[frames\]'"):
        ea.score_frame(pa.table({"a.i": ["r0"]}), checklist("a", item("a.i")))


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
