"""An occasion in the form: one's own words before and after the questions, and the record of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve
from support.builders import checklist, item
from support.web_windows import Window

import ethics_audit as ea
from ethics_audit.base.dates import in_words, today
from ethics_audit.documents.answers_file import AnswersFile, Unsaved
from ethics_audit.history import History, opened
from ethics_audit.model.answer_sheet import LONGEST_WRITTEN, Decision
from ethics_audit.model.definitions import OCCASION, as_audit
from ethics_audit.web import serving
from ethics_audit.web.serving import Served

HOST = "127.0.0.1:8123"
CODE = "abcde-fghjk"
DEFINITION = as_audit(evolve(checklist("a", item("a.one"), item("a.two")), kind=OCCASION))
SOON = (today() + timedelta(weeks=4)).isoformat()


@pytest.fixture
def file(tmp_path: Path) -> AnswersFile:
    """Return the file of an occasion without answers."""
    return AnswersFile.opened(tmp_path / "mine.toml", DEFINITION.id, None)


def started(file: AnswersFile | Unsaved, history: History | None = None) -> Window:
    """Open the form of the occasion."""
    window = Window(serving.local(Served(DEFINITION, file, history), HOST, CODE, lambda: None), f"http://{HOST}/")
    window.send(code=CODE)
    return window.open("/")


def test_the_way_through_an_occasion(file: AnswersFile, tmp_path: Path) -> None:
    """The situation comes before the questions, the decision after them, and the record at the end has all of it."""
    history = History(opened(tmp_path / "history.db"))
    window = started(file, history)
    assert "in your own words" in window.words
    window.follow("Begin").send()
    assert window.title.startswith("What is it about?")
    window.send("on", words="A ticket.\r\nFor two.\t!  ").send("on", answer="r100").send("on", answer="r0")
    assert window.title.startswith("Which principles pull against each other?")
    window.send("on", words="autonomy: she decides").send("on", words="my supervisor").send("on", words="I decline.")
    assert window.fields["words"] == SOON
    window.send("on")
    assert "In your own words" in window.words
    assert file.reread().decision == Decision(
        "A ticket.\nFor two.        !", "my supervisor", "I decline.", SOON, "autonomy: she decides"
    )
    window.send()
    window.follow("Read the record of your decision")
    (record,) = tmp_path.glob("*.md")
    assert "> I decline." in record.read_text("utf-8")
    assert str(record) in window.words
    for told in ("A ticket.", "a.two", "autonomy: she decides", "I decline.", in_words(SOON), "Still missing"):
        assert told in window.response.text
    window.open("/record.md")
    assert window.response.headers["content-disposition"] == f'attachment; filename="{DEFINITION.id}-{today()}.md"'
    assert "> I decline." in window.response.text
    window.open("/check").send()
    assert len(history.audits()) == 1
    window.open("/questions/a.one").send("on", answer="r50").open("/check").send()
    assert len(history.audits()) == 2
    assert len([*tmp_path.glob("*.md")]) == 2


def test_the_record_of_what_is_kept_nowhere(tmp_path: Path) -> None:
    """Without a file for the answers there is a record to save, and none on the disk."""
    window = started(Unsaved(ea.AnswerSheet(DEFINITION.id, ea.Answers())))
    window.open("/questions/a.one").send("on", answer="r0").open("/check").send()
    window.follow("Read the record of your decision")
    assert "Save the record as a file" in window.words
    assert [*tmp_path.iterdir()] == []


def test_an_occasion_that_was_changed_meanwhile_has_no_record(file: AnswersFile, tmp_path: Path) -> None:
    """Where nothing is kept because another window was faster, no record is written either."""
    window = started(file, History(opened(tmp_path / "history.db")))
    window.open("/questions/a.one").send("on", answer="r0").open("/check")
    file.save(evolve(file.sheet, answers=ea.Answers({"a.one": "r100"})))
    assert window.send().status == 409
    assert [*tmp_path.glob("*.md")] == []


def test_the_record_without_a_history(file: AnswersFile) -> None:
    """Without a history the last page leads to the record; what was not written is told."""
    window = started(file).open("/questions/a.one").send("on", answer="r0").open("/check").send()
    window.follow("Read the record of your decision")
    assert "Nothing was written here." in window.words


@pytest.mark.parametrize("page", ["/record", "/record.md"])
def test_no_record_of_nothing(page: str, file: AnswersFile) -> None:
    """Without an answer there is no record."""
    assert "Before you begin" in started(file).open(page).words


def test_words_change_from_the_list(file: AnswersFile) -> None:
    """What was written is changed from the page with all answers, and leads back there."""
    window = started(file).open("/words/decision?from=check").send("on", words="No.")
    assert window.path.endswith("/check")
    window.follow("Change: Decision")
    assert str(window.fields["words"]).strip() == "No."
    window.send("later")
    assert window.path.endswith("/later")


def test_the_situation_when_all_is_answered(file: AnswersFile) -> None:
    """After the situation comes the first open question, or else the page with all answers."""
    window = started(file).open("/questions/a.one").send("on", answer="r0").send("on", answer="r0")
    assert window.path.endswith("/words/principles")
    assert window.open("/words/situation").send("on", words="A ticket.").path.endswith("/check")


@pytest.mark.parametrize("day", ["soon", "2020-01-01"])
def test_a_day_to_come(day: str, file: AnswersFile) -> None:
    """The day of the next look is a day from today on."""
    window = started(file).open("/words/review").send("on", words=day)
    assert window.slips == [("words", f"Choose a day from today on, such as {today()}.")]
    assert file.reread().decision is None


def test_words_are_not_cut(file: AnswersFile) -> None:
    """Words that are too long are shown again as a whole, and not kept."""
    text = "x" * (LONGEST_WRITTEN + 1)
    window = started(file).open("/words/decision").send("on", words=text)
    assert window.status == 422
    assert str(window.fields["words"]).strip() == text


def test_another_window_was_faster(file: AnswersFile) -> None:
    """Words that were changed in another window are not written over."""
    window = started(file).open("/words/decision")
    file.save(evolve(file.sheet, decision=Decision(decision="Elsewhere.")))
    window.send("on", words="Here.")
    assert window.status == 409
    assert file.reread().decision == Decision(decision="Elsewhere.")


def test_unknown_words(file: AnswersFile) -> None:
    """There are pages for the words of a decision alone."""
    assert started(file).open("/words/none").status == 404


def test_no_words_without_an_occasion(tmp_path: Path) -> None:
    """A self-audit has no page for words."""
    definition = ea.load_audit("brief")
    served = Served(definition, AnswersFile.opened(tmp_path / "b.toml", "brief", None), None)
    window = Window(serving.local(served, HOST, CODE, lambda: None), f"http://{HOST}/")
    window.send(code=CODE)
    assert window.open("/words/decision").status == 404
