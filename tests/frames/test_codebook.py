"""Codebooks: the words of whole numbers."""

import json
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from attrs import evolve
from support.builders import checklist, item, scale
from support.table_kinds import BOOK, KINDS
from support.tables import same

import ethics_audit as ea
from ethics_audit.base.errors import ArgumentError
from ethics_audit.cli.commands import run
from ethics_audit.frames import codebook


def test_codebook_of_ones_own(quarterly: ea.Audit) -> None:
    """Any whole numbers for any words; the empty word is no answer; what is wrong in it is reported at once."""
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
    with pytest.raises(ea.AnswerError, match="got 2 in row 1"):
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
        with pytest.raises(ea.AnswerError, match="expected no number, since the codebook has none for it"):
            ea.score_frame(make(table), definition, codebook={**book, "a.j": {}})
        with pytest.raises(ea.AnswerError, match="a.j: expected words, .*, got the numbers 1 to 5"):
            ea.score_frame(make(table), definition, codebook={"a.i": book["a.i"]}, on_invalid="missing")
    asked: dict[str, Any] = {"codebook": {"a.j": {}}, "on_invalid": "missing", "allow_missing_columns": True}
    for kind in ("pyarrow", "duckdb"):
        make, rows = KINDS[kind]
        found = rows(ea.score_frame(make(table.select(["who", "a.j"])), definition, **asked))
        assert [row["invalid"] for row in found] == [1, 1, 1]
    longest = max(len(one.options) for one in quarterly.items.values())
    assert codebook.codebook(quarterly)["boundaries.gifts"] == {
        **{code: option.id for code, option in enumerate(quarterly.items["boundaries.gifts"].ranked)},
        longest: "unsure",
        longest + 1: "n/a",
        longest + 2: "",
    }


def test_codebook_as_a_document(capsys: pytest.CaptureFixture[str], quarterly: ea.Audit) -> None:
    """Exported with the definition that it belongs to, and read back."""
    assert run(["export", "quarterly", "--to", "codebook"]) == 0
    text = capsys.readouterr().out
    document = json.loads(text)
    assert (document["format"], document["format_version"]) == ("ethics-audit/codebook", 1)
    assert document["audit"] == {"id": "quarterly", "version": quarterly.version, "digest": quarterly.digest}
    assert codebook.read(text, quarterly) == codebook.codebook(quarterly)
    bare = '{"format": "ethics-audit/codebook", "format_version": 1, "items": {"boundaries.gifts": {"1": "most"}}}'
    assert codebook.read(bare, quarterly) == {"boundaries.gifts": {1: "most"}}
    flat = '{"format": "ethics-audit/codebook", "format_version": 1, "answers": {"1": "most", "9": ""}}'
    assert codebook.read(flat, quarterly) == {1: "most", 9: ""}
    for wrong, message in (
        ("[]", "expected format"),
        ("{}", "expected format"),
        (bare.replace('{"1": "most"}', "[]"), "a table of tables"),
        ("no", "this is not JSON"),
        (text.replace(quarterly.digest, "0" * 64), "another definition"),
        (text.replace(f'"version": "{quarterly.version}"', '"version": "0.1"'), "another definition"),
        (bare.replace('"1"', '"01"'), "expected a whole number, got '01'"),
        (bare.replace('"1"', '"one"'), "expected a whole number, got 'one'"),
        (bare.replace('"items"', '"item"'), "got 'item' .did you mean 'items'"),
        (bare.replace('"items"', '"answers": {}, "items"'), "expected items, a table of tables, or answers"),
        (bare.replace('"most"', '"most", "1": "some"'), "appears twice"),
    ):
        with pytest.raises(ValueError, match=message):
            codebook.read(wrong, quarterly)


NUMBERS = {
    "integers": pa.array([1, 3, None]),
    "floats": pa.array([1.0, 3.0, None]),
    "text": pa.array(["1", "3.0", ""]),
    "text with commas": pa.array(["1,0", "3,0", ""]),
    "categories": pa.array([1, 3, None]).dictionary_encode(),
    "categories of floats": pa.array([1.0, 3.0, None]).dictionary_encode(),
    "categories of text": pa.array(["1", "3", None]).dictionary_encode(),
}


@pytest.mark.parametrize("column", NUMBERS)
def test_numbers_need_a_codebook(column: str) -> None:
    """One rule for numbers in every kind of column: without a codebook they are refused once, and never missing."""
    definition = ea.Audit.of(checklist("a", item("a.i"), item("a.j")))
    table = pa.table({"who": ["p0", "p1", "p2"], "a.i": NUMBERS[column], "a.j": NUMBERS[column]})
    for kind, (make, rows) in KINDS.items():
        lazily = kind in {"polars lazy", "dask"}
        for on_invalid in ("error", "missing"):
            with pytest.raises(Exception if lazily else ea.AnswerError, match="got the numbers 1 to 3") as caught:
                rows(ea.score_frame(make(table), definition, on_invalid=on_invalid))
            if not lazily:
                (problem,) = caught.value.problems
                assert problem.place == "a.i, a.j", kind
                assert problem.message.startswith("expected words, or numbers with a codebook that starts at 1, got")
        found = rows(ea.score_frame(make(table), definition, codebook=BOOK))
        assert [row["points"] for row in found] == [0, 200, 0], kind
        assert [row["open_weight"] for row in found] == [0, 0, 2], kind


def test_one_codebook_for_all_items() -> None:
    """It may hold words that some items lack: their numbers are wrong in those items alone."""
    few = evolve(item("a.j"), scale=scale(0, 100))
    definition = ea.Audit.of(checklist("a", item("a.i"), few))
    table = pa.table({"who": ["p0", "p1"], "a.i": [1, 2], "a.j": [3, 2]})
    for kind in ("pyarrow", "duckdb"):
        make, rows = KINDS[kind]
        with pytest.raises(ea.AnswerError, match=r"^table: a.j: expected one of 1 r0, 3 r100; got 2 in row 1"):
            ea.score_frame(make(table), definition, codebook=BOOK)
        found = rows(ea.score_frame(make(table), definition, codebook=BOOK, on_invalid="missing"))
        assert [(row["points"], row["invalid"]) for row in found] == [(100, 0), (50, 1)]
    with pytest.raises(ea.AnswerError, match=r"codebook: 4: expected an answer, got 'r75'"):
        ea.score_frame(table, definition, codebook={**BOOK, 4: "r75"})
    with pytest.raises(ea.AnswerError, match=r"codebook: 1: expected a whole number, got '1'"):
        ea.score_frame(table, definition, codebook={"1": "r0"})  # type: ignore[dict-item]
    of_numpy = {np.int64(number): word for number, word in BOOK.items()}
    found = ea.score_frame(table.slice(0, 1), definition, codebook=of_numpy)  # type: ignore[arg-type]
    assert found["points"].to_pylist() == [100]
    with pytest.raises(ArgumentError, match="codebook: expected a mapping of words, or 'audit', got 'audits'"):
        ea.score_frame(table, definition, codebook="audits")  # type: ignore[arg-type]
