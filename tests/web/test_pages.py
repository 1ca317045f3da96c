"""The caution comes before the first question, and what must be done today comes before everything else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from support.builders import audit, checklist, item
from support.catalogues import offer
from support.report_pages import words
from support.web_windows import FULL, Memory, Window

import ethics_audit as ea
from ethics_audit import web
from ethics_audit.assessment import wording
from ethics_audit.documents.answers_file import AnswersFile, Unsaved
from ethics_audit.history import History, opened
from ethics_audit.model.definitions import OCCASION
from ethics_audit.web import questions, serving
from ethics_audit.web.drafts import FileDrafts
from ethics_audit.web.serving import Served

STOP = "Stop, and call your supervisor <today>."
CALL = "Call your insurer."
FLAG = ea.RedFlag(50, "high", STOP)
DEFINITION = audit(
    checklist(
        "a",
        item("a.one", red_flag=FLAG),
        item("a.two"),
        item("a.young", requires={"minors"}, red_flag=ea.RedFlag(100, "critical", CALL)),
    )
)
HOST = "127.0.0.1:8123"
CODE = "abcde-fghjk"
LAWYER = "ask a lawyer before you answer"


def form(drafts: Memory, definition: Any = DEFINITION, **more: Any) -> Any:
    """Return the form for one user."""
    return web.app(definition, drafts=drafts, user=lambda _: "me", **more)


def begun(**answers: Any) -> Memory:
    """Return a draft with answers of a practice without facts."""
    given = {id.replace("__", "."): answer for id, answer in answers.items()}
    return Memory(ea.AnswerSheet("example", ea.Answers(given), "1.0"))


def first(window: Window) -> str:
    """Return the words of the first alert of a page, which must be before every heading, question and button."""
    inside = [one for one in next(window.tree.iter("main")).iter() if one.get("role") == "alert"]
    assert inside
    before = words(next(window.tree.iter("main"))).partition(words(inside[0]))[0]
    assert before.strip() in {"", "Back"}
    return words(inside[0])


# red flags


@pytest.mark.parametrize("answer", ["r50", "r100"])
def test_action_of_a_red_flag_comes_at_once(answer: str) -> None:
    """The action of a red flag has its own page before the next question, once the answer is saved."""
    drafts = Memory()
    window = Window(form(drafts), "/questions/a.one").send("on", answer=answer)
    assert (window.path, drafts.given) == ("/questions/a.one/today", {"a.one": answer})
    assert first(window) == f"Do this today {STOP} I do a.one. Risk {answer[1:]}"
    assert window.open(window.path).status == 200
    assert window.follow("Go on").path == "/questions/a.two"
    assert STOP in first(window.open("/"))
    window.open("/questions/a.one/today").follow("Stop here")
    assert window.path == "/later"
    assert first(window) == f"Do today {STOP} I do a.one. Risk {answer[1:]}"


@pytest.mark.parametrize("answer", ["r0", "unsure"])
def test_other_answers_go_straight_on(answer: str) -> None:
    """An answer without a flag shows no alert, then or later."""
    window = Window(form(Memory()), "/questions/a.one").send("on", answer=answer)
    assert window.path == "/questions/a.two"
    assert window.open("/questions/a.one/today").path == "/questions/a.one"
    for path in ("/later", "/check", "/done", "/today"):
        assert STOP not in window.open(path).words
    assert window.path == "/questions/a.two"


def test_changed_answer_is_told_again_and_the_same_is_not() -> None:
    """A changed answer shows its flag again; the same answer does not."""
    window = Window(form(begun(a__one="r50", a__two="r0")), "/questions/a.one?from=check")
    assert window.send("on").path == "/check"
    window.follow("Change the answer to: I do a.one.").send("on", answer="r100")
    assert window.path == "/questions/a.one/today?from=check"
    assert window.follow("Go on").path == "/check"
    window.follow("Change the answer to: I do a.one.").send("on", answer="r0")
    assert window.path == "/check"
    assert STOP not in window.words


def test_button_that_is_pressed_twice_shows_it_too() -> None:
    """A button pressed twice shows the flag too, although the answer is kept already."""
    drafts = Memory()
    windows = [Window(form(drafts), "/questions/a.one") for _ in range(2)]
    assert {one.send("on", answer="r100").path for one in windows} == {"/questions/a.one/today"}


def test_stopping_shows_it() -> None:
    """Stopping shows the actions of every flag."""
    drafts = begun(a__young="r100")
    drafts.kept["me"] = evolve(drafts.kept["me"], answers=ea.Answers({"a.young": "r100"}, {"minors"}))
    window = Window(form(drafts), "/questions/a.one").send("later", answer="r100")
    assert window.path == "/later"
    assert first(window) == f"Do today {STOP} I do a.one. Risk 100 {CALL} I do a.young. Risk 100"


def test_last_pages_begin_with_it() -> None:
    """The list of answers and the last page begin with the actions of the flags."""
    window = Window(form(begun(a__one="r100")), "/check")
    assert STOP in first(window)
    assert window.send().path == "/done"
    assert STOP in first(window)


def test_fact_that_brings_a_flag_shows_it() -> None:
    """A fact that makes an earlier answer count shows its flag, without repeating others."""
    window = Window(form(begun(a__one="r100", a__young="r100")), "/practice").send(fact="minors")
    assert window.path == "/today"
    assert CALL in first(window)
    assert window.follow("Go on").path == "/questions/a.two"
    assert window.open("/practice").send(fact=["minors", "profession.counselor"]).path == "/questions/a.two"


def test_action_stands_there_even_if_the_answer_cannot_be_saved() -> None:
    """The action is shown even if the answer cannot be saved."""
    drafts = Memory()
    window = Window(form(drafts), "/questions/a.one")
    drafts.fails = True
    window.send("on", answer="r100")
    assert (window.status, [told for _, told in window.slips]) == (503, [f"This is not saved. {FULL}"])
    assert STOP in window.words
    assert STOP not in window.send("on", answer="r0").words


def test_case_answers_back_behind_it() -> None:
    """In a case, the action of the flag comes before the feedback."""
    scale = ea.Scale([ea.Option("good", "I ask.", 0, "Well asked."), ea.Option("bad", "I wait.", 100, "Too long.")])
    cases = audit(checklist("c", item("c.one", about=["a.one"], scale=scale, red_flag=FLAG)))
    window = Window(form(Memory(), cases), "/questions/c.one").send("on", answer="bad")
    assert window.path == "/questions/c.one/today"
    assert window.follow("Go on").path == "/questions/c.one/feedback"


def test_occasions_show_it_too() -> None:
    """The form of an occasion shows the actions of its flags too."""
    occasion = evolve(checklist("o", item("o.one", red_flag=FLAG)), kind=OCCASION)
    window = Window(form(Memory(), occasion), "/questions/o.one").send("on", answer="r100")
    assert (window.path, STOP in first(window)) == ("/questions/o.one/today", True)


def test_every_flag_of_the_package() -> None:
    """Every flag of every shipped item shows its action from its risk on."""
    for name in ("quarterly", "boundary_decision", "dilemma", "mistake_repair"):
        definition = ea.load_audit(name)
        for one in definition.items.values():
            for option in one.options:
                raised = bool(one.red_flag and option.risk >= one.red_flag.at)
                told = [urgent.action for urgent in questions.urgent_of(one, option.id)]
                assert told == ([one.red_flag.action] if raised and one.red_flag else [])


def test_it_is_said_in_the_language_of_the_audit(package: Path) -> None:
    """The words around an action are translated, and an untranslated action is marked with its language."""
    offer(package, "xx", lambda message: f"[xx] {message}")
    (only,) = DEFINITION.parts
    texts = ea.Checklist(only.checklist.id, "1.0", "A", only.checklist.items, translation=_missing_everything())
    window = Window(form(Memory(), audit(texts)), "/questions/a.one").send("on", answer="r100")
    assert words(next(window.tree.iter("h1"))) == "[xx] Do this today"
    (action,) = [one for one in window.tree.iter("p") if one.get("class") == "action"]
    assert (action.get("lang"), words(action)) == ("en", STOP)


def _missing_everything() -> Any:
    from ethics_audit.model.definitions import Translation

    return Translation("xx", "Ann", ["a.one", "a.two", "a.young"])


# before the first question


def test_caution_stands_before_the_first_question() -> None:
    """The page before the first question has the caution, the time, the count and how answers are kept."""
    window = Window(form(Memory()))
    before, _, _ = window.words.partition("What this is, and is not")
    for told in (
        LAWYER,
        "Then 3 questions at most",
        "about 5 minutes",
        "Stop whenever you like",
        "How your answers are",
    ):
        assert told in before
    assert "The site that shows you this form keeps your answers." in before
    assert before.strip().endswith("Begin")
    assert window.follow("Begin").path == "/practice"


def test_owner_of_a_site_says_how_answers_are_kept() -> None:
    """The owner's sentence on how answers are kept is shown as text, also to those who come back."""
    told = "For <b>five</b> years, on our own computers."
    for drafts in (Memory(), begun(a__one="r0")):
        window = Window(form(drafts, kept=told))
        assert told in window.words
        assert LAWYER in window.words
        assert "The site that shows" not in window.words


