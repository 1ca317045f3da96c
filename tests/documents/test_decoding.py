"""A hundred and more wrong files: each gets a clear message that names the place, none is accepted."""

import subprocess
import sys
from pathlib import Path

import pytest
from support.broken import ANSWERS, CHECKLISTS, GOOD_ANSWERS, GOOD_CHECKLIST

import ethics_audit as ea
from ethics_audit.cli.commands import run


def broken(good: str, old: str, new: str) -> str:
    """The good file with the first place replaced."""
    assert old in good
    return good.replace(old, new, 1)


def says(output: str, message: str) -> bool:
    """Whether the output has a message, in which ``…`` stands for any words."""
    return all(part in output for part in message.split("…"))


def test_the_good_files_are_good(tmp_path: Path) -> None:
    """The files are valid before they are broken."""
    file = tmp_path / "mine.toml"
    file.write_text(GOOD_CHECKLIST, "utf-8")
    assert len(ea.load_checklist(file).items) == 2
    file.write_text(GOOD_ANSWERS, "utf-8")
    assert len(ea.load_answers(file).answers.given) == 3
    assert len(CHECKLISTS) + len(ANSWERS) > 100


@pytest.mark.parametrize(("shows", "old", "new", "words"), CHECKLISTS, ids=[row[0] for row in CHECKLISTS])
def test_wrong_checklist(
    shows: str, old: str, new: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`lint` names the place of the mistake and exits with status 3."""
    file = tmp_path / "mine.toml"
    file.write_text(broken(GOOD_CHECKLIST, old, new), "utf-8")
    assert run(["lint", str(file)]) == 3, shows
    told = capsys.readouterr().out
    assert says(told, words)
    with pytest.raises(ea.ChecklistError) as caught:
        ea.load_audit(file)
    assert caught.value.source == str(file)
    lines = told.splitlines()[1:]
    assert [line for line in lines if any(str(problem) in line for problem in caught.value.problems)]
    assert "Traceback" not in told


@pytest.mark.parametrize(("shows", "old", "new", "words"), ANSWERS, ids=[row[0] for row in ANSWERS])
def test_wrong_answers(
    shows: str, old: str, new: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`score` names the place of the mistake, prints no result, and exits with status 3."""
    file = tmp_path / "answers.toml"
    file.write_text(broken(GOOD_ANSWERS, old, new), "utf-8")
    assert run(["score", str(file)]) == 3, shows
    told = capsys.readouterr()
    assert told.out == ""
    assert says(told.err, words)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    """Eight mistakes in one file are eight problems."""
    text = GOOD_CHECKLIST
    for shows in (
        "format version of the future",
        "title blank",
        "scale without its high end",
        "weight not its rating",
        "requires unknown",
        "flag that is always up",
        "weight zero",
        "item id outside its checklist",
    ):
        row = next(row for row in CHECKLISTS if row[0] == shows)
        text = broken(text, row[1], row[2])
    file = tmp_path / "mine.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(ea.ChecklistError) as caught:
        ea.load_checklist(file)
    places = [problem.place for problem in caught.value.problems]
    assert sorted(places) == sorted(
        [
            "format_version",
            "scales.often",
            "title",
            "items[0] (mine.first).red_flag.at",
            "items[0] (mine.first).weight",
            "items[0] (mine.first).requires",
            "items[1] (yours.second).weight",
            "items[1].id",
        ]
    )
    assert str(caught.value).startswith(f"{file}: 8 problems\n  ")


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"\x00" * 10, b"", b"[]", b"{}", b"null", b"<xml/>", b"\xef\xbb\xbf"]
)
@pytest.mark.parametrize("suffix", [".toml", ".json"])
@pytest.mark.parametrize("command", ["lint", "score"])
def test_files_that_are_something_else(command: str, suffix: str, content: bytes, tmp_path: Path) -> None:
    """A binary file exits with status 3 and no traceback."""
    file = tmp_path / f"x{suffix}"
    file.write_bytes(content)
    assert run([command, str(file)]) == 3


@pytest.mark.parametrize("name", ["none.toml", "."])
@pytest.mark.parametrize("command", ["lint", "score", "show"])
def test_files_that_cannot_be_read(command: str, name: str, tmp_path: Path) -> None:
    """A missing file and a folder exit with status 3."""
    assert run([command, str(tmp_path / name)]) == 3


def test_no_traceback_from_the_program_itself(tmp_path: Path) -> None:
    """The program prints one message on standard error and exits with status 3."""
    file = tmp_path / "answers.toml"
    file.write_text(GOOD_ANSWERS.replace("gifts", "gift"), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "ethics_audit", "score", str(file)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("ethics-audit: boundaries.gift: is not an item of the audit 'boundaries'")


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (ea.Audit, '{"checklists": [' + ", ".join(["{}"] * 201) + "]}", "expected at most 200 checklists, got 201"),
        (ea.AnswerSheet, '{"audit": "a", "notes": 3}', "notes: expected a table of item ids and texts, got 3"),
        (ea.AnswerSheet, '{"audit": "a", "decision": {"review": "soon"}}', "decision.review: expected a date such as"),
    ],
)
def test_wrong_document(kind: type, text: str, words: str) -> None:
    """A wrong part of a document is named."""
    with pytest.raises(ea.DocumentError, match=words):
        ea.from_json(text, kind)


def test_decision_may_have_a_date_of_toml() -> None:
    """The day of a review is a date of TOML, or text."""
    sheets = [
        ea.from_toml(f'audit = "a"\n[decision]\nreview = {day}\n', ea.AnswerSheet)
        for day in ("2026-12-24", '"2026-12-24"')
    ]
    assert sheets[0] == sheets[1]
    assert sheets[0].decision is not None
    assert sheets[0].decision.review == "2026-12-24"
