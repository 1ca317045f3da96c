"""A checklist for an occasion: the words around it, and the dated record at its end."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from support.session import Scripted, Session
from support.small import best
from support.terminal import Terminal

import ethics_audit as ea
from ethics_audit.assessment.markdown import NOTHING, decision_record, plain
from ethics_audit.cli.answers_paths import default_path, unfinished
from ethics_audit.cli.decision_output import DecisionQuestions
from ethics_audit.cli.prompts import Left
from ethics_audit.model.answer_sheet import Decision

DAY = date(2026, 11, 26)
OCCASION = ea.load_audit("boundary_decision")


class Talk:
    """Questions answered with lines given beforehand; keeps what was said and every save."""

    def __init__(self, *lines: str | type[BaseException], decision: Decision | None = None) -> None:
        self.saved: list[Decision] = []
        prompts = Scripted(*lines)
        self.said = prompts.said
        self.talk = DecisionQuestions(decision or Decision(), DAY, prompts, self.saved.append)


def test_every_line_is_saved_at_once() -> None:
    """A text ends with two empty lines, may hold paragraphs, and is saved after each line."""
    talk = Talk(
        *("A client asks me", "", "to her wedding.", "", ""),
        *("Autonomy: she asks.", "Distance: I am no guest.", "", ""),
        *("My supervisor", "", "", "I go to the church only.", "", "", "2026-12-31"),
    )
    talk.talk.open()
    assert [one.situation for one in talk.saved[:3]] == [
        *("A client asks me", "A client asks me", "A client asks me\n\nto her wedding."),
    ]
    assert talk.talk.close() == Decision(
        "A client asks me\n\nto her wedding.",
        "My supervisor",
        "I go to the church only.",
        "2026-12-31",
        "Autonomy: she asks.\nDistance: I am no guest.",
    )
    assert talk.said[0].startswith("\nWhat is it about?")


def test_enter_keeps_or_leaves_open() -> None:
    """Enter keeps what is written or leaves it open, and the proposed day is in four weeks."""
    known = Decision("It is about a gift.\nA large one.", "My peer group")
    talk = Talk("", "", "", "", "", decision=known)
    talk.talk.open()
    assert "So far:\n  It is about a gift.\n  A large one." in talk.said
    assert talk.talk.close() == evolve(known, review="2026-12-24")


def test_a_day_that_is_over_is_not_proposed() -> None:
    """A record that is continued later gets a day that is not in the past."""
    talk = Talk("", "", "", "", decision=Decision(review="2026-10-01"))
    assert talk.talk.close().review == "2026-11-26"


@pytest.mark.parametrize("entry", ["soon", "2026-13-01", "2020-01-01", "20261", "32/12/2026", "²"])
def test_a_day_is_a_day_from_today_on(entry: str) -> None:
    """Anything but a day from today on is asked again."""
    talk = Talk("", "", "", entry, "2026-11-26")
    assert talk.talk.close().review == "2026-11-26"
    assert "Please type a day from today on" in " ".join(" ".join(talk.said).split())


def test_b_goes_back() -> None:
    """To the question before; a `b` within a text is a line like any other."""
    talk = Talk("b", "it asks", "b", "", "", "you", "", "", "b", "", "We stop", "", "", "b", "", "2026-11-26")
    written = talk.talk.close()
    assert (written.principles, written.consulted, written.decision) == ("it asks\nb", "you", "We stop")
    assert written.review == "2026-11-26"
    begun = Talk("b", "A gift.", "", "", "", "", "", "")
    begun.talk.open()
    assert begun.talk.close().situation == "A gift."


@pytest.mark.parametrize("lines", [["q"], ["", "Q"], ["", "", "q"], ["", "", "", "q"]])
def test_q_stops_and_keeps(lines: list[str]) -> None:
    """`q` stops at each question; within a text it is a line like any other."""
    talk = Talk(*lines)
    with pytest.raises(Left):
        talk.talk.close()
    inside = Talk("", "We call it", "q", "", "", "", "")
    assert inside.talk.close().consulted == "We call it\nq"


def test_the_end_of_the_input_ends_a_text() -> None:
    """Ctrl-D after some lines keeps them; before the first line it leaves."""
    talk = Talk("One line.", EOFError)
    talk.talk.open()
    assert talk.saved[-1].situation == "One line."
    with pytest.raises(EOFError):
        Talk(EOFError).talk.open()


def test_ctrl_c_keeps_the_lines() -> None:
    """Lines that were entered before Ctrl-C are saved."""
    talk = Talk("One line.", KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        talk.talk.open()
    assert talk.saved[-1].situation == "One line."


def test_what_a_paste_brings_along() -> None:
    """Invisible characters are removed, and a text or a line that was cut is reported."""
    talk = Talk("", "zero\u200bwidth soft\u00adhyphen \ufeffbom\u202e esc\x1b[31m\ttab", "", "", "", "")
    assert talk.talk.close().consulted == "zerowidth softhyphen bom esc[31m   tab"
    long = Talk("", *["x" * 4095] * 3, "", "", "", "")
    assert len(long.talk.close().consulted) == 10_000
    told = " ".join(" ".join(long.said).split())
    assert "That is 12287 characters; the first 10000 are kept." in told
    assert "its end may be missing" in told


@pytest.mark.parametrize(("entries", "wanted"), [([""], True), (["y"], True), (["maybe", "no"], False)])
def test_record_is_written_only_if_wanted(entries: list[str], wanted: bool) -> None:  # noqa: FBT001 - a row of a table
    """Enter means yes, and what is not an answer is asked again."""
    assert Talk(*entries).talk.wants_record() is wanted
    with pytest.raises(Left):
        Talk("q").talk.wants_record()


def test_record_holds_everything() -> None:
    """A record holds the situation, answers, result, flags, gaps, people, decision, day, limits, and definition."""
    romance = OCCASION.items["boundary_decision.romance"]
    gap, unknown = [one for one in OCCASION.items.values() if one.red_flag is None][:2]
    assert romance.red_flag is not None
    worst = romance.ranked[-1]
    answers = {romance.id: worst.id, gap.id: gap.ranked[-1].id, unknown.id: "unsure"}
    result = ea.assess(OCCASION, answers)
    written = Decision("Two\nlines", "", "Stop.", "2026-12-24", "autonomy: she *decides*\n\nharm")
    told = decision_record(result, written, DAY)
    for words in (
        f"# {plain(OCCASION.title)}\n\nRecord of November 26, 2026,",
        "## Situation\n\n> Two\n>\n> lines\n",
        f"{plain(romance.question)} **{plain(worst.label)}**",
        f"{plain(unknown.question)} **not known**",
        "**not answered**",
        "- Band: critical",
        f"## Do today\n\n- {plain(romance.red_flag.action)}",
        f"## Still missing\n\n- *{plain(result.findings[0].item.question)}* ",
        "## Principles beside each other\n\n| Principle | What it asks for here |\n| --- | --- |\n| autonomy | she ",
        "\n| harm |  |\n",
        f"## Consulted, or to be consulted\n\n{NOTHING}",
        f"## Not known or not answered\n\n- {plain(OCCASION.items[result.open[0]].question)}",
        "## Decision\n\n> Stop.",
        "## Look again on\n\nDecember 24, 2026",
        "A low score is no permission",
        f"{OCCASION.title}, version {OCCASION.version}\n",
    ):
        assert words in told, words
    na = evolve(OCCASION.items["boundary_decision.romance"], not_applicable=True)
    allowing = ea.Checklist("boundary_decision", "1.0", "Mine", (na,), "occasion")
    for answer, words in (
        (ea.not_applicable("no *wish*"), r"**not applicable: no \*wish\***"),
        ("n/a", "**not applicable**"),
    ):
        assert words in decision_record(ea.assess(allowing, {na.id: answer}), Decision(), DAY)
    event = evolve(na, event=True)
    arose = ea.assess(evolve(allowing, items=[event]), {na.id: "n/a"})
    assert "**It did not come up**" in decision_record(arose, Decision(), DAY)
    assert "## Did not come up\n\nOf the 1 events" in decision_record(arose, Decision(), DAY)
    nothing = decision_record(ea.assess(OCCASION, {}), Decision(), DAY)
    assert nothing.count(NOTHING) == 4
    assert "Still missing" not in nothing


@pytest.mark.property
@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=40))
def test_words_are_shown_as_words(text: str) -> None:
    """Nothing that a person writes becomes a heading, a link, a list or HTML."""
    told = plain(text)
    for mark in "`*_[]<>#|~&$!{}":
        assert told.replace("\\\\", "").replace(f"\\{mark}", "").count(mark) == 0
    assert not told.startswith(("-", "+", "=", "1.", "1)"))


def test_default_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An occasion has one file a day, another one after the decision, and an undecided one is offered again."""
    monkeypatch.chdir(tmp_path)
    today = default_path(OCCASION, "boundary_decision", DAY)
    assert today == Path("boundary_decision-2026-11-26.toml")
    Path("boundary_decision-2026-11-20.toml").touch()
    assert unfinished(OCCASION, "boundary_decision", Path()) == Path("boundary_decision-2026-11-20.toml")
    Path("boundary_decision-2026-11-20.md").touch()
    assert unfinished(OCCASION, "boundary_decision", Path()) is None
    today.touch()
    assert default_path(OCCASION, "boundary_decision", DAY) == today
    today.with_suffix(".md").touch()
    assert default_path(OCCASION, "boundary_decision", DAY) == Path("boundary_decision-2026-11-26-2.toml")
    assert default_path(ea.load_audit("quarterly"), "quarterly", DAY) == Path("quarterly-2026-q4.toml")


