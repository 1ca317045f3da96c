"""Damaged and hostile table files: one clear error each, whatever was done to their bytes."""

import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ethics_audit.base.errors import AnswerError
from ethics_audit.cli.commands import run
from ethics_audit.frames import binary, source
from ethics_audit.frames.readers import opened

FEW = ("--audit", "consent", "--allow-missing-columns", "--no-domains", "--column", "coverage", "--force")
TRIES = int(os.environ.get("FUZZ", "60"))
SIGNS = [b'"', b",", b";", b"\n", b"\r", b"\0", b"\xe9", b"{", b"}", b"[" * 3000, b"NaN", b"\\ud800", b"9" * 400, b"'="]


def table() -> pa.Table:
    """A table with columns of several kinds."""
    return pa.table(
        {
            "who": [f"p{row}" for row in range(40)],
            "consent.written": pa.array(["all", "none", None, "most"] * 10).dictionary_encode(),
            "kept": pa.array(["=1", "a longer text than twelve", None, "x"] * 10, pa.string()),
            "number": [1.5, None] * 20,
        }
    )


def written(kind: str) -> bytes:
    """The table as a file."""
    out = io.BytesIO()
    if kind == "parquet":
        pq.write_table(table(), out, compression="zstd", row_group_size=20)
    elif kind == "arrow":
        with pa.ipc.new_file(out, table().schema) as writer:
            writer.write_table(table(), max_chunksize=20)
    else:
        rows = table().to_pylist()
        lines = map(json.dumps, rows)
        if kind != "ndjson":
            lines = (",".join("" if one is None else f'"{one}"' for one in row.values()) for row in rows)
            out.write((",".join(rows[0]) + "\n").encode())
        out.write("\n".join(lines).encode())
    return out.getvalue()