@pytest.mark.parametrize(
    ("kind", "count", "minutes"),
    [
        ("practice", 25, 5),
        ("practice", 26, 10),
        ("occasion", 7, 5),
        ("occasion", 8, 10),
        ("cases", 5, 5),
        ("cases", 6, 10),
    ],
)
def test_how_long_it_takes(kind: str, count: int, minutes: int) -> None:
    """The time is given in steps of five minutes, and occasions and cases take longer."""
    asked = evolve(checklist("a", *(item(f"a.i{place}") for place in range(count))), kind=kind)
    assert wording.minutes(audit(asked)) == minutes


# on this computer


def local(file: AnswersFile | Unsaved, history: History | None = None, definition: Any = DEFINITION) -> Window:
    """Return a window in which the code was entered."""
    served = Served(definition, file, history, encrypts="ethics-audit history encrypt" if history else "")
    application = serving.local(served, HOST, CODE, lambda: None)
    return Window(application, f"http://{HOST}/").send(code=CODE).follow("Go on")


def test_this_computer_says_where_answers_are_kept(tmp_path: Path) -> None:
    """On this computer the first page names the file, the history and the other ways to keep answers."""
    file = AnswersFile.opened(tmp_path / "mine.toml", "example", None)
    told = local(file, History(opened(tmp_path / "history.db"))).words
    for part in (LAWYER, f"kept in {file.path}. When", "--ephemeral", "ethics-audit history encrypt", "not encrypted"):
        assert part in told
    told = local(file).words
    assert f"kept in {file.path} and nowhere else" in told
    assert "history encrypt" not in told


