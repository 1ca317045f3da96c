"""The kinds of tables that are scored, how to make each from Arrow, and how to read its rows."""

from collections.abc import Callable
from typing import Any

import dask.dataframe as dd
import duckdb
import polars as pl
import pyarrow as pa

import ethics_audit as ea
from ethics_audit.model.profile import KNOWN
from support.tables import Rows

FLAG = ea.RedFlag(100, ea.Band.CRITICAL, "Stop and call.")


def arrow_rows(table: Any) -> Rows:
    """Return the rows of an Arrow table."""
    rows: Rows = table.to_pylist()
    return rows


def from_duckdb(relation: Any) -> Rows:
    """Return the rows of a DuckDB relation."""
    return arrow_rows(relation.to_arrow_table() if hasattr(relation, "to_arrow_table") else relation.arrow())


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
        lambda table: dd.from_pandas(table.to_pandas(), npartitions=2),  # type: ignore[no-untyped-call]
        lambda frame: frame.compute().to_dict("records"),
    ),
    "duckdb": (duckdb.from_arrow, from_duckdb),
}


def items_in(table: pa.Table) -> list[str]:
    """Return the columns of a table that are items."""
    return [name for name in table.column_names if "." in name and name not in KNOWN]


BOOK = {1: "r0", 2: "r50", 3: "r100"}


class Thing:
    """Shows where it is in memory."""
