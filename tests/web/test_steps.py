"""The loop is closed in the browser: what became of earlier steps, new ones, the calendar, the course."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from icalendar import Calendar
from support.builders import audit, checklist, item
from support.report_pages import words
from support.web_windows import Window

import ethics_audit as ea
from ethics_audit.assessment.wording import score_text
from ethics_audit.base.dates import in_words, next_audit, quarter, today
from ethics_audit.base.errors import StoreError
from ethics_audit.documents.answers_file import AnswersFile
from ethics_audit.history import Action, History, opened
from ethics_audit.web import serving
from ethics_audit.web.past import Past
from ethics_audit.web.serving import Served

HOST = "127.0.0.1:8123"
CODE = "abcde-fghjk"
FLAG = ea.RedFlag(100, "high", "Call somebody today.")
PRACTICE = audit(
    checklist(
        "a",
        item("a.one", red_flag=FLAG),
        item("a.two", not_applicable=True, requires={"minors"}),
        item("a.three", weight=3),
        item("a.four", weight=2),
        item("a.five"),
    )
)
ALL = {"a.one": "r100", "a.three": "r100", "a.four": "r50", "a.five": "r50"}
NOW = today()
LATER = (NOW + timedelta(weeks=8)).isoformat()
BEFORE = NOW - timedelta(days=100)
FULL = "the disk is full"


class Local(NamedTuple):
    """The form of an audit, with a history."""

    app: Any
    history: History

    def window(self, start: str = "/") -> Window:
        """Return a window in which the code was entered."""
        window = Window(self.app, f"http://{HOST}/")
        window.send(code=CODE)
        return window.open(start)

    def beside(self, window: Window, start: str) -> Window:
        """Return another window of the same browser."""
        another = Window(self.app, f"http://{HOST}/")
        another.cookies = window.cookies
        return another.open(start)


@pytest.fixture
def local(tmp_path: Path) -> Local:
    """Return the form of a small practice audit."""
    return made(tmp_path)


def made(folder: Path, definition: ea.Audit = PRACTICE) -> Local:
    """Return the form of an audit with the history in a folder."""
    history = History(opened(folder / "history.db"))
    served = Served(definition, AnswersFile.opened(folder / "mine.toml", "example", None), history)
    return Local(serving.local(served, HOST, CODE, lambda: None), history)


def where(window: Window) -> str:
    """Return the path and query of a window."""
    return window.path.removeprefix(f"http://{HOST}")


def result(**given: str) -> ea.Assessment:
    """Assess answers to the small audit."""
    return ea.assess(PRACTICE, {**ALL, **{f"a.{name}": answer for name, answer in given.items()}})


def steps(local: Local) -> list[tuple[str, str, str, str, str]]:
    """Return what is kept of each step."""
    return [
        (one.action.item, one.action.step, one.action.due, one.action.owner, one.state)
        for one in local.history.actions()
    ]


def fail(*_: Any, **__: Any) -> Any:
    """Fail like a full disk."""
    raise StoreError(FULL)


# choosing


def test_what_is_urgent_and_the_largest_gaps_are_offered(local: Local) -> None:
    """Three steps are offered, the one of a red flag first and for today, the others in some weeks."""
    kept = local.history.keep(result())
    window = local.window(f"/kept/{kept.number}").follow("Choose your next steps")
    assert [one.get("value") for one in window.tree.iter("input") if one.get("name") == "item"] == [
        "a.one",
        "a.three",
        "a.four",
    ]
    assert [window.fields[f"due-{place}"] for place in (1, 2, 3)] == [NOW.isoformat(), LATER, LATER]
    assert words(next(window.tree.iter("h2"))) == "Do today"
    assert window.words.index("Call somebody today.") < window.words.index("Choose your next steps")
    assert "Today:" in window.words
    assert not re.search(r"a\.(one|two|three)\b(?!\.)", window.words.replace("I do a.", ""))


def test_steps_are_kept_as_they_were_worded(local: Local) -> None:
    """Ticked steps are kept with one's own words, day and helper, once however often they are sent."""
    kept = local.history.keep(result())
    window = local.window(f"/kept/{kept.number}/steps")
    entered = {"item": ["a.one", "a.three", "a.four"], "take": ["a.three"], "step-2": " Ask\nAnn. ", "owner-2": "Ann"}
    window.send(**entered)
    assert where(window) == "/steps"
    assert steps(local) == [("a.three", "Ask Ann.", LATER, "Ann", "open")]
    assert "Ask Ann." in window.words
    window.open(f"/kept/{kept.number}/steps")
    assert "To be done already" in window.words
    assert [one.get("value") for one in window.tree.iter("input") if one.get("name") == "item"] == [
        "a.one",
        "a.four",
        "a.five",
    ]
    again = {**entered, "due-2": LATER}
    assert where(window.send(**again)) == "/steps"
    window.open(f"/kept/{kept.number}/steps").send(**{**again, "step-2": "Ask Bob."})
    assert window.slips == [("take-2", "You chose a step about this in another window. You can change it there.")]
    assert len(steps(local)) == 1


