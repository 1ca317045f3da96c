"""A clinician's quarters: an audit is finished, kept, acted on, corrected, told as a trend, and removed."""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from support.session import Scripted, Session
from support.terminal import Terminal

import ethics_audit as ea
from ethics_audit.base.identifiers import looks_like
from ethics_audit.cli import follow_up
from ethics_audit.cli import kept as kept_audits
from ethics_audit.cli.commands import run
from ethics_audit.cli.notes import Notes
from ethics_audit.cli.prompts import Left
from ethics_audit.history import History, opened
from ethics_audit.model.actions import Action, Followed
from ethics_audit.model.answer_sheet import Note

CHECKLIST = """
format = "ethics-audit/checklist"
format_version = 1
id = "small"
version = "{version}"
title = "A small one"
[scales]
habit = [
  {{ id = "always", label = "Always", risk = 0 }},
  {{ id = "sometimes", label = "Sometimes", risk = 50 }},
  {{ id = "never", label = "Never", risk = 100 }},
]
"""
ITEM = """
[[items]]
id = "small.{name}"
prompt = "I do {name}."
scale = "habit"
weight = 4
rationale = "It matters."
remedy = "Begin with {name}."
effort = 1
"""
TODAY = date(2026, 11, 26)


def small(version: str = "1.0", names: tuple[str, ...] = ("one", "two")) -> str:
    """A checklist file."""
    return CHECKLIST.format(version=version) + "".join(ITEM.format(name=name) for name in names)


@pytest.fixture
def result(tmp_path: Path) -> ea.Assessment:
    """The result of a small checklist with two gaps."""
    path = tmp_path / "small.toml"
    path.write_text(small(), "utf-8")
    return ea.assess(ea.load_audit(path), {"small.one": "never", "small.two": "sometimes"})


# the whole program, on a terminal


def finish(terminal: Session | Terminal, first: str, second: str) -> None:
    """Answer both questions, and go to the page."""
    terminal.wait_for("question 1 of 2")
    terminal.type(first)
    terminal.wait_for("question 2 of 2")
    terminal.type(second)
    terminal.wait_for("That was the last question.")
    terminal.type("")
    terminal.wait_for("What this is, and is not")


def test_two_quarters(start: Callable[..., Session], tmp_path: Path, history_file: Path) -> None:
    """A finished audit is kept, actions are chosen, the next audit asks what became of them, a correction says why."""
    (tmp_path / "small.toml").write_text(small(), "utf-8")
    terminal = start("small.toml")
    terminal.wait_for("Once they are complete")
    terminal.wait_for("What is your profession?")
    terminal.type("6")
    finish(terminal, "3", "2")
    terminal.wait_for("Kept in your history as number 2.")
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
    assert [one.number for one in history.audits()] == [2]
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
    terminal.wait_for("Kept in your history as number 7.")
    terminal.wait_for("Which of the steps")
    terminal.type("")
    assert terminal.ended() == 0
    assert [one.state for one in history.actions()] == ["done", "dropped"]
    (kept,) = history.audits()
    assert (kept.corrects, kept.reason) == (2, "I had misread the question")
    assert kept.result.answers.given["small.one"] == "always"
    assert history.audit(2).result.answers.given["small.one"] == "never"


@pytest.mark.power
def test_killed_and_gone_on_with_under_a_new_version(program: Callable[..., Terminal], tmp_path: Path) -> None:
    """Answers are taken over by their ids, the rest is asked, and what no longer fits stays in a copy."""
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
    """An answer to a question that is gone is not carried, and it is said how many there are."""
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
    """With --ephemeral the page is shown, and no file is there that was not there before."""
    (tmp_path / "small.toml").write_text(small(), "utf-8")
    terminal = start("small.toml", "--ephemeral", "--notes")
    terminal.wait_for("Nothing is written to the disk")
    terminal.wait_for("What is your profession?")
    terminal.type("6")
    finish(terminal, "3", "2")
    assert terminal.ended() == 0
    assert list(tmp_path.iterdir()) == [tmp_path / "small.toml"]
    assert list(history_file.parent.iterdir()) == []


