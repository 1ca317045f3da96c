"""Every page and every rule of the form holds in a browser without scripts."""

from __future__ import annotations

import asyncio
import itertools
import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount
from support.builders import audit, checklist, item
from support.histories import ListStore
from support.report_pages import INJECTIONS, shape, words
from support.web_windows import BASE, CASES, DEFINITION, FULL, Memory, Window, ask

import ethics_audit as ea
from ethics_audit import web
from ethics_audit.base.errors import StoreError
from ethics_audit.documents.answers_file import AnswersFile
from ethics_audit.history import History
from ethics_audit.web import policy, questions
from ethics_audit.web.drafts import FileDrafts

FORM = {"content-type": "application/x-www-form-urlencoded", "origin": BASE}
PRIVATE = {
    "content-security-policy": policy.POLICY,
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""The headers that keep a response private, as browsers read them."""


def form(drafts: Memory, audit: Any = DEFINITION, **more: Any) -> Any:
    """Return the form of an audit for one user."""
    return web.app(audit, drafts=drafts, **{"user": lambda _: "me", **more})


@pytest.fixture
def drafts() -> Memory:
    """Return a place without a draft."""
    return Memory()


@pytest.fixture
def window(drafts: Memory) -> Window:
    """Return a window at the first page."""
    return Window(form(drafts))


def begun(**answers: Any) -> Memory:
    """Return a draft with answers; ids have `__` for the dot."""
    given = ea.Answers({id.replace("__", "."): answer for id, answer in answers.items()})
    return Memory(ea.AnswerSheet("example", given, "1.0"))


# the way through


def test_whole_audit(drafts: Memory) -> None:
    """An audit goes from the first page to the report, one question a page, and its result is passed on once."""
    finished: list[web.Finish] = []
    window = Window(form(drafts, finished=finished.append))
    assert "4 questions at most" in window.words
    assert "not validated" in window.words
    window.follow("Begin").send(fact=["profession.counselor", "minors"])
    assert (window.path, window.status) == ("/questions/a.one", 200)
    assert "A, question 1 of 4" in window.words
    window.send("on", answer="r0").send("on", answer="unsure")
    assert window.title == "Question 3 of 4, A - Example"
    window.send("on", answer="r100").send("on", answer="r50")
    assert window.path == "/check"
    assert "You have answered 4 of 4 questions." in window.words
    assert "I do a.two. I do not know Change" in window.words
    assert "Counselor I see clients under 18." in window.words
    window.send()
    assert window.path == "/done"
    (finish,) = finished
    assert (finish.user, dict(finish.result.answers.given)) == ("me", drafts.given)
    assert (finish.sheet, finish.number) == (drafts.kept["me"], drafts.number)
    assert finish.request.url.path == "/finish"
    assert drafts.given == {"a.one": "r0", "a.two": ea.UNSURE, "a.young": "r100", "b.three": "r50"}
    window.follow("Read the report")
    assert "Your result" in words(window.tree)


def test_every_answer_is_saved_before_the_next_page(drafts: Memory, window: Window) -> None:
    """The practice and each question are saved before the next page is shown."""
    window.open("/practice").send(fact="minors")
    assert (drafts.saves, drafts.kept["me"].answers.profile) == (1, {"minors"})
    window.send("on", answer="r50")
    assert (drafts.saves, drafts.given) == (2, {"a.one": "r50"})
    assert (drafts.kept["me"].audit, drafts.kept["me"].version) == ("example", "1.0")


def test_goes_on_at_the_first_open_question() -> None:
    """Somebody who comes back sees how far they are, and continues there."""
    drafts = begun(a__one="r0", a__two="unsure")
    window = Window(form(drafts))
    assert "You have answered 2 of 3 questions" in window.words
    window.follow("Go on")
    assert window.path == "/questions/b.three"
    window.send("on", answer="r0")
    assert Window(form(drafts)).follow("Go on").path == "/check"


def test_back_skip_and_later(drafts: Memory, window: Window) -> None:
    """Back, skip and later lead where they say, and save nothing that was not sent."""
    window.open("/practice").follow("Back")
    assert window.path == "/"
    window.open("/questions/a.one").follow("Skip for now")
    assert window.path == "/questions/a.two"
    window.follow("Back")
    assert window.path == "/questions/a.one"
    window.follow("Back")
    assert window.path == "/practice"
    window.open("/questions/a.two").send("later")
    assert (window.path, drafts.kept) == ("/later", {})
    window.open("/questions/a.two").send("later", answer="r50")
    assert (window.path, drafts.given) == ("/later", {"a.two": "r50"})
    assert window.follow("Go on").path == "/"
    window.open("/questions/b.three").follow("Skip for now")
    assert window.path == "/check"
    assert "You have answered 1 of 3 questions" in window.words
    window.follow("I do a.one.").follow("Skip for now")
    assert window.path == "/check"


def test_an_answer_is_changed_from_the_list() -> None:
    """A question opened from the list shows its answer and leads back to the list, even after a wrong entry."""
    drafts = begun(a__one="r0", a__two=ea.not_applicable("no such clients"), b__three="unsure")
    window = Window(form(drafts), "/check")
    assert "Does not apply: no such clients" in window.words
    window.follow("Change the answer to: I do a.two.")
    assert window.path == "/questions/a.two?from=check"
    assert (window.fields["answer"], window.fields["reason"]) == ("n/a", "no such clients")
    assert window.send("on", reason="").status == 422
    window.send("on", reason="only adults")
    assert (window.path, drafts.given["a.two"]) == ("/check", ea.not_applicable("only adults"))
    window.follow("Change the answer to: I do b.three.")
    assert window.fields["answer"] == "unsure"
    assert window.follow("Back").path == "/check"


def test_why_is_this_asked(window: Window) -> None:
    """A question shows its reason and its sources, those of the user's own profession first."""
    (details,) = window.open("/questions/b.three").tree.iter("details")
    assert words(details) == "Why is this asked? It matters. See ACA 2014 B.1.d."
    (details,) = window.open("/questions/a.one").tree.iter("details")
    assert words(details) == "Why is this asked? It matters."


def test_facts_decide_what_is_asked() -> None:
    """An answer to a question that no longer applies is kept, but not asked, listed or counted."""
    drafts = begun(a__one="r0", a__young="r100")
    window = Window(form(drafts), "/questions/a.young")
    assert window.status == 404
    window.open("/practice").send(fact=["minors", "research", "nonsense"])
    assert drafts.kept["me"].answers.profile == {"minors"}
    assert window.path == "/questions/a.two"
    assert "question 2 of 4" in window.words
    assert "I do a.young." in window.open("/check").words
    window.follow("Change what you said of your practice")
    assert window.fields["fact"] == ["minors"]
    window.send(fact=[])
    assert drafts.kept["me"].answers.profile == set()
    assert "I do a.young." not in window.open("/check").words
    assert drafts.given["a.young"] == "r100"


def test_facts_that_are_not_asked_stay() -> None:
    """Facts of the profile that the audit does not ask about are kept."""
    drafts = Memory(ea.AnswerSheet("example", ea.Answers({}, {"research", "minors"}), "1.0"))
    Window(form(drafts), "/practice").send(fact="profession.psychologist")
    assert drafts.kept["me"].answers.profile == {"research", "profession.psychologist"}


def test_an_audit_that_asks_no_facts(drafts: Memory) -> None:
    """An audit without facts asks only the profession, and goes on without an entry too."""
    window = Window(form(drafts, ea.Checklist("a", "1.0", "A", [item("a.one")])), "/practice")
    assert "What is true of your practice?" not in window.words
    window.send()
    assert (window.path, drafts.saves) == ("/questions/a.one", 1)
    window.open("/practice").send()
    assert (window.path, drafts.saves) == ("/questions/a.one", 1)


def test_an_audit_of_which_nothing_applies(drafts: Memory) -> None:
    """An audit of which nothing applies ends at the list, with nothing to finish."""
    window = Window(form(drafts, audit(checklist("a", item("a.i", requires={"minors"})))), "/practice").send()
    assert window.path == "/check"
    assert "Nothing is answered yet" in window.words


def test_cases_answer_back(drafts: Memory) -> None:
    """Each case is followed by feedback on the answer, if there is any."""
    window = Window(form(drafts, CASES), "/questions/c.one/feedback")
    assert window.path == "/questions/c.one"
    window.send("on", answer="bad")
    assert window.path == "/questions/c.one/feedback"
    assert "Your answer: I wait. Too long." in window.words
    assert window.follow("Back").path == "/questions/c.one"
    window.open("/questions/c.one/feedback").follow("Go on")
    assert window.path == "/questions/c.two"
    window.open("/questions/c.two/feedback").send("on", answer="r0")
    assert window.path == "/check"
    window.follow("Change the answer to: I do c.one.").send("on", answer="good")
    assert window.path == "/questions/c.one/feedback?from=check"
    assert window.follow("Go on").path == "/check"
    assert window.open("/questions/c.one").send("on", answer="unsure").path == "/check"


def test_an_audit_by_its_name(drafts: Memory, quarterly: ea.Audit) -> None:
    """An audit is found by its name, the quarterly one by default."""
    default = web.app(drafts=drafts, user=lambda _: "me")
    assert f"{len(quarterly.items)} questions at most" in Window(default).words
    assert "25 questions at most" in Window(form(drafts, "boundaries")).words
    with pytest.raises(ea.UnknownIdError, match="did you mean 'boundaries'"):
        form(drafts, "boundary")


# what was entered


@pytest.mark.parametrize(
    ("entered", "slip"),
    [
        ({}, ("answer-1", "Pick an answer, or skip the question for now.")),
        ({"answer": "r1"}, ("answer-1", "Pick an answer, or skip the question for now.")),
        ({"answer": "n/a"}, ("reason", "Say in a few words why it does not apply.")),
        ({"answer": "n/a", "reason": " x \n"}, ("reason", "Say in a few words why it does not apply.")),
        ({"answer": "n/a", "reason": "x" * 501}, ("reason", "these are 501.")),
        ({"answer": "n/a", "reason": "\x1b\u202e\u2028\x00"}, ("reason", "Say in a few words why it does not apply.")),
    ],
)
@pytest.mark.parametrize("button", ["on", "later"])
def test_wrong_entries(entered: dict[str, str], slip: tuple[str, str], button: str, drafts: Memory) -> None:
    """A wrong entry is reported at its field and at the top, keeps what was typed, and saves nothing."""
    if (button, entered) == ("later", {}):
        return  # who picks nothing may leave
    window = Window(form(drafts), "/questions/a.two").send(button, **entered)
    ((field, told),) = window.slips
    assert field == slip[0]
    assert slip[1] in told
    assert (window.status, drafts.kept) == (422, {})
    assert window.title.startswith("Error: ")
    (at_field,) = [one for one in window.tree.iter() if "slip" in one.get("aria-describedby", "").split()]
    assert at_field.tag == ("textarea" if field == "reason" else "fieldset")
    assert [words(one) for one in window.tree.iter("p") if one.get("id") == "slip"] == [f"Error: {told}"]
    assert str(window.fields["reason"]).strip() == re.sub(r"[^ x\n]", "", entered.get("reason", "")).strip()
    assert window.fields.get("answer", "") == (entered["answer"] if entered.get("answer") == "n/a" else "")


def test_not_applicable_only_where_it_can_be(drafts: Memory) -> None:
    """The answer "does not apply" is neither offered nor accepted where every practice can answer."""
    window = Window(form(drafts), "/questions/a.one")
    assert "reason" not in window.fields
    assert window.send("on", answer="n/a", reason="none here").status == 422
    assert drafts.kept == {}


@pytest.mark.parametrize("length", [2, 500])
def test_shortest_and_longest_reason(length: int, drafts: Memory) -> None:
    """Two characters are enough, and as many fit as an answer can hold."""
    Window(form(drafts), "/questions/a.two").send("on", answer="n/a", reason="x" * length)
    assert drafts.given == {"a.two": ea.not_applicable("x" * length)}


def test_reason_is_one_line(drafts: Memory) -> None:
    """A reason becomes one visible line, and is ignored beside another answer."""
    window = Window(form(drafts), "/questions/a.two")
    window.send("on", answer="n/a", reason="  no\r\nsuch  \x1b cli\u200dents\u202e ")
    assert drafts.given == {"a.two": ea.not_applicable("no such cli\u200dents")}
    window.open("/questions/a.two").send("on", answer="r0")
    assert drafts.given == {"a.two": "r0"}


def test_a_full_disk_loses_nothing(drafts: Memory, window: Window) -> None:
    """What a full disk could not save is reported, stays in the form, and can be sent again."""
    drafts.fails = True
    window.open("/practice").send(fact="minors")
    assert (window.status, window.slips) == (503, [("fact-1", f"This is not saved. {FULL}")])
    assert window.fields["fact"] == ["minors"]
    window.open("/questions/a.two").send("on", answer="n/a", reason="no such clients")
    assert (window.status, window.slips) == (503, [("answer-1", f"This is not saved. {FULL}")])
    drafts.fails = False
    window.send("on")
    assert drafts.given == {"a.two": ea.not_applicable("no such clients")}


# other windows and programs


def test_a_change_in_between_is_not_written_over() -> None:
    """An answer that was changed meanwhile is not overwritten unless the user sends theirs again."""
    drafts = begun(a__one="r0")
    window = Window(form(drafts), "/questions/a.one")
    drafts.change(a__one="r100")
    window.send("on", answer="r50")
    assert window.status == 409
    assert "was changed in another window" in window.slips[0][1]
    assert "What is kept now: Risk 100" in window.words
    assert (window.fields["answer"], drafts.given) == ("r50", {"a.one": "r100"})
    window.send("on")
    assert (window.status, drafts.given) == (200, {"a.one": "r50"})


def test_two_windows_at_two_questions() -> None:
    """Two windows at two questions both save their answers."""
    drafts = begun(a__one="r0")
    window = Window(form(drafts), "/questions/a.one")
    drafts.change(b__three="r100")
    assert window.send("on", answer="r50").status == 200
    assert drafts.given == {"a.one": "r50", "b.three": "r100"}


@pytest.mark.parametrize(
    ("path", "entered"), [("/practice", {"fact": "minors"}), ("/questions/a.one", {"answer": "r50"})]
)
def test_two_windows_at_the_same_moment(path: str, entered: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A change elsewhere between reading and writing loses nothing: both are kept, and neither window is refused."""
    drafts = begun(a__one="r0")
    save, turns = drafts.save, iter([True, True, False])

    def beaten(*given: Any) -> bool:
        if next(turns):
            drafts.change(b__three=f"r{next(risks)}")
        return save(*given)

    risks = iter([0, 100])
    monkeypatch.setattr(drafts, "save", beaten)
    assert Window(form(drafts), path).send("on", **entered).status == 200
    assert drafts.given["b.three"] == "r100"
    assert drafts.given["a.one"] == "r50" or drafts.kept["me"].answers.profile == {"minors"}


def test_sent_twice(drafts: Memory) -> None:
    """The same answer sent twice is not a conflict."""
    for path, entered in (("/practice", {"fact": "minors"}), ("/questions/a.one", {"answer": "r50"})):
        first, second = (Window(form(drafts), path) for _ in range(2))
        first.send("on", **entered)
        assert second.send("on", **entered).status == 200
    assert drafts.saves == 2


def test_a_practice_that_was_changed_in_between() -> None:
    """Facts that were changed meanwhile are not overwritten either."""
    drafts = begun(a__one="r0")
    window = Window(form(drafts), "/practice")
    Window(form(drafts), "/practice").send(fact="minors")
    window.send(fact="profession.counselor")
    assert (window.status, drafts.kept["me"].answers.profile) == (409, {"minors"})
    assert window.fields["fact"] == ["profession.counselor"]
    assert window.send().status == 200
    assert drafts.kept["me"].answers.profile == {"profession.counselor"}


@pytest.mark.parametrize(
    ("path", "entered"), [("/practice", {"fact": "minors"}), ("/questions/a.one", {"answer": "r0"})]
)
def test_a_change_at_the_last_moment(
    path: str, entered: dict[str, str], drafts: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change between reading and writing is not overwritten; where others always win, the eighth try is the last."""
    save, tries = drafts.save, itertools.count()
    monkeypatch.setattr(drafts, "save", lambda *given: next(tries) >= 0 and save(*given))
    drafts.late = True
    window = Window(form(drafts), path).send("on", **entered)
    assert (window.status, drafts.kept, next(tries)) == (409, {}, 8)
    drafts.late = False
    assert window.send("on").status == 200


def test_nothing_is_finished_that_was_not_shown() -> None:
    """Answers that changed after the list was shown are not finished; the list is shown again."""
    drafts, finished = begun(a__one="r0"), []
    window = Window(form(drafts, finished=finished.append), "/check")
    drafts.change(a__one="r100")
    window.send()
    assert (window.status, finished) == (409, [])
    assert "Nothing was finished from here" in window.slips[0][1]
    assert "Risk 100" in window.words
    window.send()
    assert len(finished) == 1


def test_a_new_version_takes_over_what_fits() -> None:
    """Answers to another version are carried over where they fit, and asked again where they do not; none is lost."""
    answers = ea.Answers({"a.one": "r0", "a.two": "gone", "left.out": "r0"})
    drafts = Memory(ea.AnswerSheet("example", answers, "0.9"))
    window = Window(form(drafts))
    assert "You have answered 1 of 3 questions" in window.words
    window.follow("Go on").send("on", answer="r50")
    assert (drafts.kept["me"].version, drafts.given) == (None, {"a.one": "r0", "a.two": "r50", "left.out": "r0"})


def test_a_page_that_somebody_else_was_shown(drafts: Memory) -> None:
    """What stands on a page is kept for the user to whom it was shown, and for nobody who signed in after that."""
    drafts.kept.clear()
    people = iter(["ann", "bob"])
    application = form(drafts, user=lambda _: next(people))
    window = Window(application, "/questions/a.one").send("on", answer="r100")
    assert (window.status, drafts.kept) == (409, {})


def test_a_definition_that_was_edited(caplog: pytest.LogCaptureFixture) -> None:
    """A draft that does not fit its own version is the developer's to mend: the clinician goes on with what fits.

    What does not fit is asked again and stays in the draft.
    """
    drafts = begun(a__four="r0", a__one="r0", a__two="gone")
    window = Window(form(drafts), "/check")
    assert "Some of what was kept does not fit these questions and does not count" in window.slips[0][1]
    assert window.status == 200
    (told,) = caplog.messages
    assert told.startswith("a draft of example 1.0 does not fit it: a.four (unknown-name), a.two (value); a definition")
    Window(form(drafts), "/questions/a.two").send(answer="r100")
    assert drafts.given == {"a.four": "r0", "a.one": "r0", "a.two": "r100"}
    assert drafts.kept["me"].version is None
    finished: list[Any] = []
    Window(form(drafts, finished=finished.append), "/check").send()
    assert set(finished[0].sheet.answers.given) == {"a.one", "a.two"}


def test_a_definition_that_was_edited_since_audits_were_kept(caplog: pytest.LogCaptureFixture) -> None:
    """If the history refuses what is finished, the developer is told why, and the clinician that all is safe."""
    history = History(ListStore())
    history.keep(ea.assess(evolve(DEFINITION, policy=ea.Policy(min_coverage_percent=50)), {}))
    drafts = begun(a__one="r0")
    window = Window(form(drafts, finished=lambda done: history.keep(done.result)), "/check").send()
    assert window.status == 500
    (slip,) = window.slips
    assert slip[1].startswith("Your answers are saved, but the audit is not finished. Something went wrong")
    assert "edited" not in window.words
    assert drafts.given == {"a.one": "r0"}
    assert caplog.messages[0].startswith("finished: ")
    assert "new version" in caplog.messages[0]


@pytest.mark.parametrize("failure", [StoreError(FULL), KeyError("a"), None], ids=str)
def test_what_to_do_today_needs_no_draft(failure: Exception | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that raises a red flag is answered with what to do today, even if no draft can be read."""
    drafts = begun()

    def load(*_: Any) -> Any:
        if failure:
            raise failure
        return "damaged"

    definition = audit(checklist("a", item("a.one", red_flag=ea.RedFlag(100, "high", "Stop."))))
    monkeypatch.setattr(drafts, "load", load)
    sent = ask(form(drafts, definition), "POST", "/questions/a.one", content="answer=r100", headers=FORM)
    assert sent.status_code in {500, 503}
    assert "Stop." in sent.text
    assert (
        "Stop." not in ask(form(drafts, definition), "POST", "/questions/a.one", content="answer=r0", headers=FORM).text
    )


@pytest.mark.parametrize("path", ["/", "/questions/a.one", "/check"])
def test_where_the_database_is_nobody_sees(path: str, caplog: pytest.LogCaptureFixture) -> None:
    """What a database server says, and its address, goes into the log; the user is told in a sentence."""
    drafts = begun(a__one="r0")
    failure = StoreError("postgresql://me:***@10.0.0.7/audits cannot be used: refused", code="database")

    def fails(*_: Any) -> Any:
        raise failure

    window = Window(form(drafts, finished=fails), path)
    if path != "/check":
        drafts.load = drafts.save = fails  # type: ignore[method-assign]
    window = window.open(path) if path == "/" else window.send("on", answer="r50") if "a.one" in path else window.send()
    assert window.status == 503
    assert "The database server refuses the connection or the statement." in window.words
    assert "10.0.0.7" not in window.response.text
    assert "10.0.0.7" in caplog.text


# finishing


def test_where_it_goes_on(drafts: Memory) -> None:
    """A finished audit leads to the page that the application names."""
    drafts = begun(a__one="r0")
    there = Window(form(drafts, finished=lambda _: "/mine/7"), "/check")
    assert there.send().path == "/mine/7"


NOTHING = {
    "nothing": {},
    "unsure": {"a__one": "unsure", "a__two": ea.not_applicable("no such clients")},
    "another practice's": {"a__young": "r100"},
}


@pytest.mark.parametrize("answers", NOTHING.values(), ids=NOTHING)
def test_without_an_answer_nothing_is_finished(answers: dict[str, Any]) -> None:
    """Where no option is picked there is no result: the list says so, and whoever sends the form all the same is there.

    So the terminal does it too.
    """
    drafts, finished = begun(**answers), []
    application = form(drafts, finished=finished.append)
    window = Window(application, "/check")
    assert "Nothing is answered yet" in window.words
    assert "inish without them" not in window.words
    assert not list(window.tree.iter("form"))
    shown = questions.mark(("1.0", drafts.kept["me"].answers), "me")
    response = ask(application, "POST", "/finish", content=f"shown={shown}", headers=FORM)
    assert (response.status_code, response.headers["location"], finished) == (303, "/check", [])
    drafts.change(a__one="r0")
    assert "Nothing is answered yet" not in window.open("/check").words
    assert window.send().path == "/done"


def test_the_list_of_an_audit_that_is_not_begun(window: Window) -> None:
    """Every question stands there as not answered, and nothing is told to be wrong."""
    window.open("/check")
    assert window.slips == []
    assert [f"I do {id}. Not answered" in window.words for id in ("a.one", "a.two", "b.three")] == [True] * 3


@pytest.mark.parametrize("path", ["/done", "/report"])
def test_nothing_to_finish(path: str, window: Window) -> None:
    """Without an answer there is no last page."""
    assert window.open(path).path == "/"


def test_finishing_fails() -> None:
    """A failure to finish is reported, and the answers stay."""

    def refuses(_: web.Finish) -> None:
        raise StoreError(FULL)

    drafts = begun(a__one="r0")
    window = Window(form(drafts, finished=refuses), "/check").send()
    assert (window.status, drafts.given) == (503, {"a.one": "r0"})
    assert window.slips == [("finish", f"Your answers are saved, but the audit is not finished. {FULL}")]


# who asks


def test_nobody_is_signed_in(drafts: Memory) -> None:
    """If nobody is signed in, nothing is shown and nothing kept."""
    stranger = form(drafts, user=lambda _: None)
    for path in ("/", "/practice", "/questions/a.one", "/check", "/done", "/report", "/later"):
        window = Window(stranger, path)
        assert (window.status, window.words) == (401, "That did not work Please sign in first. To the beginning")
    assert ask(stranger, "POST", "/questions/a.one", content="answer=r0", headers=FORM).status_code == 401
    assert drafts.kept == {}


def test_an_application_sends_strangers_to_its_own_page(drafts: Memory) -> None:
    """An exception from `user` becomes the response, with its headers."""

    def user(_: object) -> str:
        raise HTTPException(303, "Sign in.", {"location": "/login"})

    response = ask(form(drafts, user=user), "GET", "/check")
    assert (response.status_code, response.headers["location"]) == (303, "/login")


def test_users_have_drafts_of_their_own(drafts: Memory) -> None:
    """Each user sees only their own draft."""
    application = form(drafts, user=lambda request: request.headers["x-user"])
    Window(application, "/questions/a.one", **{"x-user": "ann"}).send("on", answer="r50")
    assert "Before you begin" in Window(application, **{"x-user": "bob"}).words
    assert set(drafts.kept) == {"ann"}


OWN = [
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "same-origin", "origin": BASE},
    {"origin": BASE},
    {"origin": "https://testserver"},
]
FOREIGN = [
    {},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": ""},
    {"sec-fetch-site": "same-origin, cross-site"},
    {"sec-fetch-site": "cross-site", "origin": BASE},
    {"sec-fetch-site": "same-site", "origin": BASE},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "http://evil.test"},
    {"origin": "http://testserver.evil.test"},
    {"origin": "http://testserver:81"},
    {"origin": "http://evil.test", "host": "testserver"},
    {"origin": "ftp://testserver"},
    {"origin": "testserver"},
    {"origin": "http://"},
    {"origin": f"{BASE}/"},
    {"origin": f"{BASE} http://evil.test"},
    {"referer": f"{BASE}/"},
]


@pytest.mark.parametrize("headers", OWN, ids=str)
def test_pages_of_its_own_may_send(headers: dict[str, str], drafts: Memory) -> None:
    """A page of the form may send, with the headers of new browsers and of old ones."""
    send = {**headers, "content-type": FORM["content-type"]}
    assert ask(form(drafts), "POST", "/practice", content="fact=minors", headers=send).status_code == 409
    assert drafts.kept == {}  # what the page showed is missing, which the form looks at next


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "post"])
@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_other_sites_may_not(headers: dict[str, str], method: str, drafts: Memory) -> None:
    """A changing request from another origin, or without one, is refused before it is read."""
    response = ask(form(drafts), method, "/practice", content="x" * 100_000, headers=headers)
    assert (response.status_code, response.text) == (403, "This was sent from another site.")
    assert PRIVATE.items() <= dict(response.headers).items()


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ("a" * 65_536, 422),
        ("a" * 65_537, 413),
        ("&".join(["a=b"] * 200), 422),
        ("&".join(["a=b"] * 201), 400),
    ],
    ids=["as large as can be", "larger", "as many fields as can be", "more"],
)
def test_largest_form(content: str, status: int, drafts: Memory) -> None:
    """A form that is larger, or has more fields, than any page sends is refused before its fields are looked at."""
    assert ask(form(drafts), "POST", "/questions/a.one", content=content, headers=FORM).status_code == status


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/x-www-form-urlencoded; charset=UTF-8", 422),
        ("Application/X-WWW-Form-URLEncoded ;charset=utf-8", 422),
        ("application/x-www-form-urlencoded-too", 415),
        ("application/json; as=application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("text/plain", 415),
        ("", 415),
    ],
)
def test_kinds_of_forms(kind: str, status: int, drafts: Memory) -> None:
    """A form may name its letters; what is sent as anything else is not read."""
    headers = {**FORM, "content-type": kind}
    assert ask(form(drafts), "POST", "/questions/a.one", content="a=b", headers=headers).status_code == status


def test_a_sender_who_leaves(drafts: Memory) -> None:
    """A request that breaks off in its middle is answered, and raises nothing."""

    async def exchange() -> list[int]:
        parts = iter([{"type": "http.request", "body": b"fa", "more_body": True}, {"type": "http.disconnect"}])
        statuses: list[int] = []

        async def receive() -> Any:
            return next(parts)

        async def send(message: Any) -> None:
            statuses.extend([message["status"]] if "status" in message else [])

        headers = [(b"content-type", FORM["content-type"].encode()), (b"sec-fetch-site", b"same-origin")]
        asked = {"type": "http", "method": "POST", "path": "/practice", "query_string": b"", "headers": headers}
        await form(drafts)(asked, receive, send)
        return statuses

    assert asyncio.run(exchange()) == [400]


def test_doubled_origins_are_refused(drafts: Memory) -> None:
    """A request with an origin header that appears twice is refused."""
    for name, value in (("origin", BASE), ("sec-fetch-site", "same-origin")):
        response = ask(form(drafts), "POST", "/practice", headers=[(name, value), (name, value)])
        assert response.status_code == 403


def test_every_response_is_private(drafts: Memory) -> None:
    """Pages, the style, redirects and every failure have the headers that keep a response private."""

    def breaks(_: web.Finish) -> None:
        raise ZeroDivisionError

    drafts = begun(a__one="r0")
    application = form(drafts, finished=breaks)
    shown = re.search(r'name="shown" value="(\w+)"', ask(application, "GET", "/check").text)
    assert shown
    seen = {}
    for method, path, more in [
        *(
            ("GET", path, {})
            for path in ("/", "/practice", "/questions/a.one", "/check", "/done", "/form.css", "/later")
        ),
        *(("GET", path, {}) for path in ("/report", "/nothing", "/questions/a.none", "/finish", "/questions/%00")),
        ("HEAD", "/", {}),
        ("GET", "/questions/a.one/feedback", {}),
        ("POST", "/practice", {"content": "", "headers": FORM}),
        ("POST", "/questions/a.one", {"content": "", "headers": FORM}),
        ("POST", "/questions/a.one", {"content": "{}", "headers": {**FORM, "content-type": "application/json"}}),
        ("POST", "/questions/a.one", {"content": "x" * 65_537, "headers": FORM}),
        ("POST", "/questions/a.one", {"content": "&".join(["a=b"] * 300), "headers": FORM}),
        ("POST", "/questions/a.one", {"content": b"answer=\xff", "headers": FORM}),
        ("POST", "/finish", {"content": f"shown={shown[1]}", "headers": FORM}),
        ("PUT", "/practice", {"content": "", "headers": FORM}),
    ]:
        response = ask(application, method, path, **more)
        seen[method, path, response.status_code] = response
        allowed = response.headers["content-security-policy"]
        assert {**PRIVATE, "content-security-policy": allowed}.items() <= dict(response.headers).items(), path
        assert path == "/report" or allowed == policy.POLICY
        assert allowed.startswith("default-src 'none'; ")
        assert re.findall("script[^;]*", allowed) == ([] if path == "/report" else [f"script-src {hashes()}"])
        assert "unsafe" not in allowed
        assert "set-cookie" not in response.headers
    statuses = sorted({status for _, _, status in seen})
    assert statuses == [200, 303, 400, 404, 405, 413, 415, 422, 500]
    report = seen["GET", "/report", 200]
    (meta,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', report.text)
    assert report.headers["content-security-policy"] == f"{meta.replace('&#39;', chr(39))}; frame-ancestors 'none'"
    assert "ZeroDivisionError" not in seen["POST", "/finish", 500].text


def hashes() -> str:
    """Return the hashes of the scripts, as a policy names them."""
    digests = [b64encode(sha256(script.encode()).digest()).decode() for script in policy.SCRIPTS]
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def test_scripts_of_the_pages(quarterly: ea.Audit) -> None:
    """Pages of questions have the script of the keys, and every form the one that loses nothing; no page has another.

    No page has an inline style or a foreign address either.
    """
    keys, typed = policy.SCRIPTS
    expected = {"/practice": [typed], "/check": [typed], "/questions/boundaries.place": [typed, keys]}
    drafts = Memory(ea.AnswerSheet("quarterly", ea.Answers({"boundaries.place": "five_or_more"}), quarterly.version))
    for path in ("/", "/practice", "/questions/boundaries.place", "/check", "/done", "/later", "/nothing"):
        window = Window(form(drafts, quarterly), path)
        for one in window.tree.iter():
            assert one.tag not in {"style", "iframe", "object", "embed", "base", "img"}
            assert not {name for name in one.attrib if name.startswith("on") or name == "style"}
            for name in ("href", "src", "action", "formaction"):
                assert one.get(name, "/").startswith(("/", "#"))
        scripts = [(one.text, one.attrib) for one in window.tree.iter("script")]
        assert scripts == [(script, {}) for script in expected.get(path, [])]


# what stands beside a question


def beside(window: Window, name: str) -> list[str]:
    """Return the words of a page that have a class."""
    return [words(one) for one in window.tree.iter() if one.get("class") == name]


def test_time_stands_above_the_question() -> None:
    """The time of a question, or that a case goes on, is a line of its own before it, and stands in each list too."""
    timed = item("a.one", window="three months", red_flag=ea.RedFlag(100, "high", "Stop."))
    definition = audit(checklist("a", timed, item("a.two", follows="a.one"), item("a.three")))
    drafts = begun()
    window = Window(form(drafts, definition), "/questions/a.one")
    legend = next(window.tree.iter("legend"))
    assert [words(one) for one in legend] == ["In the last three months:", "I do a.one."]
    window.send("on", answer="r100")
    assert beside(window, "hint") == ["In the last three months: I do a.one. Risk 100"]
    assert beside(window.follow("Go on"), "heading") == ["The case goes on:"]
    assert beside(window.open("/questions/a.three"), "heading") == []
    listed = window.open("/check").words
    assert "In the last three months: I do a.one. Risk 100" in listed
    assert "The case goes on: I do a.two." in listed


def test_event_did_not_come_up_without_a_reason() -> None:
    """An event can be answered as not having come up, and no reason is asked for or kept."""
    drafts = begun()
    definition = audit(checklist("a", item("a.one", event=True), item("a.two", not_applicable=True)))
    window = Window(form(drafts, definition), "/questions/a.one")
    assert "It did not come up" in window.words
    assert "does not apply" not in window.words
    assert "Why does it not apply?" not in window.words
    window.send("on", answer="n/a")
    assert (window.path, drafts.given) == ("/questions/a.two", {"a.one": ea.not_applicable()})
    assert "Why does it not apply?" in window.words
    assert "I do a.one. It did not come up Change" in window.open("/check").words


def test_what_one_would_need_to_know_follows_the_answer() -> None:
    """The page after the answer to a case tells what one would need to know, with or without feedback."""
    told = ea.Scale([ea.Option("good", "I ask.", 0, "Well asked."), ea.Option("bad", "I wait.", 100)])
    definition = audit(checklist("a", item("a.one", scale=told, needed="Since when?"), item("a.two")))
    for answer, feedback in (("good", "Well asked. "), ("bad", "")):
        window = Window(form(begun(), definition), "/questions/a.one").send("on", answer=answer)
        assert window.path == "/questions/a.one/feedback"
        assert f"{feedback}What would you need to know? Since when? Go on" in window.words
    assert Window(form(begun(), definition), "/questions/a.one").send("on", answer="unsure").path == "/questions/a.two"


def test_first_page_has_the_introduction_and_the_worked_example() -> None:
    """The introduction stands on the first page; the worked example is folded there, also for those who come back."""
    plain = checklist("a", item("a.one"))
    mine = evolve(plain, introduction="Read this.", worked_example="1. Ask.")
    for drafts in (begun(), begun(a__one="r0")):
        window = Window(form(drafts, audit(mine)))
        assert "Read this." in window.words
        (folded,) = window.tree.iter("details")
        assert words(folded) == "A worked example 1. Ask."
    assert not list(Window(form(begun(), audit(plain))).tree.iter("details"))


# what is written stays text


def _hostile(texts: list[str]) -> tuple[Any, Memory]:
    """Return a form in which every text is given, and a draft with the last of them as its reason."""
    title, label, prompt, rationale, feedback, section, reason = texts
    scale = ea.Scale([ea.Option("a", label, 0, feedback), ea.Option("b", f"{label} ", 100)])
    items = [
        item(
            "a.one",
            scale=scale,
            prompt=prompt,
            rationale=rationale,
            not_applicable=True,
            about=["b.one"],
            needed=prompt,
            citations=[ea.Citation("x", section)],
        ),
        item("a.two", scale=scale, prompt=prompt, not_applicable=True, about=["b.one"]),
    ]
    definition = audit(
        ea.Checklist("a", "1.0", title, items, introduction=prompt, worked_example=prompt),
    )
    answers = ea.Answers({"a.one": "a", "a.two": ea.not_applicable(reason)})
    return evolve(definition, title=title), Memory(ea.AnswerSheet("example", answers, "1.0"))


FITTING = [one for one in INJECTIONS if one.strip() and len(one) <= 90 and one.isprintable() and "\n" not in one]


def _pages(texts: list[str]) -> Iterator[Window]:
    definition, drafts = _hostile(texts)
    application = form(drafts, definition)
    for path in ("/", "/questions/a.one", "/questions/a.two", "/questions/a.one/feedback", "/check", "/later"):
        yield Window(application, path)
    yield Window(application, "/questions/a.two").send("on", answer="n/a", reason=texts[-1] + "x" * 500)


@pytest.mark.parametrize(
    "injections",
    [FITTING[::16], pytest.param([one for one in FITTING[::4] if one not in FITTING[::16]], marks=pytest.mark.slow)],
    ids=["some", "others"],
)
def test_what_is_written_stays_text(injections: list[str]) -> None:
    """Whatever titles, questions, answers and reasons contain, a page has the same elements."""
    assert len(FITTING) > 50
    tame = [shape(window.tree) for window in _pages([f"plain {place}" for place in range(7)])]
    for injected in injections:
        windows = list(_pages([injected] * 7))
        assert [shape(window.tree) for window in windows] == tame
        shown = sum(words(window.tree).count(words(injected)) for window in windows)
        assert shown >= 20, injected


@pytest.mark.parametrize("field", ["answer", "reason", "shown", "go", "fact", "then", "code"])
@pytest.mark.parametrize("path", ["/questions/a.two", "/practice", "/finish"])
def test_hostile_fields(field: str, path: str) -> None:
    """Whatever a field contains is text or ignored."""
    drafts = begun(a__one="r0")
    application = form(drafts)
    for injected in [*FITTING[::9], "\x00", "\ud7ff", "x" * 60_000, "../../etc/passwd"]:
        response = ask(application, "POST", path, data={"answer": "n/a", field: injected}, headers={"origin": BASE})
        assert response.status_code in {303, 409, 422}
        if response.status_code != 303:
            text = response.text
            for script in policy.SCRIPTS:
                text = text.replace(f"<script>{script}</script>", "")
            assert "<script" not in text.lower()
            assert "onerror=" not in re.sub(r"&[a-z#0-9]+;|[^<>]*(?=<)", "", response.text)
        else:
            assert response.headers["location"].startswith("/")
            assert not response.headers["location"].startswith("//")


@pytest.mark.parametrize(
    "path",
    ["//evil.test", "/questions/../../x", "/questions/%2e%2e%2f", "/questions/a.one%00", "/%2f%2fevil.test/", "/\\x"],
)
def test_odd_paths(path: str, drafts: Memory) -> None:
    """Odd paths find nothing and redirect nowhere."""
    response = ask(form(drafts), "GET", f"{BASE}{path}")
    assert (response.status_code, "location" in response.headers) == (404, False)


# in another application


def _links(window: Window) -> set[str]:
    """Return every address in a page that leads to another one."""
    return {
        value
        for one in window.tree.iter()
        for name in ("href", "action")
        if not (value := one.get(name, "#")).startswith("#")
    }


@pytest.mark.parametrize("kind", ["starlette", "fastapi", "nested"])
def test_mounted_under_a_prefix(kind: str, drafts: Memory) -> None:
    """Under a prefix, every link, form and redirect stays below it."""
    inner = form(drafts)
    if kind == "starlette":
        outer, prefix = Starlette(routes=[Mount("/ethics", inner)]), "/ethics"
    elif kind == "fastapi":
        from fastapi import FastAPI

        outer, prefix = FastAPI(), "/ethics"
        outer.mount("/ethics", inner)
    else:
        outer = Starlette(routes=[Mount("/own team", Starlette(routes=[Mount("/ethics", inner)]))])
        prefix = "/own%20team/ethics"
    window = Window(outer, f"{prefix}/")
    seen = _links(window)
    seen |= _links(window.follow("Begin"))
    window.send(fact="minors")
    seen |= _links(window)
    seen |= _links(window.send("on"))
    for answer in ("r0", "r50", "r100", "r0"):
        assert window.path.startswith(f"{prefix}/questions/")
        window.send("on", answer=answer)
    seen |= _links(window)
    seen |= _links(window.send())
    assert window.path == f"{prefix}/done"
    assert all(one.startswith(f"{prefix}/") for one in seen)
    assert len(seen) > 8
    assert ask(outer, "GET", f"{prefix}/form.css").headers["content-type"].startswith("text/css")
    assert ask(outer, "GET", f"{prefix}/icon.svg").headers["content-type"].startswith("image/svg")


def test_templates_and_style_of_its_own(tmp_path: Path, drafts: Memory) -> None:
    """A file in the folder replaces the one of the package, and the rest stays."""
    blocks = "{% block title %}Bye{% endblock %}{% block main %}<h1>{{ '<b>' }}</h1>{% endblock %}"
    (tmp_path / "later.html.j2").write_text("{% extends 'layout.html.j2' %}" + blocks)
    (tmp_path / "form.css").write_text("body { color: teal }")
    window = Window(form(drafts, templates=tmp_path), "/later")
    assert (window.title, window.words) == ("Bye - Example", "<b>")
    assert ask(form(drafts, templates=tmp_path), "GET", "/form.css").text == "body { color: teal }"
    assert "Before you begin" in window.open("/").words


def test_other_kinds_of_traffic_go_through(drafts: Memory) -> None:
    """Traffic that is not a request goes through."""
    import asyncio

    sent: list[Any] = []

    async def run() -> None:
        messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

        async def receive() -> Any:
            return next(messages)

        async def send(message: Any) -> None:
            sent.append(message["type"])

        await form(drafts)({"type": "lifespan", "asgi": {}, "state": {}}, receive, send)

    asyncio.run(run())
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_missing_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing library names the extra, and nothing is imported before it is needed."""
    import sys

    for name in [name for name in sys.modules if name.startswith("ethics_audit.web.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr(web, "application", raising=False)
    monkeypatch.setitem(sys.modules, "starlette", None)
    monkeypatch.setitem(sys.modules, "starlette.applications", None)
    with pytest.raises(ea.MissingExtraError, match=r"pip install 'ethics-audit\[web\]'"):
        _ = web.app
    with pytest.raises(AttributeError, match="no attribute 'ap'"):
        _ = web.ap
    assert web.Drafts.__name__ == "Drafts"


# the answers file


def test_file_is_the_draft(tmp_path: Path) -> None:
    """Answers are in the file, and what another program writes there shows at once."""
    path = tmp_path / "mine.toml"
    application = form(FileDrafts(AnswersFile.opened(path, "boundaries", None)), "boundaries")  # type: ignore[arg-type]
    window = Window(application, "/questions/boundaries.place").send("on", answer="once")
    assert dict(ea.load_answers(path).answers.given) == {"boundaries.place": "once"}
    other = AnswersFile.opened(path, "boundaries", None)
    other.save(evolve(other.sheet, answers=other.sheet.answers.changed({"boundaries.place": "five_or_more"})))
    window.open("/questions/boundaries.place")
    assert window.fields["answer"] == "five_or_more"
    other.save(evolve(other.sheet, answers=other.sheet.answers.changed({"boundaries.place": "never"})))
    assert window.send("on", answer="once").status == 409
    assert dict(ea.load_answers(path).answers.given) == {"boundaries.place": "never"}
    path.unlink()
    assert "Before you begin" in window.open("/").words
    path.write_text("audit = ", "utf-8")
    assert (window.open("/").status, "this is not TOML" in window.words) == (503, True)
    path.write_text('audit = "consent"\nversion = "1.0"\n[answers]\n', "utf-8")
    assert "got consent 1.0" in window.open("/").words


def test_file_that_was_changed_at_the_last_moment(tmp_path: Path) -> None:
    """A save replaces only the version that was loaded."""
    drafts = FileDrafts(AnswersFile.opened(tmp_path / "mine.toml", "boundaries", None))
    before = drafts.load("me", "boundaries")
    sheet = evolve(before.sheet, answers=ea.Answers({"boundaries.place": "once"}), version="1.0")
    assert drafts.save("me", "boundaries", sheet, before.number)
    assert not drafts.save("me", "boundaries", evolve(sheet, answers=ea.Answers()), before.number)
    assert not drafts.save("me", "boundaries", sheet, None)
    assert drafts.load("me", "boundaries").sheet == sheet
