"""What must not wait is shown at once: before the next question, when the person stops, and first on the page."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from support.builders import audit, checklist, item
from support.session import Scripted, Session

import ethics_audit as ea
from ethics_audit.assessment.markdown import decision_record
from ethics_audit.base.errors import StoreError
from ethics_audit.cli.commands import run
from ethics_audit.cli.interview import Interview
from ethics_audit.cli.prompts import Left
from ethics_audit.model.answer_sheet import Decision

ACTION = "Today: call your supervisor."
FLAG = ea.RedFlag(100, "critical", ACTION)
DEFINITION = audit(
    checklist("a", item("a.one", red_flag=FLAG), item("a.two"), item("a.young", red_flag=FLAG, requires={"minors"}))
)
TITLE = f"Do today\n--------\n\n!  {ACTION}"
PROMPT = "Enter to go on, q to stop here."


class Talk:
    """An interview with entries given beforehand; keeps what was said and every save."""

    def __init__(self, *entries: str, answers: ea.Answers | None = None, definition: ea.Audit = DEFINITION) -> None:
        self.saved: list[ea.Answers] = []
        prompts = Scripted(*entries)
        self.said = prompts.said
        known = answers or ea.Answers({"a.two": "r0"})
        self._interview = Interview(definition, known, prompts, self.save)

    def save(self, answers: ea.Answers) -> None:
        """Save answers."""
        self.saved.append(answers)

    def run(self) -> str:
        """Return all that was said until the end, or until the person left."""
        try:
            self._interview.run()
        except Left:
            self.said.append("LEFT")
        return "\n".join(self.said)


def test_told_before_the_next_question() -> None:
    """A raised flag is shown as soon as the answer is given, and waits for Enter."""
    told = Talk("3", "", "").run()
    assert told.index(TITLE) < told.index(PROMPT) < told.index("That was the last question.")
    for entry in ("1", "2", "u"):
        assert ACTION not in Talk(entry, "").run()


def test_stopped_there() -> None:
    """The answer is kept if the person stops there; any other entry is asked again."""
    talk = Talk("3", "next", "q")
    told = talk.run()
    assert told.endswith("Please press Enter to go on, or type b to go back, q to stop.\n> \nLEFT")
    assert talk.saved[-1].given["a.one"] == "r100"


def test_back_from_there() -> None:
    """`b` leads back to the question, with the answer that was kept."""
    talk = Talk("3", "b", "1", "")
    told = talk.run()
    assert "Your answer so far:" in told
    assert talk.saved[-1].given["a.one"] != "r100"


def test_told_though_it_cannot_be_kept() -> None:
    """What must not wait is shown even if the answer cannot be saved."""

    class Full(Talk):
        def save(self, answers: ea.Answers) -> None:
            raise StoreError(f"{len(answers.given)} answers cannot be written")

    talk = Full("3")
    with pytest.raises(StoreError):
        talk.run()
    assert TITLE in talk.said[-1]


def test_told_when_an_answer_is_changed_to_one_that_raises_it() -> None:
    """A changed answer raises its flag too."""
    assert Talk("1", "b", "b", "3", "", "").run().count(TITLE) == 1
    assert Talk("1", "1", "3", "", "").run().count(TITLE) == 1


def test_told_when_a_fact_makes_an_earlier_answer_count() -> None:
    """An answer outside the profile raises its flag once the fact is given."""
    known = ea.Answers({"a.one": "r0", "a.two": "r0", "a.young": "r100"})
    told = Talk("f", "6", "y", "", "", answers=known).run()
    assert told.index("under 18") < told.index(TITLE) < told.index(PROMPT)
    assert ACTION not in Talk("f", "6", "n", "", answers=known).run()
    back = Talk("f", "6", "y", "b", "n", "", answers=known)
    assert back.run().count("under 18") == 2
    assert "minors" not in back.saved[-1].profile


def test_a_case_tells_both() -> None:
    """Feedback comes before what must not wait, with one prompt for both."""
    options = [ea.Option("a", "Wait", 0), ea.Option("b", "Go", 100, feedback="It can go wrong.")]
    definition = audit(checklist("a", item("a.one", scale=ea.Scale(options), red_flag=FLAG)))
    told = Talk("6", "2", "", "", answers=ea.Answers(), definition=definition).run()
    assert told.index("It can go wrong.") < told.index(TITLE)
    assert "Enter to go on." not in told


def test_first_on_every_page() -> None:
    """On every page, what must not wait comes before the result."""
    result = ea.assess(DEFINITION, {"a.one": "r100"})
    record = decision_record(result, Decision("A gift."), date(2026, 11, 26))
    for page, first in ((str(result), "\nBand "), (result._repr_html_(), "<strong>Band"), (record, "## Situation")):
        assert page.count("Do today") == 1
        assert page.index("Do today") < page.index(first)
    assert "Do today" not in str(ea.assess(DEFINITION, {"a.one": "r0"}))


# on a terminal


@pytest.fixture
def flagged(tmp_path: Path, session: Callable[..., Session]) -> Callable[..., Session]:
    """Start an audit, and give the answer that raises a flag."""
    (tmp_path / "mine.toml").write_text(
        ea.to_toml(checklist("mine", item("mine.one", red_flag=FLAG), item("mine.two"))), "utf-8"
    )

    def begin(*options: str) -> Session:
        terminal = session("start", "mine.toml", *options)
        terminal.wait_for("What is your profession?")
        terminal.type("6")
        terminal.wait_for("question 1 of 2")
        terminal.wait_for("> ")
        terminal.type("3")
        assert "question 2" not in terminal.wait_for(ACTION)
        terminal.wait_for(PROMPT)
        return terminal

    return begin


@pytest.mark.parametrize("options", [("--keep", "--file", "a.toml"), ("--ephemeral",)])
@pytest.mark.parametrize("way", ["q", "interrupt", "end_of_input"])
def test_told_again_to_whoever_stops(options: tuple[str, ...], way: str, flagged: Callable[..., Session]) -> None:
    """What must not wait is shown again to whoever stops in any way, whether answers are kept or not."""
    terminal = flagged(*options)
    terminal.type("")
    terminal.wait_for("question 2 of 2")
    terminal.wait_for("> ")
    if way == "q":
        terminal.type("q")
    else:
        getattr(terminal, way)()
    assert "I do mine.one." in terminal.wait_for(ACTION)
    assert terminal.ended() == (0 if way == "q" else 130)


def test_told_again_to_whoever_goes_on_another_time(
    flagged: Callable[..., Session], session: Callable[..., Session]
) -> None:
    """What must not wait is shown before anything is asked when a file is continued."""
    terminal = flagged("--keep", "--file", "a.toml")
    terminal.type("q")
    terminal.wait_for("Stopped. 1 of 2 answered, 0 skipped;")
    terminal = session("start", "mine.toml", "--file", "a.toml")
    assert "question" not in terminal.wait_for(ACTION)
    assert "question 2" not in terminal.wait_for(PROMPT)
    terminal.wait_for("> ")
    terminal.type("q")
    terminal.wait_for("The same command goes on:")
    assert terminal.ended() == 0


def test_nothing_is_before_the_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody who comes back to a raised flag cannot go back from there; that is said, and the flag stays."""
    brief = ea.load_audit("brief")
    flagged = next(item for item in brief.items.values() if item.red_flag and not item.requires)
    sheet = ea.AnswerSheet("brief", ea.Answers({flagged.id: flagged.ranked[-1].id}))
    (file := tmp_path / "mine.toml").write_text(ea.to_toml(sheet), "utf-8")
    entries = iter(["b", "q"])
    monkeypatch.setattr("builtins.input", lambda _prompt="": next(entries))
    monkeypatch.setattr("ethics_audit.cli.start.is_terminal", lambda *_: True)
    assert run(["start", "brief", "--file", str(file), "--no-keep"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert told.index("Enter to go on") < told.index("There is nothing to go back to from here.")
    assert next(entries, None) is None