def test_ephemeral_that_is_stopped(start: Callable[..., Session], tmp_path: Path) -> None:
    """It says that nothing was saved."""
    terminal = start("boundaries", "--ephemeral")
    terminal.wait_for("What is your profession?")
    terminal.type("6")
    assert "save" not in terminal.wait_for("q stop.")
    terminal.type("q")
    terminal.wait_for("Nothing was saved, as you wished.")
    assert terminal.ended() == 0
    assert list(tmp_path.iterdir()) == []


def test_notes_stay_in_the_answers_file(start: Callable[..., Session], tmp_path: Path, history_file: Path) -> None:
    """A note is kept with the answers, warned of if it could tell who somebody is, and is in nothing else."""
    (tmp_path / "small.toml").write_text(small(), "utf-8")
    terminal = start("small.toml", "--notes", "--file", "mine.toml")
    terminal.wait_for("What is your profession?")
    terminal.type("6")
    terminal.wait_for("m make a note")
    terminal.type("m")
    terminal.wait_for("A note for yourself")
    terminal.type("talk to Mrs. Winterbottom")
    terminal.wait_for("That looks like a name.")
    terminal.type("talk to my colleague at noon")
    terminal.wait_for("Your note: talk to my colleague at noon")
    terminal.wait_for("> ")
    terminal.type("3")
    terminal.wait_for("question 2 of 2")
    terminal.type("2")
    terminal.wait_for("That was the last question.")
    terminal.type("")
    terminal.wait_for("Which of the steps")
    terminal.type("")
    assert terminal.ended() == 0
    sheet = ea.load_answers(tmp_path / "mine.toml")
    assert sheet.notes == (Note("small.one", "talk to my colleague at noon"),)
    scored = ea.assess(ea.audit_of(sheet, tmp_path), sheet.answers)
    written = [ea.to_json(ea.record(scored)), str(scored), scored.vector, history_file.read_bytes().decode("latin-1")]
    assert not [one for one in written if "at noon" in one or "Winterbottom" in one]


def test_start_writes_only_where_paths_says(
    program: Callable[..., Terminal], tmp_path: Path, history_file: Path
) -> None:
    """Every file that is opened for writing, renamed or removed is one that `paths` shows; there is no network."""
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
    """The command that goes on keeps what was wished at the beginning."""
    terminal = start(
        "boundaries", "--no-keep", "--notes", "--version", "1.0", "--history", "other.db", "--file", "a.toml"
    )
    terminal.wait_for("> ")
    terminal.type("1")
    terminal.wait_for("question 1 of")
    terminal.type("q")
    terminal.wait_for("boundaries --file a.toml --version 1.0 --history other.db --no-keep --notes")
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
    """Whoever stops at the question about the correction is told how to keep the audit later."""
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


# what is asked


def test_entries_that_mean_nothing_are_asked_again(result: ea.Assessment) -> None:
    """Numbers beyond the list, days that are over, owners that are too long: asked again, never guessed."""
    chosen: list[Action] = []
    talk = Scripted("9", "small.three", "1, 1", "x" * 101, "me", "2026-11-25", "soon", "2026-11-26")
    follow_up.ask_actions(result, TODAY, talk, chosen.append)
    assert chosen == [Action("small.one", "Begin with one.", "me", "2026-11-26")]
    assert "9 is no number from 1 to 2 and no question of this audit." in talk.heard
    assert "Please write at most 100 signs." in talk.heard
    heard = " ".join(talk.heard.split())
    hint = "Please type a day from today on, such as 2027-01-21, - for none, or q to stop."
    assert f"2026-11-25 is over. {hint}" in heard
    assert f"'soon' is not understood; a day is year-month-day, such as 2026-12-31. {hint}" in heard


def test_without_a_gap_nothing_is_asked(result: ea.Assessment) -> None:
    """Whoever reports no gap is not asked for steps."""
    best = result.what_if({"small.one": "always", "small.two": "always"})
    talk = Scripted()
    follow_up.ask_actions(best, TODAY, talk, lambda _: None)
    assert talk.said == []


@pytest.mark.parametrize("entries", [["q"], ["1", "q"], ["1", "", "q"]])
def test_choosing_can_be_stopped(entries: list[str], result: ea.Assessment) -> None:
    """At each question `q` stops, and what is not complete is not chosen."""
    chosen: list[Action] = []
    with pytest.raises(Left):
        follow_up.ask_actions(result, TODAY, Scripted(*entries), chosen.append)
    assert chosen == []


