"""The kernel: blocks of rows, long scales, facts by row."""

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from support.builders import audit, checklist, item, scale
from support.table_kinds import KINDS, arrow_rows, from_duckdb
from support.tables import coded, random_sheets, same, table_of

import ethics_audit as ea


def test_many_rows_are_scored_in_blocks(quarterly: ea.Audit) -> None:
    """More rows than a block: columns are looked up together, and every block is as the first."""
    profile = frozenset({"telehealth"})
    sheets = random_sheets(quarterly, 50, profile)
    table = coded(table_of(quarterly, sheets), quarterly).drop_columns("who")
    some = pa.concat_tables([table] * 70).combine_chunks()
    many = pa.concat_tables([some] * 10).append_column("place", pa.array(np.arange(35_000)))
    rows = ea.score_frame(many, quarterly, profile=profile, codebook="audit")
    assert rows.column("place").equals(many.column("place"))
    few = ea.score_frame(table, quarterly, profile=profile, codebook="audit")
    for name in few.column_names:
        assert rows.column(name).slice(34_950).to_pylist() == few.column(name).to_pylist(), name


@pytest.mark.parametrize("options", [6, 14, 62])
def test_long_scales(options: int) -> None:
    """The more answers an item has, the fewer items are looked up together; nothing else changes."""
    risks = [0, *range(2, options), 100]
    definition = audit(checklist("a", *(item(f"a.i{place}", place + 1, scale=scale(*risks)) for place in range(5))))
    sheets = random_sheets(definition, 50, frozenset())
    table = coded(table_of(definition, sheets), definition)
    many = pa.concat_tables([table] * 101)
    same(arrow_rows(ea.score_frame(many, definition, codebook="audit"))[:50], definition, sheets)
    same(from_duckdb(ea.score_frame(duckdb.from_arrow(table), definition, codebook="audit")), definition, sheets)


def test_a_fact_that_does_not_hold_outweighs_one_that_is_not_known() -> None:
    """An item that needs both applies to no such row; a wrong answer is counted whether it applies or not."""
    definition = ea.Audit.of(checklist("a", item("a.i", requires={"minors", "telehealth"}), item("a.j")))
    table = pa.table(
        {
            "minors": [True, True, False, None, None],
            "fact_telehealth": ["yes", None, None, "no", None],
            "a.i": ["r100", "r100", "x", "r0", "x"],
            "a.j": ["r0"] * 5,
        }
    )
    for kind in ("pyarrow", "polars", "duckdb"):
        make, rows = KINDS[kind]
        found = rows(ea.score_frame(make(table), definition, on_invalid="missing"))
        assert [(row["weight"], row["open_weight"], row["invalid"]) for row in found] == [
            (2, 0, 0),
            (1, 1, 0),
            (1, 0, 1),
            (1, 0, 0),
            (1, 1, 1),
        ], kind


@pytest.mark.parametrize("rows", [2, 6_000])
def test_items_without_a_column_are_open(rows: int) -> None:
    """They are not looked up, whether columns are joined or not, but their weight is open; others apply to nobody."""
    definition = ea.Audit.of(checklist("a", item("a.i"), item("a.j", 3), item("a.k", 2, requires={"minors"})))
    table = pa.table({"a.i": ["r0"] * rows})
    few = {"columns": ["weight", "open_weight"], "domains": False, "allow_missing_columns": True}
    for profile, opened in (((), 3), (("minors",), 5)):
        found = ea.score_frame(table, definition, profile=profile, **few)
        assert set(found["weight"].to_pylist()) == {1}
        assert set(found["open_weight"].to_pylist()) == {opened}
