"""All audits of one computer: one page leads to each of them, and nothing is written but what was chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from support.builders import audit, checklist, item
from support.web_computer import ADDRESS, BRIEF, CODE, HOST, LINK, Computer, answered, begun
from support.web_windows import Window, ask

import ethics_audit as ea
from ethics_audit.base.dates import in_words, next_audit, today
from ethics_audit.base.errors import LockedError, StoreError
from ethics_audit.history import History, backup, locations, opened
from ethics_audit.model.actions import Action
from ethics_audit.web import serving, vault
from ethics_audit.web.sittings import Sittings
from ethics_audit.web.vault import Vault

PASSPHRASE = "correct horse battery"  # noqa: S105 - it opens nothing but what the tests make
WRONG = {"passphrase": "wrong wrong wrong"}
SHORT = {"passphrase": "short", "again": "short"}
DAY = today().isoformat()
TOLD = in_words(today())


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    """Return a computer without any audit."""
    return Computer(tmp_path)


# the page with all audits


def test_what_can_begin(computer: Computer) -> None:
    """The page names every audit by its title, with its questions and minutes, and no id."""
    window = computer.starts()
    assert "Brief self-audit 32 questions, about 10 minutes" in window.words
    assert "Working through a dilemma 15 questions, about 10 minutes" in window.words
    assert "boundary_decision" not in window.words
    assert "Past audits" not in window.words
    assert "Not finished yet" not in window.words
    assert computer.files == []


def test_unfinished_ones_go_on(computer: Computer) -> None:
    """An unfinished audit shows how much of it is answered, and a new start goes on with it."""
    answered(begun(computer.starts(), "brief", "keep"))
    window = computer.starts()
    assert "1 of 28 answered" in window.words
    window.follow("Go on with: Brief self-audit")
    assert window.path == f"{ADDRESS}audits/{computer.file.name}/"
    assert "You have answered 1 of 28 questions." in window.words
    begun(window, "brief", "keep")
    assert "You have answered 1 of 28 questions." in window.words
    window.follow("All audits")
    assert window.path == ADDRESS


def test_own_checklists_go_on(computer: Computer) -> None:
    """Answers to a file of one's own go on with that file, in its own folder."""
    computer.answers.mkdir()
    (computer.answers / "own.toml").write_text(ea.to_toml(ea.load_checklist("consent")), "utf-8")
    sheet = ea.AnswerSheet("own.toml", ea.Answers({"consent.written": "most"}))
    (computer.answers / "mine.toml").write_text(ea.to_toml(sheet), "utf-8")
    window = computer.starts()
    window.follow("Go on with: Informed consent")
    assert "You have answered 1 of" in window.words


def test_unreadable_ones_are_not_hidden(computer: Computer) -> None:
    """A file that cannot be read is named with its trouble."""
    computer.answers.mkdir()
    (computer.answers / "broken.toml").write_text("audit = ", "utf-8")
    assert "broken.toml cannot be read" in computer.starts().words


@pytest.mark.parametrize("path", ["audits/none.toml/", "audits/..%2Fhistory.db/", "audits/none/", "begin/none"])
def test_unknown_pages(path: str, computer: Computer) -> None:
    """An address of no audit is told on a page that leads back."""
    computer.kept()
    window = computer.starts().open(f"/{path}")
    assert window.status == 404
    assert "There is no such page." in window.words


def test_past_audits(computer: Computer) -> None:
    """A past audit stands with its day and its band in words, and leads to its report."""
    computer.kept()
    window = computer.starts()
    assert f"Brief self-audit, {TOLD} {TOLD} · not known yet: at least" in window.words
    window.follow(f"Brief self-audit, {TOLD}")
    assert "Brief self-audit" in window.response.text
    assert "style-src" in window.response.headers["content-security-policy"]


def test_what_is_due(computer: Computer) -> None:
    """Late steps come first, then the others and the next audit by their days, then steps without a day."""
    history = computer.kept()
    (kept,) = history.audits()
    (item,) = BRIEF
    late, soon = (today() + timedelta(days=days) for days in (-3, 5))
    for step, due in (("Someday", ""), ("Soon", soon.isoformat()), ("Late", late.isoformat()), ("Over", DAY)):
        history.choose(Action(item, step, due=due), kept.number)
    history.settle(history.actions()[-1].number, "done")
    told = computer.starts().words
    rows = [
        *("What is due", f"Late Overdue since {in_words(late)}", f"Soon By {in_words(soon)}"),
        *(f"Your next self-audit By {in_words(next_audit(today()))}", "Someday No day set"),
    ]
    assert " ".join(rows) in " ".join(told.split())