def test_outcomes() -> None:
    """Each open action is asked about; Enter leaves it, other entries are asked again, settled ones are not asked."""
    actions = [Followed(place, Action("a.b", f"Step {place}."), "2026-08-01") for place in (1, 2, 3)]
    actions.append(Followed(4, Action("a.b", "Step 4."), "2026-08-01", "done"))
    settled: list[tuple[int, str]] = []
    talk = Scripted("?", "p", "", "n")
    follow_up.ask_outcomes(actions, TODAY, talk, lambda number, state: settled.append((number, state)))
    assert settled == [(1, "partly"), (3, "open")]
    assert "Step 4." not in talk.heard
    assert "Please type d, p, n, x or q, or press Enter." in talk.heard


def test_the_same_audit_is_kept_once(result: ea.Assessment, history_file: Path) -> None:
    """Finishing the same answers again adds nothing, and what is already chosen is not asked again."""
    history = History(opened(history_file))
    kept_audits.keep(history, result, TODAY, Scripted("1", "", ""))
    talk = Scripted()
    kept_audits.keep(history, result, TODAY, talk)
    assert "Your history holds this audit already, as number 2." in talk.heard
    assert len(history.audits()) == 1


def test_an_open_action_does_not_keep_new_ones_away(result: ea.Assessment, history_file: Path) -> None:
    """A new audit asks for steps although an earlier one is still to be done."""
    history = History(opened(history_file))
    kept_audits.keep(history, result, date(2026, 8, 3), Scripted("1", "", ""))
    kept_audits.keep(history, result, TODAY, Scripted("2", "", ""))
    assert [one.action.item for one in history.actions()] == ["small.one", "small.two"]


def test_a_red_flag_is_for_today(quarterly: ea.Audit) -> None:
    """The day that is proposed for a raised flag is today."""
    flagged = ea.assess(quarterly, {"boundaries.secrecy": "yes"})
    chosen: list[Action] = []
    follow_up.ask_actions(flagged, TODAY, Scripted("1", "", ""), chosen.append)
    assert [one.due for one in chosen] == [TODAY.isoformat()]


def test_nothing_answered_is_not_kept(result: ea.Assessment, history_file: Path) -> None:
    """An audit of which every question was skipped is no audit."""
    talk = Scripted()
    nothing = ea.assess(result.audit, {})
    kept_audits.keep(History(opened(history_file)), nothing, TODAY, talk)
    assert "Nothing is answered yet" in talk.heard
    assert not history_file.exists()


def test_a_file_of_an_earlier_quarter(result: ea.Assessment, history_file: Path) -> None:
    """Finished once more, it is the audit that it was; changed, it corrects that one under its own day."""
    history = History(opened(history_file))
    august = date(2026, 8, 3)
    history.keep(result, august)
    history.keep(result.what_if({"small.one": "always"}), TODAY)
    kept_audits.keep(history, result, TODAY, Scripted(""), quarter_of=date(2026, 9, 1))
    assert len(history.audits()) == 2
    changed = result.what_if({"small.one": "sometimes"})
    kept_audits.keep(history, changed, TODAY, Scripted("c", "a slip", "q"), quarter_of=date(2026, 9, 1))
    assert [(one.day, one.corrects) for one in history.audits()] == [("2026-08-03", 2), (TODAY.isoformat(), None)]
    kept_audits.keep(history, changed, TODAY, Scripted("c", "another", "q"), quarter_of=date(2026, 12, 1))
    assert [(one.day, one.corrects) for one in history.audits()] == [("2026-08-03", 2), (TODAY.isoformat(), 3)]


