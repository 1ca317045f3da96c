"""Definitions out to other programs by the command line, and answers back from them."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.broken import GOOD_CHECKLIST
from support.builders import for_every_format
from support.session import Session

import ethics_audit as ea
from ethics_audit.cli.commands import run
from ethics_audit.formats import fhir, surveyjs
from ethics_audit.formats.targets import TARGETS, target


@pytest.mark.parametrize("name", TARGETS)
def test_export_to_a_file(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file holds what the format exports; what it cannot express goes to standard error."""
    out, brief = tmp_path / f"brief{target(name).ENDING}", tmp_path / "definition.json"
    brief.write_text(ea.to_json(for_every_format(ea.load_audit("brief"))), "utf-8")
    assert run(["export", str(brief), "--to", name, "--out", str(out)]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "".join(f"{name}: {limit}\n" for limit in target(name).LIMITS)
    if name != "xlsform":
        assert out.read_bytes() == target(name).export(ea.load_audit_file(brief))
    assert run(["export", str(brief), "--to", name, "--out", str(out)]) == 4
    assert "is there already" in capsys.readouterr().err


def test_export_to_standard_output(quarterly: ea.Audit) -> None:
    """Without a file, the content goes to standard output unchanged."""
    run_ = [sys.executable, "-m", "ethics_audit", "export", "quarterly", "--to", "surveyjs"]
    assert subprocess.run(run_, capture_output=True, check=True).stdout == surveyjs.export(quarterly)


def test_answers_come_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What another program took becomes an answers file that scores the same."""
    audit = ea.load_audit("brief")
    written, secrecy, tired = (
        audit.items[id] for id in ("consent.written", "boundaries.secrecy", "self_care.unfit_now")
    )
    answers = ea.Answers({written.id: written.options[1].id, secrecy.id: secrecy.options[0].id, tired.id: ea.UNSURE})
    taken = tmp_path / "response.json"
    taken.write_bytes(fhir.response(answers, audit))
    arguments = ["import", str(taken), "--from", "fhir", "--audit", "brief"]
    assert run([*arguments, "--out", str(tmp_path / "mine.toml")]) == 0
    sheet = ea.load_answers(tmp_path / "mine.toml")
    assert (sheet.audit, sheet.version, dict(sheet.answers.given)) == ("brief", audit.version, dict(answers.given))
    assert run([*arguments, "--out", str(tmp_path / "mine.toml")]) == 4
    capsys.readouterr()
    assert run(["import", str(tmp_path / "nowhere.json"), "--from", "fhir", "--audit", "brief"]) == 3
    assert run(["import", str(taken), "--from", "surveyjs", "--audit", "brief"]) == 3
    assert run(["import", str(taken), "--from", "blank", "--audit", "brief"]) == 3
    assert "gives no answers back" in capsys.readouterr().err


def test_what_is_no_file_or_empty_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe or an empty file is refused at once."""
    pipe, empty = tmp_path / "pipe", tmp_path / "empty.csv"
    os.mkfifo(pipe)
    empty.touch()
    for path, told in ((pipe, "cannot be read: it is a pipe, not a file"), (empty, "is empty; if it is in a cloud")):
        assert run(["import", str(path), "--from", "redcap", "--audit", "brief"]) == 3
        assert f"{path}: {told}" in capsys.readouterr().err


def test_what_is_passed_over_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is ignored is named on standard error; only the answers go to standard output."""
    export = tmp_path / "export.csv"
    export.write_text(
        "record_id,consent_date,fact_telehealth,telehealth_vendor_contracts,telehealth_location_asked\n"
        "1,2026-01-02,1,all,UNK\n2,2026-01-03,1,few,always\n"
    )
    arguments = ["import", str(export), "--from", "redcap", "--audit", "telehealth"]
    assert run(arguments) == 3
    assert f"{export}: expected one record, got 2: 1; 2 (choose one with --record" in capsys.readouterr().err
    assert run([*arguments, "--record", "1", "--missing", "UNK"]) == 0
    told = capsys.readouterr()
    assert '"telehealth.vendor_contracts" = "all"' in told.out
    assert "UNK" not in told.out
    assert told.err == f"{export}: not read, since this audit does not ask for it: 'consent_date'\n"


@pytest.mark.parametrize(
    ("out", "audit"),
    [
        ("mine.toml", "desk.toml"),
        ("answers/mine.toml", "desk.toml"),
        ("answers/mine.json", "audits/desk.toml"),
        ("answers/MINE.JSON", "audits/desk.toml"),
        ("answers/mine.toml", "audits/desk"),
        ("mine.toml", "desk"),
        ("link/mine.toml", "audits/desk.toml"),
    ],
)
def test_answers_to_an_audit_in_a_file_are_scored(
    out: str, audit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An answers file names its audit relative to its own folder, wherever both are."""
    monkeypatch.chdir(tmp_path)
    for folder in ("answers", "audits", "deep/er"):
        Path(folder).mkdir(parents=True)
    Path("link").symlink_to(Path("deep/er"))
    Path(audit).write_text(GOOD_CHECKLIST)
    named = audit if audit.endswith(".toml") else f"./{audit}"
    Path("data.json").write_text('{"mine.first": "always", "fact:minors": true}')
    arguments = ["import", "data.json", "--from", "surveyjs", "--audit", named]
    assert run([*arguments, "--out", out]) == 0
    assert run(["score", out, "--json"]) == 0
    capsys.readouterr()
    assert run(arguments) == 0
    Path("printed.toml").write_text(capsys.readouterr().out)
    assert run(["score", "printed.toml"]) == 0


def test_what_is_not_text_is_not_written_to_a_terminal(
    session: Callable[..., Session],
) -> None:
    """A binary format needs a file."""
    assert "this format is not text: name a file with --out" in session("export", "brief", "--to", "xlsform").rest()


def test_codebook_is_exported(capsys: pytest.CaptureFixture[str]) -> None:
    """What numbers mean in tables is a document of its own."""
    assert run(["export", "brief", "--to", "codebook"]) == 0
    assert "consent.written" in capsys.readouterr().out


def test_an_audit_on_another_drive_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An answers file cannot name an audit to which there is no relative path."""

    def other_drive(*_: object) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.chdir(tmp_path)
    Path("desk.toml").write_text(GOOD_CHECKLIST, "utf-8")
    Path("data.json").write_text('{"mine.first": "always", "fact:minors": true}', "utf-8")
    monkeypatch.setattr("os.path.relpath", other_drive)
    assert run(["import", "data.json", "--from", "surveyjs", "--audit", "desk.toml"]) == 2
    assert "must be on one drive" in capsys.readouterr().err


def test_a_checklist_without_cards_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """What a definition has nothing for is refused with the reason, and nothing is written."""
    assert run(["export", "boundaries", "--to", "cards"]) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert "boundaries has no role play and no long case for a group" in told.err


def test_blank_form_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`print` writes the blank form, and never over a file that is there."""
    monkeypatch.chdir(tmp_path)
    assert run(["print", "brief"]) == 0
    assert "Written: brief-blank.html." in capsys.readouterr().out
    page = (tmp_path / "brief-blank.html").read_bytes()
    assert run(["export", "brief", "--to", "blank", "--out", "same.html"]) == 0
    assert (tmp_path / "same.html").read_bytes() == page
    assert run(["print", "brief"]) == 4
    assert run(["print", "brief", "--locale", "es", "--out", "otra.html"]) == 0
    assert b'lang="es"' in (tmp_path / "otra.html").read_bytes()
