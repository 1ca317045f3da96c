"""The command `study`: from a survey's file to a page, a table and a release, in the order in which people go."""

import json
from pathlib import Path

import numpy as np
import pyarrow.csv as pa_csv
import pytest
from attrs import evolve
from support.studied import REFERENCE, reference_study
from support.terminal import Terminal

from ethics_audit import research
from ethics_audit.cli.commands import run

ANSWERS = str(REFERENCE / "answers.csv")
AUDIT = ("--audit", str(REFERENCE / "audit.toml"))
KEYS = ("--person", "person", "--occasion", "quarter")


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """The reference study, read from its file into this folder."""
    monkeypatch.chdir(tmp_path)
    assert run(["study", "read", ANSWERS, *AUDIT, *KEYS, "--out", "reference.study.parquet"]) == 0
    capsys.readouterr()
    return tmp_path / "reference.study.parquet"


def test_read_shows_how_each_column_was_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every column stands with what it was taken as; the file that is written is named, and what comes next."""
    monkeypatch.chdir(tmp_path)
    Path("answers.csv").write_bytes((REFERENCE / "answers.csv").read_bytes())
    assert run(["study", "read", "answers.csv", *AUDIT, *KEYS]) == 0
    printed = capsys.readouterr().out
    shown = {line.split()[0]: line.split()[1] for line in printed.splitlines()[1:19]}
    assert {name for name, role in shown.items() if role == "item"} == set(reference_study().audit.items)
    assert (shown["person"], shown["quarter"], shown["minors"], shown["site"]) == ("person", "occasion", "fact", "kept")
    assert "with 240 audits. Next: ethics-audit study report answers.study.parquet" in " ".join(printed.split())
    found = research.load(Path("answers.study.parquet"))
    assert np.array_equal(found.outcome("score"), reference_study().outcome("score"), equal_nan=True)
    assert run(["study", "read", "answers.csv", *AUDIT, *KEYS, "--force", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [tuple(one.values()) for one in told.pop("columns")] == [*found.mapping]
    assert told == {"file": "answers.study.parquet", "audits": 240, "notes": [*found.notes]}


def test_each_file_can_be_an_occasion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of several files each is an occasion if that is asked for; otherwise people who are twice there are refused."""
    monkeypatch.chdir(tmp_path)
    for quarter in ("1", "2"):
        pa_csv.write_csv(reference_study().at(quarter).table.drop_columns("quarter"), f"q{quarter}.csv")
    files = ["study", "read", "q1.csv", "q2.csv", *AUDIT, "--person", "person"]
    assert run([*files, "--occasion", "file", "--out", "both.study.parquet"]) == 0
    both = research.load(Path("both.study.parquet"))
    assert set(both.column("file")) == {"q1.csv", "q2.csv"}
    assert len(both.at("q1.csv")) == 60
    capsys.readouterr()
    assert run([*files, "--out", "never.study.parquet"]) != 0
    assert "p01" in capsys.readouterr().err


def test_a_column_is_named_for_its_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A column that nothing recognizes is taken for the question that it is said to answer; half a pair is refused."""
    monkeypatch.chdir(tmp_path)
    table = reference_study().table
    names = ["v1" if name == "desk.a" else name for name in table.column_names]
    pa_csv.write_csv(table.rename_columns(names), "answers.csv")
    assert run(["study", "read", "answers.csv", *AUDIT, *KEYS, "--column", "v1=desk.a"]) == 0
    assert np.array_equal(research.load(Path("answers.study.parquet")).codes, reference_study().codes)
    capsys.readouterr()
    assert run(["study", "read", "answers.csv", *AUDIT, *KEYS, "--column", "v1", "--force"]) != 0
    assert "expected COLUMN=ITEM, got 'v1'" in capsys.readouterr().err


def test_a_person_at_a_terminal_is_asked(tmp_path: Path) -> None:
    """At a terminal the mapping is confirmed before anything is written."""
    arguments = ("study", "read", ANSWERS, *AUDIT, *KEYS, "--out", "x.study.parquet")
    terminal = Terminal(tmp_path, *arguments)
    terminal.wait_for("Is every column taken right?")
    terminal.type("n")
    assert terminal.ended() != 0
    assert not (tmp_path / "x.study.parquet").exists()


def test_a_person_who_agrees_gets_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a yes at the terminal the study is written."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ethics_audit.cli.study.is_terminal", lambda *_: True)
    monkeypatch.setattr("click.confirm", lambda *_, **__: True)
    assert run(["study", "read", ANSWERS, *AUDIT, *KEYS, "--out", "x.study.parquet"]) == 0
    assert len(research.load(Path("x.study.parquet"))) == len(reference_study())


def test_report(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One page holds what was asked: groups, retest and change; it is written beside the study."""
    asked = ["--group", "group", "--retest", "1", "2", "--change", "1", "4", "--outcome", "score"]
    assert run(["study", "report", str(study), *asked]) == 0
    assert f"Written: {study.parent / 'reference.html'}" in " ".join(capsys.readouterr().out.split())
    page = (study.parent / "reference.html").read_text("utf-8")
    for title in ("Missing answers", "Reliability", "Test and retest", "Groups compared", "Change", "Methods"):
        assert f">{title}</h2>" in page
    assert "Whether the weights decide the score of control and trained" in page


