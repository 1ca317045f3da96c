"""The command `start`: nothing that was answered is lost, and nothing is written where it should not be."""

import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve
from support.builders import checklist, item
from support.session import Session
from support.small import best, finish, small, without_facts
from support.terminal import Terminal

import ethics_audit as ea
from ethics_audit.base.errors import StoreError
from ethics_audit.cli.commands import run
from ethics_audit.history import History, opened
from ethics_audit.model.actions import Action

ASKED = [one for one in ea.load_checklist("boundaries").items if not one.requires]
"""The questions about boundaries that every practice is asked."""
BOUNDARIES = len(ASKED)


@pytest.mark.power
@pytest.mark.slow
def test_kill_and_resume(program: Callable[..., Terminal], tmp_path: Path) -> None:
    """After kill -9, the same command continues with every answer."""
    terminal = program("start", "boundaries", "--file", "mine.toml", "--keep")
    without_facts(terminal, "boundaries")
    given: list[int] = []
    for number, one in enumerate(ASKED, 1):
        terminal.wait_for(f"question {number} of {BOUNDARIES}")
        terminal.wait_for("> ")
        if number % 6 == 0:
            terminal.kill()
            assert len(ea.load_answers(tmp_path / "mine.toml").answers.given) == len(given)
            terminal = program("start", "boundaries", "--file", "mine.toml", "--keep")
            terminal.wait_for(f"question {number} of {BOUNDARIES}")
            terminal.wait_for("> ")
        terminal.type(best(one))
        given.append(number)
    terminal.wait_for("That was the last question.")
    terminal.type("")
    terminal.wait_for("All of it: ethics-audit score mine.toml --all")
    assert terminal.ended() == 0
    sheet = ea.load_answers(tmp_path / "mine.toml")
    assert len(sheet.answers.given) == BOUNDARIES
    assert (sheet.audit, sheet.version) == ("boundaries", ea.load_checklist("boundaries").version)


@pytest.mark.parametrize("way", ["interrupt", "end_of_input"])
def test_interrupted(way: str, start: Callable[..., Session], tmp_path: Path, history_file: Path) -> None:
    """Ctrl-C and Ctrl-D end with 130 and keep the answers in a private file named after the audit and quarter."""
    terminal = start("boundaries")
    without_facts(terminal, "boundaries")
    terminal.wait_for(f"question 1 of {BOUNDARIES}")
    terminal.type("1")
    terminal.wait_for(f"question 2 of {BOUNDARIES}")
    terminal.wait_for("> ")
    getattr(terminal, way)()
    assert terminal.ended() == 130
    assert list(tmp_path.iterdir()) == []
    (file,) = (history_file.parent / "answers").iterdir()
    assert file.match("boundaries-20??-q[1-4].toml")
    if os.name != "nt":
        assert (file.parent.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)
    assert len(ea.load_answers(file).answers.given) == 1


def test_quit_says_how_to_go_on(start: Callable[..., Session]) -> None:
    """`q` ends with 0, and prints a command that continues."""
    terminal = start("boundaries", "--file", "my notes.toml")
    without_facts(terminal, "boundaries")
    terminal.wait_for(f"question 1 of {BOUNDARIES}")
    terminal.type("q")
    terminal.wait_for(f"Stopped. 0 of {BOUNDARIES} answered, 0 skipped; all is saved. The same command goes on:")
    terminal.wait_for("ethics-audit start boundaries --file 'my notes.toml'")
    assert terminal.ended() == 0


def test_quit_before_an_answer(start: Callable[..., Session], tmp_path: Path) -> None:
    """Without an answer nothing is saved, and the program says so."""
    terminal = start("boundaries", "--file", "mine.toml")
    terminal.wait_for("> ")
    terminal.type("q")
    terminal.wait_for("nothing was saved")
    assert terminal.ended() == 0
    assert list(tmp_path.iterdir()) == []


