"""Answers from any folder, and what the second quarter brings along."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from support.builders import audit, checklist, item
from support.session import Scripted, Session

import ethics_audit as ea
from ethics_audit.cli import answers_paths
from ethics_audit.cli.answers_paths import told_unfinished
from ethics_audit.cli.commands import run
from ethics_audit.cli.interview import Interview
from ethics_audit.cli.recall import Recall
from ethics_audit.history.earlier import Earlier, recalled

DAY = date(2026, 8, 1)
AUDIT = audit(checklist("a", item("a.one", not_applicable=True), item("a.two", requires=frozenset({"telehealth"}))))
KNOWN = frozenset({"telehealth", "profession.counselor"})
REASON = ea.not_applicable("no one pays")


def asked(*entries: str) -> tuple[Scripted, ea.Answers]:
    """Ask after a quarter in which the first question did not apply."""
    person = Scripted(*entries)
    before = Recall(Earlier(DAY, KNOWN, {"a.one": REASON, "a.two": "r100"}), ())
    return person, Interview(AUDIT, ea.Answers(), person, save=lambda _: None, recall=before).run()


def test_what_is_confirmed_is_brought_along() -> None:
    """Enter confirms the facts and the reason; the answer of the last time is told after today's."""
    person, answers = asked("", "", "1", "")
    assert answers == ea.Answers({"a.one": REASON, "a.two": "r0"}, KNOWN)
    assert "Last time you said about your practice: - Counselor - I see clients by video" in person.heard
    assert "Last time: not applicable, because: no one pays (Enter if that is still so)" in person.heard
    assert person.heard.index("Last time: Risk 100. Better than last time.") > person.heard.index("question 2 of 2")


def test_nothing_is_brought_along_unconfirmed() -> None:
    """Facts that do not hold any more are asked again, and a question with a reason can be answered."""
    _, answers = asked("n", "6", "n", "2", "")
    assert answers == ea.Answers({"a.one": "r50"})


def test_back_to_and_before_what_was_said_the_last_time() -> None:
    """Before the facts of the last time there is nothing; from the first fact `b` leads back to them."""
    person, answers = asked("b", "n", "b", "", "", "1", "")
    assert answers.profile == KNOWN
    assert person.said.count("There is nothing to go back to from here.") == 1
    assert person.heard.count("Last time you said about your practice:") == 3


def written(path: Path, audit: str = "brief", answer: str = "all") -> Path:
    """Write an answers file with one answer."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'audit = "{audit}"\n[answers]\n"confidentiality.limits_explained" = "{answer}"\n', "utf-8")
    return path


@pytest.fixture
def answers(history_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the answers, seen from another one on a day in autumn."""
    monkeypatch.setattr(answers_paths, "today", lambda: date(2026, 11, 15))
    monkeypatch.chdir(tmp_path)
    return history_file.parent / "answers"


def test_a_file_of_an_earlier_version_in_this_folder_is_gone_on_with(answers: Path, tmp_path: Path) -> None:
    """A file in this folder is taken if there is none among the answers."""
    here = written(tmp_path / "brief-2026-q4.toml")
    definition, path, _ = answers_paths.opened("brief", None, None)
    assert path == here
    assert answers_paths.file_to_name(definition, "brief", path) == here
    assert not answers.exists()


def test_two_files_of_one_quarter_are_never_merged(
    answers: Path, tmp_path: Path, start: Callable[..., Session]
) -> None:
    """With a file here and one among the answers, the person says which one, and both stay as they are."""
    files = [written(answers / "brief-2026-q4.toml"), written(tmp_path / "brief-2026-q4.toml")]
    before = [file.read_bytes() for file in files]
    session = start("brief")
    assert session.ended() == 2
    for file in files:
        assert f"ethics-audit start brief --file {file}" in session.seen
    assert [file.read_bytes() for file in files] == before


def test_what_is_unfinished_is_told_in_any_folder(answers: Path, start: Callable[..., Session]) -> None:
    """Before another audit begins, unfinished ones are told with the command that goes on, and unreadable ones too."""
    written(answers / "brief-2026-q4.toml")
    (answers / "self_care-2026-q3.toml").write_text("audit = ")
    session = start("boundaries")
    session.wait_for("Unfinished: Brief self-audit, 1 of 28 answered")
    session.wait_for("To go on: ethics-audit start brief\n")
    session.wait_for("self_care-2026-q3.toml")
    session.wait_for("cannot be read")


def test_file_that_is_gone_on_with_is_no_other_one(answers: Path) -> None:
    """What is unfinished is told but for the file that is open."""
    written(answers / "brief-2026-q4.toml")
    assert len([*told_unfinished()]) == 1
    assert not [*told_unfinished(but=[answers / "brief-2026-q4.toml"])]


def test_an_earlier_quarter_among_the_answers_is_told_once(answers: Path, start: Callable[..., Session]) -> None:
    """The command that goes on with an earlier quarter stands there once."""
    written(answers / "brief-2026-q3.toml")
    session = start("brief")
    assert session.wait_for("> ").count("brief-2026-q3.toml") == 1


def test_answers_are_found_by_their_name_in_any_folder(answers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A bare name that is not in this folder is that of a file among the answers."""
    path = written(answers / "brief-2026-q4.toml")
    assert answers_paths.spoken_of(path) == Path(path.name)
    assert run(["score", path.name, "--json"]) == 0
    assert '"brief"' in capsys.readouterr().out


def test_the_last_quarter_is_recalled_from_its_file(answers: Path) -> None:
    """Without a history, the newest readable file of an earlier quarter serves."""
    definition = ea.load_audit("brief")
    now = answers / "brief-2026-q4.toml"
    assert answers_paths.last_time(definition, now) is None
    assert answers_paths.last_time(definition, Path("mine.toml")) is None
    written(answers / "brief-2026-q2.toml")
    (answers / "brief-2026-q3.toml").write_text("audit = ")
    kept = ea.Answers({"confidentiality.limits_explained": "all"})
    assert answers_paths.last_time(definition, now) == recalled(definition, kept, date(2026, 6, 1))