def test_report_is_opened(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is opened if that is asked for."""
    opened: list[str] = []
    monkeypatch.setattr("click.launch", opened.append)
    assert run(["study", "report", str(study), "--out", "page.html", "--open"]) == 0
    assert opened == [str(study.parent / "page.html")]


def test_table(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table of one occasion is printed and written; a study with several audits a person is refused without one."""
    shape = ["study", "table", str(study), "--rows", "site", "--columns", "profession", "--values", "score"]
    assert run(shape) != 0
    capsys.readouterr()
    assert run([*shape, "--occasion", "1", "--out", "table.csv"]) == 0
    made = research.safe_table(reference_study().at("1"), ["site"], ["profession"], 10, "score")
    assert capsys.readouterr().out == f"{made}\n"
    written = pa_csv.read_csv("table.csv", convert_options=pa_csv.ConvertOptions(strings_can_be_null=True))
    assert written["n"].to_pylist() == made.frame()["n"].to_pylist()
    assert run([*shape, "--occasion", "1", "--json"]) == 0
    cells = json.loads(capsys.readouterr().out)["cells"]
    assert [one["n"] for one in cells] == [*made.counts]
    assert [one["mean"] for one in cells] == [*made.means]
    assert cells[-1]["of"] == {"site": "all", "profession": "all"}
    assert run([*shape[:-2], "--occasion", "1", "--json"]) == 0
    assert {one["mean"] for one in json.loads(capsys.readouterr().out)["cells"]} == {None}


def test_one_occasion_needs_no_name(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A study with one audit a person makes a table as it is."""
    first = research.load(study).at("1")
    research.save(evolve(first, occasion=None), Path("first.study.parquet"))
    assert run(["study", "table", "first.study.parquet", "--rows", "site", "--columns", "group"]) == 0
    assert "site by group" in capsys.readouterr().out


def test_release(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder for others has no person's name; the same key and name give the same pseudonyms."""
    Path("secret.key").write_bytes(bytes(range(32)))
    keyed = ["--quasi", "group", "-k", "5", "--key", "secret.key", "--name", "trial"]
    assert run(["study", "release", str(study), "out", *keyed]) == 0
    assert "60 people, k = 30 in group" in capsys.readouterr().out
    data = Path("out/data.csv").read_text("utf-8")
    assert "p01" not in data
    assert research.pseudonyms(["p01"], bytes(range(32)), "trial")[0] in data
    assert json.loads(Path("out/META.json").read_text("utf-8"))["audit"]["digest"] == reference_study().audit.digest
    assert run(["study", "release", str(study), "again", "--quasi", "group"]) == 0
    assert research.pseudonyms(["p01"], bytes(range(32)), "trial")[0] not in Path("again/data.csv").read_text("utf-8")


def test_a_key_that_is_not_there(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The key file is named, and nothing is written."""
    assert run(["study", "release", str(study), "out", "--quasi", "group", "--key", "none.key"]) == 3
    assert "none.key: cannot be read: No such file" in capsys.readouterr().err
    assert not Path("out").exists()


def test_a_study_without_audits_has_no_report(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said, and no page is written."""
    none = research.load(study)
    research.save(none.where([False] * len(none)), Path("none.study.parquet"))
    assert run(["study", "report", "none.study.parquet"]) == 3
    assert "study: expected at least one audit, got 0" in capsys.readouterr().err
    assert not Path("none.html").exists()
