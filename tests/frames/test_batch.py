"""`batch`: files of every kind in and out, whole or not at all, in bounded memory."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from support.tables import coded, random_sheets, same, table_of

import ethics_audit as ea
from ethics_audit.cli.commands import run
from ethics_audit.frames import binary
from ethics_audit.model.profile import KNOWN

ENDINGS = ("parquet", "arrow", "csv", "ndjson")
PROFILE = ("--profile", "telehealth", "--profile", "minors")
FACTS = frozenset({"telehealth", "minors"})


def write(path: Path, table: pa.Table) -> Path:
    """A table as a file, in several chunks where the kind has them."""
    kind = path.suffix.removeprefix(".")
    if kind == "parquet":
        pq.write_table(table, path, row_group_size=30)
    elif kind == "arrow":
        with pa.ipc.new_file(path, table.schema) as writer:
            writer.write_table(table, max_chunksize=30)
    elif kind == "csv":
        pa_csv.write_csv(table, path)
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in table.to_pylist()), "utf-8")
    return path


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a file; text where a kind has nothing but text is read as what it means."""
    kind = path.suffix.removeprefix(".")
    if kind == "parquet":
        return pq.read_table(path).to_pylist()
    if kind == "arrow":
        return pa.ipc.open_file(path).read_all().to_pylist()
    if kind == "ndjson":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    names = pa_csv.read_csv(path).column_names
    texts = {name: pa.string() for name in names}
    rows = pa_csv.read_csv(path, convert_options=pa_csv.ConvertOptions(column_types=texts)).to_pylist()
    return [{name: meant(name, told) for name, told in row.items()} for row in rows]


def meant(name: str, told: str) -> Any:
    """What a cell of CSV stands for."""
    column = name.rpartition(".")[2]
    if column in {"who", "flags"} or told == "":
        return told if column in {"who", "flags"} else None
    if column in {"points", "weight", "open_weight"}:
        return int(told)
    if column == "provisional":
        return told == "true"
    return told if column.startswith("band") else float(told)


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read Parquet and Arrow in this process, which takes less time than to start another."""
    monkeypatch.setattr(binary.sys, "frozen", True, raising=False)


@pytest.mark.parametrize("target", ENDINGS)
@pytest.mark.parametrize("source", ENDINGS)
def test_every_kind_into_every_kind(
    source: str, target: str, quarterly: ea.Audit, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Row by row what `assess` gives; the count goes to standard error."""
    sheets = random_sheets(quarterly, 70, FACTS)
    given = write(tmp_path / f"in.{source}", table_of(quarterly, sheets))
    made = tmp_path / f"out.{target}"
    assert run(["batch", str(given), str(made), *PROFILE]) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"70 audits scored into {made}.\n")
    same(read(made), quarterly, sheets)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("source", ENDINGS)
def test_numbers_and_facts_by_row(source: str, quarterly: ea.Audit, tmp_path: Path) -> None:
    """The numbers of the codebook, also where they are written as text; facts as columns."""
    sheets = random_sheets(quarterly, 40)
    given = write(tmp_path / f"in.{source}", coded(table_of(quarterly, sheets, facts=sorted(KNOWN)), quarterly))
    made = tmp_path / "out.parquet"
    assert run(["batch", str(given), str(made)]) == 3
    assert run(["batch", str(given), str(made), "--codebook", "audit"]) == 0
    same([{**row, "who": row["who"]} for row in read(made)], quarterly, sheets)


@pytest.mark.usefixtures("in_this_process")
def test_row_groups_and_provenance(quarterly: ea.Audit, tmp_path: Path) -> None:
    """Row groups are those of the source; what made the file stands in its metadata, or beside it."""
    given = write(tmp_path / "in.parquet", table_of(quarterly, random_sheets(quarterly, 70, FACTS)))
    for ending in ENDINGS:
        assert run(["batch", str(given), str(tmp_path / f"out.{ending}"), *PROFILE, "--on-invalid", "missing"]) == 0
    file = pq.ParquetFile(tmp_path / "out.parquet")
    assert [file.metadata.row_group(place).num_rows for place in range(file.num_row_groups)] == [30, 30, 10]
    arrow = pa.ipc.open_file(tmp_path / "out.arrow")
    found = [
        json.loads(file.schema_arrow.metadata[b"ethics_audit"]),
        json.loads(arrow.schema.metadata[b"ethics_audit"]),
        *(json.loads((tmp_path / f"out.{ending}.meta.json").read_text("utf-8")) for ending in ("csv", "ndjson")),
    ]
    for one in found:
        assert one == {
            "library": f"ethics-audit {ea.__version__}",
            "audit": {"id": "quarterly", "version": quarterly.version, "digest": quarterly.digest},
            "profile": ["minors", "telehealth"],
            "facts_by_row": [],
            "on_invalid": "missing",
        }


