"""Notes stay in the answers file, and a note that could tell who somebody is gets a warning."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.session import Scripted, Session
from support.small import small

import ethics_audit as ea
from ethics_audit.base.identifiers import looks_like
from ethics_audit.cli.notes import Notes
from ethics_audit.cli.prompts import Left
from ethics_audit.model.answer_sheet import Note


def test_notes_stay_in_the_answers_file(start: Callable[..., Session], tmp_path: Path, history_file: Path) -> None:
    """A note is kept only with the answers, after a warning if it could identify somebody."""
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
    """The plainest signs of a person are recognized."""
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