def test_what_is_due_leads_to_where_it_is_done(computer: Computer) -> None:
    """A step that is due leads to its page, all of them to their list and the calendar, the next audit to its start."""
    history = computer.kept()
    (kept,), (item,) = history.audits(), BRIEF
    step = history.choose(Action(item, "Write it down"), kept.number)
    window = computer.starts().follow("Write it down")
    assert window.path == f"{ADDRESS}steps/{step.number}"
    window.send(**{"state": "done", "due-1": ""})
    assert window.path == f"{ADDRESS}steps"
    assert "Settled" in window.words
    assert window.follow("Put the next audit into your calendar").response.text.startswith("BEGIN:VCALENDAR")
    window.open("/").follow("All steps, and the file for your calendar").follow("Back")
    assert window.path == f"{ADDRESS}kept/{kept.number}"
    assert "Change an answer" not in window.words
    assert window.open("/").follow("Your next self-audit").path == f"{ADDRESS}begin/brief"


def test_the_next_audit_of_ones_own(computer: Computer) -> None:
    """The next audit after a checklist of one's own leads to the list, where its owner finds others."""
    definition = audit(checklist("mine", item("mine.one")))
    History(opened(computer.place)).keep(ea.assess(definition, {"mine.one": "r0"}))
    assert computer.starts().follow("Your next self-audit").path == f"{ADDRESS}#begin"


def test_the_course_of_what_was_done_twice(computer: Computer) -> None:
    """The course from audit to audit is one link away once there are two of one kind."""
    history = computer.kept()
    assert "From audit to audit" not in computer.starts().words
    history.keep(ea.assess(ea.load_audit("brief"), {**BRIEF, "consent.no_consent": "no"}))
    window = computer.starts().follow("From audit to audit")
    assert window.path == f"{ADDRESS}trend/brief"
    assert window.follow("Back").path == ADDRESS


def test_an_audit_that_was_begun_goes_on_from_its_first_page(computer: Computer) -> None:
    """Whoever begins an audit again that is not finished is led to where they stopped."""
    window = answered(begun(computer.starts(), "brief", "keep"))
    window.open("/begin/brief")
    assert "You have begun this audit 1 of 28 answered" in " ".join(window.words.split())
    assert window.follow("Go on where you stopped").path == f"{ADDRESS}audits/{computer.file.name}/"


def test_a_damaged_history_is_told(computer: Computer) -> None:
    """A history that cannot be read is told, and audits can begin all the same."""
    Path(computer.place).write_bytes(b"SQLite format 3\0" + b"?" * 2000)
    window = computer.starts()
    assert "Your history cannot be read" in window.words
    assert "Begin an audit" in window.words


def test_each_occasion_is_a_new_one(computer: Computer) -> None:
    """An occasion begins anew each time, beside those of the same day."""
    window = computer.starts()
    for number in ("", "-2"):
        begun(window, "dilemma", "keep")
        assert window.path.endswith(f"/audits/dilemma-{DAY}{number}.toml/practice")
        window.send().send("on", words="A ticket.")
    assert computer.files == [f"dilemma-{DAY}-2.toml", f"dilemma-{DAY}.toml"]
    assert computer.starts().words.count("0 of 15 answered") == 2


def test_the_language_of_audits(computer: Computer) -> None:
    """An audit is asked in the language that was asked for, where there is a translation, and else in its own."""
    for locale, language in (("es", "es"), ("fr", "en"), (None, "en")):
        assert Sittings(computer.answers, Vault(computer.place), locale).audit("brief").language == language
    window = Window(serving.local(computer.house()._replace(locale="es"), HOST, CODE, lambda: None), ADDRESS)
    assert 'lang="es"' in window.response.text