def test_decision_is_read_back() -> None:
    """A decision is read back from TOML and JSON, and a wrong one is an error with its place."""
    sheet = ea.AnswerSheet("dilemma", ea.Answers({"dilemma.named": "yes"}), None, Decision("A\nB", review="2026-12-24"))
    assert ea.from_toml(ea.to_toml(sheet), ea.AnswerSheet) == sheet
    assert ea.from_json(ea.to_json(sheet), ea.AnswerSheet) == sheet
    dated = ea.from_toml('audit = "dilemma"\n[decision]\nreview = 2026-12-24\n', ea.AnswerSheet)
    assert dated.decision == Decision(review="2026-12-24")
    with pytest.raises(ea.AnswerError, match=r"decision.review: expected a date such as .*, got '24.12.2026'"):
        ea.from_json('{"audit": "dilemma", "decision": {"review": "24.12.2026"}}', ea.AnswerSheet)


@pytest.mark.slow
def test_from_situation_to_record(program: Callable[..., Terminal], history_file: Path) -> None:
    """A session that was killed continues with the same command, and ends with a dated record."""
    terminal = program("start", "boundary_decision", "--keep")
    terminal.wait_for("What is it about?")
    terminal.wait_for("> ")
    terminal.type("She asks me to her graduation.")
    terminal.wait_for("> ")
    terminal.kill()
    terminal = program("start", "boundary_decision", "--keep")
    terminal.wait_for("So far:\n  She asks me to her graduation.")
    terminal.wait_for("> ")
    terminal.type("")
    terminal.wait_for("What is your profession?")
    terminal.type("3")
    count = len(OCCASION.items)
    for number, one in enumerate(OCCASION.items.values(), 1):
        terminal.wait_for(f"question {number} of {count}")
        terminal.wait_for("> ")
        terminal.type(best(one))
    terminal.wait_for("That was the last question.")
    terminal.type("")
    terminal.wait_for("A low score is no permission")
    for words, line in (
        ("Which principles pull against each other?", "Autonomy: she asks."),
        ("Whom have you asked", "My supervisor"),
        ("What have you decided", "I go for an hour."),
    ):
        terminal.wait_for(words)
        terminal.wait_for("> ")
        for entered in (line, "", ""):
            terminal.type(entered)
    terminal.wait_for("On which day will you look")
    terminal.type("")
    terminal.wait_for("Write all of this into a record now?")
    terminal.type("y")
    terminal.wait_for("The record of your decision, for you to read or print, is in")
    terminal.wait_for("All of it: ethics-audit score boundary_decision-")
    assert terminal.ended() == 0
    (record,) = (history_file.parent / "answers").glob("boundary_decision-????-??-??.md")
    told = record.read_text("utf-8")
    assert "> She asks me to her graduation." in told
    assert "> I go for an hour." in told
    sheet = ea.load_answers(record.with_suffix(".toml"))
    assert len(sheet.answers.given) == count
    assert sheet.decision is not None
    assert sheet.decision.consulted == "My supervisor"


