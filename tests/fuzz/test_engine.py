"""That the fuzzer finds what it looks for: each kind of fault, planted in a reader."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

import ethics_audit as ea
from fuzz import engine, mutations, planted
from fuzz.__main__ import _ended, main
from fuzz.readers import READERS, Reader


def _refuses(content: bytes) -> None:
    raise ea.AnswerError([ea.Problem("", f"refused: {content!r}")])


@pytest.mark.parametrize(
    ("read", "told"),
    [
        (planted.raises, "KeyError at fuzz/planted.py"),
        (planted.keeps_silent, "BrokenPromiseError"),
        (planted.takes_memory, "LargeError"),
        (planted.takes_time, "SlowError"),
    ],
)
def test_a_planted_fault_is_found_and_kept(read: Callable[[bytes], None], told: str, tmp_path: Path) -> None:
    """A fault is found within seconds, with an input that shows it again, each in a new process."""
    (tmp_path / engine.FAULTS).mkdir()
    assert not _ended(planted.fuzzed, (read, tmp_path), tmp_path / engine.CURRENT)
    found = json.loads((tmp_path / engine.STATUS).read_text("utf-8"))["faults"]
    (name,) = [name for place, name in found.items() if told in place]
    ended = _ended(planted.again, (read, tmp_path / engine.FAULTS / name), tmp_path / engine.CURRENT)
    assert ended == f"ends the process with status {planted.SHOWN}"


def test_a_refusal_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the library refuses on purpose is counted, and nothing is kept."""
    monkeypatch.setitem(READERS, "vector", Reader(_refuses, (mutations.as_text,)))
    (tmp_path / engine.FAULTS).mkdir()
    run = engine.Run("vector", tmp_path)
    run.until(engine.spent() + 0.3, 1)
    assert not run.faults
    assert not list((tmp_path / engine.FAULTS).iterdir())


def test_a_seed_repeats_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same seed draws the same inputs."""
    seen: list[bytes] = []
    monkeypatch.setitem(READERS, "vector", Reader(seen.append, (mutations.as_text, mutations.as_bytes)))
    (tmp_path / engine.FAULTS).mkdir()
    drawn = []
    for _ in range(2):
        seen.clear()
        engine.Run("vector", tmp_path).batch(7, 30, engine.spent() + 60)
        drawn.append(list(seen))
    assert drawn[0] == drawn[1]
    assert len(set(drawn[0])) > 10


def _aborts() -> None:
    os.abort()


@pytest.mark.slow
def test_a_process_that_ends_is_told(tmp_path: Path) -> None:
    """A crash of the process is told by the signal."""
    assert _ended(_aborts, (), tmp_path / "none") == "ends the process by SIGABRT"


@pytest.mark.slow
def test_the_command_prints_a_line_a_reader(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run without faults ends with 0, and says how many inputs were read."""
    assert main(["vector", "--minutes", "0.02", "--kept", str(tmp_path)]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("vector")]
    assert int(line.split()[1].replace(",", "")) > 10


@pytest.mark.slow
def test_so_many_inputs_are_the_same_in_each_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No clock decides which inputs are read, nor how many; an archive is no exception, which holds times."""
    names = ["vector", "table-xlsx", "table-in-memory"]
    runs = []
    for _ in range(2):
        assert main([*names, "--inputs", "70", "--kept", str(tmp_path)]) == 0
        lines = [line.split() for line in capsys.readouterr().out.splitlines()]
        runs.append([line[:5] for line in lines if line[0] in names])
    assert runs[0] == runs[1]
    assert [line[:2] for line in runs[0]] == [[name, "70"] for name in names]
    with pytest.raises(SystemExit):
        main(["vector", "--inputs", "70", "--minutes", "1"])