def test_a_finished_audit_says_so_before_it_begins_again(computer: Computer) -> None:
    """The page before an audit says that it was finished in this quarter, and leads to the report."""
    computer.kept()
    window = computer.starts().open("/begin/brief")
    assert f"You finished this audit on {TOLD}" in window.words
    assert window.follow("Read the report").path.endswith("/kept/1/report")
    assert "You finished" not in window.open("/begin/quarterly").words


def test_first_what_became_of_earlier_steps(computer: Computer) -> None:
    """A kept audit begins with the steps that are still to be done; one that is kept nowhere writes nothing on them."""
    history = computer.kept()
    (item,) = BRIEF
    history.choose(Action(item, "Write it down"), history.audits()[0].number)
    window = computer.starts()
    assert begun(window, "brief", "nothing").path.endswith("/practice")
    assert begun(window, "brief", "keep").path.endswith("/before")
    assert "Write it down" in window.words


# stopping


def test_the_program_stops_from_its_page(computer: Computer) -> None:
    """The program stops when that is asked for and confirmed; what must not wait and what is gone is told before."""
    stopped: list[bool] = []
    app = serving.local(computer.house(), HOST, CODE, lambda: None, stop=lambda: stopped.append(True))
    window = Window(app, ADDRESS).send(code=CODE)
    begun(window, "brief", "nothing")
    page = window.path.rpartition("/")[0]
    window.open(f"{page}/questions/consent.no_consent").send("on", answer="yes")
    window.open("/").follow("Stop the program")
    assert "Do today" in window.words
    assert "These answers are kept nowhere, and are gone then: Brief self-audit" in " ".join(window.words.split())
    assert not stopped
    window.send()
    assert stopped == [True]
    assert "The program has stopped" in window.words
    assert "are gone now" in window.words


def test_a_beginner_is_led_to_the_brief_audit(computer: Computer) -> None:
    """Where nothing was done yet, the page says with which audit to begin."""
    assert "New here?" in computer.starts().words
    computer.kept()
    assert "New here?" not in computer.starts().words


# an audit that was named


def own(computer: Computer) -> tuple[ea.Checklist, str]:
    """Return a checklist of one's own, and the path of its file."""
    definition = checklist("mine", item("mine.one"), item("mine.two"))
    path = computer.folder / "own.toml"
    path.write_text(ea.to_toml(definition), "utf-8")
    return definition, str(path)


def test_a_named_audit_opens_with_the_choice(computer: Computer) -> None:
    """An audit that was named opens on the page that asks what should happen to the answers; the others are near."""
    window = computer.starts_with(ea.load_audit("quarterly"), "quarterly")
    assert window.path == f"{ADDRESS}begin/quarterly"
    assert "Keep them encrypted" in window.words
    assert "Brief self-audit" in window.follow("All audits").words


def test_a_named_checklist_is_kept_in_its_own_file(computer: Computer) -> None:
    """A checklist of one's own is asked like the others, and its answers go on where `start` finds them."""
    definition, path = own(computer)
    window = computer.starts_with(definition, path)
    answered(window.send(way="keep").open("/audits/own.answers.toml/practice"), "r0")
    assert ea.load_answers(computer.folder / "own.answers.toml").answers.given == {"mine.one": "r0"}
    window = computer.starts_with(definition, path)
    assert "You have begun this audit 1 of 2 answered" in " ".join(window.words.split())
    assert "You have answered 1 of 2" in window.follow("Go on where you stopped").words
    assert window.open("/").follow("Mine").path == f"{ADDRESS}begin/mine"


def test_a_named_occasion_is_a_new_one_each_time(computer: Computer) -> None:
    """An occasion that was named has a file for each time, beside the other answers."""
    window = computer.starts_with(ea.load_audit("dilemma"), "dilemma").send(way="keep")
    assert window.path.startswith(f"{ADDRESS}audits/dilemma-{DAY}.toml/")


# what becomes of the answers


def test_a_way_must_be_chosen(computer: Computer) -> None:
    """Nothing begins before it is chosen what becomes of the answers; the page says what to know before."""
    window = computer.starts().open("/begin/brief")
    for told in ("ask a lawyer", "32 questions at most", "about 10 minutes", "Stop whenever you like"):
        assert told in window.words
    for way in ("", "other"):
        window.send(way=way)
        assert window.status == 422
        assert window.slips == [("way-1", "Pick what should happen to your answers.")]


