"""Rows of a table in memory stay where they are, whatever its layout."""

from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from support.builders import checklist, item
from support.table_kinds import KINDS

import ethics_audit as ea
from ethics_audit.documents import vector as vectors
from ethics_audit.model.answers import Answer

AUDIT = ea.Audit.of(checklist("a", item("a.i"), item("a.j"), item("a.k", requires=["minors"])))
FEW: dict[str, Any] = {"columns": ["score"], "domains": False}
EAGER = ("pyarrow", "pandas", "polars")


def written(**given: Answer) -> str:
    """The vector of some answers."""
    return vectors.encode(AUDIT, ea.Answers({f"a.{name}": answer for name, answer in given.items()}))


GOOD, BAD = written(i="r0", j="r0"), written(i="r100", j="r100")
LAYOUTS: dict[str, tuple[dict[str, list[Any]], dict[str, Any]]] = {
    "vectors": ({"vec": [None, BAD, "", GOOD]}, {"vector": "vec"}),
    "vectors that nobody names": ({"vec": [None, BAD, "", GOOD]}, {}),
    "names of forms": ({"a_i": [None, "r100", None, "r0"], "a_j": [None, "r100", "", "r0"]}, {}),
    "ids": ({"a.i": [None, "r100", None, "r0"], "a.j": [None, "r100", "", "r0"]}, {}),
}


def gaps(values: list[Any]) -> list[Any]:
    """The values with None in place of NaN."""
    return [None if value != value else value for value in values]  # noqa: PLR0124 - NaN


@pytest.mark.parametrize("kind", EAGER)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("others", [{}, {"site": [None, "n", None, "s"], "n": ["1", "2", "3", "x"]}])
def test_rows_without_an_audit(kind: str, layout: str, others: dict[str, list[Any]]) -> None:
    """They stay in their places, with nothing answered, and so does what stands beside them."""
    columns, more = LAYOUTS[layout]
    make, rows = KINDS[kind]
    table = pa.table({**others, **columns})
    found = rows(ea.score_frame(make(table), AUDIT, **FEW, **more))
    assert gaps([row["score"] for row in found]) == [None, 100, None, 0]
    assert {name: gaps([row[name] for row in found]) for name in others} == others


def test_rows_without_an_audit_in_a_relation() -> None:
    """The same holds for DuckDB in the layout that it takes."""
    make, rows = KINDS["duckdb"]
    columns, _ = LAYOUTS["ids"]
    assert [row["score"] for row in rows(ea.score_frame(make(pa.table(columns)), AUDIT, **FEW))] == [None, 100, None, 0]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_index_of_pandas(layout: str) -> None:
    """It stays, also if it repeats itself, so that scores are put beside the right rows; columns keep their types."""
    columns, more = LAYOUTS[layout]
    frame = pd.DataFrame({"when": pd.Series(["a", "b", "a", "b"], dtype="category"), **columns})
    frame.index = pd.Index([7, 7, 2, "x"])
    scored = ea.score_frame(frame, AUDIT, **FEW, **more)
    pd.testing.assert_index_equal(scored.index, frame.index)
    pd.testing.assert_series_equal(scored["when"], frame["when"])
    frame = frame.set_index(pd.Index([3, 1, 2, 0]))
    frame["score"] = ea.score_frame(frame, AUDIT, **FEW, **more)["score"]
    assert gaps(frame["score"].tolist()) == [None, 100, None, 0]


def test_rows_that_survey_tools_write_beside_the_answers() -> None:
    """In memory they stay too: trials of a survey, and rows of other instruments of a record, which state its facts."""
    trial = pa.table({"Status": ["Survey Preview", "IP Address"], "a_i": ["r0", "r100"], "a_j": ["r0", "r100"]})
    assert ea.score_frame(trial, AUDIT, **FEW)["score"].to_pylist() == [0, 100]
    record = pa.table(
        {
            "record_id": ["1", "1"],
            "redcap_repeat_instrument": ["", "audit"],
            "fact_minors": ["1", ""],
            **{name: ["", "r100"] for name in ("a_i", "a_j", "a_k")},
        }
    )
    scored = ea.score_frame(record, AUDIT, columns=["score", "weight"], domains=False)
    assert scored["weight"].to_pylist() == [0, 3]
    assert scored["fact_minors"].to_pylist() == ["1", ""]


@pytest.mark.parametrize(
    ("layout", "told"),
    [
        (
            {"person": ["p", "p", "q"], "item": ["a.i", "a.j", "a.i"], "answer": ["r0", "r100", "r100"]},
            ["3 rows became 2, one for each audit."],
        ),
        (
            {"a_i_q1": ["r0", None], "a_i_q2": ["r100", "r100"]},
            [
                "2 rows became 3, one for each audit.",
                "1 row left out: nobody answered anything on that occasion.",
            ],
        ),
    ],
)
def test_layouts_with_other_rows(layout: dict[str, list[Any]], told: list[str]) -> None:
    """Rows that are not those of the table do not look like these, and it is told what became of them."""
    heard: list[Any] = []
    frame = pd.DataFrame(layout, index=[f"row {place}" for place in range(len(next(iter(layout.values()))))])
    scored = ea.score_frame(frame, AUDIT, tell=heard.append, allow_missing_columns=True, **FEW)
    assert scored.index.tolist() == list(range(len(scored)))
    assert [one.name for one in heard if one.role == "rows"] == told


def test_titles_in_a_table_in_memory() -> None:
    """They are left out and told; in pandas the others keep their names in the index."""
    columns = {"n": ["number", "7", "8"], "a.i": ["I do a.i.", "r0", "r100"], "a.j": ["I do a.j.", "r0", None]}
    heard: list[Any] = []
    scored = ea.score_frame(pd.DataFrame(columns), AUDIT, tell=heard.append, **FEW)
    assert (scored["score"].tolist(), scored["n"].tolist(), scored.index.tolist()) == ([0, 100], [7, 8], [1, 2])
    assert [str(one) for one in heard if one.role == "rows"] == ["rows: 1 row left out: titles of columns."]
    assert ea.score_frame(pl.DataFrame(columns), AUDIT, **FEW)["n"].to_list() == [7, 8]


@pytest.mark.parametrize("kind", EAGER)
def test_vectors_that_cannot_be_read(kind: str) -> None:
    """They are told by their rows, from 0 or by a name; or they count as one invalid answer."""
    make, rows = KINDS[kind]
    frame = make(pa.table({"who": ["p", "q", "r"], "vec": [GOOD, f"{GOOD}x", BAD]}))
    with pytest.raises(ea.AnswerError, match="vec in row 1"):
        ea.score_frame(frame, AUDIT, vector="vec")
    with pytest.raises(ea.AnswerError, match="vec in row q"):
        ea.score_frame(frame, AUDIT, vector="vec", id="who")
    found = rows(ea.score_frame(frame, AUDIT, vector="vec", on_invalid="missing", **FEW))
    assert gaps([row["score"] for row in found]) == [0, None, 100]
    assert [row["invalid"] for row in found] == [0, 1, 0]


@pytest.mark.parametrize("kind", ["polars lazy", "dask", "duckdb"])
def test_vectors_in_a_lazy_table(kind: str) -> None:
    """They need a table in memory, and that is what is told."""
    with pytest.raises(TypeError, match="vector= needs a table in memory"):
        ea.score_frame(KINDS[kind][0](pa.table({"vec": [GOOD]})), AUDIT, vector="vec")
