"""A checklist for an occasion: the words around it, and the dated record at its end."""

import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from terminal import Terminal

import ethics_audit as ea
from ethics_audit.cli.answers_paths import default_path, unfinished
from ethics_audit.cli.decision_talk import DecisionTalk, write_record
from ethics_audit.cli.interview import Left
from ethics_audit.errors import StoreError
from ethics_audit.markdown import NOTHING, decision_record, plain
from ethics_audit.sheet import Decision

DAY = date(2026, 11, 26)
OCCASION = ea.load_audit("boundary_decision")


class Talk:
    """A talk with lines given beforehand; keeps what was said and every save."""

    def __init__(self, *lines: str, decision: Decision | None = None) -> None:
        self.said: list[str] = []
        self.saved: list[Decision] = []
        self._lines = iter(lines)
        self.talk = DecisionTalk(
            decision or Decision(), DAY, say=self.said.append, ask=lambda _: next(self._lines), save=self.saved.append
        )


def test_every_text_is_saved_at_once() -> None:
    """Lines up to an empty one; each text is a save of its own."""
    talk = Talk(
        "A client asks me", "to her wedding.", "", "My supervisor", "", "I go to the church only.", "", "2026-12-31"
    )
    talk.talk.open()
    decision = talk.talk.close()
    assert decision == Decision(
        "A client asks me\nto her wedding.", "My supervisor", "I go to the church only.", "2026-12-31"
    )
    assert [
        len([text for text in (one.situation, one.consulted, one.decision, one.review) if text]) for one in talk.saved
    ] == [1, 2, 3, 4]


def test_an_empty_line_keeps_or_leaves_open() -> None:
    """Nothing is forced; the day has a proposal four weeks on."""
    known = Decision("It is about a gift.", "My peer group")
    talk = Talk("", "", "", decision=known)
    talk.talk.open()
    assert talk.talk.close() == Decision("It is about a gift.", "My peer group", "", "2026-12-24")
    assert "So far: My peer group" in talk.said


@pytest.mark.parametrize("entry", ["tomorrow", "2026-13-01", "2020-01-01", "20261231", "²"])
def test_a_day_is_a_day_from_today_on(entry: str) -> None:
    """Anything else is asked again."""
    talk = Talk("", "", entry, "2026-11-26")
    assert talk.talk.close().review == "2026-11-26"
    assert "Please type a day from today on" in talk.said[-1]


@pytest.mark.parametrize("lines", [["q"], ["", "Q"], ["", "", "q"]])
def test_q_stops_and_keeps(lines: list[str]) -> None:
    """At each of the three."""
    talk = Talk(*lines)
    with pytest.raises(Left):
        talk.talk.close()


def test_text_that_cannot_be_kept_is_asked_again() -> None:
    """Too long, or with a character that steers a terminal."""
    talk = Talk("x" * 10_001, "", "a\x1b[31m", "", "Plain.", "", "", "")
    assert talk.talk.close().consulted == "Plain."
    assert sum("Please write it again" in " ".join(said.split()) for said in talk.said) == 2


def test_record_holds_everything() -> None:
    """Situation, answers, result, flag, what is missing, who, decision, day, limits, definition."""
    answers = {
        "boundary_decision.romance": "mine",
        "boundary_decision.whose_need": "both",
        "boundary_decision.how_long": "unsure",
    }
    told = decision_record(ea.assess(OCCASION, answers), Decision("Two\nlines", "", "Stop.", "2026-12-24"), DAY)
    for words in (
        "# Before a boundary decision\n\nRecord of 2026-11-26,",
        "## Situation\n\n> Two\n>\n> lines\n",
        "plays a part in it. **Yes or perhaps, on mine**",
        "has an end. **not known**",
        "**not answered**",
        "- Band: critical",
        "## Do today\n\n- Today: do not take the step",
        "## Still missing\n\n- *A sexual or romantic wish",
        f"## Who was consulted\n\n{NOTHING}",
        "## Decision\n\n> Stop.",
        "## Look again on\n\n2026-12-24",
        "A low score is no permission",
        f"definition {OCCASION.digest[:12]}\n",
    ):
        assert words in told, words
    na = evolve(OCCASION.items["boundary_decision.romance"], not_applicable=True)
    allowing = ea.Checklist("boundary_decision", "1.0", "Mine", (na,), "occasion")
    for answer, words in (
        (ea.not_applicable("no *wish*"), r"**not applicable: no \*wish\***"),
        ("n/a", "**not applicable**"),
    ):
        assert words in decision_record(ea.assess(allowing, {na.id: answer}), Decision(), DAY)
    nothing = decision_record(ea.assess(OCCASION, {}), Decision(), DAY)
    assert nothing.count(NOTHING) == 4
    assert "Still missing" not in nothing


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=40))
def test_words_are_shown_as_words(text: str) -> None:
    """Nothing that a person writes becomes a heading, a link, a list or HTML."""
    told = plain(text)
    for mark in "`*_[]<>#|~&$!{}":
        assert told.replace("\\\\", "").replace(f"\\{mark}", "").count(mark) == 0
    assert not told.startswith(("-", "+", "=", "1.", "1)"))