def test_another_audit_of_the_quarter(result: ea.Assessment, history_file: Path) -> None:
    """Other answers can be a new audit; then both stand."""
    history = History(opened(history_file))
    kept_audits.keep(history, result, TODAY, Scripted(""))
    kept_audits.keep(history, result.what_if({"small.one": "always"}), TODAY, Scripted("?", "n", ""))
    assert [one.corrects for one in history.audits()] == [None, None]
    with pytest.raises(Left):
        kept_audits.keep(history, result.what_if({"small.one": "sometimes"}), TODAY, Scripted("q"))
    talk = Scripted("c", "", "x" * 1001, "once more", "")
    kept_audits.keep(history, result.what_if({"small.one": "sometimes"}), TODAY, talk)
    assert [one.reason for one in history.audits()] == ["", "once more"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ask at the next meeting", ""),
        ("read Section 3 again", ""),
        ("see jane@example.org", "an e-mail address"),
        ("see www.example.org", "a web address"),
        ("born 3.4.1980", "a date"),
        ("on 2026-03-04", "a date"),
        ("call 0151 234 567", "a phone number or another long number"),
        ("12 Long Street", "a street"),
        ("spoke with Dr. Miller", "a name"),
        ("and Jane Miller said", "a name"),
        ("calle Mayor, 3", "a street"),
        ("llamó la Sra. Pérez", "a name"),
        ("J. M. was late", "initials"),
        ("Hablé con Juan Pérez", "a name"),
        ("María José López me lo dijo", "a name"),
        ("Ana Martín", "a name"),
        ("Ángel Núñez", "a name"),
        ("A\u0301ngel Nu\u0301n\u0303ez", "a name"),
        ("Jane O'Connor rang", "a name"),
        ("la señora Gómez", "a name"),
        ("la sra. Gómez", "a name"),
        ("doña Carmen", "a name"),
        ("Frau Müller rief an", "a name"),
        ("Juan P.", "initials"),
        ("3 de mayo de 2026", "a date"),
        ("el 3 de mayo", "a date"),
        ("May 3", "a date"),
        ("3 May 2026", "a date"),
        ("am 3. März", "a date"),
        ("C/ Mayor 12", "a street"),
        ("av. Libertador 123", "a street"),
        ("Calle 12 # 34-56", "a street"),
        ("Berliner Straße 5", "a street"),
        ("I forgot the form", ""),
        ("Ask Tuesday", ""),
        ("ask on Monday May will do", ""),
        ("Read the ACA Code", ""),
        ("See Section B. of it", ""),
        ("In May I was ill", ""),
        ("these 2 may be late", ""),
        ("in May 2026", ""),
        ("La próxima vez", ""),
        ("en mayo, con mi supervisora", ""),
        ("un control c/8h", ""),
        ("Die Klientin kam", ""),
        ("Nächste Woche fragen", ""),
    ],
)
def test_what_looks_as_if_it_told_who_somebody_is(text: str, told: str) -> None:
    """A hint, for the plainest signs."""
    assert looks_like(text) == told


def test_notes() -> None:
    """A note is kept as it is if the person insists, taken back with -, left with Enter or b, and cut to its size."""
    saved: list[tuple[Note, ...]] = []
    talk = Scripted("3.4.1980", "Mr. Smith", "", "-", "b", "", "x" * 2000, "q")
    notes = Notes([Note("a.b", "old")], talk, saved.append)
    notes.take("a.c")
    assert notes.of("a.c") == "Mr. Smith"
    assert talk.heard.count("That looks like") == 2
    notes.take("a.b")
    assert notes.of("a.b") == ""
    for _ in range(3):
        notes.take("a.b")
    with pytest.raises(Left):
        notes.take("a.b")
    assert [len(one) for one in saved] == [2, 1, 2]
    assert len(notes.of("a.b")) == 1000