@pytest.mark.parametrize(
    ("name", "entered"),
    [
        ("step", ""),
        ("step", "x" * 1001),
        ("due", (NOW - timedelta(days=1)).isoformat()),
        ("due", "soon"),
        ("due", "20991231"),
        ("owner", "x" * 101),
    ],
)
def test_wrong_entries_stay_on_the_page(name: str, entered: str, local: Local) -> None:
    """A wrong entry is told at its field, nothing is kept, and everything typed stays."""
    kept = local.history.keep(result())
    window = local.window(f"/kept/{kept.number}/steps")
    offered = {"item": ["a.one", "a.three", "a.four"], "take": ["a.one", "a.three"], "step-1": "Mine."}
    window.send(**{**offered, f"{name}-2": entered})
    assert (window.status, [field for field, _ in window.slips]) == (422, [f"{name}-2"])
    assert (window.fields["step-1"].strip(), window.fields[f"{name}-2"].strip()) == ("Mine.", entered)
    assert window.fields["take"] == ["a.one", "a.three"]
    assert steps(local) == []


def test_nothing_ticked(local: Local) -> None:
    """Whoever ticks nothing is told, and one may go on without; unknown questions are no steps."""
    kept = local.history.keep(result())
    window = local.window(f"/kept/{kept.number}/steps")
    assert window.send(item=["a.one", "nonsense"], take=["nonsense"]).status == 422
    assert window.slips[0][0] == "take-1"
    assert where(window.follow("Not now")) == f"/kept/{kept.number}"


def test_a_day_may_be_left_out(local: Local) -> None:
    """A step without a day is kept, and stands in no calendar."""
    kept = local.history.keep(result())
    window = local.window(f"/kept/{kept.number}/steps").send(item=["a.one"], take=["a.one"], **{"due-1": ""})
    assert steps(local)[0][2] == ""
    assert "No day set" in window.words


def test_no_gap_no_step(local: Local) -> None:
    """Without a gap there is nothing to choose, and neither after cases."""
    best = local.history.keep(ea.assess(PRACTICE, dict.fromkeys(ALL, "r0")))
    window = local.window(f"/kept/{best.number}")
    assert "Choose your next steps" not in window.words
    assert "There is no further gap" in window.open(f"/kept/{best.number}/steps").words
    cases = ea.load_audit("scenarios")
    other = local.history.keep(ea.assess(cases, {next(iter(cases.items)): "unsure"}))
    assert window.open(f"/kept/{other.number}/steps").status == 404


