"""Output is UTF-8 in files and pipes under every code page, and what a terminal can show on a terminal."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from support.builders import checklist, item
from support.small import without_facts
from support.terminal import Terminal

import ethics_audit as ea
from ethics_audit.assessment.blocks import Bar, Bars, Section
from ethics_audit.assessment.text import printed
from ethics_audit.cli import paint, streams
from ethics_audit.cli.commands import run
from ethics_audit.history import History, opened
from ethics_audit.model.actions import Action

CODE_PAGES = ["cp1252", "cp437", "ascii", "cp932", "latin-1"]
SIGNS = "zażółć ✓ 😀 日本"
SCORED = ["score", "mine.toml"]
COMMANDS = [
    *(SCORED, [*SCORED, "--json"], ["show", "small.toml", "--json"], ["export", "small.toml", "--to", "fhir"]),
    *(["plan", "--json"], ["plan"], ["history", "show", "1"], ["lint", "wrong ✓.toml"]),
]

slow = partial(pytest.param, marks=pytest.mark.slow)
run_on_unix = pytest.mark.skipif(sys.platform == "win32", reason="needs the shell and the devices of a Unix")


@pytest.fixture
def folder(tmp_path: Path, history_file: Path) -> Path:
    """A folder whose files hold characters of many code pages."""
    definition = checklist(
        "small", item("small.one", prompt=SIGNS, remedy=SIGNS), item("small.two", not_applicable=True)
    )
    (tmp_path / "small.toml").write_text(ea.to_toml(definition), "utf-8")
    (tmp_path / "wrong ✓.toml").write_text("format = 1\n", "utf-8")
    answers = ea.Answers({"small.one": "r100", "small.two": ea.not_applicable(SIGNS)})
    (tmp_path / "mine.toml").write_text(ea.to_toml(ea.AnswerSheet("small.toml", answers, "1.0")), "utf-8")
    history = History(opened(history_file))
    history.keep(ea.assess(ea.Audit.of(definition), answers))
    history.choose(Action("small.one", SIGNS, SIGNS), 1)
    return tmp_path


ALL_OF_THEM = """
import json, sys
from ethics_audit.cli import streams
from ethics_audit.cli.commands import run

streams.configure()
for arguments in json.loads(sys.argv[1]):
    print(f"\\0{run(arguments)}", flush=True)
"""
"""Runs commands one after the other, which is faster than a process for each."""


def written(folder: Path, *command: str, code_page: str) -> subprocess.CompletedProcess[bytes]:
    """Run Python under a code page, and return what it writes."""
    own = {**os.environ, "PYTHONIOENCODING": code_page, "PYTHONUTF8": "0"}
    return subprocess.run([sys.executable, *command], capture_output=True, check=False, cwd=folder, env=own, timeout=60)


@pytest.mark.parametrize(
    "code_page", [CODE_PAGES[0], *(pytest.param(name, marks=pytest.mark.slow) for name in CODE_PAGES[1:])]
)
def test_files_and_pipes_get_utf_8(code_page: str, folder: Path) -> None:
    """Each command writes the same bytes under every code page, with the status that it has."""
    done = written(folder, "-c", ALL_OF_THEM, json.dumps(COMMANDS), code_page=code_page)
    told = "\n" + done.stdout.decode("utf-8")
    for arguments in COMMANDS:
        out, _, told = told.partition("\0")
        status, _, told = told.partition("\n")
        assert status == ("3" if arguments[0] == "lint" else "0"), arguments
        assert "✓" in out or json.dumps("✓")[1:-1] in out, arguments
        if "--json" in arguments:
            json.loads(out)


@run_on_unix
@pytest.mark.parametrize("code_page", ["ascii", "cp1252"])
def test_names_that_are_no_text_are_written(code_page: str, tmp_path: Path) -> None:
    """A file name that is not text is shown with escapes."""
    done = written(tmp_path, "-m", "ethics_audit", "score", os.fsdecode(b"caf\xe9.toml"), code_page=code_page)
    assert (done.returncode, b"Traceback" in done.stderr) == (3, False)
    assert "caf\\udce9.toml" in done.stderr.decode("utf-8")


@pytest.mark.parametrize("code_page", ["cp437", "cp1252"])
def test_a_terminal_shows_what_it_can(
    code_page: str, folder: Path, program: Callable[..., Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Characters that the terminal lacks are replaced."""
    monkeypatch.setenv("PYTHONIOENCODING", code_page)
    terminal = program("score", "mine.toml")
    told = terminal.rest()
    assert "? ? ??" in told
    assert "All of it:" in told
    assert folder.exists()


