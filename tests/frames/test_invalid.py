"""Invalid answers: all at once, with values, counts and rows."""

from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest
from support.builders import checklist, item
from support.table_kinds import KINDS, Thing
from support.tables import random_sheets, same, table_of

import ethics_audit as ea


def test_wrong_answers_are_told_all_at_once(quarterly: ea.Audit) -> None:
    """Every wrong column and value with counts and a few rows, and what is allowed; nothing is guessed."""
    sheets = random_sheets(quarterly, 9, frozenset())
    table = table_of(quarterly, sheets)
    wrong = {"boundaries.gifts": ["noone"] * 7 + [None, "NOONE"], "consent.written": [None] * 8 + [" alls"]}
    for id, values in wrong.items():
        table = table.set_column(table.column_names.index(id), id, pa.array(values))
    for kind, (make, _) in KINDS.items():
        if kind in {"polars lazy", "dask"}:
            continue
        with pytest.raises(ea.AnswerError) as caught:
            ea.score_frame(make(table), quarterly, profile=(), id="who")
        first, second = caught.value.problems
        assert (first.place, second.place) == ("consent.written", "boundaries.gifts")
        assert first.message.startswith("expected one of all, most"), kind
        assert second.message.endswith("got 'noone' (7 times), 'NOONE' in row p0, p1, p2, p3, p4 …"), kind
        assert second.hint == "did you mean 'none'?"
    with pytest.raises(ea.AnswerError, match="in row 0, 1, 2, 3, 4 …"):
        ea.score_frame(table, quarterly, profile=())
    with pytest.raises(Exception, match="noone"):
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


def test_codes_in_place_of_answers() -> None:
    """Where most columns hold the codes that a program gave its options, they are told once, with what helps."""
    audit = ea.Audit.of(checklist("a", *(item(f"a.i{place}") for place in range(12))))
    table = {id: ["AO01", "AO02", None] for id in audit.items}
    with pytest.raises(
        ea.AnswerError, match=r"and 9 more: expected words, got codes: 'AO01', 'AO02' \(export the full"
    ):
        ea.score_frame(pa.table(table), audit)
    with pytest.raises(ea.AnswerError) as caught:
        ea.score_frame(pa.table({**table, "a.i3": ["r0", "often", None]}), audit)
    assert [problem.place for problem in caught.value.problems] == ["a.i0, a.i1, a.i2 and 8 more", "a.i3"]


def test_numbers_are_told_where_numbers_are_wrong() -> None:
    """The error tells what may stand there."""
    with pytest.raises(ea.AnswerError, match="expected one of 0 r0, 1 r50, 2 r100, 3 unsure; got 9 in row 0"):
        ea.score_frame(pa.table({"a.i": [9]}), checklist("a", item("a.i")), codebook="audit")


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
                told = "4 answers depend on facts that no column and no argument states: minors, research"
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


def test_many_kinds_of_wrong_are_counted() -> None:
    """A thousand different wrong values are told apart; those beyond are counted."""
    table = pa.table({"a.i": [f"wrong {row}" for row in range(1_500)] + ["wrong 1"] * 3})
    with pytest.raises(ea.AnswerError, match=r"got 'wrong 1' \(4 times\), .* and 1495 others in row 0, 1, 2, 3, 4 …"):
        ea.score_frame(table, checklist("a", item("a.i")))


def test_rows_of_titles_above_numbers() -> None:
    """They are told once, beside the numbers, and are no audits in silence."""
    definition = ea.Audit.of(checklist("a", item("a.i"), item("a.j")))
    table = pa.table({"a.i": ["How often?", "1", "4"], "a.j": ["How much?", "2", "2"]})
    with pytest.raises(ea.AnswerError) as caught:
        ea.score_frame(table, definition)
    numbers, titles = map(str, caught.value.problems)
    assert numbers.startswith(
        "a.i, a.j: expected words, or numbers with a codebook that starts at 1, got the numbers 1 to 4"
    )
    assert titles.startswith("a.i, a.j: has text beside its numbers in row 0, such as 'How often?' (if this is a")
    many = ea.Audit.of(checklist("a", *(item(f"a.i{place}") for place in range(12))))
    titled = pa.table({id: ["How often?", "{...}", "r0"] for id in many.items})
    titled = titled.set_column(0, "a.i0", pa.array(["x0", "r0", "r0"]))
    with pytest.raises(ea.AnswerError) as caught:
        ea.score_frame(titled, many)
    titles, slip = map(str, caught.value.problems)
    assert titles.startswith("a.i1, a.i2, a.i3 and 8 more: has invalid answers in row 0, 1, such as 'How often?")
    assert slip.startswith("a.i0: expected one of r0, r50, r100, unsure; got 'x0' in row 0")
    with pytest.raises(ea.AnswerError, match="a.i: expected words, or numbers with a codebook, got the number 0 .give"):
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
    assert str(caught.value.problems[0]) == f"a.i0: expected one of 1 r0; got {code!r} in row 0"


def test_what_names_rows_may_be_of_any_kind() -> None:
    """A column whose values cannot be shown names no rows in errors; these are numbered."""
    frame = pl.DataFrame({"who": pl.Series([Thing()], dtype=pl.Object), "a.i": ["x"]})
    with pytest.raises(ea.AnswerError, match="got 'x' in row 0"):
        ea.score_frame(frame, checklist("a", item("a.i")), id="who")