# the commands


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, history_file: Path) -> History:
    """Two quarters of the small checklist in the history, and an action."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.toml").write_text(small(), "utf-8")
    history = History(opened(history_file))
    definition = ea.load_audit(tmp_path / "small.toml")
    history.keep(ea.assess(definition, {"small.one": "never", "small.two": "never"}), date(2026, 8, 3))
    history.keep(ea.assess(definition, {"small.one": "never", "small.two": "always"}), date(2026, 11, 3))
    history.choose(Action("small.one", "Begin with one.", due="2026-12-01"), 3)
    return history


def test_history_list(kept: History, capsys: pytest.CaptureFixture[str]) -> None:
    """Without more, `history` lists the audits; as JSON with the head."""
    assert run(["history"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "      day         audit  score  band",
        "   2  2026-08-03  small  100.0  critical",
        "   3  2026-11-03  small   50.0  high",
    ]
    assert run(["history", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["head"] == kept.head
    assert [one["quarter"] for one in document["audits"]] == ["2026-q3", "2026-q4"]


def test_history_show(kept: History, capsys: pytest.CaptureFixture[str]) -> None:
    """An audit is shown as it was, as a page and as the document that `score` gives."""
    assert run(["history", "show", "2"]) == 0
    assert capsys.readouterr().out == f"{kept.audit(2).result}\n"
    assert run(["history", "show", "2", "--json"]) == 0
    assert capsys.readouterr().out == ea.to_json(ea.record(kept.audit(2).result))
    assert run(["history", "show", "4"]) == 3
    assert "there is no audit in the history with the number '4'" in capsys.readouterr().err


def test_history_trend(kept: History, capsys: pytest.CaptureFixture[str]) -> None:
    """What became of the audits, under the names of their quarters; one audit is no trend."""
    assert run(["history", "trend", "small"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("A small one: 2026-q3 to 2026-q4\n===")
    assert "Score       50.0, before 100.0: -50.0" in page
    assert run(["history", "trend", "small", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["trend"]["changes"]) == 1
    assert run(["history", "trend"]) == 0
    assert capsys.readouterr().out == page
    assert run(["history", "trend", "smal"]) == 3
    assert "holds 0 audits of 'smal'; a trend takes two (did you mean 'small'?)" in capsys.readouterr().err
    assert len(kept.audits("small")) == 2


def test_history_add(kept: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An answers file is kept under its day, once; a correction says why."""
    file = tmp_path / "mine.toml"
    file.write_text('audit = "small.toml"\n[answers]\n"small.one" = "sometimes"\n', "utf-8")
    assert run(["history", "add", "mine.toml", "--day", "2026-11-05"]) == 0
    assert capsys.readouterr().out == f"Kept as number 5. The head of your history is now\n{kept.head}.\n"
    assert run(["history", "add", "mine.toml", "--day", "2026-11-06"]) == 0
    assert "already, as number 5" in capsys.readouterr().out
    assert run(["history", "add", "mine.toml", "--day", "9999-12-31"]) == 3
    assert "expected a day up to today" in capsys.readouterr().err
    assert run(["history", "add", "mine.toml", "--corrects", "5"]) == 3
    assert "a correction says why" in capsys.readouterr().err
    assert run(["history", "add", "mine.toml", "--corrects", "5", "--reason", "forgotten"]) == 0
    assert kept.audits()[-1].reason == "forgotten"


