"""Definitions out to other programs by the command line, and answers back from them."""

import subprocess
import sys
from pathlib import Path

import pytest

import ethics_audit as ea
from ethics_audit.cli.commands import run
from ethics_audit.formats import fhir, surveyjs
from ethics_audit.formats.targets import TARGETS, target


@pytest.mark.parametrize("name", TARGETS)
def test_export_to_a_file(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file holds what the module of the format gives; what it cannot express is told apart from it."""
    out = tmp_path / f"brief{target(name).ENDING}"
    assert run(["export", "brief", "--to", name, "--out", str(out)]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "".join(f"{name}: {limit}\n" for limit in target(name).LIMITS)
    if name != "xlsform":
        assert out.read_bytes() == target(name).export(ea.load_audit("brief"))
    assert run(["export", "brief", "--to", name, "--out", str(out)]) == 4
    assert "is there already" in capsys.readouterr().err


def test_export_to_standard_output(quarterly: ea.Audit) -> None:
    """Without a file the content goes to standard output, as it is."""
    run_ = [sys.executable, "-m", "ethics_audit", "export", "quarterly", "--to", "surveyjs"]
    assert subprocess.run(run_, capture_output=True, check=True).stdout == surveyjs.export(quarterly)


def test_answers_come_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What another program took becomes an answers file that scores the same."""
    audit = ea.load_audit("brief")
    answers = ea.Answers({"consent.written": "some", "boundaries.secrecy": "no", "self_care.too_tired": ea.UNSURE})
    taken = tmp_path / "response.json"
    taken.write_bytes(fhir.response(answers, audit))
    arguments = ["import", str(taken), "--from", "fhir", "--audit", "brief"]
    assert run([*arguments, "--out", str(tmp_path / "mine.toml")]) == 0
    sheet = ea.load_answers(tmp_path / "mine.toml")
    assert (sheet.audit, sheet.version, dict(sheet.answers.given)) == ("brief", "1.0", dict(answers.given))
    assert run([*arguments, "--out", str(tmp_path / "mine.toml")]) == 4
    capsys.readouterr()
    assert run(["import", str(tmp_path / "nowhere.json"), "--from", "fhir", "--audit", "brief"]) == 3
    assert run(["import", str(taken), "--from", "surveyjs", "--audit", "brief"]) == 3
    assert run(["import", str(taken), "--from", "blank", "--audit", "brief"]) == 3
    assert "gives no answers back" in capsys.readouterr().err
