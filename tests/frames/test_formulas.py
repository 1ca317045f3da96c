"""Cells that a spreadsheet would run."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from support.table_files import FEW, scored

from ethics_audit.cli.commands import run
from ethics_audit.frames import formulas

CELLS = st.text(st.sampled_from("=+-@\t\r\n'1.,eA＝"), max_size=6) | st.text(max_size=6)  # noqa: RUF001


@pytest.mark.property
@settings(deadline=None, max_examples=int(os.environ.get("LAW_EXAMPLES", "20")))
@drawn(cells=st.lists(CELLS | st.none(), max_size=8))
def test_formulas_become_text_and_come_back(cells: list[str | None]) -> None:
    """No cell begins as a formula does, unless it is a number, and reading takes away exactly what writing added."""
    given = pa.array(cells, pa.string())
    written = formulas.escaped(given)
    assert formulas.unescaped(written).to_pylist() == cells
    for before, cell in zip(cells, written.to_pylist(), strict=True):
        if before is not None:
            assert formulas.unescaped_name(formulas.escaped_name(before)) == before
            assert formulas.escaped_name(before) == cell
            assert not cell.startswith(("=", "@", "\t", "\r", "\n"))
            assert not cell.startswith(("+", "-")) or cell[1:].replace(".", "").replace(",", "").replace("-", "")


def test_formulas_in_written_csv(tmp_path: Path) -> None:
    """Texts and names that a spreadsheet would run are text; numbers are as they were; ids survive a second run."""
    kept = {"=cmd": ["=1+1", "+49 170", "-3", "@x"], "n": [-1, -2.5, 3, 4], "consent.written": ["all"] * 4}
    pq.write_table(pa.table(kept), tmp_path / "in.parquet")
    assert run(["batch", str(tmp_path / "in.parquet"), str(tmp_path / "out.csv"), *FEW]) == 0
    first, *lines = (tmp_path / "out.csv").read_text("utf-8").splitlines()
    assert first == '"\'=cmd","n","coverage"'
    assert [line.rpartition(",")[0] for line in lines] == ['"\'=1+1",-1', '"\'+49 170",-2.5', '"-3",3', '"\'@x",4']
    again = (tmp_path / "out.csv").read_bytes().replace(b'"coverage"', b'"consent.written"').replace(b"0.", b'"all"#0.')
    text = "\n".join(line.partition("#")[0] for line in again.decode().splitlines())
    assert [row["=cmd"] for row in scored(text.encode(), "in.csv", tmp_path)] == kept["=cmd"]