def test_kept_at_once(computer: Computer) -> None:
    """What is to be kept is on the disk with the first answer, and in the history in the end."""
    window = begun(computer.starts(), "brief", "keep")
    assert window.path.endswith("/practice")
    assert computer.files == []
    answered(window)
    assert computer.files == [computer.file.name]
    assert f"Every answer is saved, in {computer.file}." in window.response.text
    window.open(f"/audits/{computer.file.name}/check").send()
    assert "Your audit is finished" in window.words
    assert len(History(opened(computer.place)).audits()) == 1


@pytest.mark.parametrize("ephemeral", [False, True])
def test_kept_nowhere(computer: Computer, *, ephemeral: bool) -> None:
    """What is not to be kept is never on the disk, though it goes on and is finished while the program runs."""
    window = computer._replace(ephemeral=ephemeral).starts()
    begun(window, "brief", "nothing")
    check = window.path.replace("/practice", "/check")
    answered(window)
    assert "Nothing is kept: all is gone when the program stops." in window.response.text
    window.open("/")
    assert "1 of 28 answered" in window.words
    assert "Open until the program stops" in window.words
    window.open(check).send()
    assert "Your audit is finished" in window.words
    assert computer.files == []


def test_nothing_is_offered_but_to_keep_nothing(computer: Computer) -> None:
    """Without a trace, no file of the computer is shown, and there is nothing to choose."""
    computer.kept()
    window = computer._replace(ephemeral=True).starts()
    assert "Past audits" not in window.words
    assert window.open("/kept/1").status == window.open("/steps").status == 404
    window.open("/begin/brief")
    assert "Keep nothing." in window.words
    assert "What should happen" not in window.words


@pytest.mark.parametrize("before", [False, True])
def test_kept_encrypted(computer: Computer, *, before: bool) -> None:
    """What is to be encrypted is on the disk in the end alone, with all that the history held before."""
    if before:
        computer.kept()
    window = begun(computer.starts(), "dilemma", "encrypt")
    check = window.path.replace("/practice", "/check")
    first = next(iter(ea.load_audit("dilemma").items.values()))
    window.open(check.replace("/check", f"/questions/{first.id}")).send("on", answer=first.options[0].id)
    window.open(check).send()
    assert window.path.endswith("/passphrase")
    window.send(passphrase=PASSPHRASE, again=PASSPHRASE + "!")
    assert window.slips == [("passphrase", "The two are not the same. Type both once more.")]
    window.send(**SHORT)
    assert "too short" in window.slips[0][1]
    assert PASSPHRASE not in window.response.text
    window.send(passphrase=PASSPHRASE, again=PASSPHRASE)
    assert "Your audit is finished" in window.words
    assert locations.is_encrypted(computer.place)
    assert computer.files == ["history.db"]
    assert len(History(opened(computer.place, PASSPHRASE)).audits()) == 1 + before
    assert "Past audits" in window.open("/").words


def locked(computer: Computer) -> Window:
    """Start the program on a computer whose history is encrypted."""
    computer.kept()
    backup.encrypt(Path(computer.place), PASSPHRASE)
    return computer.starts()


def test_an_encrypted_history_opens(computer: Computer) -> None:
    """Past audits of an encrypted history are shown once its passphrase was entered."""
    window = locked(computer)
    assert "Your history is encrypted" in window.words
    assert window.open("/kept/1").status == 503
    assert "enter its passphrase" in window.words
    window.open("/").send(**WRONG)
    assert window.status == 422
    assert window.slips == [("passphrase", "That is not the passphrase of your history. Type it once more.")]
    page = window.open("/").response.text
    window.send(passphrase=PASSPHRASE)
    assert "Past audits" in window.words
    assert PASSPHRASE not in page + window.path + window.response.text
    assert ask(window._form, "POST", ADDRESS, headers=sending(window)).status_code == 303