def test_earlier_quarter_is_mentioned(start: Callable[..., Session], tmp_path: Path) -> None:
    """A new quarter gets a new file, and the program says how to continue with the old one."""
    (tmp_path / "boundaries-2020-q1.toml").write_text('audit = "boundaries"\n', "utf-8")
    terminal = start("boundaries")
    terminal.wait_for("To go on with the earlier one: ethics-audit start boundaries --file boundaries-2020-q1.toml")
    terminal.wait_for("> ")
    terminal.type("q")
    assert terminal.ended() == 0
    (tmp_path / "brief-2020-q1.toml").write_text('audit = "brief"\n', "utf-8")
    terminal = start("brief", "--locale", "es")
    terminal.wait_for("ethics-audit start brief --file brief-2020-q1.toml --locale es\n")


def test_changed_file_ends_with_status_4(start: Callable[..., Session], tmp_path: Path) -> None:
    """When the file cannot be kept, the program says so and stops."""
    terminal = start("boundaries", "--file", "mine.toml")
    without_facts(terminal, "boundaries")
    terminal.wait_for(f"question 1 of {BOUNDARIES}")
    (tmp_path / "mine.toml").write_text('audit = "boundaries"\n', "utf-8")
    terminal.type("1")
    terminal.wait_for("was changed by another program; nothing was written over it")
    assert terminal.ended() == 4
    assert (tmp_path / "mine.toml").read_text("utf-8") == 'audit = "boundaries"\n'


def test_answers_that_do_not_fit_are_told_before_a_question(tmp_path: Path, start: Callable[..., Session]) -> None:
    """Answers that do not fit are reported before a question, and nothing is written."""
    file = tmp_path / "mine.toml"
    file.write_text('audit = "boundaries"\n[answers]\n"boundaries.gift" = "once"\n', "utf-8")
    terminal = start("boundaries", "--file", "mine.toml")
    terminal.wait_for("did you mean 'boundaries.gifts'?")
    assert terminal.ended() == 3
    assert "gift" in file.read_text("utf-8")


