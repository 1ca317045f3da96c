"""Tables of pandas."""

import io
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from support.builders import checklist, item
from support.table_kinds import BOOK

import ethics_audit as ea
from ethics_audit.frames import memory


def test_gaps_that_a_reader_made_of_answers() -> None:
    """That no answer is n/a is told where gaps stand instead; where it may not stand nothing is told."""
    text = "a.i,a.j\nr0,\nn/a,r0\n"
    definition = ea.Audit.of(checklist("a", item("a.i", not_applicable=True), item("a.j")))
    lost = pd.read_csv(io.StringIO(text))
    with pytest.warns(UserWarning, match="no answer is n/a, and 1 are missing where it is allowed.*keep_default_na"):
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


def test_categories_become_text_in_polars() -> None:
    """Long and short texts, none, gaps, and a part of a column."""
    texts = ["a.short", "", "a.text.of.more.than.twelve.signs;and.another"]
    for places in ([0, 1, 2, 2, 1, 0], [], [2, None, 0]):
        column = pa.DictionaryArray.from_arrays(pa.array(places, pa.int32()), pa.array(texts))
        for some in (column, column[1:]):
            (series,) = memory.polars_columns({"a": some})
            assert str(series.dtype) == "String"
            assert series.to_list() == some.to_pylist()