def test_bars_are_drawn_only_with_signs_that_can_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that cannot draw bars shows those of plain text."""
    page = [Section("domains", "Domains", [Bars([Bar("Boundaries", "12.0", Fraction(12), "low")])])]
    assert paint.painted(page, drawn=False).plain == printed(page)
    for encoding, can in (("utf-8", True), ("cp437", False), ("cp1252", False)):
        monkeypatch.setattr(sys, "stdout", TextIOWrapper(BytesIO(), encoding=encoding))
        assert streams.shows("".join(paint.DRAWN)) is can


def test_what_is_typed_and_is_no_text_is_asked_again(
    program: Callable[..., Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Input that cannot be decoded is asked for again."""
    monkeypatch.setenv("PYTHONIOENCODING", "ascii:surrogateescape")
    terminal = program("start", "boundaries", "--ephemeral")
    terminal.wait_for("What is your profession?")
    terminal.wait_for("> ")
    terminal.type("é")
    terminal.wait_for("That holds a sign that cannot be read here. Please type it again.")
    without_facts(terminal, "boundaries")
    terminal.wait_for("question 1 of")
    terminal.type("q")
    assert terminal.ended() == 0


@run_on_unix
@pytest.mark.parametrize(
    ("redirected", "status"),
    [
        *(("list >/dev/full", 4), ("--version >/dev/full", 4), ("score nope 2>/dev/full", 3)),
        *(("list >&-", 0), ("score nope >&- 2>&- <&-", 3)),
        *(slow("--help >/dev/full", 4), slow("list nope 2>/dev/full", 2)),
        *(slow("list --json 2>/dev/full >/dev/null", 0), slow("start <&-", 2), slow("export brief --to json >&-", 0)),
        slow("show quarterly --json | (exec <&-; sleep 1); exit ${PIPESTATUS[0]}", 0),
    ],
)
def test_the_status_is_right_wherever_nothing_can_be_written(redirected: str, status: int, tmp_path: Path) -> None:
    """A full disk, a closed stream, and a reader that went away never look like a bug or a result."""
    command = f"{sys.executable} -m ethics_audit {redirected}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False, cwd=tmp_path, timeout=60)  # noqa: S607
    assert done.returncode == status
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        *(["report", "--out", "-"], ["score", "mine.toml", "--html", "-"], ["plan", "export", "-"], ["lint", "-"]),
        *(["export", "brief", "--to", "json", "--out", "-"], ["history", "backup", "-"], ["batch", "-", "-"]),
    ],
)
def test_a_dash_is_no_file(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A dash is refused, so that nobody finds a file of that name later."""
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 2
    assert "expected the name of a file, got '-'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_notes_of_a_compiled_library_are_no_results(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They go to standard error, if there is one; what is printed before and after stays on standard output."""
    sys.stdout.write("before\n")
    with streams.results_alone():
        os.write(1, b"a note\n")
    sys.stdout.write("after\n")
    sys.stdout.flush()
    assert capfd.readouterr() == ("before\nafter\n", "a note\n")
    monkeypatch.setattr(sys, "stderr", None)
    with streams.results_alone():
        os.write(1, b"a note\n")
    assert capfd.readouterr().out == "a note\n"
