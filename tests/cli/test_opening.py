"""Before the first question: how long it takes, the legal caution, and what should happen to the answers."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.builders import audit, checklist, item
from support.session import Scripted, Session
from support.small import without_facts

import ethics_audit as ea
from ethics_audit.base.layout import WIDTH
from ethics_audit.cli import opening, stores
from ethics_audit.cli.commands import run
from ethics_audit.cli.opening import Way
from ethics_audit.cli.prompts import Left
from ethics_audit.history import History, opened

FILE = Path("mine-2026-q4.toml")
LAWYER = "ask a lawyer before you answer"


def choose(*entries: str, place: str = "history.db", of: str = "brief") -> tuple[Way, list[str]]:
    """What is chosen with these entries, and all that was said."""
    prompts = Scripted(*entries)
    return opening.choose(ea.load_audit(of), FILE, place, prompts), prompts.said


@pytest.mark.parametrize("id", ["quarterly", "brief", "boundaries", "boundary_decision", "dilemma", "scenarios"])
def test_all_of_it_fits_a_screen(id: str) -> None:
    """The opening fits 24 lines of 80 characters, with the title and the prompt."""
    definition = ea.load_audit(id)
    told = opening.introduction(definition, ea.Answers())
    _, said = choose("k", of=id)
    lines = "\n".join([definition.title, "", told, "", *said]).splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= WIDTH
    assert LAWYER in " ".join(told.split())
    assert "At every question, b goes back and q stops." in " ".join(told.split())
    assert f"{len(definition.items)} questions" in told
    assert "minutes" in told


def test_what_is_answered_is_counted() -> None:
    """Whoever continues sees how many of their questions are answered, and the caution again."""
    definition = audit(checklist("a", item("a.one"), item("a.two"), item("a.young", requires={"minors"})))
    told = opening.introduction(definition, ea.Answers({"a.one": "r0"}))
    assert told.startswith("1 of 2 questions are answered.")
    assert LAWYER in " ".join(told.split())
    assert opening.introduction(audit(checklist("a", item("a.one"))), ea.Answers()).startswith(
        "1 question, about 5 minutes."
    )


@pytest.mark.parametrize("way", list(Way))
def test_each_letter_is_a_choice(way: Way) -> None:
    """Nothing is chosen by Enter, and a word that is no letter is asked again."""
    chosen, said = choose("", "yes", f" {way.upper()} ")
    assert chosen is way
    assert said.count("Please type k, e, n or q.") == 2


def test_q_stops_before_a_question() -> None:
    """`q` stops at the choice."""
    with pytest.raises(Left):
        choose("q")


def test_a_database_is_not_encrypted_here() -> None:
    """Encryption is not offered for a database."""
    chosen, said = choose("e", "k", place="postgresql://host/name")
    assert chosen is Way.KEEP
    assert said.count("Please type k, n or q.") == 1


def test_encryption_that_is_not_installed_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command that installs encryption is shown, and another choice is asked for."""

    def absent() -> None:
        raise ea.MissingExtraError("encryption")

    monkeypatch.setattr(stores, "check_extra", absent)
    chosen, said = choose("e", "n")
    assert chosen is Way.NOTHING
    assert "this needs an extra: pip install 'ethics-audit[encryption]'" in said


# on a terminal


@pytest.mark.parametrize("id", ["boundaries", "boundary_decision"])
def test_caution_and_choice_stand_before_the_first_question(
    id: str, session: Callable[..., Session], tmp_path: Path
) -> None:
    """Nothing is written before the choice is made; with 'keep nothing' nothing is written at all."""
    terminal = session("start", id)
    before = terminal.wait_for("What should happen to your answers?")
    assert LAWYER in " ".join(before.split())
    assert "What is it about?" not in before
    assert "profession" not in before
    terminal.wait_for("> ")
    terminal.type("n")
    terminal.wait_for("Nothing is written to the disk; when you stop, all is gone.")
    terminal.wait_for("> ")
    terminal.type("q")
    terminal.wait_for("Nothing was saved, as you wished.")
    assert terminal.ended() == 0
    assert list(tmp_path.iterdir()) == []