def test_record_is_never_written_over(tmp_path: Path) -> None:
    """The same content is the same file; another decision is a file beside it; only the owner can read them."""
    answers = tmp_path / "boundary_decision-2026-11-26.toml"
    result = ea.assess(OCCASION, {})
    first = write_record(answers, result, Decision("One."), DAY)
    assert first.name == "boundary_decision-2026-11-26.md"
    assert write_record(answers, result, Decision("One."), DAY) == first
    second = write_record(answers, result, Decision("Two."), DAY)
    third = write_record(answers, result, Decision("Three."), DAY)
    assert [second.name, third.name] == [f"boundary_decision-2026-11-26-revised-{number}.md" for number in (2, 3)]
    assert "> One." in first.read_text("utf-8")
    assert stat.S_IMODE(first.stat().st_mode) == 0o600


def test_record_that_cannot_be_written(tmp_path: Path) -> None:
    """The answers are kept, and it says so."""
    with pytest.raises(StoreError, match="cannot be written"):
        write_record(tmp_path / "none" / "x.toml", ea.assess(OCCASION, {}), Decision(), DAY)


def test_default_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One a day; another once that is decided; one that is not decided may be gone on with."""
    monkeypatch.chdir(tmp_path)
    today = default_path(OCCASION, "boundary_decision", DAY)
    assert today == Path("boundary_decision-2026-11-26.toml")
    Path("boundary_decision-2026-11-20.toml").touch()
    assert unfinished(OCCASION, "boundary_decision", today) == Path("boundary_decision-2026-11-20.toml")
    Path("boundary_decision-2026-11-20.md").touch()
    assert unfinished(OCCASION, "boundary_decision", today) is None
    today.touch()
    assert default_path(OCCASION, "boundary_decision", DAY) == today
    today.with_suffix(".md").touch()
    assert default_path(OCCASION, "boundary_decision", DAY) == Path("boundary_decision-2026-11-26-2.toml")
    assert default_path(ea.load_audit("quarterly"), "quarterly", DAY) == Path("quarterly-2026-q4.toml")


def test_decision_is_read_back() -> None:
    """In an answers file, as TOML and JSON; a wrong one is told with its place."""
    sheet = ea.AnswerSheet(
        "dilemma", ea.Answers({"dilemma.named": "yes"}), "1.0", Decision("A\nB", review="2026-12-24")
    )
    assert ea.from_toml(ea.to_toml(sheet), ea.AnswerSheet) == sheet
    assert ea.from_json(ea.to_json(sheet), ea.AnswerSheet) == sheet
    with pytest.raises(ea.AnswerError, match=r"decision.review: '24.12.2026' is given; allowed is a day such as"):
        ea.from_json('{"audit": "dilemma", "decision": {"review": "24.12.2026"}}', ea.AnswerSheet)


def test_from_situation_to_record(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """On a terminal: killed after the situation, gone on with by the same command, ended with a dated record."""
    terminal = start("boundary_decision")
    terminal.wait_for("What is it about?")
    terminal.wait_for("> ")
    terminal.type("She asks me to her graduation.")
    terminal.type("")
    terminal.wait_for("What is your profession?")
    terminal.kill()
    terminal = start("boundary_decision")
    terminal.wait_for("What is your profession?")
    terminal.type("3")
    count = len(OCCASION.items)
    for number in range(1, count + 1):
        terminal.wait_for(f"question {number} of {count}")
        terminal.wait_for("> ")
        terminal.type("1")
    terminal.wait_for("That was the last question.")
    terminal.type("")
    terminal.wait_for("A low score is no permission")
    for words, line in (("Whom have you asked", "My supervisor"), ("What have you decided", "I go for an hour.")):
        terminal.wait_for(words)
        terminal.wait_for("> ")
        terminal.type(line)
        terminal.type("")
    terminal.wait_for("On which day will you look")
    terminal.type("")
    terminal.wait_for("The record of your decision is boundary_decision-")
    terminal.wait_for("To see this page again: ethics-audit score boundary_decision-")
    assert terminal.ended() == 0
    (record,) = tmp_path.glob("boundary_decision-????-??-??.md")
    told = record.read_text("utf-8")
    assert "> She asks me to her graduation." in told
    assert "> I go for an hour." in told
    sheet = ea.load_answers(record.with_suffix(".toml"))
    assert len(sheet.answers.given) == count
    assert sheet.decision is not None
    assert sheet.decision.consulted == "My supervisor"


def test_feedback_follows_each_answer_to_a_case(start: Callable[..., Terminal]) -> None:
    """At once, before the next case."""
    terminal = start("scenarios", "--file", "mine.toml")
    terminal.wait_for("What is your profession?")
    terminal.type("6")
    case = ea.load_checklist("scenarios").items[0]
    terminal.wait_for("question 1 of")
    terminal.wait_for("> ")
    terminal.type("2")
    terminal.wait_for(case.options[1].feedback.split(",")[0].split(":")[0][:40])
    terminal.wait_for("question 2 of")
    terminal.type("q")
    assert terminal.ended() == 0