def damaged(content: bytes, chance: random.Random, *, is_text: bool) -> bytes:
    """The same with some bytes changed, added or taken out."""
    found = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        place = chance.randrange(len(found))
        other = chance.randrange(len(found))
        change = chance.randrange(4)
        if change == 0:
            found[place] ^= 1 << chance.randrange(8)
        elif change == 1:
            word = chance.choice([b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\0\0\0\0"])
            found[place : place + 4] = chance.choice(SIGNS) if is_text else word
        elif change == 2:
            found[place : place + 8] = found[other : other + 8]
        elif len(found) > 200:
            del found[place : place + chance.choice([1, 8, 100])]
    return bytes(found)


@pytest.mark.parametrize("kind", ["parquet", "arrow", "csv", "ndjson"])
def test_no_damage_ends_the_program(kind: str, tmp_path: Path) -> None:
    """Every damaged file is read or refused: no traceback, no crash, and no wait."""
    content, given = written(kind), tmp_path / f"in.{kind}"
    code = (
        "import sys, pathlib; from ethics_audit.cli.commands import run\n"
        "for name in sorted(pathlib.Path(sys.argv[1]).glob('in*')):\n"
        "    print(run(['batch', str(name), sys.argv[1] + '/out.parquet', *sys.argv[2:]]), flush=True)"
    )
    for seed in range(max(4, TRIES // 10) if kind in binary.PARTS else TRIES):
        text = damaged(content, random.Random(seed), is_text=kind not in binary.PARTS)
        given.with_stem(f"in{seed}").write_bytes(text)
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path), *FEW], capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    assert set(done.stdout.split()) <= {"0", "3"}


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_no_damage_gets_through_the_reader(kind: str, tmp_path: Path) -> None:
    """What the process apart sends on is valid to the last value; it runs apart here too, for many files at once."""
    content, given = written(kind), tmp_path / f"in.{kind}"
    code = (
        "import sys, pathlib; from ethics_audit.frames import binary\n"
        "for name in sorted(pathlib.Path(sys.argv[2]).glob('in*')):\n"
        "    try:\n        for part in binary.PARTS[sys.argv[1]](name, []):\n"
        "            part.batch.validate(full=True); part.batch.to_pylist()\n"
        "    except binary.CANNOT_READ:\n        pass\n"
    )
    for seed in range(TRIES):
        given.with_stem(f"in{seed}").write_bytes(damaged(content, random.Random(seed), is_text=False))
    command = [sys.executable, "-c", code, kind, str(tmp_path)]
    done = subprocess.run(command, stderr=subprocess.PIPE, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def bomb(path: Path, columns: dict[str, Any], **more: Any) -> Path:
    """A file of Parquet that is small and unpacks to much."""
    pq.write_table(pa.table(columns), path, compression="zstd", store_schema=False, **more)
    assert path.stat().st_size < 100_000
    return path


@pytest.mark.slow
def test_a_small_file_that_unpacks_to_much(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """More rows than bytes can hold are refused; so is what needs more memory than its size allows."""
    none = pa.array(np.zeros(2_000_000, "int32"))
    words = pa.DictionaryArray.from_arrays(none, ["all"])
    rows = bomb(tmp_path / "rows.parquet", {"consent.written": words})
    texts = pa.DictionaryArray.from_arrays(none[:70_000], ["x" * 100_000])
    wide = bomb(tmp_path / "wide.parquet", {"consent.written": words[:70_000], "note": texts})
    for path, told in ((rows, "2,000,000 rows in"), (wide, "it needs more memory than 1,536 MB")):
        assert run(["batch", str(path), str(tmp_path / "out.parquet"), *FEW]) == 3
        assert f"{path.name}: cannot be read: {told}" in capsys.readouterr().err


def test_more_rows_than_bytes_can_hold(tmp_path: Path) -> None:
    """A small file of millions of rows is refused before any row is read."""
    words = pa.DictionaryArray.from_arrays(pa.array(np.zeros(2_000_000, "int32")), ["all"])
    with pytest.raises(ValueError, match="are more than any audits compress to"):
        next(binary.PARTS["parquet"](bomb(tmp_path / "rows.parquet", {"consent.written": words}), []))


def test_large_groups_are_written_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row group that would not fit the memory becomes several; nothing else changes."""
    monkeypatch.setattr(binary, "ROWS_TOGETHER", 50)
    monkeypatch.setattr(binary, "ROWS_AT_ONCE", 25)
    monkeypatch.setattr(binary, "_rows_at_once", lambda *_: 25)
    monkeypatch.setattr(binary.sys, "frozen", True, raising=False)
    given = pa.concat_tables([table()] * 3)
    pq.write_table(given, tmp_path / "in.parquet", row_group_size=110)
    chunks = [sum(len(batch) for batch in chunk.batches) for chunk in read(tmp_path / "in.parquet")]
    assert chunks == [50, 50, 10, 10]


def read(path: Path) -> Iterator[source.Chunk]:
    """The chunks of a file."""
    return opened(path, ["consent.written"]).chunks()


@pytest.mark.parametrize("is_frozen", [True, False])
@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_here_or_apart(kind: str, is_frozen: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    """A program that cannot start another Python reads by itself; the rows are the same."""
    if is_frozen:
        monkeypatch.setattr(binary.sys, "frozen", True, raising=False)
    path = tmp_path / f"in.{kind}"
    path.write_bytes(written(kind))
    rows = [row for chunk in read(path) for batch in chunk.batches for row in batch.to_pylist()]
    assert rows == table().to_pylist()


def test_nothing_of_the_folder_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that lies beside the table is not taken for one of the library."""
    (tmp_path / "json.py").write_text("raise SystemExit('run')")
    (tmp_path / "in.parquet").write_bytes(written("parquet"))
    monkeypatch.chdir(tmp_path)
    assert sum(len(batch) for chunk in read(Path("in.parquet")) for batch in chunk.batches) == 40


def test_kinds_of_columns_that_few_steps_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Views and runs become plain columns."""
    monkeypatch.setattr(binary.sys, "frozen", True, raising=False)
    runs = pa.RunEndEncodedArray.from_arrays(pa.array([1, 2], pa.int32()), pa.array(["all", "none"]))
    odd = pa.table({"consent.written": runs, "note": pa.array(["a", None], pa.string_view())})
    with pa.ipc.new_file(tmp_path / "in.arrow", odd.schema) as writer:
        writer.write_table(odd)
    found = opened(tmp_path / "in.arrow", ["consent.written"])
    assert found.schema.types == [pa.string(), pa.large_string()]
    (chunk,) = found.chunks()
    assert [batch.to_pydict() for batch in chunk.batches] == [{"consent.written": ["all", "none"], "note": ["a", None]}]


def test_words_are_read_as_categories(tmp_path: Path) -> None:
    """Text in an item's column is never decoded to text, and other text stays text."""
    words = ["all", "none", None, "", "most"] * 9
    text = {"who": words, "consent.written": words, "consent.copy": pa.array(words, pa.large_string())}
    pq.write_table(pa.table(text), tmp_path / "in.parquet")
    found = opened(tmp_path / "in.parquet", ["consent.written", "consent.copy"])
    assert found.schema.types == [pa.string(), *[pa.dictionary(pa.int32(), pa.string())] * 2]
    (chunk,) = found.chunks()
    (batch,) = chunk.batches
    assert batch.schema.types == found.schema.types
    assert batch.to_pydict() == dict.fromkeys(text, words)
    assert batch["consent.written"].dictionary.to_pylist() == ["all", "none", "", "most"]


def test_categories_are_no_more_than_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every row has another text, a batch has its own texts, not those of the whole row group."""
    monkeypatch.setattr(binary.sys, "frozen", True, raising=False)
    monkeypatch.setattr(binary, "ROWS_AT_ONCE", 100)
    words = [f"word {row}" for row in range(250)]
    few = pa.array(["all", "none"] * 125)
    both = pa.table([words, few, few], names=["consent.written", "consent.copy", "consent.copy"])
    pq.write_table(both, tmp_path / "in.parquet")
    (chunk,) = opened(tmp_path / "in.parquet", ["consent.written", "consent.copy"]).chunks()
    batches = list(chunk.batches)
    assert [len(batch.column(0).dictionary) for batch in batches] == [100, 100, 50]
    assert pa.Table.from_batches(batches).column(0).to_pylist() == words
    assert [column.to_pylist() for column in pa.Table.from_batches(batches).columns[1:]] == [few.to_pylist()] * 2


def sent(kind: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, str]:
    """What the process apart writes to standard output and to standard error, without its bound of memory."""
    out, error = io.BytesIO(), io.StringIO()
    out.close = lambda: None  # type: ignore[method-assign]
    monkeypatch.setattr(binary, "_bounded", lambda *_: 1 << 30)
    monkeypatch.setattr(sys, "stdin", io.StringIO("[]"))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out, flush=lambda: None))
    monkeypatch.setattr(sys, "stderr", error)
    try:
        binary.send(kind, str(path))
    except SystemExit as end:
        assert end.code == binary.REFUSED  # noqa: PT017
    return out.getvalue(), error.getvalue()


def test_what_the_process_apart_sends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows with the place that they have, or a reason on standard error."""
    path = tmp_path / "in.parquet"
    path.write_bytes(written("parquet"))
    with monkeypatch.context() as patched:
        content, _ = sent("parquet", path, patched)
    parts = list(binary._received(SimpleNamespace(stdout=io.BytesIO(content))))  # type: ignore[arg-type]
    assert [(part.group, part.batch.num_rows, part.done) for part in parts] == [(0, 20, 0.5), (1, 20, 1.0)]
    half = list(binary._received(SimpleNamespace(stdout=io.BytesIO(content[: len(content) // 2]))))  # type: ignore[arg-type]
    assert len(half) < len(parts)
    assert not list(binary._received(SimpleNamespace(stdout=io.BytesIO(b"x" * 9))))  # type: ignore[arg-type]
    path.write_bytes(b"x" * 99)
    with monkeypatch.context() as patched:
        assert "magic bytes not found" in sent("parquet", path, patched)[1]


@pytest.mark.parametrize(
    ("failure", "told"), [(MemoryError, "it needs more memory than 1,024 MB"), (ValueError, "ValueError")]
)
def test_reasons_of_the_process_apart(
    failure: Callable[[], Exception], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is one line."""

    def fails(_: Path, __: list[str]) -> Iterator[Any]:
        raise failure()
        yield

    monkeypatch.setitem(binary.PARTS, "arrow", fails)
    with monkeypatch.context() as patched:
        assert sent("arrow", tmp_path, patched)[1] == f"{told}\n"
    monkeypatch.setitem(binary.PARTS, "arrow", lambda *_: iter(()))
    with monkeypatch.context() as patched:
        assert sent("arrow", tmp_path, patched) == (b"", "")


def test_a_process_apart_that_crashes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The crash is told as damage of the file, and not taken for its end."""
    path = tmp_path / "in.parquet"
    path.write_bytes(written("parquet"))
    crash = tmp_path / "crash"
    crash.write_text("#!/bin/sh\nkill -SEGV $$\n")
    crash.chmod(0o700)
    monkeypatch.setattr(binary.sys, "executable", str(crash))
    with pytest.raises(AnswerError, match="is damaged, or too large: the process that read it ended with status -11"):
        list(read(path))


@pytest.mark.skipif(sys.platform == "win32", reason="has no such bounds")
def test_the_bound_of_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It grows with the file, is never above what the system allows, and is left out where there is none."""
    import resource

    (tmp_path / "a").write_bytes(b"x" * 1000)
    asked: list[Any] = []
    monkeypatch.setattr(resource, "setrlimit", lambda *arguments: asked.append(arguments))
    for hard in (resource.RLIM_INFINITY, 1000):
        monkeypatch.setattr(resource, "getrlimit", lambda _, hard=hard: (hard, hard))
        binary._bounded(tmp_path / "a")
    limit = binary.MEMORY + binary.MEMORY_OF_A_BYTE * 1000
    assert [limits for _, limits in asked] == [(limit, resource.RLIM_INFINITY), (1000, 1000)]
    monkeypatch.setattr(binary.sys, "platform", "win32")
    assert binary._bounded(tmp_path / "a") == limit
    assert len(asked) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no pipes with names")
def test_what_is_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe, a folder and a device are named as such, and nothing waits for them."""
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "device.csv").symlink_to("/dev/zero")
    for name in ("pipe", "folder", "device"):
        assert run(["batch", str(tmp_path / f"{name}.csv"), str(tmp_path / "out.csv"), *FEW]) == 3
        assert f"{name}.csv: expected a file that can be read twice" in capsys.readouterr().err


def test_names_that_are_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A column whose name is not UTF-8 is told, not met later."""
    content = written("arrow").replace(b"number", b"numb\xe9r")
    (tmp_path / "in.arrow").write_bytes(content)
    assert run(["batch", str(tmp_path / "in.arrow"), str(tmp_path / "out.csv"), *FEW]) == 3
    assert "in.arrow: cannot be read: 'utf-8' codec can't decode byte 0xe9" in capsys.readouterr().err