def test_back_from_the_record_to_the_day() -> None:
    """From whether to write a record, `b` leads back to the day; before the first question there is nothing."""
    talk = Talk("b", "It.", "", "", "b", "", "", "", "2026-12-31", "b", "2027-01-04", "y")
    talk.talk.open()
    talk.talk.close()
    assert talk.talk.wants_record()
    assert talk.talk.written.review == "2027-01-04"
    assert talk.said.count("There is nothing to go back to from here.") == 2
    assert sum("Last, the decision itself" in said for said in talk.said) == 1


def test_competing_principles_stand_beside_each_other() -> None:
    """Each line of a principle, a colon and what it asks for becomes a row; without any there is no such section."""
    written = "Autonomy: she decides | alone\n\nFidelity"
    told = decision_record(ea.assess(OCCASION, {}), Decision(principles=written), DAY)
    rows = [
        "| Principle | What it asks for here |",
        "| --- | --- |",
        r"| Autonomy | she decides \| alone |",
        "| Fidelity |  |",
    ]
    assert "## Principles beside each other\n\n" + "\n".join(rows) in told
    assert "Principles beside" not in decision_record(ea.assess(OCCASION, {}), Decision(), DAY)


def test_feedback_follows_each_answer_to_a_case(start: Callable[..., Session]) -> None:
    """Feedback on a case comes before the next case."""
    terminal = start("scenarios", "--file", "mine.toml")
    terminal.wait_for("What is your profession?")
    terminal.type("6")
    case = ea.load_checklist("scenarios").items[0]
    terminal.wait_for("question 1 of")
    terminal.wait_for("> ")
    terminal.type("2")
    terminal.wait_for(case.options[1].feedback.split(",")[0].split(":")[0][:40])
    terminal.wait_for("Enter to go on.")
    terminal.type("")
    terminal.wait_for("question 2 of")
    terminal.type("q")
    assert terminal.ended() == 0