def test_kept_and_gone_on_with(session: Callable[..., Session], tmp_path: Path) -> None:
    """The choice is not asked again once there is an answer, but the caution is shown again."""
    terminal = session("start", "boundaries", "--file", "mine.toml")
    terminal.wait_for("Keep them in mine.toml")
    terminal.wait_for("> ")
    terminal.type("k")
    without_facts(terminal, "boundaries")
    terminal.wait_for("question 1 of")
    terminal.type("1")
    terminal.wait_for("question 2 of")
    terminal.type("q")
    assert terminal.ended() == 0
    terminal = session("start", "boundaries", "--file", "mine.toml")
    before = terminal.wait_for("question 2 of")
    assert " questions are answered." in before
    assert LAWYER in " ".join(before.split())
    assert "What should happen" not in before
    assert (tmp_path / "mine.toml").exists()


@pytest.mark.parametrize(("line", "status"), [("q", 0), (None, 130)])
def test_stopped_at_the_choice(line: str | None, status: int, session: Callable[..., Session], tmp_path: Path) -> None:
    """Nothing is saved, and nothing is left behind."""
    terminal = session("start", "boundaries")
    terminal.wait_for("> ")
    terminal.end_of_input() if line is None else terminal.type(line)
    terminal.wait_for("Interrupted." if line is None else "Nothing was answered, nothing was saved.")
    assert terminal.ended() == status
    assert list(tmp_path.iterdir()) == []


def encrypted(session: Callable[..., Session], *passphrases: str) -> Session:
    """An audit of one question, up to the page, by somebody who chose encryption."""
    terminal = session("start", "small.toml")
    terminal.wait_for("> ")
    terminal.type("e")
    for one in passphrases:
        terminal.wait_for(": ")
        terminal.type(one)
    terminal.wait_for("What is your profession?")
    terminal.type("6")
    terminal.wait_for("question 1 of 1")
    terminal.type("1")
    terminal.wait_for("That was the last question.")
    terminal.type("")
    terminal.wait_for("What this is, and is not")
    return terminal


def test_encrypted_at_the_end_and_nothing_before(
    session: Callable[..., Session], tmp_path: Path, history_file: Path
) -> None:
    """The finished audit is in a history that takes the passphrase, and no answer is anywhere in plain text."""
    pytest.importorskip("sqlcipher3")
    (tmp_path / "small.toml").write_text(ea.to_toml(checklist("small", item("small.one"))), "utf-8")
    terminal = encrypted(session, "five words drawn at random", "five words drawn at random")
    terminal.wait_for("Kept in your history as number")
    assert terminal.ended() == 0
    assert [one.name for one in tmp_path.iterdir()] == ["small.toml"]
    assert b"small.one" not in history_file.read_bytes()
    (kept,) = History(opened(history_file, "five words drawn at random")).audits()
    assert dict(kept.result.answers.given) == {"small.one": "r0"}


def test_a_plain_history_is_encrypted_first(
    session: Callable[..., Session], tmp_path: Path, history_file: Path
) -> None:
    """What was kept before is under the passphrase as well; stopping at the end shows the answers in a line."""
    pytest.importorskip("sqlcipher3")
    definition = checklist("small", item("small.one"))
    (tmp_path / "small.toml").write_text(ea.to_toml(definition), "utf-8")
    earlier = ea.assess(ea.Audit.of(definition), {"small.one": "r100"})
    History(opened(history_file)).keep(earlier)
    terminal = encrypted(session, "five words drawn at random", "five words drawn at random")
    terminal.wait_for("Does this one correct it?")
    terminal.wait_for("> ")
    terminal.type("q")
    terminal.wait_for("It is not kept. Its answers in a line")
    terminal.wait_for("ea")
    assert terminal.ended() == 0
    assert len(History(opened(history_file, "five words drawn at random")).audits()) == 1


def test_nothing_written_and_kept_cannot_both_be(capsys: pytest.CaptureFixture[str]) -> None:
    """Options that contradict each other are refused."""
    assert run(["start", "--ephemeral", "--keep"]) == 2
    assert "--ephemeral writes nothing, so that --keep has no meaning" in capsys.readouterr().err