@pytest.mark.parametrize("source", ENDINGS)
def test_wrong_answers_of_the_whole_file(
    source: str, quarterly: ea.Audit, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All of them at once, with the rows that they are in, and no file is made."""
    table = table_of(quarterly, random_sheets(quarterly, 70, FACTS))
    place = table.column_names.index("boundaries.gifts")
    wrong = ["nevr" if row in {5, 65} else None for row in range(70)]
    given = write(tmp_path / f"in.{source}", table.set_column(place, "boundaries.gifts", pa.array(wrong)))
    assert run(["batch", str(given), str(tmp_path / "out.parquet"), *PROFILE, "--id", "who"]) == 3
    allowed = ", ".join([*quarterly.items["boundaries.gifts"].by_id, "unsure", "n/a"])
    told = f"boundaries.gifts: expected one of {allowed}; got 'nevr' (2 times) in row p5, p65"
    assert told in capsys.readouterr().err
    assert run(["batch", str(given), str(tmp_path / "out.parquet"), *PROFILE]) == 3
    assert "got 'nevr' (2 times) in row 5, 65" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == [given.name]
    assert run(["batch", str(given), str(tmp_path / "out.parquet"), *PROFILE, "--on-invalid", "missing"]) == 0
    assert sum(row["invalid"] for row in read(tmp_path / "out.parquet")) == 2


@pytest.mark.usefixtures("in_this_process")
def test_results_are_chosen(quarterly: ea.Audit, tmp_path: Path) -> None:
    """Columns, domains, a prefix, a codebook, another audit, missing columns."""
    table = table_of(quarterly, random_sheets(quarterly, 5, FACTS))
    given = write(tmp_path / "in.parquet", table)
    made = tmp_path / "out.parquet"
    asked = ["--column", "band", "--column", "score", "--no-domains", "--prefix", "ea_"]
    assert run(["batch", str(given), str(made), *PROFILE, *asked]) == 0
    assert pq.read_schema(made).names == ["who", "ea_score", "ea_band"]
    few = [name for name in table.column_names if name.startswith(("who", "consent"))][:9]
    write(given, table.select(few))
    assert run(["batch", str(given), str(made), "--audit", "consent", "--force"]) == 3
    assert run(["batch", str(given), str(made), "--audit", "consent", "--force", "--allow-missing-columns"]) == 0
    book = tmp_path / "book.json"
    book.write_text(
        '{"format": "ethics-audit/codebook", "format_version": 1, "items": {"consent.written": {"7": "all", "9": ""}}}'
    )
    write(given, pa.table({"who": ["p0", "p1"], "consent.written": [7, 9]}))
    more = ["--audit", "consent", "--force", "--allow-missing-columns", "--codebook", str(book)]
    assert run(["batch", str(given), str(made), *more]) == 0
    assert [row["score"] for row in read(made)] == [0.0, None]
    flat = '{"format": "ethics-audit/codebook", "format_version": 1, "answers": {"7": "all", "8": "each", "9": ""}}'
    book.write_text(flat, "utf-8-sig")
    assert run(["batch", str(given), str(made), *more]) == 0
    assert [row["score"] for row in read(made)] == [0.0, None]
    write(given, pa.table({"consent.written": ["all"], "telehealth.location_asked": ["each"]}))
    more = ["--allow-missing-columns", "--column", "weight", "--no-domains", "--force"]
    assert run(["batch", str(given), str(made), *more]) == 3
    assert run(["batch", str(given), str(made), *more, "--on-missing-fact", "set_aside"]) == 0
    assert [row["set_aside"] for row in read(made)] == [1]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["in.parquet", "out.xlsx"], 3, "out.xlsx: expected .parquet, .arrow, .csv, .ndjson, got .xlsx"),
        (["in.ods", "out.parquet"], 3, ".arrow, .ndjson, got .ods (save it as .xlsx or as CSV)"),
        (["in.xlsx", "out.parquet"], 3, "in.xlsx: cannot be read as a workbook"),
        (["nowhere.parquet", "out.parquet"], 3, "nowhere.parquet: cannot be read"),
        (["nowhere.csv", "out.parquet"], 3, "nowhere.csv: cannot be read"),
        (["broken.parquet", "out.parquet"], 3, "broken.parquet: cannot be read"),
        (["broken.arrow", "out.parquet"], 3, "broken.arrow: cannot be read"),
        (["broken.ndjson", "out.parquet"], 3, "broken.ndjson: line 1: cannot be read"),
        (["ragged.csv", "out.parquet"], 3, "ragged.csv: row 2: expected 175 cells, got 1"),
        (["empty.ndjson", "out.parquet"], 3, "empty.ndjson: is empty: it has 0 bytes"),
        (["in.parquet", "there.parquet"], 4, "there.parquet exists already; --force replaces it"),
        (["in.parquet", "folder.parquet", "--force"], 4, "folder.parquet exists already; it is not a file"),
        (["in.parquet", "told.csv"], 4, "told.csv.meta.json exists already; --force replaces it"),
        (["folder.parquet", "out.parquet"], 3, "folder.parquet: expected a file that can be read twice"),
        (["utf16.csv", "out.parquet"], 3, "has no column"),
        (["twice.csv", "out.parquet"], 3, "twice.csv: who: is the name of two columns"),
        (["list.ndjson", "out.parquet"], 3, "line 1: expected an object of names and values"),
        (["nested.parquet", "out.csv"], 3, "kept: holds lists, tables or bytes, which CSV cannot"),
        (["in.parquet", "in.parquet", "--force"], 3, "OUT: expected another file than the one that is read"),
        (["in.parquet", "nowhere/out.parquet"], 4, "cannot be written"),
        (["in.parquet", "out.parquet", "--audit", "quartrly"], 3, "did you mean 'quarterly'?"),
        (
            ["in.parquet", "out.parquet", "--column", "scor"],
            3,
            "columns: expected a known name, got 'scor' (did you mean 'score'?)",
        ),
        (["in.parquet", "out.parquet", "--codebook", "broken.ndjson"], 3, "broken.ndjson: is not a codebook"),
        (["in.parquet", "out.parquet", "--codebook", "utf16.csv"], 3, "utf16.csv: is UTF-16 text"),
        (
            ["in.parquet", "out.parquet", "--codebook", "Audit"],
            3,
            "directory (did you mean 'audit'?)",
        ),
        (["in.parquet", "out.parquet", "--on-invalid", "skip"], 2, "is not one of"),
    ],
)
def test_what_cannot_be_done(
    arguments: list[str],
    status: int,
    message: str,
    quarterly: ea.Audit,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One clear error, and nothing is made or changed."""
    write(tmp_path / "in.parquet", table_of(quarterly, random_sheets(quarterly, 3, frozenset())))
    for name in ("broken.parquet", "broken.arrow", "broken.ndjson", "in.sav", "in.xlsx", "there.parquet"):
        (tmp_path / name).write_bytes(b"{not that")
    (tmp_path / "told.csv.meta.json").write_text("mine")
    (tmp_path / "utf16.csv").write_bytes("who,boundaries.gifts\np0,never\n".encode("utf-16"))
    (tmp_path / "twice.csv").write_text(",".join(["who", "who", *quarterly.items]) + "\n" + "," * 173 + "\n")
    (tmp_path / "list.ndjson").write_text("[1]\n")
    nested = pq.read_table(tmp_path / "in.parquet").append_column("kept", pa.array([[1]] * 3))
    write(tmp_path / "nested.parquet", nested)
    (tmp_path / "ragged.csv").write_text(",".join(quarterly.items) + "\nonly one\n")
    (tmp_path / "empty.ndjson").write_bytes(b"")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / "folder.parquet").mkdir()
    monkeypatch.chdir(tmp_path)
    assert run(["batch", *arguments]) == status
    told = capsys.readouterr()
    assert told.out == ""
    assert message in " ".join(told.err.split())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_columns_of_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Lines may lack columns; one that first comes later, or changes its type, is refused with its name."""
    from ethics_audit.frames import ndjson

    monkeypatch.setattr(ndjson, "LINES_AT_ONCE", 2)
    given, made = tmp_path / "in.ndjson", tmp_path / "out.ndjson"
    good = [
        {
            "who": "p0",
            "consent.written": "all",
            "day": "2024-01-01T10:00:00+02:00",
            "x": 1,
            "code": "a",
        },
        {"who": "p1", "x": None, "note": None},
        {"consent.written": 3, "who": "p2", "x": 7, "note": "text", "code": "5"},
    ]
    asked = ["--audit", "consent", "--allow-missing-columns", "--no-domains", "--force", "--codebook", "audit"]

    def scored(rows: list[dict[str, Any]]) -> int:
        given.write_text("\n\n".join(json.dumps(row) for row in rows), "utf-8")
        return run(["batch", str(given), str(made), *asked])

    assert scored(good) == 0
    found = read(made)
    assert [(row["who"], row["score"], row["day"], row["x"]) for row in found] == [
        ("p0", 0.0, "2024-01-01T10:00:00+02:00", 1),
        ("p1", None, None, None),
        ("p2", 100.0, None, 7),
    ]
    assert (found[2]["note"], found[2]["code"]) == ("text", "5")
    assert scored([*good, {"who": "p3", "extra": 1}]) == 3
    assert "extra: first appears in line" in capsys.readouterr().err
    assert scored([*good, {"who": "p3", "x": 4.5}]) == 3
    assert "x: expected int64, as in the first lines, got double" in capsys.readouterr().err


@pytest.mark.usefixtures("in_this_process")
def test_what_lines_cannot_hold(tmp_path: Path) -> None:
    """No NaN in JSON; days as ISO 8601; lists as they are."""
    kept = {
        "nan": [float("nan")],
        "day": [date(2024, 1, 2)],
        "list": [[1.5, None]],
        "table": [{"a": 1}],
        "bytes": [b"x"],
        "consent.written": ["all"],
    }
    given, made = tmp_path / "in.parquet", tmp_path / "out.ndjson"
    pq.write_table(pa.table(kept), given)
    assert (
        run(["batch", str(given), str(made), "--audit", "consent", "--allow-missing-columns", "--column", "score"]) == 0
    )
    (row,) = read(made)
    assert [row[name] for name in kept if name in row] == [None, "2024-01-02", [1.5, None], {"a": 1}, "b'x'"]


def test_csv_with_line_breaks_and_facts(tmp_path: Path) -> None:
    """Line breaks within quotes, in the header too; columns of facts that stay are the text that they are."""
    given, made = tmp_path / "in.csv", tmp_path / "out.csv"
    given.write_text('"Your\nname",consent.written,research\n"A\nB",all,TRUE\n"C",none,0\n', "utf-8")
    assert (
        run(["batch", str(given), str(made), "--audit", "consent", "--allow-missing-columns", "--column", "score"]) == 0
    )
    table = pa_csv.read_csv(
        made,
        parse_options=pa_csv.ParseOptions(newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(column_types={"research": pa.string()}),
    )
    assert table.column("Your\nname").to_pylist() == ["A\nB", "C"]
    assert table.column("research").to_pylist() == ["TRUE", "0"]


@pytest.mark.usefixtures("in_this_process")
def test_links_and_modes(quarterly: ea.Audit, tmp_path: Path) -> None:
    """No link is written through to what somebody else has; modes stay, and new files are for their owner."""
    given = write(tmp_path / "in.parquet", table_of(quarterly, random_sheets(quarterly, 3, FACTS)))
    made, link = tmp_path / "out.parquet", tmp_path / "link.parquet"
    (tmp_path / "victim").write_text("mine")
    (tmp_path / ".out.parquet.part").symlink_to(tmp_path / "victim")
    assert run(["batch", str(given), str(made), *PROFILE]) == 4
    assert (tmp_path / "victim").read_text() == "mine"
    (tmp_path / ".out.parquet.part").unlink()
    assert run(["batch", str(given), str(made), *PROFILE]) == 0
    assert made.stat().st_mode & 0o777 == 0o600
    made.chmod(0o640)
    link.symlink_to(made)
    assert run(["batch", str(given), str(link), *PROFILE, "--force"]) == 0
    assert link.is_symlink()
    assert made.stat().st_mode & 0o777 == 0o640


@pytest.mark.usefixtures("in_this_process")
def test_two_at_once(
    quarterly: ea.Audit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second of two runs into one file is refused; one whose part has just been put is, too."""
    from ethics_audit.frames import batch, writers

    given = write(tmp_path / "in.parquet", table_of(quarterly, random_sheets(quarterly, 3, FACTS)))
    made = tmp_path / "out.parquet"
    scored = batch._scored
    second: list[int] = []

    def meanwhile(*arguments: Any) -> Any:
        if not second:
            second.append(-1)
            second.append(run(["batch", str(given), str(made), *PROFILE, "--force"]))
        return scored(*arguments)

    monkeypatch.setattr(batch, "_scored", meanwhile)
    assert run(["batch", str(given), str(made), *PROFILE, "--force"]) == 0
    assert second == [-1, 4]
    assert "is being written by another run" in capsys.readouterr().err
    monkeypatch.setattr(writers.os.path, "samestat", lambda *_: False)
    assert run(["batch", str(given), str(made), *PROFILE, "--force"]) == 4