def test_nothing_is_written_if_that_is_wished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers in memory are never called saved, and the report is made from them."""
    monkeypatch.chdir(tmp_path)
    window = local(Unsaved(ea.AnswerSheet("example", ea.Answers())))
    pages = [window.words]
    assert "Nothing is written to the disk." in window.words
    window.follow("Begin")
    window.send(fact="minors").send("on", answer="r100")
    pages.append(window.words)
    window.follow("Stop here")
    pages.append(window.words)
    assert "When it stops, all is gone." in window.words
    window.follow("Go on")
    pages.append(window.words)
    assert "You have answered 1 of 3 questions." in window.words
    window.open("/check").send()
    pages.append(window.words)
    assert "Your result" in words(window.follow("Read the report").tree)
    assert not [one for one in pages if "saved" in one.lower()]
    assert list(tmp_path.iterdir()) == []


def test_kept_audit_begins_with_it(tmp_path: Path) -> None:
    """The page of a kept audit begins with what must be done today."""
    file = AnswersFile.opened(tmp_path / "mine.toml", "example", None)
    window = local(file, History(opened(tmp_path / "history.db"))).open(f"http://{HOST}/questions/a.one")
    window.send("on", answer="r100").open("/check").send()
    assert window.path.endswith("/kept/1")
    assert STOP in first(window)


@pytest.mark.parametrize("way", ["", "new", "corrects"])
def test_change_at_the_last_moment_is_not_finished(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer saved while an audit is being kept is part of it, or nothing is kept and the user is told."""
    file, history = AnswersFile.opened(tmp_path / "mine.toml", "example", None), History(opened(tmp_path / "h.db"))
    window = local(file, history).open(f"http://{HOST}/questions/a.two").send("on", answer="r0")
    count = bool(way)
    if way:
        history.keep(ea.assess(DEFINITION, {"a.two": "r100"}))
        window.open("/check").send()
        assert window.path.endswith("/keep")
    else:
        window.open("/check")
    held = FileDrafts.held

    def late(self: Any, number: int | None) -> Any:
        other = AnswersFile.opened(file.path, "example", None)
        other.save(evolve(other.sheet, answers=ea.Answers({"a.two": "r50"})))
        return held(self, number)

    monkeypatch.setattr(FileDrafts, "held", late)
    window.send(**({"way": way, "reason": "mistyped"} if way else {}))
    assert (window.status, len(history.audits())) == (422 if way else 409, count)
    assert "changed" in window.slips[0][1]
    monkeypatch.undo()
    assert "Risk 50" in window.open("/check").words


@pytest.mark.parametrize("save", [lambda *_: None, lambda *_: 1 / 0])
def test_told_though_the_application_fails(save: Any) -> None:
    """The page of a failure shows what must be done today, and nothing for other answers."""
    for answer, is_told in (("r100", True), ("r0", False)):
        drafts = Memory()
        drafts.save = save  # type: ignore[method-assign]
        window = Window(form(drafts), "/questions/a.one").send("on", answer=answer)
        assert window.status == 500
        assert (STOP in window.words) is is_told
        if is_told:
            assert STOP in first(window)


def test_told_though_the_draft_is_forgotten() -> None:
    """If the application deletes the draft and names no page, the report is shown at once."""
    drafts = begun(a__one="r100")

    def finished(finish: web.Finish) -> None:
        del drafts.kept[finish.user]

    window = Window(form(drafts, finished=finished), "/check").send()
    assert window.status == 200
    assert "Your result" in words(window.tree)
    assert STOP in words(window.tree)
    assert "default-src 'none'" in window.response.headers["content-security-policy"]
