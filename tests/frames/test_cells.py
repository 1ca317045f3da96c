"""Columns of kinds that hold no answers."""

from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from support.builders import checklist, item
from support.table_kinds import Thing

import ethics_audit as ea


def test_columns_of_pandas_that_hold_no_answers() -> None:
    """One error with the column."""
    frame = pd.DataFrame({"a.i": pd.Series([1 + 2j])})
    with pytest.raises(ea.AnswerError, match="a.i: is a column of complex128, which holds no answers"):
        ea.score_frame(frame, checklist("a", item("a.i")))


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
