"""The command `weights` and the option `--weights`: ratings of others, and scores with them."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

import ethics_audit as ea
from ethics_audit.cli.commands import run
from ethics_audit.formats import expert
from ethics_audit.history import History


def filled(audit: ea.Audit, *numbers: tuple[int, int]) -> str:
    """The form of an audit, filled in with a severity and a likelihood for each item."""
    rows = list(csv.reader(io.StringIO(expert.export(audit).decode("utf-8-sig"), newline="")))
    for row, pair in zip(rows[1:], numbers, strict=True):
        row[3:5] = map(str, pair)
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


@pytest.fixture
def small(kept: History) -> ea.Audit:
    """The small checklist in this folder, with answers, and weights that three raters gave."""
    assert kept.head
    audit = ea.load_audit(Path("small.toml"))
    for number, pairs in enumerate((((1, 1), (4, 3)), ((3, 2), (4, 3)), ((4, 3), (4, 3)))):
        Path(f"rater-{number}.csv").write_text(filled(audit, *pairs), "utf-8")
    given = ea.AnswerSheet("./small.toml", ea.Answers({"small.one": "never", "small.two": "always"}))
    Path("mine.toml").write_text(ea.to_toml(given), "utf-8")
    return audit


FORMS = ("rater-0.csv", "rater-1.csv", "rater-2.csv")


def test_forms_become_weights(small: ea.Audit, capsys: pytest.CaptureFixture[str]) -> None:
    """The median of the raters is written; where they differ is told beside it."""
    assert run(["weights", *FORMS, "--audit", "./small.toml", "--out", "panel.json"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        "small.one: severity 1, 3, 4; median 3\n"
        "small.one: likelihood 1, 2, 3; median 2\n"
        "3 raters; they differ in 2 of 4 ratings.\n"
    )
    weights = ea.load_weights("panel.json")
    assert (weights.audit, weights.raters) == (small.id, 3)
    assert [one.severity for one in weights.ratings] == [3, 4]
    assert run(["weights", "rater-0.csv", "--audit", "./small.toml"]) == 0
    told = capsys.readouterr()
    assert ea.from_toml(told.out, ea.Weights).raters == 1
    assert told.err == ""


def test_wrong_forms_are_told_with_their_files(small: ea.Audit, capsys: pytest.CaptureFixture[str]) -> None:
    """The problems of all forms are told at once, and nothing is written."""
    Path("rater-0.csv").write_text(filled(small, (9, 1), (1, 1)), "utf-8")
    Path("rater-1.csv").write_bytes(b"\xff\xfe\0")
    Path("rater-2.csv").write_text("", "utf-8")
    assert run(["weights", *FORMS, "nowhere.csv", "--audit", "./small.toml", "--out", "panel.toml"]) == 3
    told = capsys.readouterr().err
    assert "rater-0.csv, small.one.severity: expected a whole number from 1 to 4, got '9'" in told
    assert all(f"{name}: " in told for name in ("rater-1.csv", "rater-2.csv", "nowhere.csv"))
    assert not Path("panel.toml").exists()


def test_answers_are_scored_with_weights(small: ea.Audit, capsys: pytest.CaptureFixture[str]) -> None:
    """A file, a vector and an earlier file are scored with the weights, under an id that says so."""
    run(["weights", *FORMS, "--audit", "./small.toml", "--out", "panel.toml"])
    capsys.readouterr()
    assert run(["score", "mine.toml", "--weights", "panel.toml", "--compare", "mine.toml", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["audit"]["id"] == "small_reweighted"
    assert document["audit"]["digest"] == ea.reweighted(small, ea.load_weights("panel.toml")).digest
    assert (document["points"], document["weight"]) == (100 * 18, 18 + 81)
    assert run(["score", "mine.toml", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["audit"]["id"] == "small"


def test_weights_of_something_else_are_refused(small: ea.Audit, capsys: pytest.CaptureFixture[str]) -> None:
    """Weights for another audit are refused with the name of their file."""
    other = ea.Weights("desk", small.version, [ea.ItemRating(id, 1, 1) for id in small.items])
    Path("desk.toml").write_text(ea.to_toml(other), "utf-8")
    assert run(["score", "mine.toml", "--weights", "desk.toml"]) == 3
    assert "desk.toml: audit: expected 'small', got 'desk'" in capsys.readouterr().err


def test_a_table_is_scored_with_weights(small: ea.Audit) -> None:
    """`batch` takes the same weights."""
    run(["weights", *FORMS, "--audit", "./small.toml", "--out", "panel.toml"])
    Path("in.csv").write_text("small.one,small.two\nnever,always\n", "utf-8")
    arguments = ["batch", "in.csv", "out.csv", "--audit", "./small.toml", "--column", "points"]
    assert run([*arguments, "--weights", "panel.toml"]) == 0
    assert "1800" in Path("out.csv").read_text("utf-8")
    assert len(small.items) == 2


def test_a_report_is_made_with_weights(kept: History, small: ea.Audit) -> None:
    """The page of a kept audit and the earlier ones of the same version are scored with the weights."""
    run(["weights", *FORMS, "--audit", "./small.toml", "--out", "panel.toml"])
    assert run(["report", "--weights", "panel.toml"]) == 0
    page = Path("small_reweighted-2026-q4.html").read_text("utf-8")
    assert "(other weights)" in page
    assert "Q3 2026" in page
    given = {"small.one": "never", "small.two": "always"}
    kept.keep(ea.assess(evolve(small, version="2.0"), given), date(2026, 11, 10))
    kept.keep(ea.assess(small, given), date(2026, 11, 15))
    assert run(["report", "--weights", "panel.toml", "--out", "page.html"]) == 0
    page = Path("page.html").read_text("utf-8")
    assert "November 3, 2026" in page
    assert "November 10, 2026" not in page, "it was answered under another version"
