"""An answer changes only what depends on it: wrong numbers leave their neighbors alone, and so do other questions."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from support.builders import checklist, item, scale
from support.table_kinds import FLAG, KINDS, arrow_rows

import ethics_audit as ea

ITEMS = [f"a.i{place}" for place in range(6)]
WRONG = [-1, 8, 9, 15, 16, 17, 31, 32, 64, 255, 256, 300]
"""Numbers that answer nothing where there are three or four answers, those that a byte holds and others."""


def definition_of(*risks: int) -> ea.Audit:
    """Return an audit whose items have these risks."""
    flagged = (item(id, place + 1, scale=scale(*risks), red_flag=FLAG) for place, id in enumerate(ITEMS))
    return ea.Audit.of(checklist("a", *flagged))


@pytest.mark.parametrize("rows", [4_999, 5_000])
@pytest.mark.parametrize("risks", [(0, 50, 100), (0, 40, 80, 100)], ids=["three answers", "four answers"])
@pytest.mark.parametrize("wrong", ITEMS[:5])
def test_numbers_beyond_the_last_answer(wrong: str, risks: tuple[int, ...], rows: int) -> None:
    """They count as no answer wherever they stand, alone or many at a time."""
    definition, chance = definition_of(*risks), np.random.default_rng(1)
    beyond = [
        len(risks) + 1,
        len(risks) + 3,
        *WRONG,
    ]  # "does not apply", which cannot be answered here, and what follows
    columns: dict[str, Any] = {id: pa.array(chance.integers(0, 4, rows), pa.int16()) for id in ITEMS}
    columns[wrong] = pa.array(np.resize(beyond, rows), pa.int16())
    gaps = columns | {wrong: pa.nulls(rows, pa.int16())}
    found, without = (
        ea.score_frame(pa.table(some), definition, codebook="audit", on_invalid="missing") for some in (columns, gaps)
    )
    assert found["invalid"].to_pylist() == [1] * rows
    assert found.drop_columns("invalid").equals(without.drop_columns("invalid"))


@pytest.mark.parametrize("many", [1, 1_000])
@pytest.mark.parametrize("spellings", range(4, 10))
def test_a_gap_among_many_spellings(spellings: int, many: int) -> None:
    """However many texts a column holds, no answer is told from the last of them."""
    words = ["unsure", "R0", "r50", "r0", "R50", "unsure ", " r50", " r0", "R100", "r100"][-spellings:]
    rows = [*words, None, "", *words]
    table = pa.table({id: pa.array(rows * many) for id in ITEMS})
    found = arrow_rows(ea.score_frame(table, definition_of(0, 50, 100), domains=False))
    assert [row["open_weight"] for row in found] == [
        21 if (word or "unsure").strip() == "unsure" else 0 for word in rows
    ] * many
    assert {row["points"] for row in found if row["open_weight"]} == {0}


FLAGGED = [f"b.i{place}" for place in range(40)]
SEVERAL = ea.Audit.of(
    checklist("b", item("b.free"), *(item(id, 100, red_flag=FLAG, requires={"minors"}) for id in FLAGGED))
)
"""Its flags and counts take several integers."""


@pytest.mark.parametrize("stated", [True, False], ids=["a fact by row", "a fact that nothing states"])
@pytest.mark.parametrize(("answer", "wrong"), [("r0", 0), ("r100", 0), ("unsure", 0), ("?", 40)])
def test_questions_that_do_not_apply(answer: str, wrong: int, *, stated: bool) -> None:
    """Whatever is answered to them, they raise no flag and count for nothing; wrong answers alone are counted."""
    table = pa.table({"minors": [False] * 2, "b.free": ["r0", "r50"]} | {id: [answer] * 2 for id in FLAGGED})
    for kind in ("pyarrow", "duckdb"):
        make, rows = KINDS[kind]
        found = rows(
            ea.score_frame(make(table), SEVERAL, on_invalid="missing")
            if stated
            else ea.score_frame(
                make(table.drop_columns("minors")), SEVERAL, on_invalid="missing", on_missing_fact="set_aside"
            )
        )
        for row, points, band in zip(found, (0, 50), ("low", "high"), strict=True):
            assert [row[name] for name in ("points", "weight", "open_weight", "flags", "invalid")] == [
                points,
                1,
                0,
                "",
                wrong,
            ], kind
            assert {row["band"], row["band_low"], row["band_high"]} == {band}, kind