@pytest.mark.usefixtures("in_this_process")
def test_what_a_killed_run_left_is_taken_over(quarterly: ea.Audit, tmp_path: Path) -> None:
    """Nothing of it is in the new file, though it was longer."""
    given = write(tmp_path / "in.parquet", table_of(quarterly, random_sheets(quarterly, 3, FACTS)))
    made, other = tmp_path / "out.csv", tmp_path / "other.csv"
    (tmp_path / ".out.csv.part").write_bytes(b"left\n" * 1_000_000)
    for path in (made, other):
        assert run(["batch", str(given), str(path), *PROFILE]) == 0
    assert made.read_bytes() == other.read_bytes()
    assert not (tmp_path / ".out.csv.part").exists()


@pytest.mark.usefixtures("in_this_process")
def test_target_that_comes_meanwhile(quarterly: ea.Audit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --force it is not replaced."""
    from ethics_audit.frames import batch

    given = write(tmp_path / "in.parquet", table_of(quarterly, random_sheets(quarterly, 3, FACTS)))
    made = tmp_path / "out.parquet"
    scored = batch._scored

    def slow(*arguments: Any) -> Any:
        made.write_text("theirs")
        return scored(*arguments)

    monkeypatch.setattr(batch, "_scored", slow)
    assert run(["batch", str(given), str(made), *PROFILE]) == 4
    assert made.read_text() == "theirs"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet", "out.parquet"]


def test_damaged_in_the_middle(quarterly: ea.Audit, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong with the source is told of the source."""
    given = write(tmp_path / "in.parquet", table_of(quarterly, random_sheets(quarterly, 70, FACTS)))
    content = bytearray(given.read_bytes())
    content[200:4000] = b"x" * 3800
    given.write_bytes(content)
    assert run(["batch", str(given), str(tmp_path / "out.parquet"), *PROFILE]) == 3
    assert "in.parquet: cannot be read" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.power
def test_killed_at_any_moment(quarterly: ea.Audit, tmp_path: Path) -> None:
    """The target is the old one, or the new one, and never a part; the next run clears what was left."""
    sheets = random_sheets(quarterly, 20, FACTS)
    table = coded(table_of(quarterly, sheets), quarterly)
    given, made = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(pa.concat_tables([table] * 3000), given, row_group_size=6_000)
    made.write_bytes(b"the old one")
    asked = (*PROFILE, "--codebook", "audit", "--force")
    command = [sys.executable, "-m", "ethics_audit", "batch", str(given), str(made), *asked]
    chance, killed = random.Random(1), 0
    for _ in range(int(os.environ.get("KILLS", "6"))):
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.3, 3))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        content = made.read_bytes()
        assert content == b"the old one" or pq.read_metadata(made).num_rows == 60_000
    assert killed
    assert run(["batch", str(given), str(made), *asked]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet", "out.parquet"]
    assert pq.read_metadata(made).num_rows == 60_000


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_file_larger_than_the_memory(ending: str, quarterly: ea.Audit, tmp_path: Path) -> None:
    """Ten times the rows take no more memory: what is kept is a chunk, not the file."""
    table = coded(table_of(quarterly, random_sheets(quarterly, 100, FACTS)), quarterly)
    small, large = tmp_path / f"small.{ending}", tmp_path / f"large.{ending}"
    for path, times in ((small, 300), (large, 3000)):
        whole = pa.concat_tables([table] * times)
        if ending == "parquet":
            pq.write_table(whole, path, row_group_size=15_000)
        else:
            pa_csv.write_csv(whole, path)
    peaks = [peak(path, tmp_path / "out.parquet") for path in (small, large)]
    assert peaks[1] < 1.6 * peaks[0], peaks


def peak(source: Path, target: Path) -> int:
    """The most memory that a run takes, as the system counts it."""
    asked = (*PROFILE, "--codebook", "audit", "--force")
    command = [sys.executable, "-m", "ethics_audit", "batch", str(source), str(target), *asked]
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stderr=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_the_extra_is_named_where_it_is_missing() -> None:
    """Without the libraries `batch` says what to install."""
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from ethics_audit.cli.commands import run; sys.exit(run(['batch', 'a.csv', 'b.csv']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "pip install 'ethics-audit[frames]'" in done.stderr