def sending(window: Window) -> dict[str, str]:
    """Return the headers of an empty form that the window sends."""
    cookie = "; ".join(f"{name}={value}" for name, value in window.cookies.items())
    return {"cookie": cookie, "origin": ADDRESS[:-1], "content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("way", ["keep", "encrypt"])
def test_kept_in_an_encrypted_history(way: str, computer: Computer) -> None:
    """An encrypted history asks for its one passphrase before it keeps an audit, and for nothing once it is open."""
    window = begun(locked(computer), "brief", way)
    check = window.path.replace("/practice", "/check")
    answered(window)
    window.open(check).send()
    assert "Enter your passphrase" in window.title
    window.send(**WRONG)
    assert "not the passphrase" in window.slips[0][1]
    window.send(passphrase=PASSPHRASE)
    assert "Your audit is finished" in window.words
    window.open(check).send()
    assert "/kept/" in window.path


def test_passphrase_of_nothing(computer: Computer) -> None:
    """Without answers, and after an answer was changed elsewhere, no passphrase is taken."""
    window = begun(computer.starts(), "brief", "encrypt")
    page = window.path.replace("/practice", "/passphrase")
    window.open(page)
    assert window.path.endswith("/check")
    answered(window.open(page.replace("/passphrase", "/practice")))
    window.open(page).send(passphrase=PASSPHRASE, again=PASSPHRASE, shown="other")
    assert window.path.endswith("/check")
    assert computer.files == []


def test_failures_of_the_disk_are_told(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A history that cannot be encrypted or read is told on the page that asked for the passphrase."""
    window = begun(computer.starts(), "brief", "encrypt")
    check = window.path.replace("/practice", "/check")
    answered(window)
    window.open(check).send()

    def fails(*_: object) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(backup, "encrypt", fails)
        window.send(passphrase=PASSPHRASE, again=PASSPHRASE)
    assert window.slips == [("passphrase", "It is not kept. the disk is full")]
    window = locked(computer)
    monkeypatch.setattr(vault, "opened", fails)
    window.send(passphrase=PASSPHRASE)
    assert window.slips == [("passphrase", "the disk is full.")]


def test_where_nothing_can_be_encrypted(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a database, and without the libraries, encryption is not offered."""
    assert not Vault("postgresql://host/name").can_encrypt
    monkeypatch.setitem(__import__("sys").modules, "sqlcipher3", None)
    assert not Vault(computer.place).can_encrypt
    assert "encrypted" not in computer.starts().open("/begin/brief").words


def test_a_vault_is_a_store(computer: Computer) -> None:
    """A history in a vault forgets like any other, and stays shut while it is locked."""
    computer.kept()
    history = History(Vault(computer.place))
    assert history.forget(history.audits()[0].number)
    backup.encrypt(Path(computer.place), PASSPHRASE)
    with pytest.raises(LockedError):
        History(Vault(computer.place)).book()


# the way in


def door(computer: Computer) -> Callable[[str, str], Window]:
    """Return a function that opens an address of one running program in a new window."""
    app = serving.local(computer.house(), HOST, CODE, lambda: None, link=LINK)

    def open_in(path: str, cookie: str = "") -> Window:
        window = Window(app, ADDRESS)
        window.cookies = dict([cookie.split("=", 1)]) if cookie else {}
        return window.open(path)

    return open_in


def test_a_link_opens_one_browser(computer: Computer) -> None:
    """The link opens the form in the first browser that has it, and in no other; there it can be opened again."""
    opens = door(computer)
    assert opens("/launch?key=wrong", "").status == 401
    assert opens("/launch", "").status == 401
    first = opens(f"/launch?key={LINK}", "")
    assert first.title.startswith("Opened")
    assert "Your audits" in first.open("/").words
    assert first.open(f"/launch?key={LINK}").title.startswith("Opened")
    other = opens(f"/launch?key={LINK}", "")
    assert (other.status, other.cookies) == (401, {})
    assert "This form is open elsewhere" in other.words
    assert "What you chose to keep is saved." in other.words


def test_wrong_links_cost_no_try(computer: Computer) -> None:
    """Another site that opens wrong links does not shut the form for the code."""
    opens = door(computer)
    for _ in range(10):
        window = opens("/launch?key=wrong", "")
    assert "Your audits" in window.send(code=CODE).open("/").words


def test_no_link_without_a_key(computer: Computer) -> None:
    """An empty key opens nothing where there is no link."""
    app = serving.local(computer.house(), HOST, CODE, lambda: None)
    assert Window(app, ADDRESS).open("/launch?key=").status == 401
