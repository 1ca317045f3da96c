"""The command `history`: what is kept, verified, copied and removed."""

import json
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from support.session import Session

import ethics_audit as ea
from ethics_audit.base.layout import laid_out
from ethics_audit.cli import history_output
from ethics_audit.cli.commands import run
from ethics_audit.history import History, opened


def test_history_list(kept: History, capsys: pytest.CaptureFixture[str]) -> None:
    """`history` alone lists the audits; its JSON has the head."""
    assert run(["history"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "      day               audit        score  band",
        f"   1  August 3, 2026    {kept.audit(1).result.audit.title:<11}  100.0  critical",
        f"   2  November 3, 2026  {kept.audit(1).result.audit.title:<11}   50.0  high",
    ]
    assert run(["history", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["head"] == kept.head
    assert [one["quarter"] for one in document["audits"]] == ["2026-q3", "2026-q4"]


def test_history_names_what_is_unfinished(
    kept: History, history_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Below the list stands what was begun and not finished, with the command that goes on."""
    folder = history_file.parent / "answers"
    folder.mkdir()
    (folder / "brief-2020-q3.toml").write_text('audit = "brief"\n[answers]\n"boundaries.secrecy" = "no"\n', "utf-8")
    assert run(["history"]) == 0
    told = capsys.readouterr().out
    assert f"   2  November 3, 2026  {kept.audit(1).result.audit.title:<11}" in told
    assert "Unfinished: Brief self-audit, 1 of 28 answered" in told
    assert told.rstrip().endswith("ethics-audit start brief --file brief-2020-q3.toml")


def test_history_fits_a_narrow_terminal(kept: History) -> None:
    """A band that fits on its line stays there, however little room is left."""
    with laid_out(57):
        rows = history_output.listed(kept.book(), kept.audits()).splitlines()
    assert [row.split()[-1] for row in rows] == ["band", "critical", "high"]


def test_history_cuts_no_title_where_it_has_no_columns(history_file: Path) -> None:
    """On a screen without columns each audit is a sentence, with its whole title."""
    history = History(opened(history_file))
    audit = ea.load_audit("boundary_decision")
    history.keep(ea.assess(audit, {next(iter(audit.items)): "unsure"}), date(2026, 11, 3))
    with laid_out(40):
        assert f": {audit.title}, " in " ".join(history_output.listed(history.book(), history.audits()).split())


def test_history_show(kept: History, capsys: pytest.CaptureFixture[str]) -> None:
    """An audit is shown as it was, as a page and as the document that `score` gives."""
    assert run(["history", "show", "1"]) == 0
    assert capsys.readouterr().out == f"Number 1, of August 3, 2026.\n\n{kept.audit(1).result}\n"
    assert run(["history", "show", "1", "--json"]) == 0
    assert capsys.readouterr().out == ea.to_json(ea.record(kept.audit(1).result))
    assert run(["history", "show", "4"]) == 3
    assert "there is no audit in the history with the number '4'" in capsys.readouterr().err


def test_history_trend(kept: History, capsys: pytest.CaptureFixture[str]) -> None:
    """A trend names the quarters of its audits, and needs two of them."""
    assert run(["history", "trend", "small"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("A small one: Q3 2026 to Q4 2026\n===")
    assert "Score       50.0, before 100.0: -50.0" in page
    assert run(["history", "trend", "small", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["trend"]["changes"]) == 1
    assert run(["history", "trend"]) == 0
    assert capsys.readouterr().out == page
    assert run(["history", "trend", "smal"]) == 3
    assert "holds 0 audits of 'smal'; a trend takes two (did you mean 'small'?)" in capsys.readouterr().err
    assert len(kept.audits("small")) == 2
    kept.forget(2)
    assert run(["history", "trend"]) == 3
    assert "holds 1 audit of 'small'; a trend takes two" in capsys.readouterr().err


def test_history_add(kept: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An answers file is kept under its day, once; a correction needs one."""
    file = tmp_path / "mine.toml"
    file.write_text('audit = "small.toml"\n[answers]\n"small.one" = "sometimes"\n', "utf-8")
    assert run(["history", "add", "mine.toml", "--day", "2026-11-05"]) == 0
    assert capsys.readouterr().out == "Kept as number 3.\n"
    assert run(["history", "add", "mine.toml", "--day", "2026-11-06"]) == 0
    assert "already, as number 3" in capsys.readouterr().out
    assert run(["history", "add", "mine.toml", "--day", "9999-12-31"]) == 3
    assert "expected a day up to today" in capsys.readouterr().err
    assert run(["history", "add", "mine.toml", "--corrects", "3"]) == 3
    assert "a correction needs one" in capsys.readouterr().err
    assert run(["history", "add", "mine.toml", "--corrects", "3", "--reason", "forgotten"]) == 0
    assert kept.audits()[-1].reason == "forgotten"


def test_history_verify(kept: History, history_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An intact history is confirmed with its head; an unknown head or a changed entry ends with status 5."""
    assert run(["history", "verify", "--head", kept.audit(1).hash[:32]]) == 0
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
    """A backup is a history that only its owner can read, and is never overwritten."""
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
    """Removing an audit needs a confirmation, takes its actions along, and stays on record."""
    assert run(["history", "forget", "2"]) == 2
    assert len(kept.audits()) == 2
    assert run(["history", "forget", "2", "--yes"]) == 0
    assert capsys.readouterr().out.startswith("Removed: the audit of November 3, 2026.")
    assert [one.number for one in kept.audits()] == [1]
    assert kept.actions() == ()
    assert b'"small.two":"always"' not in history_file.read_bytes()
    assert kept.verify().removed == 2


def test_forgetting_is_asked_in_the_words_of_the_program(kept: History, session: Callable[..., Session]) -> None:
    """Enter and Ctrl-C mean no, and what is not an answer is asked again."""
    for entries, told in ((["maybe", ""], "Nothing was removed."), (["q"], "Nothing was removed.")):
        terminal = session("history", "forget", "2")
        terminal.wait_for("Remove the audit of November 3, 2026 (A small one) with its corrections")
        terminal.wait_for("Enter for no)\n")
        for entry in entries:
            terminal.wait_for("> ")
            terminal.type(entry)
        assert told in terminal.rest()
    terminal = session("history", "forget", "2")
    terminal.wait_for("> ")
    terminal.interrupt()
    assert terminal.ended() == 130
    assert len(kept.audits()) == 2
    terminal = session("history", "forget", "2", "--locale", "es")
    terminal.wait_for("> ")
    terminal.type("sí")
    assert terminal.ended() == 0
    assert [one.number for one in kept.audits()] == [1]


@pytest.mark.parametrize("locale", ["en", "es"])
def test_sentences_fit_the_terminal(kept: History, locale: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Lines have at most 79 characters, unless they hold something to copy in one piece."""
    commands = [
        *("plan", "history", "history verify", "history forget 2 --yes", "history verify", "paths", "list", "report"),
        *("show brief", "show confidentiality.minors_privacy", f"history --history {'x' * 80}.db"),
        *(f"plan --history {'x' * 80}.db", f"report --out {'x' * 80}.html"),
    ]
    for command in commands:
        assert run([*command.split(), "--locale", locale]) == 0
        printed = capsys.readouterr()
        long = [line.strip() for line in (printed.out + printed.err).splitlines() if len(line) > 79]
        assert not [line for line in long if " " in line], command
    assert len(kept.audits()) == 1


def test_empty_history(capsys: pytest.CaptureFixture[str], history_file: Path) -> None:
    """Reading creates no file, and each command says what is missing."""
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
    """The URL of another database is refused."""
    assert run(["history", "--history", "mysql://host/name"]) == 3
    assert "expected a file or postgresql://" in capsys.readouterr().err
    assert run(["history", "--history", "postgresql://host/name", "encrypt"]) == 2


def test_json_comes_last(capsys: pytest.CaptureFixture[str]) -> None:
    """`--json` before a subcommand is refused."""
    assert run(["history", "--json", "verify"]) == 2
    assert "--json comes last" in capsys.readouterr().err


def test_corrections_are_listed(kept: History, capsys: pytest.CaptureFixture[str]) -> None:
    """The list says which audit a correction takes the place of, and why."""
    result = kept.audit(2).result.what_if({"small.one": "sometimes"})
    kept.keep(result, date(2026, 11, 3), corrects=2, reason="a slip")
    assert run(["history"]) == 0
    assert "corrects 2: a slip" in capsys.readouterr().out


def test_what_cannot_be_decoded_is_not_a_yes(kept: History, monkeypatch: pytest.MonkeyPatch) -> None:
    """A confirmation that cannot be decoded is asked for again."""
    entries: list[str | UnicodeDecodeError] = ["n", UnicodeDecodeError("utf-8", b"\xe9", 0, 1, "invalid")]

    def prompt(*_: object, **__: object) -> str:
        if isinstance(entry := entries.pop(), UnicodeDecodeError):
            raise entry
        return entry

    monkeypatch.setattr("click.prompt", prompt)
    monkeypatch.setattr("ethics_audit.cli.history.is_terminal", lambda *_: True)
    assert run(["history", "forget", "2"]) == 0
    assert (len(kept.audits()), entries) == (2, [])