def test_history_verify(kept: History, history_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A whole history is told with its head; a head that is not in it, or a changed entry, ends with status 5."""
    assert run(["history", "verify", "--head", kept.audit(2).hash[:32]]) == 0
    assert "4 entries" in (told := capsys.readouterr().out)
    assert "The head that you gave is that of entry 2." in told
    assert run(["history", "verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["entries"] == 4
    assert run(["history", "verify", "--head", "f" * 64]) == 5
    assert "the end was cut off, or it is another history" in capsys.readouterr().err
    assert run(["history", "verify", "--head", "0" * 64]) == 0
    assert "is that of an empty history, and shows nothing" in capsys.readouterr().out
    for head in ("", "f", kept.head[:31]):
        assert run(["history", "verify", "--head", head]) == 3
    content = history_file.read_bytes()
    history_file.write_bytes(content.replace(b'"small.two":"always"', b'"small.two":"never" ', 1))
    assert history_file.read_bytes() != content
    capsys.readouterr()
    assert run(["history", "verify"]) == 5
    assert capsys.readouterr().err == "ethics-audit: entry 3 has other content than was written\n"


def test_history_backup(kept: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A copy is a history of its own, for its owner alone, and is never written over."""
    assert run(["history", "backup", "copy.db"]) == 0
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    assert run(["history", "--history", "copy.db", "verify"]) == 0
    assert kept.head in capsys.readouterr().out
    assert run(["history", "backup", "copy.db"]) == 4
    assert "is there already" in capsys.readouterr().err
    assert run(["history", "backup", "nowhere/copy.db"]) == 4
    assert "there is no folder" in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()


def test_history_forget(kept: History, history_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is removed is gone with what was chosen after it, after a question; that it was removed stays."""
    assert run(["history", "forget", "3"]) == 2
    assert len(kept.audits()) == 2
    assert run(["history", "forget", "3", "--yes"]) == 0
    assert capsys.readouterr().out.startswith("Removed: 3, 4.")
    assert [one.number for one in kept.audits()] == [2]
    assert kept.actions() == ()
    assert b'"small.two":"always"' not in history_file.read_bytes()
    assert kept.verify().removed == 2


def test_plan(kept: History, capsys: pytest.CaptureFixture[str]) -> None:
    """Actions are listed, chosen and settled; what cannot be is refused with what is known."""
    assert run(["plan"]) == 0
    assert "   4  Begin with one.\n      to be done, by 2026-12-01" in capsys.readouterr().out
    assert run(["plan", "choose", "small.two", "--step", "Ask Ann.", "--owner", "Bo", "--due", "9999-12-31"]) == 0
    assert kept.actions()[-1].action == Action("small.two", "Ask Ann.", "Bo", "9999-12-31")
    assert run(["plan", "choose", "small.two", "--due", "2020-01-01"]) == 3
    assert "expected a day from today on" in capsys.readouterr().err
    assert run(["plan", "choose", "small.two", "--step", ""]) == 3
    assert run(["plan", "--json", "settle", "4", "done"]) == 2
    assert run(["plan", "choose", "small.tow"]) == 3
    assert "did you mean 'small.two'?" in capsys.readouterr().err
    assert run(["plan", "choose"]) == 2
    assert run(["plan", "export", "far.ics"]) == 0
    assert run(["plan", "settle", "4", "done"]) == 0
    assert run(["plan", "settle", "3", "done"]) == 3
    assert run(["plan", "settle", "4", "over"]) == 2
    capsys.readouterr()
    assert run(["plan", "--json"]) == 0
    assert [one["state"] for one in json.loads(capsys.readouterr().out)["actions"]] == ["done", "open"]
    assert run(["plan"]) == 0
    assert (page := capsys.readouterr().out).index("Ask Ann.") < page.index("Settled") < page.index("Begin with one.")


def test_a_step_is_chosen_once(kept: History, capsys: pytest.CaptureFixture[str]) -> None:
    """One that is still to be done is not chosen again, at a terminal either; one that is settled is."""
    assert run(["plan", "choose", "small.one"]) == 3
    assert "small.one: is chosen already with this step, as number 4" in capsys.readouterr().err
    assert run(["plan", "choose", "small.one", "--step", "Another."]) == 0
    result = kept.audit(3).result
    talk, chosen = Scripted("1"), list[Action]()
    follow_up.ask_actions(result, TODAY, talk, chosen.append, before=kept.actions())
    assert (talk.said[-1], chosen) == ("That is chosen already, as number 4.", [])
    kept.settle(4, "done")
    assert run(["plan", "choose", "small.one"]) == 0
    assert [one.state for one in kept.actions()] == ["done", "open", "open"]


def test_choosing_that_is_stopped_says_what_was_chosen(kept: History, session: Callable[..., Session]) -> None:
    """Nothing, or those that were complete."""
    kept.settle(4, "done")
    for entries, told in ((["1", "q"], "Nothing was chosen."), (["1 small.two", "me", "-", "q"], "Chosen: 1. ")):
        terminal = session("plan", "choose")
        for entry in entries:
            terminal.wait_for("> ")
            terminal.type(entry)
        assert told in terminal.rest()


def test_forgetting_is_asked_in_the_words_of_the_session(kept: History, session: Callable[..., Session]) -> None:
    """Enter is a no, and so is Ctrl-C; what is no answer is asked again."""
    for entries, told in ((["maybe", ""], "Nothing was removed."), (["q"], "Nothing was removed.")):
        terminal = session("history", "forget", "3")
        terminal.wait_for("Remove the audit of 2026-11-03 (A small one) with its corrections and actions\nfor good?")
        terminal.wait_for("Enter for no)\n")
        for entry in entries:
            terminal.wait_for("> ")
            terminal.type(entry)
        assert told in terminal.rest()
    terminal = session("history", "forget", "3")
    terminal.wait_for("> ")
    terminal.interrupt()
    assert terminal.ended() == 130
    assert len(kept.audits()) == 2
    terminal = session("history", "forget", "3", "--locale", "es")
    terminal.wait_for("> ")
    terminal.type("sí")
    assert terminal.ended() == 0
    assert [one.number for one in kept.audits()] == [2]


def test_what_was_settled_before_stopping_is_told(kept: History, start: Callable[..., Session]) -> None:
    """Nothing was answered, but what became of an action is kept."""
    terminal = start("small.toml")
    terminal.wait_for("What has become of it?")
    terminal.type("d")
    terminal.wait_for("What is your profession?")
    terminal.type("q")
    assert "No question was answered. What you said about your actions is kept." in terminal.rest()
    assert [one.state for one in kept.actions()] == ["done"]


@pytest.mark.parametrize("locale", ["en", "es"])
def test_sentences_fit_the_terminal(kept: History, locale: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Lines are at most 79 characters; only what is to be copied in one piece may be longer."""
    commands = [
        *("plan", "history", "history verify", "history forget 3 --yes", "history verify", "paths", "list", "report"),
        *("show brief", "show confidentiality.minors_privacy", f"history --history {'x' * 80}.db"),
        *(f"plan --history {'x' * 80}.db", f"report --out {'x' * 80}.html"),
    ]
    for command in commands:
        assert run([*command.split(), "--locale", locale]) == 0
        printed = capsys.readouterr()
        long = [line.strip() for line in (printed.out + printed.err).splitlines() if len(line) > 79]
        assert not [line for line in long if " " in line], command
    assert len(kept.audits()) == 1


def test_paths_with_spaces_stay_whole(kept: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sentence is never broken within one."""
    assert kept.head
    name = f"{'my page ' * 9}.html"
    assert run(["report", "--out", name]) == 0
    assert f"{name}.\n" in capsys.readouterr().out
    assert (tmp_path / name).exists()


def test_plan_for_a_calendar_and_as_a_list(kept: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is due, and the next audit, as a calendar that others read; a list to tick off; nothing else is replaced."""
    kept.choose(Action("small.two", "Do *this*.", owner="Bo"), 3)
    assert run(["plan", "export", "plan.ics", "--next-audit", "2027-02-26"]) == 0
    calendar = Calendar.from_ical((tmp_path / "plan.ics").read_bytes())
    assert [(str(one["summary"]), one.decoded("dtstart")) for one in calendar.walk("VEVENT")] == [
        ("Begin with one.", date(2026, 12, 1)),
        ("Ethics self-audit of the quarter", date(2027, 2, 26)),
    ]
    assert run(["plan", "export", "plan.ics"]) == 0
    days = [one.decoded("dtstart") for one in Calendar.from_ical((tmp_path / "plan.ics").read_bytes()).walk("VEVENT")]
    assert days[-1] == datetime.now().astimezone().date() + timedelta(weeks=13)
    assert run(["plan", "export", "plan.md"]) == 0
    assert "- [ ] Do \\*this\\*. (Bo, `small.two`)" in (tmp_path / "plan.md").read_text("utf-8")
    capsys.readouterr()
    for name, mine in (("other.md", "# To be done\n"), ("other.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")):
        (tmp_path / name).write_text(mine, "utf-8", newline="")
        assert run(["plan", "export", name]) == 4
        assert (tmp_path / name).read_bytes() == mine.encode()
    (tmp_path / "folder.md").mkdir()
    assert run(["plan", "export", "folder.md"]) == 4
    os.mkfifo(tmp_path / "pipe.md")
    assert run(["plan", "export", "pipe.md"]) == 4
    assert run(["plan", "export", "again.MD"]) == 0
    capsys.readouterr()
    assert run(["plan", "export", "plan.txt"]) == 3
    assert "expected a name that ends in .ics or .md" in capsys.readouterr().err


@pytest.mark.parametrize("locale", ["en", "es"])
@pytest.mark.usefixtures("kept")
def test_calendar_says_its_language(locale: str, tmp_path: Path) -> None:
    """At the end of its name, as the format has it."""
    assert run(["plan", "export", "plan.ics", "--locale", locale]) == 0
    calendar = Calendar.from_ical((tmp_path / "plan.ics").read_bytes())
    assert calendar["prodid"] == f"-//ethics-audit//{ea.__version__}//{locale.upper()}"


def test_empty_history(capsys: pytest.CaptureFixture[str], history_file: Path) -> None:
    """Reading makes no file, and each command says what there is not."""
    assert run(["history"]) == 0
    assert "Your history is empty" in capsys.readouterr().out
    assert run(["plan"]) == 0
    assert "Nothing is chosen yet" in capsys.readouterr().out
    assert run(["history", "verify"]) == 4
    assert f"there is no history yet at {history_file}" in capsys.readouterr().err
    assert run(["history", "trend"]) == 3
    assert run(["report"]) == 2
    assert run(["plan", "choose", "a.b"]) == 2
    assert not history_file.exists()


def test_wrong_place(capsys: pytest.CaptureFixture[str]) -> None:
    """A URL of another database is refused with what is allowed."""
    assert run(["history", "--history", "mysql://host/name"]) == 3
    assert "expected a file or postgresql://" in capsys.readouterr().err
    assert run(["history", "--history", "postgresql://host/name", "encrypt"]) == 2


def test_report_from_the_history(kept: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The newest audit as a page, with last quarter, what was chosen and the head; for its owner alone."""
    assert run(["report"]) == 0
    assert "Written: small-2026-q4.html." in capsys.readouterr().out
    file = tmp_path / "small-2026-q4.html"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    page = file.read_text("utf-8")
    for told in ("2026-q3", "Begin with one.", kept.head, "The least effort to the band moderate"):
        assert told in page
    assert run(["report", "2", "--out", "first.html"]) == 0
    assert "2026-q3" not in (tmp_path / "first.html").read_text("utf-8")
    assert run(["report", "9"]) == 3


def test_report_of_an_earlier_audit_tells_nothing_later(kept: History, tmp_path: Path) -> None:
    """What was chosen after its day, or became of it then, is not in it."""
    assert run(["report", "2", "--out", "first.html"]) == 0
    assert "Begin with one." not in (tmp_path / "first.html").read_text("utf-8").partition("What you chose to do")[2]
    book = kept.book()
    assert list(book.followed("2026-11-01")) == []
    assert len(list(book.followed())) == 1


def test_report_is_written_over_a_report_alone(
    kept: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An earlier page is replaced; any other file is left as it is."""
    assert len(kept.audits()) == 2
    assert run(["report", "--out", "page.html"]) == 0
    assert run(["report", "--out", "page.html"]) == 0
    before = (tmp_path / "small.toml").read_bytes()
    capsys.readouterr()
    (tmp_path / "mine.html").write_text("<!DOCTYPE html>\n<title>Mine</title>", "utf-8")
    assert run(["report", "--out", "mine.html"]) == 4
    assert run(["report", "--out", "small.toml"]) == 4
    assert "is something else; nothing was written over it" in capsys.readouterr().err
    assert (tmp_path / "small.toml").read_bytes() == before
    assert run(["report", "--out", "."]) == 4
    assert run(["report", "--out", "nowhere/page.html"]) == 4


def test_report_beside_cases(history_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases of the same quarter are held beside one's own practice; an occasion has no plan."""
    monkeypatch.chdir(tmp_path)
    history = History(opened(history_file))
    own, cases, occasion = (ea.load_audit(name) for name in ("quarterly", "scenarios", "boundary_decision"))
    history.keep(ea.assess(own, {id: item.options[0].id for id, item in own.items.items()}), date(2026, 11, 3))
    history.keep(ea.assess(cases, {id: item.options[-1].id for id, item in cases.items.items()}), date(2026, 11, 4))
    last = history.keep(ea.assess(occasion, dict.fromkeys(occasion.items, "unsure")), date(2026, 11, 5))
    assert run(["report"]) == 0
    assert "Your practice beside the cases" in (tmp_path / "quarterly-2026-q4.html").read_text("utf-8")
    assert run(["report", str(last.number)]) == 0
    assert "The least effort" not in (tmp_path / "boundary_decision-2026-q4.html").read_text("utf-8")


def test_score_as_a_page(kept: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`score --html` writes the page, with the earlier answers that it is compared with; with --json it prints too."""
    assert len(kept.audits()) == 2
    for name, answer in (("now", "never"), ("earlier", "always")):
        (tmp_path / f"{name}.toml").write_text(f'audit = "small.toml"\n[answers]\n"small.one" = "{answer}"\n', "utf-8")
    assert run(["score", "now.toml", "--html", "now.html", "--compare", "earlier.toml"]) == 0
    assert capsys.readouterr().out == ""
    page = (tmp_path / "now.html").read_text("utf-8")
    assert "Since the earlier audit" in page
    assert "earlier" in page
    assert run(["score", "now.toml", "--html", "now.html", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["audit"]["id"] == "small"
    assert run(["score", "now.toml", "--html", "now.toml"]) == 4