def test_a_place_that_takes_nothing_is_told_before_the_first_question(
    start: Callable[..., Session], history_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no answer can be written, nobody answers first: one error names the place and the ways around it."""

    def refused(*_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "touch", refused)
    terminal = start("brief")
    assert terminal.ended() == 4
    (told,) = [line for line in terminal.seen.splitlines() if line.startswith("ethics-audit: ")]
    assert told.startswith(f"ethics-audit: {history_file.parent / 'answers' / 'brief-'}")
    assert "cannot be written (Read-only file system); --file names another place" in told
    assert "profession" not in terminal.seen


def test_start_needs_a_terminal() -> None:
    """No command ever asks a question unless it is at a terminal."""
    assert run(["start"]) == 2


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (("boundary_decision",), ("k", "A gift.", "", "", "6", "1", "q")),
        (("brief", "--ephemeral", "--locale", "es"), ("6", "n", "n", "1", "1", "2", "", "q")),
        (("self_care", "--keep"), ("6", "1", "q")),
    ],
)
def test_one_blank_line_parts_what_is_said(
    arguments: tuple[str, ...], lines: tuple[str, ...], start: Callable[..., Session]
) -> None:
    """There are never two blank lines in a row, from the first screen to the last word."""
    for entries in [lines] if "--ephemeral" in arguments else [lines, ("q",)]:
        terminal = start(*arguments)
        shown = ""
        for line in entries:
            shown += f"{terminal.wait_for('> ')}> "
            terminal.type(line)
        assert "\n\n\n" not in shown + terminal.rest()


def test_two_quarters(start: Callable[..., Session], tmp_path: Path, history_file: Path) -> None:
    """A finished audit is kept, actions are chosen, the next audit asks what became of them, a correction says why."""
    (tmp_path / "small.toml").write_text(small(), "utf-8")
    terminal = start("small.toml")
    terminal.wait_for("When you finish")
    terminal.wait_for("What is your profession?")
    terminal.type("6")
    finish(terminal, "3", "2")
    terminal.wait_for("Kept in your history as number 1.")
    terminal.wait_for("Which of the steps")
    terminal.type("1 small.two")
    terminal.wait_for("Begin with one.")
    terminal.type("my supervisor")
    terminal.wait_for("By when?")
    terminal.type("2030-01-02")
    terminal.wait_for("Begin with two.")
    terminal.type("")
    terminal.wait_for("By when?")
    terminal.type("-")
    assert terminal.ended() == 0
    history = History(opened(history_file))
    assert [one.number for one in history.audits()] == [1]
    assert [one.action for one in history.actions()] == [
        Action("small.one", "Begin with one.", "my supervisor", "2030-01-02"),
        Action("small.two", "Begin with two."),
    ]

    (file,) = tmp_path.glob("small-*.toml")
    file.write_text(file.read_text("utf-8").replace('"never"', '"always"'), "utf-8")
    terminal = start("small.toml")
    terminal.wait_for("First, what you chose to do")
    terminal.wait_for("Begin with one.")
    terminal.type("d")
    terminal.wait_for("Begin with two.")
    terminal.type("x")
    terminal.wait_for("That was the last question.")
    terminal.type("")
    terminal.wait_for("Does this one correct it?")
    terminal.type("c")
    terminal.wait_for("Why?")
    terminal.type("I had misread the question")
    terminal.wait_for("Kept in your history as number 2.")
    terminal.wait_for("Which of the steps")
    terminal.type("")
    assert terminal.ended() == 0
    assert [one.state for one in history.actions()] == ["done", "dropped"]
    (kept,) = history.audits()
    assert (kept.corrects, kept.reason) == (1, "I had misread the question")
    assert kept.result.answers.given["small.one"] == "always"
    assert history.audit(1).result.answers.given["small.one"] == "never"


@pytest.mark.power
def test_killed_and_gone_on_with_under_a_new_version(program: Callable[..., Terminal], tmp_path: Path) -> None:
    """Under a new version, answers are taken over by id, and what no longer fits stays in a copy."""
    (tmp_path / "small.toml").write_text(small(), "utf-8")
    terminal = program("start", "small.toml", "--no-keep", "--file", "mine.toml")
    terminal.wait_for("What is your profession?")
    terminal.type("6")
    terminal.wait_for("question 1 of 2")
    terminal.type("2")
    terminal.wait_for("question 2 of 2")
    terminal.kill()
    before = (tmp_path / "mine.toml").read_bytes()
    (tmp_path / "small.toml").write_text(small("1.1", ("one", "three")), "utf-8")
    terminal = program("start", "small.toml", "--no-keep", "--file", "mine.toml")
    terminal.wait_for("Answers taken over: 1.")
    terminal.wait_for("What you answered under 1.0 stays in\nmine-version-1.0.toml.")
    terminal.wait_for("I do three.")
    terminal.type("1")
    terminal.wait_for("That was the last question.")
    terminal.type("")
    assert terminal.ended() == 0
    sheet = ea.load_answers(tmp_path / "mine.toml")
    assert (sheet.version, dict(sheet.answers.given)) == ("1.1", {"small.one": "sometimes", "small.three": "always"})
    assert (tmp_path / "mine-version-1.0.toml").read_bytes() == before


def test_answers_that_no_longer_fit_are_told(start: Callable[..., Session], tmp_path: Path) -> None:
    """Answers to removed questions are not carried over, and are counted."""
    (tmp_path / "mine.toml").write_text(
        'audit = "small.toml"\nversion = "0.9"\n[answers]\n"small.gone" = "x"\n"small.one" = "never"\n', "utf-8"
    )
    (tmp_path / "small.toml").write_text(small(), "utf-8")
    terminal = start("small.toml", "--no-keep", "--file", "mine.toml")
    terminal.wait_for("fit any more: 1.")
    terminal.wait_for("I do two.")
    terminal.type("q")
    assert terminal.ended() == 0
    assert "small.gone" in (tmp_path / "mine-version-0.9.toml").read_text("utf-8")


def test_ephemeral_leaves_nothing_on_the_disk(
    start: Callable[..., Session], tmp_path: Path, history_file: Path
) -> None:
    """`--ephemeral` shows the page and creates no file."""
    (tmp_path / "small.toml").write_text(small(), "utf-8")
    terminal = start("small.toml", "--ephemeral", "--notes")
    terminal.wait_for("Nothing is written to the disk")
    terminal.wait_for("What is your profession?")
    terminal.type("6")
    finish(terminal, "3", "2")
    assert terminal.ended() == 0
    assert list(tmp_path.iterdir()) == [tmp_path / "small.toml"]
    assert list(history_file.parent.iterdir()) == []


def test_back_to_what_became_of_a_step(kept: History, start: Callable[..., Session]) -> None:
    """From the first fact, `b` leads back to the last step, to settle it otherwise; ids are shown on request."""
    terminal = start("small.toml", "--ids")
    terminal.wait_for("Begin with one. [small.one]")
    terminal.wait_for("> ")
    terminal.type("d")
    terminal.wait_for("What is your profession?")
    terminal.wait_for("> ")
    terminal.type("b")
    terminal.wait_for("done, by December 1, 2026")
    terminal.wait_for("> ")
    terminal.type("p")
    terminal.wait_for("What is your profession?")
    terminal.wait_for("> ")
    terminal.type("6")
    terminal.wait_for("[small.one]")
    terminal.wait_for("> ")
    terminal.type("q")
    terminal.wait_for("--ids")
    assert terminal.ended() == 0
    assert [one.state for one in kept.actions()] == ["partly"]


def test_ephemeral_that_is_stopped(start: Callable[..., Session], tmp_path: Path) -> None:
    """Whoever stops an ephemeral session reads that nothing was saved."""
    terminal = start("boundaries", "--ephemeral")
    without_facts(terminal, "boundaries")
    terminal.type("q")
    terminal.wait_for("Nothing was saved, as you wished.")
    assert terminal.ended() == 0
    assert list(tmp_path.iterdir()) == []


def test_start_writes_only_where_paths_says(
    program: Callable[..., Terminal], tmp_path: Path, history_file: Path
) -> None:
    """`start` writes, renames, and removes only files that `paths` shows, and uses no network."""
    hook = tmp_path / "hook"
    hook.mkdir()
    log = hook / "log"
    (hook / "sitecustomize.py").write_text(
        "import os, sys\n"
        f"log = os.open({str(log)!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND)\n"
        "def note(event, told):\n"
        "    written = event == 'open' and (told[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)\n"
        "    if written and not isinstance(told[0], int):\n"
        "        os.write(log, f'{os.path.abspath(os.fsdecode(told[0]))}\\n'.encode())\n"
        "    if event in {'os.rename', 'os.remove', 'os.mkdir', 'sqlite3.connect'}:\n"
        "        path = os.fsdecode(told[0]).removeprefix('file://').partition('?')[0]\n"
        "        os.write(log, f'{os.path.abspath(path)}\\n'.encode())\n"
        "    if event in {'socket.connect', 'socket.getaddrinfo', 'socket.bind'}:\n"
        "        os.write(log, f'network {told}\\n'.encode())\n"
        "sys.addaudithook(note)\n",
        "utf-8",
    )
    (tmp_path / "small.toml").write_text(small(), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(hook))
        patch.setenv("PYTHONDONTWRITEBYTECODE", "1")
        patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)  # or it writes what was run
        terminal = program("start", "small.toml", "--keep")
        terminal.wait_for("What is your profession?")
        terminal.type("6")
        finish(terminal, "3", "2")
        terminal.wait_for("Which of the steps")
        terminal.type("")
        assert terminal.ended() == 0
    touched = set(log.read_text("utf-8").splitlines()) - {str(log), os.devnull}
    assert str(history_file) in touched
    done = subprocess.run(
        [sys.executable, "-m", "ethics_audit", "paths", "--json"], cwd=tmp_path, capture_output=True, check=True
    )
    patterns = [
        re.escape(one["path"])
        .replace("AUDIT", "[a-z_]+")
        .replace("YEAR", r"\d{4}")
        .replace("qN", "q[1-4]")
        .replace("NAME", ".+")
        for one in json.loads(done.stdout)
    ]
    folders = {str(history_file.parent)}
    unknown = [one for one in touched - folders if not any(re.fullmatch(pattern, one) for pattern in patterns)]
    assert unknown == []


def test_goes_on_as_it_was_begun(start: Callable[..., Session], tmp_path: Path) -> None:
    """The command that continues has the options of the first one."""
    version = ea.load_checklist("boundaries").version
    terminal = start(
        "boundaries", "--no-keep", "--notes", "--version", version, "--history", "other.db", "--file", "a.toml"
    )
    without_facts(terminal, "boundaries")
    terminal.wait_for("question 1 of")
    terminal.type("q")
    terminal.wait_for(f"boundaries --file a.toml --version {version} --history other.db --no-keep --notes")
    assert terminal.ended() == 0
    assert not (tmp_path / "other.db").exists()


def test_a_finished_quarter_is_not_to_be_gone_on_with(start: Callable[..., Session], tmp_path: Path) -> None:
    """Only an earlier file with open questions is mentioned, and a link to itself is refused."""
    (tmp_path / "small.toml").write_text(small(), "utf-8")
    (tmp_path / "small-2020-q1.toml").write_text(
        'audit = "small.toml"\n[answers]\n"small.one" = "never"\n"small.two" = "never"\n', "utf-8"
    )
    terminal = start("small.toml")
    terminal.wait_for("A small one 1.0")
    terminal.wait_for("> ")
    terminal.type("q")
    assert terminal.ended() == 0
    (tmp_path / "loop").symlink_to("loop")
    assert start("small.toml", "--file", "loop").ended() == 4
    assert start("small.toml", "--file", ".").ended() == 4


def test_stopped_before_it_is_kept(start: Callable[..., Session], tmp_path: Path, history_file: Path) -> None:
    """Whoever stops at the question about a correction reads how to keep the audit later."""
    (tmp_path / "small.toml").write_text(small(), "utf-8")
    history = History(opened(history_file))
    history.keep(ea.assess(ea.load_audit(tmp_path / "small.toml"), {"small.one": "never"}))
    terminal = start("small.toml", "--file", "mine.toml", "--history", str(history_file))
    terminal.wait_for("What is your profession?")
    terminal.type("6")
    finish(terminal, "3", "2")
    terminal.wait_for("Does this one correct it?")
    terminal.type("q")
    terminal.wait_for(f"later: ethics-audit history --history {history_file} add mine.toml")
    assert terminal.ended() == 0
    assert len(history.audits()) == 1


def test_what_was_settled_before_stopping_is_told(kept: History, start: Callable[..., Session]) -> None:
    """What became of an action is kept even if no question was answered."""
    terminal = start("small.toml")
    terminal.wait_for("What has become of it?")
    terminal.type("d")
    terminal.wait_for("What is your profession?")
    terminal.type("q")
    assert "No question was answered. What you said about your actions is kept." in terminal.rest()
    assert [one.state for one in kept.actions()] == ["done"]


def test_an_earlier_file_that_cannot_be_read_is_unfinished(start: Callable[..., Session], tmp_path: Path) -> None:
    """A broken file of an earlier quarter is mentioned too."""
    (tmp_path / "boundaries-2020-q1.toml").write_text("audit = ", "utf-8")
    start("boundaries").wait_for("ethics-audit start boundaries --file boundaries-2020-q1.toml")


def test_the_record_of_an_occasion_in_memory_is_shown(start: Callable[..., Session], tmp_path: Path) -> None:
    """With `--ephemeral`, the record of a decision is on the screen alone."""
    definition = ea.Checklist("small", "1.0", "Small", [item("small.one")], "occasion")
    (tmp_path / "small.toml").write_text(ea.to_toml(definition), "utf-8")
    session = start("small.toml", "--ephemeral")
    for line in ("A gift.", "", "", "6", "1", "", "", "", "", ""):
        session.wait_for("> ")
        session.type(line)
    shown = session.rest()
    assert "record now" not in shown
    assert "The record of your decision, which is kept nowhere:" in shown
    assert "A gift." in shown.split("kept nowhere:")[1]
    assert session.ended() == 0
    assert list(tmp_path.iterdir()) == [tmp_path / "small.toml"]


def test_a_kept_occasion_writes_no_record_that_nobody_wants(start: Callable[..., Session], tmp_path: Path) -> None:
    """The decision is in the answers file, and no record lies beside it."""
    definition = ea.Checklist("small", "1.0", "Small", [item("small.one")], "occasion")
    (tmp_path / "small.toml").write_text(ea.to_toml(definition), "utf-8")
    session = start("small.toml", "--file", "gift.toml")
    for line in ("A gift.", "", "", "6", "1", "", "", "", "", ""):
        session.wait_for("> ")
        session.type(line)
    session.wait_for("Write all of this into a record now?")
    session.type("n")
    assert session.ended() == 0
    assert not list(tmp_path.glob("*.md"))
    sheet = ea.load_answers(tmp_path / "gift.toml")
    assert sheet.decision is not None
    assert sheet.decision.situation == "A gift."


def test_a_history_that_cannot_be_written_keeps_the_answers(
    start: Callable[..., Session], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program says where the answers are, and how to keep them later."""

    def full(*_: object, **__: object) -> None:
        raise StoreError("the disk is full")

    (tmp_path / "small.toml").write_text(small(), "utf-8")
    monkeypatch.setattr("ethics_audit.cli.kept.keep", full)
    session = start("small.toml", "--file", "mine.toml")
    session.wait_for("What is your profession?")
    session.type("6")
    finish(session, "1", "1")
    session.wait_for("Your answers are safe in mine.toml.")
    assert session.ended() == 4


def test_an_encrypted_history_that_cannot_be_written_shows_the_answers(
    session: Callable[..., Session], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, history_file: Path
) -> None:
    """If an encrypted history cannot keep the audit, the answers are shown in a line."""
    pytest.importorskip("sqlcipher3")
    words = "five words drawn at random"
    History(opened(history_file, words)).keep(ea.assess(ea.load_audit("brief"), {"consent.written": "most"}))

    def full(*_: object, **__: object) -> None:
        raise StoreError("the disk is full")

    (tmp_path / "small.toml").write_text(small(), "utf-8")
    monkeypatch.setattr("ethics_audit.cli.kept.keep", full)
    terminal = session("start", "small.toml")
    terminal.wait_for("> ")
    terminal.type("e")
    terminal.wait_for("Passphrase of your history: ")
    terminal.type(words)
    terminal.wait_for("What is your profession?")
    terminal.type("6")
    finish(terminal, "1", "1")
    terminal.wait_for("It is not kept. Its answers in a line")
    assert terminal.ended() == 4


def test_introduction_comes_before_the_first_question(start: Callable[..., Session], tmp_path: Path) -> None:
    """The introduction and the way to the worked example are shown until something is answered."""
    definition = evolve(checklist("small", item("small.one"), item("small.two")), introduction="Read\n\nthis.")
    (tmp_path / "small.toml").write_text(ea.to_toml(evolve(definition, worked_example="1. Ask.")), "utf-8")
    arguments = ("small.toml", "--no-keep", "--file", "mine.toml")
    terminal = start(*arguments)
    terminal.wait_for("Read\n\nthis.\n\nOne case taken through all the steps: ethics-audit show small.toml\n")
    terminal.wait_for("> ")
    terminal.type("6")
    terminal.wait_for("question 1 of 2")
    terminal.type("1")
    terminal.wait_for("question 2 of 2")
    terminal.type("q")
    assert terminal.ended() == 0
    again = start(*arguments)
    again.wait_for("question 2 of 2")
    assert "this." not in again.seen
    again.type("q")


def test_stopping_counts_what_is_answered_and_skipped(start: Callable[..., Session], tmp_path: Path) -> None:
    """What was skipped, or lies before an answer without one, is skipped; whatever stops, it is told."""
    (tmp_path / "small.toml").write_text(small(), "utf-8")
    for stop in ("q", "end_of_input"):
        terminal = start("small.toml", "--no-keep", "--file", f"{stop}.toml")
        terminal.wait_for("What is your profession?")
        terminal.type("6")
        terminal.wait_for("question 1 of 2")
        terminal.type("2")
        terminal.wait_for("question 2 of 2")
        terminal.type("s")
        terminal.wait_for("1 question was skipped.")
        terminal.wait_for("> ")
        terminal.type("q") if stop == "q" else terminal.end_of_input()
        terminal.wait_for("Stopped. 1 of 2 answered, 1 skipped; all is saved. The same command goes on:")
        terminal.ended()


def test_the_end_fits_a_screen(start: Callable[..., Session], tmp_path: Path, history_file: Path) -> None:
    """After the last question there is a short page, and at the end the command that comes next."""
    (tmp_path / "small.toml").write_text(small(), "utf-8")
    terminal = start("small.toml", "--keep", "--history", str(history_file))
    terminal.wait_for("What is your profession?")
    terminal.type("6")
    finish(terminal, "3", "2")
    terminal.wait_for("Which of the steps")
    terminal.type("")
    assert terminal.rest().strip().endswith(f"ethics-audit report --history {history_file}")