def test_a_full_disk_keeps_what_was_typed(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    """If steps cannot be kept, settled or changed, that is told, and everything typed stays."""
    kept = local.history.keep(result())
    choosing = local.window(f"/kept/{kept.number}/steps")
    number = local.history.choose(Action("a.five", "Read."), kept.number).number
    changing = local.beside(choosing, f"/steps/{number}")
    settling = local.beside(choosing, "/before")
    for name in ("choose", "settle", "replace"):
        monkeypatch.setattr(History, name, fail)
    choosing.send(item=["a.one"], take=["a.one"], **{"step-1": "Mine."})
    changing.send(**{"step-1": "Mine."})
    settling.send(**{f"state-{number}": "done"})
    for window in (choosing, changing, settling):
        assert window.slips[0][1] == f"This is not saved. {FULL}"
    assert choosing.fields["step-1"] == changing.fields["step-1"]
    assert settling.fields[f"state-{number}"] == "done"


# what became of them


def test_first_question_is_what_became_of_earlier_steps(local: Local) -> None:
    """A new practice audit begins with the open steps; each may be settled or left, and all be skipped."""
    kept = local.history.keep(result(), BEFORE)
    for id in ("a.one", "a.three", "a.four"):
        local.history.choose(Action(id, f"Do {id}", due=BEFORE.isoformat()), kept.number)
    window = local.window().follow("Begin")
    assert where(window) == "/before"
    assert "which is past" in window.words
    first, second, _ = [one.number for one in local.history.actions()]
    window.send(**{f"state-{first}": "done", f"state-{second}": "partly"})
    assert where(window) == "/practice"
    assert [one[-1] for one in steps(local)] == ["done", "partly", "open"]
    window.open("/before")
    assert window.fields == {}
    assert "still at it" in window.words
    assert where(window.send(**{f"state-{second}": "partly"})) == "/practice"
    assert where(window.open("/before").follow("Skip for now")) == "/practice"
    for one in local.history.actions():
        local.history.settle(one.number, "dropped")
    assert where(window.open("/before")) == "/practice"
    assert where(window.open("/").follow("Begin")) == "/practice"


def test_a_step_can_be_changed_and_settled(local: Local) -> None:
    """A step gets other words, another day or helper, or another state, and its old form stays as a dropped one."""
    kept = local.history.keep(result())
    first = local.history.choose(Action("a.one", "Read.", due="2026-01-01"), kept.number).number
    window = local.window("/steps").follow("Change or settle: Read.")
    assert where(window.send()) == "/steps"
    assert len(steps(local)) == 1
    stale = local.beside(window, f"/steps/{first}")
    window.open(f"/steps/{first}").send(**{"step-1": "Write.", "due-1": LATER, "owner-1": "Ann", "state": "partly"})
    wanted = ("a.one", "Write.", LATER, "Ann", "partly")
    assert steps(local) == [("a.one", "Read.", "2026-01-01", "", "dropped"), wanted]
    entered = {"step-1": "Write.", "due-1": LATER, "owner-1": "Ann", "state": "partly"}
    assert where(stale.send(**entered)) == "/steps"
    stale.open(f"/steps/{first}")
    local.history.settle(first, "open")
    stale.send(**{"step-1": "Other."})
    assert "changed in another window" in stale.slips[0][1]
    assert stale.send(**{"step-1": ""}).slips[0][0] == "step-1"
    local.history.settle(first, "done")
    second = local.history.actions()[-1].number
    window.open(f"/steps/{second}").send(state="done")
    assert "Nothing is to be done" in window.words
    assert "Settled" in window.words
    assert steps(local)[1][-1] == "done"
    assert window.open("/steps/77").status == 404
    other = local.history.choose(Action("a.three", "Read."), kept.number).number
    window.open(f"/steps/{other}").send(**{"step-1": "Ask."})
    assert steps(local)[-1] == ("a.three", "Ask.", "", "", "open")


# the calendar and the course


def test_calendar(local: Local) -> None:
    """The calendar file holds each open step on its day, and the next audit in the next quarter."""
    window = local.window("/steps")
    assert "Nothing is to be done" in window.words
    kept = local.history.keep(result(), BEFORE)
    local.history.choose(Action("a.one", "Read.", due=LATER), kept.number)
    window.open("/steps").follow("Put them into your calendar")
    assert window.response.headers["content-type"].startswith("text/calendar")
    assert window.response.headers["content-disposition"] == 'attachment; filename="steps.ics"'
    events = Calendar.from_ical(window.response.text).walk("VEVENT")
    days = {str(event["summary"]): event["dtstart"].dt.isoformat()[:10] for event in events}
    assert days["Read."] == LATER
    assert max(next_audit(BEFORE), NOW).isoformat() in days.values()


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 30), date(2027, 3, 1)),
        (date(2026, 7, 1), date(2026, 10, 1)),
        (date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_next_audit_is_in_the_next_quarter(day: date, due: date) -> None:
    """The next audit is due three months later, and always in another quarter."""
    assert next_audit(day) == due
    assert quarter(due) != quarter(day)


def test_the_report_leads_on(local: Local) -> None:
    """A report leads back, to the page for supervision and the whole one, and to a file without these ways."""
    kept = local.history.keep(ea.assess(PRACTICE, ALL), NOW)
    window = local.window(f"/kept/{kept.number}").follow("Read the report")
    assert window.follow("Back").path.endswith(f"/kept/{kept.number}")
    window.follow("Read the report").follow("The page for supervision")
    assert "Left out here" in window.response.text
    file = window.follow("Save it as a file").response
    assert file.headers["content-disposition"] == f'attachment; filename="example-{kept.day}-supervision.html"'
    assert "Left out here" in file.text
    assert "/kept/" not in file.text
    window.open(f"/kept/{kept.number}/report?for=supervision").follow("The whole report").follow("Save it as a file")
    assert window.response.headers["content-disposition"].endswith(f'"example-{kept.day}.html"')


def test_course(local: Local) -> None:
    """The course shows the scores from audit to audit, and which answers moved; it needs two audits."""
    window = local.window("/trend/example")
    assert "after your second audit" in window.words
    local.history.keep(result(), BEFORE)
    kept = local.history.keep(result(one="r0", five="r100"))
    window.open(f"/kept/{kept.number}").follow("From audit to audit")
    heads = [words(one) for one in window.tree.iter("h2")]
    assert heads == ["Better answers", "Worse answers"]
    assert "<svg" in window.response.text
    scores = [score_text(one.result) for one in local.history.audits()]
    table = words(next(window.tree.iter("table")))
    assert all(score in table for score in scores)


def test_course_shows_drift(tmp_path: Path) -> None:
    """Crossings that became more frequent are part of the course."""
    definition = audit(checklist("a", item("a.one", crossing=True), item("a.two")))
    local = made(tmp_path, definition)
    for place, answer in enumerate(("r0", "r50")):
        local.history.keep(ea.assess(definition, {"a.one": answer, "a.two": "r0"}), BEFORE + timedelta(days=place))
    window = local.window("/trend/example")
    assert "Boundary drift" in [words(one) for one in window.tree.iter("h2")]


# what is known from the last time


def test_profile_and_reasons_are_brought_along(local: Local) -> None:
    """The facts of last time are ticked and the reason stands in its field, until something is said now."""
    given = ea.Answers({**ALL, "a.two": ea.not_applicable("office only")}, profile={"minors"})
    local.history.keep(ea.assess(PRACTICE, given), BEFORE)
    window = local.window("/practice")
    assert f"This is what you said on {in_words(BEFORE)}" in window.words
    assert window.fields["fact"] == ["minors"]
    window.send(fact=["minors"])
    window.open("/questions/a.two")
    assert window.fields["reason"] == "office only"
    assert "your words of last time" in window.words
    window.send(answer="n/a", reason="only adults")
    window.open("/questions/a.two")
    assert (window.fields["reason"], "of last time" in window.words) == ("only adults", False)
    window.open("/practice").send(fact=[])
    assert window.open("/practice").fields["fact"] == []


def test_last_answer_is_told_after_ones_own(local: Local) -> None:
    """The answer of last time stands on the page after one's own, with a kind word if a step about it was done."""
    kept = local.history.keep(result(), BEFORE)
    done = local.history.choose(Action("a.three", "Read."), kept.number)
    local.history.settle(done.number, "done")
    window = local.window("/questions/a.three")
    assert "ast time" not in window.words
    window.send(answer="r100")
    assert where(window) == "/questions/a.four?after=a.three"
    assert "Your answer to the question before:" in window.words
    assert "The same as last time." in window.words
    assert "You had marked your step about this as done." in window.words
    window.send(answer="r0")
    assert "Better than last time." in window.words
    window.open("/questions/a.four?from=check").send(answer="r100")
    assert where(window) == "/check?after=a.four"
    assert "Last time" in window.words
    for odd in ("/questions/a.five?after=nonsense", "/check?after=a.five", "/questions/a.five?after=%00"):
        assert "the question before" not in window.open(odd).words


def test_history_that_cannot_be_read_keeps_nobody_from_answering(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the history cannot be read, questions are asked without what it knows."""
    local.history.keep(result(), BEFORE)
    window = local.window("/questions/a.three")
    monkeypatch.setattr(History, "book", fail)
    assert where(window.send(answer="r100")) == "/questions/a.four"
    assert window.open("/").status == 200


def test_finished_audit_says_so(local: Local) -> None:
    """A finished audit says when it was finished and when the next one is due, until an answer is changed."""
    window = local.window("/practice").send()
    for id, answer in ALL.items():
        window.open(f"/questions/{id}").send(answer=answer)
    window.open("/check").send()
    (kept,) = local.history.audits()
    window.open("/")
    assert (
        f"You finished it on {in_words(kept.day)}. The next one is due on {in_words(next_audit(NOW))}." in window.words
    )
    assert "Your audit so far" not in window.words
    assert where(window.follow("What comes next")) == f"/kept/{kept.number}"
    window.open("/").follow("Read the report")
    assert "What to do next" in words(window.tree)
    window.open("/questions/a.five").send(answer="r100")
    window.open("/")
    assert f"You finished this audit on {in_words(kept.day)}" in window.words
    assert "is not in that report" in window.words
    assert "Your audit so far" in window.words


def test_occasions_are_never_finished_for_a_quarter(tmp_path: Path) -> None:
    """An occasion comes up more than once a quarter."""
    occasion = ea.load_audit("boundary_decision")
    history = History(opened(tmp_path / "history.db"))
    history.keep(ea.assess(occasion, {next(iter(occasion.items)): "unsure"}))
    assert Past(occasion, history).finished() is None