def test_a_long_text_is_read_back(start: Callable[..., Session], tmp_path: Path) -> None:
    """The longest text, with everything that must be escaped, is read back."""
    from ethics_audit.documents.answers_file import AnswersFile

    path = tmp_path / "mine.toml"
    long = ('"quotes" \\ and\nlines, ' * 700)[:10_000].strip()
    sheet = ea.AnswerSheet("dilemma", ea.Answers({"dilemma.named": "yes"}), None, Decision(long, long, long))
    AnswersFile.opened(path, "dilemma", None).save(sheet)
    assert ea.load_answers(path) == sheet
    terminal = start("dilemma", "--file", "mine.toml")
    terminal.wait_for("So far:")


def test_ctrl_d_says_how_to_go_on(start: Callable[..., Session], tmp_path: Path) -> None:
    """Ctrl-D at a question saves everything, and prints how to continue."""
    terminal = start("dilemma", "--file", "mine.toml")
    terminal.wait_for("What is it about?")
    terminal.wait_for("> ")
    terminal.type("A question.")
    terminal.wait_for("> ")
    terminal.end_of_input()
    terminal.wait_for("What is your profession?")
    terminal.wait_for("> ")
    terminal.end_of_input()
    terminal.wait_for("all is saved. The same command goes on: ethics-audit start dilemma --file mine.toml")
    assert terminal.ended() == 130
    decision = ea.load_answers(tmp_path / "mine.toml").decision
    assert decision is not None
    assert decision.situation == "A question."
