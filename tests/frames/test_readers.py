"""Table files of every kind."""

import json
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from support.builders import checklist, item
from support.table_files import FEW, refused, scored

import ethics_audit as ea
from ethics_audit import research
from ethics_audit.cli.commands import run

AUDIT = ea.Audit.of(checklist("a", item("a.i"), item("a.j")))


def test_headers_without_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A header of more columns, or bytes, than any survey has is refused before anything is done with it."""
    wide = ",".join(f"c{place}" for place in range(300_000)).encode()
    before = time.process_time()
    assert "expected a header of at most 1,048,576 bytes" in refused(wide, "in.csv", tmp_path, capsys)
    assert "expected at most 10,000 columns, got 20,000" in refused(b"c," * 19_999, "in.csv", tmp_path, capsys)
    line = json.dumps({f"c{place}": 1 for place in range(20_000)}).encode()
    assert "expected at most 10,000 columns, got 20,000" in refused(line, "in.ndjson", tmp_path, capsys)
    pq.write_table(pa.table({f"c{place}": [1] for place in range(10_001)}), tmp_path / "in.parquet")
    content = (tmp_path / "in.parquet").read_bytes()
    assert "expected at most 10,000 columns, got 10,001" in refused(content, "in.parquet", tmp_path, capsys)
    assert time.process_time() - before < 5


def test_a_file_with_a_header_alone(tmp_path: Path) -> None:
    """No rows are no audits."""
    assert scored(b"who,consent.written", "in.csv", tmp_path) == []
    assert scored(b"who,consent.written\n\n", "in.csv", tmp_path) == []


def test_what_csv_can_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Categories become their words; bytes are refused by name."""
    table = pa.table({"kind": pa.array(["a"]).dictionary_encode(), "consent.written": ["all"]})
    pq.write_table(table, tmp_path / "in.parquet")
    assert run(["batch", str(tmp_path / "in.parquet"), str(tmp_path / "out.csv"), *FEW]) == 0
    assert pa_csv.read_csv(tmp_path / "out.csv").column("kind").to_pylist() == ["a"]
    pq.write_table(table.append_column("raw", pa.array([b"x"])), tmp_path / "in.parquet")
    assert run(["batch", str(tmp_path / "in.parquet"), str(tmp_path / "out.csv"), *FEW]) == 3
    assert "raw: holds lists, tables or bytes, which CSV cannot" in capsys.readouterr().err


def test_studies_in_files_of_every_kind(tmp_path: Path) -> None:
    """Whatever kind of file holds a table, the study in it is the same; titles alone are a study of nobody."""
    table = pa.table({"person": ["p", "q"], "a.i": ["r0", "r50"], "a.j": ["r100", None]})
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=1)
    with pa.OSFile(str(tmp_path / "in.arrow"), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table, max_chunksize=1)
    (tmp_path / "in.ndjson").write_text("\n".join(map(json.dumps, table.to_pylist())), encoding="utf-8")
    pa_csv.write_csv(table, tmp_path / "in.csv")
    for path in sorted(tmp_path.iterdir()):
        found = research.read(path, AUDIT)
        assert (found.person, {name: found.column(name) for name in table.column_names}) == (
            ("person",),
            table.to_pydict(),
        ), path
    (tmp_path / "in.csv").write_text("person,a.i,a.j\n", encoding="utf-8")
    assert len(research.read(tmp_path / "in.csv", AUDIT)) == 0


def test_studies_that_libraries_cannot_read(tmp_path: Path) -> None:
    """What a library says of the rows is a problem of the file, or of the table in memory."""
    path = tmp_path / "in.csv"
    path.write_text("a.i,a.j\nr0,r50\nr0\n", encoding="utf-8")
    with pytest.raises(ea.AnswerError, match=r"in\.csv: row 3: expected 2 cells, got 1"):
        research.read(path, AUDIT)
    with pytest.raises(ea.AnswerError, match="^table: cannot be read: .*list<item: int64>"):
        research.read(pa.table({"a.i": ["r0"], "who": [[1]]}), AUDIT, person="who")
